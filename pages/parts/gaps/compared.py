"""Scenarios compared: the record beside one of them, or beside two of which the address keeps one to compare with."""

import pandas as pd
import streamlit as st

from data.permits import Actor
from geo.gaps import NO_WORKER
from geo.model import Note
from geo.scenario import Change, written
from pages.parts import address, labels, tables
from pages.parts.gaps import reached, supposed
from pages.parts.text import N_, _, number, signed

#: what is compared: column, words
COMPARED = {
    "grids": N_("Grids"),
    "residents_beyond": N_("Residents beyond reach"),
    "service": N_("Grids that lack service"),
    "presence": N_("Grids overdue for a visit"),
    "responsibility": N_("Grids with nobody there, or overloaded"),
    "debt": N_("Coverage debt (person-days)"),
}
#: of these, what depends on the kind of facility and how far is too far
OF_KIND = ("residents_beyond", "service", "debt")
#: what the scenario that is tried and the one that is kept are called
TRIED, KEPT = "A", "B"

Changes = tuple[Change, ...]


def show(
    actor: Actor,
    note: Note,
    today: pd.DataFrame,
    grids: pd.DataFrame,
    made: Changes,
    kept: Changes,
    other: pd.DataFrame | None,
) -> None:
    """What is tried beside the record and, where another scenario is kept, beside that; the way to keep it.

    Args:
        note: says of which kind of facility all of them speak.
        today, grids, other: the gaps on record, with the changes ``made``, and with those ``kept``.
    """
    if not made and not kept:
        return
    two = bool(kept) and kept != made
    sides = {"before": today, "after": grids} | ({"other": other} if two else {})
    with st.container(border=True, key="whatif"):
        _headings(actor, made, kept if two else ())
        left, right = st.columns(2, gap="medium")
        with left:
            st.table(sums(sides, note))  # its words wrap, so that on a phone every number is seen
        with right:
            _workers(actor, sides)
        _buttons(made, kept)


def _headings(actor: Actor, made: Changes, kept: Changes) -> None:
    what, told = _("What if"), supposed.in_words(actor, made)
    if not kept:
        st.markdown(f"#### {_named(what, told)}")
        return
    for name, words in ((TRIED, told or _("as it is today")), (KEPT, supposed.in_words(actor, kept))):
        st.markdown(f"#### {name} · {_named(what, words)}")


def _named(what: str, told: str) -> str:
    return _("{what}: {text}").format(what=what, text=labels.plain(told))


def _buttons(made: Changes, kept: Changes) -> None:
    """Keep what is tried to compare with, change places with what is kept, or let that go."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if kept and kept == made:
            st.caption(_("Kept: change something below, and both stand side by side."))
        elif made:
            words = _("Compare with A from now on") if kept else _("Keep it to compare with others")
            if _pressed("keep_beside", words, "bookmark"):
                _go(versus=written(made))
        if kept and kept != made and _pressed("swap_beside", _("Go on with B"), "swap_horiz"):
            _go(versus=written(made), whatif=written(kept), facility=None)
        if kept and _pressed("drop_beside", _("Compare with today only"), "close"):
            _go(versus=None)


def _pressed(key: str, words: str, icon: str) -> bool:
    return st.button(words, key=key, type="tertiary", icon=f":material/{icon}:")


def _go(**parameters: object) -> None:
    address.put(**parameters)
    st.rerun()


def names(sides: dict[str, pd.DataFrame]) -> dict[str, str]:
    """What the sides are called: before and after, or before and two scenarios by letter."""
    if "other" in sides:
        return {"before": _("Today"), "after": TRIED, "other": KEPT}
    return {"before": _("Before"), "after": _("After")}


def sums(sides: dict[str, pd.DataFrame], note: Note) -> pd.DataFrame:
    """What is compared of everybody, a row a number; the change where there are two sides."""
    counted = {side: frame.assign(grids=1) for side, frame in sides.items()}
    rows = {}
    for column, words in COMPARED.items():
        words = reached.title(sides["before"], "service") if column == "residents_beyond" else _(words)
        words = reached.of_kind(words, note) if column in OF_KIND else words
        found = {side: frame[column].sum() for side, frame in counted.items()}
        rows[words] = {called: number(found[side]) for side, called in names(sides).items()}
        if "other" not in sides:
            rows[words][_("Change")] = signed(found["after"] - found["before"])
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(_("What"))


def _workers(actor: Actor, sides: dict[str, pd.DataFrame]) -> None:
    rows = by_worker(sides)
    if rows.empty:
        st.caption(_("No worker's debt changes."))
        return
    debts = {"before": _("Debt before"), "after": _("Debt after"), "change": _("Change")}
    if "other" in sides:
        debts = {"before": _("Debt today"), "after": TRIED, "other": KEPT}
    columns = [tables.Column("worker_name", _("Worker")),
               *(tables.Column(name, words, "count") for name, words in debts.items())]  # fmt: skip
    tables.show(rows, columns, actor=actor, key="whatif_workers", file_name="scenario", rows=5)


def by_worker(sides: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The debt of every worker for whom it changes on any side: ``worker_name``, a column a side, and the ``change``
    where there are two; the largest change first."""
    debts = pd.DataFrame({side: _debts(frame) for side, frame in sides.items()}).fillna(0.0)
    changes = debts.sub(debts["before"], axis=0)
    known = sides["before"].dropna(subset="worker_id").groupby("worker_id")["worker_name"].first()
    debts.insert(0, "worker_name", known.reindex(debts.index).fillna(_("Nobody responsible")))
    if "other" not in sides:
        debts["change"] = changes["after"]
    largest = changes.abs().max(axis=1)
    order = largest[largest >= 0.5].sort_values(ascending=False, kind="stable").index
    return debts.loc[order].round().reset_index(drop=True)


def _debts(frame: pd.DataFrame) -> pd.Series:
    """Debts by worker; a scenario's frame has both halves of a grid that is split."""
    return frame["debt"].groupby(frame["worker_id"].fillna(NO_WORKER)).sum()
