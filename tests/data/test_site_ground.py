"""Homes and candidates of a question, seen coarsely where the place is large: in the 3 × 3 town one can count them."""

import pytest
import streets
from streets import MIDDLE

from data import site, site_ground
from data.permits import Actor
from data.site_ground import Question, ground_of
from geo.errors import InputError

LEADER = Actor("Li Na", "leader", "all")
#: residents are spread over 8 points in each of the 8 grids where somebody lives; 9 grids are candidates
HOMES, GRIDS = 64, 9


@pytest.fixture
def served(town_record):
    streets.put_clinics(town_record, MIDDLE, capacity=[5000.0])
    return town_record


def places(record, n: int) -> tuple[tuple[float, float], ...]:
    """Places in the middle grid, a metre apart."""
    (lon, lat), *_rest = record.rows("SELECT lon, lat FROM facility")
    return tuple((lon + 1e-5 * k, lat) for k in range(n))


def test_a_small_place_is_seen_whole(served):
    found = ground_of(served, LEADER, Question("clinic"))
    assert len(found.homes) == HOMES and len(found.candidates) == 1 + GRIDS
    assert not {"site_places_thinned", "site_homes_together"} & set(found.caveats)


def test_homes_are_put_together_and_it_is_told(served, monkeypatch):
    """Room for 9 × 32 walks: 32 of the 64 homes at most, everybody is still there, and no candidate is lost."""
    monkeypatch.setattr(site_ground, "MOST_WALKS", GRIDS * 32)
    found = ground_of(served, LEADER, Question("clinic"))
    assert 8 < len(found.homes) <= 32 and found.homes["residents"].sum() == pytest.approx(3750)
    assert len(found.candidates) == 1 + GRIDS
    assert found.caveats == ("straight_line", "site_homes_together")
    assert (found.facts["homes_all"], found.facts["homes_seen"]) == (HOMES, len(found.homes))


def test_then_there_are_fewer_candidates_and_it_is_told(served, monkeypatch):
    """45 walks: a home in each of 8 grids, so 5 candidates, every second of 9."""
    monkeypatch.setattr(site_ground, "MOST_WALKS", 45)
    found = ground_of(served, LEADER, Question("clinic"))
    assert len(found.homes) == 8 and len(found.candidates) == 1 + 5
    assert found.caveats == ("straight_line", "site_places_thinned", "site_homes_together")
    assert (found.facts["places_seen"], found.facts["places_all"]) == (5, GRIDS)


def test_more_grids_than_candidates_are_told(served, monkeypatch):
    monkeypatch.setattr(site_ground, "MOST_CANDIDATES", 4)
    found = ground_of(served, LEADER, Question("clinic"))
    assert len(found.candidates) == 1 + 3 and found.caveats == ("straight_line", "site_places_thinned")


def test_every_given_place_is_looked_at(served, monkeypatch):
    """Twelve are given where four grids would be looked at."""
    monkeypatch.setattr(site_ground, "MOST_CANDIDATES", 4)
    monkeypatch.setattr(site_ground, "MOST_WALKS", 45)
    found = ground_of(served, LEADER, Question("clinic", candidates="given", given=places(served, 12)))
    assert len(found.candidates) == 1 + 12 and len(found.homes) == 8
    assert "site_places_thinned" not in found.caveats and "site_homes_together" in found.caveats


def test_more_given_places_than_there_is_room_for_are_refused(served, monkeypatch):
    monkeypatch.setattr(site_ground, "MOST_GIVEN", 11)
    with pytest.raises(InputError) as refused:
        ground_of(served, LEADER, Question("clinic", candidates="given", given=places(served, 12)))
    assert (refused.value.code, refused.value.facts) == ("site_given_many", {"given": 12, "most": 11})
    assert (
        len(
            ground_of(
                served, LEADER, Question("clinic", candidates="given", given=places(served, 11))
            ).candidates
        )
        == 12
    )


def test_walks_of_the_homes_that_stand_for_others_are_their_own(served, monkeypatch):
    """The walk on record and the walk to the clinic among the candidates are measured from the same home."""
    monkeypatch.setattr(site_ground, "MOST_WALKS", GRIDS * 32)
    found = ground_of(served, LEADER, Question("clinic", "pmedian"))
    assert found.costs[:, 0].tolist() == pytest.approx(found.homes["before"].tolist())


def test_what_was_looked_at_stands_beside_the_answer(served, monkeypatch):
    monkeypatch.setattr(site_ground, "MOST_WALKS", 45)
    found = site.propose(served, LEADER, Question("clinic"))
    assert {"site_places_thinned", "site_homes_together"} <= set(found.siting.note.caveats)
