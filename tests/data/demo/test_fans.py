"""Points inside cells."""

import numpy as np
import shapely


def test_every_point_lies_in_its_cell(town):
    cells = np.repeat(np.arange(600), 40)
    lon, lat = town.fans.draw(cells, town.polygons, np.random.default_rng(1))
    assert shapely.contains_xy(town.polygons[cells], lon, lat).all()


def test_points_reach_all_parts_of_a_cell(town):
    """Quarters by the middle of the bounds: each holds some of 400 points where it holds some of the cell."""
    cell = int(np.argmax(town.area_km2))
    lon, lat = town.fans.draw(np.full(400, cell), town.polygons, np.random.default_rng(1))
    x0, y0, x1, y1 = town.polygons[cell].bounds
    quarter = (lon > (x0 + x1) / 2) * 2 + (lat > (y0 + y1) / 2)
    halves = [(x0, (x0 + x1) / 2), ((x0 + x1) / 2, x1)], [(y0, (y0 + y1) / 2), ((y0 + y1) / 2, y1)]
    boxes = [shapely.box(a, c, b, d) for a, b in halves[0] for c, d in halves[1]]
    share = shapely.area(shapely.intersection(boxes, town.polygons[cell])) / town.polygons[cell].area
    assert (np.bincount(quarter, minlength=4)[share > 0.05] > 0).all()


def test_points_lean_towards_the_streets(town):
    cells = np.repeat(np.arange(600), 40)
    lon, lat = town.fans.draw(cells, town.polygons, np.random.default_rng(1))
    away = shapely.distance(shapely.points(lon, lat), shapely.boundary(town.polygons[cells]))
    # evenly thrown into a square of side 1, a point is 1/6 from the rim on average
    assert (away / np.sqrt(shapely.area(town.polygons[cells]))).mean() < 1 / 6
    assert away.min() > 0


def test_no_points_for_no_cells(town):
    lon, lat = town.fans.draw(np.empty(0, dtype=int), town.polygons, np.random.default_rng(1))
    assert len(lon) == len(lat) == 0
