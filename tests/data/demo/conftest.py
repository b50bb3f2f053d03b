"""One town of 600 grids, as geometry and as a record, for all tests of this folder."""

import json
import time
from datetime import date

import numpy as np
import pytest

from data.db import open_record
from data.demo import city, make_demo

UNTIL = date(2026, 11, 25)


@pytest.fixture(scope="package")
def town():
    """The geometry of a town."""
    return city.lay_out(600, np.random.default_rng(7))


@pytest.fixture(scope="package")
def built():
    """The demo as the command makes it; ``built.seconds`` of processor time, for the tests share their machine."""
    record = open_record(":memory:")
    begin = time.process_time()
    make_demo(record, until=UNTIL)
    record.seconds = time.process_time() - begin
    yield record
    record.close()


@pytest.fixture(scope="package")
def truth(built):
    """What was planted."""
    return json.loads(built.setting("demo_truth"))


@pytest.fixture(scope="package")
def shapes(built):
    """The polygons in order of grid_id."""
    return built.geo_frame(
        "SELECT grid_id, community_code, ST_AsWKB(geometry) AS geometry FROM grid ORDER BY grid_id"
    )


def pieces(count, pairs, label):
    """How many pieces each label falls into: label → number."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    same = pairs[label[pairs[:, 0]] == label[pairs[:, 1]]]
    links = coo_array((np.ones(len(same)), tuple(same.T)), shape=(count, count))
    piece = connected_components(links, directed=False)[1]
    both = np.unique(np.stack([label, piece], axis=1), axis=0)[:, 0]
    return dict(zip(*(part.tolist() for part in np.unique(both, return_counts=True)), strict=True))


@pytest.fixture(scope="session")
def count_pieces():
    """``count_pieces(n, pairs, label)``: label → number of pieces."""
    return pieces
