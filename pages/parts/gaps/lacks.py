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


def by_name(record: Record, actor: Actor, kind: str) -> pd.DataFrame:
    """The facilities of a kind, or of ``all``, in the order of their names."""
    kinds = () if kind == "all" else (kind,)
    return places.facilities(record, actor, kinds).sort_values("name", kind="stable")
