"""The grid doctor over the record: what does not fit, and the edit that would mend it."""

from data.db import Record
from data.grids import grids
from data.permits import Actor
from data.profile import profile_of
from geo.editing.doctor import HOUSEHOLDS, Finding, diagnose, proposal
from geo.editing.edit import Request


def limits(record: Record) -> tuple[int, int]:
    """Fewest and most households of a basic grid, by the city's profile."""
    fewest, most = profile_of(record).get("grid_size", {}).get("households", HOUSEHOLDS)
    return int(fewest), int(most)


def diagnosis(record: Record, actor: Actor) -> list[Finding]:
    """What does not fit among the grids in the actor's scope, as ``geo.editing.doctor.diagnose`` lists it."""
    digits = profile_of(record)["grid_code"]["pattern"][-1]
    return diagnose(grids(record, actor), limits(record), digits)


def repair(record: Record, actor: Actor, finding: Finding) -> Request | None:
    """The edit that would mend a finding, for ``data.editing.preview``; None where people must decide."""
    return proposal(grids(record, actor), finding, limits(record))
