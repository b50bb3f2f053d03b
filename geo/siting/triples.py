"""A higher bound for covering: of three places, half a facility each is not enough.

Where every two of three places share a candidate, half of each of the three candidates covers them all, and
the relaxed program takes that for an answer. Whole facilities do not come in halves: added up, halved and
rounded up, the three rows say that those who cover one or two of the places count once, those who cover all
three twice, and that these and the places left uncovered are at least two.

Source: Caprara & Fischetti (1996), {0, ½}-Chvátal-Gomory cuts, Mathematical Programming 74(3); Balas & Ng
(1989), On the set covering polytope, for rows of three.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy import sparse

from geo.siting.exact import Program, Relaxation

#: places looked at together, pairs of them that a third is looked for, and triples that become rows at once
MOST_PLACES, MOST_PAIRS, MOST_ROWS = 1500, 8000, 800
#: a pair shares so much of a facility at least and at most; a triple is a row when so much is missing
SHARED, MISSING = (0.25, 0.75), 0.04
#: rows of one round that one place is in; rounds go on while they close such a share of what is open
MOST_OF_ONE, WORTH = 5, 0.01
MOST_ROUNDS, SEED = 40, 1


def tightened(
    program: Program,
    seconds: float,
    progress: Callable[[float], None],
    heard: Callable[[float, np.ndarray], float],
) -> tuple[Program, float]:
    """Add rows of three as long as they raise the bound of the relaxed program.

    Args:
        program: one row of covering a place, its uncovered share the last variables; the last row is the number.
        seconds: the solver may take.
        heard: told the bound and the values of every round; answers how far the best answer known is above it.

    Returns:
        the program with these rows, what the bound settles settled; and the seconds it took.
    """
    relaxed, rng = Relaxation(program, method="ipm", progress=progress), np.random.default_rng(SEED)
    bound, still = -np.inf, np.inf
    for _ in range(MOST_ROUNDS):
        found = relaxed.solve(seconds - relaxed.seconds)
        if found.values is None:
            break
        gained, bound = found.bound - bound, found.bound
        still = heard(bound, found.values)
        if still <= 0 or gained < WORTH * still:
            break
        rows = halved(program, found.values, rng)
        if rows is None:
            break
        relaxed.add(rows, np.full(rows.shape[0], 2.0), np.full(rows.shape[0], np.inf))
    return _settled(relaxed.program, relaxed.gains, still), relaxed.seconds


def halved(program: Program, values: np.ndarray, rng: np.random.Generator) -> sparse.csr_array | None:
    """Rows of three that the values miss, each at least two; None where there are none.

    >>> ring = np.array([[1.0, 1, 0], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
    >>> matrix = sparse.csr_array(np.hstack([ring, np.eye(4)[:, :3]]))
    >>> program = Program(np.r_[np.zeros(3), np.ones(3)], matrix, np.ones(4), np.ones(4), np.arange(3))
    >>> halved(program, np.array([0.5, 0.5, 0.5, 0, 0, 0]), np.random.default_rng(0)).toarray()
    array([[1., 1., 1., 1., 1., 1.]])
    """
    count = len(program.free)
    near, people = program.matrix[:-1, :count], program.costs[count:]
    places, covers, spare = _binding(near, people, values[:count], values[count:])
    triples = _missed(covers, values[:count][values[:count] > 0], spare, rng)
    if not len(triples):
        return None
    at = np.repeat(np.arange(len(triples)), 3), places[triples].ravel()
    three = sparse.csr_array((np.ones(len(at[0])), at), (len(triples), len(people)))
    rows = sparse.csr_array(three @ near)
    rows.data = np.ceil(rows.data / 2)
    return sparse.csr_array(sparse.hstack([rows, three]))


def _binding(near, people: np.ndarray, chosen: np.ndarray, uncovered: np.ndarray):
    """Places covered just so, of those alike the one with most people: their numbers, what of the candidates in
    use covers them, and what they have to spare."""
    use = np.flatnonzero(chosen > 0)
    covers = near[:, use].toarray().astype(np.float32)
    spare = covers @ chosen[use] + uncovered - 1.0
    tight = np.flatnonzero(spare < MISSING)
    tight = tight[np.argsort(-people[tight], kind="stable")]
    first = np.unique(np.packbits(covers[tight] > 0, axis=1), axis=0, return_index=True)[1]
    tight = tight[np.sort(first)][:MOST_PLACES]
    return tight, covers[tight], np.maximum(spare[tight], 0.0).astype(np.float32)


def _missed(covers: np.ndarray, shares: np.ndarray, spare: np.ndarray, rng: np.random.Generator):
    """Triples of places whose row is missed by most, no place in too many.

    Facilities that cover two or three of the places are more than one in all: by so much the row is missed.
    """
    shared = (covers * shares.astype(np.float32)) @ covers.T
    one, two = np.nonzero(np.triu((shared > SHARED[0]) & (shared < SHARED[1]), 1))
    picked = rng.permutation(len(one))[:MOST_PAIRS]
    one, two = one[picked], two[picked]
    if not len(one):
        return np.empty((0, 3), int)
    missed = shared[one] + shared[two] - spare
    missed -= 2 * ((covers[one] * covers[two] * shares.astype(np.float32)) @ covers.T)
    third = missed.argmax(axis=1)
    most = missed[np.arange(len(third)), third] + shared[one, two] - 1 - spare[one] - spare[two]
    order = np.argsort(-most, kind="stable")
    order = order[most[order] >= MISSING]
    triples = np.sort(np.stack([one, two, third], axis=1)[order], axis=1)
    return _spread(triples, len(covers))


def _spread(triples: np.ndarray, places: int) -> np.ndarray:
    """The first of the triples, each once and no place in too many."""
    used, known, taken = np.zeros(places, int), set(), []
    for triple in map(tuple, triples.tolist()):
        if triple in known or used[list(triple)].max() >= MOST_OF_ONE:
            continue
        known.add(triple)
        used[list(triple)] += 1
        taken.append(triple)
        if len(taken) == MOST_ROWS:
            break
    return np.array(taken, int).reshape(-1, 3)


def _settled(program: Program, gains: np.ndarray, room: float) -> Program:
    """The program with every candidate settled whose ``gains`` (reduced costs) say that the other choice costs
    more than there is ``room`` for."""
    count = len(program.free)
    never, always = gains[:count] > room, gains[:count] < -room
    most, least = np.ones(len(program.costs)), np.zeros(len(program.costs))
    most[:count][never], least[:count][always] = 0.0, 1.0
    return replace(program, least=least, most=most)
