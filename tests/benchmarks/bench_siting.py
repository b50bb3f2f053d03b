"""Choosing sites against spopt with the same solver, on random towns."""

import time

import numpy as np
import pulp
from report import Row, table
from spopt.locate import MCLP, PMedian

from geo.siting.site import site

#: seconds the peer may take for the large covering problem, and we
PEER_S, OURS_S = 120.0, 1.0


def town(demand: int, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Metres between homes and sites spread over 10 km × 10 km, and people."""
    rng = np.random.default_rng(seed)
    homes, sites = rng.uniform(0, 10_000, (demand, 1, 2)), rng.uniform(0, 10_000, (1, count, 2))
    return np.linalg.norm(homes - sites, axis=2), rng.integers(1, 500, demand).astype(float)


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


def cover(radius: float) -> Row:
    """Most people within reach, as near to the proven bound as the seconds allow."""
    costs, people = town(5000, 500, 3)
    ours_s, ours = timed(lambda: site("mclp", costs, people, p=40, radius=radius, seconds=OURS_S))
    solver = pulp.HiGHS(msg=False, timeLimit=PEER_S)
    peer_s, _ = timed(lambda: MCLP.from_cost_matrix(costs, people, radius, p_facilities=40).solve(solver))
    name = (
        f"MCLP 5,000 × 500, p = 40, {radius:g} m: within {ours.gap:.2%}; the peer to the end or {PEER_S:g} s"
    )
    return Row(name, ours_s, peer_s, None, "spopt")


def main() -> None:
    """Print the table."""
    print(table("Choosing sites", [*map(median, (0, 1)), *map(cover, (700.0, 800.0))]))


if __name__ == "__main__":
    main()
