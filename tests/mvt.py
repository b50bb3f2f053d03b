"""Reads Mapbox vector tiles, written against the specification (2.1) and not against our own script."""

from dataclasses import dataclass, field


@dataclass
class Feature:
    """Id, geometry type (1 point, 2 line, 3 polygon), properties, rings of tile coordinates."""

    id: int = 0
    type: int = 0
    properties: dict = field(default_factory=dict)
    rings: list = field(default_factory=list)


def decode(tile: bytes) -> dict[str, list[Feature]]:
    """Features by layer."""
    layers: dict[str, list[Feature]] = {}
    for number, value in _fields(tile):
        if number == 3:
            name, features = _layer(value)
            layers[name] = features
    return layers


def areas(features: list[Feature]) -> dict[int, float]:
    """Area in square tile units by id, by the shoelace formula; holes count negative."""
    return {feature.id: abs(sum(_shoelace(ring) for ring in feature.rings)) for feature in features}


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def _fields(data: bytes):
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        if tag & 7 == 0:
            value, at = _varint(data, at)
        else:
            assert tag & 7 == 2, "a wire type this reader does not expect"
            length, at = _varint(data, at)
            value, at = data[at : at + length], at + length
        yield tag >> 3, value


def _numbers(data: bytes) -> list[int]:
    at, found = 0, []
    while at < len(data):
        value, at = _varint(data, at)
        found.append(value)
    return found


def _layer(data: bytes) -> tuple[str, list[Feature]]:
    name, raw, keys, values = "", [], [], []
    for number, value in _fields(data):
        if number == 1:
            name = value.decode()
        elif number == 2:
            raw.append(value)
        elif number == 3:
            keys.append(value.decode())
        elif number == 4:
            ((kind, held),) = _fields(value)
            values.append(held.decode() if kind == 1 else held)
    return name, [_feature(each, keys, values) for each in raw]


def _feature(data: bytes, keys: list, values: list) -> Feature:
    made = Feature()
    for number, value in _fields(data):
        if number == 1:
            made.id = value
        elif number == 2:
            tags = _numbers(value)
            made.properties = {keys[k]: values[v] for k, v in zip(tags[::2], tags[1::2], strict=True)}
        elif number == 3:
            made.type = value
        elif number == 4:
            made.rings = _rings(_numbers(value))
    return made


def _rings(commands: list[int]) -> list[list[tuple[int, int]]]:
    rings, at, x, y = [], 0, 0, 0
    while at < len(commands):
        kind, count = commands[at] & 7, commands[at] >> 3
        at += 1
        if kind == 7:
            continue
        for _ in range(count):
            x += (commands[at] >> 1) ^ -(commands[at] & 1)
            y += (commands[at + 1] >> 1) ^ -(commands[at + 1] & 1)
            at += 2
            if kind == 1:
                rings.append([])
            rings[-1].append((x, y))
    return rings


def _shoelace(ring: list[tuple[int, int]]) -> float:
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return sum(a * d - b * c for (a, b), (c, d) in pairs) / 2
