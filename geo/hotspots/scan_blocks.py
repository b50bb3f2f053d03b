"""Zones of one centre taken together in blocks, so that one sum and one comparison stand for many of them."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from geo.hotspots.scan_study import Study

#: a block spans so much of √μ
SPAN = 0.5


@dataclass(frozen=True)
class Blocks:
    """Runs of zones whose √μ is about the same, by centre and block; each ends with a zone.

    ``begins``: the entry where each block begins, flat, and the end of the last one. ``first`` and
    ``end``: share of its first and of its last zone; ``first`` is infinite where it holds none.
    ``low``: by number of the block, the least ``first`` around any centre. ``runs``: for each run
    of centres, the matrix that adds up the members of its blocks.
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


def blocks(study: Study, window_share: float, together: int) -> Blocks:
    """Blocks for windows that hold up to a share of the cases.

    Args:
        study: zones and members.
        window_share: of the cases or of the time, the largest of the windows.
        together: blocks added up at once, about.
    """
    zones, ends = study.zones, study.zones.ends
    share = study.zone_share[ends]
    label = (np.sqrt(study.total * window_share * share) / SPAN).astype(np.int32)
    per_centre = int(label.max(initial=0)) + 1
    rows = len(zones.xy) * per_centre
    upto = np.cumsum(np.bincount(zones.centre[ends] * per_centre + label, minlength=rows))
    before = np.concatenate([[0], upto[:-1]])
    first = np.where(upto > before, share[np.minimum(before, len(share) - 1)], np.inf)
    begins = np.concatenate([[0], np.where(upto > 0, ends[upto - 1] + 1, 0)])
    low = first.reshape(-1, per_centre).min(axis=0)
    return Blocks(begins, first, share[upto - 1], low, _runs(study, begins, per_centre, together))


def _runs(study: Study, begins: np.ndarray, per_centre: int, together: int):
    """Centres by and by: first one, then as many as there were before, up to so many blocks."""
    centres, most, runs, at = len(study.zones.xy), max(1, together // per_centre), [], 0
    while at < centres:
        to = min(at + min(max(1, at), most), centres)
        runs.append((at, to, _sums(study, begins[at * per_centre : to * per_centre + 1])))
        at = to
    return runs


def _sums(study: Study, bounds: np.ndarray) -> sparse.csr_array:
    members = study.zones.members[bounds[0] : bounds[-1]]
    ones = np.ones(len(members), study.dtype)
    return sparse.csr_array((ones, members, bounds - bounds[0]), shape=(len(bounds) - 1, study.grids))
