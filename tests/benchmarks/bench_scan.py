"""The morning alarm at its promised size, against the usual loop over centres, circles and windows; its cost."""

import numpy as np
from report import Row, best_of, figure, machine, table

from geo.hotspots.scan import scan

SEED = 7
DAYS, MAX_DAYS, REPLICATIONS = 60, 14, 999
#: grids and incidents of the promise, and its seconds
GRIDS, INCIDENTS, PROMISED_S = 1_000, 20_000, 2.0
#: replications that the peer is given, and reckoned up from
PEER_REPLICATIONS = 2
#: grids at which the cost is measured, how often, and incidents a grid
SIZES, EACH = {1_000: 3, 10_000: 1, 100_000: 1}, 10


def study(grids: int, incidents: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Places in a square and incidents that come anywhere on any day."""
    rng = np.random.default_rng(SEED)
    x, y = rng.uniform(0, 10_000 * (grids / 1_000) ** 0.5, (2, grids))
    counts = np.zeros((grids, DAYS), dtype=int)
    np.add.at(counts, (rng.integers(0, grids, incidents), rng.integers(0, DAYS, incidents)), 1)
    return x, y, counts


def highest(counts: np.ndarray, order: np.ndarray, limit: float) -> float:
    """The highest ratio over all centres, circles and trailing windows, as open implementations look it up."""
    total, best = counts.sum(), 0.0
    window = np.cumsum(counts[:, ::-1], axis=1)[:, :MAX_DAYS]
    by_place, by_window = counts.sum(axis=1), window.sum(axis=0)
    for nearest in order:
        around = np.cumsum(by_place[nearest])
        inside = around <= limit
        seen = np.cumsum(window[nearest], axis=0)[inside]
        expected = around[inside, None] * by_window / total
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = seen * np.log(seen / expected)
            ratio += (total - seen) * np.log((total - seen) / (total - expected))
        best = max(best, np.where(seen > expected, ratio, 0.0).max(initial=0.0))
    return float(best)


def peer(x: np.ndarray, y: np.ndarray, counts: np.ndarray, replications: int) -> float:
    """The space-time permutation scan: once as it was, then with the days dealt anew; the first is returned."""
    order = np.argsort(np.hypot(x[:, None] - x, y[:, None] - y), axis=1)
    place, day = np.nonzero(counts)
    times = counts[place, day]
    place, day = np.repeat(place, times), np.repeat(day, times)
    found, rng = highest(counts, order, counts.sum() / 2), np.random.default_rng(SEED)
    for _ in range(replications):
        dealt = np.zeros_like(counts)
        np.add.at(dealt, (place, rng.permutation(day)), 1)
        highest(dealt, order, counts.sum() / 2)
    return found


def growth() -> str:
    """Seconds by number of grids, as many incidents to each, and the power of n with which they grow."""
    studies = {n: study(n, n * EACH) for n in SIZES}
    seconds = {
        n: best_of(lambda n=n: scan(*studies[n], replications=REPLICATIONS), times)
        for n, times in SIZES.items()
    }
    fitted = np.polyfit(np.log(list(seconds)), np.log(list(seconds.values())), 1)[0]
    name = f"{DAYS} days, {EACH} incidents a grid, {REPLICATIONS} replications"
    told = " | ".join(f"{figure(spent)} s" for spent in seconds.values())
    return "\n".join([
        "## Space-time scan: cost against the number of grids", "", f"{machine()}.", "",
        f"| what | {' | '.join(f'{n:,} grids' for n in SIZES)} | grows as n to the |",
        f"|---|{'--:|' * (len(SIZES) + 1)}",
        f"| {name} | {told} | {fitted:.2f} |", "",
        "Up to 10 million centres × grids with cases (some 3,000 grids) every circle is looked at; beyond, "
        "those of more than 256 grids are drawn around fewer grids, the larger the fewer, and the answer says so "
        "(docs/decisions/0023-large-circles-on-a-coarser-net.md).", "",
    ])  # fmt: skip


def main() -> None:
    """Print the tables."""
    x, y, counts = study(GRIDS, INCIDENTS)
    n = f"{GRIDS:,} grids × {DAYS} days, {INCIDENTS:,} incidents, {REPLICATIONS} replications"
    ours = best_of(lambda: scan(x, y, counts, replications=REPLICATIONS))
    first = scan(x, y, counts, replications=9)[0].loc[0, "llr"]
    assert abs(first - peer(x, y, counts, 0)) < 1e-9, "both find the same"
    alone = best_of(lambda: peer(x, y, counts, 0), times=1)
    some = best_of(lambda: peer(x, y, counts, PEER_REPLICATIONS), times=1)
    theirs = alone + (some - alone) / PEER_REPLICATIONS * REPLICATIONS
    rows = [
        Row(f"{n}; peer reckoned from {PEER_REPLICATIONS}, with the same ratio", ours, theirs, 50,
            "numpy, centre by centre, as open_cp does"),
        Row(f"{n}: in {PROMISED_S:g} s", ours, PROMISED_S, 1, "the promise"),
    ]  # fmt: skip
    print(table("Space-time scan", rows))
    print(growth())


if __name__ == "__main__":
    main()
