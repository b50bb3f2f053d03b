"""Hotspots in words: one sentence from the numbers of each, and why nothing can be said."""

from datetime import date

import pandas as pd

from geo.model import Note
from pages.parts import labels
from pages.parts.text import N_, _, locale, missing, ngettext, number

#: names written out; the others are counted
NAMED = 3
#: unit of a step → how often: always, often and now, often but not now, first now, never in one step
SPELLS = {
    "day": {
        "always": N_("{what} on all of the last {steps} days"),
        "and_now": N_("{what} on {hot} of the last {steps} days including this one"),
        "not_now": N_("{what} on {hot} of the last {steps} days, not on this one"),
        "first": N_("{what} today for the first time in {steps} days"),
        "never": N_("{what} over the period, on none of the last {steps} days by itself"),
    },
    "week": {
        "always": N_("{what} in all of the last {steps} weeks"),
        "and_now": N_("{what} in {hot} of the last {steps} weeks including this one"),
        "not_now": N_("{what} in {hot} of the last {steps} weeks, not in this one"),
        "first": N_("{what} this week for the first time in {steps} weeks"),
        "never": N_("{what} over the period, in none of the last {steps} weeks by itself"),
    },
    "month": {
        "always": N_("{what} in all of the last {steps} months"),
        "and_now": N_("{what} in {hot} of the last {steps} months including this one"),
        "not_now": N_("{what} in {hot} of the last {steps} months, not in this one"),
        "first": N_("{what} this month for the first time in {steps} months"),
        "never": N_("{what} over the period, in none of the last {steps} months by itself"),
    },
}
#: numbers that English writes as words, from zero; Chinese keeps figures
SPELLED = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
HEATS = {"hot": N_("Hot"), "cold": N_("Cold")}
TRENDS = {"up": N_("trend rising"), "down": N_("trend falling"), "flat": N_("trend flat")}


def sentence(row: pd.Series, workers: dict[int, str], step: str = "week") -> str:
    """One hotspot in a sentence, from its numbers.

    Args:
        row: of ``geo.hotspots.words.hotspot_facts``.
        workers: ``worker_id`` → name; of an empty one nothing is said: it is not known who is responsible.
        step: length of a step of the hotspot's history, one of ``SPELLS``.
    """
    opening = [_spell(row, step), _trend(row), _cases(row)] if row["steps"] else [_told_by_cases(row)]
    names = [workers[worker] for worker in row["worker_ids"] if worker in workers]
    return _joined([*opening, _open(row), responsible(names) if workers else ""])


def cluster_sentence(row: pd.Series, category: str = "") -> str:
    """One cluster of the scan in a sentence.

    Args:
        row: of ``geo.hotspots.scan``: ``observed``, ``radius_m``, ``since`` and ``until`` (its first and
            last day), ``recurrence_days``, ``p``; ``rarest`` where no reshuffling did as much, so that chance
            may be rarer still.
        category: its name in the reader's language; empty for cases of every kind.
    """
    length = row["until"] - row["since"]
    days = (length.days if isinstance(row["since"], date) else int(length)) + 1
    n, metres = int(row["observed"]), number(row["radius_m"])
    if row["radius_m"] > 0:
        told = ngettext(
            "{n} report{kind} within {metres} m in {days}", "{n} reports{kind} within {metres} m in {days}", n
        )
    else:
        told = ngettext(
            "{n} report{kind} in one grid in {days}", "{n} reports{kind} in one grid in {days}", n
        )
    kind = _(" of {category}").format(category=_inside(category)) if category else ""
    span = ngettext("{n} day", "{n} days", days).format(n=spelled(days))
    words = told.format(n=spelled(n), kind=kind, metres=metres, days=span)
    return _joined([words[:1].upper() + words[1:], _by_chance(row)])


def spelled(n: int) -> str:
    """A number as it reads best in a sentence."""
    return SPELLED[n] if locale() == "en" and n < len(SPELLED) else number(n)


def too_little(note: Note, grids: int) -> str:
    """Why nothing can be said, with what there is and what would be needed.

    Args:
        note: of a result that is not valid.
        grids: how many the reader looks at.
    """
    if "too_few_grids" in note.caveats:
        return _("Too few grids to say: you look at {n}, and hotspots need at least {least}.").format(
            n=labels.grids(grids), least=number(note.facts["too_few_grids"])
        )
    if "too_few_incidents" in note.caveats:
        return _("Too few cases to say: {n} in this period, and at least {least} are needed.").format(
            n=number(note.n), least=number(note.facts["too_few_incidents"])
        )
    return _("Too short a time to say: {n} steps, and at least {least} are needed.").format(
        n=number(note.facts.get("steps", 0)), least=number(note.facts.get("too_few_steps", 0))
    )


def responsible(names: list[str]) -> str:
    """Who is responsible, as the last clause of a sentence."""
    if not names:
        return _("nobody is responsible")
    if len(names) > NAMED:
        return _("{names} and {n} more are responsible").format(
            names=_(", ").join(names[:NAMED]), n=number(len(names) - NAMED)
        )
    template = ngettext("{names} is responsible", "{names} are responsible", len(names))
    together = names[0]
    if len(names) > 1:
        together = _("{names} and {last}").format(names=_(", ").join(names[:-1]), last=names[-1])
    return template.format(names=together)


def in_charge(grids: pd.DataFrame) -> str:
    """Open cases of some grids and who is responsible for them, in a sentence.

    Args:
        grids: ``open_cases``, ``overdue_cases`` and ``worker_name``, missing where nobody is responsible.
    """
    names = list(dict.fromkeys(grids["worker_name"].dropna()))
    told = _joined([_open(grids[["open_cases", "overdue_cases"]].sum()), responsible(names)])
    return told[:1].upper() + told[1:]


def _joined(clauses: list[str]) -> str:
    return _("; ").join(filter(None, clauses)) + _(".")


def _spell(row: pd.Series, step: str) -> str:
    hot, steps = row["hot_steps"], row["steps"]
    how = "and_now" if row["hot_now"] else "not_now" if hot else "never"
    if row["hot_now"] and hot in (1, steps):
        how = "first" if hot == 1 else "always"
    return _(SPELLS[step][how]).format(what=_(HEATS[row["heat"]]), hot=number(hot), steps=number(steps))


def _trend(row: pd.Series) -> str:
    words = _(TRENDS[row["trend"]])
    if missing(row["tau"]):
        return words
    tau = number(round(row["tau"], 2) + 0.0, 2).replace("-", "−")
    return _("{trend} (τ = {tau})").format(trend=words, tau=tau)


def _cases(row: pd.Series) -> str:
    told = ngettext(
        "{n} new cases in {n_grids} grid, where {expected} would be usual",
        "{n} new cases in {n_grids} grids, where {expected} would be usual",
        int(row["grids"]),
    )
    return told.format(n=number(row["n"]), n_grids=number(row["grids"]), expected=_usual(row))


def _told_by_cases(row: pd.Series) -> str:
    told = ngettext(
        "{what}: {n} new cases in {n_grids} grid, where {expected} would be usual",
        "{what}: {n} new cases in {n_grids} grids, where {expected} would be usual",
        int(row["grids"]),
    )
    what = _(HEATS[row["heat"]])
    return told.format(what=what, n=number(row["n"]), n_grids=number(row["grids"]), expected=_usual(row))


def _usual(row: pd.Series) -> str:
    return number(row["expected"], 0 if row["expected"] >= 10 else 1)


def _open(row: pd.Series) -> str:
    n, overdue = int(row["open_cases"]), int(row["overdue_cases"])
    if not n:
        return _("no open cases")
    told = ngettext("{n} open case, {overdue} overdue", "{n} open cases, {overdue} overdue", n)
    if not overdue:
        told = ngettext("{n} open case, not overdue", "{n} open cases, none overdue", n)
    return told.format(n=number(n), overdue=number(overdue))


def _by_chance(row: pd.Series) -> str:
    if missing(row["recurrence_days"]):
        return _("by chance with probability {p}").format(p=number(row["p"], 3))
    often = round(row["recurrence_days"])
    if often <= 1:
        return _("by chance about every day")
    if row.get("rarest", False):
        return _("by chance less than once in {n} days").format(n=number(often))
    return _("by chance about once in {n} days").format(n=number(often))


def _inside(category: str) -> str:
    """A name as it stands inside a sentence: in English "Water trouble" is "water trouble", "CCTV" stays."""
    if locale() == "zh" or category[1:2].isupper():
        return category
    return category[:1].lower() + category[1:]
