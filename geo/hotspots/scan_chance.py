"""The highest likelihood ratio that chance gives, in one replication after the other: exactly, at speed.

Zones of one centre only grow, so do their counts. Neighbouring zones are taken together in blocks, and the
count at the end of a block, set against the expectation at its beginning, bounds all zones in it. Only
blocks whose bound passes the highest value so far are opened. All sums are one sparse product.
"""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from threading import Event

import numpy as np

from geo.hotspots.scan_blocks import Blocks, opened
from geo.hotspots.scan_statistic import least_counts, likelihood_ratio
from geo.hotspots.scan_study import Study

#: replications dealt from one seed
LOT = 128
#: numbers kept of the replications worked on together
KEPT = 40_000_000
#: replications at once: as many threads as processors
THREADS = multiprocessing.cpu_count()
#: seconds between two words about the progress
PATIENCE_S = 0.3
#: sums up to this are added up in a byte each
BYTE = np.iinfo(np.uint8).max


def maxima(
    study: Study,
    ranges: list[Blocks],
    replications: int,
    seed: int,
    progress: Callable[[float], None] | None = None,
) -> np.ndarray:
    """The highest likelihood ratio of every replication, 0 where nowhere is more than expected.

    ``ranges`` are the blocks for every window. The same seed gives the same numbers on any number of processors.
    """
    lots = _lots(study, replications, seed)
    stop, done = Event(), [0]

    def work(lot: list) -> np.ndarray:
        return _Replications(study, lot).highest(ranges, stop, done)

    with ThreadPoolExecutor(THREADS) as pool:
        tasks = [pool.submit(work, lot) for lot in lots]
        try:
            waiting = set(tasks)
            while waiting:
                _, waiting = wait(waiting, PATIENCE_S, FIRST_COMPLETED)
                if progress:
                    progress(done[0] / (len(tasks) * len(study.windows)))
        finally:
            stop.set()
    return np.concatenate([task.result() for task in tasks])


def _lots(study: Study, replications: int, seed: int) -> list[list[tuple[int, np.random.SeedSequence]]]:
    """Replications dealt from one seed, in groups that are worked on together: one for every thread."""
    sizes = [min(LOT, replications - at) for at in range(0, replications, LOT)]
    lots = list(zip(sizes, np.random.SeedSequence(seed).spawn(len(sizes)), strict=True))
    kept = max(1, KEPT // (study.columns * study.grids * LOT))
    step = min(kept, -(-len(lots) // THREADS))
    return [lots[at : at + step] for at in range(0, len(lots), step)]


class _Replications:
    """Some replications at once, and the highest value of each so far."""

    def __init__(self, study: Study, lots: list[tuple[int, np.random.SeedSequence]]) -> None:
        self.study = study
        self.size = sum(size for size, _ in lots)
        self.level = np.zeros(-(-self.size // 8) * 8)
        self.so_far = np.zeros((study.columns + 1, study.grids, len(self.level)), dtype=study.dtype)
        at = 0
        for size, source in lots:
            chance = np.random.default_rng(source)
            drawn = np.array([study.draw(chance).astype(study.dtype) for _ in range(size)])
            self.so_far[1:, :, at : at + size] = drawn.T.reshape(study.columns, study.grids, size)
            at += size
        for column in range(1, study.columns):
            self.so_far[column + 1] += self.so_far[column]

    def highest(self, ranges: list[Blocks], stop: Event, done: list[int]) -> np.ndarray:
        order = np.argsort(self.study.window_share, kind="stable")
        for window in order:
            if stop.is_set():
                break
            begin, end = self.study.windows[window]
            counts = self.so_far[end] - self.so_far[begin]
            scale = self.study.total * self.study.window_share[window]
            self._raise_by(counts, ranges[window], scale, often=window == order[0])
            done[0] += 1
        return self.level[: self.size]

    def _raise_by(self, counts: np.ndarray, blocks: Blocks, scale: float, *, often: bool) -> None:
        """Look at one window; ``scale`` times a zone's share is what is expected in it.

        As long as the highest value rises fast it is worth to work out anew what would pass it.
        """
        peak, narrow = counts.max(axis=1).astype(np.int64), None
        if peak.max() <= BYTE:
            narrow = counts.astype(np.uint8)
        for first, last, sums in blocks.runs:
            if first == 0 or (often and first & (first - 1) == 0):
                least = self._least(blocks.low, scale)
            if narrow is not None and (sums @ peak).max() <= BYTE:
                held = (sums @ narrow.view(counts.dtype)).view(np.uint8)
            else:
                held = sums @ counts
            held = held.reshape(last - first, blocks.per_centre, -1)
            self._open(held, first, least, counts, blocks, scale)

    def _least(self, low: np.ndarray, scale: float) -> np.ndarray:
        """By block and replication, the count with which a zone in it could hold a higher value."""
        some = np.isfinite(low)
        most = np.iinfo(self.study.dtype).max
        least = np.full((len(low), len(self.level)), most, self.study.dtype)
        found = least_counts(self.level, scale * low[some, None], self.study.total)
        least[some] = np.minimum(found, most)
        return least

    def _open(
        self, held: np.ndarray, first: int, least: np.ndarray, counts, blocks: Blocks, scale: float
    ) -> None:
        """Zones in the blocks whose bound passes, in this run of centres."""
        total, study = self.study.total, self.study
        upto = np.empty((blocks.per_centre, len(held), held.shape[2]), study.dtype)
        upto[0] = held[:, 0]
        for block in range(1, blocks.per_centre):
            np.add(upto[block - 1], held[:, block], out=upto[block])
        found = np.flatnonzero(upto >= least[:, None])
        block, rest = np.divmod(found, upto[0].size)
        centre, replication = np.divmod(rest, held.shape[2])
        seen = upto.ravel()[found]
        row = (first + centre) * blocks.per_centre + block
        bound = likelihood_ratio(seen, scale * blocks.first[row], total)
        promising = bound > self.level[replication]
        row, replication, seen, bound = (each[promising] for each in (row, replication, seen, bound))
        np.maximum.at(self.level, replication, likelihood_ratio(seen, scale * blocks.end[row], total))
        inner = (bound > self.level[replication]) & (blocks.first[row] < blocks.end[row])
        row, replication, seen = row[inner], replication[inner], seen[inner]
        entry, seen, which = opened(study, blocks, row, seen, counts, replication)
        value = likelihood_ratio(seen, scale * study.zone_share[entry], total)
        np.maximum.at(self.level, replication[which], value)
