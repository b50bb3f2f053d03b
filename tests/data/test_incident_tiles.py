"""Incidents in tiles: every case counted once, whatever the zoom."""

import math
from datetime import date, datetime

import pytest
import stock

from data.incident_tiles import HEX_PIXELS, incident_tile
from data.permits import Actor
from data.tile_address import PIXEL_0
from geo.errors import InputError, NotAllowed, NotFound
from geo.model import Period

ALL = Actor("x", "manager", "all")
MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))


@pytest.fixture
def busy(town_record):
    """Seven cases: grid 1 three, grid 5 two, grid 9 one in March; one in grid 1 in April."""
    rows = [{"grid_id": g} for g in (1, 1, 1, 5, 5, 9)]
    rows.append({"grid_id": 1, "reported_at": datetime(2026, 4, 1, 0, 0)})
    stock.put_incidents(town_record, rows)
    return town_record


def everything(record, actor, z, period=MARCH, category=""):
    """The contents of all tiles of the town at a zoom."""
    west, south, east, north = record.rows(
        "SELECT min(min_lon), min(min_lat), max(max_lon), max(max_lat) FROM grid"
    )[0]
    n = 1 << z

    def column(lon):
        return int((lon + 180) / 360 * n)

    def row(lat):
        return int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * n)

    return [
        incident_tile(record, actor, period, category, z, x, y)
        for x in range(column(west) - 1, column(east) + 2)
        for y in range(row(north) - 1, row(south) + 2)
    ]


@pytest.mark.parametrize("z", [6, 9, 11, 13, 14])
def test_no_case_is_lost_or_counted_twice_at_tile_edges(busy, z):
    hexes = [hex_ for tile in everything(busy, ALL, z) for hex_ in tile.get("hexes", [])]
    assert sum(cases for _x, _y, cases in hexes) == 6
    assert len({(x, y) for x, y, _cases in hexes}) == len(hexes)


def test_close_up_every_case_stands_alone(busy):
    points = [point for tile in everything(busy, ALL, 15) for point in tile.get("points", [])]
    assert len(points) == 6
    assert all(isinstance(code, str) for _x, _y, code, _category in points)


def test_a_case_is_nearest_to_the_middle_of_its_own_hexagon(busy):
    # hexagons of one size tile the plane, so the middle of a point's own is the nearest of all
    z = 14
    size = HEX_PIXELS * PIXEL_0 / (1 << z)
    middles = [hex_[:2] for tile in everything(busy, ALL, z) for hex_ in tile.get("hexes", [])]
    places = busy.rows(
        "SELECT radians(lon) * 6378137, ln(tan(pi()/4 + radians(lat)/2)) * 6378137 FROM incident"
    )
    for x, y in places:
        nearest = min(math.hypot(x - a, y - b) for a, b in middles)
        assert nearest <= size + 1


def test_scope_period_and_category_narrow(busy):
    def count(actor=ALL, period=MARCH, category=""):
        tiles = everything(busy, actor, 9, period, category)
        return sum(hex_[2] for tile in tiles for hex_ in tile.get("hexes", []))

    assert count(Actor("x", "worker", "worker:1")) == 3
    assert count(Actor("x", "leader", "division:990101001002")) == 1
    assert count(Actor("x", "leader", "nothing")) == 0
    assert count(period=Period(date(2026, 4, 1), date(2026, 5, 1))) == 1
    assert count(category="zz") == 0


def test_refusals(busy):
    with pytest.raises(NotFound):
        incident_tile(busy, ALL, MARCH, "", 3, 8, 0)
    with pytest.raises(NotAllowed):
        incident_tile(busy, Actor("x", "guest", "all"), MARCH, "", 3, 0, 0)
    with pytest.raises(InputError):
        Period(date(2026, 4, 1), date(2026, 3, 1))
