"""District, street and community of grids: stated, else from the code's pattern, else one for all."""

import pandas as pd

from geo.errors import InputError
from geo.names import DIVISION_LEVELS

_ABOVE = {"district": None, "street": "district", "community": "street"}


def with_divisions(grids: pd.DataFrame, profile: dict) -> pd.DataFrame:
    """The grids with a code for each level; what is stated is kept.

    Args:
        grids: ``grid_code`` and, null where unknown, ``district_code district_name street_code …``.
    """
    grids = grids.copy()
    known = profile.get("divisions", {})
    for level, digits in zip(DIVISION_LEVELS, _digits(profile), strict=True):
        above = _ABOVE[level]
        grids[f"{level}_code"] = _first_known(
            grids[f"{level}_code"], grids[f"{level}_name"], _from_below(grids, level, known),
            _from_pattern(grids["grid_code"], digits, profile),
            grids[f"{above}_code"] + "-0" if above else pd.Series(profile["name"], index=grids.index),
        )  # fmt: skip
    return grids


def _first_known(*columns: pd.Series) -> pd.Series:
    """Row by row the first value that is not missing."""
    result = columns[0].astype(object)
    for column in columns[1:]:
        result = result.where(result.notna(), column.astype(object))
    return result


def _digits(profile: dict) -> list[int]:
    """How many leading digits of a grid code name a district, a street, a community; 0 for no such level."""
    pattern = profile["grid_code"]["pattern"]
    return [sum(pattern[: place + 1]) if pattern[place] else 0 for place in range(len(DIVISION_LEVELS))]


def _from_pattern(codes: pd.Series, digits: int, profile: dict) -> pd.Series:
    fits = codes.str.fullmatch(rf"\d{{{sum(profile['grid_code']['pattern'])}}}").fillna(False).astype(bool)
    return codes.str[:digits].where(fits & (digits > 0))


def _from_below(grids: pd.DataFrame, level: str, known: dict) -> pd.Series:
    """The code by the profile's table of what belongs to what, e.g. a community's street."""
    below = {"district": "street", "street": "community"}.get(level)
    parents = {code: row["parent"] for code, row in known.get(below, {}).items() if "parent" in row}
    empty = pd.Series(None, index=grids.index, dtype=object)
    return grids[f"{below}_code"].map(parents).astype(object) if parents else empty


def division_rows(grids: pd.DataFrame, profile: dict) -> pd.DataFrame:
    """Every division the grids name: ``division_code level parent_code name stated``.

    Raises:
        InputError: ``division_twice`` when one code names divisions of two levels.
    """
    parts: list[pd.DataFrame] = []
    for level in DIVISION_LEVELS:
        above = _ABOVE[level]
        rows = pd.DataFrame({
            "division_code": grids[f"{level}_code"],
            "level": level,
            "parent_code": grids[f"{above}_code"] if above else None,
            "name": grids[f"{level}_name"],
        })  # fmt: skip
        rows = rows.sort_values("name").drop_duplicates("division_code")
        names = {code: row["en"] for code, row in profile.get("divisions", {}).get(level, {}).items()}
        rows["name"] = _first_known(rows["name"], rows["division_code"].map(names))
        parts.append(rows)
    divisions = pd.concat(parts, ignore_index=True)
    twice = divisions.loc[divisions["division_code"].duplicated(), "division_code"]
    if len(twice):
        raise InputError("division_twice", division=twice.iloc[0])
    divisions["stated"] = divisions["name"].notna()
    return _named(divisions)


def _named(divisions: pd.DataFrame) -> pd.DataFrame:
    """A level that was made up is called like the one above it, any other by its code."""
    names: dict[str, str] = {}
    for row in divisions.itertuples():
        made_up = row.division_code == f"{row.parent_code}-0"
        names[row.division_code] = (
            row.name if row.stated else names[row.parent_code] if made_up else row.division_code
        )
    return divisions.assign(name=divisions["division_code"].map(names))


def write_divisions(cursor, divisions: pd.DataFrame) -> None:
    """New divisions, and stated names of known ones; part of a write."""
    cursor.register("division_rows", divisions)
    cursor.execute(
        """INSERT INTO division SELECT division_code, level, parent_code, name FROM division_rows d
          WHERE d.division_code NOT IN (SELECT division_code FROM division)"""
    )
    cursor.execute(
        """UPDATE division SET name = d.name FROM division_rows d
          WHERE d.stated AND d.division_code = division.division_code AND d.name <> division.name"""
    )
    cursor.unregister("division_rows")
