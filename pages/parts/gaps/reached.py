"""Who lives beyond reach, on foot: how it was measured, and what it adds up to in communities and beats."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from data import grids as areas
from data.notes import CAVEATS, homes_text
from data.permits import Actor
from geo.gaps import NO_WORKER, met_for_no_one
from geo.model import Note, Period
from pages.parts import filters, labels, load, notes, tables
from pages.parts.gaps.facewords import FACES, noted
from pages.parts.text import N_, _, number, percent

#: group of residents → how many are beyond reach, and the heading of a column
GROUPS = {
    "older": (
        N_("Of {all} older residents {n} ({share}) are beyond reach."), N_("Older residents beyond reach"),
    ),
    "children": (N_("Of {all} children {n} ({share}) are beyond reach."), N_("Children beyond reach")),
}  # fmt: skip


SHARES = {"older": N_("Share of older residents"), "children": N_("Share of children")}

#: group → that it has a distance of its own
SHORTER = {"older": N_("For older residents it is {m} m."), "children": N_("For children it is {m} m.")}


#: where the standards of the city that comes along are from; what another city writes stands as it is
SOURCES = (
    N_("GB 50180-2018, 5-minute life circle; capacity: house default"),
    N_("GB 50180-2018, 10-minute life circle; capacity: house default"),
    N_("GB 50180-2018, 15-minute life circle; capacity: house default"),
)


def standard(note: Note) -> list[str]:
    """How far is too far for the kind that is asked for, and for those who have a distance of their own."""
    facts = note.facts
    if "limit_m" not in facts:
        return []
    own = [(words, facts[f"limit_{group}_m"]) for group, words in SHORTER.items()]
    shorter = [_(words).format(m=number(metres)) for words, metres in own if metres != facts["limit_m"]]
    limit = number(facts["limit_m"])
    if source := facts.get("standard_source"):
        return [_("The standard is {m} m: {source}.").format(m=limit, source=_(source)), *shorter]
    return [_("The standard is {m} m.").format(m=limit), *shorter]


def standards(kinds: pd.DataFrame, kind: str) -> list[str]:
    """The standard of a kind, or of ``all``, each in a line with where it is from.

    Args:
        kinds: of ``data.facilities.facility_kinds``; among ``all`` those of which there is one.
    """
    asked = kinds[kinds["n"] > 0] if kind == "all" else kinds[kinds["facility_kind"] == kind]
    names = labels.named(asked, "facility_kind")
    lines = []
    for code, metres, source in zip(asked["facility_kind"], asked["reach_m"], asked["source"], strict=True):
        far = f"{names[code]} · {_('{m} m').format(m=number(metres))}"
        lines.append(_("{what}: {text}").format(what=far, text=_(source)) if source else far)
    return lines


def how(note: Note) -> str:
    """From where residents walk; and whether that was measured along streets, for which share of them, or straight."""
    return f"{homes_text(note, _)} {_how(note)}"


def _how(note: Note) -> str:
    share, detour = note.facts["on_streets"], number(note.facts["detour"], 1)
    if share >= 1:
        return _("Distances are on foot along the street network.")
    if not share:
        return _("Distances are straight lines × {detour}: there is no usable street network.").format(
            detour=detour
        )
    return _("Distances are on foot along the street network for {share} of the residents, else straight lines ×"
             " {detour}.").format(share=percent(share), detour=detour)  # fmt: skip


def shares(frame: pd.DataFrame) -> list[str]:
    """What a number of residents means where all kinds count at once; nothing of one kind."""
    if not frame["all_kinds"].any():
        return []
    return [_("Of all kinds at once: a resident counts with the share of the kinds that are beyond reach, so these are"
              " shares added up, not heads.")]  # fmt: skip


def nobody(frame: pd.DataFrame) -> list[str]:
    """That a standard is met for no one, where it is."""
    if not met_for_no_one(frame):
        return []
    return [_(CAVEATS["standard_unmet"])]


def title(frame: pd.DataFrame, face: str) -> str:
    """What a face counts; residents of all kinds at once are no heads."""
    if face == "service" and frame["all_kinds"].any():
        return _("Residents beyond reach, by share of the kinds")
    return _(FACES[face].title)


def of_kind(words: str, note: Note) -> str:
    """Words of what is counted, with the kind of facility and how far is too far (``faces.of_kind``)."""
    return f"{words} · {note.facts['facility']}"


def groups(frame: pd.DataFrame) -> list[str]:
    """How many older residents and children are beyond reach, or that nobody counted them; in sentences."""
    said = []
    for group, (words, _heading) in GROUPS.items():
        known = frame[f"{group}_beyond"].notna()
        there = frame.loc[known, group].sum()
        if there:
            beyond = frame.loc[known, f"{group}_beyond"].sum()
            said.append(_(words).format(n=number(beyond), all=number(there), share=percent(beyond / there)))
    if not said:
        return [_("How many older residents and children live here is not known.")]
    if not frame["population"].isna().any() and frame[[*GROUPS]].isna().any(axis=None):
        said.append(_("Where they are not counted they are left out."))
    return said


def group_columns(frame: pd.DataFrame) -> list[tables.Column]:
    """Columns of the groups that somebody counted: how many are beyond reach, and as a share of the group."""
    return [
        column
        for group, (_words, heading) in GROUPS.items()
        if frame[f"{group}_beyond"].notna().any()
        for column in (
            tables.Column(f"{group}_beyond", _(heading), "count"),
            tables.Column(f"{group}_share", _(SHARES[group]), "percent"),
        )
    ]


def with_shares(rows: pd.DataFrame) -> pd.DataFrame:
    """With the share of every group that is beyond reach: ``older_share``, ``children_share``; missing without any.

    >>> rows = pd.DataFrame({"older": [8, 0], "older_beyond": [2.0, 0.0], "children": None, "children_beyond": None})
    >>> with_shares(rows)["older_share"].tolist()
    [0.25, nan]
    """
    people = rows[[*GROUPS]].astype(float)
    beyond = rows[[f"{group}_beyond" for group in GROUPS]].astype(float).set_axis([*GROUPS], axis=1)
    return rows.join((beyond / people.where(people > 0)).round(2).add_suffix("_share"))


def together(frame: pd.DataFrame, area: str, names: Mapping) -> pd.DataFrame:
    """Residents and those beyond reach by area, most beyond first; grids of unknown residents left out.

    Args:
        frame: of ``lacks.by_grid``. area: its column that says which area a grid is of.
        names: of the areas, by what stands in the column.
    """
    known = frame[frame["population"].notna() & frame["residents_beyond"].notna()]
    summed = ["population", "residents_beyond"]
    sums = known.groupby(area)[summed].sum().astype(float)
    counted = [*GROUPS, *(f"{group}_beyond" for group in GROUPS)]
    own = known.groupby(area)[counted].sum(min_count=1)
    sums["share_beyond"] = sums["residents_beyond"] / sums["population"].where(sums["population"] > 0)
    sums["share_beyond"] = sums["share_beyond"].round(2)
    sums = (
        with_shares(sums.join(own))
        .sort_values("residents_beyond", ascending=False, kind="stable")
        .reset_index()
    )
    return sums.assign(name=[names.get(code, code) for code in sums[area]])


def by_area(actor: Actor, frame: pd.DataFrame, face: str, note: Note, period: Period) -> None:
    """Communities or beats as a table, where the face is that of service."""
    if face != "service":
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"#### {_('Added up')}", width="content")
        areas_ = {"community_code": _("Community"), "worker_id": _("Grid worker")}
        area = filters.choice("by", _("Added up"), areas_, bare=True)
    rows = together(
        frame.assign(worker_id=frame["worker_id"].fillna(NO_WORKER)), area, _names(actor, frame, area)
    )
    if rows.empty:
        return
    columns = [
        tables.Column("name", areas_[area]),
        tables.Column("population", _("Residents"), "count"),
        tables.Column("residents_beyond", title(frame, "service"), "count"),
        tables.Column("share_beyond", _("Share"), "percent"),
        *group_columns(frame),
    ]
    about = notes.scope(actor, period) | notes.about(noted(note, face, len(frame)))
    tables.show(rows, columns, actor=actor, key=f"reached_{area}", file_name="reached", about=about)


def _names(actor: Actor, frame: pd.DataFrame, area: str) -> dict:
    if area == "community_code":
        return load.read(areas.divisions, actor).set_index("division_code")["name"].to_dict()
    known = frame.dropna(subset="worker_id").groupby("worker_id")["worker_name"].first()
    return known.to_dict() | {NO_WORKER: _("Nobody responsible")}
