"""Towns of square grids with loads by chance, and the best plan found by trying all."""

from dataclasses import replace
from itertools import product

import networkx as nx
import numpy as np
import pandas as pd
from scipy import optimize

from geo.districts.beats import pieces_of, read_beats


def lattice(wide, high, workers, seed, rules=()):
    """A town of wide × high grids, workers in vertical strips, loads by chance."""
    graph = nx.convert_node_labels_to_integers(nx.grid_2d_graph(high, wide), ordering="sorted")
    n = wide * high
    held = pd.Series(np.arange(n) % wide * workers // wide + 1)
    loads = pd.Series(np.random.default_rng(seed).gamma(3, 1, n))
    hours = pd.Series(40.0, index=range(1, workers + 1))
    return read_beats(loads, held, nx.to_scipy_sparse_array(graph, range(n)), hours, rules), graph


def fewest_by_trying_all(beats, graph, tolerance, prices=None):
    """Fewest changes of all ways to part up to 20 grids among two or three workers; sets are bits.

    With prices of the grids, the least that changes cost.

    Every set of grids is tried: those in one piece and within a worker's band are that worker's possible
    beats, and beats that make up the whole together are a plan.
    """
    n, k = len(beats.today), len(beats.shares)
    every, loads = np.arange(1 << n), _sums(beats.loads)
    price = _sums(np.ones(n) if prices is None else prices)
    fits = [abs(loads - share) <= share * tolerance + 1e-9 for share in beats.shares]
    some = np.flatnonzero(np.any(fits, axis=0))
    whole = np.zeros(1 << n, dtype=bool)
    whole[some] = _in_one_piece(some, graph)
    beat = [np.flatnonzero(fit & whole) for fit in fits]
    is_last = fits[-1] & whole
    today = [sum(1 << int(g) for g in np.flatnonzero(beats.today == w)) for w in range(k)]
    fewest = np.inf
    for first in beat[0] if k == 3 else [0]:
        middle = beat[-2][beat[-2] & first == 0]
        middle = middle[is_last[every[-1] ^ first ^ middle]]
        parts = [first, middle, every[-1] ^ first ^ middle][-k:]
        new = sum(price[part & ~had] for part, had in zip(parts, today, strict=True))
        fewest = min(fewest, float(new.min()) if len(middle) else np.inf)
    return fewest


def fewest_anew_by_trying_all(beats, workers, tolerance):
    """Of all ways to part up to eight grids in whole beats, the one that leaves most of them with who has them."""
    fewest = np.inf
    for plan in _beats_anew(beats, workers, tolerance):
        same = np.zeros((len(beats.shares), workers))
        np.add.at(same, (beats.today, plan), 1)
        row, column = optimize.linear_sum_assignment(same, maximize=True)
        fewest = min(fewest, len(plan) - same[row, column].sum())
    return fewest


def shortest_by_trying_all(ways, beats, workers, tolerance):
    """Of the same, the one with the least way from the grids, columns, to their beat's best grid, a row."""
    least = np.inf
    for plan in _beats_anew(beats, workers, tolerance):
        mine = [np.flatnonzero(plan == worker) for worker in range(workers)]
        least = min(least, sum(ways[np.ix_(at, at)].sum(axis=1).min() for at in mine))
    return least


def _beats_anew(beats, workers, tolerance):
    share = beats.loads.sum() / workers
    new = replace(beats, shares=np.full(workers, share))
    for rest in product(range(workers), repeat=len(beats.today) - 1):
        plan = np.array([0, *rest])  # which beat is the first does not matter
        held = np.bincount(plan, beats.loads, workers)
        if (abs(held - share) <= share * tolerance + 1e-9).all() and (pieces_of(new, plan) == 1).all():
            yield plan


def _sums(values):
    """The sum over every set."""
    sums = np.zeros(1)
    for value in values:
        sums = np.concatenate([sums, sums + value])
    return sums


def _in_one_piece(sets, graph):
    around = [sum(1 << other for other in graph[grid]) for grid in range(len(graph))]
    reached = sets & -sets
    for _ in range(len(graph)):
        near = np.zeros_like(sets)
        for grid, ring in enumerate(around):
            near |= np.where(reached >> grid & 1, ring, 0)
        if (grown := (reached | near) & sets).tolist() == reached.tolist():
            break
        reached = grown
    return reached == sets


def blocks(wide, high, across, down, seed, shape=1.0):
    """A town of wide × high grids in across × down rectangular beats, loads as uneven as waiting times."""
    graph = nx.convert_node_labels_to_integers(nx.grid_2d_graph(high, wide), ordering="sorted")
    place = np.arange(wide * high)
    held = pd.Series((place // wide * down // high) * across + place % wide * across // wide + 1)
    loads = pd.Series(np.random.default_rng(seed).gamma(shape, 1, len(place)))
    hours = pd.Series(40.0, index=range(1, across * down + 1))
    return read_beats(loads, held, nx.to_scipy_sparse_array(graph, place), hours)
