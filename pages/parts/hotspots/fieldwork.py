"""What was done in the field: mark it, see it on the map, and ask whether it helped."""

from datetime import datetime

import pandas as pd
import streamlit as st

from data import actions
from data.current import current
from geo.errors import GridkeeperError
from geo.model import Note
from geo.names import ACTION_KINDS
from pages.parts import address, labels, load, maps, session
from pages.parts.hotspots import handout, outcomes, viewing
from pages.parts.hotspots.viewing import Viewing
from pages.parts.text import _, sentence


def show(asked: Viewing) -> None:
    """The map of what was done, a form for what comes next, and what became of each action."""
    if not asked.actor.may("read_actions"):
        st.info(_("Your role does not see what was done in the field."))
        return
    marked = address.get_ids("mark")
    known = load.read(actions.actions, asked.actor)
    chosen = address.get_one_of("action", set(known["action_id"]))
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _map(asked, known, marked, chosen)
    with right:
        if asked.actor.may("mark_action"):
            _form(asked, marked)
        _listing(asked, known, chosen)
    if len(known):
        note = Note("actions", len(known), asked.period)
        handout.shapes(asked, lambda: handout.together(asked, known), note, "actions")


def _map(asked: Viewing, known: pd.DataFrame, marked: tuple[int, ...], chosen: int | None) -> None:
    kinds = load.grids(asked.actor).set_index("grid_id")["grid_code"].map(lambda _code: "grid")
    ground = maps.Choropleth(kinds, "", scheme="classes", classes={"grid": ("#f7f5f0", _("Grids"))})
    layers: list[maps.Layer] = [ground]
    for row in known[known["action_id"] == chosen].itertuples():
        layers.append(maps.Outline(tuple(row.grid_ids), row.title, "plain"))
    inside = tuple(grid for grid in marked if grid in kinds.index)
    if inside:
        layers.append(maps.Outline(inside, _("To be marked"), "changed"))
    clicked = viewing.show_map(asked, layers, Note("actions", len(known), asked.period), _("Actions"))
    if clicked is not None and asked.actor.may("mark_action"):
        address.put(mark=address.ids(sorted(set(inside) ^ {clicked})))
        st.rerun()


def _form(asked: Viewing, marked: tuple[int, ...]) -> None:
    """Mark an action in the grids chosen: by a hotspot's button, or one by one on the map."""
    with st.container(border=True, key="mark_action"):
        st.markdown(f"**{_('Mark an action')}** · {labels.grids(len(marked))}")
        if not marked:
            st.caption(_("Click the grids on the map, or begin from a hotspot."))
            return
        kinds = list(ACTION_KINDS)
        kind = st.selectbox(_("What is done"), kinds, format_func=viewing.kind_name, key="action_kind")
        title = st.text_input(_("In a few words"), key="action_title", max_chars=actions.TITLE_LETTERS)
        note = st.text_area(_("Note, if there is more to say"), key="action_note", height=68, max_chars=1000)
        since = st.date_input(
            _("From which day on"), asked.period.until, key="action_since", format="YYYY-MM-DD"
        )
        if st.button(_("Mark it"), type="primary", key="action_mark", disabled=not title.strip()):
            _mark(asked, kind=kind, title=title, note=note, grid_ids=marked, since=since)


def _mark(asked: Viewing, **what) -> None:
    try:
        action_id = actions.mark_action(
            current(), asked.actor, **what, now=datetime.now(),
            write_id=session.write_id(f"mark {sorted(what.items(), key=str)}"),
        )  # fmt: skip
    except GridkeeperError as error:
        st.error(sentence(error))
        return
    address.put(mark="", action=action_id)
    st.rerun()


def _listing(asked: Viewing, known: pd.DataFrame, chosen: int | None) -> None:
    if known.empty:
        st.info(
            _("Nothing is marked yet. What you do in a hotspot, mark it here, and later maps will show it.")
        )
    for _n, row in known.head(30).iterrows():
        _card(asked, row, row["action_id"] == chosen)


def _card(asked: Viewing, row: pd.Series, chosen: bool) -> None:
    action_id = int(row["action_id"])
    with st.container(border=True, key=f"spot_a{action_id}{'_chosen' if chosen else ''}", gap=None):
        st.markdown(f"**{labels.plain(row['title'])}** · {labels.plain(viewing.kind_name(row['kind']))}")
        st.caption(
            labels.plain(
                _("{when}, {grids}").format(when=viewing.when(row), grids=labels.grids(len(row["grid_ids"])))
            )
        )
        if row["note"]:
            st.caption(labels.plain(row["note"]))
        with st.container(horizontal=True, gap="small", key=f"ways_a{action_id}"):
            if st.button(
                _("Did it help?"), key=f"helped_{action_id}", type="tertiary", icon=":material/balance:"
            ):
                address.put(action="" if chosen else action_id)
                st.rerun()
            if asked.actor.may("remove_action") and st.button(
                _("Take back"), key=f"remove_{action_id}", type="tertiary", icon=":material/undo:"
            ):
                _remove(asked, action_id)
        if chosen:
            outcomes.show(asked, action_id, row["since"])


def _remove(asked: Viewing, action_id: int) -> None:
    try:
        actions.remove_action(
            current(),
            asked.actor,
            action_id,
            now=datetime.now(),
            write_id=session.write_id(f"unmark {action_id}"),
        )
    except GridkeeperError as error:
        st.error(sentence(error))
        return
    address.put(action="")
    st.rerun()
