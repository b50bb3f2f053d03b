"""The period that a page speaks of: buttons for the last days of the record, and a range of dates."""

from datetime import date, timedelta

import streamlit as st

from data.permits import Actor
from geo.errors import InputError
from geo.model import Period
from pages.parts import address, load, misread, session
from pages.parts import text as words
from pages.parts.text import N_, _

PRESETS = {7: N_("7 days"), 30: N_("30 days"), 90: N_("90 days")}
DEFAULT_DAYS = 30


def asked_period(actor: Actor, days: int = DEFAULT_DAYS, *, always: bool = False) -> Period | None:
    """The period of the address, else the last ``days`` days on record; without cases none, or today's (``always``)."""
    until = _until(actor, always)
    if until is None:
        return None
    usual = Period(until - timedelta(days=days), until)
    names = "since", "until"
    texts = list(map(address.get, names))
    since, last = map(_day, texts)
    try:
        found = Period(since, last) if since and last else None
    except InputError:
        found = None
    if found is None and any(texts):
        given = "&".join(f"{name}={text}" for name, text in zip(names, texts, strict=True) if text)
        misread.note(*given.split("=", 1), words.period(usual))
    return found or usual


def _until(actor: Actor, always: bool) -> date | None:
    return load.as_of(actor) or (date.today() + timedelta(days=1) if always else None)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 <= day.year < 2200 else None  # the period before must be a date too


def period(actor: Actor, days: int = DEFAULT_DAYS, *, always: bool = False) -> Period | None:
    """Choose the period: buttons for the last days of the record, and a range of dates.

    The address holds ``since`` and ``until`` (the day after the last); without them it is the last
    ``days`` days. Arguments as in ``asked_period``.
    """
    current = asked_period(actor, days, always=always)
    if current is not None:
        _presets(current, _until(actor, always), days)
        _range(current)
    return current


def _presets(current: Period, until: date, days: int) -> None:
    session.put("filter_days", current.days if current.until == until and current.days in PRESETS else None)
    st.segmented_control(
        _("Period"),
        list(PRESETS),
        default=session.value("filter_days"),
        format_func=lambda n: _(PRESETS[n]),
        key="filter_days",
        on_change=lambda: _use_preset(session.value("filter_days"), until, days),
    )


def _use_preset(chosen: int | None, until: date, days: int) -> None:
    if chosen is None or chosen == days:
        address.put(page="", since="", until="")
    else:
        address.put(page="", since=until - timedelta(days=chosen), until=until)


def _range(current: Period) -> None:
    if len(session.value("filter_range", (0, 0))) == 2:  # one date: the second is still being chosen
        session.put("filter_range", (current.since, current.last))
    st.date_input(
        _("From – to"),
        session.value("filter_range"),
        key="filter_range",
        on_change=_use_range,
        format="YYYY-MM-DD",
        width=250,
    )


def _use_range() -> None:
    chosen = session.value("filter_range", ())
    if len(chosen) == 2:
        address.put(page="", since=chosen[0], until=chosen[1] + timedelta(days=1))
