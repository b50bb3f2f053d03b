"""What the map's script is told: layers as colours, class numbers and addresses, in one small mapping.

Geometry never travels here; values go aside as bytes and are named by their hash (``data.payloads``).
"""

import json
from hashlib import sha256
from urllib.parse import urlencode

import numpy as np
import pandas as pd
from folium.utilities import write_png

from data import facilities as places
from data import tiles
from data.db import Record
from data.payloads import PAYLOADS, Column, Columns, Payload
from data.permits import Actor
from data.tile_tables import LAYERS, stamp
from data.tokens import sign
from pages.parts import maplegend, mapsteps
from pages.parts.maps import (
    HUES,
    NO_DATA,
    RAMPS,
    Beats,
    Choropleth,
    Facilities,
    Frames,
    Incidents,
    Layer,
    Outline,
    Surface,
    class_numbers,
    quantile_breaks,
    ramp_colours,
)
from pages.parts.text import _

#: white pictures stand on these, so each is at least 4.5 : 1 against white
PLACE_COLOURS = (
    "#332288", "#117733", "#882255", "#0068a5", "#8f3a84", "#8a4b08", "#22606b", "#6b3a2e",
)  # fmt: skip


def state(
    record: Record,
    actor: Actor,
    layers: list[Layer],
    *,
    selected: tuple[int, ...],
    focus: tuple[float, float, float, float] | None,
    many: bool,
    answered: str,
    now: float,
) -> dict:
    """Everything the script needs to draw; see ``assets/map/map.js`` for who reads what."""
    told = {
        "token": sign(actor, now),
        "stamps": stamps(record, actor),
        "parents_below": tiles.parents_below(record, actor),
        "focus": focus or tiles.extent(record, actor),
        "selected": list(map(int, selected)),
        "many": many,
        "answered": answered,
        "words": words(),
        "palette": [""],
        "values": "",
        "hover": "0",
        "outlines": [],
        "legend": [],
    }
    for layer in layers:
        _TELL[type(layer)](told, record, actor, layer)
    return told


def stamps(record: Record, actor: Actor) -> dict[str, str]:
    """A data version a layer, and whose: what is fetched under another stamp is another thing."""
    whose = sha256(actor.scope.encode()).hexdigest()[:8]
    found = {layer: f"{stamp(record, layer)}-{whose}" for layer in LAYERS}
    hover = record.version("grids", "assignments", "workers")
    return found | {"hover": ".".join(map(str, hover)) + "-" + whose}


def words() -> dict[str, str]:
    """The map's own words."""
    return {
        "map": _(
            "Map of the grids. Arrow keys move, plus and minus zoom, Enter chooses the grid in the middle."
        ),
        "legend": _("Legend"),
        "north": _("N"),
        "worker": _("Grid worker"),
        "cases": _("{n} cases around here"),
        "lasso": _("Draw a line around grids to choose them"),
        "time": _("Step through time"),
        "play": _("Play"),
        "pause": _("Pause"),
        "next_step": _("Next step"),
        "picture": _("Save as a picture"),
        "zoom_in": _("Zoom in"),
        "zoom_out": _("Zoom out"),
    }


def _choropleth(told: dict, record: Record, actor: Actor, layer: Choropleth) -> None:
    if layer.scheme == "classes":
        order = {key: number for number, key in enumerate(layer.classes)}
        numbers = layer.values.map(order).fillna(-1).to_numpy(dtype=int)
        colours = [colour for colour, _label in layer.classes.values()]
        breaks: tuple[float, ...] = ()
    else:
        breaks = layer.breaks if layer.scheme == "breaks" else quantile_breaks(layer.values)
        numbers = class_numbers(layer.values, breaks)
        colours = list(ramp_colours(layer.ramp, len(breaks) + 1))
    told["palette"] = ["", NO_DATA, *colours]
    told["values"] = _put_classes(told, record, actor, layer.values, numbers, breaks)
    told["hover"] = _put_columns(actor, _value_column(layer), layer.hover)
    told["legend"].append(maplegend.choropleth(layer, numbers, breaks, colours, told["parents_below"] > 0))


def _value_column(layer: Choropleth) -> list[Column]:
    if layer.scheme == "classes":
        labels = {key: label for key, (_colour, label) in layer.classes.items()}
        return [Column(layer.title, layer.values.map(labels).fillna("–").astype(object))]
    return [Column(layer.title, layer.values.astype(float), layer.unit, maplegend.digits(layer.values))]


def _beats(told: dict, record: Record, actor: Actor, layer: Beats) -> None:
    known = layer.workers.to_numpy(dtype=float, na_value=np.nan)
    numbers = np.where(np.isnan(known), -1, (np.nan_to_num(known, nan=1).astype(int) - 1) % len(HUES))
    told["palette"] = ["", NO_DATA, *HUES]
    told["values"] = _put_classes(told, record, actor, layer.workers, numbers, ())
    told["hover"] = _put_columns(actor, [], layer.hover)
    told["beats"] = True
    told["legend"].append(maplegend.beats(layer))


def _put_classes(
    told: dict,
    record: Record,
    actor: Actor,
    values: pd.Series,
    numbers: np.ndarray,
    breaks: tuple[float, ...],
) -> str:
    """Class numbers as bytes by ``grid_id``: 0 is not on this map, 1 no data, then the classes."""
    ids = values.index.to_numpy(dtype=np.int64)
    first = int(ids.min()) if len(ids) else 0
    cells = np.zeros(int(ids.max()) - first + 1 if len(ids) else 0, np.uint8)
    cells[ids - first] = numbers + 2
    parents = _parent_classes(record, actor, values, numbers, breaks) if told["parents_below"] else cells[:0]
    head = np.array([first, len(cells), len(parents)], "<u4").tobytes()
    body = head + cells.tobytes() + parents.tobytes()
    return PAYLOADS.put(Payload(body, "application/octet-stream", actor.scope))


def _parent_classes(
    record: Record, actor: Actor, values: pd.Series, numbers: np.ndarray, breaks: tuple[float, ...]
) -> np.ndarray:
    """Classes of communities: of the mean of their grids where classes have limits, else the commonest."""
    parent = tiles.parents(record, actor)
    own = parent.reindex(values.index)
    known = own.notna().to_numpy()
    classes = np.zeros(int(parent.max()), np.uint8)
    if breaks:
        means = values[known].astype(float).groupby(own[known]).mean()
        classes[means.index.to_numpy(dtype=int) - 1] = class_numbers(means, breaks) + 2
        return classes
    table = np.zeros((len(classes), int(numbers.max(initial=-1)) + 2), np.int64)
    np.add.at(table, (own[known].to_numpy(dtype=int) - 1, numbers[known] + 1), 1)
    return np.where(table.any(axis=1), table.argmax(axis=1) + 1, 0).astype(np.uint8)


def _put_columns(actor: Actor, columns: list[Column], extra: pd.DataFrame | None) -> str:
    if extra is not None:
        columns = [*columns, *(Column(str(name), extra[name]) for name in extra)]
    return PAYLOADS.put(Columns(tuple(columns), actor.scope)) if columns else "0"


def _outline(told: dict, record: Record, actor: Actor, layer: Outline) -> None:
    if layer.grid_ids:
        told["outlines"].append({"ids": list(map(int, layer.grid_ids)), "style": layer.style})
        told["legend"].append(maplegend.outline(layer))


def _incidents(told: dict, record: Record, actor: Actor, layer: Incidents) -> None:
    version = ".".join(map(str, record.version("incidents", "grids", "assignments")))
    period = layer.period
    query = {"since": period.since, "until": period.until, "category": layer.category}
    told["incidents"] = {
        "stamp": f"{version}-{sha256(actor.scope.encode()).hexdigest()[:8]}",
        "query": urlencode(query),
        "names": layer.names,
    }
    told["legend"].append(maplegend.incidents(layer))


def _facilities(told: dict, record: Record, actor: Actor, layer: Facilities) -> None:
    found = places.facilities(record, actor, layer.kinds)
    letters = dict(record.rows("SELECT facility_kind, icon FROM facility_kind"))
    kinds = sorted(letters)
    shown = [
        {"kind": kind, "label": layer.names.get(kind, kind), "letter": letters[kind],
         "colour": PLACE_COLOURS[number % len(PLACE_COLOURS)]}
        for number, kind in enumerate(kinds)
    ]  # fmt: skip
    rows = [
        [round(row.lon, 6), round(row.lat, 6), kinds.index(row.facility_kind), row.name]
        for row in found[["lon", "lat", "facility_kind", "name"]].itertuples(index=False)
    ]
    body = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
    payload = PAYLOADS.put(Payload(body, "application/json", actor.scope))
    told["facilities"] = {"payload": payload, "kinds": shown}
    present = set(found["facility_kind"])
    told["legend"].append(maplegend.facilities(layer, [kind for kind in shown if kind["kind"] in present]))


def _surface(told: dict, record: Record, actor: Actor, layer: Surface) -> None:
    payload = PAYLOADS.put(Payload(picture(layer), "image/png", actor.scope))
    told["surface"] = {"payload": payload, "bounds": list(layer.bounds)}
    told["legend"].append(maplegend.surface(layer))


def picture(layer: Surface) -> bytes:
    """A surface as PNG: the ramp, clearer where there is less, and nothing where there is nothing."""
    top = float(np.nanmax(layer.array, initial=0.0)) or 1.0
    share = np.clip(np.nan_to_num(layer.array) / top, 0, 1)
    ramp = np.array([[int(colour[n : n + 2], 16) for n in (1, 3, 5)] for colour in RAMPS[layer.ramp]])
    at = share * (len(ramp) - 1)
    channels = [np.interp(at, np.arange(len(ramp)), ramp[:, n]) for n in range(3)]
    image = np.dstack([*channels, 255 * np.clip(share * 3, 0, 1) * (share > 0.02)])
    return write_png(image.astype(np.uint8))


_TELL = {
    Choropleth: _choropleth,
    Beats: _beats,
    Outline: _outline,
    Incidents: _incidents,
    Facilities: _facilities,
    Surface: _surface,
    Frames: mapsteps.tell,
}
