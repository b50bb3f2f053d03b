"""The gaps to take along: grids with shapes as files, each with its note, and the map as a picture."""

from collections.abc import Callable

import geopandas as gpd
import pandas as pd

from data.gaps import SHARE_BEYOND
from data.notes import note_in_plain
from data.permits import Actor
from geo.debt import WEIGHTS
from geo.model import Note, Period
from pages.parts import load, maps, notes, session, text
from pages.parts.gaps import gapmap, reached
from pages.parts.gaps.facewords import REACHING, noted, of_no_kind
from pages.parts.hotspots import handout
from pages.parts.text import _


def offer(
    actor: Actor,
    frame: pd.DataFrame,
    face: str,
    note: Note,
    supply: tuple[pd.DataFrame, Note] | None = None,
    **asked: object,
) -> None:
    """Files of all that the screen knows of every grid, for those who may take them.

    Args:
        frame: by ``grid_id``; grids that a scenario splits are written as the one they are on the map.
        supply: the score that the map shows in place of the face, with its note.
        asked: what the note says was asked for.
    """
    if actor.may("export"):
        plain = note_in_plain(supply[1] if supply else noted(note, face, len(frame)), face=face, **asked)
        words = _("Files by grid, with shapes, for maps and programs")
        name = f"gaps_{asked['score'] if supply else face}"
        scores = supply[0].filter(like="score") if supply else pd.DataFrame()
        handout.files(actor, _shapes(actor, frame, scores), plain, name, handout.FILES, words)


def _shapes(actor: Actor, frame: pd.DataFrame, scores: pd.DataFrame) -> Callable[[], gpd.GeoDataFrame]:
    def whole() -> gpd.GeoDataFrame:
        grids = load.grids(actor).set_index("grid_id")
        values = gapmap.whole(frame).drop(columns="why").join(scores)
        # what is said of a grid is said of all of it, where the map shows the worse half
        values["service"] = values["share_beyond"] >= SHARE_BEYOND
        values["faces"] = values[list(WEIGHTS)].sum(axis=1)
        # no id has a decimal where a grid has none
        values["worker_id"] = values["worker_id"].astype("Int64")
        named = [name for name in ("grid_code", "name") if name not in values]
        return grids[[*named, "geometry"]].join(values, how="right").reset_index()

    return whole


def picture(frame: pd.DataFrame, face: str, note: Note, period: Period) -> maps.Picture:
    """What stands around the map of a face when it is kept as a picture."""
    note = noted(note, face, len(frame))
    told = note if face in REACHING else of_no_kind(note)
    return framed(reached.title(frame, face), told, period, face)


def framed(title: str, note: Note, period: Period, name: str) -> maps.Picture:
    """What stands around a map: title, period, and how it came to be."""
    lines = notes.lines(note)
    if session.access() == "demo":
        lines.append(_("Fictional district, invented data"))
    return maps.Picture(title, text.period(period), tuple(lines), f"gaps-{name}-{period.until}.png")
