"""The results of the hotspot screen as files, each with the note that says how it came to be."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import streamlit as st

from data.export import write_frame
from data.notes import note_in_plain
from data.permits import Actor
from geo.model import Note
from pages.parts import downloads, load
from pages.parts.hotspots.viewing import Viewing
from pages.parts.text import N_, _

#: ending → words on the button
FILES = {"csv": N_("CSV"), "geojson": N_("GeoJSON"), "parquet": N_("GeoParquet")}
#: a result without places is no map
TABLES = {"csv": FILES["csv"], "parquet": "Parquet"}


def by_grid(asked: Viewing, frame: pd.DataFrame, note: Note, name: str) -> None:
    """A result by ``grid_id`` as files; names and shapes of the grids are added."""

    def whole() -> gpd.GeoDataFrame:
        grids = load.grids(asked.actor).set_index("grid_id")[["grid_code", "name", "geometry"]]
        return grids.join(frame, how="right").reset_index()

    shapes(asked, whole, note, name, _("Files by grid, with shapes, for maps and programs"))


def shapes(
    asked: Viewing, whole: Callable[[], gpd.GeoDataFrame], note: Note, name: str, words: str = ""
) -> None:
    """A result with shapes as files, made when one is asked for.

    Args:
        whole: makes the rows, in EPSG:4326.
        name: of the files, without ending. words: what they hold.
    """
    _offer(asked, whole, note, name, FILES, words or _("Files with shapes, for maps and programs"))


def table(asked: Viewing, frame: pd.DataFrame, note: Note, name: str) -> None:
    """A result without shapes as files."""
    _offer(asked, lambda: frame, note, name, TABLES, _("Files for programs"))


def cells(array: np.ndarray, bounds: tuple[float, float, float, float]) -> gpd.GeoDataFrame:
    """A density surface as squares: ``per_km2`` of every cell with something in it, in EPSG:4326.

    Args:
        array: rows north to south. bounds: west, south, east, north.

    >>> cells(np.array([[0.0, 3.0]]), (0, 0, 2, 1)).total_bounds.tolist()
    [1.0, 0.0, 2.0, 1.0]
    """
    west, south, east, north = bounds
    height, width = array.shape
    row, column = np.nonzero(array > 0)
    x, y = np.linspace(west, east, width + 1), np.linspace(north, south, height + 1)
    squares = shapely.box(x[column], y[row + 1], x[column + 1], y[row])
    return gpd.GeoDataFrame({"per_km2": array[row, column]}, geometry=squares, crs="EPSG:4326")


def together(asked: Viewing, frame: pd.DataFrame) -> gpd.GeoDataFrame:
    """Rows with ``grid_ids``, such as actions, each with the area of its grids and their codes."""
    grids = load.grids(asked.actor).set_index("grid_id")
    inside = [grids.loc[[one for one in ids if one in grids.index]] for ids in frame["grid_ids"]]
    areas = [shapely.union_all(there.geometry.to_numpy()) for there in inside]
    codes = pd.Series([list(there["grid_code"]) for there in inside], index=frame.index, dtype=object)
    rows = frame.drop(columns="grid_ids").assign(grid_codes=codes)
    return gpd.GeoDataFrame(rows, geometry=areas, crs="EPSG:4326")


def _offer(asked: Viewing, whole: Callable, note: Note, name: str, kinds: dict, words: str) -> None:
    if not asked.actor.may("export"):
        return
    about = {"view": asked.view, "category": asked.category, "until": asked.period.until.isoformat()}
    files(asked.actor, whole, note_in_plain(note, **about), name, kinds, words)


def files(
    actor: Actor, rows: Callable[[], gpd.GeoDataFrame], plain: dict, name: str, kinds: dict, words: str
) -> None:
    """A row of files to take along, made when one is asked for, and the note beside them.

    Args:
        plain: the note as ``data.notes.note_in_plain`` gives it. kinds: of ``FILES``. words: what they hold.
    """
    st.caption(_("{files}; the note says how the result came to be.").format(files=words))
    text = json.dumps(plain, ensure_ascii=False, indent=2)
    made = {
        ending: (_(label), lambda ending=ending: written(rows(), plain, ending))
        for ending, label in kinds.items()
    }
    made["note.json"] = _("Note"), lambda: text.encode()
    with st.container(horizontal=True, key=f"{name}_files", gap="small"):
        for ending, (label, file) in made.items():
            file_name = f"{name}.{ending}"
            downloads.offer(actor, label, file, file_name, key=f"file_{file_name}", kind=name)


def written(frame: pd.DataFrame, note: dict, ending: str) -> bytes:
    """The bytes of a result's file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"result.{ending}"
        write_frame(frame, file, note)
        return file.read_bytes()
