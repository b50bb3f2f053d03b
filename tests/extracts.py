"""Small OpenStreetMap extracts, written by the library of the format itself."""

from pathlib import Path

import osmium
from osmium.osm.mutable import Node, Way


def extract(
    path: Path, places: dict[int, tuple[float, float]], ways: list[tuple[int, list[int], dict]]
) -> Path:
    """A file of places by number and of ways: number, the places they run through, tags."""
    writer = osmium.SimpleWriter(str(path))
    for number, place in places.items():
        writer.add_node(Node(id=number, location=place))
    for number, through, tags in ways:
        writer.add_way(Way(id=number, nodes=through, tags=tags))
    writer.close()
    return path
