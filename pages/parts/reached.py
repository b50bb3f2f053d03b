"""Who lives beyond reach, on foot: how it was measured, and what it adds up to in every community."""

import pandas as pd
import streamlit as st

from data import grids as areas
from data.permits import Actor
from geo.model import Note, Period
from pages.parts import load, notes, tables
from pages.parts.facewords import noted
from pages.parts.text import _, number, percent


def how(note: Note) -> str:
    """Whether distances were measured along streets, for which share of the residents, or straight."""
    share, detour = note.facts["on_streets"], number(note.facts["detour"], 1)
    if share >= 1:
        return _("Distances are on foot along the street network.")
    if not share:
        return _("Distances are straight lines × {detour}: there is no usable street network.").format(
            detour=detour
        )
    return _("Distances are on foot along the street network for {share} of the residents, else straight lines ×"
             " {detour}.").format(share=percent(share), detour=detour)  # fmt: skip


def communities(frame: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Residents and those beyond reach by community, most beyond first; grids of unknown residents left out.

    Args:
        frame: of ``lacks.by_grid``. names: of the communities, by code.
    """
    known = frame[frame["population"].notna() & frame["residents_beyond"].notna()]
    sums = known.groupby("community_code")[["population", "residents_beyond"]].sum().astype(float)
    sums["share_beyond"] = sums["residents_beyond"] / sums["population"].where(sums["population"] > 0)
    sums = sums.sort_values("residents_beyond", ascending=False, kind="stable").reset_index()
    return sums.assign(name=[names.get(code, code) for code in sums["community_code"]])


def by_community(actor: Actor, frame: pd.DataFrame, face: str, note: Note, period: Period) -> None:
    """The communities as a table, where the face is that of service."""
    if face != "service":
        return
    names = load.read(areas.divisions, actor).set_index("division_code")["name"].to_dict()
    rows = communities(frame, names)
    if rows.empty:
        return
    columns = [
        tables.Column("name", _("Community")),
        tables.Column("population", _("Residents"), "count"),
        tables.Column("residents_beyond", _("Residents beyond reach"), "count"),
        tables.Column("share_beyond", _("Share"), "percent"),
    ]
    st.markdown(f"#### {_('By community')}")
    about = notes.scope(actor, period) | notes.about(noted(note, face, len(frame)))
    tables.show(rows, columns, actor=actor, key="reached", file_name="reached", about=about)
