"""How a layer colours the grids: palette, class numbers and hover texts as bytes, legend.

Worked out once for a layer that a page keeps: a click shows the same layer again.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from data import tiles
from data.db import Record
from data.payloads import Column, Columns, Payload
from data.permits import Actor
from geo import rates
from pages.parts import text
from pages.parts.map import maplegend, ramps
from pages.parts.maps import (
    FEW,
    NO_DATA,
    Beats,
    Behind,
    Choropleth,
)


@dataclass(frozen=True)
class Colours:
    """What the script is told of a layer, and what it fetches for it. Not to be changed."""

    palette: list[str]
    values: Payload
    hover: Columns | None
    legend: dict


#: by layer, as long as somebody keeps it: the circumstances, and its colours in them
_KNOWN: WeakKeyDictionary[Choropleth | Beats, tuple[Hashable, Colours]] = WeakKeyDictionary()


def colours(
    record: Record, actor: Actor, layer: Choropleth | Beats, versions: tuple[str, ...], from_afar: bool
) -> Colours:
    """A layer's colours; worked out anew for another layer, scope, version or language only.

    At 200,000 grids classes, hashes and legend take 60 ms, which every click on the map would wait for.

    Args:
        versions: of everything but the layer that colours depend on. from_afar: whether communities stand
            for grids when seen from afar.
    """
    circumstances = actor.scope, text.locale(), versions, from_afar
    before, known = _KNOWN.get(layer, (None, None))
    if before != circumstances:
        known = _MAKE[type(layer)](record, actor, layer, from_afar)
        _KNOWN[layer] = circumstances, known
    return known


def _choropleth(record: Record, actor: Actor, layer: Choropleth, from_afar: bool) -> Colours:
    palette, numbers, breaks = painted(layer)
    return Colours(
        ["", NO_DATA, *palette],
        _classes(record, actor, layer, numbers, breaks, from_afar),
        _hover(actor, _value_column(layer), layer.hover),
        maplegend.choropleth(layer, numbers, breaks, palette, from_afar),
    )


def painted(layer: Choropleth) -> tuple[list[str], np.ndarray, tuple[float, ...]]:
    """The colours of a layer's classes, each grid's class (-1 without a value), and where numbers are divided."""
    if layer.scheme == "classes":
        order = {key: number for number, key in enumerate(layer.classes)}
        numbers = layer.values.map(order).fillna(-1).to_numpy(dtype=int)
        return [colour for colour, _label in layer.classes.values()], numbers, ()
    compared = _compared(layer)
    breaks = layer.breaks if layer.scheme == "breaks" else ramps.quantile_breaks(compared)
    numbers = ramps.class_numbers(compared, breaks)
    nothing = not compared[numbers == 0].any()
    palette = list(ramps.ramp_colours(layer.ramp, len(breaks) + 1, nothing))
    numbers = np.where(compared.isna() & layer.values.notna(), len(palette), numbers)
    return palette + [FEW] * (layer.behind is not None), numbers, breaks


def _compared(layer: Choropleth) -> pd.Series:
    """The values that classes are made of: all but rates on few cases."""
    if layer.behind is None:
        return layer.values
    small = rates.small_number(layer.behind.cases.reindex(layer.values.index))
    return rates.ranked(layer.values, small)


def _value_column(layer: Choropleth) -> list[Column]:
    if layer.words is not None:
        return [Column(layer.title, layer.words)]
    if layer.scheme == "classes":
        labels = {key: label for key, (_colour, label) in layer.classes.items()}
        return [Column(layer.title, layer.values.map(labels).fillna("–").astype(object))]
    return [Column(layer.title, layer.values.astype(float), layer.unit, maplegend.digits(layer.values))]


def _beats(record: Record, actor: Actor, layer: Beats, from_afar: bool) -> Colours:
    known = layer.workers.to_numpy(dtype=float, na_value=np.nan)
    ids, place = np.unique(np.nan_to_num(known, nan=0).astype(int), return_inverse=True)
    numbers = np.array([layer.hue(worker) if worker else -1 for worker in ids.tolist()], dtype=int)[place]
    return Colours(
        ["", NO_DATA, *maplegend.hues(layer)],
        _classes(record, actor, layer, numbers, (), from_afar),
        layer.hover if isinstance(layer.hover, Columns) else _hover(actor, [], layer.hover),
        maplegend.beats(layer),
    )


def _classes(
    record: Record,
    actor: Actor,
    layer: Choropleth | Beats,
    numbers: np.ndarray,
    breaks: tuple[float, ...],
    from_afar: bool,
) -> Payload:
    """Class numbers as bytes by ``grid_id``: 0 is not on this map, 1 no data, then the classes."""
    values = layer.workers if isinstance(layer, Beats) else layer.values
    ids = values.index.to_numpy(dtype=np.int64)
    first = int(ids.min()) if len(ids) else 0
    cells = np.zeros(int(ids.max()) - first + 1 if len(ids) else 0, np.uint8)
    cells[ids - first] = numbers + 2
    parents = cells[:0]
    if from_afar:
        behind = getattr(layer, "behind", None)
        keys = list(getattr(layer, "classes", ()))
        quiet = keys.index(layer.quiet) if getattr(layer, "quiet", None) in keys else None
        parents = _parent_classes(tiles.parents(record, actor), values, numbers, breaks, behind, quiet)
    head = np.array([first, len(cells), len(parents)], "<u4").tobytes()
    return Payload(head + cells.tobytes() + parents.tobytes(), "application/octet-stream", actor.scope)


def _parent_classes(
    parent: pd.Series,
    values: pd.Series,
    numbers: np.ndarray,
    breaks: tuple[float, ...],
    behind: Behind | None,
    quiet: int | None,
) -> np.ndarray:
    """Classes of communities: of their own rate, of the mean of their grids, or the commonest of theirs."""
    own = parent.reindex(values.index)
    known = own.notna().to_numpy()
    classes = np.zeros(int(parent.max()), np.uint8)
    if behind is not None:
        rate, small = _together(behind, own[known & values.notna()])
        numbers = np.where(small, len(breaks) + 1, ramps.class_numbers(rate, breaks))
        classes[rate.index.to_numpy(dtype=int) - 1] = np.where(rate.isna(), -1, numbers) + 2
        return classes
    if breaks:
        means = values[known].astype(float).groupby(own[known]).mean()
        classes[means.index.to_numpy(dtype=int) - 1] = ramps.class_numbers(means, breaks) + 2
        return classes
    return commonest(own[known].to_numpy(dtype=int) - 1, numbers[known], len(classes), quiet)


def commonest(
    rows: np.ndarray, numbers: np.ndarray, communities: int, quiet: int | None = None
) -> np.ndarray:
    """The class that most grids of every community have, as the map's bytes say it: 0 none here, 1 no data.

    Args:
        rows: the community of each grid, from 0. numbers: its class, −1 where there is no data.
        quiet: a class that counts only where no grid of the community has another.

    >>> commonest(np.array([0, 0, 0, 1]), np.array([2, 2, 0, 2]), 3).tolist()
    [4, 4, 0]
    >>> commonest(np.array([0, 0, 0, 1]), np.array([2, 2, 0, 2]), 3, quiet=2).tolist()
    [2, 4, 0]
    """
    table = np.zeros((communities, max(int(numbers.max(initial=-1)), quiet or 0) + 2), np.int64)
    np.add.at(table, (rows, numbers + 1), 1)
    if quiet is not None:
        loud = np.delete(table[:, 1:], quiet, axis=1).any(axis=1)
        table[np.ix_(loud, [0, quiet + 1])] = 0
    return np.where(table.any(axis=1), table.argmax(axis=1) + 1, 0).astype(np.uint8)


def _together(behind: Behind, parent: pd.Series) -> tuple[pd.Series, pd.Series]:
    """The rates of communities, and whether they stand on few cases; ``parent`` by ``grid_id``."""
    both = pd.DataFrame({"cases": behind.cases, "people": behind.people}).reindex(parent.index)
    both = both.groupby(parent.to_numpy()).sum()
    return rates.per_1000(both["cases"], both["people"]), rates.small_number(both["cases"])


def _hover(actor: Actor, columns: list[Column], extra: pd.DataFrame | None) -> Columns | None:
    if extra is not None:
        columns = [*columns, *(Column(str(name), extra[name]) for name in extra)]
    return Columns(tuple(columns), actor.scope) if columns else None


def read_on_hover(actor: Actor, lines: pd.DataFrame) -> Columns | None:
    """What is read of every grid, a column a line, made once for many layers."""
    return _hover(actor, [], lines)


_MAKE = {Choropleth: _choropleth, Beats: _beats}
