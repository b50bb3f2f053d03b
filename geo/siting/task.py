"""What a siting model is asked, checked once: who needs what, where a facility may stand, and how many."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy import sparse

from geo.errors import InputError


@dataclass(frozen=True, eq=False)
class Task:
    """A checked question.

    Args:
        costs: demand × candidate, such as metres on foot; endless where there is no way.
        weights: people, by demand.
        p: facilities in all, those that must stay included.
        must, may: by candidate, whether it has to be and whether it can be chosen.
        radius: what is at most this far is covered.
        capacities: people, by candidate.
    """

    costs: np.ndarray
    weights: np.ndarray
    p: int
    must: np.ndarray
    may: np.ndarray
    radius: float = np.inf
    capacities: np.ndarray | None = None

    @cached_property
    def near(self) -> sparse.csr_array:
        """Demand × candidate: 1 where covered."""
        return sparse.csr_array((self.costs <= self.radius) & np.isfinite(self.costs) & self.may, dtype=float)

    @cached_property
    def columns(self) -> sparse.csc_array:
        """``near`` by candidate."""
        return self.near.tocsc()

    @cached_property
    def people(self) -> float:
        """The weight of all demand."""
        return float(self.weights.sum())

    @cached_property
    def burdens(self) -> np.ndarray:
        """Weight × cost, demand × candidate; endless where there is no way or nothing may stand."""
        return self.weights[:, None] * np.where(self.may, self.costs, np.inf)

    @property
    def inhabited(self) -> "Task":
        """The same without places where nobody is: nothing has to be reached there."""
        here = self.weights > 0
        return self if here.all() else replace(self, costs=self.costs[here], weights=self.weights[here])

    @property
    def open_only(self) -> tuple["Task", np.ndarray]:
        """The same with the candidates alone that can be chosen, and which these are."""
        places = np.flatnonzero(self.may)
        room = None if self.capacities is None else self.capacities[places]
        few = replace(self, costs=self.costs[:, places], must=self.must[places], may=self.may[places])
        return replace(few, capacities=room), places

    def narrowed(self, must: np.ndarray, may: np.ndarray) -> "Task":
        """The same with more candidates decided."""
        return replace(self, must=must, may=may)

    def nearest(self, chosen: np.ndarray) -> np.ndarray:
        """Cost to the nearest of the chosen, by demand.

        >>> task(np.array([[1.0, 5.0], [4.0, 2.0]]), np.ones(2), p=2).nearest(np.array([True, False]))
        array([1., 4.])
        """
        return self.costs[:, chosen].min(axis=1, initial=np.inf)


def task(
    costs: np.ndarray | sparse.sparray,
    weights: np.ndarray,
    *,
    p: int | None = None,
    radius: float | None = None,
    kept: Sequence[int] = (),
    closed: Sequence[int] = (),
    capacities: np.ndarray | None = None,
) -> Task:
    """Check a question.

    Args: as for ``geo.siting.site.site``.

    Raises:
        InputError: see there.
    """
    costs, weights = _costs(costs), numbers(weights, "weights")
    p, radius = whole(p, "p"), number(radius, "radius")
    count = costs.shape[1]
    _check_weights(weights, len(costs))
    must, shut = _mask(kept, count), _mask(closed, count)
    if (must & shut).any():
        raise InputError("site_kept_and_closed", candidates=np.flatnonzero(must & shut).tolist())
    if radius is not None and not radius > 0:
        raise InputError("site_radius", radius=radius)
    free = int((~must & ~shut).sum())
    if p is not None and not 0 < p <= free:
        raise InputError("site_number", p=p, candidates=free)
    room = None if capacities is None else _capacities(numbers(capacities, "capacities"), count)
    total = int(must.sum()) + (p if p is not None else free)
    return Task(costs, weights, total, must, ~shut, np.inf if radius is None else float(radius), room)


def unfolded(costs: sparse.sparray) -> np.ndarray:
    """Sparse costs as a whole matrix: what is not stored is out of reach.

    >>> unfolded(sparse.coo_array(([3.0], ([0], [1])), shape=(1, 2)))
    array([[inf,  3.]])
    """
    stored = sparse.coo_array(costs)
    dense = np.full(stored.shape, np.inf)
    dense[stored.row, stored.col] = stored.data
    return dense


def numbers(values, what: str):
    """Values as broken numbers, a copy.

    Raises:
        InputError: ``site_not_numbers`` where one is none, such as text, even text that looks like a number.
    """
    if sparse.issparse(values):
        return values.astype(float, copy=False)  # who unfolds it makes a copy
    try:
        given = np.asarray(values)
        found = given.astype(float)
    except (TypeError, ValueError):
        raise InputError("site_not_numbers", what=what) from None
    if given.dtype.kind in "USc" or given.dtype == object and any(isinstance(one, str) for one in given.flat):
        raise InputError("site_not_numbers", what=what)
    return found


def number(value: float | None, what: str) -> float | None:
    """One number, or none."""
    if value is None:
        return None
    found = numbers(value, what)
    if found.ndim:
        raise InputError("site_not_numbers", what=what)
    return float(found)


def whole(value: int | None, what: str) -> int | None:
    """One whole number, or none."""
    found = number(value, what)
    if found is not None and found != np.floor(found):  # no number is not equal to itself either
        raise InputError("site_not_numbers", what=what)
    return found if found is None or np.isinf(found) else int(found)


def _costs(costs) -> np.ndarray:
    """Dense costs that are checked; no number is no way."""
    dense = unfolded(numbers(costs, "costs")) if sparse.issparse(costs) else numbers(costs, "costs")
    if dense.ndim != 2 or not dense.size:
        demand, candidates = dense.shape if dense.ndim == 2 else (dense.size, 0)
        raise InputError("site_nothing", demand=demand, candidates=candidates)
    dense[np.isnan(dense)] = np.inf
    if (dense < 0).any():
        raise InputError("site_costs", negative=int((dense < 0).sum()))
    return dense


def _check_weights(weights: np.ndarray, demand: int) -> None:
    if weights.shape != (demand,):
        raise InputError("site_lengths", demand=demand, weights=len(weights))
    bad = ~np.isfinite(weights) | (weights < 0)
    if bad.any():
        raise InputError("site_weights", bad=int(bad.sum()))
    if not weights.any():
        raise InputError("site_weights_zero")


def _mask(candidates: Sequence[int], count: int) -> np.ndarray:
    asked = numbers(candidates, "candidates")
    if (asked != np.floor(asked)).any():
        raise InputError("site_not_numbers", what="candidates")
    asked = asked.astype(int)
    unknown = asked[(asked < 0) | (asked >= count)]
    if len(unknown):
        raise InputError("site_candidates_unknown", unknown=unknown.tolist(), candidates=count)
    mask = np.zeros(count, bool)
    mask[asked] = True
    return mask


def _capacities(capacities: np.ndarray, candidates: int) -> np.ndarray:
    if capacities.shape != (candidates,):
        raise InputError("site_capacity_lengths", candidates=candidates, capacities=len(capacities))
    bad = np.isnan(capacities) | (capacities < 0)
    if bad.any():
        raise InputError("site_capacities", bad=int(bad.sum()))
    return capacities
