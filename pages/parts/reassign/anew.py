"""Beats drawn anew for so many workers: how even they are, what changes hands, and which still need a worker."""

from dataclasses import replace
from datetime import date

import pandas as pd
import streamlit as st

from data.current import current
from data.permits import Actor
from geo.districts.rebalance import Plan
from geo.errors import GridkeeperError
from geo.gaps import NO_WORKER
from geo.rates import exposure
from pages.parts import filters, labels, mapview, tables, text, work
from pages.parts.map import measures
from pages.parts.reassign import handover, locks, plandrawing, planning, planwords, proposals
from pages.parts.reassign.ground import Ground
from pages.parts.reassign.proposals import Asked, Drawn
from pages.parts.text import _, ngettext, number, percent

#: more than any city has: too many for the ground is said by what draws them
MOST = 99_999


def asked() -> int | None:
    """How many beats the address asks for; None while today's are to be evened out."""
    return filters.whole_asked("anew", None, MOST)


def choose() -> None:
    """Ask for so many new beats."""
    filters.whole("anew", _("Draw anew for so many workers"), None, MOST, width=240, hint=_("today's beats"))


def show(actor: Actor, known: Ground, until: date, wanted: Asked, workers: int) -> None:
    """Draw the beats and show them, or say what stands in the way."""
    try:
        drawn = work.answer(
            proposals.drawn, actor, until, workers, wanted.aim, wanted.locks, wanted.across,
            words=_("Drawing new beats …"),
        )  # fmt: skip
    except GridkeeperError as error:
        st.error(labels.plain(planwords.refusal(known, error)))
        return
    if drawn is None:
        return
    left, right = st.columns([3, 2], gap="medium")
    with right:
        st.markdown(labels.plain(verdict(drawn)))
        planning.take(known, proposals.moved(drawn.start, drawn.plan))
        today = drawn.before.beats.today
        shown = {_("Today"): (drawn.before, Plan(today, 0, proposals.imbalance(drawn.before.beats, today)))}
        plandrawing.compared(actor, known, shown | {_beats(workers): (drawn.start, drawn.plan)})
    with left:
        _map(actor, known, drawn)
    _moves(actor, known, drawn)


def verdict(drawn: Drawn) -> str:
    """How even the new beats are, what changes hands, who comes and goes, and how many beats nobody has yet."""
    plan, names = drawn.plan, drawn.before.names
    beats = int((drawn.start.beats.shares > 0).sum())
    moved = ngettext("{changed} changes hands.", "{changed} change hands.", plan.changes)
    words = [
        _("{beats}, none farther than {far} from an equal share.").format(
            beats=_beats(beats), far=percent(plan.imbalance)
        ),
        moved.format(changed=planwords.changed(drawn.start, plan)),
    ]
    for who, said in (
        (drawn.came, _("Without a grid today and given one of the beats: {names}.")),
        (drawn.left, _("With grids today and given none: {names}.")),
    ):
        if who:
            words.append(said.format(names=labels.some([names[one] for one in who])))
    if drawn.waiting:
        still = ngettext("{n} beat still needs a worker.", "{n} beats still need a worker.", drawn.waiting)
        words.append(still.format(n=number(drawn.waiting)))
    return " ".join(words)


def _beats(n: int) -> str:
    return ngettext("{n} beat", "{n} beats", n).format(n=number(n))


def _names(drawn: Drawn) -> dict[int, str]:
    """Workers, and numbers for the beats that still need one."""
    waiting = {-n: _("New beat {n}").format(n=number(n)) for n in range(1, drawn.waiting + 1)}
    return drawn.before.names.to_dict() | waiting


def _map(actor: Actor, known: Ground, drawn: Drawn) -> None:
    """The new beats, those without a worker too, each in a colour of its own among its neighbours."""
    beats, names = drawn.start.beats, _names(drawn)
    after = pd.Series(beats.worker_ids[drawn.plan.workers], beats.grid_ids).reindex(known.grids.index)
    new = [worker for worker in names if worker < NO_WORKER]
    said = names | {NO_WORKER: _("nobody")}
    who = {_("To worker"): after.fillna(NO_WORKER), _("Worker today"): known.grids["worker_id"]}
    hover = pd.DataFrame({heading: ids.map(said) for heading, ids in who.items()})
    coloured = replace(known, colours=pd.concat([known.colours, pd.Series(0, index=new)]))
    layers = [
        handover.beats(coloured, after, _("New beats"), hover, names),
        *locks.layers(known, locks.read(known)),
    ]
    mapview.show(
        current(), actor, layers, key="drawn", locale=text.locale(), height=plandrawing.MAP_PX
    )  # fmt: skip


def _moves(actor: Actor, known: Ground, drawn: Drawn) -> None:
    """Every grid that changes hands, beat by beat."""
    rows = plandrawing.named(known, proposals.handed(drawn), _names(drawn))
    columns = [
        tables.Column("grid", _("Grid")),
        tables.Column("from_name", _("From worker")),
        tables.Column("to_name", _("To worker")),
        tables.Column("households", measures.people(exposure(drawn.start.facts)[1])[1], "count"),
    ]
    st.markdown(f"#### {_('What changes hands')}")
    about = {_("What this changes"): verdict(drawn)}
    tables.show(rows, columns, actor=actor, key="drawn_moves", file_name="beats", about=about)
