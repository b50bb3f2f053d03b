"""The reassign screen's suggestions: ever more even with ever more grids changing hands, and how few it could be."""

import pandas as pd
import streamlit as st

from data.permits import Actor
from geo.districts.rebalance import Plan
from geo.errors import GridkeeperError
from geo.rates import exposure
from pages.parts import address, filters, frame, labels, load, work
from pages.parts.map import measures
from pages.parts.reassign import anew, locks, plandrawing, planning, planwords, proposals
from pages.parts.reassign.ground import Ground
from pages.parts.reassign.proposals import Asked, Suggested
from pages.parts.text import N_, _, ngettext, number, percent

AIMS = {"today": 0.0, "0.2": 0.2, "0.1": 0.1, "0.05": 0.05}
WITHIN = {"": N_("to anybody"), "street": N_("within its street"), "community": N_("within its community")}


def show(actor: Actor, known: Ground) -> None:
    """Ask for plans, slide along them, see what changes, and make one the draft."""
    until = load.as_of(actor)
    if until is None:
        frame.empty(
            _("Without cases there is no load to even out."), code="python -m data import incidents FILE"
        )
        return
    if planning.nobody(known):
        return
    asked, beats = _asked(known), anew.asked()
    locks.show(known)
    if beats is not None:
        anew.show(actor, known, until, asked, beats)
        return
    try:
        found = work.unfolding(
            proposals.suggested, actor, until, *asked.key(),
            words=_("Looking for plans …"), shown=_points, line=_progress,
        )  # fmt: skip
    except GridkeeperError as error:
        st.error(labels.plain(planwords.refusal(known, error)))
        return
    if found is not None:
        _plans(actor, known, found)


def _asked(known: Ground) -> Asked:
    """What the plans should do, from the address; of beats drawn anew only some of it is asked."""
    drawing, others = anew.asked() is not None, ("", (), (), "grids")
    by_today = address.get("away") and not address.get("joins") and not drawing
    with filters.bar():
        aims = {
            key: _("± {share}").format(share=percent(aim)) if aim else _("today") for key, aim in AIMS.items()
        }
        words = _("Nobody farther from a fair share than")
        aim = filters.choice("aim", words, aims, "today" if by_today else "0.1")
        if not drawing:
            others = _of_todays_beats(known)
        across = bool(known.parted) and _across(known.parted)
        anew.choose()
    within, leaving, joining, fewest = others
    return Asked(AIMS[aim], within, locks.read(known), leaving, joining, across, fewest)


def _of_todays_beats(known: Ground) -> tuple[str, tuple[int, ...], tuple[int, ...], str]:
    """Where a grid may go, who leaves, who joins, and what is to change least."""
    names, hours = known.workers["name"], known.workers["available_hours"]
    holds = names.index.isin(known.grids["worker_id"])
    within = filters.choice("within", _("A grid may go"), {key: _(words) for key, words in WITHIN.items()})
    leaving = _somebody("away", _("Leaves or is away"), names[holds])
    free = names[~holds & (hours > 0)]
    joining = _somebody("joins", _("Joins"), free) if len(free) else ()
    return within, leaving, joining, _fewest(known)


def _somebody(name: str, label: str, names: pd.Series) -> tuple[int, ...]:
    """One worker of some, or nobody."""
    chosen = filters.pick(name, label, {"": _("nobody")} | {str(one): who for one, who in names.items()})
    return (int(chosen),) if chosen else ()


def _fewest(known: Ground) -> str:
    """What is to change least; nothing is asked where nobody counted who lives in the grids."""
    people, unit = exposure(known.grids)
    if not people.sum() > 0:
        return "grids"
    options = {"grids": _("Grids"), "households": measures.people(unit)[1]}
    return filters.choice("fewest", _("Change as few as possible"), options)


def _across(parted: int) -> bool:
    """Whether a beat may reach across rivers and motorways; how many neighbours they part is said."""
    words = ngettext(
        "{n} pair of neighbouring grids has a river, a motorway or a railway between them that no street crosses.",
        "{n} pairs of neighbouring grids have a river, a motorway or a railway between them that no street crosses.",
        parted,
    )
    return filters.switch("across", _("Cross barriers"), help=words.format(n=number(parted)))


def _points(found: Suggested | None) -> tuple:
    """What the page shows of an answer, to be compared."""
    if found is None:
        return ()
    plans = tuple((plan.changes, plan.imbalance, plan.fewest) for plan in found.found.plans)
    return (*plans, found.hindrance and found.hindrance.code)


def _progress(so_far: work.Unfolding) -> None:
    """How the search stands."""
    if so_far.state == "working":
        st.caption(
            _("A first plan is below; fewer changes and a proof of how few it could be are looked for …")
        )
    elif so_far.state == "stopped":
        st.caption(_("Stopped: the plans are those found until then."))


def _plans(actor: Actor, known: Ground, found: Suggested) -> None:
    plans = found.found.plans
    if found.noise:
        st.info(
            _(
                "The imbalance is within what chance makes of the load: nobody is surely more than {aim} from a"
                " fair share. The best advice is to change nothing."
            ).format(aim=percent(found.goal))
        )
    if found.hindrance is not None:
        st.warning(labels.plain(planwords.refusal(known, found.hindrance)))
    if len(plans) == 1:
        _nothing_found(plans[0], found)
        return
    left, right = st.columns([3, 2], gap="medium")
    with right:
        plan = _slide(found)
        st.markdown(labels.plain(planwords.verdict(found, plan)))
        plandrawing.curve(found, plan)
        if plan.changes:
            planning.take(known, proposals.moved(found.start, plan))
        other = plandrawing.beside(found, plan)
        if other is None:
            plandrawing.numbers(actor, known, found, [plan])
    with left:
        if other is None:
            plandrawing.on_map(actor, known, found, plan)
        else:
            plandrawing.numbers(actor, known, found, [plan, other])
            for line in planwords.difference(known, found, plan, other):
                st.markdown(labels.plain(line))
    if other is not None:
        plandrawing.on_map(actor, known, found, plan, other)
    plandrawing.moves(actor, known, found, plan)


def _nothing_found(today: Plan, found: Suggested) -> None:
    if today.imbalance <= found.goal + 1e-9:
        words = _("Nobody is farther than {share} from a fair share: there is nothing to even out.")
        st.success(words.format(share=percent(today.imbalance)))
    elif found.hindrance is None:
        st.warning(_("No plan was found under these rules. Allow more, or unlock some grids."))


def _slide(found: Suggested) -> Plan:
    """The plan on the screen: the slider's, the address's, or the one that meets the aim."""
    plans = {plan.changes: plan for plan in found.found.plans}
    at = filters.along("at", _("Grids that change hands"), list(plans), found.found.best(found.goal).changes)
    return plans[at]
