"""The vocabulary of frames: which columns each frame carries, in order.

Column names are the field's terms (docs/glossary.md). Ids are integers, codes are text,
units are suffixes. ``missing_columns`` is the check at the door of every measure.
"""

from collections.abc import Iterable

GRID_ID = "grid_id"
WORKER_ID = "worker_id"

#: one row a grid as it is today (or on the day asked for); geometry in EPSG:4326
GRIDS = (
    "grid_id", "grid_code", "name", "community_code", "street_code", "district_code",
    "grid_kind", "grid_class", "households", "population", "older", "children", "area_km2", "geometry",
)  # fmt: skip
#: one row a division, district → street → community
DIVISIONS = ("division_code", "level", "parent_code", "name")
WORKERS = ("worker_id", "worker_code", "name", "organisation_id", "hours_per_week", "active")
#: when a worker is away: ``until`` is the day after the last, nothing while nobody knows it
ABSENCES = ("absence_id", "worker_id", "since", "until", "who", "noted_at")
#: who is responsible for which grid
ASSIGNMENTS = ("grid_id", "worker_id", "valid_from", "valid_to", "plan_id")
INCIDENTS = (
    "incident_id", "incident_code", "category", "source", "description", "address",
    "lon", "lat", "grid_id", "worker_id", "occurred_at", "reported_at", "state",
    "due_at", "handled_at", "closed_at",
)  # fmt: skip
INCIDENT_LOG = ("incident_id", "seq", "action", "logged_at", "who", "organisation_id", "note")
FACILITIES = (
    "facility_id", "name", "facility_kind", "capacity", "lon", "lat", "grid_id", "address",
)  # fmt: skip
BUILDINGS = ("building_id", "grid_id", "households", "population", "older", "children", "lon", "lat")
VISITS = ("visit_id", "grid_id", "worker_id", "visited_at", "minutes", "source")
#: what was done in some grids: ``since`` is its first day, ``until`` the day after its last or nothing while it
#: goes on
FIELD_ACTIONS = (
    "action_id", "kind", "title", "note", "since", "until", "who", "marked_at", "grid_ids",
)  # fmt: skip
STREET_EDGES = ("edge_id", "from_node", "to_node", "length_m", "name", "street_class", "geometry")

#: counts of people in a grid; older residents and children are counted among its residents
PEOPLE = ("households", "population", "older", "children")
GROUPS = ("older", "children")

DIVISION_LEVELS = ("district", "street", "community")
GRID_KINDS = ("basic", "special")
ACTOR_KINDS = ("government", "enterprise", "social_org", "resident")
SOURCES = ("patrol", "resident", "hotline", "video", "department")
#: kind of a field action → its name in Chinese and English
ACTION_KINDS: dict[str, tuple[str, str]] = {
    "patrol": ("巡查", "Patrol"),
    "inspection": ("检查", "Inspection"),
    "clean_up": ("清理整治", "Clean-up"),
    "repair": ("维修", "Repair"),
    "lighting": ("照明", "Lighting"),
    "education": ("宣传教育", "Education"),
    "other": ("其他", "Other"),
}
PLAN_STATES = ("draft", "proposed", "accepted", "in_force", "rejected", "reverted", "discarded")


def missing_columns(columns: Iterable[str], needed: Iterable[str]) -> list[str]:
    """Which of ``needed`` a frame lacks, in order.

    >>> missing_columns(["grid_id", "name"], ["grid_id", "geometry"])
    ['geometry']
    """
    have = set(columns)
    return [name for name in needed if name not in have]
