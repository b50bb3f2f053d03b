"""Emerging hotspots at both promised sizes, against the usual road: esda's Gi* per bin, a trend test per grid."""

import warnings

import numpy as np
from report import Row, best_of, table
from town import squares

from geo.hotspots.emerging import emerging
from geo.hotspots.neighbours import shared_border

SEED = 7
#: grids along a side, steps, seconds promised
SIZES = ((45, 104, 1.0), (142, 52, 10.0))
#: grids along a side of the board on which the peer is timed; its time is reckoned up by the bin
PEER_SIDE = 20


def cube(side: int, steps: int) -> np.ndarray:
    """Incidents that come unevenly: most grids in most weeks have none."""
    return np.random.default_rng(SEED).negative_binomial(0.8, 0.6, (side * side, steps))


def peer(counts: np.ndarray, neighbours) -> None:
    """Gi* of every bin with 999 permutations, step by step, and a Mann-Kendall test a grid."""
    import pymannkendall
    from esda.getisord import G_Local
    from libpysal.weights import WSP

    weights = WSP(neighbours).to_W(silence_warnings=True)
    z = [
        G_Local(step.astype(float), weights, transform="B", permutations=999, star=True, seed=SEED).Zs
        for step in counts.T
    ]
    for series in np.array(z).T:
        pymannkendall.original_test(series)


def main() -> None:
    """Print the table."""
    warnings.filterwarnings("ignore")
    near = shared_border(squares(PEER_SIDE, PEER_SIDE))
    peer(cube(PEER_SIDE, 2), near)  # imports and compilations are not counted
    rows = []
    for side, steps, promised in SIZES:
        neighbours, counts = shared_border(squares(side, side)), cube(side, steps)
        people = np.random.default_rng(SEED).integers(20, 400, side * side)
        sample = cube(PEER_SIDE, steps)
        their_s = best_of(lambda c=sample: peer(c, near), times=1) * counts.size / sample.size
        n = f"{side * side:,} grids × {steps} steps"
        ours = best_of(lambda c=counts, w=neighbours: emerging(c, w))
        fair = best_of(lambda c=counts, w=neighbours, p=people: emerging(c, w, p))
        rows += [
            Row(f"{n}: bins, FDR, trend, classes; peer reckoned from {PEER_SIDE**2} grids", ours, their_s, None,
                "esda, pymannkendall"),
            Row(f"{n}: the same in {promised:g} s", ours, promised, 1, "the promise"),
            Row(f"{n}: against households, in {promised:g} s", fair, promised, 1, "the promise"),
        ]  # fmt: skip
    print(table("Emerging hotspots", rows))


if __name__ == "__main__":
    main()
