"""The reassign screen's plans: what was proposed, by whom and why, and what a reviewer may do."""

from datetime import date, datetime

import numpy as np
import pandas as pd
import streamlit as st

from data import commands, drafts, people
from data import grids as areas
from data.current import current
from data.handovers import HANDED
from data.permits import Actor
from geo.errors import GridkeeperError
from geo.gaps import NO_WORKER
from geo.rates import exposure
from pages.parts import address, frame, labels, load, maps, mapview, notes, session, tables, text
from pages.parts.map import measures
from pages.parts.reassign import (
    compactness,
    draftlist,
    handlist,
    handover,
    locks,
    moving,
    objecting,
    planeffect,
    planfiles,
    planning,
    planwords,
)
from pages.parts.reassign.ground import Ground
from pages.parts.text import N_, NOTHING, _, day, missing, moment, number

MAP_PX = 460
#: states of what may still come into force, a draft once it is proposed
WAITS = ("draft", "proposed", "accepted")
#: waiting plans written out; the table holds them all
WAITING = 8
STATES = {
    "draft": (N_("Draft"), "gray"),
    "proposed": (N_("Proposed"), "blue"),
    "accepted": (N_("Accepted"), "blue"),
    "in_force": (N_("In force"), "green"),
    "rejected": (N_("Rejected"), "gray"),
    "reverted": (N_("Reverted"), "orange"),
    "discarded": (N_("Discarded"), "gray"),
}


def show(actor: Actor, known: Ground) -> None:
    """The plan or draft opened in the address, drafts, plans that wait for a decision, and all plans."""
    plans, kept = commands.plans(current(), actor), drafts.drafts(current(), actor)
    opened = address.get_one_of("plan", {*plans["plan_id"], *kept["plan_id"]})
    if plans.empty and kept.empty:
        frame.empty(
            _("There is no plan yet."), _("Choose grids on the map, give them to a worker, and propose it.")
        )
        return
    if opened is not None:
        _detail(actor, known, kept if opened in set(kept["plan_id"]) else plans, opened)
    draftlist.show(kept)
    _waiting(plans[plans["state"] == "proposed"])
    _all(actor, plans)


def _badge(state: str) -> str:
    words, colour = STATES[state]
    return f":{colour}-badge[{labels.plain(_(words))}]"


def _waiting(plans: pd.DataFrame) -> None:
    """Plans that wait for a decision, each a link."""
    if plans.empty:
        return
    st.markdown(f"#### {_('Waiting for a decision')}")
    draftlist.told(plans.head(WAITING), "plan")


def _all(actor: Actor, plans: pd.DataFrame) -> None:
    """Every plan, newest first; a row opens it."""
    if plans.empty:
        return
    st.markdown(f"#### {_('All plans')}")
    rows = plans.assign(
        words=[_(STATES[state][0]) for state in plans["state"]],
        author=plans["author"].map(labels.who),
        reviewer=plans["reviewer"].map(labels.who, na_action="ignore"),
    )
    columns = [
        tables.Column("plan_id", _("No."), "count", width="small"),
        tables.Column("words", _("State")),
        tables.Column("title", _("Title"), width="medium"),
        tables.Column("reason", _("Reason"), width="lines"),
        tables.Column("effective_on", _("In force from"), "day"),
        tables.Column("moves", _("Grids"), "count", width="small"),
        tables.Column("author", _("Proposed by")),
        tables.Column("created_at", _("Proposed on"), "day"),
        tables.Column("reviewer", _("Decided by")),
        tables.Column("reviewed_at", _("Decided on"), "day"),
    ]
    row = tables.show(
        rows, columns, actor=actor, key="plans", file_name="plans", about=notes.scope(actor, None), opens=True
    )
    if row is not None and int(rows.loc[row, "plan_id"]) != address.get_id("plan"):
        address.go("reassign.py", part="plans", plan=int(rows.loc[row, "plan_id"]))


def _detail(actor: Actor, known: Ground, plans: pd.DataFrame, plan_id: int) -> None:
    plan = plans.set_index("plan_id").loc[plan_id]
    drafted = plan["state"] in draftlist.STATES
    moves = (drafts.draft_moves if drafted else commands.plan_moves)(current(), actor, plan_id)
    names = load.read(people.names, actor)
    # what it is comes first, the long list of cases last: a phone shows one below the other
    st.markdown(f"#### {plan_id} · {labels.plain(plan['title'])} {_badge(plan['state'])}")
    st.markdown(labels.plain(plan["reason"]))
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _map(actor, known, names, moves)
    with right:
        _facts(actor, plan, plans, names)
        waits = plan["state"] in WAITS
        st.dataframe(_worded(actor, known, names, moves, waits), hide_index=True, key="plan_moves")
        _effects(actor, known, plan, moves)
        if drafted:
            draftlist.steps(actor, plan, _to(moves))
            return
        objecting.against(actor, plan_id)
        _decide(actor, plan, plan_id)
        if plan["state"] in ("proposed", "accepted", "rejected", "reverted"):
            draftlist.again(plan, _to(moves))
    planeffect.show(actor, names, plan)
    planfiles.offer(actor, plan_id, {state: _(words) for state, (words, _colour) in STATES.items()})
    if plan["state"] in HANDED:
        handlist.show(actor, names, moves, plan)


def _facts(actor: Actor, plan: pd.Series, plans: pd.DataFrame, names: pd.Series) -> None:
    whose = _("Draft of") if plan["state"] in draftlist.STATES else _("Proposed by")
    facts = [
        (whose, f"{labels.who(plan['author'])} · {moment(plan['created_at'])}"),
        (_("In force from"), day(plan["effective_on"])),
    ]
    if not missing(plan["reviewer"]):
        facts.append((_("Decided by"), f"{labels.who(plan['reviewer'])} · {moment(plan['reviewed_at'])}"))
    if not missing(plan["review_note"]) and plan["review_note"]:
        facts.append((_("Note"), plan["review_note"]))
    if not missing(plan["reverts_plan_id"]):
        facts.append((_("Undoes plan"), number(plan["reverts_plan_id"])))
    for undone in plans[plans["reverts_plan_id"] == plan.name].itertuples():
        by = f"{number(undone.plan_id)} · {labels.who(undone.author)} · {undone.reason}"
        facts.append((_("Undone by plan"), by))
    if locked := locks.told(actor, plan["locks"], names):
        facts.append((_("Locked while it was made"), locked))
    tables.facts(facts)


def _effects(actor: Actor, known: Ground, plan: pd.Series, moves: pd.DataFrame) -> None:
    """What a plan that waits would change, from today's beats; of one in force that is history."""
    if plan["state"] not in WAITS:
        return
    _hindered(actor, known, plan, moves)
    to = handover.sound(known, _to(moves))
    planning.effects(known, to, moving.explained(actor, known, to), _("What this plan changes"))
    compactness.show(actor, known, to)


def _hindered(actor: Actor, known: Ground, plan: pd.Series, moves: pd.DataFrame) -> None:
    """Say which grids changed hands since: a plan fits no longer then, a draft is gone on with on other ground."""
    held = known.grids["worker_id"].reindex(moves["grid_id"]).to_numpy()
    gone = np.isnan(held)
    strange = (moves["from_worker_id"].fillna(NO_WORKER).to_numpy() != held) & ~gone
    changed = _("These grids changed hands since, so the plan cannot come into force: {grids}.")
    ended = _("These grids were split or merged since, so the plan cannot come into force: {grids}.")
    again = _("Begin a draft with its moves to see them on the map of today.")
    if plan["state"] == "draft":
        changed = _("These grids changed hands since this draft was saved: {grids}.")
        ended = _("These grids were split or merged since this draft was saved, and go out of it: {grids}.")
        again = ""
    for these, words in ((strange, changed), (gone, ended)):
        if these.any():
            grids = areas.last_known(current(), actor, moves.loc[these, "grid_id"])
            words = words.format(grids=_(", ").join(labels.grid_names(grids)))
            st.warning(labels.plain(f"{words} {again}".strip()))


def _to(moves: pd.DataFrame) -> dict[int, int]:
    """Where each grid goes: ``grid_id`` → ``worker_id`` (0: nobody)."""
    to = moves["to_worker_id"].fillna(NO_WORKER)
    return {int(grid_id): int(worker) for grid_id, worker in zip(moves["grid_id"], to, strict=True)}


def _worded(
    actor: Actor, known: Ground, workers: pd.Series, moves: pd.DataFrame, waits: bool
) -> pd.DataFrame:
    """Who gives what to whom, how many households that concerns, and while it ``waits`` what each move does."""
    nobody = _("nobody")
    grids = (
        areas.last_known(current(), actor, moves["grid_id"]).set_index("grid_id").reindex(moves["grid_id"])
    )
    homes, unit = exposure(grids)
    rows = {
        _("Grid"): labels.grid_names(grids).tolist(),
        _("From worker"): moves["from_worker_id"].map(workers).fillna(nobody).tolist(),
        _("To worker"): moves["to_worker_id"].map(workers).fillna(nobody).tolist(),
        measures.people(unit)[1]: [NOTHING if missing(n) else number(n) for n in homes],
    }
    if waits:
        done = moving.explained(actor, known, handover.sound(known, _to(moves))).reindex(moves["grid_id"])
        said = done.to_dict("records")
        rows[_("What it does")] = [planwords.move_words(row) or NOTHING for row in said]
        rows[_("Border, m")] = [NOTHING if missing(m) else moving.signed(m) for m in done["border_m"]]
    return pd.DataFrame(rows)


def _map(actor: Actor, known: Ground, workers: pd.Series, moves: pd.DataFrame) -> None:
    to = moves.set_index("grid_id")["to_worker_id"]
    after = known.grids["worker_id"].astype(float)
    after.update(to)
    layers: list[maps.Layer] = [
        handover.beats(known, after, _("Beats with this plan"), names=workers.to_dict()),
        maps.Outline(
            tuple(int(grid_id) for grid_id in moves["grid_id"]), _("Changed by this plan"), "changed"
        ),
    ]
    mapview.show(
        current(), actor, layers, key="plan_map", locale=text.locale(), height=MAP_PX,
        focus=_around(actor, moves["grid_id"]),
    )  # fmt: skip


def _around(actor: Actor, grid_ids: pd.Series) -> tuple[float, float, float, float] | None:
    """Bounds of grids with as much around them as there is, in degrees; None where none of them is there today."""
    grids = load.grids(actor)
    moved = grids[grids["grid_id"].isin(grid_ids)]
    if moved.empty:
        return None
    west, south, east, north = moved.total_bounds
    wide, high = east - west, north - south
    least, most = grids.total_bounds[:2], grids.total_bounds[2:]
    return (
        *np.maximum((west - wide, south - high), least).tolist(),
        *np.minimum((east + wide, north + high), most).tolist(),
    )


def _decide(actor: Actor, plan: pd.Series, plan_id: int) -> None:
    if plan["state"] == "proposed" and actor.may("review_plan"):
        if not missing(plan["effective_on"]) and plan["effective_on"].date() > date.today():
            st.caption(_("Once accepted it comes into force on {day}.").format(day=day(plan["effective_on"])))
        note = st.text_input(_("Note of the reviewer"), max_chars=500, key=f"review_note_{plan_id}")
        with st.container(horizontal=True):
            accepts = st.button(_("Accept"), type="primary", key="accept")
            rejects = st.button(_("Reject"), key="reject")
        if accepts or rejects:
            _do(commands.accept_plan if accepts else commands.reject_plan, actor, plan_id, note)
    elif plan["state"] == "proposed":
        st.caption(_("A grid manager decides."))
    if plan["state"] == "accepted" and actor.may("review_plan"):
        note = st.text_input(_("Why withdraw it"), max_chars=500, key=f"withdraw_note_{plan_id}")
        if st.button(_("Withdraw"), key="withdraw"):
            _do(commands.reject_plan, actor, plan_id, note)
    if plan["state"] == "in_force" and actor.may("revert_plan"):
        note = st.text_input(_("Why undo it"), max_chars=500, key=f"revert_note_{plan_id}")
        if st.button(_("Undo by a reverse plan"), key="revert", icon=":material/undo:"):
            _do(commands.revert_plan, actor, plan_id, note)


def _do(command, actor: Actor, plan_id: int, note: str) -> None:
    """Decide; a conflict becomes a sentence and the plan stays as it is."""
    write_id = session.write_id(f"{command.__name__} {plan_id} {note}")
    try:
        command(current(), actor, plan_id, note=note.strip(), now=datetime.now(), write_id=write_id)
    except GridkeeperError as error:
        st.error(labels.plain(planwords.conflict(actor, error)))
        return
    st.rerun()
