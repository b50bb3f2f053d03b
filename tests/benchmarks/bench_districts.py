"""Beats evened out with few changes at three sizes against the proven bound.

The small town is measured in ten kinds, the worst of which counts.

Towns are rectangles of beats whose grids' loads are as uneven as waiting times. Unlike other benchmarks these rows
compare with a promise or with a bound proven in the same run, which is said.
"""

import time

from lattice import blocks
from report import Row, table

from geo.districts.beats import Beats
from geo.districts.bound import whole_grids
from geo.districts.rebalance import Frontier, frontier

SEED, SEEDS = 1, range(1, 11)
#: of a search whose plans count as the fewest there are, where no bound says so
LONG_S = 15.0
ADJOINING = (
    "Where it is not said that a bound is of all plans it holds among those in which grids go to adjoining beats "
    "only: a plan that hands grids farther might do with fewer changes."
)
#: grids wide and high, beats across and down
SMALL, MIDDLE, LARGE = (20, 10, 5, 2), (50, 40, 10, 6), (200, 100, 30, 20)


def evened(beats: Beats, tolerance: float, seconds: float, proof: float) -> tuple[Frontier, float, float]:
    """The plans of a search for so long, when the first came, and when all was done."""
    first: list[float] = []
    begun = time.perf_counter()
    found = frontier(
        beats, tolerance, seed=SEED, used=lambda: (time.perf_counter() - begun) / seconds, proof_seconds=proof,
        told=lambda plan: first.append(time.perf_counter() - begun), clock=time.perf_counter,
    )  # fmt: skip
    return found, min(first, default=float("inf")), time.perf_counter() - begun


def above(found: Frontier, known: Frontier) -> int:
    """How many grids a plan changes more than one as even that is known, at the most."""
    return max(plan.changes - known.best(plan.imbalance).changes for plan in found.plans)


def small() -> list[Row]:
    """The whole frontier with its bounds, the worst of ten towns."""
    runs = [evened(blocks(*SMALL, seed), 0.1, 1.3, 3.0) for seed in SEEDS]
    known = [evened(blocks(*SMALL, seed), 0.1, LONG_S, 0.0)[0] for seed in SEEDS]
    apart, every = (
        [max(p.changes - whole_grids(getattr(p, of)) for p in found.plans) for found, _, _ in runs]
        for of in ("fewest_adjoining", "fewest")
    )
    seconds = [seconds for _, _, seconds in runs]
    plans = " to ".join(str(f([len(found.plans) for found, _, _ in runs])) for f in (min, max))
    n = f"200 grids, 10 workers, the worst of {len(runs)} towns: {plans} plans"
    return [
        Row(f"{n} with bounds (quickest {min(seconds):.2g} s)", max(seconds), 5.0, 1, "the promise"),
        Row(
            f"{n}, most changes above the fewest that a search of {LONG_S:.0f} s finds",
            max(above(found, best) for (found, _, _), best in zip(runs, known, strict=True)),
            1.0,
            1,
            "the promise",
            "grids",
        ),
        Row(
            f"{n}, most changes above the bound between adjoining beats (least {min(apart):.0f})",
            max(apart),
            1.0,
            1,
            "the promise",
            "grids",
        ),
        Row(
            f"{n}, most changes above what is proven of all plans by then (least {min(every):.0f})",
            max(every),
            1.0,
            None,
            "what would prove it at once",
            "grids",
        ),
    ]


def even(size: tuple, tolerance: float, name: str, limits: tuple, search: float, proof: float) -> list[Row]:
    """The first plan, and after a while how far above the bound."""
    first_s, times_bound = limits
    found, first, seconds = evened(blocks(*size, SEED), tolerance, search, proof)
    plan = found.best(tolerance)
    bound = max(plan.fewest_adjoining, 1.0)
    told = f"{plan.changes} changes, bound {whole_grids(bound)}, {seconds:.0f} s"
    return [
        Row(f"{name} at {tolerance:.0%}: first plan", first, first_s, 1, "the promise"),
        Row(f"{name} at {tolerance:.0%}: {told}; changes over bound", plan.changes / bound, times_bound, 1,
            "the promise", "times"),
    ]  # fmt: skip


def main() -> None:
    """Print the table."""
    middle, large = "2,000 grids, 60 workers", "20,000 grids, 600 workers"
    rows = [
        *small(),
        *even(MIDDLE, 0.1, middle, (1.0, 1.25), 8.0, 11.0),
        *even(MIDDLE, 0.05, middle, (1.0, 1.25), 8.0, 11.0),
        *even(LARGE, 0.1, large, (5.0, 1.5), 36.0, 20.0),
    ]
    print(table("Beats evened out", rows))
    print(f"\n{ADJOINING}")


if __name__ == "__main__":
    main()
