"""What the map's script is told of classes that change step by step, and of lines in classes."""

import json

import numpy as np
import pandas as pd

from data import tiles
from data.db import Record
from data.payloads import PAYLOADS, Payload
from data.permits import Actor
from pages.parts.map import maplegend
from pages.parts.map.mapcolours import commonest
from pages.parts.maps import NO_DATA, Circles, Frames, Lines


def tell(told: dict, record: Record, actor: Actor, layer: Frames) -> None:
    """Put the steps aside and name them; the legend's rows are counted by the script, step by step."""
    rows = [{"colour": colour, "label": label} for colour, label in layer.classes]
    told["frames"] = {
        "payload": _put(record, actor, layer.steps, told["parents_below"] > 0, layer.quiet),
        "palette": ["", NO_DATA, *(colour for colour, _label in layer.classes)],
        "labels": list(layer.labels),
        "names": list(layer.names),
        "whole": layer.whole,
        "step": layer.names.index(layer.chosen) if layer.chosen in layer.names else -1,
        "at": 0 if layer.whole else len(told["legend"]),
        "legend": {"title": layer.title, "unit": "", "method": layer.method, "rows": rows},
    }


def _put(record: Record, actor: Actor, steps: pd.DataFrame, from_afar: bool, quiet: int | None) -> str:
    """A head of four numbers (first id, ids, communities, steps), then the grids of each step, then the
    communities of each step. 0 is not on this map, 1 no data, then the classes.
    """
    ids = steps.index.to_numpy(dtype=np.int64)
    first = int(ids.min()) if len(ids) else 0
    grids = np.zeros((steps.shape[1], int(ids.max()) - first + 1 if len(ids) else 0), np.uint8)
    grids[:, ids - first] = steps.to_numpy().T + 2
    parents = _by_community(tiles.parents(record, actor), steps, quiet) if from_afar else grids[:, :0]
    head = np.array([first, grids.shape[1], parents.shape[1], len(grids)], "<u4")
    body = head.tobytes() + grids.tobytes() + parents.tobytes()
    return PAYLOADS.put(Payload(body, "application/octet-stream", actor.scope))


def _by_community(parent: pd.Series, steps: pd.DataFrame, quiet: int | None) -> np.ndarray:
    """Each community's commonest class, one row a step."""
    own = parent.reindex(steps.index)
    known = own.notna().to_numpy()
    rows, communities = own[known].to_numpy(dtype=int) - 1, int(parent.max())
    classes = [commonest(rows, here, communities, quiet) for here in steps.to_numpy()[known].T]
    return np.array(classes, np.uint8).reshape(-1, communities)


def tell_lines(told: dict, record: Record, actor: Actor, layer: Lines) -> None:
    """Put lines aside class by class, corners as one flat list each."""
    rows: list[list[list[float]]] = [[] for _kind in layer.kinds]
    for line, number in zip(layer.lines, layer.classes, strict=True):
        rows[number].append([round(part, 6) for corner in line for part in corner])
    body = json.dumps(rows, separators=(",", ":")).encode()
    payload = PAYLOADS.put(Payload(body, "application/json", actor.scope))
    colours = [colour for colour, _label in layer.kinds]
    told["lines"] = {"payload": payload, "colours": colours, "arrows": layer.arrows, "filled": layer.filled}
    told["legend"].append(maplegend.lines(layer))


def tell_circles(told: dict, record: Record, actor: Actor, layer: Circles) -> None:
    """Name the circles; they are few, so they travel with what the script is told."""
    if not layer.circles:
        return
    told["circles"] = [
        {"lon": round(lon, 6), "lat": round(lat, 6), "radius_m": round(radius_m, 1), "style": style}
        for lon, lat, radius_m, style in layer.circles
    ]
    told["legend"].append(maplegend.circles(layer))
