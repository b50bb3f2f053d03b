"""The gaps on the map: every face in its colours, what a scenario changes, and a click that chooses a grid."""

from contextlib import AbstractContextManager

import numpy as np
import pandas as pd
import streamlit as st

from data.current import current
from data.permits import Actor
from data.scenario import SHARED
from geo.debt import WEIGHTS
from geo.model import Note, Period
from geo.names import GROUPS
from geo.scenario import Change
from pages.parts import address, ahead, load, maps, mapview, notes, tables, text
from pages.parts.gaps import around, reached, supposed, unsaid
from pages.parts.gaps.facewords import FACES, REACHING
from pages.parts.gaps.facilitylist import Facility
from pages.parts.text import _

MAP_PX = 600
KEY = "gaps"
RED, AMBER, QUIET, CALM = "#b2182b", "#f4a582", "#f7f5f0", "#d1e5f0"
#: what the halves of a split grid have between them
ADDED = (*SHARED, "residents_beyond", *(f"{group}_beyond" for group in GROUPS), "debt",
         *(f"{part}_debt" for part in WEIGHTS))  # fmt: skip


def answer(actor: Actor, changes: tuple[Change, ...]) -> None:
    """Put what was just done on the map into the address, before anything is worked out: a grid chosen or let go, or a
    facility."""
    picked = mapview.done(KEY)
    if picked.source == "facility":
        around.choose(actor, picked.facility_id, changes)
    elif picked.source:
        address.put(at=next(iter(picked.grid_ids), None))


def ahead_of_gaps(actor: Actor, sign, place, known: bool) -> AbstractContextManager[None]:
    """The map without a face while gaps are looked for (``ahead.of_figures``)."""
    words = _("Looking for gaps …")
    return ahead.of_figures(actor, sign, place, known=known, words=words, key=KEY, height=MAP_PX)


def show_map(
    actor: Actor,
    frame: pd.DataFrame,
    face: str,
    kind: str,
    worker_id: int | None,
    changes: tuple[Change, ...],
    facility: Facility | None = None,
    instead: maps.Choropleth | None = None,
    walked: around.Around | None = None,
    picture: maps.Picture | None = None,
) -> maps.Choropleth:
    """The face on the map, the chosen worker's beat outlined; a click chooses the grid that is explained below, or a
    facility. What colours the grids is handed back.

    Args:
        changes: of a scenario. facility: the one chosen. instead: what is shown in place of the face. walked: to
            the facility.
        picture: what stands around the map when it is kept as one.
    """
    frame, marks = whole(frame), supposed.marks(actor, changes)
    colours = instead or _layer(frame, face)
    layers: list[maps.Layer] = [
        colours,
        *around.outlined(walked, *supposed.cuts(actor, changes)),
    ]
    if face in REACHING or marks[0]:
        names = load.kind_names(actor)
        kinds, chosen = (kind,) if kind in names else (), facility.facility_id if facility else 0
        chosen = chosen if face in REACHING else None
        layers.append(maps.Facilities(kinds, _("Facilities"), names, *marks, chosen))
    if worker_id:
        beat = tuple(int(grid_id) for grid_id in frame.index[frame["worker_id"] == worker_id])
        layers.append(maps.Outline(beat, _("Chosen beat"), "plain"))
    at = address.get_id("at")
    mapview.show(
        current(), actor, layers, key=KEY, locale=text.locale(), height=MAP_PX,
        selected=(at,) if at in frame.index else (), focus=around.bounds(walked), picture=picture,
    )  # fmt: skip
    return colours


def numbers(actor: Actor, frame: pd.DataFrame, colours: maps.Choropleth, note: Note, period: Period) -> None:
    """Every number of the map in a table, where it shows numbers: the list below it has only the grids with a gap.

    Args:
        colours: as ``show_map`` hands them back.
    """
    if colours.scheme == "classes":
        return
    rows = whole(frame).assign(value=colours.values).dropna(subset="value")
    rows = rows.sort_values("value", ascending=False, kind="stable")
    columns = [
        tables.Column("name", _("Grid"), width="whole"),
        tables.Column("worker_name", _("Worker"), width="whole"),
        tables.Column("value", colours.title, "decimal"),
    ]
    about = notes.scope(actor, period) | notes.about(note)
    with st.expander(_("All numbers of the map")):
        tables.show(rows, columns, actor=actor, key="gap_numbers", file_name="gap_numbers", about=about)


def _layer(frame: pd.DataFrame, face: str) -> maps.Choropleth:
    title, unit = reached.title(frame, face), _(FACES[face].unit)
    hover = pd.DataFrame(
        {_("Worker"): frame["worker_name"].fillna(_("nobody")), _("Why"): frame["why"]},
        index=frame.index,
    )
    if face == "debt" and unsaid.everything(frame):
        face = "all"
    if face in ("service", "debt"):
        values = frame[FACES[face].column].where(frame["population"] > 0)
        return maps.Choropleth(values, title, unit, ramp="purples", hover=hover)
    values, classes = CLASSES[face](frame)
    return maps.Choropleth(values, title, scheme="classes", classes=classes, hover=hover)


def whole(frame: pd.DataFrame) -> pd.DataFrame:
    """Grids that a scenario splits as the one they are on the map: in words and colours the worse half, in numbers
    both."""
    if not (frame.index < 0).any():
        return frame
    worst = frame.sort_values("faces", ascending=False, kind="stable")
    grid_id = worst.index.to_series().abs()
    both = worst[[name for name in ADDED if name in worst]].groupby(grid_id).sum(min_count=1)
    both["share_beyond"] = both["residents_beyond"] / both["population"].where(both["population"] > 0)
    found = worst.set_axis(grid_id)[~grid_id.duplicated().to_numpy()]
    return found.assign(**both).reindex(frame.index[frame.index > 0]).rename_axis(frame.index.name)


def gap_classes() -> dict[int, tuple[str, str]]:
    """How many gaps → colour and words; 3 stands for more as well."""
    colours = (QUIET, "#fddbc7", "#ef8a62", RED)
    words = (_("No gap"), _("One gap"), _("Two gaps"), _("Three or four"))
    return dict(enumerate(zip(colours, words, strict=True)))


def _all(frame: pd.DataFrame):
    if unsaid.everything(frame):
        return pd.Series("unknown", index=frame.index), {"unknown": (QUIET, _("Nothing is recorded to tell"))}
    return frame["faces"].clip(upper=3).astype(int), gap_classes()


def _presence(frame: pd.DataFrame):
    late = frame["late_days"]
    values = np.select(
        [~frame["presence_known"], ~frame["presence"], late.isna(), late > frame["visit_interval_days"]],
        ["unknown", "fine", "never", "long"],
        "late",
    )
    if (values == "unknown").all():
        return pd.Series(values, index=frame.index), {"unknown": (QUIET, _("No visits are recorded"))}
    classes = {
        "fine": (CALM, _("Visited in time")),
        "late": ("#fddbc7", _("Late")),
        "long": (AMBER, _("Late by more than an interval")),
        "never": (RED, _("Never visited")),
    }
    return pd.Series(values, index=frame.index), classes


def _responsibility(frame: pd.DataFrame):
    answers = frame["responsibility_answer"]
    if not frame["responsibility_known"].any():
        return answers.mask(answers.notna(), "unknown"), {"unknown": (QUIET, _("No workers are recorded"))}
    classes = {
        "somebody": (CALM, _("Somebody is responsible")),
        "overloaded": ("#fddbc7", _("The worker is overloaded")),
        "absent": (AMBER, _("The worker is away")),
        "nobody": (RED, _("Nobody")),
    }
    return answers, classes


def _voice(frame: pd.DataFrame):
    classes = {
        "heard": (CALM, _("Reports as expected")),
        "silent": (RED, _("Silent")),
        "fallen_silent": (AMBER, _("Fallen silent")),
        "too_little": (QUIET, _("Too little expected to say")),
    }
    return frame["voice_answer"], classes


CLASSES = {"all": _all, "presence": _presence, "responsibility": _responsibility, "voice": _voice}
