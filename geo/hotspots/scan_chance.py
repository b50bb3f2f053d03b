"""The highest likelihood ratio that chance gives, in one replication after the other: exactly, at speed.

Zones of one centre only grow, so do their counts. Neighbouring zones are taken together in blocks, and the
count at the end of a block, set against the expectation at its beginning, bounds all zones in it. Only
blocks whose bound passes the highest value so far are opened. All sums are one sparse product.
"""

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from threading import Event

import numpy as np
from scipy import sparse

from geo.hotspots.progress import Progress, ended
from geo.hotspots.scan_blocks import Blocks, opened
from geo.hotspots.scan_statistic import least_counts, likelihood_ratio
from geo.hotspots.scan_study import Study

#: replications dealt from one seed
LOT = 128
#: numbers kept of the replications worked on together
KEPT = 40_000_000
#: replications at once: as many threads as processors
THREADS = multiprocessing.cpu_count()


def maxima(
    study: Study,
    ranges: list[list[Blocks]],
    replications: int,
    seed: int,
    progress: Progress | None = None,
) -> np.ndarray:
    """The highest likelihood ratio of every replication, 0 where nowhere is more than expected.

    ``ranges`` are the blocks for every window. The same seed gives the same numbers on any number of processors.
    """
    lots = _lots(study, replications, seed)
    stop, done = Event(), np.zeros(len(lots), dtype=np.int64)

    def work(number: int) -> np.ndarray:
        def stopped(looked_at: int) -> bool:
            done[number] += looked_at
            return stop.is_set()

        return _Replications(study, lots[number]).highest(ranges, stopped)

    def tell(_ended: float) -> None:
        if progress:  # finer than by lots, of which a small scan has one
            progress(done.sum() / (len(lots) * len(study.windows) * len(study.zones.members)))

    with ThreadPoolExecutor(THREADS) as pool:
        try:
            return np.concatenate(
                ended(pool, [pool.submit(work, number) for number in range(len(lots))], tell)
            )
        finally:
            stop.set()


def _lots(study: Study, replications: int, seed: int) -> list[list[tuple[int, np.random.SeedSequence]]]:
    """Replications dealt from one seed, in groups that are worked on together: one for every thread."""
    sizes = [min(LOT, replications - at) for at in range(0, replications, LOT)]
    lots = list(zip(sizes, np.random.SeedSequence(seed).spawn(len(sizes)), strict=True))
    kept = max(1, KEPT // (study.columns * study.grids * LOT))
    step = min(kept, -(-len(lots) // THREADS))
    return [lots[at : at + step] for at in range(0, len(lots), step)]


def smallest(most: int, *types: type) -> type:
    """The first of some types of whole numbers that holds a number, or the last.

    >>> smallest(300, np.uint8, np.int16, np.int32).__name__
    'int16'
    """
    return next((each for each in types[:-1] if most <= np.iinfo(each).max), types[-1])


class _Counts:
    """Cases in a window, grids × replications, and their sums over blocks in as few bytes as hold them."""

    def __init__(self, counts: np.ndarray) -> None:
        self.counts = counts
        self.peak = counts.max(axis=1).astype(np.int64)

    @cached_property
    def in_bytes(self) -> np.ndarray:
        """Two in one number, whose sums do not meet as long as a byte holds each."""
        return self.counts.astype(np.uint8, copy=False).view(np.int16)

    @cached_property
    def in_words(self) -> np.ndarray:
        return self.counts.astype(np.int16)

    @cached_property
    def in_full(self) -> np.ndarray:
        return self.counts.astype(np.int32)

    def within(self, sums: sparse.csr_array) -> tuple[np.ndarray, np.ndarray]:
        """By block and replication, and by block the most that any replication can have."""
        peak = sums @ self.peak
        kind = smallest(peak.max(initial=0), np.uint8, np.int16, np.int32)
        if kind is np.uint8:
            return (sums @ self.in_bytes).view(np.uint8), peak
        return sums @ (self.in_words if kind is np.int16 else self.in_full), peak


class _Replications:
    """Some replications at once, and the highest value of each so far."""

    def __init__(self, study: Study, lots: list[tuple[int, np.random.SeedSequence]]) -> None:
        self.study = study
        self.size = sum(size for size, _ in lots)
        self.level = np.zeros(-(-self.size // 8) * 8)
        drawn = np.array([each for size, source in lots for each in self._dealt(size, source)])
        self.so_far = np.zeros((study.columns + 1, study.grids, len(self.level)), dtype=drawn.dtype)
        for column in range(study.columns):
            self.so_far[column + 1, :, : self.size] = drawn[:, column].T

    def _dealt(self, size: int, source: np.random.SeedSequence) -> Iterator[np.ndarray]:
        """Cases up to every column, columns × grids, in as few bytes as hold them."""
        chance = np.random.default_rng(source)
        for _ in range(size):
            counts = self.study.draw(chance).reshape(self.study.columns, self.study.grids).cumsum(axis=0)
            yield counts.astype(smallest(counts[-1].max(initial=0), np.uint8, np.int16, np.int32))

    def highest(self, ranges: list[list[Blocks]], stopped: Callable[[int], bool]) -> np.ndarray:
        order = np.argsort(self.study.window_share, kind="stable")
        for window in order:
            begin, end = self.study.windows[window]
            counts = _Counts(self.so_far[end] - self.so_far[begin])
            scale = self.study.total * self.study.window_share[window]
            for blocks in ranges[window]:
                if self._raise_by(counts, blocks, scale, stopped, often=window == order[0]):
                    return self.level[: self.size]
        return self.level[: self.size]

    def _raise_by(self, counts: _Counts, blocks: Blocks, scale: float, stopped, *, often: bool) -> bool:
        """Look at one window around a tier's centres; True if told to stop.

        ``scale`` times a zone's share is what is expected in it. As long as the highest value rises
        fast it is worth to work out anew what would pass it.
        """
        for first, last, sums in blocks.runs:
            if first == 0 or (often and first & (first - 1) == 0):
                least = self._least(blocks.low, scale)
            held, peak = counts.within(sums)
            most = peak.reshape(last - first, -1).sum(axis=1).max()
            held = held.reshape(last - first, blocks.per_centre, -1)
            kind = smallest(most + 1, np.int16, np.int32)
            never = np.minimum(least, np.iinfo(kind).max).astype(kind)
            self._open(held, first, never, counts.counts, blocks, scale)
            if stopped(sums.nnz):
                return True
        return False

    def _least(self, low: np.ndarray, scale: float) -> np.ndarray:
        """By block and replication, the count with which a zone in it could hold a higher value."""
        some = np.isfinite(low)
        least = np.full((len(low), len(self.level)), np.inf)
        least[some] = least_counts(self.level, scale * low[some, None], self.study.total)
        return least

    def _open(
        self, held: np.ndarray, first: int, least: np.ndarray, counts, blocks: Blocks, scale: float
    ) -> None:
        """Zones in the blocks whose bound passes, in this run of centres."""
        total, study = self.study.total, self.study
        upto = np.empty((blocks.per_centre, len(held), held.shape[2]), least.dtype)
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
        value = likelihood_ratio(seen, scale * study.zones.share[entry], total)
        np.maximum.at(self.level, replication[which], value)
