"""What changed hands for a grid worker lately: the grids, who had and has them, and the cases that went along."""

from datetime import date

import pandas as pd
import streamlit as st

from data import handovers
from data.current import current
from data.permits import Actor
from data.spreadsheets import xlsx
from pages.parts import downloads, labels, notes, tables
from pages.parts.cases import casework
from pages.parts.text import _, day, missing, ngettext, number


def mine(actor: Actor) -> None:
    """For a worker: every plan of late that gave them a grid or took one away; nothing where there is none."""
    if not actor.may("read_handovers"):
        return
    today = date.today()
    moves = handovers.recent(current(), actor, today)
    if moves.empty:
        return
    st.markdown(f"#### {_('Handed over in the last {n} days').format(n=handovers.TOLD_DAYS)}")
    for plan_id, rows in moves.groupby("plan_id", sort=False):
        with st.container(border=True, key=f"handed_{plan_id}"):
            _notice(actor, int(plan_id), rows, today)


def _notice(actor: Actor, plan_id: int, rows: pd.DataFrame, today: date) -> None:
    plan = rows.iloc[0]
    st.markdown(f"**{labels.plain(plan['title'])}**")
    st.caption(_("In force since {day}.").format(day=day(plan["effective_on"])))
    for row in rows.itertuples():
        giver, taker = (_("nobody") if missing(name) else name for name in (row.giver, row.taker))
        words = _("{grid}: {before} → {after}").format(grid=row.grid, before=giver, after=taker)
        st.markdown(f"- {labels.plain(words)}")
    found = _worded(actor, handovers.handed_cases(current(), actor, plan_id, today))
    if found.empty:
        st.caption(
            _("No case was open in these grids when {day} began.").format(day=day(plan["effective_on"]))
        )
        return
    words = ngettext(
        "{n} case was open when {day} began; giver and taker have the same list.",
        "{n} cases were open when {day} began; giver and taker have the same list.",
        len(found),
    )
    st.caption(words.format(n=number(len(found)), day=day(plan["effective_on"])))
    columns = _columns(found)
    tables.show(found, columns, actor=actor, key=f"handed_cases_{plan_id}", file_name="handover", rows=6)
    downloads.offer(
        actor, _("Hand-over list (XLSX)"), lambda: _file(actor, found, columns), f"handover-{plan_id}.xlsx",
        key=f"handed_file_{plan_id}", kind="handover", facts={"plan_id": plan_id, "rows": len(found)},
        action="take_handover",
    )  # fmt: skip


def _worded(actor: Actor, found: pd.DataFrame) -> pd.DataFrame:
    nobody = _("nobody")
    return found.assign(
        category=casework.category_names(actor, found["category"]),
        state_then=found["state_then"].map(labels.state),
        state=found["state"].map(labels.state, na_action="ignore"),
        giver=found["giver"].fillna(nobody),
        taker=found["taker"].fillna(nobody),
    )


def _columns(found: pd.DataFrame) -> list[tables.Column]:
    """The state of today is told where one of the cases lies in the beat of today."""
    today = [tables.Column("state", _("State today"))] if found["state"].notna().any() else []
    return [
        tables.Column("category", _("Category"), width="whole"),
        tables.Column("grid", _("Grid")),
        tables.Column("state_then", _("State that day")),
        *today,
        tables.Column("giver", _("From worker")),
        tables.Column("taker", _("To worker")),
        tables.Column("incident_code", _("Case code")),
    ]


def _file(actor: Actor, found: pd.DataFrame, columns: list[tables.Column]) -> bytes:
    table = found[[one.name for one in columns]].set_axis([one.label for one in columns], axis=1)
    return xlsx(table, notes.scope(actor, None))
