import numpy as np
import pytest
from shapely import box
from town import ORIGIN_M, SIDE_M, town_m

from geo.editing.edit import Request, descent, row_of
from geo.errors import InputError

WEST, SOUTH = ORIGIN_M


def test_a_request_of_an_unknown_kind_is_refused():
    with pytest.raises(InputError, match="edit_unknown"):
        Request("melt", (1,))


def test_a_grid_is_found_by_its_id():
    assert row_of(town_m(), 5) == 4
    with pytest.raises(InputError, match="edit_grids_unknown"):
        row_of(town_m(), 99)


def test_descent_tells_which_share_of_which_grid():
    """A square over the western half of 7 and nothing else."""
    half = box(WEST, SOUTH, WEST + SIDE_M / 2, SOUTH + SIDE_M)
    told = descent(town_m(), [6, 7], np.array([half]))
    assert told.to_dict("list") == {"piece": [0], "parent_id": [7], "share": [0.5]}
