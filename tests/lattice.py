"""Towns of square grids with loads by chance, and the best plan found by trying all."""

from itertools import product

import networkx as nx
import numpy as np
import pandas as pd

from geo.districts.beats import imbalance, read_beats


def lattice(wide, high, workers, seed, rules=()):
    """A town of wide × high grids, workers in vertical strips, loads by chance."""
    graph = nx.convert_node_labels_to_integers(nx.grid_2d_graph(high, wide), ordering="sorted")
    n = wide * high
    held = pd.Series(np.arange(n) % wide * workers // wide + 1)
    loads = pd.Series(np.random.default_rng(seed).gamma(3, 1, n))
    hours = pd.Series(40.0, index=range(1, workers + 1))
    return read_beats(loads, held, nx.to_scipy_sparse_array(graph, range(n)), hours, rules), graph


def fewest_by_trying_all(beats, graph, tolerance):
    fewest = np.inf
    for plan in map(np.array, product(range(len(beats.shares)), repeat=len(beats.today))):
        count = (plan != beats.today).sum()
        if count >= fewest or imbalance(beats, plan) > tolerance:
            continue
        parts = [graph.subgraph(np.flatnonzero(plan == w)) for w in range(len(beats.shares))]
        if all(len(part) and nx.is_connected(part) for part in parts):
            fewest = count
    return fewest
