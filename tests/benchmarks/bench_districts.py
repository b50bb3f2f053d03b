"""Beats evened out with few changes at three sizes against the proven bound, and beats from scratch against METIS.

Towns are rectangles of beats whose grids' loads are as uneven as waiting times. Unlike other benchmarks these rows
compare with a promise or with a bound proven in the same run, which is said; METIS gets as much time as it takes.
"""

import time

import numpy as np
import pandas as pd
from lattice import blocks
from report import Row, table
from scipy.optimize import linear_sum_assignment

from geo.districts.aims import Border
from geo.districts.beats import Beats, changed
from geo.districts.rebalance import Frontier, frontier
from geo.districts.scratch import from_scratch

SEED = 1
#: grids wide and high, beats across and down
SMALL, MIDDLE, LARGE = (20, 10, 5, 2), (50, 40, 10, 6), (200, 100, 30, 20)


def evened(beats: Beats, tolerance: float, seconds: float, proof: float) -> tuple[Frontier, float, float]:
    """The plans of a search for so long, when the first came, and when all was done."""
    first: list[float] = []
    begun = time.perf_counter()
    found = frontier(
        beats, tolerance, seed=SEED, used=lambda: (time.perf_counter() - begun) / seconds, proof_seconds=proof,
        told=lambda plan: first.append(time.perf_counter() - begun),
    )  # fmt: skip
    return found, min(first, default=float("inf")), time.perf_counter() - begun


def small() -> list[Row]:
    """The whole frontier with its bounds."""
    found, _first, seconds = evened(blocks(*SMALL, SEED), 0.1, 2.0, 2.5)
    apart = max(plan.changes - np.ceil(plan.fewest - 1e-9) for plan in found.plans)
    n = f"200 grids, 10 workers: {len(found.plans)} plans"
    return [
        Row(f"{n} with bounds", seconds, 5.0, 1, "the promise"),
        Row(f"{n}, most changes above the bound", apart, 1.0, 1, "the promise", "grids"),
    ]


def even(size: tuple, tolerance: float, name: str, limits: tuple, search: float, proof: float) -> list[Row]:
    """The first plan, and after a while how far above the bound."""
    first_s, times_bound = limits
    found, first, seconds = evened(blocks(*size, SEED), tolerance, search, proof)
    plan = found.best(tolerance)
    bound = max(plan.fewest, 1.0)
    told = f"{plan.changes} changes, bound {np.ceil(bound - 1e-9):.0f}, {seconds:.0f} s"
    return [
        Row(f"{name} at {tolerance:.0%}: first plan", first, first_s, 1, "the promise"),
        Row(f"{name} at {tolerance:.0%}: {told}; changes over bound", plan.changes / bound, times_bound, 1,
            "the promise", "times"),
    ]  # fmt: skip


def metis(size: tuple, name: str) -> list[Row]:
    """From scratch: edges cut at METIS's own balance; from today: who has to change."""
    import pymetis

    beats = blocks(*size, SEED)
    graph, k = beats.neighbours, len(beats.shares)
    weights = np.round(beats.loads / beats.loads.mean() * 1000).astype(int)
    part = np.array(
        pymetis.part_graph(
            k,
            xadj=graph.indptr.tolist(),
            adjncy=graph.indices.tolist(),
            vweights=weights.tolist(),
            contiguous=True,
        )[1]
    )
    balance = np.abs(np.bincount(part, beats.loads, minlength=k) / beats.loads.sum() * k - 1).max()
    tolerance, begun = max(float(balance), 0.02), time.perf_counter()
    ours = from_scratch(
        pd.Series(beats.loads), graph, k, tolerance, Border, seed=SEED,
        used=lambda: (time.perf_counter() - begun) / 10,
    )  # fmt: skip
    pairs = graph.tocoo()
    cut = [(held[pairs.row] != held[pairs.col]).sum() / 2 for held in (ours, part)]
    alike = np.zeros((k, k))
    np.add.at(alike, (beats.today, part), 1)
    moved = len(part) - alike[linear_sum_assignment(-alike)].sum()
    plan = evened(beats, tolerance, 5.0, 0.5)[0].best(tolerance)
    return [
        Row(f"{name} from scratch within {tolerance:.1%}: edges cut", cut[0], cut[1], 1, "METIS", "edges"),
        Row(f"{name} evened to {tolerance:.1%}: grids that change", len(changed(beats, plan.workers)), moved, None,
            "METIS, its beats named after those of today they are most alike", "grids"),
    ]  # fmt: skip


def main() -> None:
    """Print the table."""
    middle, large = "2,000 grids, 60 workers", "20,000 grids, 600 workers"
    rows = [
        *small(),
        *even(MIDDLE, 0.1, middle, (1.0, 1.25), 12.0, 7.0),
        *even(MIDDLE, 0.05, middle, (1.0, 1.25), 12.0, 7.0),
        *even(LARGE, 0.1, large, (5.0, 1.5), 45.0, 10.0),
        *metis(SMALL, "200 grids, 10 workers"),
        *metis(MIDDLE, middle),
    ]
    print(table("Beats evened out", rows))


if __name__ == "__main__":
    main()
