"""A plan as files: layers for a map program, and a workbook with a hand-over list for every worker concerned."""

import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pandas as pd
import pyogrio

from data import spreadsheets
from data.db import Record
from data.export import check_target, note_taken, whole
from data.permits import Actor
from data.plan_book import CASES, MOVES, PlanBook
from geo.gaps import NO_WORKER

#: facts of the plan that its first sheet tells
FACTS = (
    "plan_id", "title", "reason", "state", "author", "created_at", "effective_on", "reviewer", "reviewed_at",
    "review_note",
)  # fmt: skip
#: of a worker's sheet: columns of the grids that come or go
GRIDS = (
    "grid_code", "name", "from_name", "to_name", "households", "population", "workload_hours", "open_cases",
)  # fmt: skip
#: headings of a worker's lists: grids and cases that come, and that go
LISTS = ("grids_taken", "grids_given", "cases_taken", "cases_given")


def geopackage(book: PlanBook) -> bytes:
    """Layers ``moves``, ``beats_before`` and ``beats_after``, and ``plan``, a table."""
    layers = {
        "moves": book.moves.reset_index(),
        "beats_before": book.before.reset_index(),
        "beats_after": book.after.reset_index(),
        "plan": pd.DataFrame([{name: book.plan[name] for name in FACTS}]),
    }
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plan.gpkg"
        for name, frame in layers.items():
            pyogrio.write_dataframe(frame, file, driver="GPKG", layer=name, append=file.exists())
        return file.read_bytes()


def workbook(book: PlanBook, words: Mapping[str, str] | None = None) -> bytes:
    """The plan and its moves on the first two sheets, then a hand-over list for every worker concerned.

    Args:
        words: headings and texts by their names here; what is not in it is written as it is named.
    """
    said = _Said(words or {})
    facts = pd.DataFrame(
        [(said(name), book.plan[name]) for name in FACTS], columns=[said("fact"), said("value")]
    )
    sheets = {
        said("plan"): [("", facts.astype({said("value"): object}))],
        said("moves"): [("", said.frame(book.moves, MOVES))],
    }
    for worker_id in book.workers():
        sheets[_name(book, worker_id)] = _lists(book, worker_id, said)
    return spreadsheets.book(sheets)


class _Said(dict):
    """Words by name; a name nobody gave words for says itself."""

    def __call__(self, name: str) -> str:
        return self.get(name, name)

    def frame(self, frame: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
        """Some columns under their words; nobody is said in words."""
        rows = pd.DataFrame(frame)[list(columns)]
        people = {name: rows[name].replace("", self("nobody")) for name in ("from_name", "to_name")}
        return rows.assign(**people).rename(columns=self)


def _name(book: PlanBook, worker_id: int) -> str:
    for side in ("from", "to"):
        rows = book.moves[book.moves[f"{side}_worker_id"] == worker_id]
        if len(rows):
            return rows[f"{side}_name"].iloc[0] or rows[f"{side}_worker"].iloc[0] or str(worker_id)
    return str(NO_WORKER)


def _lists(book: PlanBook, worker_id: int, said: _Said) -> list[tuple[str, pd.DataFrame]]:
    """What comes to a worker and what goes from them; lists with nothing on them are left out."""
    said_of = tuple(name for name in CASES if name in book.cases)
    frames = [
        said.frame(rows[rows[f"{side}_worker_id"] == worker_id], columns)
        for rows, columns in ((book.moves, GRIDS), (book.cases, said_of))
        for side in ("to", "from")
    ]
    return [(said(name), frame) for name, frame in zip(LISTS, frames, strict=True) if len(frame)]


FILES = {".gpkg": geopackage, ".xlsx": workbook}


def export_plan(record: Record, actor: Actor, book: PlanBook, file: Path, *, now: datetime) -> int:
    """Write a plan's file, which appears whole or not at all; how many grids it moves is returned.

    Raises:
        InputError: ``ending_unknown``, ``folder_missing``.
    """
    check_target(file, FILES)
    with whole(file) as part:
        part.write_bytes(FILES[file.suffix.lower()](book))
        facts = {"plan_id": book.plan["plan_id"], "rows": len(book.moves)}
        note_taken(record, actor, "plan", file.name, facts, now=now)
    return len(book.moves)
