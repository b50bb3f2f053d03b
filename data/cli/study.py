"""What the commands that study the record share: options, the record to read, the file to write."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from math import isfinite
from pathlib import Path

import click
import geopandas as gpd
import pandas as pd

from data import grids as areas
from data import studies
from data.backup import door, through
from data.db import Record, open_record
from data.export import check_target, write_frame
from data.notes import caveat_texts, method_text, note_in_plain
from data.permits import OPERATOR
from geo.errors import InputError, RecordBusy
from geo.model import Note, Period


class Finite(click.FloatRange):
    """A number within a range; neither endless nor "nan", which every comparison lets through."""

    def convert(self, value, param, context):
        found = super().convert(value, param, context)
        if not isfinite(found):
            self.fail(f"{value} is no number that can be measured by.", param, context)
        return found


_DAY = click.DateTime(["%Y-%m-%d"])
#: the screens look at as many days
DAYS = 90

since_option = click.option("--since", type=_DAY, help=f"The first day; else {DAYS} days before the end.")
until_option = click.option(
    "--until", type=_DAY, help="The day after the last one; else that of the last case."
)
category_option = click.option(
    "--category", default="", help="A code, a major's two digits, or a name; else all."
)
neighbours_option = click.option(
    "--neighbours", default="queen", show_default=True, metavar="RULE",
    help="queen, rook, knn:K (the K nearest) or band:M (all within M metres).",
)  # fmt: skip
out_option = click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path),
    help="The file; its ending says the format: .parquet, .geojson, .gpkg, .csv, .xlsx.",
)  # fmt: skip
seed_option = click.option("--seed", default=1, show_default=True, type=click.IntRange(0),
                           help="The same seed gives the same file.")  # fmt: skip


@contextmanager
def reading(db: Path, out: Path, *, places: bool = True) -> Iterator[Record]:
    """The record to study, once it is sure that the file can be written.

    A database that the dashboard holds is read from a copy that the dashboard makes.

    Args:
        places: whether the rows will have places, which GeoJSON needs.

    Raises:
        InputError: ``record_missing``, ``places_missing``, and as in ``data.export.check_target``.
        RecordBusy: ``record_held`` when whoever holds the file cannot be asked.
    """
    check_target(out)
    if out.suffix.lower() == ".geojson" and not places:
        raise InputError("places_missing")
    if not db.exists():
        raise InputError("record_missing", file=str(db))
    copy = None
    try:
        record = open_record(db)
    except RecordBusy as busy:
        if busy.code != "record_held" or not door(db).exists():
            raise
        copy = Path(through(db, "backup"))
        record = open_record(copy)
    try:
        yield record
    finally:
        record.close()
        if copy:
            copy.unlink(missing_ok=True)


def until_of(record: Record, given: datetime | None, today: date) -> date:
    """The day after the last one to study: the one given, else that after the record's last case.

    Raises:
        InputError: ``until_in_future`` for a day that has not come.
    """
    if given is None:
        return studies.last_day(record, OPERATOR) or today + timedelta(days=1)
    if given.date() > today + timedelta(days=1):
        raise InputError("until_in_future", day=given.date(), latest=today + timedelta(days=1))
    return given.date()


def period_of(record: Record, since: datetime | None, until: datetime | None, today: date) -> Period:
    """The days to study: those given, else the ``DAYS`` before the end.

    Raises:
        InputError: as ``until_of``.
    """
    end = until_of(record, until, today)
    before = end - min(timedelta(days=DAYS), end - date.min)  # the calendar begins in the year 1
    return Period(since.date() if since else before, end)


def with_shapes(record: Record, frame: pd.DataFrame) -> gpd.GeoDataFrame:
    """A frame by ``grid_id`` as rows with the grids' polygons."""
    shapes = areas.grids(record, OPERATOR).set_index("grid_id").geometry
    return gpd.GeoDataFrame(frame.reset_index(names="grid_id"), geometry=shapes.reindex(frame.index).to_numpy(),
                            crs=shapes.crs)  # fmt: skip


def deliver(out: Path, frame: pd.DataFrame, note: Note, found: str, **options: object) -> None:
    """Write the result with its note beside it, and say what was found and what to bear in mind, or why nothing can be.

    Args:
        found: what to say where the note is valid.
        options: of the command, for the note.
    """
    about = {"command": click.get_current_context().command.name, "options": options}
    whole = replace(note, caveats=(*note.caveats, "reported_only"))
    write_frame(frame, out, note_in_plain(whole, **about))
    click.echo(f"{out}: {found if note.valid else too_little(note)}")
    click.echo(
        f"{method_text(note)} n = {note.n:,}"
        + (f", {note.period.since} to {note.period.last}." if note.period else ".")
    )
    if note.valid and note.caveats:
        click.echo(" ".join(caveat_texts(note)))


def too_little(note: Note) -> str:
    """Why nothing can be said, with what would be needed.

    >>> too_little(Note("gi_star_exact", 3, valid=False, caveats=("too_few_grids",), facts={"too_few_grids": 30}))
    'Too few grids to say. At least 30 are needed.'
    """
    least = {
        code: f" At least {note.facts[code]:,} are needed." for code in note.caveats if code in note.facts
    }
    return " ".join(
        text + least.get(code, "") for code, text in zip(note.caveats, caveat_texts(note), strict=True)
    )
