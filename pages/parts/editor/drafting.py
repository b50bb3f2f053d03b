"""The grid editor's draft, which lives in the address: what is to be done, which grids, along which line."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import streamlit as st

from data import street_lines
from data.current import current
from data.editing import Preview
from data.permits import Actor
from geo.editing.edit import Request
from pages.parts import address, filters, labels, load, maps, mapview, misread, text
from pages.parts.text import N_, _

MAP_PX = 600
#: kinds somebody chooses; the doctor proposes the others
DRAWN = {"split": N_("Split"), "merge": N_("Merge"), "redraw": N_("Redraw a border")}
MENDED = {
    "parts": N_("A grid for every part"),
    "fill": N_("Fill a gap"),
    "yield": N_("Give up an overlap"),
    "hand_over": N_("Hand a part over"),
    "renumber": N_("Number anew"),
}
_GUIDES = {
    "split": N_("Choose the grid, then draw a line across it with the pencil on the map."),
    "merge": N_("Choose the grids: click one, shift-click or draw a lasso for more."),
    "redraw": N_(
        "Choose the two grids (shift-click the second, or draw a lasso around both), then draw the new border with the"
        " pencil."
    ),
}
_NEEDS = {"split": (1, 1), "merge": (2, 10**6), "redraw": (2, 2)}
_OLD, _NEW = 0, 1


def request() -> Request | None:
    """What the address asks for, or None while something is missing."""
    kind, ids, line = address.get("edit", "split"), address.get_ids("grids"), _line()
    if kind not in DRAWN and kind not in MENDED or not ids:
        return None
    fewest, most = _NEEDS.get(kind, (1, 10**6))
    wants_line = kind in ("split", "redraw")
    if (
        not fewest <= len(ids) <= most
        or (wants_line and len(line) < 2)
        or (kind in ("fill", "hand_over") and not line)
    ):
        return None
    return Request(kind, ids, line if kind != "merge" else ())


def parameters(asked: Request) -> dict[str, str]:
    """The address of a request."""
    line = "_".join(f"{x:.8f}~{y:.8f}" for x, y in asked.line)
    return {"edit": asked.kind, "grids": address.ids(asked.grid_ids), "line": line}


def forget() -> None:
    """Nothing is drafted any more."""
    address.put(edit="", grids="", line="")


def _line() -> tuple[tuple[float, float], ...]:
    """The line of the address; anything that is no line is none."""
    given = address.get("line")
    try:
        pairs = [tuple(map(float, corner.split("~"))) for corner in given.split("_") if corner]
    except ValueError:
        pairs = []
    fits = all(len(pair) == 2 and np.isfinite(pair).all() for pair in pairs)
    line = tuple(pairs) if fits and len(pairs) <= mapview.MOST_CORNERS else ()
    if not line:
        misread.note("line", given)
    return line


def choose(actor: Actor) -> None:
    """What is to be done, and what is still missing for it."""
    kind = address.get("edit", "split")
    if kind in MENDED:
        st.markdown(f"#### {_(MENDED[kind])}")
    else:
        kind = filters.choice("edit", _("What to do"), {key: _(word) for key, word in DRAWN.items()}, "split")
        st.caption(_(_GUIDES[kind]))
    ids = address.get_ids("grids")
    if kind == "split" and len(ids) == 1:
        _streets(actor, ids[0])
    if (ids or _line() or kind in MENDED) and st.button(_("Start over"), key="forget", type="tertiary"):
        forget()
        st.rerun()


def _streets(actor: Actor, grid_id: int) -> None:
    """A street through the grid can be the line."""
    streets = street_lines.across(current(), actor, grid_id)
    if not streets:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox(_("Along a street"), list(streets), key=f"street_{grid_id}")
        if st.button(_("Use this line"), key="along"):
            address.put(**parameters(Request("split", (grid_id,), streets[name])))
            st.rerun()


def show_map(actor: Actor, seen: Preview | None, *, draws: bool) -> None:
    """Grids with the chosen ones, borders as they are and as they would be; clicks choose, the pencil draws.

    ``draws``: whether something is drafted here; there is a pencil once the grids that it cuts are chosen.
    """
    frame = load.grids(actor).set_index("grid_id")
    chosen = tuple(grid_id for grid_id in address.get_ids("grids") if grid_id in frame.index)
    ground = pd.Series("grid", index=frame.index)
    layers: list[maps.Layer] = [
        maps.Choropleth(ground, _("Grids"), scheme="classes", classes={"grid": ("#e7ecef", _("Grids"))})
    ]
    if (lines := _borders(seen)) is not None:
        layers.append(lines)
    kind = address.get("edit", "split")
    fewest, most = _NEEDS.get(kind, (1, 10**6))
    pencil = draws and kind in ("split", "redraw") and fewest <= len(chosen) <= most
    picked = mapview.show(
        current(), actor, layers, key="grid_editor", locale=text.locale(), selected=chosen, height=MAP_PX,
        many=draws and kind in ("merge", "redraw"), draws=pencil, focus=_around(frame),
    )  # fmt: skip
    if picked.source == "line":
        address.put(line=parameters(Request(kind, (), picked.line))["line"])
        st.rerun()
    if picked.source and picked.grid_ids != chosen:
        again = {} if kind in DRAWN else {"edit": ""}
        address.put(grids=address.ids(picked.grid_ids), line="", **again)
        st.rerun()


def _around(frame: gpd.GeoDataFrame) -> tuple[float, float, float, float] | None:
    """Grids that a link brought along, with some of the neighbourhood; a click on the map moves nothing."""
    brought = [grid_id for grid_id in address.get_ids("look") if grid_id in frame.index]
    if not brought:
        return None
    west, south, east, north = frame.geometry.loc[brought].total_bounds
    wide, high = 0.6 * (east - west), 0.6 * (north - south)
    return west - wide, south - high, east + wide, north + high


def _borders(seen: Preview | None) -> maps.Lines | None:
    """Borders of the preview as they are and as they would be, and the line as long as it leads to nothing."""
    if seen is None and len(_line()) < 2:
        return None
    lines: list[tuple] = []
    if seen is None:
        lines.append((_line(), _NEW))
    else:
        before, after = (
            shapely.union_all(shapely.boundary(one.geometry.to_numpy()))
            for one in (seen.before, seen.edit.after)
        )
        for shape, number in (
            (before, _OLD),
            (shapely.difference(after, shapely.buffer(before, 1e-7)), _NEW),
        ):
            parts = shapely.get_parts(shapely.line_merge(shape))
            lines += [
                (tuple(map(tuple, shapely.get_coordinates(part))), number)
                for part in parts
                if not part.is_empty
            ]
    kinds = (("#46525e", _("Borders of today")), ("#b2182b", _("New border")))
    return maps.Lines(
        tuple(line for line, _n in lines), np.array([n for _l, n in lines]), kinds, _("Borders")
    )


def grid_words(actor: Actor, grid_ids: tuple[int, ...]) -> str:
    """Names of some grids, the first few of many."""
    frame = load.grids(actor).set_index("grid_id")
    return labels.some(
        [labels.grid_name(frame.loc[grid_id]) for grid_id in grid_ids if grid_id in frame.index]
    )
