"""How things stand in an area, worked out once for everybody who looks, in no language.

``pages.parts.load`` keeps the answers: a rerun of the screen only words them.
"""

from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd
import pyarrow as pa

from data import facilities as places
from data import grids as areas
from data import incidents as cases
from data.db import Record
from data.permits import Actor
from data.profile import profile_of
from geo import kpi, rates
from geo.model import Period
from geo.names import DIVISION_LEVELS
from pages.parts import figures, tables
from pages.parts.hotspots import findings

WATCHED = 10


@dataclass(frozen=True)
class Standing:
    """An area in a period.

    ``grids`` is every grid in scope by ``grid_id`` and ``inside`` says which lie in the area; ``rows`` are
    those in the order of the table, ``sheet`` the first of them as the browser gets them, ``hot`` those in a
    hotspot. ``unit`` says whom cases are set against (``geo.rates.exposure``). ``numbers`` is
    ``geo.kpi.overview`` by code: value and change. ``watched`` are grids worth a look: id, name, reasons,
    facts. ``kind`` is the kind of facility spoken of, or nothing, with its names and the share of residents
    beyond its reach.
    """

    grids: pd.DataFrame
    inside: pd.Series
    rows: pd.DataFrame
    sheet: pa.Table
    unit: str
    hot: tuple[int, ...]
    numbers: dict[str, tuple[float, float]]
    watched: tuple[tuple[int, str, tuple[str, ...], dict], ...]
    kind: dict[str, object]
    daily: pd.DataFrame


class Division(NamedTuple):
    """A place in the tree of divisions; ``depth`` counts the levels that divide, -1 where it is all there is."""

    code: str
    name: str
    parent: str
    depth: int


def by_grid(record: Record, actor: Actor, period: Period, category: str) -> pd.DataFrame:
    """The figures of every grid in scope, with what makes a grid worth a look."""
    grids = figures.by_grid(record, actor, period, category)
    grids = grids.join(figures.watched(record, actor, period))
    return grids.join(_hotspots(record, actor, period, category))


def _hotspots(record: Record, actor: Actor, period: Period, category: str) -> pd.DataFrame:
    """Classes and rates as the hotspot screen shows them unless somebody chooses otherwise."""
    basis = findings.usual_basis(record, actor)
    return findings.found(record, actor, period, category, basis).grids[["class", *rates.COLUMNS]]


def standing(
    grids: pd.DataFrame, kind: dict, beyond: pd.DataFrame, daily: pd.DataFrame, area: str
) -> Standing:
    """How things stand in an area (everything in scope for no code), from what holds for all areas.

    Args:
        grids: of ``by_grid``. kind: of ``first_kind``. beyond: of ``data.gaps.beyond_reach``.
        daily: cases by day in the area.
    """
    if kind:
        grids = grids.assign(beyond_reach=beyond[kind["facility_kind"]])
    within = inside(grids, area)
    shown = grids[within]
    before = shown.filter(regex="_before$").rename(columns=lambda name: name.removesuffix("_before"))
    found = kpi.overview(shown, before)
    if kind and shown["population"].notna().any():
        share = kpi.ratio(shown["beyond_reach"].sum(), shown["population"].sum())
        kind = {**kind, "share": share}
    numbers = {row.Index: (row.value, row.change) for row in found.itertuples()}
    rows = _in_order(shown)
    sheet = pa.Table.from_pandas(rows.head(tables.MOST), preserve_index=False)
    unit = rates.exposure(grids)[1]
    return Standing(grids, within, rows, sheet, unit, _hot(shown), numbers, _watched(shown), kind, daily)


def inside(frame: pd.DataFrame, code: str) -> pd.Series:
    """Which rows lie in a division (all for no code)."""
    columns = [f"{level}_code" for level in DIVISION_LEVELS]
    return frame[columns].eq(code).any(axis=1) if code else pd.Series(True, index=frame.index)


def first_kind(record: Record, actor: Actor) -> dict[str, object]:
    """The kind of facility to speak of: the city profile's first that the record holds, as a row."""
    known = {row["facility_kind"]: row for row in places.facility_kinds(record, actor).to_dict("records")}
    listed = (known.get(kind) for kind in profile_of(record)["facility_kinds"])
    return next((row for row in listed if row and row["n"]), {})


def _in_order(shown: pd.DataFrame) -> pd.DataFrame:
    rows = shown.sort_values(["new_cases", "grid_code"], ascending=[False, True]).reset_index()
    rows["name"] = rows["name"].where(rows["name"] != "", rows["grid_code"])
    rows["ranked_rate"] = rates.ranked(rows["rate"], rows["small_number"])
    rows["beyond_reach"] = rows["beyond_reach"].round() if "beyond_reach" in rows else None
    return rows


def _hot(shown: pd.DataFrame) -> tuple[int, ...]:
    return tuple(map(int, shown.index[shown["class"].astype(str).str.startswith("hot")]))


def _watched(shown: pd.DataFrame) -> tuple:
    found = kpi.grids_to_watch(shown.rename(columns={"new_cases_before": "new_before"}), WATCHED)
    names = shown["name"].where(shown["name"] != "", shown["grid_code"])
    return tuple((int(row.Index), names[row.Index], row.reasons, row.facts) for row in found.itertuples())


def categories(record: Record, actor: Actor) -> list[dict]:
    """The city's categories as rows: names, and how many cases carry each."""
    return cases.categories(record, actor).to_dict("records")


def divisions(record: Record, actor: Actor) -> dict[str, Division]:
    """Divisions that hold a grid in scope, by code in order of code."""
    known = areas.divisions(record, actor)
    # what divides: neither one district that is everything, nor a community that is all of its street
    known["parts"] = known.groupby(["level", known["parent_code"].fillna("")])["division_code"].transform(
        "size"
    )
    dividing = known[known["parts"] > 1]
    levels = [level for level in DIVISION_LEVELS if (dividing["level"] == level).any()]
    return {
        row.division_code: Division(
            row.division_code, row.name or row.division_code, row.parent_code,
            levels.index(row.level) if row.parts > 1 else -1,
        )
        for row in known.itertuples(index=False)
    }  # fmt: skip
