"""One road for every format: sniff, open archives, read, and write the table for the parent.

The table has the file's columns plus ``__row`` (the row number a reader of the file would give it),
``__geometry`` (WKB, two-dimensional) where the file has shapes, and ``__fault`` (a reason code or null).
"""

from pathlib import Path

import pyarrow as pa

from data.parse import archive, shapes, tables
from data.parse.sniff import NAMES, sniff
from geo.errors import InputError, Unreadable

_SHAPES = ("gpkg", "fgb", "kml", "geojson")


def parse(path: Path, folder: Path, layer: str, encoding: str) -> dict:
    """Read a file into ``folder/table.arrow``.

    Returns:
        ``format``, ``layer``, ``layers``, ``crs`` (authority code, WKT or empty), ``encoding``, ``rows``, and
        ``left_out``: rows of the file that cannot be meant.

    Raises:
        Unreadable: with a code for what is wrong; InputError ``layer_unknown`` or ``layer_needed``.
    """
    format_ = sniff(path)
    if format_ == "zip":
        format_, path, layers, layer = _open_archive(path, folder, layer)
    else:
        layers = []
    try:
        table, answer = _read(format_, path, folder, layer, encoding)
    except InputError as error:  # whoever reads that a file is damaged wants to know as what it was read
        raise type(error)(error.code, **{"format": NAMES[format_], **error.facts}) from None
    if not table.num_rows:
        raise Unreadable("file_without_rows")
    with pa.OSFile(str(folder / "table.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return {"layers": layers, "layer": layer, "crs": "", "encoding": "", "left_out": 0, **answer,
            "rows": table.num_rows, "format": format_}  # fmt: skip


def _read(format_: str, path: Path, folder: Path, layer: str, encoding: str) -> tuple[pa.Table, dict]:
    if format_ == "csv":
        return tables.read_csv(path, folder, encoding)
    if format_ == "xlsx":
        return tables.read_excel(path, layer)
    if format_ == "parquet":
        return tables.read_parquet(path)
    if format_ == "shp":
        return shapes.read_shapefile(path, folder, encoding)
    if format_ == "osm":
        from data.parse import osm  # now, for it loads pandas, which costs as much as reading a short file

        return osm.read_ways(path, folder)
    if format_ in _SHAPES:
        return shapes.read_shapes(format_, path, folder, layer)
    raise Unreadable("format_unknown")


def _open_archive(path: Path, folder: Path, layer: str) -> tuple[str, Path, list[str], str]:
    members = archive.checked(path)
    names = [member.filename for member in members]
    if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
        return "xlsx", path, [], layer
    layers = archive.shapefiles(members)
    if layers:
        layer = shapes.choose(layer, list(layers))
        archive.unpack(path, layers[layer], folder, "shape")
        return "shp", folder / "shape.shp", list(layers), layer
    if len(members) != 1:
        raise Unreadable("archive_without_table")
    (inside,) = archive.unpack(path, members, folder, "inside")
    format_ = sniff(inside)
    if format_ == "zip":
        raise Unreadable("archive_without_table")
    return format_, inside, [], layer
