"""What each reader's answer depends on: the counters that a write raises."""

from collections.abc import Callable

from data import (
    absences,
    actions,
    beat_shape,
    doctor,
    edit_history,
    holdings,
    people,
    plan_effect,
    scenario,
    studies,
)
from data import facilities as places
from data import gaps as lacking
from data import grids as areas
from data import incidents as cases
from data.voice import voices
from pages.parts import figures, standing
from pages.parts.gaps import lacks
from pages.parts.hotspots import findings, inquiries
from pages.parts.reassign import ground, proposals

#: what distances on foot depend on
_WALKED = ("grids", "buildings", "facilities", "streets", "profile")
#: reader → counters; those of responsibilities count for all, for they set the scope
TOPICS: dict[Callable, tuple[str, ...]] = {
    areas.grids: ("grids",),
    areas.grid: ("grids",),
    areas.facts: ("grids",),
    areas.names: ("grids",),
    areas.divisions: ("grids",),
    areas.extent: ("grids",),
    areas.presence: ("grids", "visits", "profile"),
    areas.boundary_history: ("grids",),
    people.workers: ("workers", "assignments", "grids"),
    people.names: ("workers", "assignments", "grids", "incidents", "plans"),
    people.organisations: ("workers",),
    people.assignments: ("assignments", "workers", "grids"),
    holdings.known: ("visits", "facilities", "workers"),
    people.history: ("assignments", "workers", "grids"),
    places.facilities: ("facilities", "grids"),
    places.facility_kinds: ("facilities", "profile"),
    places.visits: ("visits", "workers", "grids"),
    places.visit_hours: ("visits", "grids"),
    cases.cases_by_grid: ("incidents", "grids", "assignments"),
    cases.places: ("incidents", "grids", "assignments"),
    cases.incidents: ("incidents", "grids", "assignments"),
    cases.count: ("incidents", "grids", "assignments"),
    cases.incident: ("incidents", "grids", "assignments"),
    cases.log: ("incidents", "grids", "assignments"),
    cases.daily: ("incidents", "grids", "assignments"),
    cases.span: ("incidents", "grids", "assignments"),
    cases.categories: ("incidents", "profile"),
    cases.outside: ("incidents",),
    figures.by_grid: ("grids", "incidents", "assignments", "workers", "profile"),
    figures.of_people: ("grids", "incidents", "assignments", "profile"),
    figures.watched: ("grids", "incidents", "assignments", "visits", "facilities", "profile"),
    figures.nearby: ("grids", "facilities", "profile"),
    lacking.beyond_reach: _WALKED,
    standing.by_grid: ("grids", "incidents", "assignments", "workers", "visits", "facilities", "profile"),
    standing.standing: (*_WALKED, "incidents", "assignments", "workers", "visits"),
    standing.first_kind: ("facilities", "profile"),
    standing.categories: ("incidents", "profile"),
    standing.divisions: ("grids",),
    edit_history.edits: ("grids", "assignments"),
    edit_history.on_day: ("grids", "assignments"),
    doctor.diagnosis: ("grids", "profile"),
    actions.actions: ("actions", "grids", "assignments"),
    studies.neighbours: ("grids", "profile"),
    studies.sites: ("grids", "profile"),
    studies.steps: ("grids", "incidents", "assignments"),
    findings.found: ("grids", "incidents", "assignments", "profile"),
    findings.history: ("grids", "incidents", "assignments", "profile"),
    findings.by_month: ("grids", "incidents", "assignments", "profile"),
    findings.raster: ("grids", "profile"),
    findings.usual_basis: ("grids",),
    findings.surface: ("grids", "incidents", "profile"),
    inquiries.alarms: ("grids", "incidents", "profile"),
    inquiries.repeats: ("grids", "incidents", "profile"),
    inquiries.tried: ("grids", "incidents", "profile"),
    inquiries.likely: ("grids", "incidents", "profile"),
    inquiries.helped: ("grids", "incidents", "actions", "profile"),
    inquiries.along_streets: ("grids", "incidents", "streets", "profile"),
    inquiries.sites: _WALKED,
    beat_shape.walk_minutes: ("grids", "assignments", "streets", "profile"),
    plan_effect.plan_effect: ("plans", "grids", "incidents", "assignments", "workers", "visits", "profile"),
    proposals.suggested: ("grids", "incidents", "assignments", "workers", "visits", "profile"),
    proposals.drawn: ("grids", "incidents", "assignments", "workers", "visits", "profile"),
    ground.ground: ("grids", "incidents", "assignments", "workers", "profile"),
    lacks.by_name: ("facilities", "grids"),
    scenario.cuts: ("grids", "profile"),
    scenario.staff: ("grids", "incidents", "assignments", "workers", "profile"),
    absences.absences: ("workers", "assignments", "grids"),
    scenario.possible: ("facilities", "workers", "grids", "profile"),
    lacks.as_if: (*_WALKED, "incidents", "assignments", "workers", "visits"),
    lacks.supply: (*_WALKED, "assignments", "workers"),
    lacks.surroundings: (*_WALKED, "assignments"),
    lacks.missed: ("incidents", "assignments", "grids"),
    voices: ("grids", "incidents", "assignments", "facilities", "profile"),
    lacks.rest: ("grids", "facilities", "profile", "incidents", "assignments", "workers", "visits"),
    lacks.by_grid: (*_WALKED, "incidents", "assignments", "workers", "visits"),
}
