"""The parts of a legend, in words and colours: what each class holds and how classes were made."""

import numpy as np
import pandas as pd

from geo.rates import SMALL
from pages.parts.map import ramps
from pages.parts.maps import (
    FEW,
    HUES,
    NO_DATA,
    Awaited,
    Beats,
    Choropleth,
    Circles,
    Facilities,
    Incidents,
    Lines,
    Outline,
    Surface,
)
from pages.parts.text import N_, _, number

#: where more workers than this are on the map, colours repeat and the names stand in the tooltip
WORKERS_NAMED = len(HUES)
#: how much white is in the colours of beats that are only the ground of something else
WHITE = 0.65
OUTLINE_COLOURS = {"hot": "#9b1226", "cold": "#0b4a8f", "plain": "#3b4754", "changed": "#1f2933",
                   "action": "#00695c", "locked": "#8a6d00"}  # fmt: skip
#: lines kept for classes that are on their way
AWAITED = 6
METHODS = {
    "quantiles": N_("Classes hold about equally many grids (quantiles)"),
    "breaks": N_("Fixed class limits"),
    "classes": "",
}


def digits(values: pd.Series) -> int:
    """Decimals that a measure needs: none for whole numbers and for thousands, two for small shares, else one.

    >>> digits(pd.Series([1.0, 2.0])), digits(pd.Series([0.5, 2.0])), digits(pd.Series([12.5]))
    (0, 2, 1)
    >>> digits(pd.Series([0.0, 36810.25]))
    0
    """
    known = values.dropna().to_numpy(dtype=float)
    if not known.size or np.all(known == np.round(known)) or np.abs(known).max() >= 1000:
        return 0
    return 2 if np.abs(known).max() < 10 else 1


def ranges(values: pd.Series, breaks: tuple[float, ...]) -> list[str]:
    """What each class holds, whole numbers without overlap."""
    known = values.dropna().to_numpy(dtype=float)
    if not known.size:
        return []
    places = digits(values)
    step = 0.0 if places else 1.0
    top = float(known.max())
    starts = [min(float(known.min()), *breaks[:1] or (top,)), *(end + step for end in breaks)]
    ends = [*breaks, top]
    labels = [_range(start, end, places) for start, end in zip(starts, ends, strict=True)]
    if breaks and top <= breaks[-1]:
        labels[-1] = f"> {number(breaks[-1], places)}"
    return labels


def _range(start: float, end: float, places: int) -> str:
    return number(end, places) if start >= end else f"{number(start, places)} – {number(end, places)}"


def choropleth(
    layer: Choropleth, numbers: np.ndarray, breaks: tuple[float, ...], colours: list[str], parents: bool
) -> dict:
    """The classes of a measure with how many grids each holds."""
    if layer.scheme == "classes":
        labels = [label for _colour, label in layer.classes.values()]
    else:
        labels = ranges(layer.values[numbers <= len(breaks)], breaks)
    rows = [
        {"colour": colour, "label": label, "count": number((numbers == n).sum())}
        for n, (colour, label) in enumerate(zip(colours, labels, strict=False))
    ]
    few = 0 if layer.behind is None else (numbers > len(breaks)).sum()
    if few:
        words = _("Fewer than {n} cases: not compared").format(n=number(SMALL))
        rows.append({"colour": FEW, "label": words, "count": number(few)})
    if (numbers < 0).any():
        lacking = layer.lacking or _("No data")
        rows.append({"colour": NO_DATA, "label": lacking, "count": number((numbers < 0).sum())})
    method = layer.method or (_(METHODS[layer.scheme]) if METHODS[layer.scheme] else "")
    if parents and len(layer.classes) != 1:
        mean = _("From afar, communities are coloured by the mean of their grids.")
        commonest = _("From afar, communities are coloured by their commonest class.")
        if layer.quiet is not None:
            commonest = _("From afar, a community with grids that stand out has their commonest class.")
        together = _("From afar, communities are coloured by their own rate.")
        method = f"{method} {together if layer.behind else mean if breaks else commonest}".strip()
    return {"title": layer.title, "unit": layer.unit, "method": method, "rows": rows}


def hues(layer: Beats) -> tuple[str, ...]:
    """The colours of a map of beats, in the order of ``HUES``."""
    return tuple(map(lighter, HUES)) if layer.pale else HUES


def lighter(colour: str, white: float = WHITE) -> str:
    """A colour with so much white in it.

    >>> lighter("#000000", 0.5), lighter("#ff8000", 0.0)
    ('#808080', '#ff8000')
    """
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * white):02x}" for part in parts)


def beats(layer: Beats) -> dict:
    """Workers with their colour while there are as many colours, else how to read the map."""
    counts = layer.workers.dropna().astype(int).value_counts()
    rows = []
    if len(counts) <= WORKERS_NAMED:
        rows = [
            {
                "colour": hues(layer)[layer.hue(worker)],
                "label": layer.names.get(worker, "–"),
                "count": number(n),
            }
            for worker, n in counts.items()
        ]
    nobody = int(layer.workers.isna().sum())
    if nobody:
        rows.append({"colour": NO_DATA, "label": _("Nobody is responsible"), "count": number(nobody)})
    method = ""
    if len(counts) > WORKERS_NAMED:
        method = _("Beats that touch differ in colour; colours repeat. Point at a grid for the name.")
    return {"title": layer.title, "unit": "", "method": method, "rows": rows}


def outline(layer: Outline) -> dict:
    """One row for an outline."""
    shape = "hatch" if layer.style == "changed" else "line"
    colour = OUTLINE_COLOURS.get(layer.style, OUTLINE_COLOURS["plain"])
    row = {"colour": colour, "label": layer.title, "shape": shape, "count": number(len(layer.grid_ids))}
    return {"title": "", "unit": "", "method": "", "rows": [row]}


def circles(layer: Circles) -> dict:
    """One row for circles, in the colour of the first."""
    colour = OUTLINE_COLOURS.get(layer.circles[0][3], OUTLINE_COLOURS["plain"])
    row = {"colour": colour, "label": layer.title, "shape": "ring", "count": number(len(layer.circles))}
    return {"title": "", "unit": "", "method": "", "rows": [row]}


def incidents(layer: Incidents) -> dict:
    """One row for incidents."""
    row = {"colour": "#5b2a86", "label": layer.title or _("New cases"), "shape": "dot"}
    return {"title": "", "unit": "", "method": "", "rows": [row]}


def facilities(layer: Facilities, kinds: list[dict]) -> dict:
    """A row a kind, with its picture."""
    rows = [{"colour": kind["colour"], "label": kind["label"], "icon": kind} for kind in kinds]
    return {"title": layer.title, "unit": "", "method": "", "rows": rows}


def lines(layer: Lines) -> dict:
    """The classes of lines."""
    counts = layer.counts or [(layer.classes == n).sum() for n in range(len(layer.kinds))]
    rows = [
        {"colour": colour, "label": label, "count": number(count)}
        for (colour, label), count in zip(layer.kinds, counts, strict=True)
    ]
    return {"title": layer.title, "unit": "", "method": layer.method, "rows": rows}


def awaited(layer: Awaited) -> dict:
    """What is on its way, with the room that its classes will take, so that the map need not move for them."""
    rows = [{"colour": NO_DATA, "label": ""}] * AWAITED
    return {"title": layer.title, "unit": "", "method": "", "rows": rows}


def surface(layer: Surface) -> dict:
    """What the colours of a surface's ramp stand for."""
    ramp, top = ramps.RAMPS[layer.ramp], float(np.nanmax(layer.array, initial=0.0))
    values = [top * n / (len(ramp) - 1) for n in range(len(ramp))]
    digits = 0 if top >= 10 * len(ramp) else 1 if top >= len(ramp) else 3
    rows = [
        {"colour": colour, "label": number(value, digits)}
        for colour, value in list(zip(ramp, values, strict=True))[1:]
    ]
    return {"title": layer.title, "unit": "", "method": "", "rows": rows}
