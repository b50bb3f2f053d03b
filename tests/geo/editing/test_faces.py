import numpy as np
import pytest
import shapely
from shapely import LineString, Polygon, box

from geo.editing.faces import drawn, edges, faces, in_units, noded, within
from geo.errors import InputError


def test_a_small_distance_is_given_in_the_unit_of_the_system():
    grids = {"EPSG:4326": 1 / 111_320, "EPSG:32650": 1.0}
    from pyproj import CRS

    assert {name: in_units(1.0, CRS(name)) for name in grids} == pytest.approx(grids)


def test_a_cross_in_a_square_makes_four_faces():
    cross = [box(0, 0, 2, 2).exterior, LineString([(1, -1), (1, 3)]), LineString([(-1, 1), (3, 1)])]
    assert sorted(shapely.area(faces(np.array(cross)))) == [1, 1, 1, 1]


def test_ends_that_dangle_make_no_face():
    assert len(faces(np.array([box(0, 0, 2, 2).exterior, LineString([(1, -1), (1, 1)])]))) == 1


def test_faces_are_told_by_the_ground_they_lie_in():
    assert within(np.array([box(0, 0, 1, 1), box(1, 0, 2, 1)]), box(0, 0, 1, 1)).tolist() == [True, False]


def test_edges_do_not_depend_on_the_way_round():
    square = box(0, 0, 1, 1)
    assert edges(square) == edges(square.reverse()) and len(edges(square)) == 4


def test_a_neighbour_gets_the_node_on_its_side_and_nobody_else():
    shapes = np.array([box(0, 0, 100, 100), box(200, 0, 300, 100)])
    changed = noded(shapes, np.array([[100.0, 40.0], [50.0, 50.0], [100.0, 100.0]]), box(0, 0, 1, 1) and None)
    assert list(changed) == [0]
    assert (100.0, 40.0) in [tuple(xy) for xy in shapely.get_coordinates(changed[0])]
    assert len(shapely.get_coordinates(changed[0])) == 6


def test_several_nodes_on_one_side_and_in_a_hole_stand_in_order():
    shape = Polygon(box(0, 0, 10, 10).exterior.coords, [box(2, 2, 8, 8).exterior.coords])
    changed = noded(np.array([shape]), np.array([[7.0, 0.0], [3.0, 0.0], [2.0, 5.0]]), None)
    assert shapely.is_valid(changed[0]) and shapely.equals(changed[0], shape)
    assert len(shapely.get_coordinates(changed[0])) == 13


def test_an_empty_line_is_no_line():
    with pytest.raises(InputError, match="edit_line_missing"):
        drawn([(0.0, 0.0), (float("nan"), 1.0)], [box(0, 0, 1, 1).exterior], None)
