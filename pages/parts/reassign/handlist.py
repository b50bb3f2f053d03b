"""The open cases of grids that change hands: a list for whoever gives them and whoever gets them."""

import pandas as pd
import streamlit as st

from data import incidents as cases
from data.permits import Actor
from data.plan_book import MOST
from geo.workflow import OPEN_STATES
from pages.parts import load, notes, tables
from pages.parts.cases import casework
from pages.parts.text import _, ngettext, number


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


def show(actor: Actor, workers: pd.Series, moves: pd.DataFrame, plan_id: int) -> None:
    """The list, with files for both workers."""
    wanted = cases.Filter(states=OPEN_STATES, grid_ids=tuple(int(one) for one in moves["grid_id"]))
    rows = load.read(cases.incidents, actor, wanted, limit=MOST)
    st.markdown(f"#### {_('Open cases that change hands')}")
    if rows.empty:
        st.caption(_("There is no open case in these grids."))
        return
    st.caption(
        ngettext(
            "{n} open case goes with its grid; both workers get this list.",
            "{n} open cases go with their grids; both workers get this list.",
            len(rows),
        ).format(n=number(len(rows)))
    )
    now = casework.midnight(load.as_of(actor))
    worded = handed(casework.worded(actor, rows, now), moves, workers, rows["grid_id"])
    columns = [
        tables.Column("giver", _("From worker")),
        tables.Column("taker", _("To worker")),
        *casework.columns(),
    ]
    tables.show(
        worded, columns, actor=actor, key="handed_over", file_name=f"handover_{plan_id}",
        about=notes.scope(actor, None), rows=8,
    )  # fmt: skip
