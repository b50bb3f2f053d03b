"""Files as strangers send them: the 3 × 3 town in many formats, and the hostile ones."""

import csv
import json
import zipfile
from datetime import datetime
from pathlib import Path

import pyogrio
import shapely
from town import town

NOW = datetime(2026, 3, 2, 9, 0)
#: middle of grid k of the town (1 to 9) in WGS 84
MIDDLES = {
    number: (shape.representative_point().x, shape.representative_point().y)
    for number, shape in enumerate(town().geometry, 1)
}


def town_file(path: Path, **columns) -> Path:
    """The town's grids in the format of the path's suffix, with further columns."""
    frame = town()[["grid_code", "name", "households", "population", "geometry"]].assign(**columns)
    if path.suffix == ".parquet":
        frame.to_parquet(path)
    elif path.suffix in (".csv", ".xlsx"):
        rows = frame.assign(wkt=[shape.wkt for shape in frame.geometry]).drop(columns="geometry")
        (rows.to_csv if path.suffix == ".csv" else rows.to_excel)(path, index=False)
    elif path.suffix == ".zip":
        whole = town_file(path.with_suffix(".shp"), **columns)
        with zipfile.ZipFile(path, "w") as archive:
            for part in whole.parent.glob(f"{whole.stem}.*"):
                if part != path:
                    archive.write(part, part.name)
    else:
        pyogrio.write_dataframe(frame, path, driver="KML" if path.suffix == ".kml" else None)
    return path


def table_file(path: Path, rows: list[dict], encoding: str = "utf-8") -> Path:
    """Rows as CSV, every value as given."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def case(number: int, grid: int = 5, **changes) -> dict:
    """A good row of cases in the middle of a grid of the town."""
    lon, lat = MIDDLES[grid]
    row = {"id": f"c{number}", "category": "1101", "lon": lon, "lat": lat, "reported_at": "2026-02-01 08:00"}
    return row | changes


def shapefile_zip(path: Path, layers: dict[str, str], folder: str = "", cpg: bool = True) -> Path:
    """A zip of shapefiles, layer name → encoding of its text, each holding the town with Chinese names."""
    frame = town()[["grid_code", "geometry"]].assign(name="第一网格")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for layer, encoding in layers.items():
            inside = path.parent / f"{layer}-{encoding}"
            inside.mkdir(exist_ok=True)
            pyogrio.write_dataframe(frame, inside / "part.shp", encoding=encoding)
            for part in inside.iterdir():
                if part.suffix == ".cpg" and not cpg:
                    continue
                content = part.read_bytes()
                if part.suffix == ".dbf" and not cpg:  # no language byte either
                    content = content[:29] + b"\x00" + content[30:]
                archive.writestr(f"{folder}{layer}{part.suffix}", content)
    return path


def features(path: Path, shapes: list, crs: str = "") -> Path:
    """GeoJSON of GeoJSON geometries or shapes, coded g1, g2, …"""
    listed = [
        {"type": "Feature", "properties": {"grid_code": f"g{k}"},
         "geometry": shape if isinstance(shape, dict) or shape is None else json.loads(shapely.to_geojson(shape))}
        for k, shape in enumerate(shapes, 1)
    ]  # fmt: skip
    content = {"type": "FeatureCollection", "features": listed}
    if crs:
        content["crs"] = {"type": "name", "properties": {"name": crs}}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path
