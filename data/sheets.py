"""A page of paper (PDF): map, facts and lists; a worker's beat to tick off, a leader's brief.

Text is drawn letter by letter, never read as markup, so nobody's name can change the page. Chinese letters use
STSong-Light, one of the fonts that PDF readers bring along for Chinese: nothing is embedded or fetched.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
EDGE, MAP_PT, GAP = 40.0, 205.0, 12.0
#: more grids than this are drawn with finer lines; a disc's radius
MANY, DISC = 150, 5.5
#: sizes in points
TITLE, HEADING, TEXT, FINE = 17.0, 10.5, 8.5, 7.0
ROW = 11.6
CHINESE, LATIN, BOLD = "STSong-Light", "Helvetica", "Helvetica-Bold"
INK, QUIET, LINE, AROUND = "#1f2a33", "#5b6770", "#c9ced3", "#eef0f2"
#: letters that the Latin fonts have, and everything else
_RUNS = re.compile(r"[\x20-\x7e\xa0-\xff]+|[^\x20-\x7e\xa0-\xff]+")
#: what cannot be printed: control characters, halves of pairs; and what the Chinese font lacks
_UNPRINTED, _RARE = (
    re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"),
    "□",
)


@dataclass(frozen=True)
class Area:
    """A grid on the map: a shape in degrees, its colour, and the number by which the lists call it."""

    shape: shapely.Geometry
    colour: str
    number: str


@dataclass(frozen=True)
class Listing:
    """A list: heading, columns as (words, share of the width, whether numbers), rows of text, and the words for rows
    that do not fit, with ``{n}``."""

    heading: str
    columns: tuple[tuple[str, float, bool], ...]
    rows: tuple[tuple[str, ...], ...]
    more: str


@dataclass(frozen=True)
class Sheet:
    """What stands on the page; every text is ready to read.

    ``facts``: label and value. ``around``: shapes of grids of others. ``legend``: colour and words. ``foot``: how
    the figures came to be. ``map_pt``: side of the map, in points.
    """

    title: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    areas: tuple[Area, ...]
    around: tuple[shapely.Geometry, ...]
    legend: tuple[tuple[str, str], ...]
    lists: tuple[Listing, ...]
    foot: tuple[str, ...]
    map_pt: float = MAP_PT


def drawn(sheet: Sheet, *more: Sheet) -> bytes:
    """The page, and any others after it, as a PDF; the same sheets give the same bytes."""
    pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=True, pageCompression=1)
    canvas.setTitle(clean(sheet.title))
    for page in (sheet, *more):
        _page(canvas, page)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _page(canvas: Canvas, sheet: Sheet) -> None:
    top = HEIGHT - EDGE - TITLE
    _write(canvas, EDGE, top, fitted(sheet.title, TITLE, WIDTH - 2 * EDGE, bold=True), TITLE, bold=True)
    _write(canvas, EDGE, top - 15, fitted(sheet.lead, TEXT, WIDTH - 2 * EDGE), TEXT, QUIET)
    top -= 28
    _map(canvas, sheet, EDGE, top - sheet.map_pt)
    _facts(canvas, sheet, EDGE + sheet.map_pt + GAP, top)
    foot = _foot(canvas, sheet.foot)
    _lists(canvas, sheet.lists, top - sheet.map_pt - GAP, foot + GAP)


# text


def clean(text: str) -> str:
    """A text that can be printed: no control characters, and a box for what the font lacks.

    >>> clean("Li\\tNa \\u202eabc 😀")
    'LiNa abc □'
    """
    return "".join(_RARE if ord(letter) > 0xFFFF else letter for letter in _UNPRINTED.sub("", text))


def _fonts(text: str, bold: bool) -> Iterator[tuple[str, str]]:
    for run in _RUNS.findall(clean(text)):
        yield run, (BOLD if bold else LATIN) if ord(run[0]) < 0x100 else CHINESE


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Points that a text takes."""
    return sum(pdfmetrics.stringWidth(run, font, size) for run, font in _fonts(text, bold))


def fitted(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """As much of a text as there is room for, with dots where something is left out."""
    text = clean(text)
    if width(text, size, bold=bold) <= room:
        return text
    while text and width(text + "…", size, bold=bold) > room:
        text = text[:-1]
    return text + "…"


def wrapped(text: str, size: float, room: float) -> list[str]:
    """A text in lines that fit; Latin words are kept whole where they can be."""
    lines = [""]
    for word in re.findall(r"[\x21-\x7e]+ ?|.", clean(text)):
        if width((lines[-1] + word).rstrip(), size) > room and lines[-1]:
            lines.append("")
        lines[-1] += word
    return [line.strip() for line in lines]


def _write(
    canvas: Canvas, x: float, y: float, text: str, size: float, colour: str = INK, *, bold: bool = False
):
    canvas.setFillColor(HexColor(colour))
    for run, font in _fonts(text, bold):
        canvas.setFont(font, size)
        canvas.drawString(x, y, run)
        x += pdfmetrics.stringWidth(run, font, size)


# the map


def _map(canvas: Canvas, sheet: Sheet, left: float, bottom: float) -> None:
    """The grids among their neighbours, north up, in a square frame."""
    side = sheet.map_pt
    canvas.saveState()
    frame = canvas.beginPath()
    frame.rect(left, bottom, side, side)
    canvas.clipPath(frame, stroke=0, fill=0)
    canvas.setFillColor(HexColor("#fafafa"))
    canvas.rect(left, bottom, side, side, stroke=0, fill=1)
    if sheet.areas:
        place = _placing([area.shape for area in sheet.areas], left, bottom, side)
        canvas.setLineWidth(0.4)
        for shape in sheet.around:
            _shape(canvas, shape, place, AROUND)
        canvas.setLineWidth(0.9 if len(sheet.areas) <= MANY else 0.25)
        for area in sheet.areas:
            _shape(canvas, area.shape, place, area.colour)
        numbered = [area for area in sheet.areas if area.number]
        for area in numbered:
            _number(canvas, area, place, on_disc=len(numbered) < len(sheet.areas))
    canvas.restoreState()
    canvas.setStrokeColor(HexColor(LINE))
    canvas.rect(left, bottom, side, side, stroke=1, fill=0)


def _number(canvas: Canvas, area: Area, place, on_disc: bool) -> None:
    """By which number the lists call a grid; on a white disc where only some grids have one."""
    x, y = place(shapely.get_coordinates(shapely.point_on_surface(area.shape)))[0]
    if on_disc:
        canvas.setFillColor(HexColor("#ffffff"))
        canvas.circle(x, y, DISC, stroke=1, fill=1)
    _write(canvas, x - width(area.number, FINE) / 2, y - FINE / 3, area.number, FINE)


def _placing(shapes: list, left: float, bottom: float, side: float):
    """From degrees to points on the page: the shapes fill the frame but for a margin."""
    west, south, east, north = shapely.total_bounds(shapes)
    narrow = np.cos(np.radians((south + north) / 2))
    wide, high = max((east - west) * narrow, 1e-9), max(north - south, 1e-9)
    scale = 0.86 * side / max(wide, high)
    middle = np.array([left + side / 2, bottom + side / 2])
    centre = np.array([(west + east) / 2, (south + north) / 2])
    return lambda degrees: middle + (degrees - centre) * [narrow * scale, scale]


def _shape(canvas: Canvas, shape: shapely.Geometry, place, colour: str) -> None:
    canvas.setFillColor(HexColor(colour))
    canvas.setStrokeColor(HexColor("#8a939b"))
    for polygon in shapely.get_parts(shape):
        path = canvas.beginPath()
        for ring in shapely.get_rings(polygon):
            corners = place(shapely.get_coordinates(ring))
            path.moveTo(*corners[0])
            for corner in corners[1:]:
                path.lineTo(*corner)
            path.close()
        canvas.drawPath(path, stroke=1, fill=1, fillMode=0)


# facts, lists, foot


def _facts(canvas: Canvas, sheet: Sheet, left: float, top: float) -> None:
    room, y = WIDTH - EDGE - left, top - TEXT
    for label, value in sheet.facts:
        _write(canvas, left, y, fitted(label, TEXT, room * 0.66), TEXT, QUIET)
        _write(canvas, left + room - width(value, TEXT, bold=True), y, value, TEXT, bold=True)
        y -= ROW + 1
    y -= 4
    for colour, words in sheet.legend:
        canvas.setFillColor(HexColor(colour))
        canvas.setStrokeColor(HexColor("#8a939b"))
        canvas.rect(left, y - 1, 11, 8, stroke=1, fill=1)
        _write(canvas, left + 17, y, fitted(words, TEXT, room - 17), TEXT)
        y -= ROW


def _lists(canvas: Canvas, lists: tuple[Listing, ...], top: float, bottom: float) -> None:
    """The lists below each other; where there is too little room the long ones give up their last rows."""
    room = int((top - bottom) // ROW) - 4 * len(lists)
    for one, many in zip(lists, _rows_each([len(one.rows) for one in lists], room), strict=True):
        top = _list(canvas, one, one.rows[:many], top)


def _rows_each(wanted: list[int], room: int) -> list[int]:
    """How many rows each list may show: the short ones all, the long ones equally many, one at least.

    >>> _rows_each([2, 30, 9], 20)
    [2, 9, 9]
    """
    given = [0] * len(wanted)
    for left, at in zip(range(len(wanted), 0, -1), np.argsort(wanted, kind="stable"), strict=True):
        given[at] = max(1, min(wanted[at], room // left))
        room -= given[at]
    return given


def _list(canvas: Canvas, one: Listing, shown: tuple, top: float) -> float:
    room, y = WIDTH - 2 * EDGE, top - HEADING
    _write(canvas, EDGE, y, one.heading, HEADING, bold=True)
    y -= ROW + 2
    _row(canvas, y, tuple(words for words, _share, _numbers in one.columns), one, room, QUIET)
    canvas.setStrokeColor(HexColor(LINE))
    for row in shown:
        canvas.line(EDGE, y - 3.5, EDGE + room, y - 3.5)
        y -= ROW
        _row(canvas, y, row, one, room, INK)
    if len(shown) < len(one.rows):
        y -= ROW
        _write(canvas, EDGE, y, one.more.format(n=len(one.rows) - len(shown)), FINE, QUIET)
    return y - ROW


def _row(canvas: Canvas, y: float, cells: tuple[str, ...], one: Listing, room: float, colour: str) -> None:
    x = EDGE
    for text, (_words, share, numbers) in zip(cells, one.columns, strict=True):
        wide = room * share
        text = fitted(text, TEXT, wide - 6)
        _write(canvas, x + (wide - 6 - width(text, TEXT) if numbers else 0), y, text, TEXT, colour)
        x += wide


def _foot(canvas: Canvas, foot: tuple[str, ...]) -> float:
    """The small print at the bottom of the page; its upper edge is returned."""
    lines = [line for text in foot for line in wrapped(text, FINE, WIDTH - 2 * EDGE)]
    y = EDGE - 8 + (len(lines) - 1) * (FINE + 2)
    top = y + FINE
    for line in lines:
        _write(canvas, EDGE, y, line, FINE, QUIET)
        y -= FINE + 2
    return top
