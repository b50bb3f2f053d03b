"""The reassign screen's plans: what was proposed, by whom and why, and what a reviewer may do."""

from datetime import datetime

import pandas as pd
import streamlit as st

from data import commands
from data.current import current
from data.permits import Actor
from geo.errors import GridkeeperError
from pages.parts import address, frame, labels, maps, mapview, session, text
from pages.parts.ground import Ground
from pages.parts.text import N_, _, day, moment, sentence

MAP_PX = 460
STATES = {
    "draft": (N_("Draft"), "gray"),
    "proposed": (N_("Proposed"), "blue"),
    "accepted": (N_("Accepted"), "green"),
    "rejected": (N_("Rejected"), "gray"),
    "reverted": (N_("Reverted"), "orange"),
}


def show(actor: Actor, known: Ground) -> None:
    """All plans, newest first; one opened from the address."""
    plans = commands.plans(current(), actor)
    if plans.empty:
        frame.empty(
            _("There is no plan yet."), _("Choose grids on the map, give them to a worker, and propose it.")
        )
        return
    opened = address.get_id("plan")
    if opened in set(plans["plan_id"]):
        _detail(actor, known, plans.set_index("plan_id").loc[opened], opened)
        st.divider()
    for plan in plans.to_dict("records"):
        _line(plan)


def _badge(state: str) -> str:
    words, colour = STATES[state]
    return f":{colour}-badge[{labels.plain(_(words))}]"


def _line(plan: dict) -> None:
    with st.container(key=f"plan_{plan['plan_id']}", gap=None):
        name = f"{plan['plan_id']} · {labels.plain(plan['title'])}"
        address.link("reassign.py", name, part="plans", plan=plan["plan_id"])
        facts = [labels.grids(plan["moves"]), plan["author"], moment(plan["created_at"])]
        st.caption(f"{_badge(plan['state'])} {labels.plain(' · '.join(facts))}")


def _detail(actor: Actor, known: Ground, plan: pd.Series, plan_id: int) -> None:
    moves = commands.plan_moves(current(), actor, plan_id)
    left, right = st.columns([3, 2], gap="medium")
    with right:
        st.markdown(f"#### {plan_id} · {labels.plain(plan['title'])} {_badge(plan['state'])}")
        st.markdown(labels.plain(plan["reason"]))
        _facts(plan)
        st.dataframe(_worded(known, moves), hide_index=True, key="plan_moves")
        _decide(actor, plan, plan_id)
    with left:
        _map(actor, known, moves)


def _facts(plan: pd.Series) -> None:
    lines = [_("Proposed by {who} on {when}").format(who=plan["author"], when=moment(plan["created_at"]))]
    if plan["reviewer"]:
        lines.append(
            _("Decided by {who} on {when}").format(who=plan["reviewer"], when=moment(plan["reviewed_at"]))
        )
    if plan["review_note"]:
        lines.append(_("Note: {note}").format(note=plan["review_note"]))
    if not pd.isna(plan["effective_on"]):
        lines.append(_("In force from {day}").format(day=day(plan["effective_on"])))
    for line in lines:
        st.caption(labels.plain(line))


def _worded(known: Ground, moves: pd.DataFrame) -> pd.DataFrame:
    def who(worker_id) -> str:
        if pd.isna(worker_id):
            return _("nobody")
        return known.workers["name"].get(int(worker_id), "")

    names = known.grids.reindex(moves["grid_id"])
    return pd.DataFrame(
        {
            _("Grid"): [name or code for name, code in zip(names["name"], names["grid_code"], strict=True)],
            _("From"): [who(worker_id) for worker_id in moves["from_worker_id"]],
            _("To"): [who(worker_id) for worker_id in moves["to_worker_id"]],
        }
    )


def _map(actor: Actor, known: Ground, moves: pd.DataFrame) -> None:
    names = known.workers["name"].to_dict()
    to = moves.set_index("grid_id")["to_worker_id"]
    after = known.grids["worker_id"].astype(float)
    after.update(to)
    layers: list[maps.Layer] = [
        maps.Beats(after.where(after > 0), names, _("Beats with this plan")),
        maps.Outline(
            tuple(int(grid_id) for grid_id in moves["grid_id"]), _("Changed by this plan"), "changed"
        ),
    ]
    mapview.show(current(), actor, layers, key="plan_map", locale=text.locale(), height=MAP_PX)


def _decide(actor: Actor, plan: pd.Series, plan_id: int) -> None:
    if plan["state"] == "proposed" and actor.may("review_plan"):
        note = st.text_input(_("Note of the reviewer"), max_chars=500, key="review_note")
        with st.container(horizontal=True):
            if st.button(_("Accept"), type="primary", key="accept"):
                _do(commands.accept_plan, actor, plan_id, note)
            if st.button(_("Reject"), key="reject"):
                _do(commands.reject_plan, actor, plan_id, note)
    if plan["state"] == "accepted" and actor.may("revert_plan"):
        note = st.text_input(_("Why undo it"), max_chars=500, key="revert_note")
        if st.button(_("Undo by a reverse plan"), key="revert", icon=":material/undo:"):
            _do(commands.revert_plan, actor, plan_id, note)


def _do(command, actor: Actor, plan_id: int, note: str) -> None:
    """Decide; a conflict becomes a sentence and the plan stays as it is."""
    write_id = session.write_id(f"{command.__name__} {plan_id} {note}")
    try:
        command(current(), actor, plan_id, note=note.strip(), now=datetime.now(), write_id=write_id)
    except GridkeeperError as error:
        st.error(labels.plain(sentence(error)))
        return
    st.rerun()
