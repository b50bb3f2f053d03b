from dataclasses import replace

import networkx as nx
import numpy as np
from lattice import lattice
from scipy import sparse

from geo.districts.program import changes, fewest_by_worker


def values_of(made, plan):
    return (plan[made.grid] == made.worker).astype(float)


def kept(made, plan):
    program, x = made.program(), values_of(made, plan)
    rows = program.matrix @ x
    return bool(((rows >= program.lower - 1e-9) & (rows <= program.upper + 1e-9)).all())


def test_the_rows_let_all_whole_plans_within_the_band_pass_and_no_load_outside():
    """Every plan of three workers on six grids in a bar of 3 × 2."""
    beats, graph = lattice(3, 2, 3, 1)
    made = changes(beats, 0.6)
    for number in range(3**6):
        plan = np.array([number // 3**g % 3 for g in range(6)])
        load = np.array([beats.loads[plan == w].sum() for w in range(3)])
        fits = (abs(load / beats.shares - 1) <= 0.6).all()
        parts = [graph.subgraph(np.flatnonzero(plan == w)) for w in range(3)]
        if fits and all(len(part) and nx.is_connected(part) for part in parts):
            assert kept(made, plan)
        assert fits or not kept(made, plan)


def test_heaviest_grids_first_by_hand():
    """Loads 1 to 6 in a row, three each: 6 and 15 of 21, so worker 1 has 4.5 too much; 6 alone holds it."""
    beats, _ = lattice(6, 1, 2, 1)
    beats = replace(beats, loads=np.arange(1.0, 7), shares=np.array([10.5, 10.5]))
    gives, gets = fewest_by_worker(beats, 0.0)
    assert (gives.tolist(), gets.tolist()) == ([0, 1], [1, 0])
    allowed = beats.allowed.copy()
    allowed[[4, 5], 0] = False  # 5 and 6 may not go: 4 is too little
    gives, gets = fewest_by_worker(replace(beats, allowed=allowed), 0.0)
    assert (gives.tolist(), gets.tolist()) == ([0, np.inf], [np.inf, 0])
    assert sparse.issparse(changes(beats, 0.1).program().matrix)
