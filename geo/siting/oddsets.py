"""A higher bound for covering: of an odd set of places, half a facility each is not enough.

Where every two of three places share a candidate, half of each of the three candidates covers them all, and
the relaxed program takes that for an answer. Whole facilities do not come in halves: added up, halved and
rounded up, the three rows say that those who cover one or two of the places count once, those who cover all
three twice, and that these and the places left uncovered are at least two. Of five places it is three, of seven four.

Source: Caprara & Fischetti (1996), {0, ½}-Chvátal-Gomory cuts, Mathematical Programming 74(3); Balas & Ng
(1989), On the set covering polytope, for rows of three.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy import sparse

from geo.siting.exact import Program
from geo.siting.primaldual import PrimalDual

#: places looked at together, pairs of them that are grown into sets, and sets of three that grow on; the largest set
MOST_PLACES, MOST_PAIRS, MOST_GROWN, LARGEST = 2200, 4000, 800, 7
#: a pair shares so much of a facility at least and at most; a set is a row when so much is missing
SHARED, MISSING = (0.25, 0.75), 0.03
#: what is less of a facility is none; a place that has more to spare is not looked at
IN_USE, SPARE = 1e-3, 0.05
#: rows of one size of one round, and of these that one place is in
MOST_ROWS, MOST_OF_ONE = 800, 15
#: times so many steps before the first rows and after each; so many rounds in turn may close less of what is open
FIRST_RUNS, RUNS, STEPS, WORTH, PATIENCE = 3, 2, 200, 0.004, 3
MOST_ROUNDS, SEED = 40, 1


def tightened(
    program: Program, progress: Callable[[], None], heard: Callable[[float, np.ndarray], float]
) -> Program:
    """Add rows of odd sets as long as they raise the bound of the relaxed program.

    Args:
        program: one row of covering a place, its uncovered share the last variables; the last row is the number.
        progress: called now and then; what it raises ends the work.
        heard: told the bound and the shares of every round; answers how far the best answer known is above it.

    Returns:
        the program with these rows, what the bound settles settled.
    """
    count, number = len(program.free), int(min(program.upper[-1], len(program.free)))
    near, people = sparse.csr_array(program.matrix[:-1, :count]), program.costs[count:]
    if not number or not len(people):
        return program
    relaxed, rng = PrimalDual(near, people, number), np.random.default_rng(SEED)
    bound, runs, idle = -np.inf, FIRST_RUNS, 0
    for _ in range(MOST_ROUNDS):
        for _ in range(runs):
            relaxed.run(STEPS, progress)
        before, bound, runs = bound, max(bound, relaxed.bound() + program.constant), RUNS
        still = heard(bound, relaxed.shares)
        idle = idle + 1 if bound - before < WORTH * still else 0
        if still <= 0 or idle == PATIENCE:
            break
        sets = missed(near, people, relaxed.shares, rng)
        if not sets:
            break
        relaxed.add(*rows(near, sets))
    return _settled(program, relaxed, still)


def rows(
    near: sparse.csr_array, sets: list[np.ndarray]
) -> tuple[sparse.csr_array, sparse.csr_array, np.ndarray]:
    """For some sets of each size: how often a candidate counts, what is a member, and how many there are at least.

    >>> ring = sparse.csr_array(np.array([[1.0, 1, 0, 1], [0, 1, 1, 1], [1, 0, 1, 1]]))
    >>> touched, members, least = rows(ring, [np.array([[0, 1, 2]])])
    >>> touched.toarray(), members.toarray(), least
    (array([[1., 1., 1., 2.]]), array([[1., 1., 1.]]), array([2.]))
    """
    sizes = np.concatenate([np.full(len(some), some.shape[1]) for some in sets])
    at = np.repeat(np.arange(len(sizes)), sizes), np.concatenate([some.ravel() for some in sets])
    members = sparse.csr_array((np.ones(len(at[0])), at), (len(sizes), near.shape[0]))
    touched = sparse.csr_array(members @ near)
    touched.data = np.ceil(touched.data / 2)
    return touched, members, (sizes + 1) / 2


def missed(near: sparse.csr_array, people: np.ndarray, shares: np.ndarray, rng) -> list[np.ndarray]:
    """Sets of places, by size, whose row the shares miss, those that miss most first."""
    places, covers, spare = _binding(near, people, shares)
    share = shares[shares > IN_USE].astype(np.float32)
    uncovered = np.maximum(-spare, 0.0)
    sets = rng.permutation(_pairs(covers, share))[:MOST_PAIRS]
    found: list[np.ndarray] = []
    while len(sets) and sets.shape[1] < min(LARGEST, len(places)):
        sets, counted = _grown(sets, covers, share, np.maximum(spare, 0.0))
        size = sets.shape[1]
        if size % 2:
            lacking = (size + 1) / 2 - counted - uncovered[sets].sum(axis=1)
            order = np.argsort(-lacking, kind="stable")
            some = _spread(np.sort(sets[order[lacking[order] > MISSING]], axis=1), len(places))
            found += [places[some]] if len(some) else []
            sets = sets[order[:MOST_GROWN]]
    return found


def _binding(near, people: np.ndarray, shares: np.ndarray):
    """Places covered just so, those with most people: their numbers, what of the candidates in use covers them, and
    what they have to spare; below 0 what of them is uncovered."""
    spare = near @ shares - 1.0
    tight = np.flatnonzero(spare < SPARE)
    tight = tight[np.argsort(-people[tight], kind="stable")][:MOST_PLACES]
    covers = near[tight][:, np.flatnonzero(shares > IN_USE)].astype(np.float32)
    return tight, covers, spare[tight].astype(np.float32)


def _pairs(covers: sparse.csr_array, share: np.ndarray) -> np.ndarray:
    """Two places each that share about half a facility."""
    shared = (covers * share) @ covers.T
    shared = sparse.coo_array(shared)
    fits = (shared.row < shared.col) & (shared.data > SHARED[0]) & (shared.data < SHARED[1])
    return np.stack([shared.row[fits], shared.col[fits]], axis=1)


def _grown(sets: np.ndarray, covers: sparse.csr_array, share: np.ndarray, spare: np.ndarray):
    """Every set with the place that adds least to what is counted, and what is counted then.

    A candidate counts one more for every second place, so that what covers an odd number of them adds nothing.
    """
    count, size = sets.shape
    at = np.repeat(np.arange(count), size), sets.ravel()
    times = sparse.csr_array((np.ones(count * size, np.float32), at), (count, len(spare))) @ covers
    odd = sparse.csr_array(times)
    odd.data = odd.data % 2 * share[odd.indices]
    free = (odd @ covers.T).toarray() - spare
    np.put_along_axis(free, sets, -np.inf, axis=1)
    more = free.argmax(axis=1)
    counted = sparse.csr_array(times + covers[more])
    counted.data = np.ceil(counted.data / 2)
    return np.c_[sets, more], counted @ share


def _spread(sets: np.ndarray, places: int) -> np.ndarray:
    """The first of the sets, each once and no place in too many."""
    used, known, taken = np.zeros(places, int), set(), []
    for k, one in enumerate(map(tuple, sets.tolist())):
        if one in known or used[sets[k]].max() >= MOST_OF_ONE:
            continue
        known.add(one)
        used[sets[k]] += 1
        taken.append(k)
        if len(taken) == MOST_ROWS:
            break
    return sets[taken]


def _settled(program: Program, relaxed: PrimalDual, room: float) -> Program:
    """The program with the rows that have a price, and with every candidate settled whose gains (reduced costs) say
    that the other choice costs more than there is room for."""
    count, priced = len(program.free), relaxed.prices[len(relaxed.people) :] > 0
    never, always = relaxed.gains > room, relaxed.gains < -room
    most, least = np.ones(len(program.costs)), np.zeros(len(program.costs))
    most[:count][never], least[:count][always] = 0.0, 1.0
    return replace(
        program,
        matrix=sparse.csr_array(sparse.vstack([program.matrix, relaxed.added[priced]])),
        lower=np.r_[program.lower, relaxed.least[priced]],
        upper=np.r_[program.upper, np.full(priced.sum(), np.inf)],
        least=least,
        most=most,
    )
