"""Who has how much to do, and who is away: beside the gaps of responsibility."""

from datetime import date, datetime, timedelta

import pandas as pd
import streamlit as st

from data import absences, people, scenario
from data.current import current
from data.permits import Actor
from data.workloads import LOAD_DAYS
from geo.errors import GridkeeperError
from geo.model import Note, Period
from geo.scenario import Change
from pages.parts import labels, load, notes, session, tables, text
from pages.parts.gaps.facewords import noted
from pages.parts.text import _, sentence

#: absences listed at most, the latest first
LISTED = 12


def show(actor: Actor, face: str, note: Note, period: Period, changes: tuple[Change, ...]) -> None:
    """Hours needed and hours there are, worker by worker, and absences; where the face is responsibility."""
    if face != "responsibility":
        return
    rows = load.read(scenario.staff, actor, period, changes)
    if rows.empty:
        return
    _loads(actor, rows, note, period)
    _absences(actor, period)


def _loads(actor: Actor, rows: pd.DataFrame, note: Note, period: Period) -> None:
    columns = [
        tables.Column("name", _("Worker")),
        tables.Column("grids", _("Grids"), "count"),
        tables.Column("handling_hours", _("Cases (hours a week)"), "decimal"),
        tables.Column("visit_hours", _("Visits"), "decimal"),
        tables.Column("walking_hours", _("Walks"), "decimal"),
        tables.Column("fixed_hours", _("Fixed duties"), "decimal"),
        tables.Column("workload_hours", _("Hours needed"), "decimal"),
        tables.Column("available_hours", _("Hours available"), "decimal"),
        tables.Column("load_share", _("Needed of available"), "percent"),
        tables.Column("away_share", _("Away"), "percent", help=_("Share of the days of this period")),
    ]
    rows = rows.sort_values("load_share", ascending=False, kind="stable").reset_index()
    shares = rows["load_share"].where(rows["available_hours"] > 0)
    rows = rows.assign(load_share=shares.round(2), away_share=rows["away_share"].round(2))
    st.markdown(f"#### {_('Load by worker')}")
    other = _(
        "“Reassign” tells load from the last {n} days, smoothed so that chance moves nobody: its numbers differ."
    )
    st.caption(" ".join([
        _("Hours a week that the period asked for, of the whole beat, against the hours of the contract without"
          " the days away and without the duties that every worker has."),
        other.format(n=text.number(LOAD_DAYS)),
    ]))  # fmt: skip
    about = notes.scope(actor, period) | notes.about(noted(note, "responsibility", len(rows)))
    tables.show(rows, columns, actor=actor, key="loads", file_name="loads", about=about)


def _absences(actor: Actor, period: Period) -> None:
    """Absences on record, and a form for another where the role may."""
    known = load.read(absences.absences, actor)
    if known.empty and not actor.may("note_absence"):
        return
    st.markdown(f"#### {_('Absences')}")
    left, right = st.columns([3, 2], gap="medium")
    with left:
        if known.empty:
            st.caption(_("Nobody is on record as away."))
        for row in known.head(LISTED).itertuples(index=False):
            _line(actor, row)
        if len(known) > LISTED:
            st.caption(_("… and {n} earlier").format(n=text.number(len(known) - LISTED)))
    with right:
        if actor.may("note_absence"):
            _form(actor, period)


def when(since: date, until: date | None) -> str:
    """First and last day of an absence in words."""
    if until is None:
        return _("from {day} on").format(day=text.day(since))
    return _("{since} to {last}").format(since=text.day(since), last=text.day(until - timedelta(days=1)))


def _line(actor: Actor, row) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(labels.plain(f"{row.worker_name} · {when(row.since, row.until)}"))
        absence_id = int(row.absence_id)
        if actor.may("note_absence") and st.button(
            _("Take back"), key=f"absence_back_{absence_id}", type="tertiary"
        ):
            _write(f"unaway {absence_id}", absences.remove_absence, actor, absence_id)


def _form(actor: Actor, period: Period) -> None:
    """Who is away, from when to when; the last day may be left open."""
    found = load.read(people.workers, actor)
    found = found[found["active"]]
    names = dict(zip(found["worker_id"].map(int), found["name"], strict=True))
    with st.container(border=True, key="note_absence"):
        worker_id = st.selectbox(_("Who is away"), list(names), format_func=names.get, key="absence_worker")
        since = st.date_input(_("First day"), period.last, key="absence_since", format="YYYY-MM-DD")
        last = st.date_input(_("Last day, if it is known"), None, key="absence_last", format="YYYY-MM-DD")
        backwards = last is not None and since is not None and last < since
        if backwards:
            st.caption(_("The absence ends before it begins."))
        asked = worker_id is not None and since is not None and not backwards
        if st.button(_("Note it"), type="primary", key="absence_note", disabled=not asked):
            until = None if last is None else last + timedelta(days=1)
            _write(f"away {worker_id} {since} {until}", absences.note_absence, actor, worker_id, since=since,
                   until=until)  # fmt: skip
        st.caption(_("Why somebody is away is not kept."))


def _write(what: str, deed, actor: Actor, one: int, **named) -> None:
    try:
        deed(current(), actor, one, **named, now=datetime.now(), write_id=session.write_id(what))
    except GridkeeperError as error:
        st.error(sentence(error))
        return
    st.rerun()
