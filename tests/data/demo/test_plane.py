"""The lattice under the town."""

import numpy as np

from data.demo import plane


def test_the_banks_and_the_water_fill_the_plane():
    ground = plane.plane_for(1000)
    (_, _, bank, top), (far, _, rim, _) = ground.boxes
    assert (bank, far - bank, rim, top) == (ground.bank, ground.water, ground.width, ground.height)


def test_there_is_room_for_the_blocks():
    ground = plane.plane_for(1000)
    assert (ground.width - ground.water) * ground.height >= 0.97 * 1000 * plane.tiling.SQUARES


def test_outwardness_is_nought_in_the_middle_and_one_at_the_sides():
    ground = plane.Plane(100, 80, 40, 4)
    boxes = np.array([[48, 38, 52, 42], [100, 40, 100, 40], [50, 0, 50, 0]])
    np.testing.assert_allclose(ground.outwardness(boxes), [0, 1, 1])


def test_bearings_of_east_and_north():
    ground = plane.Plane(100, 80, 40, 4)
    np.testing.assert_allclose(ground.bearing(np.array([[80, 40, 80, 40], [50, 70, 50, 70]])), [0, np.pi / 2])


def test_the_middle_of_the_plane_lies_near_the_centre():
    ground = plane.plane_for(1000)
    place = plane.bent(ground, np.random.default_rng(1))
    lon, lat, _, _ = place(np.array([ground.width / 2]), np.array([ground.height / 2]))
    assert abs(lon[0] - plane.CENTRE[0]) < 0.02
    assert abs(lat[0] - plane.CENTRE[1]) < 0.02


def test_degrees_and_metres_are_the_same_place():
    place = plane.bent(plane.plane_for(1000), np.random.default_rng(1))
    lon, lat, x, y = place(np.arange(50), np.arange(50))
    east, north = plane.TO_METRES.transform(lon, lat)
    assert np.hypot(east - x, north - y).max() < 0.02  # seven decimals of a degree
