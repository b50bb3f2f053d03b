"""Where tiles lie."""

import pytest
from pytest import approx

from data.tile_address import MAX_ZOOM, check_address, degrees, tile_box
from geo.errors import NotFound

HALF = 20037508.342789244  # the published half width of EPSG:3857


def test_the_one_tile_of_zoom_nought_is_the_world():
    assert tile_box(0, 0, 0) == approx((-HALF, -HALF, HALF, HALF))


def test_the_edge_of_the_world_is_at_85_degrees():
    # the latitude at which the Mercator square closes: atan(sinh(pi))
    assert degrees(*tile_box(0, 0, 0)) == approx(
        {"west": -180, "south": -85.0511287798, "east": 180, "north": 85.0511287798}
    )


def test_rows_count_from_the_north():
    assert tile_box(1, 0, 0)[3] == approx(HALF)
    assert tile_box(1, 0, 1)[3] == approx(0)


@pytest.mark.parametrize("place", [(-1, 0, 0), (MAX_ZOOM + 1, 0, 0), (3, 8, 0), (3, 0, 8), (3, -1, 0)])
def test_addresses_that_no_zoom_has(place):
    with pytest.raises(NotFound, match="tile_unknown"):
        check_address(*place)
