"""Twelve little maps: what was hot in each month, drawn from one raster of the grids in twelve palettes."""

import base64
import json
from dataclasses import asdict, replace
from datetime import date
from html import escape
from urllib.parse import urlencode

import numpy as np
import pandas as pd
import streamlit as st
from folium.utilities import write_png
from scipy.ndimage import binary_dilation, maximum_filter

from geo.locate import NOWHERE
from geo.model import Note, Period
from pages.parts import address, load, mapview, notes, work
from pages.parts.hotspots import findings, handout, spots, viewing
from pages.parts.hotspots.viewing import Viewing
from pages.parts.text import N_, _, ngettext, number

#: what a month is drawn in of which nothing can be said
UNSAID = "#dfdcd5"
#: the line around all grids
RIM, RIM_PX = (138, 151, 163, 255), 2
#: what stands out is drawn at least this share of the picture's longer side wide, the last of these above the others
SEEN = 1 / 50
ABOVE = ("cold_90", "hot_90", "cold_95", "hot_95", "cold_99", "hot_99")


def show(asked: Viewing) -> None:
    """The last twelve whole months; each leads to its own map."""
    answer = work.answer(
        findings.by_month, asked.actor, asked.period.until, asked.category, asked.basis,
        words=_("Looking for hotspots …"), brief=True,
    )  # fmt: skip
    if answer is None:
        return
    classes, told = answer
    span = Period(told[0].period.since, told[-1].period.until)
    caveats = tuple(dict.fromkeys(code for note in told for code in note.caveats))
    whole = replace(told[-1], n=sum(note.n for note in told), period=span, caveats=caveats)
    raster = load.read(findings.raster, asked.actor)
    figures = [
        _figure(picture(raster, classes[first], note.valid), note, classes[first])
        for first, note in zip(classes, told, strict=True)
    ]
    st.html(f"<div class='months'>{''.join(figures)}</div>")
    st.html(_legend())
    st.html(_to_keep(asked, whole), unsafe_allow_javascript=True)
    if widened(raster, len(classes)):
        st.caption(_("Hot and cold grids are drawn larger than they are, so that they can be seen."))
    notes.show(whole)
    handout.by_grid(asked, by_grid(classes, told), whole, "months")


def by_grid(classes: pd.DataFrame, told: tuple[Note, ...]) -> pd.DataFrame:
    """A column a month (``2026-03``) with the class of each grid; nothing where too few cases were to say."""
    said = {
        f"{first:%Y-%m}": classes[first].astype(object) if note.valid else None
        for first, note in zip(classes, told, strict=True)
    }
    return pd.DataFrame(said, index=classes.index)


def picture(raster: np.ndarray, classes: pd.Series, valid: bool) -> bytes:
    """A little map as PNG: every pixel in the colour of its grid's class, clear where there is no grid."""
    order = {key: n for n, key in enumerate(spots.CLASSES)}
    colours = [colour for colour, _words in spots.CLASSES.values()] if valid else [UNSAID] * len(order)
    palette = np.array([[*bytes.fromhex(colour[1:]), 255] for colour in colours] + [[0, 0, 0, 0]], np.uint8)
    top = int(max(classes.index.max(), raster.max())) if len(classes) else 0
    by_id = np.full(top + 2, len(order))  # the last one answers for nowhere
    by_id[classes.index.to_numpy()] = classes.map(order).to_numpy()
    numbers = by_id[np.where(raster == NOWHERE, top + 1, raster)]
    drawn = palette[_standing_out(numbers, order, widened(raster, len(classes)))]
    drawn[_rim(raster)] = RIM
    return write_png(drawn)


def widened(raster: np.ndarray, grids: int) -> int:
    """By how many pixels on each side a grid that stands out is drawn larger, so that it can be seen.

    >>> widened(np.zeros((400, 400), dtype=int), 400), widened(np.zeros((400, 400), dtype=int), 40_000)
    (0, 3)
    """
    inside = np.count_nonzero(raster != NOWHERE)
    return max(0, round((SEEN * max(raster.shape) - np.sqrt(inside / max(grids, 1))) / 2))


def _standing_out(numbers: np.ndarray, order: dict[str, int], wider: int) -> np.ndarray:
    """The classes' numbers with those of hot and cold grids spread over so many pixels around."""
    if not wider:
        return numbers
    above = np.zeros(len(order) + 1, np.uint8)
    above[[order[key] for key in ABOVE]] = np.arange(1, len(ABOVE) + 1)
    back = np.array([order["none"], *(order[key] for key in ABOVE)])
    spread = back[maximum_filter(above[numbers], size=2 * wider + 1)]
    return np.where(numbers == len(order), numbers, spread)


def _rim(raster: np.ndarray) -> np.ndarray:
    """The pixels along the outer border: wide enough to be seen when the picture is drawn smaller."""
    outside = raster == NOWHERE
    return binary_dilation(outside, iterations=RIM_PX, border_value=1) & ~outside


def _figure(png: bytes, note: Note, classes: pd.Series) -> str:
    name = f"{note.period.since:%Y-%m}"
    hot = int(classes.astype(str).str.startswith("hot").sum())
    said = ngettext("{n} cases, {hot} grid hot", "{n} cases, {hot} grids hot", hot)
    said = said.format(n=number(note.n), hot=number(hot))
    if not note.valid:
        said = _("{n} cases: too few to say").format(n=number(note.n))
    data = base64.b64encode(png).decode()
    link = urlencode(address.whole() | {"view": "now", **_span(note.period)})
    words = escape(f"{name}: {said}")
    return (
        f"<a href='?{escape(link)}' target='_self'><figure><img alt='{words}' src='data:image/png;base64,{data}'>"
        f"<figcaption><b>{name}</b> {escape(said)}</figcaption></figure></a>"
    )


def _span(period: Period) -> dict[str, date]:
    return {"since": period.since, "until": period.until}


def _classes() -> list[tuple[str, str]]:
    return [*spots.classes().values(), (UNSAID, _(N_("Too few cases to say")))]


def _legend() -> str:
    rows = "".join(
        f"<li><span class='swatch' style='background:{colour}'></span>{escape(words)}</li>"
        for colour, words in _classes()
    )
    return f"<ul class='legend'>{rows}</ul>"


def _to_keep(asked: Viewing, note: Note) -> str:
    """The button that makes one picture of all months, in the browser: there are the fonts for every language."""
    around = asdict(viewing.picture(asked, note, _("Hot and cold spots")))
    around["legend"] = [{"colour": colour, "label": words} for colour, words in _classes()]
    told = escape(json.dumps(around, ensure_ascii=False))
    return (
        f'<button type="button" class="keep" data-months="{told}">{escape(_("Save as a picture"))}</button>'
        f'<script src="{mapview.address("months.js")}"></script>'
    )
