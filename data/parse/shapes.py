"""GeoPackage, GeoJSON, Shapefile, FlatGeobuf and KML through GDAL, with a road around bad geometry.

GDAL hands over WKB; a shape that GEOS cannot build (a line with one point) becomes a fault of its row
instead of losing the file. Curves are read again as lines.
"""

import codecs
import json
import re
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import shapely

from data.parse.encoding import looks_like_big5
from geo.errors import InputError, Unreadable

_SUFFIX = {"gpkg": ".gpkg", "fgb": ".fgb", "kml": ".kml", "geojson": ".geojson"}
#: after the DBF specification's language driver ids
_DBF_LANGUAGES = {0x4D: "gbk", 0x4F: "big5", 0x7A: "gbk", 0x78: "big5", 0x57: "cp1252", 0x03: "cp1252"}


def choose(asked: str, layers: list[str]) -> str:
    """The layer to read.

    Raises:
        InputError: ``layer_needed`` when there are several and none was asked for; ``layer_unknown``.
    """
    if asked and asked not in layers:
        raise InputError("layer_unknown", layer=asked, known=", ".join(layers))
    if not asked and len(layers) > 1:
        raise InputError("layer_needed", known=", ".join(layers))
    if not layers:
        raise Unreadable("file_without_rows")
    return asked or layers[0]


def read_shapes(format_: str, path: Path, folder: Path, layer: str) -> tuple[pa.Table, dict]:
    """A file GDAL reads, under a name of ours."""
    ours = folder / f"shapes{_SUFFIX[format_]}"
    if ours != path:
        ours.symlink_to(path.resolve())
    try:
        layers = [str(name) for name in _gdal().list_layers(ours)[:, 0]]
        layer = choose(layer, layers)
        return _read(ours, layer, None, {"layers": layers, "layer": layer})
    except _gdal().errors.DataSourceError as error:
        if format_ != "geojson":
            raise Unreadable("table_broken", detail=_detail(error, folder)) from None
        return read_features(path)


def read_shapefile(path: Path, folder: Path, asked: str) -> tuple[pa.Table, dict]:
    """A shapefile whose parts stand together; the text's encoding is settled before GDAL sees it."""
    if path.parent != folder:
        path = _copy_parts(path, folder)
    if not path.with_suffix(".dbf").exists():
        raise Unreadable("shapefile_incomplete", part=".dbf")
    encoding = dbf_encoding(path, asked)
    try:
        table, answer = _read(path, None, encoding, {"encoding": encoding})
    except _gdal().errors.DataSourceError as error:
        raise Unreadable("table_broken", detail=_detail(error, folder)) from None
    return table, answer


def read_layer(path: Path, layer: str, where: str) -> tuple[pa.Table, dict]:
    """The rows of one layer that a condition holds for."""
    try:
        return _read(path, layer, None, {}, where)
    except (_gdal().errors.DataSourceError, _gdal().errors.DataLayerError) as error:
        raise Unreadable("table_broken", detail=_detail(error, path.parent)) from None


def _detail(error: Exception, folder: Path) -> str:
    """What GDAL says for itself, without the statement that failed, what it failed on, and our own names of files.

    >>> ours = Path("/a")
    >>> _detail(ValueError("sqlite3_get_table(SELECT a FROM b) failed: database disk image is malformed; x"), ours)
    'database disk image is malformed'
    >>> _detail(ValueError("ERROR parsing kml /a/shapes.kml :unclosed token on line 53"), ours)
    'ERROR parsing kml :unclosed token on line 53'
    """
    said = re.sub(rf"\s?['\"]?{re.escape(str(folder))}/\S*", "", str(error))
    return said.rsplit(" failed: ", 1)[-1].split(";")[0][:200]


def _copy_parts(path: Path, folder: Path) -> Path:
    for part in path.parent.glob("*"):
        if part.stem == path.stem and part.suffix.lower() in (".shp", ".shx", ".dbf", ".prj", ".cpg"):
            shutil.copyfile(part, folder / f"shape{part.suffix.lower()}")
    return folder / "shape.shp"


def dbf_encoding(path: Path, asked: str) -> str:
    """Asked, else the .cpg, else the language byte, else UTF-8 if it decodes, else Big5 or GB18030 by the bytes."""
    if asked:
        return asked
    cpg = path.with_suffix(".cpg")
    if cpg.exists():
        named = _codec(cpg.read_text(encoding="ascii", errors="replace").strip())
        if named:
            return named
    content = path.with_suffix(".dbf").read_bytes()
    language = _DBF_LANGUAGES.get(content[29]) if len(content) > 29 else None
    if language:
        return language
    try:
        content[32:].decode("utf-8")
    except UnicodeDecodeError:
        return "big5" if looks_like_big5(content[32:]) else "gb18030"
    return "utf-8"


def _codec(name: str) -> str | None:
    digits = re.fullmatch(r"(?:cp|ansi|windows)?[ -]?(\d+)", name.lower())
    if digits:
        name = {"936": "gbk", "950": "big5", "65001": "utf-8", "54936": "gb18030"}.get(
            digits[1], f"cp{digits[1]}"
        )
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def _gdal():
    import pyogrio

    from data.parse.child import ALLOWED

    if set(pyogrio.list_drivers()) - set(ALLOWED):
        raise Unreadable(
            "reader_unsafe", drivers=", ".join(sorted(set(pyogrio.list_drivers()) - set(ALLOWED)))
        )
    return pyogrio


def _read(
    path: Path, layer: str | None, encoding: str | None, answer: dict, where: str | None = None
) -> tuple[pa.Table, dict]:
    # times as text, for as numbers they lose their offsets
    how = {"layer": layer, "encoding": encoding, "force_2d": True, "datetime_as_string": True,
           "where": where}  # fmt: skip
    meta, _, shapes, values = _gdal().raw.read(path, **how)
    columns = {name: _column(array) for name, array in zip(meta["fields"], values, strict=True)}
    table = pa.table(columns) if columns else pa.table({"__row": pa.array([], pa.int64())})
    if shapes is None:
        return _numbered(table), answer
    wkb, fault = flat_wkb(list(shapes))
    if not columns:
        table = pa.table({"__geometry": wkb})
    else:
        table = table.append_column("__geometry", wkb)
    return _numbered(table.append_column("__fault", fault)), answer | {"crs": crs_text(meta["crs"])}


def _column(values: np.ndarray) -> pa.Array:
    if values.dtype == object:
        return pa.array([None if value is None else str(value) for value in values], pa.string())
    return pa.array(values, from_pandas=True)


def _numbered(table: pa.Table) -> pa.Table:
    from data.parse.tables import numbered

    return numbered(table)


def flat_wkb(shapes: list) -> tuple[pa.Array, pa.Array]:
    """WKB made two-dimensional, null where GEOS cannot build it, and the fault of each row."""
    raw = np.array([None if shape is None else bytes(shape) for shape in shapes], dtype=object)
    built = shapely.force_2d(_built(raw))
    wkb = shapely.to_wkb(built)
    lost = np.array([shape is not None for shape in raw]) & shapely.is_missing(built)
    faults = np.where(lost, "geometry_unreadable", None)
    return pa.array(list(wkb), pa.binary()), pa.array(list(faults), pa.string())


def _built(raw: np.ndarray) -> np.ndarray:
    try:
        return shapely.from_wkb(raw, on_invalid="ignore")
    except NotImplementedError:  # one curve among them: GEOS knows none, the others must not suffer
        return np.array([_built_alone(wkb) for wkb in raw], dtype=object)


def _built_alone(wkb: bytes | None):
    try:
        return shapely.from_wkb(wkb, on_invalid="ignore")
    except NotImplementedError:
        return None


def read_features(path: Path) -> tuple[pa.Table, dict]:
    """GeoJSON feature by feature, for files GDAL gives up on.

    Raises:
        Unreadable: ``table_broken`` when it is not even JSON.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
        features = content["features"] if isinstance(content, dict) else content
        rows = [feature.get("properties") or {} for feature in features]
        shapes = [feature.get("geometry") for feature in features]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable("table_broken", detail=str(error)[:200]) from None
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = {name: pa.array([_text(row.get(name)) for row in rows], pa.string()) for name in names}
    texts = np.array([None if shape is None else json.dumps(shape) for shape in shapes], dtype=object)
    built = shapely.force_2d(shapely.from_geojson(texts, on_invalid="ignore"))
    lost = np.array([text is not None for text in texts]) & shapely.is_missing(built)
    columns["__geometry"] = pa.array(list(shapely.to_wkb(built)), pa.binary())
    columns["__fault"] = pa.array(list(np.where(lost, "geometry_unreadable", None)), pa.string())
    return _numbered(pa.table(columns)), {"crs": "EPSG:4326"}


def _text(value) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def crs_text(crs) -> str:
    """A stated coordinate system as ``EPSG:n`` where it has a number, else WKT; empty for none."""
    import pyproj

    if crs is None or crs == "":
        return ""
    try:
        known = pyproj.CRS.from_user_input(crs)
    except pyproj.exceptions.CRSError:
        return ""
    if known.to_authority() == ("OGC", "CRS84"):
        return "EPSG:4326"
    code = known.to_epsg()
    return f"EPSG:{code}" if code else known.to_wkt()
