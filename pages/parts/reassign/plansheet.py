"""A plan on paper: a page for every worker it concerns, with the map of their beat and what comes and goes."""

import geopandas as gpd
import pandas as pd

from data.permits import Actor
from data.plan_book import PlanBook
from data.sheets import Area, Listing, Sheet
from pages.parts import labels, load, session
from pages.parts.text import _, day, moment, number

#: colour and meaning of a grid that stays, comes, goes
STAYS, COMES, GOES = "#b9c9d6", "#7fc8a9", "#f2b36b"
#: grids of others are drawn as far around the beat as this share of its extent
MARGIN = 0.3
BOX = "[   ]"


def sheets(actor: Actor, book: PlanBook) -> list[Sheet]:
    """The pages, in the order of the workers' numbers."""
    shapes = load.grids(actor).set_index("grid_id")
    return [_sheet(book, shapes, worker_id) for worker_id in book.workers()]


def _sheet(book: PlanBook, shapes: gpd.GeoDataFrame, worker_id: int) -> Sheet:
    comes = _side(book.moves, "to", worker_id)
    goes = _side(book.moves, "from", worker_id)
    comes = comes.assign(number=[str(n) for n in range(1, len(comes) + 1)])
    goes = goes.assign(number=[str(n) for n in range(len(comes) + 1, len(comes) + len(goes) + 1)])
    name = next(
        (rows[f"{side}_name"].iloc[0] for side, rows in (("to", comes), ("from", goes)) if len(rows)), ""
    )
    areas, around = _map(book, shapes, worker_id, comes, goes)
    lead = " · ".join(
        [book.plan["title"], _("in force from {day}").format(day=day(book.plan["effective_on"]))]
    )
    foot = [_("Reason: {reason}").format(reason=book.plan["reason"])]
    if session.access() == "demo":
        foot.append(_("Fictional district, invented data"))
    return Sheet(
        _("Hand-over of {name}").format(name=name), lead, _facts(book, worker_id, comes, goes), areas, around,
        ((COMES, _("Comes")), (GOES, _("Goes")), (STAYS, _("Stays"))),
        _lists(book, worker_id, comes, goes), (" · ".join(foot),),
    )  # fmt: skip


def _side(rows: pd.DataFrame, side: str, worker_id: int) -> pd.DataFrame:
    return rows[rows[f"{side}_worker_id"] == worker_id]


def _map(book: PlanBook, shapes: gpd.GeoDataFrame, worker_id: int, comes, goes) -> tuple[tuple, tuple]:
    """The beat as it will be, what comes and goes in colour, and grids of others around it."""
    moved = set(comes.index) | set(goes.index)
    beat = book.after.geometry.get(worker_id)
    rest = shapes.geometry[~shapes.index.isin(moved)]
    inside = rest.representative_point().within(beat) if beat is not None else rest.is_empty
    areas = [Area(shape, STAYS, "") for shape in rest[inside]]
    for rows, colour in ((comes, COMES), (goes, GOES)):
        known = rows[rows.geometry.notna()]
        areas += map(Area, known.geometry, [colour] * len(known), known["number"])
    if not areas:
        return (), ()
    west, south, east, north = gpd.GeoSeries([area.shape for area in areas]).total_bounds
    wide, high = MARGIN * (east - west), MARGIN * (north - south)
    others = rest[~inside].cx[west - wide : east + wide, south - high : north + high]
    return tuple(areas), tuple(others)


def _facts(book: PlanBook, worker_id: int, comes, goes) -> tuple[tuple[str, str], ...]:
    before, after = (_numbers(beats, worker_id) for beats in (book.before, book.after))
    cases = (len(_side(book.cases, side, worker_id)) for side in ("to", "from"))
    return (
        (_("Grids that come"), number(len(comes))),
        (_("Grids that go"), number(len(goes))),
        (_("Grids"), _change(before["grids"], after["grids"])),
        (_("Hours a week"), _change(before["workload_hours"], after["workload_hours"], 1)),
        (_("Households"), _change(before["households"], after["households"])),
        (_("Residents"), _change(before["population"], after["population"])),
        *zip((_("Open cases that come"), _("Open cases that go")), map(number, cases), strict=True),
    )


def _numbers(beats: pd.DataFrame, worker_id: int) -> pd.Series:
    """What a worker's beat adds up to; nothing where they have none."""
    return beats.drop(columns="geometry").reindex([worker_id]).iloc[0].infer_objects().fillna(0)


def _change(before: float, after: float, digits: int = 0) -> str:
    return f"{number(before, digits)} → {number(after, digits)}"


def _lists(book: PlanBook, worker_id: int, comes, goes) -> tuple[Listing, ...]:
    come, go = (_side(book.cases, side, worker_id) for side in ("to", "from"))
    made = (
        _grids(_("Grids that come"), _("From worker"), comes, "from_name"),
        _cases(_("Open cases that come"), _("From worker"), come, "from_name"),
        _grids(_("Grids that go"), _("To worker"), goes, "to_name"),
        _cases(_("Open cases that go"), _("To worker"), go, "to_name"),
    )
    return tuple(one for one in made if one.rows)


def _more() -> str:
    return _("… and {n} more on the screen")


def _grids(heading: str, other: str, rows: pd.DataFrame, who: str) -> Listing:
    columns = (
        (_("No."), 0.06, False), (_("Grid"), 0.3, False), (_("Grid code"), 0.2, False), (other, 0.16, False),
        (_("Households"), 0.14, True), (_("Handed over"), 0.14, True),
    )  # fmt: skip
    lines = tuple(
        (row["number"], labels.grid_name(row), row["grid_code"], row[who] or _("nobody"),
         number(row["households"]), BOX)
        for row in rows.to_dict("records")
    )  # fmt: skip
    return Listing(heading, columns, lines, _more())


def _cases(heading: str, other: str, rows: pd.DataFrame, who: str) -> Listing:
    columns = (
        (_("Case code"), 0.2, False), (_("Category"), 0.16, False), (_("Grid"), 0.2, False), (other, 0.11, False),
        (_("Due"), 0.2, False), (_("Handed over"), 0.13, True),
    )  # fmt: skip
    lines = tuple(
        (row["incident_code"], row["category"], labels.grid_name(row), row[who] or _("nobody"),
         moment(row["due_at"]), BOX)
        for row in rows.to_dict("records")
    )  # fmt: skip
    return Listing(heading, columns, lines, _more())
