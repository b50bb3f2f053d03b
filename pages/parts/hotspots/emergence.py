"""Since when and how: the seventeen classes of the last half year, and a slider over its weeks."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import streamlit as st

from geo.hotspots.emerging import Emerging
from pages.parts import address, labels, load, maps, misread, notes, tables, work
from pages.parts.hotspots import findings, handout, spots, spotwords, viewing
from pages.parts.hotspots.viewing import Viewing
from pages.parts.text import N_, _, numbers

#: class → colour, name, what it says; warm is hot, cool is cold, the stronger the more it matters today
PATTERNS = {
    "new_hot": ("#ff7fb0", N_("New hotspot"), N_("hot this week for the first time")),
    "consecutive_hot": (
        "#d6287a",
        N_("Consecutive hotspot"),
        N_("hot in a row up to this week, never before"),
    ),
    "intensifying_hot": ("#67000d", N_("Intensifying hotspot"), N_("hot nearly always, and rising")),
    "persistent_hot": (
        "#b2182b",
        N_("Persistent hotspot"),
        N_("hot nearly always, neither rising nor falling"),
    ),
    "diminishing_hot": ("#f4a582", N_("Diminishing hotspot"), N_("hot nearly always, and falling")),
    "sporadic_hot": ("#fdbf6f", N_("Sporadic hotspot"), N_("hot this week and now and then before")),
    "oscillating_hot": ("#8c510a", N_("Oscillating hotspot"), N_("hot this week, cold at other times")),
    "historical_hot": ("#d9c0b0", N_("Historical hotspot"), N_("hot nearly always, but not this week")),
    "new_cold": ("#80cdc1", N_("New cold spot"), N_("cold this week for the first time")),
    "consecutive_cold": (
        "#1c9099",
        N_("Consecutive cold spot"),
        N_("cold in a row up to this week, never before"),
    ),
    "intensifying_cold": ("#08306b", N_("Intensifying cold spot"), N_("cold nearly always, and more so")),
    "persistent_cold": ("#2166ac", N_("Persistent cold spot"), N_("cold nearly always, without a trend")),
    "diminishing_cold": ("#92c5de", N_("Diminishing cold spot"), N_("cold nearly always, but less so")),
    "sporadic_cold": ("#c6dbef", N_("Sporadic cold spot"), N_("cold this week and now and then before")),
    "oscillating_cold": ("#6a51a3", N_("Oscillating cold spot"), N_("cold this week, hot at other times")),
    "historical_cold": ("#c3cbd6", N_("Historical cold spot"), N_("cold nearly always, but not this week")),
    "none": ("#f7f5f0", N_("No pattern"), N_("neither hot nor cold often enough")),
}
ARROWS = {"up": "↑", "down": "↓", "flat": "→"}


def show(asked: Viewing) -> None:
    """The map with its weeks, what each class found there says, the table and the files."""
    above = st.container()
    left, right = st.columns([3, 2], gap="medium")
    with above:
        answer = work.answer(
            findings.history, asked.actor, asked.period.until, asked.category, asked.basis,
            words=_("Looking for hotspots …"), brief=True, ahead=viewing.ahead(asked, left),
        )  # fmt: skip
    if answer is None:
        return
    told, weeks = answer
    step = _step()
    with left:
        layers = [_classes(told), _weeks(told, weeks, step)] if told.note.valid else [_classes(told)]
        clicked = viewing.show_map(asked, layers, told.note, _("How hotspots come and go"))
        viewing.open_grid(asked, clicked)
    with right:
        _found(told)
    _table(asked, told)
    handout.by_grid(asked, told.frame, told.note, "emerging")


def _step() -> str:
    """The week of the address; one of another half year is not shown, and nobody's mistake."""
    step = address.get("step")
    try:
        date.fromisoformat(step)
    except ValueError:
        misread.note("step", step, _("Half a year"))
    return step


def _present(told: Emerging) -> list[str]:
    """The classes that occur, in the order of the table."""
    found = set(told.frame["class"])
    return [key for key in PATTERNS if key in found]


def _classes(told: Emerging) -> maps.Choropleth:
    frame = told.frame
    arrows = frame["trend"].map(ARROWS).astype(object)
    hover = pd.DataFrame(
        {
            _("Weeks hot"): numbers(frame["hot_steps"]),
            _("Weeks cold"): numbers(frame["cold_steps"]),
            _("Trend"): arrows + " τ = " + numbers(frame["tau"], 2),
        },
        index=frame.index,
    )
    used = {key: (PATTERNS[key][0], _(PATTERNS[key][1])) for key in _present(told)}
    return maps.Choropleth(
        frame["class"], _("Half a year"), scheme="classes", classes=used, hover=hover, quiet="none"
    )


def _weeks(told: Emerging, weeks: tuple, step: str) -> maps.Frames:
    """Every week's own map: hot and cold at 90, 95 and 99 %."""
    numbers_of = pd.DataFrame((3 - told.bins).astype(np.int8), index=told.frame.index, columns=list(weeks))
    spans = tuple(f"{first:%m-%d} – {first + timedelta(days=6):%m-%d}" for first in weeks)
    kinds = tuple(spots.classes().values())
    return maps.Frames(
        numbers_of, spans, _("Week by week"), kinds, whole=_("Half a year"),
        names=tuple(first.isoformat() for first in weeks), chosen=step, quiet=3,
    )  # fmt: skip


def _found(told: Emerging) -> None:
    """How many grids are of each class, and what the class says."""
    if not told.note.valid:
        st.info(spotwords.too_little(told.note, len(told.frame)))
        return
    counts = told.frame["class"].value_counts()
    present = [key for key in _present(told) if key != "none"]
    if not present:
        st.info(_("No grid was hot or cold often enough for a pattern. That is an answer, not an error."))
    for key in present:
        colour, name, says = PATTERNS[key]
        swatch = f'<span class="swatch" style="background:{colour}"></span>'
        st.html(
            f'<div class="pattern">{swatch}<b>{_(name)}</b><span>{labels.grids(counts[key])}</span>'
            f"<p>{_(says)}</p></div>"
        )
    rising, falling = ((told.frame["trend"] == way).sum() for way in ("up", "down"))
    st.caption(
        _("Apart from the classes: cases rise around {up} and fall around {down}.").format(
            up=labels.grids(rising), down=labels.grids(falling)
        )
    )


def _table(asked: Viewing, told: Emerging) -> None:
    rows = told.frame.join(load.grids(asked.actor).set_index("grid_id")[["name", "grid_code"]])
    order = {key: n for n, key in enumerate(PATTERNS)}
    rows = rows.sort_values(["class", "hot_steps"], key=lambda v: v.map(order) if v.name == "class" else -v)
    rows["name"] = rows["name"].where(rows["name"] != "", rows["grid_code"])
    rows["pattern"] = [_(PATTERNS[key][1]) for key in rows["class"]]
    rows["arrow"] = rows["trend"].map(ARROWS)
    columns = [
        tables.Column("name", _("Grid")),
        tables.Column("grid_code", _("Grid code")),
        tables.Column("pattern", _("Class")),
        tables.Column("hot_steps", _("Weeks hot"), "count"),
        tables.Column("cold_steps", _("Weeks cold"), "count"),
        tables.Column("arrow", _("Trend"), help=_("Of the cases in the grid and around it, by Mann-Kendall")),
        tables.Column("tau", "τ", "decimal"),
        tables.Column("p_trend", "p", "chance"),
    ]
    st.markdown(f"#### {_('All grids')} · {labels.grids(len(rows))}")
    about = notes.scope(asked.actor, told.note.period) | notes.about(told.note)
    rows = rows.reset_index()
    row = tables.show(
        rows, columns, actor=asked.actor, key="emerging_table", file_name="emerging", about=about, opens=True
    )
    if row is not None:
        viewing.open_grid(asked, int(rows.loc[row, "grid_id"]))
