"""The next best place in the 3 × 3 town with streets, where one can see it."""

import numpy as np
import pytest
import streets
from shapely import Point
from streets import MIDDLE
from town import SIDE_M

from data import networks, site, site_ground
from data.permits import Actor
from data.site import Question
from geo.errors import Cancelled, InputError, NotAllowed

LEADER = Actor("Li Na", "leader", "all")
MODELS = ("mclp", "lscp", "pmedian", "pcenter", "capacitated")


@pytest.fixture
def served(town_record):
    streets.put_streets(town_record)
    streets.put_clinics(town_record, MIDDLE, capacity=[5000.0])
    return town_record


def test_the_one_there_is_stays_and_one_comes_new(served):
    found = site.propose(served, LEADER, Question("clinic"))
    assert found.sites["change"].tolist() == ["new", "kept"]
    assert found.siting.optimal
    new = found.sites.iloc[0]
    assert new["newly"] > 0 and new["gainers"] >= new["newly"] and new["minutes"] > 0


def test_the_new_one_serves_more_than_any_other_place_would(served):
    """Counted out: every grid's point, one at a time."""
    found = site.propose(served, LEADER, Question("clinic"))
    ground = site_ground.ground_of(served, LEADER, Question("clinic"))
    near = ground.costs <= ground.limit_m
    people = ground.homes["residents"].to_numpy()
    most = max(people[near[:, [0, j]].any(axis=1)].sum() for j in range(1, near.shape[1]))
    assert found.siting.value == pytest.approx(most)


@pytest.mark.parametrize("existing", site_ground.EXISTING)
def test_what_becomes_of_the_one_there_is(served, existing):
    found = site.propose(served, LEADER, Question("clinic", "pmedian", 1, existing=existing))
    changes = found.sites.set_index("facility_id")["change"]
    assert (changes[1] == "kept") is (existing != "closed") or existing == "moved"
    assert (found.sites["change"] != "closed").sum() == (2 if existing == "kept" else 1)


@pytest.mark.parametrize("model", MODELS)
def test_every_model_says_how_good_it_is(served, model):
    found = site.propose(served, LEADER, Question("clinic", model, 2, 600.0))
    assert found.siting.gap <= 1e-6 and np.isfinite(found.siting.value)
    assert found.sites["people"].sum() <= 3750 + 1e-6


@pytest.mark.parametrize("existing", ["kept", "closed"])
def test_who_no_candidate_reaches_is_left_out_and_still_one_of_all(served, existing):
    """3,750 live here: the answer serves all whom it can, and tells of how many of everybody that is."""
    found = site.propose(served, LEADER, Question("clinic", "lscp", metres=150.0, existing=existing))
    assert "site_left_out" in found.siting.note.caveats
    lost = found.siting.note.facts["left_out"]
    assert 0 < lost < 3750 and found.effect.left_out == lost
    assert found.effect.people == 3750 and found.effect.covered[1] == pytest.approx(3750 - lost)


def test_who_is_left_out_counted_before(served):
    """The clinic stands where no other may: without it its neighbours have none, and before they had."""
    given = tuple((point.x, point.y) for point in streets.degrees([Point(streets.WEST + 10, MIDDLE[1])]))
    asked = Question("clinic", "lscp", 1, 150.0, "closed", "given", given)
    found = site.propose(served, LEADER, asked)
    homes, walked = networks.walks(served, LEADER)
    near = homes.loc[walked.metres["clinic"] <= 150, "residents"].sum()
    assert found.effect.covered[0] == pytest.approx(near) and near > 0


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (Question("castle"), "kind_of_facility_unknown"),
        (Question("clinic", "best"), "method_unknown"),
        (Question("clinic", existing="burnt"), "method_unknown"),
        (Question("clinic", candidates="moon"), "method_unknown"),
        (Question("park", existing="moved"), "site_none_there"),
        (Question("clinic", number=99), "site_number"),
        (Question("clinic", "lscp", metres=0.01), "site_unmet"),
        (Question("clinic", "mclp", metres=0.01), "site_unmet"),
    ],
)
def test_bad_questions_are_refused(served, question, code):
    with pytest.raises(InputError) as refused:
        site.propose(served, LEADER, question)
    assert refused.value.code == code


def test_it_can_be_stopped(served):
    def stop(share):
        raise Cancelled("cancelled")

    with pytest.raises(Cancelled):
        site.propose(served, LEADER, Question("clinic", number=3), progress=stop)


def test_new_ones_may_stand_at_crossings(served):
    """Four streets that meet three times; their ends lie on the town's edge, some of them a hair outside."""
    found = site_ground.ground_of(served, LEADER, Question("clinic", candidates="streets")).candidates
    x, y = MIDDLE
    new = found[found["facility_id"] == 0]
    assert 3 <= len(new) <= 11 and new["grid_id"].isin(range(1, 10)).all()
    for row in (y - SIDE_M, y, y + SIDE_M):
        assert (np.hypot(new["x_m"] - x, new["y_m"] - row) < 0.1).sum() == 1


def test_crossings_need_streets(town_record):
    with pytest.raises(InputError, match="streets_missing"):
        site.propose(town_record, LEADER, Question("clinic", candidates="streets"))


def test_nobody_lives_here(town_record):
    town_record.rows("UPDATE grid SET population = NULL, households = NULL")
    with pytest.raises(InputError, match="site_no_residents"):
        site.propose(town_record, LEADER, Question("clinic"))


def test_a_worker_proposes_nothing(served):
    with pytest.raises(NotAllowed):
        site.propose(served, Actor("W", "worker", "worker:1"), Question("clinic"))


def test_gains_add_up_to_what_the_sites_bring(served):
    found = site.propose(served, LEADER, Question("clinic", number=2))
    assert found.gains["gainers"].sum() == pytest.approx(found.sites["gainers"].sum())
    assert found.gains["newly"].sum() == pytest.approx(np.diff(found.effect.covered)[0])
    assert found.effect.covered[1] == pytest.approx(found.siting.value)


def test_an_average_walk_is_people_times_metres(served):
    found = site.propose(served, LEADER, Question("clinic", "pmedian", 2))
    assert found.effect.mean_m[1] == pytest.approx(found.siting.value / found.effect.people)
    longest = site.propose(served, LEADER, Question("clinic", "pcenter", 2))
    assert longest.effect.longest_m[1] == pytest.approx(longest.siting.value)


def test_every_better_answer_is_told_with_the_same_sites_while_they_are(served):
    news = []
    found = site.propose(served, LEADER, Question("clinic", number=2), told=news.append)
    assert news and news[-1].siting.chosen.tolist() == found.siting.chosen.tolist()
    for one, next_ in zip(news, news[1:], strict=False):
        same = one.siting.chosen.tolist() == next_.siting.chosen.tolist()
        assert (one.sites is next_.sites) is same


def test_how_walks_were_measured_is_said(town_record):
    """No street at all; then streets that do not meet."""
    streets.put_clinics(town_record, MIDDLE)
    assert "straight_line" in site.propose(town_record, LEADER, Question("clinic")).siting.note.caveats
    streets.put_streets(town_record, crossing=False)
    assert "streets_broken" in site.propose(town_record, LEADER, Question("clinic")).siting.note.caveats


def test_a_facility_outside_all_grids_serves_who_can_walk_there(served):
    """A second clinic in the next town: it stays, nobody goes there, and the answer is that without it."""
    alone = site.propose(served, LEADER, Question("clinic")).siting.value
    x, y = MIDDLE
    served.rows("DELETE FROM facility")
    streets.put_clinics(served, MIDDLE, (x + 90_000, y), capacity=[5000.0, 10.0])
    assert site.propose(served, LEADER, Question("clinic")).siting.value == pytest.approx(alone)


@pytest.mark.parametrize("capacity", [-4.0, None])
def test_room_that_is_not_known_is_assumed_and_said(served, capacity):
    served.rows("DELETE FROM facility")
    streets.put_clinics(served, MIDDLE, (MIDDLE[0] + 9, MIDDLE[1]), capacity=[5000.0, capacity])
    note = site.propose(served, LEADER, Question("clinic", "capacitated")).siting.note
    assert "site_capacity_assumed" in note.caveats and note.facts["capacity_assumed"] == 5000
    assert note.facts["capacity_missing"] + note.facts["capacity_negative"] == 1
