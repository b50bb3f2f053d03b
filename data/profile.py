"""A place is data: the city profile, read from ``data/cities`` and written into the record.

``default.toml`` documents every key; ``NAME.toml`` overrides tables and keys of it, except that a
file's own ``categories`` and ``facility_kinds`` replace the default's whole table when it sets
``replace = ["categories", …]``.
"""

import json
import math
import tomllib

from data.db import HERE, Record
from geo.errors import InputError
from geo.names import GROUPS

CITIES = HERE / "cities"


def city_names() -> list[str]:
    """The profiles that exist."""
    return sorted(file.stem for file in CITIES.glob("*.toml"))


def read_profile(city: str = "default") -> dict:
    """One city's profile over the default.

    Raises:
        InputError: ``city_unknown``; ``standard_wrong``, as ``check_standards`` says.
    """
    if city not in city_names():
        raise InputError("city_unknown", city=city, known=", ".join(city_names()))
    profile = tomllib.loads((CITIES / "default.toml").read_text(encoding="utf-8"))
    if city != "default":
        own = tomllib.loads((CITIES / f"{city}.toml").read_text(encoding="utf-8"))
        for table in own.pop("replace", []):
            profile[table] = {}
        _overlay(profile, own)
    check_standards(profile)
    return profile


def _overlay(base: dict, over: dict) -> None:
    for key, value in over.items():
        if isinstance(value, dict) and isinstance(base.get(key), dict):
            _overlay(base[key], value)
        else:
            base[key] = value


def write_profile(cursor, profile: dict) -> None:
    """Fill the rule tables of a record; part of a write."""
    for table in ("category", "facility_kind", "grid_class"):
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608 (a name from the line above)
    cursor.executemany(
        "INSERT INTO category VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            [code, code[:2], row["zh"], row["en"], row["major_zh"], row["major_en"], row["kind"],
             row["limit"], row["unit"], row["hours"]]
            for code, row in profile["categories"].items()
        ],
    )  # fmt: skip
    cursor.executemany(
        "INSERT INTO facility_kind VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            [
                kind,
                row["zh"],
                row["en"],
                _reach_m(profile, row),
                row["icon"],
                row["source"],
                *(row.get("groups", {}).get(group) for group in GROUPS),
            ]
            for kind, row in profile["facility_kinds"].items()
        ],
    )
    cursor.executemany(
        "INSERT INTO grid_class VALUES (?, ?)", [[int(k), v] for k, v in profile["grid_classes"].items()]
    )
    text = json.dumps(profile, ensure_ascii=False)
    cursor.execute("INSERT OR REPLACE INTO setting VALUES ('profile', ?)", [text])


def check_standards(profile: dict) -> None:
    """Refuse a profile whose standards of access are none.

    Raises:
        InputError: ``standard_wrong`` for a life circle, a distance or a capacity that is no number above 0, a kind
            of facility without either a distance or a life circle of the profile, or a group that is not known.
    """
    circles = profile.get("life_circles", {})
    for minutes, metres in circles.items():
        _above_zero(f"life_circles.{minutes}", metres)
    for kind, row in profile.get("facility_kinds", {}).items():
        if "reach_m" not in row and str(row.get("minutes")) not in circles:
            raise InputError("standard_wrong", what=f"{kind}.minutes", given=row.get("minutes", "?"))
        told = {name: row[name] for name in ("reach_m", "capacity") if name in row}
        for name, value in told.items():
            _above_zero(f"{kind}.{name}", value)
        for group, metres in row.get("groups", {}).items():
            if group not in GROUPS:
                raise InputError("standard_wrong", what=f"{kind}.groups", given=group)
            _above_zero(f"{kind}.groups.{group}", metres)


def _above_zero(what: str, value: object) -> None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 < value < math.inf:
        raise InputError("standard_wrong", what=what, given=value)


def _reach_m(profile: dict, row: dict) -> float:
    """The kind's own distance, or that of its life circle."""
    return row["reach_m"] if "reach_m" in row else profile["life_circles"][str(row["minutes"])]


def profile_of(record: Record) -> dict:
    """The profile this record was made with, or the default."""
    text = record.setting("profile")
    return json.loads(text) if text else read_profile()
