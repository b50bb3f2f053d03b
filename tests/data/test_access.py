"""Access by grid, community and beat, on four streets through the 3 × 3 town."""

import numpy as np
import pandas as pd
import pytest
import streets
from streets import MIDDLE

from data import access
from data.access import Question
from data.permits import Actor
from geo.errors import InputError

LEADER = Actor("Li Na", "leader", "all")


@pytest.fixture
def served(town_record):
    streets.put_streets(town_record)
    streets.put_clinics(town_record, MIDDLE)
    return town_record


def ask(record, **more):
    return access.access(record, LEADER, Question("clinic", **more))


@pytest.mark.parametrize(
    ("by", "residents"),
    [
        ("grid", {1: 250, 2: 500, 3: 750, 4: 250, 5: 500, 6: 750, 7: 250, 8: 500}),
        ("community", {"990101001001": 2250, "990101001002": 1500}),
        ("worker", {1: 1000, 2: 1500, 3: 1250}),
    ],
)
def test_residents_add_up_at_every_level(served, by, residents):
    frame, note = ask(served, by=by)
    assert frame["residents"].to_dict() == pytest.approx(residents)
    assert note.valid and note.caveats == ()
    assert (note.facts["on_streets"], note.facts["limit_m"], note.facts["network_pieces"]) == (1, 300, 1)


def test_the_standard_of_the_kind_or_the_metres_asked_for(served):
    standard, longer = ask(served)[0], ask(served, metres=2000.0)[0]
    assert standard["beyond"].sum() > longer["beyond"].sum() == 0
    assert standard["beyond"].sum() == pytest.approx(ask(served, metres=300.0)[0]["beyond"].sum())


@pytest.mark.parametrize("score", ["2sfca", "e2sfca", "3sfca"])
def test_one_catchment_that_holds_everybody_shares_the_supply_out(served, score):
    """A clinic of 10 for 3,750 residents: on average 2.67 for a thousand, and without decay for everybody."""
    frame, _ = ask(served, score=score, metres=2000.0)
    average = (frame["score"] * frame["residents"]).sum() / 3750
    assert average == pytest.approx(1000 * 10 / 3750)
    assert bool(np.ptp(frame["score"]) < 1e-9) is (score == "2sfca")


@pytest.mark.parametrize("score", access.SCORES)
@pytest.mark.parametrize("by", access.LEVELS)
def test_everybody_competes_whoever_asks(served, score, by):
    """Worker 1 sees grids 1, 2 and 4, and of these what the leader sees: the clinic serves the whole town."""
    asked = Question("clinic", score, 2000.0, by)
    whole, own = (
        access.access(served, actor, asked)[0] for actor in (LEADER, Actor("w", "worker", "worker:1"))
    )
    seen = {"grid": [1, 2, 4], "community": ["990101001001"], "worker": [1]}[by]
    assert own.index.tolist() == seen
    if by != "community":  # of which the worker sees a part
        pd.testing.assert_frame_equal(own, whole.loc[seen])


def test_a_worker_is_told_of_the_supply_for_all(served):
    """10 for the 3,750 residents of the town, not for the 1,000 of the beat."""
    frame, note = access.access(served, Actor("w", "worker", "worker:1"), Question("clinic", "2sfca", 2000.0))
    assert frame["score"].tolist() == pytest.approx([10 / 3.75] * 3)
    assert frame["residents"].sum() == 1000 and note.facts["facilities"] == 1


def test_capacity_within_reach(served):
    assert ask(served, score="cumulative", metres=2000.0)[0]["score"].tolist() == [10] * 8


def test_capacities_that_are_none_are_assumed_and_said_so(town_record):
    streets.put_streets(town_record)
    streets.put_clinics(town_record, MIDDLE, MIDDLE, MIDDLE, capacity=[8.0, None, -4.0])
    frame, note = ask(town_record, score="cumulative", metres=2000.0)
    assert set(frame["score"]) == {24.0}
    assert note.caveats == ("capacity_assumed",)
    facts = [note.facts[f"capacity_{name}"] for name in ("missing", "negative", "assumed")]
    assert facts == [1, 1, 8]


def test_capacities_nobody_knows_are_those_of_the_standard(town_record):
    """12,000 a clinic of the five-minute circle, and three of them: 36,000 for 3,750 residents."""
    streets.put_clinics(town_record, MIDDLE, MIDDLE, MIDDLE, capacity=[None, None, -4.0])
    frame, note = ask(town_record, score="2sfca", metres=2000.0)
    assert frame["score"].tolist() == pytest.approx([1000 * 36_000 / 3750] * 8)
    assert note.caveats == ("straight_line", "capacity_standard")
    town_record.rows("UPDATE setting SET value = replace(value, '\"capacity\": 12000', '\"capacities\": 0')")
    town_record.changed()
    frame, note = ask(town_record, score="cumulative", metres=2000.0)
    assert set(frame["score"]) == {3} and note.caveats == ("straight_line", "capacity_unknown")


def test_older_residents_and_children_where_somebody_counted_them(served):
    """Of grid 5's twenty older residents those are beyond who are further than the standard for them, 150 m."""
    served.rows("UPDATE grid SET older = 20 WHERE grid_id = 5")
    plain = ask(served)[0]
    assert plain.loc[5, "older"] == 20 and plain.drop(5)["older"].isna().all() and "children" not in plain
    assert plain.loc[5, "older_beyond"] == pytest.approx(20 * plain.loc[5, "share_beyond"])
    served.rows("UPDATE facility_kind SET older_m = 150 WHERE facility_kind = 'clinic'")
    own, longer = ask(served)[0], ask(served, metres=300.0)[0]
    assert own.loc[5, "older_beyond"] == pytest.approx(
        20 * ask(served, metres=150.0)[0].loc[5, "share_beyond"]
    )
    assert longer.loc[5, "older_beyond"] == plain.loc[5, "older_beyond"] < own.loc[5, "older_beyond"]
    score = ask(served, score="2sfca", metres=2000.0)[0]
    assert score.loc[5, "older_score"] == pytest.approx(score.loc[5, "score"])
    by_worker = ask(served, by="worker")[0]
    assert by_worker.loc[3, "older"] == 20 and np.isnan(by_worker.loc[1, "older"])


def test_no_facility(town_record):
    frame, note = ask(town_record)
    assert not note.valid and note.caveats == ("facilities_none",)
    assert (frame["beyond"] == frame["residents"]).all()
    assert ask(town_record, score="2sfca")[0]["score"].tolist() == [0] * 8


def test_nobody(town_record):
    town_record.rows("UPDATE grid SET population = 0, households = 0")
    streets.put_clinics(town_record, MIDDLE)
    frame, note = ask(town_record)
    assert frame.empty and not note.valid and "residents_none" in note.caveats


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (Question("zoo"), "kind_of_facility_unknown"),
        (Question("clinic", score="4sfca"), "method_unknown"),
        (Question("clinic", by="street"), "method_unknown"),
    ],
)
def test_what_is_not_known_is_said_so(town_record, question, code):
    with pytest.raises(InputError, match=code):
        access.access(town_record, LEADER, question)
