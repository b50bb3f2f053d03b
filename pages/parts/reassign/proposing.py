"""Proposing the screen's draft, or keeping it on record to go on with it another day."""

from datetime import date, datetime, timedelta

import pandas as pd
import streamlit as st

from data import commands, drafts
from data.current import current
from data.permits import Actor
from geo.errors import GridkeeperError
from pages.parts import address, labels, session
from pages.parts.reassign import handover, keeping, locks, planwords
from pages.parts.reassign.ground import Ground
from pages.parts.text import _

#: how far ahead a plan may come into force
MOST_DAYS = 365


def form(actor: Actor, known: Ground, moves: dict[int, int], kept: pd.Series | None) -> None:
    """A title, a reason and a day, and the two buttons; a draft that is gone on with (``kept``) brings its own."""
    if not actor.may("propose_plan"):
        st.info(_("Only a grid manager can propose this. Send the address of this page to one."))
        return
    title, reason, day = ("", "", None) if kept is None else kept[["title", "reason", "effective_on"]]
    with st.form("propose", border=True):
        title = st.text_input(_("Title"), title, max_chars=80, placeholder=_("What this plan is about"))
        reason = st.text_area(_("Reason"), reason, max_chars=1000, placeholder=_("Why this change helps"))
        today = date.today()
        last = today + timedelta(days=MOST_DAYS)
        planned = today if day is None else min(max(day.date(), today), last)
        day = st.date_input(_("In force from"), planned, min_value=today, max_value=last, format="YYYY-MM-DD")
        with st.container(horizontal=True):
            sent = st.form_submit_button(_("Propose"), type="primary")
            words = _("Keep as a draft") if keeping.here() is None else _("Save the draft")
            tip = _("A title is enough. You find it under Plans; nobody is asked to decide yet.")
            keeps = st.form_submit_button(words, help=tip)
    if sent and not (title.strip() and reason.strip()):
        st.error(_("A plan needs a title and a reason: the reviewer decides by them."))
    elif sent or keeps:
        _write(actor, known, moves, sent, title=title.strip(), reason=reason.strip(), effective_on=day)


def _write(actor: Actor, known: Ground, moves: dict[int, int], proposes: bool, **words) -> None:
    """Propose or keep; what is refused is said, and the draft stays on the page."""
    command = commands.propose_plan if proposes else drafts.draft_plan
    held = locks.read(known)
    given = words | {"draft": keeping.here(), "base_version": handover.base(), "locks": held}
    told = " ".join(map(str, (command.__name__, address.get("moves"), *given.values())))
    if not proposes:  # the same words again, once the first draft of them was thrown away, are another draft
        told += f" {current().version('plans')[0]}"
    try:
        done = command(
            current(), actor, moves={grid_id: worker_id or None for grid_id, worker_id in moves.items()},
            now=datetime.now(), write_id=session.write_id(told), **given,
        )  # fmt: skip
    except GridkeeperError as error:
        st.error(labels.plain(planwords.conflict(actor, error)))
        return
    if proposes:
        address.put(moves="", grids="", base="", draft="", part="plans", plan=done)
    else:
        address.put(draft=address.pairs([done]), base=given["base_version"])
    st.rerun()
