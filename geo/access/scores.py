"""What walks add up to: how much residents can reach, and how much of it is left for each of them.

Every score takes a matrix of costs, residents' places by facilities, in any unit: an array (endless or
missing: cannot be reached) or a sparse matrix (what is not stored cannot be reached; a stored zero is at
the door). Weights are arrays: people by row, supply by column.
"""

from collections.abc import Callable

import numpy as np
from scipy import sparse

from geo.errors import InputError

#: of a Gaussian, what is left of its height at the limit of a catchment
AT_LIMIT = 0.01

Decay = Callable[[np.ndarray], np.ndarray]


def closest(costs) -> np.ndarray:
    """Least cost by row; endless where nothing can be reached.

    >>> closest(np.array([[3.0, 5.0], [np.inf, np.nan]])).tolist()
    [3.0, inf]
    """
    stored = _stored(costs)
    least = np.full(stored.shape[0], np.inf)
    np.minimum.at(least, stored.row, stored.data)
    return least


def cumulative(costs, supply: np.ndarray, limit: float) -> np.ndarray:
    """Supply within the limit, by row.

    >>> cumulative(np.array([[3.0, 5.0]]), np.array([10, 1]), limit=4).tolist()
    [10.0]
    """
    reach = _catchment(costs, limit, None)
    return reach @ _weights(supply, reach.shape[1], "supply")


def two_step(
    costs, people: np.ndarray, supply: np.ndarray, limit: float, decay: Decay | None = None
) -> np.ndarray:
    """Supply per head (2SFCA), by row: what each facility has for everybody who can reach it, added up.

    With a ``decay`` the far reach it less, and count less there (E2SFCA). A facility that nobody can reach
    gives nothing to anybody.

    Args:
        limit: greatest cost of a catchment.
        decay: weight of a cost, such as ``gaussian(limit)``.

    Raises:
        InputError: ``access_weights``.

    Source: Luo and Wang (2003), Environment and Planning B 30(6); Luo and Qi (2009), Health & Place 15(4).

    >>> two_step(np.array([[1.0], [2.0]]), np.array([30, 10]), np.array([8]), limit=2).tolist()
    [0.2, 0.2]
    """
    reach = _catchment(costs, limit, decay)
    return reach @ _per_head(reach, people, supply)


def three_step(
    costs, people: np.ndarray, supply: np.ndarray, limit: float, decay: Decay | None = None
) -> np.ndarray:
    """Supply per head when residents choose among what they can reach (3SFCA), by row.

    First every resident divides among the facilities by their weights; then as ``two_step``. So a facility
    beside others is not asked for by everybody at once.

    Source: Wan, Zou and Sternberg (2012), International Journal of Geographical Information Science 26(6).
    """
    reach = _catchment(costs, limit, decay)
    whole = reach.sum(axis=1)
    shares = sparse.diags_array(np.divide(1.0, whole, out=np.zeros(len(whole)), where=whole > 0))
    chosen = sparse.csr_array(shares @ reach.multiply(reach))
    return chosen @ _per_head(chosen, people, supply)


def gaussian(limit: float, sigma: float | None = None) -> Decay:
    """A bell curve of height 1 at no cost.

    Args:
        sigma: its standard deviation; none: so that ``AT_LIMIT`` of the height is left at the limit.

    >>> gaussian(1000)(np.array([0.0, 1000.0])).round(6).tolist()
    [1.0, 0.01]
    """
    width = limit / np.sqrt(-2 * np.log(AT_LIMIT)) if sigma is None else sigma
    if not width > 0:
        raise InputError("access_limit", limit=limit)
    return lambda cost: np.exp(-0.5 * (cost / width) ** 2)


def capacities(given, usual: float | None = None) -> tuple[np.ndarray, dict[str, float]]:
    """Supply by facility, with something assumed where the capacity is missing, endless or below zero.

    The middle one of those known is assumed, because it is in their unit: beds, seats, staff.

    Args:
        usual: what is assumed where none is known, such as how many residents a facility is planned for; none: 1.

    Returns:
        the supply; and ``capacity_missing``, ``capacity_negative`` (how many), ``capacity_assumed`` and
        ``capacity_from`` (``known``, ``usual`` or ``nothing``).

    >>> capacities([10, None, -3, 30], 500)[0].tolist(), capacities([None, None], 500)[0].tolist()
    ([10.0, 20.0, 20.0, 30.0], [500.0, 500.0])
    """
    supply = np.array(given, dtype=float)
    negative, known = supply < 0, np.isfinite(supply) & (supply >= 0)
    origin = "known" if known.any() else "nothing" if usual is None else "usual"
    assumed = {"known": np.median(supply[known]) if known.any() else 0.0, "usual": usual, "nothing": 1.0}[
        origin
    ]
    facts = {
        "capacity_missing": int((~known & ~negative).sum()), "capacity_negative": int(negative.sum()),
        "capacity_assumed": float(assumed), "capacity_from": origin,
    }  # fmt: skip
    return np.where(known, supply, assumed), facts


def _per_head(reach: sparse.csr_array, people: np.ndarray, supply: np.ndarray) -> np.ndarray:
    """What each facility has for each of those who come to it."""
    asking = reach.T @ _weights(people, reach.shape[0], "people")
    has = _weights(supply, reach.shape[1], "supply")
    return np.divide(has, asking, out=np.zeros(len(has)), where=asking > 0)


def _catchment(costs, limit: float, decay: Decay | None) -> sparse.csr_array:
    """Weight of every cost up to the limit."""
    if not limit >= 0:
        raise InputError("access_limit", limit=limit)
    stored = _stored(costs)
    within = stored.data <= limit
    cost = stored.data[within]
    weight = np.ones(len(cost)) if decay is None else np.asarray(decay(cost), dtype=float)
    return sparse.csr_array((weight, (stored.row[within], stored.col[within])), shape=stored.shape)


def _stored(costs) -> sparse.coo_array:
    """The costs of what can be reached, zeros among them.

    Raises:
        InputError: ``access_costs`` for a cost below zero.
    """
    if sparse.issparse(costs):
        stored = sparse.coo_array(costs)
    else:
        dense = np.asarray(costs, dtype=float)
        row, col = np.nonzero(np.isfinite(dense))
        stored = sparse.coo_array((dense[row, col], (row, col)), shape=dense.shape)
    if len(stored.data) and stored.data.min() < 0:
        raise InputError("access_costs", least=float(stored.data.min()))
    return stored


def _weights(values, count: int, name: str) -> np.ndarray:
    """Weights as numbers.

    Raises:
        InputError: ``access_weights`` where some are missing or below zero, or there are not as many as places.
    """
    weights = np.asarray(values, dtype=float)
    wrong = int((~(weights >= 0) | np.isinf(weights)).sum())
    if wrong or weights.shape != (count,):
        raise InputError("access_weights", name=name, wrong=wrong, given=weights.size, places=count)
    return weights
