"""Choosing sites against spopt with the same solver, on random towns."""

import time

import numpy as np
import pulp
from report import Row, table
from spopt.locate import MCLP, PMedian

from geo.siting.site import site

#: seconds the peer may take for the large covering problem; seconds and share promised, and what HiGHS may take of ours
PEER_S, PROMISED_S, PROMISED_GAP, OURS_S = 120.0, 5.0, 0.01, 2.5


def town(demand: int, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Metres between homes and sites spread over 10 km × 10 km, and people."""
    rng = np.random.default_rng(seed)
    homes, sites = rng.uniform(0, 10_000, (demand, 1, 2)), rng.uniform(0, 10_000, (1, count, 2))
    return np.linalg.norm(homes - sites, axis=2), rng.integers(1, 500, demand).astype(float)


def clusters(demand: int, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The same where homes gather around 25 places, some far larger than others, and sites are at homes."""
    rng = np.random.default_rng(seed)
    centres, sizes = rng.uniform(0, 10_000, (25, 2)), rng.dirichlet(np.ones(25))
    homes = centres[rng.choice(25, demand, p=sizes)] + rng.normal(0, 600, (demand, 2))
    sites = homes[rng.choice(demand, count, replace=False)]
    return np.linalg.norm(homes[:, None] - sites, axis=2), rng.integers(1, 500, demand).astype(float)


def timed(run) -> tuple[float, object]:
    """Seconds and answer."""
    begin = time.perf_counter()
    answer = run()
    return time.perf_counter() - begin, answer


def median(seed: int) -> Row:
    """Shortest walks in all, to the proven best."""
    costs, people = town(500, 100, seed)
    ours_s, ours = timed(lambda: site("pmedian", costs, people, p=10))
    peer_s, peer = timed(
        lambda: PMedian.from_cost_matrix(costs, people, p_facilities=10).solve(pulp.HiGHS(msg=False))
    )
    assert ours.optimal and abs(ours.value / peer.problem.objective.value() - 1) < 1e-6
    return Row(f"p-median 500 × 100, p = 10, proven best (town {seed})", ours_s, peer_s, 20, "spopt")


def cover(make, seed: int, radius: float, *, peer: bool = False) -> list[Row]:
    """Most people within reach, as near to the proven bound as the seconds allow."""
    costs, people = make(5000, 500, seed)
    ours_s, ours = timed(lambda: site("mclp", costs, people, p=40, radius=radius, seconds=OURS_S))
    name = f"MCLP 5,000 × 500, p = 40, {make.__name__} {seed}, {radius:g} m"
    rows = [
        Row(f"{name}: seconds", ours_s, PROMISED_S, 1, "the promise"),
        Row(f"{name}: within of the proven bound", 100 * ours.gap, 100 * PROMISED_GAP, 1, "the promise", "%"),
    ]  # fmt: skip
    if peer:
        solver = pulp.HiGHS(msg=False, timeLimit=PEER_S)
        peer_s, _ = timed(lambda: MCLP.from_cost_matrix(costs, people, radius, p_facilities=40).solve(solver))
        rows.append(Row(f"{name}: to the end or {PEER_S:g} s", ours_s, peer_s, None, "spopt"))
    return rows


def main() -> None:
    """Print the table."""
    covers = [
        *cover(town, 3, 700.0), *cover(town, 3, 800.0), *cover(clusters, 1, 400.0), *cover(clusters, 2, 500.0),
        *cover(clusters, 5, 600.0, peer=True),
    ]  # fmt: skip
    print(table("Choosing sites", [*map(median, (0, 1)), *covers]))


if __name__ == "__main__":
    main()
