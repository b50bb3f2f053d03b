"""Plans that concern a worker: what would change for them, and what they have against it."""

from datetime import datetime

import pandas as pd
import streamlit as st

from data import objections
from data.current import current
from data.permits import Actor
from geo.errors import GridkeeperError
from pages.parts import labels, session, tables
from pages.parts.text import N_, _, day, missing, moment, sentence

#: what a worker reads of a plan that they objected to, by its state
OUTCOMES = {
    "proposed": N_("Nobody has decided yet."),
    "accepted": N_("Accepted nevertheless: in force from {day}."),
    "in_force": N_("Accepted nevertheless: in force since {day}."),
    "rejected": N_("The plan was rejected."),
    "reverted": N_("The plan came into force and was undone."),
}
#: outcomes written out; older ones unfold
SHOWN = 5


def mine(actor: Actor) -> None:
    """For a worker: every plan not yet in force that gives them a grid or takes one away."""
    if not actor.may("object_to_plan"):
        return
    moves = objections.concerning(current(), actor)
    st.markdown(f"#### {_('Plans that concern you')}")
    if moves.empty:
        st.caption(_("No plan that waits would change your beat."))
    for plan_id, rows in moves.groupby("plan_id", sort=False):
        with st.container(border=True, key=f"concerns_{plan_id}"):
            _plan(actor, int(plan_id), rows)
    _outcomes(actor)


def _plan(actor: Actor, plan_id: int, rows: pd.DataFrame) -> None:
    plan = rows.iloc[0]
    st.markdown(f"**{labels.plain(plan['title'])}**")
    st.markdown(labels.plain(plan["reason"]))
    settled = plan["state"] == "accepted"
    words = _("Accepted: in force from {day}.") if settled else _("In force from {day}, if accepted.")
    st.caption(words.format(day=day(plan["effective_on"])))
    for row in rows.itertuples():
        giver, taker = (_("nobody") if missing(name) else name for name in (row.giver, row.taker))
        words = _("{grid}: {before} → {after}").format(grid=row.grid, before=giver, after=taker)
        st.markdown(f"- {labels.plain(words)}")
    with st.form(f"object_{plan_id}", border=False):
        said = "" if missing(plan["objection"]) else plan["objection"]
        words = st.text_area(_("What speaks against it"), said, max_chars=objections.MOST_CHARACTERS)
        sent = st.form_submit_button(_("Object"))
    if sent:
        _object(actor, plan_id, words)
    elif said:
        st.caption(_("The reviewer reads this. Write again to say something else."))


def _object(actor: Actor, plan_id: int, words: str) -> None:
    try:
        objections.object_to(
            current(), actor, plan_id, words,
            now=datetime.now(), write_id=session.write_id(f"object {plan_id} {words}"),
        )  # fmt: skip
    except GridkeeperError as error:
        st.error(labels.plain(sentence(error)))
        return
    st.rerun()


def _outcomes(actor: Actor) -> None:
    """What became of each objection of the worker."""
    said = objections.outcomes(current(), actor)
    if said.empty:
        return
    st.markdown(f"#### {_('What became of your objections')}")
    for plan in said.head(SHOWN).to_dict("records"):
        _outcome(plan)
    if len(said) > SHOWN:
        with st.expander(_("Earlier objections")):
            for plan in said.tail(-SHOWN).to_dict("records"):
                _outcome(plan)


def _outcome(plan: dict) -> None:
    """One objection, and the plan's end or where it stands."""
    words = _(OUTCOMES[plan["state"]])
    if plan["state"] in ("accepted", "in_force") and plan["made_at"] > plan["reviewed_at"]:
        words = _("You said this after the plan was accepted: in force from {day}.")
    facts = [(_("You said"), f"{plan['objection']} · {moment(plan['made_at'])}")]
    for heading, who, at, why in (
        (_("Decided by"), plan["reviewer"], plan["reviewed_at"], plan["review_note"]),
        (_("Undone by"), plan["undone_by"], plan["undone_at"], plan["undone_because"]),
    ):
        if not missing(who):
            facts += [(heading, f"{labels.who(who)} · {moment(at)}"), (_("Note"), why)]
    with st.container(border=True, key=f"outcome_{plan['plan_id']}"):
        st.markdown(f"**{labels.plain(plan['title'])}**")
        st.markdown(words.format(day=day(plan["effective_on"])))
        tables.facts([fact for fact in facts if fact[1] and not missing(fact[1])])


def against(actor: Actor, plan_id: int) -> None:
    """For a reviewer: what the workers concerned have against a plan."""
    said = objections.objections(current(), actor, plan_id)
    if said.empty:
        return
    st.markdown(f"#### {_('Objections')}")
    for row in said.itertuples():
        with st.container(border=True):
            st.markdown(labels.plain(row.objection))
            st.caption(labels.plain(f"{row.worker_name} · {moment(row.made_at)}"))
