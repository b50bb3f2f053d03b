"""Zones of one centre taken together in blocks, so that one sum and one comparison stand for many of them."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import sparse

from geo.hotspots.progress import Progress, stretch
from geo.hotspots.scan_study import Study

#: a block spans so much of √μ
SPAN = 0.5
#: windows whose shares differ by less than this factor have the same blocks
ALIKE = 1.5
#: blocks added up at once, about; roots drawn at once
TOGETHER, ROOTS = 4_000, 20_000_000


@dataclass(frozen=True)
class Blocks:
    """Runs of zones whose √μ is about the same, by centre of a tier and block; each ends with a zone.

    ``begins``: the entry where each block begins, flat, and the end of the last one. ``first`` and
    ``end``: share of its first and of its last zone; ``first`` is infinite where it holds none.
    ``low``: by number of the block, the least ``first`` around any centre. ``runs``: for each run
    of the tier's centres, the matrix that adds up the members of its blocks.
    """

    begins: np.ndarray
    first: np.ndarray
    end: np.ndarray
    low: np.ndarray
    runs: list[tuple[int, int, sparse.csr_array]]

    @property
    def per_centre(self) -> int:
        """Blocks around every centre, empty ones too."""
        return len(self.low)


def by_window(study: Study, progress: Progress | None = None) -> list[list[Blocks]]:
    """For every window the blocks of every tier; windows of about the same size share them.

    ``progress`` is told the share done, and what it raises ends the work.
    """
    power = np.floor(np.log(study.window_share) / np.log(ALIKE)).astype(int)
    powers, which = np.unique(power, return_inverse=True)
    largest = np.zeros(len(powers))
    np.maximum.at(largest, which, study.window_share)
    made, rooted = [], len(largest) + 1
    root = _root(study, stretch(progress, 0.0, 1 / rooted))
    for number, share in enumerate(largest, 1):
        part = stretch(progress, number / rooted, (number + 1) / rooted)
        made.append(blocks(study, root * np.float32(np.sqrt(study.total * share) / SPAN), part))
    return [made[number] for number in which]


def _root(study: Study, progress: Progress | None) -> np.ndarray:
    """√ of the share of every zone."""
    ends, tell = study.zones.ends, progress or (lambda share: None)
    root = np.empty(len(ends), np.float32)
    for at in range(0, len(ends), ROOTS):
        tell(at / len(ends))
        np.sqrt(study.zones.share[ends[at : at + ROOTS]], out=root[at : at + ROOTS], dtype=np.float32)
    tell(1.0)
    return root


def blocks(study: Study, steps: np.ndarray, progress: Progress | None = None) -> list[Blocks]:
    """Zones with the same whole number of steps in one block, tier by tier; a tier without zones has none.

    Args:
        steps: by zone, rising around each centre; not negative.
        progress: told the share done.
    """
    zones, label = study.zones, steps.astype(np.int32)
    cuts = np.searchsorted(zones.ends, zones.starts[zones.tiers].astype(zones.ends.dtype))
    tiers = zip(pairwise(zones.tiers), pairwise(cuts), strict=True)
    made, tell = [], progress or (lambda share: None)
    for (begin, end), (a, b) in tiers:
        if a < b:
            tell(a / len(label))
            made.append(_of_a_tier(study, label[a:b], begin, end, a))
    tell(1.0)
    return made


def _of_a_tier(study: Study, label: np.ndarray, begin: int, end: int, at: int) -> Blocks:
    """Blocks around the centres from one to another; their first zone is the one ``at`` that place."""
    zones, per_centre = study.zones, int(label.max()) + 1
    starts, ends = zones.starts[begin : end + 1], zones.ends[at : at + len(label)]
    last = np.flatnonzero(_ends_a_block(label, np.searchsorted(ends, starts[1:]) - 1))
    row = (zones.centre_of(ends[last]) - begin) * per_centre + label[last]
    upto = np.zeros((end - begin) * per_centre, dtype=np.int64)
    upto[row] = last + 1
    upto = np.maximum.accumulate(upto)
    before = np.concatenate([[0], upto[:-1]])
    share = zones.share[ends[np.minimum(before, len(ends) - 1)]]
    first = np.where(upto > before, share, np.inf)
    begins = np.concatenate([[starts[0]], np.where(upto > 0, ends[upto - 1] + 1, starts[0])])
    low = first.reshape(-1, per_centre).min(axis=0)
    return Blocks(begins, first, zones.share[ends[upto - 1]], low, _runs(study, begins, per_centre))


def _ends_a_block(label: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Whether the next zone is in another block, or is another centre's."""
    changes = np.ones(len(label), dtype=bool)
    np.not_equal(label[1:], label[:-1], out=changes[:-1])
    changes[last[last >= 0]] = True
    return changes


def _runs(study: Study, begins: np.ndarray, per_centre: int):
    """Centres by and by: first one, then as many as there were before, up to so many blocks."""
    centres, most, bounds = (len(begins) - 1) // per_centre, max(1, TOGETHER // per_centre), [0]
    while bounds[-1] < centres:
        bounds.append(min(bounds[-1] + min(max(1, bounds[-1]), most), centres))
    ones = np.ones(int(np.diff(begins[np.multiply(bounds, per_centre)]).max()), np.int16)
    return [
        (at, to, _sums(study, begins[at * per_centre : to * per_centre + 1], ones))
        for at, to in pairwise(bounds)
    ]


def _sums(study: Study, bounds: np.ndarray, ones: np.ndarray) -> sparse.csr_array:
    members = study.zones.members[bounds[0] : bounds[-1]]
    starts = (bounds - bounds[0]).astype(members.dtype)
    return sparse.csr_array((ones[: len(members)], members, starts), shape=(len(bounds) - 1, study.grids))


def opened(
    study: Study, blocks: Blocks, row: np.ndarray, seen: np.ndarray, counts: np.ndarray, column: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Every zone of some blocks: its entry, its count, and the place of its block among those asked for.

    Args:
        row: centre × ``per_centre`` + block, of blocks that hold a zone.
        seen: count of the last zone of each.
        counts: grids × columns; column: which one holds for each block.
    """
    begin, end = blocks.begins[row], blocks.begins[row + 1]
    sizes = end - begin
    stops = np.cumsum(sizes)
    entry = np.arange(stops[-1] if len(stops) else 0) + np.repeat(begin - (stops - sizes), sizes)
    which = np.repeat(np.arange(len(row)), sizes)
    running = np.cumsum(counts[study.zones.members[entry], column[which]], dtype=np.int64)
    held = running + np.repeat(seen - running[stops - 1], sizes)
    shown = study.zones.is_zone[entry]
    return entry[shown], held[shown], which[shown]
