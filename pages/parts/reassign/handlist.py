"""The open cases of grids that change hands: a list for whoever gives them and whoever gets them."""

from dataclasses import replace
from datetime import date

import pandas as pd
import streamlit as st

from data import grids as areas
from data import handovers
from data.current import current
from data.permits import Actor
from pages.parts import labels, load, notes, tables
from pages.parts.cases import casework
from pages.parts.text import _, day, ngettext, number


def handed(
    open_cases: pd.DataFrame, moves: pd.DataFrame, workers: pd.Series, grid_ids: pd.Series
) -> pd.DataFrame:
    """Open cases with who gives and who gets them, by giver and taker.

    Args:
        open_cases: rows of a list of cases. grid_ids: their grids, same index.
        moves: ``grid_id``, ``from_worker_id``, ``to_worker_id`` (missing: nobody).
        workers: name by ``worker_id``.

    Returns:
        ``open_cases`` with ``giver`` and ``taker``.
    """
    to = moves.set_index("grid_id")
    nobody = _("nobody")
    sides = {
        side: to[column].reindex(grid_ids).map(workers).astype(object).fillna(nobody).to_numpy()
        for side, column in (("giver", "from_worker_id"), ("taker", "to_worker_id"))
    }
    return open_cases.assign(**sides).sort_values(["giver", "taker"], kind="stable").reset_index(drop=True)


def show(actor: Actor, workers: pd.Series, moves: pd.DataFrame, plan: pd.Series) -> None:
    """The list, with files for both workers: of a plan in force the cases open on its day, today's while it waits."""
    since = handovers.day_of(plan)
    grids = areas.last_known(current(), actor, moves["grid_id"], since).set_index("grid_id")
    rows = handovers.open_cases(current(), actor, plan, grids)
    heading = _("Open cases that change hands") if since is None else _("Open cases that changed hands")
    st.markdown(f"#### {heading}")
    if rows.empty:
        nothing = _("There is no open case in these grids.")
        if since is not None:
            nothing = _("No case was open in these grids when {day} began.").format(day=day(since))
        st.caption(nothing)
        return
    st.caption(_many(len(rows), since))
    worded = casework.worded(actor, rows, casework.midnight(load.as_of(actor)))
    worded["grid_name"] = rows["grid_id"].map(labels.grid_names(grids))
    columns = [tables.Column("giver", _("From worker")), tables.Column("taker", _("To worker"))]
    if since is not None:
        worded["then_name"] = rows["state_then"].map(labels.state)
        columns.append(tables.Column("then_name", _("State that day")))
    columns += [
        replace(one, label=_("State today")) if one.name == "state_name" else one
        for one in casework.columns()
    ]
    tables.show(
        handed(worded, moves, workers, rows["grid_id"]), columns, actor=actor, key="handed_over",
        file_name=f"handover_{plan.name}", about=notes.scope(actor, None), rows=8,
    )  # fmt: skip


def _many(n: int, since: date | None) -> str:
    if since is None:
        return ngettext(
            "{n} open case goes with its grid; both workers get this list.",
            "{n} open cases go with their grids; both workers get this list.",
            n,
        ).format(n=number(n))
    return ngettext(
        "{n} case was open when {day} began and went with its grid; both workers get this list.",
        "{n} cases were open when {day} began and went with their grids; both workers get this list.",
        n,
    ).format(n=number(n), day=day(since))
