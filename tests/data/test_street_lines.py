"""Streets through the middle grid of the 3 × 3 town."""

import pytest
from pyproj import Transformer
from town import METRIC, ORIGIN_M, SIDE_M

from data.editing import preview
from data.permits import OPERATOR, Actor
from data.street_lines import across
from geo.editing.edit import Request

TO_DEGREES = Transformer.from_crs(METRIC, "EPSG:4326", always_xy=True)


@pytest.fixture
def streets(town_record):
    """Long Lane through 4, 5 and 6 in two edges; Bow Street through 5, out of it to the south, and through it again;
    Short Lane ends inside 5; Border Street runs along its west; Corner Street touches it; a nameless one through
    it; Far Street elsewhere."""
    rows = [("Long Lane", 0, 1.4, 1.5, 1.5), ("Long Lane", 1.5, 1.5, 3, 1.5), ("Short Lane", 1.5, 1, 1.5, 1.3),
            ("Bow Street", 1, 1.6, 1.4, 0.9), ("Bow Street", 1.4, 0.9, 1.8, 2), ("Border Street", 1, 0, 1, 3),
            ("Corner Street", 0, 1, 2, 3), ("", 1.2, 0, 1.2, 3), ("Far Street", 0, 0.5, 3, 0.5)]  # fmt: skip
    for k, (name, *ends) in enumerate(rows):
        a, b = (TO_DEGREES.transform(ORIGIN_M[0] + SIDE_M * x, ORIGIN_M[1] + SIDE_M * y)
                for x, y in (ends[:2], ends[2:]))  # fmt: skip
        town_record.rows(
            """INSERT INTO street_edge VALUES (?, ?, 1, 2, 1, ?, 'residential',
              ST_MakeLine(ST_Point(?, ?), ST_Point(?, ?)), NULL, false)""",
            [k, f"e{k}", name, *a, *b],
        )
    return town_record


def test_streets_that_cut_a_grid_come_by_how_far_they_run_in_it(streets):
    """Bow Street is in 5 for 0.67 from the west and for 1.05 up to the north."""
    found = across(streets, OPERATOR, 5)
    assert list(found) == ["Bow Street", "Long Lane"]
    assert len(found["Long Lane"]) == 3 and len(found["Bow Street"]) == 2


@pytest.mark.parametrize("grid_id", range(1, 10))
def test_a_grid_can_be_split_along_every_street_that_is_offered(streets, grid_id):
    found = across(streets, OPERATOR, grid_id)
    for line in found.values():
        preview(streets, Actor("Wang", "manager", "all"), Request("split", (grid_id,), line))
    assert ("Far Street" in found) == (grid_id >= 7) and "Border Street" not in found


def test_along_a_border_nothing_is_cut(streets):
    """Border Street runs along the east of 4; Corner Street and Long Lane run through it, 1.41 and 1.00 long."""
    assert list(across(streets, OPERATOR, 4)) == ["Corner Street", "Long Lane"]


def test_a_grid_is_split_along_a_street(streets):
    manager = Actor("Wang", "manager", "all")
    seen = preview(streets, manager, Request("split", (5,), across(streets, OPERATOR, 5)["Long Lane"]))
    # south of it: 1.4667 to 1.5 high over the western half, 1.5 over the eastern
    assert sorted(seen.edit.shares["share"]) == pytest.approx([0.49167, 0.50833], abs=1e-4)


def test_out_of_scope_there_is_no_street(streets):
    assert across(streets, Actor("Li", "worker", "worker:1"), 5) == {}
