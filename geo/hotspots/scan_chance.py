"""The highest likelihood ratio that chance gives, in one replication after the other: exactly, at speed.

Zones of one centre only grow, so do their counts. Neighbouring zones are taken together in blocks, and the
count at the end of a block, set against the expectation at its beginning, bounds all zones in it. Only
blocks whose bound passes the highest value so far are opened. All sums are one sparse product.
"""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from threading import Event

import numpy as np
from scipy import sparse

from geo.hotspots.scan_statistic import STEPS, likelihood_ratio
from geo.hotspots.scan_study import Study

#: replications worked on at once, and the numbers in an array of theirs: these stay in the cache
SIZE, CELLS = 128, 500_000
#: a block spans so much of √μ
SPAN = 0.5
#: windows whose shares differ by less than this factor have the same blocks
ALIKE = 1.5
#: centres from which a first value is taken
FIRST = 16
#: replications at once: as many threads as processors
THREADS = multiprocessing.cpu_count()
#: seconds between two words about the progress
PATIENCE_S = 0.3


@dataclass(frozen=True)
class Blocks:
    """Runs of zones of about the same size, by centre and block.

    ``begins``: the entry where each block begins, flat, and the end of the last one. ``first`` and
    ``end``: share of the first zone and of the last entry; ``first`` is infinite where a block
    holds no zone. ``end_is_zone``: whether a zone ends with the block. ``sums``: for each run of
    centres, the matrix that adds up the members of its blocks.
    """

    begins: np.ndarray
    first: np.ndarray
    end: np.ndarray
    end_is_zone: np.ndarray
    per_centre: int
    runs: list[tuple[int, int, sparse.csr_array]]


def maxima(
    study: Study, replications: int, seed: int, progress: Callable[[float], None] | None = None
) -> np.ndarray:
    """The highest likelihood ratio of every replication, 0 where nowhere is more than expected.

    The same seed gives the same numbers on any number of processors.
    """
    sizes = [min(SIZE, replications - at) for at in range(0, replications, SIZE)]
    seeds = np.random.SeedSequence(seed).spawn(len(sizes))
    blocks, which = _blocks(study)
    stop, done = Event(), [0]

    def work(size: int, source: np.random.SeedSequence) -> np.ndarray:
        return _Replications(study, size, np.random.default_rng(source)).highest(blocks, which, stop, done)

    with ThreadPoolExecutor(THREADS) as pool:
        tasks = [pool.submit(work, size, source) for size, source in zip(sizes, seeds, strict=True)]
        try:
            waiting = set(tasks)
            while waiting:
                _, waiting = wait(waiting, PATIENCE_S, FIRST_COMPLETED)
                if progress:
                    progress(done[0] / (len(tasks) * len(study.windows)))
        finally:
            stop.set()
    return np.concatenate([task.result() for task in tasks])


def _blocks(study: Study) -> tuple[list[Blocks], np.ndarray]:
    """Blocks for every size of window, and which of them each window has."""
    size = np.floor(np.log(study.window_share) / np.log(ALIKE)).astype(int)
    sizes, which = np.unique(size, return_inverse=True)
    return [_blocks_for(study, float(min(1.0, ALIKE ** (size + 1)))) for size in sizes], which


def _blocks_for(study: Study, window_share: float) -> Blocks:
    zones, share = study.zones, study.zone_share
    label = np.floor(np.sqrt(study.total * window_share * share) / SPAN).astype(int)
    per_centre = int(label.max(initial=0)) + 1
    row = zones.centre * per_centre + label
    rows = len(zones.xy) * per_centre
    begins = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=rows))])
    first = np.full(rows, np.inf)
    first[row[zones.is_zone][::-1]] = share[zones.is_zone][::-1]
    last = np.maximum(begins[1:] - 1, 0)
    end_is_zone = (begins[1:] > begins[:-1]) & zones.is_zone[last]
    together = max(1, CELLS // (per_centre * SIZE))
    runs = [
        (at, min(at + together, len(zones.xy)), _sums(study, begins, at * per_centre, per_centre * together))
        for at in range(0, len(zones.xy), together)
    ]
    return Blocks(begins, first, share[last], end_is_zone, per_centre, runs)


def _sums(study: Study, begins: np.ndarray, row: int, rows: int) -> sparse.csr_array:
    bounds = begins[row : row + rows + 1]
    members = study.zones.members[bounds[0] : bounds[-1]]
    ones = np.ones(len(members), study.dtype)
    return sparse.csr_array((ones, members, bounds - bounds[0]), shape=(len(bounds) - 1, study.grids))


class _Replications:
    """Some replications at once, and the highest value of each so far."""

    def __init__(self, study: Study, size: int, chance: np.random.Generator) -> None:
        self.study = study
        self.level = np.zeros(size)
        drawn = np.array([study.draw(chance).astype(study.dtype) for _ in range(size)])
        by_column = drawn.T.reshape(study.columns, study.grids, size)
        self.so_far = np.zeros((study.columns + 1, study.grids, size), dtype=study.dtype)
        np.cumsum(by_column, axis=0, dtype=study.dtype, out=self.so_far[1:])

    def highest(self, blocks: list[Blocks], which: np.ndarray, stop: Event, done: list[int]) -> np.ndarray:
        for window, (begin, end) in enumerate(self.study.windows):
            if stop.is_set():
                break
            counts = self.so_far[end] - self.so_far[begin]
            self._raise_by(counts, blocks[which[window]], self.study.total * self.study.window_share[window])
            done[0] += 1
        return self.level

    def _raise_by(self, counts: np.ndarray, blocks: Blocks, scale: float) -> None:
        """Look at one window; ``scale`` times a zone's share is what is expected in it."""
        for first, last, sums in blocks.runs:
            held = (sums @ counts).reshape(last - first, blocks.per_centre, len(self.level))
            for block in range(1, blocks.per_centre):
                held[:, block] += held[:, block - 1]
            rows = slice(first * blocks.per_centre, last * blocks.per_centre)
            if first == 0:
                self._take_first(held[:FIRST].reshape(-1, len(self.level)), blocks, scale)
            self._open(held.reshape(-1, len(self.level)), rows, counts, blocks, scale)

    def _take_first(self, held: np.ndarray, blocks: Blocks, scale: float) -> None:
        """A value to begin with: that of the zone which stands out most, roughly judged."""
        rows = len(held)
        expected = np.where(blocks.end_is_zone[:rows], scale * blocks.end[:rows], np.inf)
        best = np.argmax(
            np.sqrt(held, dtype=np.float32) - np.sqrt(expected, dtype=np.float32)[:, None], axis=0
        )
        seen = held[best, np.arange(len(best))]
        known = np.isfinite(expected[best])
        value = likelihood_ratio(seen, np.where(known, expected[best], 1.0), self.study.total)
        np.maximum(self.level, np.where(known, value, 0.0), out=self.level)

    def _open(self, held: np.ndarray, rows: slice, counts: np.ndarray, blocks: Blocks, scale: float) -> None:
        total = self.study.total
        first, end = scale * blocks.first[rows], scale * blocks.end[rows]
        table = self.study.levels_of(self.level.min())
        least = table[(np.sqrt(np.where(np.isinf(first), 0.0, first)) * STEPS).astype(np.int32)]
        least[np.isinf(first)] = np.iinfo(least.dtype).max
        row, replication = np.divmod(np.flatnonzero(held >= least[:, None]), held.shape[1])
        seen = held[row, replication]
        bound = likelihood_ratio(seen, first[row], total)
        promising = bound > self.level[replication]
        row, replication, seen, bound = (each[promising] for each in (row, replication, seen, bound))
        value = np.where(blocks.end_is_zone[rows][row], likelihood_ratio(seen, end[row], total), 0.0)
        np.maximum.at(self.level, replication, value)
        inner = (bound > self.level[replication]) & (first[row] < end[row])
        self._inside(held, row[inner], replication[inner], rows, counts, blocks, scale)

    def _inside(self, held, row, replication, rows, counts, blocks: Blocks, scale: float) -> None:
        """Every zone of the blocks that may hold a higher value."""
        begin, end = blocks.begins[rows.start + row], blocks.begins[rows.start + row + 1]
        sizes = end - begin
        starts = np.cumsum(sizes) - sizes
        entry = np.arange(sizes.sum()) + np.repeat(begin - starts, sizes)
        which = np.repeat(replication, sizes)
        running = np.cumsum(counts[self.study.zones.members[entry], which], dtype=np.int64)
        before = np.where(row % blocks.per_centre > 0, held[row - 1, replication], 0)
        offset = before - (running[starts] - counts[self.study.zones.members[begin], replication])
        seen = running + np.repeat(offset, sizes)
        expected = scale * self.study.zone_share[entry]
        shown = self.study.zones.is_zone[entry]
        value = likelihood_ratio(seen[shown], expected[shown], self.study.total)
        np.maximum.at(self.level, which[shown], value)
