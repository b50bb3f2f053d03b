"""What a plan did: who concerned stands how, before it and since. It says since, never because."""

import pandas as pd
import streamlit as st

from data import plan_effect
from data.handovers import day_of
from data.permits import Actor
from data.plan_effect import CONCERNED, LEAST_DAYS, OTHERS, PlanEffect
from geo.rates import SMALL
from pages.parts import labels, load, notes, tables, text, work
from pages.parts.text import N_, NOTHING, _, missing, ngettext, number, percent, signed

#: columns of the files, before and since: name, heading before, heading since, kind
FILES = (
    ("grids", N_("Grids, before"), N_("Grids, since"), "count"),
    ("workload_hours", N_("Hours a week, before"), N_("Hours a week, since"), "decimal"),
    ("from_fair", N_("From a fair share, before"), N_("From a fair share, since"), "percent"),
    ("filed", N_("Filed cases, before"), N_("Filed cases, since"), "count"),
    ("due", N_("Cases due, before"), N_("Cases due, since"), "count"),
    ("on_time_rate", N_("On time, before"), N_("On time, since"), "percent"),
    ("on_time_low", N_("On time at least, before"), N_("On time at least, since"), "percent"),
    ("on_time_high", N_("On time at most, before"), N_("On time at most, since"), "percent"),
    ("miss_rate", N_("Miss rate, before"), N_("Miss rate, since"), "percent"),
    ("miss_low", N_("Miss rate at least, before"), N_("Miss rate at least, since"), "percent"),
    ("miss_high", N_("Miss rate at most, before"), N_("Miss rate at most, since"), "percent"),
    ("late", N_("Visits overdue, before"), N_("Visits overdue, since"), "count"),
)


def show(actor: Actor, workers: pd.Series, plan: pd.Series) -> None:
    """The section of a plan in force, or undone since; nothing for any other.

    Args:
        workers: name by ``worker_id``. plan: a row of ``data.commands.PLANS``, named by its id.
    """
    if day_of(plan) is None:
        return
    st.markdown(f"#### {_('What it did')}")
    plan_id, until = int(plan.name), load.as_of(actor)
    words = _("Comparing before and since …")
    found = work.answer(plan_effect.plan_effect, actor, plan_id, until, words=words, brief=True)
    if found is None:  # it is being worked out; the page runs again when it is done
        return
    st.markdown(labels.plain(" ".join(_sentences(found))))
    rows = _rows(found, workers)
    tables.show(
        _worded(found, rows), _columns(found), actor=actor, key="plan_effect", file_name=f"plan-effect-{plan_id}",
        about=notes.scope(actor, found.since), whole=lambda: rows, files=_files(found),
    )  # fmt: skip
    st.caption(labels.plain(" ".join(_remarks(found))))


def _sentences(found: PlanEffect) -> list[str]:
    """How far from fair, and how much in time: what a reader wants to know first."""
    sides = [*map(percent, found.farthest), *map(percent, _own(found))]
    words = _("The worker farthest from a fair share: {before} away the day before, {after} on its day; of those it"
              " concerns, {own_before} and {own_after}.")  # fmt: skip
    said = [words.format(**dict(zip(("before", "after", "own_before", "own_after"), sides, strict=True)))]
    if found.since is None:
        words = _("Too early to compare cases: {n} of the {least} days it takes on either side are known.")
        return [*said, words.format(n=number(found.known_days), least=LEAST_DAYS)]
    row = found.rates.loc[CONCERNED]
    if not (missing(row["on_time_rate_before"]) or missing(row["on_time_rate_after"])):
        words = _("Handled on time by whom it concerns: {before} before, {after} since.")
        before, after = (percent(row[f"on_time_rate_{side}"]) for side in ("before", "after"))
        said.append(words.format(before=before, after=after))
    return said


def _own(found: PlanEffect) -> list[float]:
    """How far the farthest of those whom the plan concerns is from a fair share, before and after."""
    own = found.load.drop(index=CONCERNED)
    return [(own[f"load_ratio_{side}"] - 1).abs().max() for side in ("before", "after")]


def _remarks(found: PlanEffect) -> list[str]:
    """What must be known to read the table."""
    said = [
        _("The loads stand on the same cases and visits, with the grids of the day before and of its day.")
    ]
    if found.since is None:
        return said
    words = _(
        "Cases: {n} days before ({before}) and {n} since ({since}), counted for the worker responsible at the time;"
        " overdue visits at the end of each. In brackets the cases that a share rests on; of fewer than {few} none is"
        " given. Other things changed in these days too: the numbers do not say what was the cause."
    )
    said.append(
        words.format(
            n=number(found.since.days),
            before=text.period(found.since.before()),
            since=text.period(found.since),
            few=SMALL,
        )  # fmt: skip
    )
    if found.undone is not None:
        said.append(
            _("It was undone on {day}; days are counted until then.").format(day=text.day(found.undone))
        )
    if found.others:
        words = ngettext(
            "Another plan came into force in these days and moved grids of the same workers: {plans}.",
            "Other plans came into force in these days and moved grids of the same workers: {plans}.",
            len(found.others),
        )
        said.append(words.format(plans=_(", ").join(map(number, found.others))))
    return said


def _rows(found: PlanEffect, workers: pd.Series) -> pd.DataFrame:
    """A row a worker, then all whom it concerns, then all others, as numbers."""
    rows = found.load.join(found.rates, how="outer") if found.since else found.load
    order = [
        *(one for one in found.load.index if one != CONCERNED),
        CONCERNED,
        *([OTHERS] if found.since else []),
    ]
    said = workers.to_dict() | {CONCERNED: _("All of these"), OTHERS: _("All other workers")}
    rows = rows.reindex(order).assign(
        name=[said.get(one, NOTHING) for one in order],
        from_fair_before=lambda frame: frame["load_ratio_before"] - 1,
        from_fair_after=lambda frame: frame["load_ratio_after"] - 1,
    )
    return rows.reset_index(drop=True)


def _worded(found: PlanEffect, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows as the screen shows them: before → since in one cell."""
    said = {
        "name": rows["name"],
        "grids": _pairs(rows, "grids", number),
        "hours": _pairs(rows, "workload_hours", lambda value: number(value, 1)),
        "fair": _pairs(
            rows, "from_fair", lambda value: NOTHING if missing(value) else f"{signed(100 * value)}%"
        ),
    }
    if found.since:
        said |= {
            "filed": _pairs(rows, "filed", number),
            "on_time": _shares(rows, "on_time_rate", "due"),
            "missed": _shares(rows, "miss_rate", "filed"),
            "late": _pairs(rows, "late", number),
        }
    return pd.DataFrame(said)


def _pairs(rows: pd.DataFrame, name: str, word) -> list[str]:
    sides = zip(rows[f"{name}_before"], rows[f"{name}_after"], strict=True)
    return [NOTHING if missing(a) and missing(b) else f"{word(a)} → {word(b)}" for a, b in sides]


def _shares(rows: pd.DataFrame, rate: str, whole: str) -> list[str]:
    """Shares, each beside how many cases stand behind it."""
    sides = [
        [NOTHING if missing(share) else _("{share} ({n})").format(share=percent(share), n=number(n))
         for share, n in zip(rows[f"{rate}_{side}"], rows[f"{whole}_{side}"], strict=True)]
        for side in ("before", "after")
    ]  # fmt: skip
    return [f"{a} → {b}" for a, b in zip(*sides, strict=True)]


def _columns(found: PlanEffect) -> list[tables.Column]:
    columns = [
        tables.Column("name", _("Worker"), width="whole"),
        tables.Column("grids", _("Grids")),
        tables.Column("hours", _("Hours a week")),
        tables.Column("fair", _("From a fair share")),
    ]
    if found.since:
        columns += [
            tables.Column("filed", _("Filed cases")),
            tables.Column("on_time", _("Handled on time"),
                          help=_("Of the cases that fell due, those handled by then.")),
            tables.Column("missed", _("Miss rate"),
                          help=_("Of the filed cases, those that residents or the hotline told of first.")),
            tables.Column("late", _("Visits overdue")),
        ]  # fmt: skip
    return columns


def _files(found: PlanEffect) -> list[tables.Column]:
    wanted = FILES if found.since else FILES[:3]
    pairs = [(f"{name}_{side}", heading, kind)
             for name, before, after, kind in wanted
             for side, heading in (("before", before), ("after", after))]  # fmt: skip
    return [
        tables.Column("name", _("Worker")),
        *(tables.Column(name, _(word), kind) for name, word, kind in pairs),
    ]
