"""Metres on foot: counted on the small picture, and against a walker of another make."""

import heapq
from collections import defaultdict
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.access.nearest import costs_within, metres_between, metres_to, nearest_m
from geo.access.network import Network, Stands, of_arrays

CHICAGO = Path(__file__).parents[4] / "shared/data/chicago"


def at(net, *xy):
    return net.snap(*np.array(xy, dtype=float).T)


def test_from_door_to_door(net):
    """Home 10 m south of 30 m along 0–1; clinic 20 m east of the end 6 … and a park across the block."""
    homes = at(net, (30, -10), (1010, 0), (9000, 0))
    places = at(net, (260, 0), (100, 50), (150, 100))
    found = nearest_m(net, homes, places, np.array(["clinic", "park", "park"]))
    assert found.columns.tolist() == ["clinic", "park"]
    assert found["clinic"].tolist() == [10 + 230, np.inf, np.inf]
    assert found["park"].tolist() == [10 + 70 + 50, np.inf, np.inf]


def test_on_one_street_nobody_walks_to_its_end(net):
    found = nearest_m(net, at(net, (20, 0), (90, 5)), at(net, (60, 0)), np.array(["x"]))
    assert found["x"].tolist() == [40, 35]


def test_one_way_is_walked_round():
    """A square of 100 m whose southern side is walked to the east only."""
    xy = np.array([(0, 0), (100, 0), (100, 100), (0, 100)], dtype=float)
    tail, head = np.arange(4), np.roll(np.arange(4), -1)
    net = of_arrays(tail, head, np.full(4, 100.0), np.array([True, False, False, False]),
                    shapely.linestrings(np.stack([xy[tail], xy[head]], axis=1)))  # fmt: skip
    west, east, north = (at(net, place) for place in ((20, 0), (70, 0), (50, 100)))
    kinds = np.array(["x"])
    assert nearest_m(net, west, east, kinds)["x"].tolist() == [50]
    assert nearest_m(net, east, west, kinds)["x"].tolist() == [30 + 300 + 20]
    assert nearest_m(net, east, north, kinds)["x"].tolist() == [30 + 100 + 50]
    assert nearest_m(net, north, east, kinds)["x"].tolist() == [50 + 100 + 70]
    assert costs_within(net, north, east, 500).toarray().tolist() == [[220]]
    assert metres_to(net, west).tolist() == [20, 320, 220, 120]


def test_costs_are_stored_up_to_the_limit_and_zeros_too(net):
    homes, places = at(net, (0, 0), (200, 0), (1000, 0)), at(net, (0, 0), (260, 0), (1050, 0))
    for limit, pairs in ((59.9, [[0, 0, 0], [2, 2, 50]]), (60, [[0, 0, 0], [1, 1, 60], [2, 2, 50]])):
        found = costs_within(net, homes, places, limit).tocoo()
        assert np.column_stack([found.row, found.col, found.data]).tolist() == pairs


def test_places_on_no_street_and_no_places(net):
    homes, nowhere = at(net, (0, 0)), at(net, (9000, 0))
    assert np.isinf(nearest_m(net, homes, nowhere, np.array(["x"]))["x"]).all()
    assert costs_within(net, homes, nowhere, 1000).nnz == 0
    nothing = Stands(np.empty(0, int), np.empty(0), np.empty(0))
    assert nearest_m(net, homes, nothing, np.empty(0)).shape == (1, 0)
    assert costs_within(net, homes, nothing, 1000).shape == (1, 0)
    assert costs_within(net, nothing, homes, 1000).shape == (0, 1)
    for one, other in ((homes, nowhere), (nowhere, homes), (homes, nothing), (nothing, homes)):
        found = metres_between(net, one, other)
        assert found.shape == (len(one.street), len(other.street)) and np.isinf(found).all()


def test_progress_is_told(net):
    told = []
    costs_within(net, at(net, (0, 0)), at(net, (0, 0), (260, 0)), 100, progress=told.append)
    assert told and all(0 <= share <= 1 for share in told)


def _walker(net: Network, homes: Stands, place: int, places: Stands) -> np.ndarray:
    """Metres from every home to one place: the streets cut at all homes and the place, and a heap."""
    stops = defaultdict(list)
    for street in range(len(net.tail)):
        stops[street] += [(0.0, ("c", net.tail[street])), (net.length_m[street], ("c", net.head[street]))]
    for home in np.flatnonzero(homes.known):
        stops[homes.street[home]].append((homes.along[home], ("h", home)))
    stops[places.street[place]].append((places.along[place], ("p", place)))
    near = defaultdict(list)
    for street, along in stops.items():
        along = sorted(along, key=lambda stop: stop[0])
        if net.tail[street] == net.head[street]:
            continue
        for (a, one), (b, other) in zip(along, along[1:], strict=False):
            near[other].append((b - a, one))  # searched against the walk
            if not net.one_way[street] or a == b:
                near[one].append((b - a, other))
    done, heap = {}, [(places.off[place], 0, ("p", place))]
    while heap:
        metres, _, here = heapq.heappop(heap)
        if here in done:
            continue
        done[here] = metres
        for step, there in near[here]:
            heapq.heappush(heap, (metres + step, len(heap) + len(done), there))
    return np.array([done.get(("h", k), np.inf) + homes.off[k] for k in range(len(homes.street))])


def _town(seed: int):
    rng = np.random.default_rng(seed)
    xy = rng.uniform(0, 400, (9, 2))
    tail, head = rng.integers(0, 9, (2, 14))
    tail, head = tail[tail != head], head[tail != head]
    length = np.hypot(*(xy[tail] - xy[head]).T) * rng.uniform(0.7, 1.6, len(tail))
    lines = shapely.linestrings(np.stack([xy[tail], xy[head]], axis=1))
    net = of_arrays(tail, head, length, rng.random(len(tail)) < 0.3, lines)
    stands = [net.snap(*rng.uniform(0, 400, (2, count)), 120.0) for count in (12, 5)]
    return net, *stands


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 100_000))
def test_any_town_against_the_walker(seed):
    net, homes, places = _town(seed)
    truth = np.full((12, 5), np.inf)
    for place in np.flatnonzero(places.known):
        truth[:, place] = _walker(net, homes, place, places)
    each = nearest_m(net, homes, places, np.arange(5)).to_numpy()
    assert each == pytest.approx(truth)
    kinds = nearest_m(net, homes, places, np.array(list("ababa")))
    assert kinds["a"].to_numpy() == pytest.approx(truth[:, ::2].min(axis=1))
    assert metres_between(net, homes, places) == pytest.approx(truth)
    for limit in (50, 400):
        found = costs_within(net, homes, places, limit)
        dense = np.full((12, 5), np.inf)
        stored = found.tocoo()
        dense[stored.row, stored.col] = stored.data
        assert dense == pytest.approx(np.where(truth <= limit, truth, np.inf))


@pytest.fixture(scope="module")
def south_side():
    """The walking network of Chicago's South Side: numbers of crossings, metres, our network."""
    if not CHICAGO.exists():
        pytest.skip("the streets of Chicago are not here")
    edges, nodes = (pd.read_parquet(CHICAGO / f"osm_walk_{part}.parquet") for part in ("edges", "nodes"))
    number = pd.Series(range(len(nodes)), nodes["id"].to_numpy())
    tail, head = (number[edges[side]].to_numpy() for side in ("from", "to"))
    xy = nodes[["x", "y"]].to_numpy(float) * [83_000.0, 111_000.0]
    lines = shapely.linestrings(np.stack([xy[tail], xy[head]], axis=1))
    metres = edges["distance"].to_numpy(float)
    return tail, head, metres, of_arrays(tail, head, metres, np.zeros(len(tail), bool), lines)


def at_ends(net, crossings):
    """Places at crossings: where a street begins, or at its end."""
    street, along = np.full(net.crossings, -1), np.zeros(net.crossings)
    for ends, where in ((net.head, net.length_m), (net.tail, np.zeros(len(net.tail)))):
        street[ends], along[ends] = np.arange(len(ends)), where
    return Stands(street[crossings], along[crossings], np.zeros(len(crossings)))


def test_the_south_side_against_networkx(south_side):
    """A thousand random pairs of crossings, exactly: fifty homes, twenty places, pieces that do not hang together."""
    tail, head, metres, net = south_side
    graph = nx.Graph()
    for one, other, length in zip(tail.tolist(), head.tolist(), metres.tolist(), strict=True):
        known = graph.get_edge_data(one, other, {"length": np.inf})["length"]
        graph.add_edge(one, other, length=min(length, known))
    rng = np.random.default_rng(3)
    homes, places = (rng.choice(np.unique(np.r_[tail, head]), count, replace=False) for count in (50, 20))
    found = nearest_m(net, at_ends(net, homes), at_ends(net, places), np.arange(20)).to_numpy()
    for k, place in enumerate(places):
        theirs = nx.single_source_dijkstra_path_length(graph, place, weight="length")
        assert found[:, k] == pytest.approx([theirs.get(home, np.inf) for home in homes], rel=1e-12)
    assert np.isfinite(found).mean() > 0.9


def test_the_south_side_from_doors_against_the_walker(south_side):
    """Twenty places, fifty homes each, at doors beside the streets."""
    net = south_side[-1]
    rng = np.random.default_rng(4)
    homes, places = (
        net.snap(*(net.xy[rng.choice(len(net.xy), count)] + rng.normal(0, 20, (count, 2))).T)
        for count in (50, 20)
    )
    found = nearest_m(net, homes, places, np.arange(20)).to_numpy()
    for place in range(20):
        assert found[:, place] == pytest.approx(_walker(net, homes, place, places), rel=1e-12)
    within = costs_within(net, homes, places, 3000).tocoo()
    assert within.data == pytest.approx(found[within.row, within.col], rel=1e-12)
    assert within.nnz == (found <= 3000).sum() > 20
    assert metres_between(net, homes, places) == pytest.approx(found, rel=1e-12)
