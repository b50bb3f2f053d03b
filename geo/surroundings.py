"""What the grids around say of a grid, itself left out: how much more they report than expected, and of what."""

import numpy as np
import pandas as pd
from scipy import sparse

#: of one grid's ln(reported ÷ expected), no more than this counts
MOST_LOG_RATIO = 0.5
#: reports of a kind as the whole area has them that are added to those around, lest few of them say much
USUAL_REPORTS = 50.0
#: a kind of report below this share of all says nothing
LEAST_SHARE = 0.05


def rings(neighbours: sparse.csr_array) -> tuple[sparse.csr_array, sparse.csr_array]:
    """The neighbours of every grid, and the neighbours of those that are not among them: n × n of ones."""
    near = sparse.csr_array((neighbours != 0).astype(float))
    near.setdiag(0)
    near.eliminate_zeros()
    far = sparse.csr_array(((near @ near) > 0).astype(float))
    far.setdiag(0)
    far = far - far.multiply(near)
    far.eliminate_zeros()
    return near, sparse.csr_array(far)


def louder(
    log_ratio: np.ndarray, ordinary: np.ndarray, neighbours: sparse.csr_array, community: np.ndarray
) -> np.ndarray:
    """How much more than expected is reported next door, one further, and in the rest of the community.

    Args:
        log_ratio: ln(reported ÷ expected), n numbers.
        ordinary: which grids are asked; hotspots and silent grids are not.
        neighbours: n × n, not zero where two grids are neighbours.
        community: n names.

    Returns:
        n × 3 means; 0 where nobody is asked.
    """
    said = np.where(ordinary, np.clip(log_ratio, -MOST_LOG_RATIO, MOST_LOG_RATIO), 0.0)
    asked = ordinary.astype(float)
    means = [_mean(ring @ said, ring @ asked) for ring in rings(neighbours)]
    names = pd.factorize(community)[0]
    total, number = (np.bincount(names, x)[names] - x for x in (said, asked))
    return np.column_stack([*means, _mean(total, number)])


def _mean(total: np.ndarray, number: np.ndarray) -> np.ndarray:
    return total / np.maximum(number, 1)


def mix(kinds: np.ndarray, ordinary: np.ndarray, neighbours: sparse.csr_array) -> np.ndarray:
    """Of what kinds the reports next door are: ln(share ÷ share of all) for all common kinds but the commonest.

    The grid's own reports are left out: those that are lacking cannot say what is lacking.

    Args:
        kinds: reports, n grids × kinds.
        ordinary, neighbours: as in ``louder``.
    """
    usual = kinds.sum(axis=0) / max(kinds.sum(), 1)
    around = rings(neighbours)[0] @ np.where(ordinary[:, None], kinds, 0)
    share = (around + USUAL_REPORTS * usual) / (around.sum(axis=1, keepdims=True) + USUAL_REPORTS)
    order = np.argsort(-usual, kind="stable")[1:]
    common = order[usual[order] >= LEAST_SHARE]
    return np.log(share[:, common] / usual[common])
