"""A million cases from CSV into the record, with their grids, against pandas + geopandas + GeoPackage."""

import argparse
import tempfile
import time
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from report import Row, table
from shapely import box

from data.db import open_record
from data.intake import load
from data.permits import OPERATOR

WEST, SOUTH, SIDE = 116.0, 39.5, 0.005
NOW = datetime(2026, 3, 2)


def board(columns: int) -> gpd.GeoDataFrame:
    """Square grids, ``columns`` by ``columns``."""
    cells = [
        box(WEST + SIDE * c, SOUTH + SIDE * r, WEST + SIDE * (c + 1), SOUTH + SIDE * (r + 1))
        for r in range(columns) for c in range(columns)
    ]  # fmt: skip
    codes = [f"990101001{k // 1000:03d}{k % 1000:03d}" for k in range(len(cells))]
    return gpd.GeoDataFrame({"grid_code": codes}, geometry=cells, crs="EPSG:4326")


def cases(n: int, columns: int, seed: int = 7) -> pd.DataFrame:
    """Cases as a city would send them: id, category, place, times, state, words."""
    rng = np.random.default_rng(seed)
    reported = pd.Timestamp("2025-01-01") + pd.to_timedelta(rng.integers(0, 365 * 1440, n), unit="min")
    closed = rng.random(n) < 0.8
    done = (reported + pd.to_timedelta(rng.integers(10, 20000, n), unit="min")).strftime("%Y-%m-%d %H:%M:%S")
    lon, lat = (start + rng.random(n) * SIDE * columns for start in (WEST, SOUTH))
    return pd.DataFrame({
        "id": np.arange(n), "category": rng.choice(["0101", "1101", "1202", "1301", "1402"], n),
        "lon": lon.round(6), "lat": lat.round(6),
        "reported_at": reported.strftime("%Y-%m-%d %H:%M:%S"), "closed_at": np.where(closed, done, ""),
        "state": np.where(closed, "closed", "dispatched"), "address": "人民路 12 号",
    })  # fmt: skip


def ours(folder: Path) -> float:
    """Seconds until the cases are committed; the grids are there before."""
    record = open_record(folder / "db" / "g.duckdb")
    load(record, OPERATOR, folder / "grids.parquet", "grids", now=NOW)
    started = time.perf_counter()
    report = load(record, OPERATOR, folder / "cases.csv", "incidents", now=NOW)
    took = time.perf_counter() - started
    assert (report.rejected, report.outside) == (0, 0), report
    record.close()
    return took


def peer(folder: Path) -> float:
    """Seconds of the usual way: read, join, write."""
    grids = gpd.read_parquet(folder / "grids.parquet")
    started = time.perf_counter()
    frame = pd.read_csv(
        folder / "cases.csv", dtype={"category": str}, parse_dates=["reported_at", "closed_at"]
    )
    points = gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(frame.lon, frame.lat), crs="EPSG:4326")
    gpd.sjoin(points, grids, how="left").to_file(folder / "cases.gpkg")
    return time.perf_counter() - started


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--columns", type=int, default=45)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        board(chosen.columns).to_parquet(folder / "grids.parquet")
        cases(chosen.rows, chosen.columns).to_csv(folder / "cases.csv", index=False)
        row = Row(f"{chosen.rows:,} cases from CSV with their grids of {chosen.columns**2:,}, committed", ours(folder),
                  peer(folder), 5, "pandas.read_csv + geopandas.sjoin + to_file(GPKG)")  # fmt: skip
        print(table("Intake", [row]))


if __name__ == "__main__":
    main()
