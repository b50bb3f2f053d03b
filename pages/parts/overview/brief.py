"""How an area stands as one page of paper: the map, the five numbers, where to look, its parts, the trend."""

import numpy as np
import pandas as pd
import shapely

from data.permits import Actor
from data.sheets import Area, Listing, Sheet, drawn
from geo.check import is_coverage
from geo.model import Period
from geo.names import DIVISION_LEVELS
from pages.parts import cards, charts, downloads, drill, labels, load, maps, reasons, session, standing, text
from pages.parts.map import mapcolours, maplegend
from pages.parts.overview import board
from pages.parts.standing import Standing
from pages.parts.text import _, day, either, number

#: side of the map in points
MAP_PT = 268.0
#: more grids than this are drawn together, colour by colour
MOST = 2_000
#: a trend of more days than this is told by weeks
DAYS = 7
#: figures of a part of the area
COLUMNS = ("new_cases", "open_cases", "overdue_cases")


def offer(actor: Actor, stands: Standing, area: str, measure: str, period: Period, category: str) -> None:
    """The button that makes the page of what is on the screen."""
    downloads.offer(
        actor, _("Brief (PDF)"), lambda: drawn(sheet(actor, stands, area, measure, period, category)),
        f"brief-{area or 'all'}-{period.until}.pdf", key="brief", kind="brief", facts={"area": area},
        action="print_sheet", help=_("Map, numbers and grids to look at on one page"),
    )  # fmt: skip


def sheet(actor: Actor, stands: Standing, area: str, measure: str, period: Period, category: str) -> Sheet:
    """What stands on the page.

    Args:
        stands: in ``area``, a division's code or nothing for everything. measure: what colours the map.
    """
    place = load.place().get("title", {}).get(text.locale(), "") or _("Gridkeeper")
    *above, (_code, here) = drill.trail(actor, area)
    lead = [
        *([place] if above else []), text.period(period), _category(actor, category),
        labels.grids(int(stands.inside.sum())),
    ]  # fmt: skip
    layer = load.layer(actor, period, category, area, measure)
    areas, around, legend = _map(actor, stands, layer)
    lists = (_watched(stands), _parts(actor, stands), _trend(stands))
    return Sheet(
        _("Brief: {place}").format(place=here if above else place),
        " · ".join(filter(None, lead)),
        _facts(stands, layer),
        areas,
        around,
        legend,
        tuple(one for one in lists if one.rows),
        (_foot(period),),
        MAP_PT,
    )


def _category(actor: Actor, code: str) -> str:
    """The name of the category that is looked at, major or minor; nothing for all."""
    for row in load.read(standing.categories, actor) if code else ():
        if code in (row["category"], row["major"]):
            return either(row) if code == row["category"] else either(row, "major")
    return code


def _facts(stands: Standing, layer: maps.Choropleth) -> tuple[tuple[str, str], ...]:
    """The five numbers with their change, and what the colours mean."""
    unit = f" ({layer.unit})" if layer.unit else ""
    return (
        *((one.label, f"{number(one.value)}  {cards.change(one)[1]}") for one in board.figures(stands)),
        (_("The map shows"), f"{layer.title}{unit}"),
    )


def _map(actor: Actor, stands: Standing, layer: maps.Choropleth) -> tuple[tuple[Area, ...], tuple, tuple]:
    """The grids of the area in the colours of the screen, the ten to look at by their number."""
    palette, classes, breaks = mapcolours.painted(layer)
    shapes = load.grids(actor).set_index("grid_id").geometry.reindex(layer.values.index)
    colours = pd.Series(np.array([*palette, maps.NO_DATA])[classes], layer.values.index)
    numbers = {grid_id: str(n) for n, (grid_id, *_rest) in enumerate(stands.watched, 1)}
    inside, watched = stands.inside, shapes.index.isin(list(numbers))
    plain = shapes[inside & ~watched]
    areas = [
        *(Area(shape, colour, "") for shape, colour in _together(plain, colours[plain.index])),
        *(Area(shapes[grid_id], colours[grid_id], n) for grid_id, n in numbers.items()),
    ]
    rows = maplegend.choropleth(layer, classes, breaks, palette, False)["rows"]
    legend = tuple((row["colour"], f"{row['label']}: {row['count']}") for row in rows)
    return tuple(areas), tuple(shapes[~inside]) if len(shapes) <= MOST else (), legend


def _together(shapes: pd.Series, colours: pd.Series) -> list[tuple[shapely.Geometry, str]]:
    """Shapes with their colours; those of one colour as one shape where there are very many."""
    if len(shapes) <= MOST:
        return list(zip(shapes, colours, strict=True))
    union = shapely.coverage_union_all if is_coverage(shapes) else shapely.union_all
    return [(union(group.to_numpy()), colour) for colour, group in shapes.groupby(colours)]


def _watched(stands: Standing) -> Listing:
    workers = stands.grids["worker_name"].fillna(_("nobody"))
    rows = tuple(
        (str(n), name.strip(), workers[grid_id], reasons.words(why, facts))
        for n, (grid_id, name, why, facts) in enumerate(stands.watched, 1)
    )
    columns = (
        (_("No."), 0.06, False), (_("Grid"), 0.22, False), (_("Worker"), 0.12, False), (_("Why"), 0.6, False),
    )  # fmt: skip
    return Listing(_("Grids to look at"), columns, rows, _more())


def _parts(actor: Actor, stands: Standing) -> Listing:
    """The districts, streets or communities of the area, busiest first; none where it has but one."""
    here = stands.grids[stands.inside]
    codes = next(
        (here[f"{level}_code"] for level in DIVISION_LEVELS if here[f"{level}_code"].nunique() > 1), None
    )
    columns = (
        (_("Area"), 0.4, False), (_("Grids"), 0.15, True), (_("New cases"), 0.15, True), (_("Open cases"), 0.15, True),
        (_("Overdue"), 0.15, True),
    )  # fmt: skip
    if codes is None:
        return Listing(_("By area"), columns, (), _more())
    divisions = load.read(standing.divisions, actor)
    sums = here.groupby(codes)[list(COLUMNS)].sum().assign(grids=codes.value_counts())
    rows = tuple(
        (divisions[row.Index].name if row.Index in divisions else row.Index or text.NOTHING,
         *map(number, (row.grids, row.new_cases, row.open_cases, row.overdue_cases)))
        for row in sums.sort_values("new_cases", ascending=False, kind="stable").itertuples()
    )  # fmt: skip
    return Listing(_("By area"), columns, rows, _more())


def _trend(stands: Standing) -> Listing:
    steps = charts.steps(stands.daily, DAYS)
    when = _("Day") if len(steps) == len(stands.daily) else _("Week from")
    columns = ((when, 0.4, False), (_("New cases"), 0.15, True), (_("Closed cases"), 0.15, True))
    rows = tuple(
        (day(row.day), number(row.new_cases), number(row.closed_cases)) for row in steps.itertuples()
    )
    return Listing(_("Trend"), columns, rows, _more())


def _more() -> str:
    return _("… and {n} more on the screen")


def _foot(period: Period) -> str:
    words = [
        _("As things stood at the end of {day}.").format(day=day(period.last)),
        _("Changes against {period}.").format(period=text.period(period.before())),
    ]
    if session.access() == "demo":
        words.append(_("Fictional district, invented data"))
    return " · ".join(words)
