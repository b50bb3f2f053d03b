"""The faces of a gap in words: their names, what a bar of a worker adds up, and what counts."""

from dataclasses import dataclass, replace

from data.notes import WITH
from geo.model import Note
from pages.parts.text import N_

#: caveats about distances, and about reports
DISTANCES = frozenset(
    {
        "facilities_none",
        "facilities_outside",
        "not_reached",
        "partly_straight",
        "residents_none",
        "residents_unknown",
        "straight_line",
        "streets_broken",
    }
)
VOICES = frozenset({"too_few_incidents", "reported_only"})
#: caveats about all of it
ANY = frozenset({"supposed"})


@dataclass(frozen=True)
class Face:
    """One face of a gap.

    ``column`` is what a worker's bar adds up; ``label`` stands in the switch, ``title`` over map and
    bars; ``words`` say what counts; ``method`` says how, of grids, where it is not by reports (and goes
    before that of reports where it ends in ``WITH``), and ``caveats`` are those that matter to it.
    """

    label: str
    title: str
    column: str
    unit: str
    words: str
    method: str = ""
    caveats: frozenset[str] = DISTANCES | VOICES


FACES = {
    "all": Face(
        N_("All"), N_("Gaps of all four kinds"), "faces", N_("gaps"), N_("How many of the four gaps a grid has."),
        f"gaps{WITH}",
    ),
    "service": Face(
        N_("Service"),
        N_("Residents beyond reach"),
        "residents_beyond",
        N_("residents"),
        N_("Residents further from the nearest facility than its reach, from where they live."),
        "reach",
        DISTANCES,
    ),
    "presence": Face(
        N_("Presence"),
        N_("Visits overdue"),
        "presence",
        N_("grids"),
        N_("Grids not visited within the interval of their class."),
        "last_visit",
        frozenset(),
    ),
    "responsibility": Face(
        N_("Responsibility"),
        N_("Nobody there, or overloaded"),
        "responsibility",
        N_("grids"),
        N_("Grids for which nobody is responsible, whose worker is away, or whose worker has more to do than the week"
           " has hours."),
        "assignments",
        frozenset(),
    ),
    "voice": Face(
        N_("Voice"),
        N_("Silent grids"),
        "voice",
        N_("grids"),
        N_("Silent grids: less than half the reports that households, facilities, the grids around and the past lead"
           " to expect, and fewer than chance and the usual differences between grids explain. Where hardly any"
           " report is expected, silence says nothing. It is told from a year at least."),
        caveats=VOICES,
    ),
    "debt": Face(
        N_("Debt"),
        N_("Coverage debt"),
        "debt",
        N_("person-days"),
        N_("Person-days of unmet standard within the period: residents beyond reach, in grids overdue for a visit or"
           " whose worker is missing, away or overloaded, and in silent grids for the share of reports that is lacking."
           " The city's profile weighs the parts. It does not say whose fault a debt is."),
        f"gaps{WITH}debt{WITH}",
    ),
}  # fmt: skip
#: faces that depend on facilities and how far is too far
REACHING = ("all", "service", "debt")


def of_no_kind(note: Note) -> Note:
    """The note without a facility: where none matters, or where it is said beside it."""
    return replace(note, facts=note.facts | {"facility": ""})


def noted(note: Note, face: str, grids: int) -> Note:
    """A note of all faces (``data.gaps.by_grid``) as that of one: its own method, and no caveat of others."""
    known = FACES[face]
    caveats = tuple(code for code in note.caveats if code in known.caveats | ANY)
    if not known.method:
        return replace(note, caveats=caveats)
    reports = note.method if known.method.endswith(WITH) else ""
    return replace(note, method=known.method + reports, n=grids, caveats=caveats)
