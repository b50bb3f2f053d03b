"""Gi* with its neighbours at 100,000 grids, against libpysal and esda; and exact against simulated p."""

import warnings
from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from report import Row, best_of, figure, machine, table
from town import squares

from geo.hotspots import hotspots
from geo.hotspots.emerging import emerging
from geo.hotspots.local import gi_star
from geo.hotspots.neighbours import shared_border
from geo.hotspots.permutation import permutation_tails

SIDE = 316
SEED = 7
#: seconds promised for the whole road at that size
PROMISED_S = 2.0
#: grids along a side for the cost against n, and how often each is run
SIDES = {32: 5, 100: 3, 316: 1}
#: steps of the emerging hotspots there
STEPS = 26


def city(side: int = SIDE) -> tuple[gpd.GeoDataFrame, np.ndarray]:
    """Side × side crooked grids that share their corners exactly, and incidents that cluster."""
    rng = np.random.default_rng(SEED)
    corners = rng.uniform(-0.2, 0.2, (side + 1, side + 1, 2))
    xy = shapely.get_coordinates(squares(side, side))
    at = xy.astype(int)
    polygons = shapely.polygons((xy + corners[at[:, 1], at[:, 0]]).reshape(-1, 5, 2))
    counts = rng.negative_binomial(0.8, 0.2, side * side)
    return gpd.GeoDataFrame(geometry=polygons), counts


def peers(grids: gpd.GeoDataFrame, counts: np.ndarray, permutations: int):
    """The usual way: queen weights, then Gi* as in the textbook."""
    from esda.getisord import G_Local
    from libpysal.weights import Queen

    weights = Queen.from_dataframe(grids, use_index=False, silence_warnings=True)
    return G_Local(
        counts.astype(float), weights, transform="B", permutations=permutations, star=True, seed=SEED
    )


def works(side: int) -> dict[str, Callable[[], object]]:
    """What a city of side × side grids is put through, by name."""
    grids, counts = city(side)
    shapes, series, n = grids.geometry.to_numpy(), pd.Series(counts), side * side
    near, rng = shared_border(shapes), np.random.default_rng(SEED)
    steps = rng.poisson(0.6, (n, STEPS))
    return {
        "neighbours": lambda: shared_border(shapes),
        "Gi*, exact p, FDR, classes": lambda: hotspots(series, near),
        "local Moran, exact p, FDR, classes": lambda: hotspots(series, near, method="moran"),
        f"emerging, {STEPS} steps": lambda: emerging(steps, near),
    }


def growth() -> str:
    """Seconds by work and number of grids, and the power of n with which they grow from first to last."""
    seconds = {
        side: {name: best_of(work, times) for name, work in works(side).items()}
        for side, times in SIDES.items()
    }
    sizes = [side * side for side in SIDES]
    lines = [
        "## Hotspots: cost against the number of grids", "", f"{machine()}.", "",
        f"| what | {' | '.join(f'{n:,} grids' for n in sizes)} | grows as n to the |",
        f"|---|{'--:|' * (len(sizes) + 1)}",
    ]  # fmt: skip
    for name in seconds[min(SIDES)]:
        spent = [seconds[side][name] for side in SIDES if name in seconds[side]]
        power = np.log(spent[-1] / spent[0]) / np.log(sizes[len(spent) - 1] / sizes[0])
        told = [f"{figure(s)} s" for s in spent] + [""] * (len(sizes) - len(spent))
        lines.append(f"| {name} | {' | '.join(told)} | {power:.2f} |")
    return "\n".join([*lines, ""])


def main() -> None:
    """Print the tables."""
    warnings.filterwarnings("ignore", module="libpysal|esda|numba")
    grids, counts = city()
    peers(*city(20), permutations=0)  # their imports and compilations are not counted
    shapes, series = grids.geometry.to_numpy(), pd.Series(counts)
    answers = {}

    def ours() -> None:
        answers["ours"] = gi_star(counts, shared_border(shapes))

    def theirs() -> None:
        answers["peer"] = peers(grids, counts, permutations=0).Zs

    our_s, their_s = best_of(ours), best_of(theirs, times=1)
    difference = float(np.abs(answers["ours"] - answers["peer"]).max())
    assert difference < 1e-9, difference
    near = shared_border(shapes)
    exact_s = best_of(lambda: permutation_tails(counts, near))
    whole_s = best_of(lambda: hotspots(series, shared_border(shapes)))
    simulated_s = best_of(lambda: peers(grids, counts, permutations=999), times=1)
    n = f"{len(grids):,} grids"
    rows = [
        Row(f"Gi* and neighbours, {n} (z differ by {difference:.0e})", our_s, their_s, 10, "libpysal + esda"),
        Row(
            f"p of every grid, {n}: exact against 999 permutations",
            exact_s,
            simulated_s - their_s,
            None,
            "esda",
        ),
        Row(f"neighbours, Gi*, exact p, FDR and classes, {n}; peer with 999 permutations", whole_s, simulated_s, 20,
            "libpysal + esda"),
        Row(f"the same in {PROMISED_S:g} s", whole_s, PROMISED_S, 1, "the promise"),
    ]  # fmt: skip
    print(table("Hotspots", rows))
    print(growth())


if __name__ == "__main__":
    main()
