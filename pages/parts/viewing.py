"""What all views of the hotspot screen share: what is asked, the map with its picture, files, explanations."""

import json
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import streamlit as st

from data import actions
from data.current import current
from data.export import write_frame
from data.notes import caveat_texts, note_in_plain
from data.permits import Actor
from geo.model import Note, Period
from pages.parts import address, load, maps, mapview, notes, session, standing, text
from pages.parts.explained import EXPLAINED
from pages.parts.text import N_, _

MAP_PX = 600
#: ending → the type a browser is told
FILES = {
    "csv": (N_("CSV"), "text/csv"),
    "geojson": (N_("GeoJSON"), "application/geo+json"),
    "parquet": (N_("GeoParquet"), "application/vnd.apache.parquet"),
}


@dataclass(frozen=True)
class Viewing:
    """What is asked of a view: by whom, over what, compared by what (``findings.found``), and in which way."""

    actor: Actor
    view: str
    period: Period
    category: str
    basis: str = "count"
    way: str = ""


def explain(view: str) -> None:
    """How a view's results are found, one click away."""
    with st.popover(_("How is this found?"), icon=":material/help:"):
        st.markdown(_(EXPLAINED[view]))


def show_map(asked: Viewing, layers: list[maps.Layer], note: Note, title: str) -> int | None:
    """The map with what was done in the field, its picture, and the line that says how it came to be.

    Returns:
        the grid that was just clicked.
    """
    chosen = mapview.show(
        current(),
        asked.actor,
        [*layers, *done_in_the_field(asked)],
        key="hotspots",
        locale=text.locale(),
        picture=picture(asked, note, title),
        height=MAP_PX,
    )
    notes.show(note)
    return chosen.grid_ids[0] if chosen.source and chosen.grid_ids else None


def done_in_the_field(asked: Viewing) -> list[maps.Outline]:
    """Grids in which something was done before the end of the period, outlined."""
    if not asked.actor.may("read_actions"):
        return []
    known = load.read(actions.actions, asked.actor, asked.period)
    grids = sorted({grid for ids in known["grid_ids"] for grid in ids})
    return [maps.Outline(tuple(grids), _("Something was done here"), "action")] if grids else []


def picture(asked: Viewing, note: Note, title: str) -> maps.Picture:
    """What stands around the map when it is kept as a picture."""
    about = notes.about(note)
    lines = [_("{what}: {text}").format(what=what, text=words) for what, words in about.items()]
    if session.access() == "demo":
        lines.append(_("Fictional district, invented data"))
    lead = " · ".join([text.period(note.period or asked.period), category_name(asked)])
    place = load.place().get("title", {}).get(text.locale(), "")
    whole = " · ".join(filter(None, [place, title]))
    return maps.Picture(whole, lead, tuple(lines), f"hotspots-{asked.view}-{asked.period.until}.png")


def category_name(asked: Viewing) -> str:
    """The category in the reader's language."""
    if not asked.category:
        return _("All categories")
    for row in load.read(standing.categories, asked.actor):
        if asked.category in (row["category"], row["major"]):
            return text.either(row, "name" if asked.category == row["category"] else "major")
    return asked.category


def reasons(note: Note) -> list[str]:
    """Why nothing can be said, a sentence each."""
    return caveat_texts(note, _)


def downloads(asked: Viewing, frame: pd.DataFrame, note: Note, name: str) -> None:
    """A result by grid as files with shapes, and the note that says how it came to be.

    Args:
        frame: by ``grid_id``; names and shapes are added.
    """
    if not asked.actor.may("export"):
        return

    def whole() -> gpd.GeoDataFrame:
        grids = load.grids(asked.actor).set_index("grid_id")[["grid_code", "name", "geometry"]]
        return grids.join(frame, how="right").reset_index()

    st.caption(_("By grid, with shapes, for maps and programs; the note says how it came to be:"))
    plain = note_in_plain(note, category=asked.category, until=asked.period.until.isoformat())
    files(whole, plain, name)


def files(
    rows: Callable[[], gpd.GeoDataFrame], plain: dict, name: str, endings: Iterable[str] = tuple(FILES)
) -> None:
    """Rows with shapes as files, and the note beside them; they are made when they are asked for.

    Args:
        plain: the note as ``data.notes.note_in_plain`` gives it. name: of the files, without ending.
    """
    with st.container(horizontal=True, key=f"{name}_files", gap="small"):
        for ending in endings:
            words, kind = FILES[ending]
            _download(words, lambda ending=ending: _written(rows(), plain, ending), f"{name}.{ending}", kind)
        note = json.dumps(plain, ensure_ascii=False, indent=2)
        _download(N_("Note"), lambda: note.encode(), f"{name}.note.json", "application/json")


def _download(words: str, data, file: str, kind: str) -> None:
    st.download_button(
        _(words), data, file, kind, key=f"file_{file}", on_click="ignore", icon=":material/download:",
        type="tertiary",
    )  # fmt: skip


def _written(frame: pd.DataFrame, note: dict, ending: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"result.{ending}"
        write_frame(frame, file, note)
        return file.read_bytes()


def open_grid(asked: Viewing, grid_id: int | None) -> None:
    """Leave for a grid's page when one was clicked."""
    if grid_id is not None:
        address.go("grid.py", grid=grid_id, **address.span(asked.period))
