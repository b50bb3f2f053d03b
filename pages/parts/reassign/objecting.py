"""Plans that concern a worker: what would change for them, and what they have against it."""

from datetime import datetime

import pandas as pd
import streamlit as st

from data import objections
from data.current import current
from data.permits import Actor
from geo.errors import GridkeeperError
from pages.parts import labels, session
from pages.parts.text import _, day, missing, moment, sentence


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


def _plan(actor: Actor, plan_id: int, rows: pd.DataFrame) -> None:
    plan = rows.iloc[0]
    st.markdown(f"**{labels.plain(plan['title'])}**")
    st.markdown(labels.plain(plan["reason"]))
    st.caption(_("In force from {day}, if accepted.").format(day=day(plan["effective_on"])))
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
