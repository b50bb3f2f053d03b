"""Why a grid is worth a look, in words: one short clause a reason of ``geo.kpi.grids_to_watch``."""

from collections.abc import Mapping

from pages.parts.text import N_, _, missing, ngettext, number, percent

#: at most this many clauses; the first ones count most
CLAUSES = 3
#: why nobody can look after a grid
_NOT_THERE = {
    "nobody": N_("nobody is responsible"),
    "absent": N_("the worker is away"),
    "overloaded": N_("the worker is overloaded"),
}


def words(reasons: tuple[str, ...], facts: Mapping[str, object]) -> str:
    """The reasons of one grid as one sentence."""
    clauses = [_CLAUSES[code](facts) for code in reasons[:CLAUSES]]
    return _("; ").join(clauses)


def of_gaps(grid: Mapping[str, object], first: str = "") -> str:
    """The gaps of one grid (a row of ``lacks.by_grid``) as one sentence; nothing where it has none.

    ``first`` is the face that is looked at: what it says comes before the others.
    """
    faces = sorted(_GAPS, key=lambda face: face != first)
    return _("; ").join(_GAPS[face](grid) for face in faces if grid[face])


def of_voice(grid: Mapping[str, object]) -> str:
    """Why a grid is called silent, by what it is expected to report and used to report."""
    if grid["voice_answer"] == "fallen_silent":
        return _(
            "fallen silent: {now} reports where {expected} are expected; {before} over as long a time before"
        ).format(now=number(grid["n"]), expected=number(grid["expected"]), before=number(grid["n_before"]))
    return _silent({"n_heard": grid["n"], "expected": grid["expected"]})


def _beyond(grid) -> str:
    if grid["all_kinds"]:
        return _("residents lack {share} of the kinds of facility").format(
            share=percent(grid["share_beyond"])
        )
    return _("{n} residents beyond reach").format(n=number(grid["residents_beyond"]))


def _overdue(facts) -> str:
    n = int(facts["overdue_cases"])
    return ngettext("{n} case overdue", "{n} cases overdue", n).format(n=number(n))


def _rising(facts) -> str:
    return _("new cases up from {before} to {now}").format(
        before=number(facts["new_before"]), now=number(facts["new_cases"])
    )


def _silent(facts) -> str:
    return _("silent: {now} reports where {expected} are expected").format(
        now=number(facts["n_heard"]), expected=number(facts["expected"])
    )


def _visit_late(facts) -> str:
    if missing(facts["late_days"]):
        return _("never visited")
    n = int(facts["late_days"])
    return ngettext("visit {n} day late", "visit {n} days late", n).format(n=number(n))


_GAPS = {
    "service": _beyond,
    "presence": _visit_late,
    "responsibility": lambda grid: _(_NOT_THERE[grid["responsibility_answer"]]),
    "voice": of_voice,
}
_CLAUSES = {
    "overdue": _overdue,
    "rising": _rising,
    "hotspot": lambda facts: _("part of a hotspot"),
    "likely": lambda facts: _("where the next weeks' cases are likeliest"),
    "no_worker": lambda facts: _("nobody is responsible"),
    "silent": _silent,
    "visit_late": _visit_late,
}
