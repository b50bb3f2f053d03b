"""``access``: how far residents walk to facilities of a kind, and how much of them is left for each."""

import click
import geopandas as gpd
import pandas as pd

from data import access as reach
from data.cli import study
from data.cli.base import db_option, main
from data.cli.progress import Bar
from data.db import Record
from data.export import write_frame
from data.facilities import facilities, metres_of
from data.notes import caveat_texts, homes_text, method_text, note_in_plain
from data.permits import OPERATOR
from data.surroundings import surroundings
from geo.errors import InputError
from geo.model import Note


@main.command()
@db_option
@click.option("--kind", required=True, help="A facility kind of the city's profile, such as clinic.")
@click.option("--metres", default=0.0, type=study.Finite(0), help="On foot; else the kind's standard.")
@click.option("--score", type=click.Choice(reach.SCORES), default="nearest", show_default=True,
              help="Metres to the nearest; capacity within reach; supply per head by floating catchments.")  # fmt: skip
@click.option("--by", type=click.Choice(list(reach.LEVELS)), default="grid", show_default=True,
              help="A row a grid, a community or a worker (0: nobody).")  # fmt: skip
@click.option("--sigma", type=study.Finite(0, min_open=True),
              help="Metres, of the Gaussian of e2sfca and 3sfca; else 1 % of it is left at the limit.")  # fmt: skip
@click.option(
    "--facility", type=int, help="Instead: the area from which this facility of the kind (its id) is reached."
)
@study.out_option
def access(db, kind, metres, score, by, sigma, facility, out) -> None:
    """Access to facilities of a kind on the street network, where residents live, a row a grid.

    nearest: residents, beyond (further than --metres), share_beyond, unreached, mean_m. The other scores:
    residents, score (capacity within reach, or supply per 1,000 residents). Where older residents and children are
    counted, older, older_beyond or older_score, and the same for children. Where there is no usable
    network, distances are straight lines times the city's detour factor, and the note says so.
    """
    with study.reading(db, out) as record:
        if facility is None:
            frame, note, said = _areas(record, reach.Question(kind, score, metres, by, sigma))
            metres = note.facts["limit_m"]
        else:
            metres = metres_of(record, OPERATOR, kind, metres)
            _check_kind(record, facility, kind)
            frame, note = surroundings(record, OPERATOR, facility, (metres,))
            said = _around(frame, facility)
    options = {"kind": kind, "metres": metres, "score": score, "by": by, "sigma": sigma, "facility": facility}
    write_frame(frame, out, note_in_plain(note, command="access", options=options))
    click.echo(f"{out}: {said if note.valid else ''}".rstrip())
    click.echo(" ".join([method_text(note), homes_text(note), *caveat_texts(note)]))


def _check_kind(record: Record, facility: int, kind: str) -> None:
    """Raises ``facility_of_other_kind`` for a facility to which the kind's standard is not meant."""
    there = facilities(record, OPERATOR).set_index("facility_id")["facility_kind"]
    own = there.get(facility, kind)
    if own != kind:
        raise InputError("facility_of_other_kind", facility_id=facility, own=own, kind=kind)


def _areas(record: Record, asked: reach.Question) -> tuple[pd.DataFrame, Note, str]:
    """A row an area with its note, and the whole in a line."""
    with Bar() as bar:
        frame, note = reach.access(record, OPERATOR, asked, bar)
    said = _said(frame, note)
    if asked.by == "grid":
        return study.with_shapes(record, frame), note, said
    return frame.rename_axis(reach.LEVELS[asked.by]).reset_index(), note, said


def _around(frame: gpd.GeoDataFrame, facility: int) -> str:
    """What lies within reach of one facility, in a line."""
    row = frame.iloc[0]
    streets = "" if pd.isna(row["street_km"]) else f"{row['street_km']:,.1f} km of street and "
    return f"{streets}{row['residents']:,.0f} residents lie within {row['metres']:,.0f} m of facility {facility}."


def _said(frame: pd.DataFrame, note: Note) -> str:
    """The whole in a line."""
    residents = frame["residents"].sum()
    if "beyond" not in frame:
        middle = (frame["score"] * frame["residents"]).sum() / residents if residents else 0.0
        return f"{middle:,.2f} on average for {residents:,.0f} residents."
    beyond = frame["beyond"].sum()
    share = beyond / residents if residents else 0.0
    return f"{beyond:,.0f} of {residents:,.0f} residents ({share:.1%}) are beyond {note.facts['limit_m']:,.0f} m."
