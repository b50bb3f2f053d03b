"""What the map's script is told: layers as colours, class numbers and addresses, in one small mapping.

Geometry never travels here; values go aside as bytes and are named by their hash (``data.payloads``).
"""

import json
from hashlib import sha256
from urllib.parse import urlencode

import numpy as np
from folium.utilities import write_png

from data import facilities as places
from data import networks, tiles
from data.db import Record
from data.payloads import PAYLOADS, Payload
from data.permits import Actor
from data.tile_tables import LAYERS, stamp
from data.tokens import sign
from pages.parts.map import mapcolours, maplegend, mapsteps, ramps
from pages.parts.maps import (
    Awaited,
    Beats,
    Choropleth,
    Circles,
    Facilities,
    Frames,
    Incidents,
    Layer,
    Lines,
    Outline,
    Place,
    Surface,
)
from pages.parts.text import _

#: white pictures and letters stand on these, so each is at least 4.5 : 1 against white
MARK_COLOURS = {"proposed": "#bf3f00", "new": "#1b7837", "moved": "#bf3f00", "closed": "#666c75"}
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
        "choose": _("Click for the walks to it"),
        "lasso": _("Draw a line around grids to choose them"),
        "brush": _(
            "Push a border: press on a beat and drag over the grids it is to get; or Enter, arrows, Enter"
        ),
        "pencil": _("Draw a line: click corner by corner, end with a double click or Enter; or drag"),
        "time": _("Step through time"),
        "play": _("Play"),
        "pause": _("Pause"),
        "next_step": _("Next step"),
        "picture": _("Save as a picture"),
        "zoom_in": _("Zoom in"),
        "zoom_out": _("Zoom out"),
    }


def _coloured(told: dict, record: Record, actor: Actor, layer: Choropleth | Beats) -> None:
    versions = tuple(told["stamps"].values())
    known = mapcolours.colours(record, actor, layer, versions, told["parents_below"] > 0)
    told["palette"] = known.palette
    told["values"] = PAYLOADS.put(known.values)
    told["hover"] = PAYLOADS.put(known.hover) if known.hover else "0"
    told["beats"] = isinstance(layer, Beats)
    told["legend"].append(known.legend)


def _awaited(told: dict, record: Record, actor: Actor, layer: Awaited) -> None:
    told["awaits"] = True
    told["legend"].append(maplegend.awaited(layer))


def _outline(told: dict, record: Record, actor: Actor, layer: Outline) -> None:
    if layer.grid_ids:
        begun = {"begun": layer.begun} if layer.begun else {}
        told["outlines"].append({"ids": list(map(int, layer.grid_ids)), "style": layer.style} | begun)
        told["legend"].append(maplegend.outline(layer) | begun)


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
    letters = dict(record.rows("SELECT facility_kind, icon FROM facility_kind"))
    kinds = sorted(letters)
    shown = [
        {"kind": kind, "label": layer.names.get(kind, kind), "letter": letters[kind],
         "colour": PLACE_COLOURS[number % len(PLACE_COLOURS)]}
        for number, kind in enumerate(kinds)
    ]  # fmt: skip
    if layer.places or layer.without:
        payload, present = _standing(record, actor, layer, kinds)
    else:  # as it is on record: read once for everybody
        payload, present = networks.kept(
            record, ("facilities on the map", actor.role, actor.scope, layer.kinds), ("facilities", "profile"),
            lambda: _standing(record, actor, layer, kinds),
        )  # fmt: skip
    legend = [kind for kind in shown if kind["kind"] in present]
    legend += {place.label: {**_marked(place), "letter": ""} for place in layer.places}.values()
    shown += map(_marked, layer.places)
    told["facilities"] = {"payload": PAYLOADS.put(payload), "kinds": shown, "chosen": layer.chosen}
    if legend:
        told["legend"].append(maplegend.facilities(layer, legend))


def _standing(
    record: Record, actor: Actor, layer: Facilities, kinds: list[str]
) -> tuple[Payload, frozenset[str]]:
    """Facilities and places as the script fetches them, each with the number of its kind; the kinds on record here."""
    found = places.facilities(record, actor, layer.kinds)
    found = found[~found["facility_id"].isin(layer.without)]
    columns = [found["lon"].round(6), found["lat"].round(6), found["facility_kind"].map(kinds.index), found["name"],
               found["facility_id"]]  # fmt: skip
    rows = [list(row) for row in zip(*(column.tolist() for column in columns), strict=True)]
    for number, place in enumerate(layer.places, start=len(kinds)):
        rows.append([round(place.lon, 6), round(place.lat, 6), number, place.name, place.facility_id])
    body = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
    return Payload(body, "application/json", actor.scope), frozenset(found["facility_kind"])


def _marked(place: Place) -> dict:
    """A place as a kind of its own, drawn large from afar too."""
    return {
        "kind": "place", "label": place.label, "letter": place.letter, "colour": MARK_COLOURS[place.mark],
        "large": True,
    }  # fmt: skip


def _surface(told: dict, record: Record, actor: Actor, layer: Surface) -> None:
    payload = PAYLOADS.put(Payload(picture(layer), "image/png", actor.scope))
    told["surface"] = {"payload": payload, "bounds": list(layer.bounds)}
    told["legend"].append(maplegend.surface(layer))


def picture(layer: Surface) -> bytes:
    """A surface as PNG: the ramp, clearer where there is less, and nothing where there is nothing."""
    top = float(np.nanmax(layer.array, initial=0.0)) or 1.0
    share = np.clip(np.nan_to_num(layer.array) / top, 0, 1)
    ramp = np.array([[int(colour[n : n + 2], 16) for n in (1, 3, 5)] for colour in ramps.RAMPS[layer.ramp]])
    at = share * (len(ramp) - 1)
    channels = [np.interp(at, np.arange(len(ramp)), ramp[:, n]) for n in range(3)]
    image = np.dstack([*channels, 255 * np.clip(share * 3, 0, 1) * (share > 0.02)])
    return write_png(image.astype(np.uint8))


_TELL = {
    Awaited: _awaited,
    Choropleth: _coloured,
    Beats: _coloured,
    Outline: _outline,
    Incidents: _incidents,
    Facilities: _facilities,
    Surface: _surface,
    Frames: mapsteps.tell,
    Lines: mapsteps.tell_lines,
    Circles: mapsteps.tell_circles,
}
