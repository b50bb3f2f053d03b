"""The next best place in the 3 × 3 town with streets, where one can see it."""

import numpy as np
import pytest
import streets
from streets import MIDDLE

from data import site
from data.permits import Actor
from data.site import Question
from geo.errors import Cancelled, InputError

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
    ground = site.ground_of(served, LEADER, Question("clinic"))
    near = ground.costs <= ground.limit_m
    people = ground.homes["residents"].to_numpy()
    most = max(people[near[:, [0, j]].any(axis=1)].sum() for j in range(1, near.shape[1]))
    assert found.siting.value == pytest.approx(most)


@pytest.mark.parametrize("existing", site.EXISTING)
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


def test_who_no_candidate_reaches_is_left_out_and_said(served):
    found = site.propose(served, LEADER, Question("clinic", "lscp", metres=150.0))
    assert "site_left_out" in found.siting.note.caveats
    assert 0 < found.siting.note.facts["left_out"] < 3750


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (Question("castle"), "kind_of_facility_unknown"),
        (Question("clinic", "best"), "method_unknown"),
        (Question("clinic", existing="burnt"), "method_unknown"),
        (Question("clinic", number=99), "site_number"),
        (Question("clinic", "lscp", metres=0.01), "site_nothing"),
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
