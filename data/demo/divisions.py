"""Codes and names of districts, streets, communities and grids: 6-3-3-3."""

import numpy as np
import pandas as pd

from data.demo import words
from geo.tiling import reading_order

FIRST_DISTRICT = 990101  # 99: no province has this code
ROW = 0.8  # a row is this much of a typical cell high
LEVELS = ("district", "street", "community")


def division_codes(city) -> list[np.ndarray]:
    """The district, street and community code of each grid."""
    codes = [np.full(len(city.district), "", dtype=object)]
    for level in LEVELS:
        codes.append(_coded(getattr(city, level), codes[-1], city))
    return codes[1:]


def _coded(label, parent, city):
    """A parent's code and a number of three digits; districts count up from the first."""
    first = np.unique(label, return_index=True)[1]
    size = np.bincount(label)
    middle = np.bincount(label, city.east) / size, np.bincount(label, city.north) / size
    height = city.cell_m * np.sqrt(len(label) / len(size)) * ROW
    number = reading_order(*middle, parent[first].astype(str), height)
    text = [
        f"{before}{one:03d}" if before else str(FIRST_DISTRICT - 1 + one)
        for before, one in zip(parent[first], number, strict=True)
    ]
    return np.array(text, dtype=object)[label]


def grid_numbers(city) -> np.ndarray:
    """The sequence of each grid in its community, west to east, then north to south."""
    return reading_order(city.east, city.north, city.community, city.cell_m * ROW)


def divisions(codes, rng) -> pd.DataFrame:
    """The division table: one row a code, with its parent and a name."""
    parents = [np.full(len(codes[0]), None, dtype=object), *codes[:-1]]
    frames = []
    for level, code, parent in zip(LEVELS, codes, parents, strict=True):
        own, first = np.unique(code.astype(str), return_index=True)
        name = words.division_names(level, len(own), rng)
        frames.append(pd.DataFrame({
            "division_code": own, "level": level, "parent_code": parent[first], "name": name,
        }))  # fmt: skip
    return pd.concat(frames, ignore_index=True)
