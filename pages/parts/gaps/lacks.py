"""What the gaps screen reads: the four faces of a gap, and the kinds of facility."""

import pandas as pd

from data import facilities as places
from data import gaps, scenario
from data.db import Record
from data.permits import Actor

rest = gaps.rest
by_grid = gaps.owed
as_if = scenario.owed
missed = gaps.missed
supply = scenario.supply
surroundings = scenario.surroundings


def reaches(record: Record, actor: Actor, also: tuple[str, ...] = ()) -> pd.DataFrame:
    """Kinds of facility the record knows, with names and reach, and those of the city that a scenario adds ``also``."""
    kinds = places.facility_kinds(record, actor)
    return kinds[(kinds["n"] > 0) | kinds["facility_kind"].isin(also)]


def by_name(record: Record, actor: Actor, kind: str) -> pd.DataFrame:
    """The facilities of a kind, or of ``all``, in the order of their names."""
    kinds = () if kind == "all" else (kind,)
    return places.facilities(record, actor, kinds).sort_values("name", kind="stable")
