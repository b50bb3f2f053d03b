"""Where a new facility may stand, in the 3 × 3 town."""

import pytest
import streets
from streets import MIDDLE
from town import SIDE_M

from data import networks, site
from data.candidates import places_for, places_of, read_places
from data.permits import Actor
from data.site import Question
from geo.errors import InputError, Unreadable

LEADER = Actor("Li Na", "leader", "all")


@pytest.fixture
def served(town_record):
    streets.put_streets(town_record)
    streets.put_clinics(town_record, MIDDLE)
    return town_record


def centre(record, grid_id: int) -> tuple[float, float]:
    """Longitude and latitude of a point inside a grid."""
    (row,) = record.rows(
        "SELECT ST_X(ST_PointOnSurface(geometry)), ST_Y(ST_PointOnSurface(geometry)) FROM grid WHERE grid_id = ?",
        [grid_id],
    )
    return row


def test_one_in_every_grid_or_at_the_crossings(served):
    net = networks.network(served, LEADER)
    assert sorted(places_for(served, LEADER, "grids", (), net)[0]["grid_id"]) == list(range(1, 10))
    crossings = places_for(served, LEADER, "streets", (), net)[0]
    assert (crossings["facility_id"] == 0).all() and crossings["x_m"].between(
        crossings["x_m"].min(), crossings["x_m"].min() + 3 * SIDE_M + 1
    ).all()


def test_the_best_of_given_places_is_one_of_them(served):
    """Grids 1 and 9 may have one; the other seven may not."""
    given = (centre(served, 1), centre(served, 9))
    found = site.propose(served, LEADER, Question("clinic", "pmedian", 2, candidates="given", given=given))
    assert sorted(found.sites.loc[found.sites["change"] == "new", "grid_id"]) == [1, 9]
    with pytest.raises(InputError) as refused:
        site.propose(served, LEADER, Question("clinic", "pmedian", 3, candidates="given", given=given))
    assert refused.value.code == "site_number"


def test_places_outside_every_grid_are_named(served):
    with pytest.raises(InputError) as refused:
        site.propose(served, LEADER, Question("clinic", candidates="given", given=((5.0, 50.0),)))
    assert (refused.value.code, refused.value.facts) == ("site_outside", {"places": "5 50"})


def test_one_place_outside_does_not_keep_the_others_from_being_looked_at(served):
    given = ((5.0, 50.125), centre(served, 1), (6.0, 50.0))
    found = site.propose(served, LEADER, Question("clinic", "pmedian", 1, candidates="given", given=given))
    assert found.sites.loc[found.sites["change"] == "new", "grid_id"].tolist() == [1]
    assert "site_places_outside" in found.siting.note.caveats
    assert (found.siting.note.facts["places_outside"], found.siting.note.facts["outside"]) == (
        2,
        "5 50.125, 6 50",
    )


def test_none_given(served):
    with pytest.raises(InputError) as refused:
        site.propose(served, LEADER, Question("clinic", candidates="given"))
    assert refused.value.code == "site_none_given"


def test_lines_as_people_write_them():
    assert read_places("\ufeff经度，纬度\r\n112.5，30.25\r\n\r\n112.6\t30.5\tlot") == (
        ((112.5, 30.25), (112.6, 30.5)),
        [],
    )
    assert read_places("") == ((), []) and read_places("1 2\n1 2\n1,2") == (((1.0, 2.0),), [])


@pytest.mark.parametrize(("line", "row"), [("1 2\nhere", 2), ("200, 30", 1), ("1 2\n3", 2), ("nan 3", 1)])
def test_a_line_that_is_no_place_is_named(line, row):
    _given, (refused,) = read_places(line)
    assert refused.code == "site_place_row" and refused.facts["row"] == row


def test_every_wrong_line_is_named_and_the_others_count():
    given, refused = read_places("1 2\nhere\n3 4\n5")
    assert given == ((1.0, 2.0), (3.0, 4.0))
    assert [(error.facts["row"], error.facts["text"]) for error in refused] == [(2, "here"), (4, "5")]


def test_a_file_as_chinese_excel_writes_it(tmp_path):
    path = tmp_path / "地块.csv"
    path.write_bytes("经度，纬度，名称\n112.5，30.25，七号地块\n".encode("gb18030"))
    assert places_of(path) == (((112.5, 30.25),), [])


def test_a_file_that_is_no_text_is_named(tmp_path):
    (path := tmp_path / "lots.csv").write_bytes(b"\xff\xff\xff")
    with pytest.raises(Unreadable) as refused:
        places_of(path)
    assert (refused.value.code, refused.value.facts["file"]) == ("encoding_unknown", "lots.csv")
