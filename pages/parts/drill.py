"""District → street → community → grid: where the reader is, the way back, and one step down."""

import pandas as pd
import streamlit as st

from data import grids as areas
from data.permits import Actor
from geo.names import DIVISION_LEVELS
from pages.parts import address, filters, labels, load
from pages.parts.text import _


def area(actor: Actor) -> str:
    """Choose an area from a list: a division's code, or nothing for everything in scope."""
    known = load.read(areas.divisions, actor)
    options = {"": _("Whole area")}
    indent = {level: "   " * step for step, level in enumerate(_levels(known))}
    for row in known.itertuples(index=False):
        if row.level in indent:
            options[row.division_code] = indent[row.level] + (row.name or row.division_code)
    return filters.pick("division", _("Area"), options)


def _levels(known: pd.DataFrame) -> list[str]:
    """Levels that divide: one district that is everything is no choice."""
    counts = known.groupby("level")["division_code"].nunique()
    return [level for level in DIVISION_LEVELS if counts.get(level, 0) > 1]


def inside(frame: pd.DataFrame, code: str) -> pd.Series:
    """Which rows lie in a division (all for no code)."""
    columns = [f"{level}_code" for level in DIVISION_LEVELS]
    return frame[columns].eq(code).any(axis=1) if code else pd.Series(True, index=frame.index)


def trail(actor: Actor, code: str) -> list[tuple[str, str]]:
    """Code and name from the whole down to a division."""
    known = load.read(areas.divisions, actor).set_index("division_code")
    levels = _levels(known.reset_index())
    steps: list[tuple[str, str]] = []
    while code in known.index:
        row = known.loc[code]
        if row["level"] in levels:
            steps.insert(0, (code, row["name"] or code))
        code = row["parent_code"]
    return [("", _("Whole area")), *steps]


def breadcrumb(page: str, actor: Actor, code: str, **kept: str) -> None:
    """The way back, each step a link; ``kept`` are parameters of the page that stay.

    Nothing while the reader sees everything.
    """
    steps = trail(actor, code)
    if len(steps) == 1:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap=None, key="breadcrumb"):
        for step, name in steps[:-1]:
            address.link(page, labels.plain(name), division=step, **kept)
            st.markdown("›", width="content")
        st.markdown(f"**{labels.plain(steps[-1][1])}**", width="content")


def deeper(frame: pd.DataFrame, code: str, grid_id: int) -> str | None:
    """The division one level down that holds a grid; None where only the grid itself is left.

    Args:
        frame: by ``grid_id``, with the code of each level. code: where the reader is.
    """
    here = frame[inside(frame, code)]
    for level in DIVISION_LEVELS:
        codes = here[f"{level}_code"]
        if codes.nunique() > 1 and grid_id in codes.index and codes[grid_id]:
            return codes[grid_id]
    return None
