"""What was edited, by whom and why; undoing it, and what was where on a day."""

from datetime import datetime, timedelta

import pandas as pd
import streamlit as st

from data import edit_history, editing, grids, people
from data.current import current
from data.permits import Actor
from geo.errors import GridkeeperError
from pages.parts import address, frame, labels, load, notes, session, tables
from pages.parts.editor import editdesk
from pages.parts.text import N_, _, day, missing, number, sentence

STATES = {
    "waiting": N_("Waits for its day"),
    "in_force": N_("In force"),
    "withdrawn": N_("Withdrawn"),
    "undone": N_("Undone"),
}


def show(actor: Actor) -> None:
    """All edits, the one opened in the address, and what was where."""
    edits = load.read(edit_history.edits, actor)
    if edits.empty:
        frame.empty(_("No boundary was edited yet."), _("Split, merge or redraw grids under “Draw”."))
        return
    edits = edits.assign(grids=_concerned(actor, edits))
    opened = address.get_one_of("opened", set(edits["edit_id"]))
    if opened is not None:
        _detail(actor, edits.set_index("edit_id").loc[opened], opened)
    rows = edits.assign(
        what=[editdesk.kind_words(kind) for kind in edits["kind"]],
        words=[_(STATES[state]) for state in edits["state"]],
        author=edits["author"].map(labels.who),
    )
    columns = [
        tables.Column("edit_id", _("No."), "count", width="small"),
        tables.Column("what", _("What was done")),
        tables.Column("words", _("State")),
        tables.Column("reason", _("Reason"), width="lines"),
        tables.Column("effective_on", _("In force from"), "day"),
        tables.Column("grids", _("Grids")),
        tables.Column("author", _("By")),
        tables.Column("made_at", _("Made on"), "moment"),
    ]
    row = tables.show(
        rows, columns, actor=actor, key="edits", file_name="edits", about=notes.scope(actor, None), opens=True
    )
    if row is not None and int(rows.loc[row, "edit_id"]) != opened:
        address.put(opened=int(rows.loc[row, "edit_id"]))
        st.rerun()


def _concerned(actor: Actor, edits: pd.DataFrame) -> list[str]:
    """Names of the grids that each edit ended or, where it ended none, made; the first few of many."""
    ids = [
        [int(one) for one in (ended if len(ended) else made)]
        for ended, made in zip(edits["ended"], edits["made"], strict=True)
    ]
    names = labels.grid_names(
        grids.last_known(current(), actor, {one for some in ids for one in some}).set_index("grid_id")
    )
    return [labels.some([names[one] for one in some if one in names.index]) for some in ids]


def _detail(actor: Actor, edit: pd.Series, edit_id: int) -> None:
    state = labels.plain(_(STATES[edit["state"]]))
    with st.container(border=True, key="edit_opened"):
        st.markdown(
            f"#### {edit_id} · {labels.plain(editdesk.kind_words(edit['kind']))} :blue-badge[{state}]"
        )
        st.markdown(labels.plain(edit["reason"]))
        facts = [
            edit["grids"],
            labels.who(edit["author"]),
            _("in force from {day}").format(day=day(edit["effective_on"])),
        ]
        if not missing(edit["undoes_edit_id"]):
            facts.append(_("undoes edit {n}").format(n=number(edit["undoes_edit_id"])))
        st.caption(labels.plain(" · ".join(facts)))
        _hindered(actor, edit, edit_id)
        _decide(actor, edit, edit_id)
        if edit["state"] in ("in_force", "undone"):
            _then(actor, edit, edit_id)


def _hindered(actor: Actor, edit: pd.Series, edit_id: int) -> None:
    """Say why an edit that waits would not come into force, or did not on its day."""
    error = editing.hindrance(current(), actor, edit_id) if edit["state"] == "waiting" else None
    if error is not None:
        st.warning(labels.plain(sentence(error)))


def _decide(actor: Actor, edit: pd.Series, edit_id: int) -> None:
    if not actor.may("edit_grids"):
        return
    now = datetime.now()
    if edit["state"] == "waiting" and st.button(_("Withdraw it"), key="withdraw"):
        _write(lambda: editing.withdraw_edit(current(), actor, edit_id, now=now,
                                             write_id=session.write_id(f"withdraw {edit_id}")))  # fmt: skip
    if edit["state"] != "in_force":
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        reason = st.text_input(_("Why undo it"), key=f"undo_reason_{edit_id}", max_chars=300)
        if st.button(_("Undo by a reverse edit"), key="undo"):
            _write(lambda: editing.undo_edit(current(), actor, edit_id, reason=reason, now=now,
                                             write_id=session.write_id(f"undo {edit_id}")))  # fmt: skip


def _write(change) -> None:
    try:
        address.put(opened=change())
    except GridkeeperError as error:
        st.error(labels.plain(sentence(error)))
        return
    st.rerun()


def _then(actor: Actor, edit: pd.Series, edit_id: int) -> None:
    """Which grids were there on a day, and who was responsible."""
    before = pd.Timestamp(edit["effective_on"]).date() - timedelta(days=1)
    asked = st.date_input(_("What was here on"), before, key=f"on_day_{edit_id}", format="YYYY-MM-DD")
    frames = [load.read(edit_history.on_day, actor, int(grid_id), asked) for grid_id in edit["made"]]
    known = pd.concat([pd.DataFrame(one.drop(columns="geometry")) for one in frames] or [pd.DataFrame()])
    if known.empty:
        st.caption(_("Nothing is known of these grids on that day."))
        return
    known = known.drop_duplicates("grid_id").sort_values("grid_code")
    names = load.read(people.names, actor)
    rows = pd.DataFrame(
        {
            _("Grid"): [labels.grid_name(row) for row in known.to_dict("records")],
            _("Grid code"): known["grid_code"],
            _("Area (km²)"): [number(value, 3) for value in known["area_km2"]],
            _("Worker"): [_("nobody") if missing(w) else names.get(int(w), "") for w in known["worker_id"]],
            _("From"): [day(value) for value in known["valid_from"]],
            _("Until"): [day(value) for value in known["valid_to"]],
        }
    )
    st.dataframe(rows, hide_index=True, key="on_day_rows")
