"""Cases in words: state, traffic light, category, grid and worker of each row; one case with its log."""

from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import streamlit as st

from data import grids as areas
from data import incidents as cases
from data import people
from data.current import current
from data.permits import Actor
from geo import clock
from geo.errors import GridkeeperError
from geo.model import Period
from pages.parts import address, labels, load, maps, mapview, tables, text
from pages.parts.text import N_, _

#: how wide the ring around a case is that tells it from the others of its day
RING_M = 20
#: half the side of what the map of one case shows, some 200 m
SPOT_DEGREES = 0.002
MAP_PX = 430
#: light of an open case, and whether a closed one was in time: a sign, a word and a colour
LIGHTS = {
    "green": ("○", N_("in time"), "#1d7a46"),
    "yellow": ("◐", N_("due soon"), "#946200"),
    "red": ("●", N_("overdue"), "#b3261e"),
    "kept": ("", N_("closed in time"), ""),
    "missed": ("●", N_("closed late"), "#b3261e"),
    "none": ("", "", ""),
}


def lights(frame: pd.DataFrame, now: datetime) -> pd.Series:
    """The traffic light of each case: ``green``, ``yellow``, ``red``; ``kept``, ``missed``; or ``none``.

    The share of the time limit that has run, in the units of the category, from the report until
    now, or until it was closed. Cases that were not filed, voided, suspended or wait for their check have none.

    Args:
        frame: rows with ``category``, ``state``, ``reported_at``, ``due_at``, ``closed_at``.
    """
    profile = load.place()
    units = frame["category"].map(lambda code: profile["categories"].get(code, {}).get("unit", "natural_day"))
    calendar = clock.calendar_of(profile)
    start, due = frame["reported_at"], frame["due_at"]
    end = frame["closed_at"].fillna(pd.Timestamp(now)).astype("datetime64[us]")
    with np.errstate(divide="ignore", invalid="ignore"):
        share = clock.elapsed(start, end, units, calendar) / clock.elapsed(start, due, units, calendar)
    stopped = frame["state"].isin(["rejected", "voided", "suspended", "handled"]) | due.isna()
    share = np.where(stopped, np.nan, np.where(end > due, 2.0, share))
    light = pd.Series(clock.light(share), index=frame.index, name="light")
    closed = frame["closed_at"].notna() & ~stopped
    return light.mask(closed & (light != "red"), "kept").mask(closed & (light == "red"), "missed")


def light_words() -> dict[str, str]:
    """Light → sign and word, as lists show it."""
    return {code: f"{sign} {_(word)}".strip() if word else "" for code, (sign, word, _ink) in LIGHTS.items()}


def worded(actor: Actor, frame: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """Rows of cases with columns of words: ``category_name``, ``state_name``, ``light``, ``grid_name``,
    ``worker_name``, ``source_name``."""
    grids = load.read(areas.names, actor)
    workers = load.read(people.names, actor)
    return frame.assign(
        category_name=category_names(actor, frame["category"]),
        state_name=frame["state"].map(labels.state),
        source_name=frame["source"].map(labels.source),
        light=lights(frame, now).map(light_words()),
        grid_name=frame["grid_id"].map(grids),
        worker_name=frame["worker_id"].map(workers),
    )


def category_names(actor: Actor, codes: pd.Series) -> pd.Series:
    """Categories in words; a code nobody knows stands for itself."""
    known = labels.named(load.read(cases.categories, actor), "category")
    return codes.map(lambda code: known.get(code, code))


def columns() -> list[tables.Column]:
    """The columns of a list of cases."""
    return [
        tables.Column("state_name", _("State")),
        tables.Column("light", _("Time limit"), inks=_inks()),
        tables.Column("category_name", _("Category"), width="whole"),
        tables.Column("description", _("Description"), width="medium"),
        tables.Column("grid_name", _("Grid")),
        tables.Column("worker_name", _("Worker")),
        tables.Column("reported_at", _("Reported"), "moment"),
        tables.Column("due_at", _("Due"), "moment"),
        tables.Column("source_name", _("Source")),
        tables.Column("address", _("Address")),
        tables.Column("incident_code", _("Case code")),
    ]


def _inks() -> dict[str, str]:
    return {word: LIGHTS[code][2] for code, word in light_words().items() if LIGHTS[code][2]}


def midnight(day: date) -> datetime:
    """The moment a day begins."""
    return datetime(day.year, day.month, day.day)


def detail(actor: Actor, incident_id: int) -> None:
    """One case: what, where, who, how far, and its log."""
    try:
        row = load.read(cases.incident, actor, incident_id)
    except GridkeeperError as error:
        st.warning(labels.plain(text.sentence(error)))
        return
    case = worded(actor, pd.DataFrame([row]), midnight(load.as_of(actor))).iloc[0]
    _head(case)
    left, right = st.columns([2, 3], gap="large")
    with left:
        _facts(case)
        _steps(load.read(cases.log, actor, incident_id))
    with right:
        _spot(actor, case)


def _head(case: pd.Series) -> None:
    st.markdown(f"## {labels.plain(case['category_name'])}")
    with st.container(horizontal=True, gap="small"):
        st.badge(case["state_name"], color=labels.STATE_COLOURS.get(case["state"], "gray"))
        if case["light"]:
            st.badge(case["light"], color="gray")
    if case["description"]:
        st.markdown(labels.plain(case["description"]))


def _facts(case: pd.Series) -> None:
    facts = [
        (_("Case code"), case["incident_code"]),
        (_("Reported"), text.moment(case["reported_at"])),
        (_("Occurred"), text.moment(case["occurred_at"])),
        (_("Due"), text.moment(case["due_at"])),
        (_("Closed"), text.moment(case["closed_at"])),
        (_("Source"), case["source_name"]),
        (_("Worker"), case["worker_name"]),
        (_("Address"), case["address"]),
        (_("Place"), f"{case['lon']:.5f}, {case['lat']:.5f}"),
    ]
    tables.facts(facts)
    if text.missing(case["grid_id"]):
        st.caption(_("The place lies outside every grid."))
    else:
        address.link("grid.py", _("Grid {name}").format(name=labels.plain(case["grid_name"])),
                     icon=":material/crop_free:", grid=int(case["grid_id"]))  # fmt: skip


def _spot(actor: Actor, case: pd.Series) -> None:
    """Where it is: ringed, among the cases of its kind on its day, in its grid."""
    day = case["reported_at"].date()
    layers: list[maps.Layer] = [
        maps.Incidents(Period(day, day + timedelta(days=1)), case["category"], case["category_name"]),
        maps.Circles(((case["lon"], case["lat"], RING_M, "changed"),), _("This case")),
    ]
    if not text.missing(case["grid_id"]):
        layers.insert(
            0, maps.Outline((int(case["grid_id"]),), _("Grid {name}").format(name=case["grid_name"]))
        )
    west, south = case["lon"] - SPOT_DEGREES, case["lat"] - SPOT_DEGREES
    focus = (west, south, case["lon"] + SPOT_DEGREES, case["lat"] + SPOT_DEGREES)
    mapview.show(current(), actor, layers, key="case", locale=text.locale(), focus=focus, height=MAP_PX)


def _steps(log: pd.DataFrame) -> None:
    st.markdown(f"#### {_('Log')}")
    with st.container(key="case_log", gap=None):
        for step in log.itertuples(index=False):
            who = " · ".join(
                part for part in (labels.who(step.who), step.organisation) if not text.missing(part)
            )
            st.markdown(f"**{labels.action(step.action)}**  {text.moment(step.logged_at)}")
            note = "" if text.missing(step.note) else f" – {step.note}"
            st.caption(labels.plain(who + note))
