"""The back-test, did-it-help and density along streets, by size: seconds beside what is promised."""

import geopandas as gpd
import numpy as np
import shapely
from report import Row, best_of, table
from scipy.sparse import csgraph
from town import squares

from geo.effect import did_it_help
from geo.hotspots.backtest import backtest
from geo.hotspots.neighbours import shared_border
from geo.lixels import conductance, cut
from geo.network_density import network_density

SEED, WEEKS, BANDWIDTH_M = 7, 52, 200.0
#: side of the city in grids → seconds promised
SIDES = {32: 2.0, 142: 20.0}


def city(side: int) -> np.ndarray:
    """Side × side grids with rates of their own, week by week."""
    rng = np.random.default_rng(SEED)
    return rng.poisson(rng.gamma(0.8, 1.0, (side * side, 1)), (side * side, WEEKS))


def streets(side: int, block_m: float = 100.0) -> gpd.GeoDataFrame:
    """A lattice of streets, side × side crossings."""
    node = np.arange(side * side).reshape(side, side)
    ends = np.concatenate(
        [np.column_stack([node[:, :-1].ravel(), node[:, 1:].ravel()]),
         np.column_stack([node[:-1].ravel(), node[1:].ravel()])]
    )  # fmt: skip
    place = block_m * np.column_stack([np.arange(side * side) % side, np.arange(side * side) // side])
    columns = {"edge_id": np.arange(len(ends)), "from_node": ends[:, 0], "to_node": ends[:, 1]}
    lines = shapely.linestrings(place[ends])
    return gpd.GeoDataFrame(columns | {"length_m": block_m}, geometry=lines, crs="EPSG:32650")


def rows():
    """Each piece of work with the seconds it took."""
    for side, promised in SIDES.items():
        steps, near, n = city(side), shared_border(squares(side, side)), side * side
        taken = best_of(lambda s=steps, b=near, n=n: backtest(s, b, areas_km2=np.ones(n)))
        yield Row(f"back-test of all ways, {n:,} grids × {WEEKS} weeks", taken, promised, 1, "promise")
        taken = best_of(lambda s=steps, b=near: did_it_help(s, range(10), 40, b))
        yield Row(f"did it help, 10 of {n:,} grids × {WEEKS} weeks", taken, 1.0, 1, "promise")
    net, rng = streets(224), np.random.default_rng(SEED)
    for points in (10_000, 1_000_000):
        x, y = rng.uniform(0, 22_300, (2, points))
        taken = best_of(lambda x=x, y=y: network_density(net, x, y, bandwidth_m=BANDWIDTH_M), times=1)
        name = f"density along {len(net):,} streets, {points:,} points, one number each 50 m"
        yield Row(name, taken, shortest_paths(net) * points, None, "a shortest-path search a point")


def shortest_paths(net: gpd.GeoDataFrame, tried: int = 20) -> float:
    """Seconds a point of the usual way: every piece within three bandwidths, by Dijkstra's search."""
    lixels = cut(net["length_m"].to_numpy(), 50.0)
    metres = conductance(lixels, net["from_node"].to_numpy(), net["to_node"].to_numpy())
    metres.data = 1 / metres.data
    seconds = best_of(lambda: csgraph.dijkstra(metres, indices=range(tried), limit=3 * BANDWIDTH_M), times=1)
    return seconds / tried


def main() -> None:
    """Print the table."""
    print(table("Back-test, effect and streets", list(rows())))


if __name__ == "__main__":
    main()
