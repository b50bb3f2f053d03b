"""Points into grids: our raster, built and asked, against ``geopandas.sjoin`` with the same points.

    python tests/benchmarks/bench_locate.py [--points N] [--grids N] [--peer-points N]

Without ``--peer-points`` the peer joins every point. With it the peer joins the first so many, its time is
scaled up in proportion and the table says so. Answers are compared on every point that the peer joined.
"""

import argparse
import time

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from report import Row, table

from geo.locate import NOWHERE, Locator


def irregular(grids: int, seed: int = 7) -> np.ndarray:
    """About so many Voronoi cells over a city of 30 × 30 km, in metres."""
    rng = np.random.default_rng(seed)
    seeds = shapely.multipoints(rng.uniform(0, 30_000, (grids, 2)))
    return shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=shapely.box(0, 0, 30_000, 30_000)))


def ours(shapes: np.ndarray, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, float, float]:
    """Ids, seconds to build, seconds to ask."""
    begin = time.perf_counter()
    locator = Locator(shapes, np.arange(len(shapes)))
    built = time.perf_counter()
    found = locator.locate(x, y)
    return found, built - begin, time.perf_counter() - built


def peer(shapes: np.ndarray, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, float]:
    """Ids and seconds of a spatial join; points are made inside the measured time, as a user would."""
    grids = gpd.GeoDataFrame({"grid_id": np.arange(len(shapes))}, geometry=shapes, crs="EPSG:32650")
    begin = time.perf_counter()
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y), crs="EPSG:32650")
    joined = gpd.sjoin(points, grids, predicate="within", how="left")["grid_id"]
    seconds = time.perf_counter() - begin
    ids = pd.Series(joined).fillna(NOWHERE).astype(np.int64)
    return ids.groupby(level=0).min().to_numpy(), seconds


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--points", type=int, default=10_000_000)
    parser.add_argument("--grids", type=int, default=100_000)
    parser.add_argument("--peer-points", type=int)
    asked = parser.parse_args()
    joined = min(asked.peer_points or asked.points, asked.points)
    shapes = irregular(asked.grids)
    x, y = np.random.default_rng(8).uniform(-100, 30_100, (2, asked.points))
    found, build_s, ask_s = ours(shapes, x, y)
    expected, peer_s = peer(shapes, x[:joined], y[:joined])
    different = int((found[:joined] != expected).sum())
    scale = asked.points / joined
    name = f"{asked.points:,} points into {len(shapes):,} grids"
    said = "geopandas.sjoin" if scale == 1 else f"geopandas.sjoin of {joined:,} points, × {scale:g}"
    rows = [
        Row(f"{name}, building included", build_s + ask_s, peer_s * scale, promise=8, peer=said),
        Row(f"{name}, built before (once a boundary version)", ask_s, peer_s * scale, peer=said),
    ]
    print(table("Points into grids", rows))
    print(f"Built in {build_s:.2f} s. Different answers: {different} of {joined:,}.\n")
    if different:
        raise SystemExit("the answers differ")


if __name__ == "__main__":
    main()
