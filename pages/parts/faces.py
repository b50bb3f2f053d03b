"""The gaps screen's pieces: which face to look at, the map, one bar a worker, the list with reasons."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from data.current import current
from data.permits import Actor
from geo.gaps import NO_WORKER, by_worker
from geo.model import Note, Period
from pages.parts import address, charts, labels, lacks, load, maps, mapview, notes, tables, text
from pages.parts.text import N_, _, missing, ngettext, number, numbers

MAP_PX = 600
RED, AMBER, QUIET, CALM = "#b2182b", "#f4a582", "#f7f5f0", "#d1e5f0"


@dataclass(frozen=True)
class Face:
    """One face of a gap.

    ``column`` is what a worker's bar adds up; ``words`` say what counts.
    """

    label: str
    column: str
    unit: str
    words: str


FACES = {
    "all": Face(N_("All"), "faces", N_("gaps"), N_("How many of the four gaps a grid has.")),
    "service": Face(
        N_("Service"),
        "residents_beyond",
        N_("residents"),
        N_("Residents further from the nearest facility than its reach, in a straight line from points"
           " spread inside each grid."),
    ),
    "presence": Face(
        N_("Presence"), "presence", N_("grids"), N_("Grids not visited within the interval of their class.")
    ),
    "responsibility": Face(
        N_("Responsibility"), "responsibility", N_("grids"), N_("Grids for which nobody is responsible.")
    ),
    "voice": Face(
        N_("Voice"),
        "voice",
        N_("grids"),
        N_("Silent grids: less than half the reports that their households lead to expect, and so few by"
           " chance less than once in a hundred."),
    ),
}  # fmt: skip
DISTANCES = (0, 300, 500, 1000, 1500)


def options() -> dict[str, str]:
    """Face → its name, for a switch."""
    return {name: _(face.label) for name, face in FACES.items()}


def distances() -> dict[str, str]:
    """Reach in metres → words; 0 is the standard of each kind."""
    return {str(m): _("{m} m").format(m=number(m)) if m else _("Standard") for m in DISTANCES}


def show_map(actor: Actor, frame: pd.DataFrame, face: str, kind: str, worker_id: int | None) -> None:
    """The face on the map, the chosen worker's beat outlined; a click opens the grid."""
    layers: list[maps.Layer] = [_layer(frame, face)]
    if face in ("service", "all"):
        names = labels.named(load.read(lacks.reaches, actor), "facility_kind")
        layers.append(maps.Facilities((kind,) if kind in names else (), _("Facilities"), names))
    if worker_id:
        beat = tuple(int(grid_id) for grid_id in frame.index[frame["worker_id"] == worker_id])
        layers.append(maps.Outline(beat, _("Chosen beat"), "plain"))
    chosen = mapview.show(current(), actor, layers, key="gaps", locale=text.locale(), height=MAP_PX)
    if chosen.source:
        address.go("grid.py", grid=chosen.grid_ids[0])


def _layer(frame: pd.DataFrame, face: str) -> maps.Choropleth:
    title, unit = _(FACES[face].label), _(FACES[face].unit)
    hover = pd.DataFrame(
        {_("Worker"): frame["worker_name"].fillna(_("nobody")), _("Why"): why(frame)}, index=frame.index
    )
    if face == "service":
        values = frame["residents_beyond"].where(frame["population"] > 0)
        return maps.Choropleth(values, _("Residents beyond reach"), unit, ramp="purples", hover=hover)
    values, classes = CLASSES[face](frame)
    return maps.Choropleth(values, title, scheme="classes", classes=classes, hover=hover)


def _all(frame: pd.DataFrame):
    values = frame["faces"].clip(upper=3).astype(int)
    colours = (QUIET, "#fddbc7", "#ef8a62", RED)
    words = (_("No gap"), _("One gap"), _("Two gaps"), _("Three or four"))
    return values, dict(enumerate(zip(colours, words, strict=True)))


def _presence(frame: pd.DataFrame):
    late = frame["late_days"]
    values = np.select(
        [~frame["presence"], late.isna(), late > frame["visit_interval_days"]],
        ["fine", "never", "long"],
        "late",
    )
    classes = {
        "fine": (CALM, _("Visited in time")),
        "late": ("#fddbc7", _("Late")),
        "long": (AMBER, _("Late by more than an interval")),
        "never": (RED, _("Never visited")),
    }
    return pd.Series(values, index=frame.index), classes


def _responsibility(frame: pd.DataFrame):
    classes = {False: (CALM, _("Somebody is responsible")), True: (RED, _("Nobody"))}
    return frame["responsibility"], classes


def _voice(frame: pd.DataFrame):
    values = np.select([frame["voice"], ~(frame["expected"] >= 5)], ["silent", "small"], "heard")
    classes = {
        "heard": (CALM, _("Reports as expected")),
        "silent": (RED, _("Silent")),
        "small": (QUIET, _("Too few households to say")),
    }
    return pd.Series(values, index=frame.index), classes


CLASSES = {"all": _all, "presence": _presence, "responsibility": _responsibility, "voice": _voice}


def why(frame: pd.DataFrame) -> pd.Series:
    """Every grid's gaps in a line of words; empty where there is none."""
    return pd.Series([_reason(row) for row in frame.to_dict("records")], index=frame.index, dtype=object)


def _reason(row: dict) -> str:
    clauses = []
    if row["service"]:
        clauses.append(_("{n} residents beyond reach").format(n=number(row["residents_beyond"])))
    if row["presence"]:
        clauses.append(_late(row["late_days"]))
    if row["responsibility"]:
        clauses.append(_("nobody is responsible"))
    if row["voice"]:
        clauses.append(
            _("silent: {now} reports where {expected} are expected").format(
                now=number(row["n"]), expected=number(row["expected"])
            )
        )
    return _("; ").join(clauses)


def _late(days: float) -> str:
    if missing(days):
        return _("never visited")
    return ngettext("visit {n} day late", "visit {n} days late", int(days)).format(n=number(days))


def worker_bars(frame: pd.DataFrame, face: str) -> int | None:
    """One bar a worker, longest first; a click on a bar chooses the worker.

    Returns:
        the worker chosen, from the address.
    """
    chosen = address.get_id("worker")
    names = frame.dropna(subset="worker_id").groupby("worker_id")["worker_name"].first().to_dict()
    names[NO_WORKER] = _("Nobody responsible")
    sums = by_worker(frame[[FACES[face].column]], frame["worker_id"]).reset_index()
    sums["name"] = [names[worker_id] for worker_id in sums["worker_id"]]
    sums = sums[sums[FACES[face].column] > 0]
    if sums.empty:
        st.success(_("No worker's beat has this gap."))
        return chosen
    title = _("By grid worker")
    st.markdown(f"#### {title}")
    picked = charts.chosen_bar(
        sums, FACES[face].column, "name", "worker_id", key="worker_bars", title=_(FACES[face].label),
        unit=_(FACES[face].unit), chosen=chosen,
    )  # fmt: skip
    if picked != chosen:
        address.put(worker=picked)
        st.rerun()
    return chosen


def table(actor: Actor, frame: pd.DataFrame, note: Note, period: Period, worker_id: int | None) -> None:
    """Grids with a gap, most gaps first, each with its reasons; a row opens the grid."""
    rows = frame[frame["faces"] > 0].assign(why=why)
    if worker_id is not None:
        rows = rows[rows["worker_id"].fillna(NO_WORKER) == worker_id]
    rows = rows.sort_values(["faces", "residents_beyond"], ascending=False).reset_index()
    rows["name"] = rows["name"].where(rows["name"] != "", rows["grid_code"])
    rows["late_days"] = numbers(rows["late_days"])
    columns = [
        tables.Column("name", _("Grid")),
        tables.Column("grid_code", _("Grid code")),
        tables.Column("worker_name", _("Worker")),
        tables.Column("why", _("Why"), width="large"),
        tables.Column("residents_beyond", _("Residents beyond reach"), "count"),
        tables.Column("share_beyond", _("Share"), "percent"),
        tables.Column("days_since_visit", _("Days since the last visit"), "count"),
        tables.Column("n", _("Reports"), "count"),
        tables.Column("expected", _("Expected"), "decimal"),
    ]
    st.markdown(f"#### {_('Grids with a gap')} · {labels.grids(len(rows))}")
    about = notes.scope(actor, period) | notes.about(note)
    row = tables.show(rows, columns, actor=actor, key="gap_table", file_name="gaps", about=about, opens=True)
    notes.show(note)
    if row is not None:
        address.go("grid.py", grid=int(rows.loc[row, "grid_id"]))
