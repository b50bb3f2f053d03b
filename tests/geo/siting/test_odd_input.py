"""What cannot be asked of a siting, one row each: a code with facts; what merely looks odd has an answer."""

import numpy as np
import pytest
from scipy import sparse

from geo.errors import InputError
from geo.siting.site import site

#: three places on a line, 3 and 6 apart
LINE = np.array([[0.0, 3, 9], [3, 0, 6], [9, 6, 0]])
ONES = np.ones(3)
MODELS = {
    "mclp": {"p": 1, "radius": 3.0},
    "lscp": {"radius": 9.0},
    "pmedian": {"p": 1},
    "pcenter": {"p": 1},
    "capacitated": {"p": 1, "capacities": ONES * 9},
}
TEXT = LINE.astype(str)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    ("costs", "weights", "more", "code", "facts"),
    [
        (LINE, ONES, {"p": 0}, "site_number", {"p": 0, "candidates": 3}),
        (LINE, ONES, {"p": -1}, "site_number", {"p": -1, "candidates": 3}),
        (LINE, ONES, {"p": 4}, "site_number", {"p": 4, "candidates": 3}),
        (LINE, ONES, {"p": 1.5}, "site_not_numbers", {"what": "p"}),
        (LINE, ONES, {"p": "2"}, "site_not_numbers", {"what": "p"}),
        (LINE, ONES, {"p": np.nan}, "site_not_numbers", {"what": "p"}),
        (LINE, ONES, {"p": [1, 2]}, "site_not_numbers", {"what": "p"}),
        (LINE, ONES, {"p": np.inf}, "site_number", {"p": np.inf, "candidates": 3}),
        (LINE, ONES, {"radius": 0}, "site_radius", {"radius": 0}),
        (LINE, ONES, {"radius": -1.0}, "site_radius", {"radius": -1}),
        (LINE, ONES, {"radius": "far"}, "site_not_numbers", {"what": "radius"}),
        (LINE, ONES, {"kept": ["1"]}, "site_not_numbers", {"what": "candidates"}),
        (LINE, ONES, {"kept": [1.5]}, "site_not_numbers", {"what": "candidates"}),
        (LINE, ONES, {"kept": [np.nan]}, "site_not_numbers", {"what": "candidates"}),
        (LINE, ONES, {"kept": [3]}, "site_candidates_unknown", {"unknown": [3], "candidates": 3}),
        (LINE, ONES, {"kept": [1], "closed": [1]}, "site_kept_and_closed", {"candidates": [1]}),
        (LINE, ONES, {"capacities": ["9", "9", "many"]}, "site_not_numbers", {"what": "capacities"}),
        (LINE, ONES, {"capacities": [9, None, 9]}, "site_capacities", {"bad": 1}),
        (LINE, ONES, {"capacities": [9, -1, -2]}, "site_capacities", {"bad": 2}),
        (LINE, ONES, {"capacities": [9]}, "site_capacity_lengths", {"candidates": 3, "capacities": 1}),
        (TEXT, ONES, {}, "site_not_numbers", {"what": "costs"}),
        (-LINE, ONES, {}, "site_costs", {"negative": 6}),
        (LINE[0], ONES, {}, "site_nothing", {"demand": 3, "candidates": 0}),
        (5.0, ONES, {}, "site_nothing", {"demand": 1, "candidates": 0}),
        (LINE[:, :0], ONES, {}, "site_nothing", {"demand": 3, "candidates": 0}),
        (LINE, ["a", "b", "c"], {}, "site_not_numbers", {"what": "weights"}),
        (LINE, [1, None, 1], {}, "site_weights", {"bad": 1}),
        (LINE, [1, np.inf, -1], {}, "site_weights", {"bad": 2}),
        (LINE, [0, 0, 0], {}, "site_weights_zero", {}),
        (LINE, [1, 1], {}, "site_lengths", {"demand": 3, "weights": 2}),
    ],
)  # fmt: skip
def test_what_cannot_be_is_a_code_with_facts(model, costs, weights, more, code, facts):
    needed = {
        name: value for name, value in more.items() if name in MODELS[model] or name in ("kept", "closed")
    }
    if needed != more:
        return  # this model does not ask for it
    with pytest.raises(InputError) as caught:
        site(model, costs, weights, **MODELS[model] | more)
    assert (caught.value.code, caught.value.facts) == (code, facts)


@pytest.mark.parametrize(
    ("model", "more", "code"),
    [
        ("lscp", {"radius": 1.0}, "site_out_of_reach"),
        ("pmedian", {}, "site_unreached"),
        ("pcenter", {}, "site_unreached"),
        ("capacitated", {}, "site_unreached"),
    ],
)  # fmt: skip
def test_places_with_no_way_to_any_candidate(model, more, code):
    """The third is on another piece of the streets: no way, as endless, as no number, or not stored at all."""
    alone = LINE.copy()
    alone[2] = np.inf
    stored = sparse.coo_array((LINE[:2].ravel(), np.indices((2, 3)).reshape(2, -1)), shape=(3, 3))
    for costs in (alone, np.where(np.isinf(alone), np.nan, alone), stored):
        with pytest.raises(InputError) as caught:
            site(model, costs, ONES, **MODELS[model] | more)
        assert caught.value.code == code and caught.value.facts["demand"] == 1


def test_nobody_within_reach_covers_nobody():
    found = site("mclp", LINE + 5, ONES, p=1, radius=1.0)
    assert (found.value, found.bound, found.gap) == (0, 0, 0)
    assert found.assigned.tolist() == [-1, -1, -1]


@pytest.mark.parametrize("model", MODELS)
def test_duplicates_among_candidates_and_those_kept_change_nothing(model):
    """The same place twice is as good as once; a candidate named twice is kept once."""
    once = site(model, LINE, ONES, **MODELS[model])
    room = {"capacities": np.ones(6) * 9} if model == "capacitated" else {}
    twice = site(model, np.hstack([LINE, LINE]), ONES, **MODELS[model] | room)
    assert twice.value == once.value
    kept = site(model, LINE, ONES, kept=[1, 1], **MODELS[model])
    assert kept.chosen.tolist().count(1) == 1


def test_costs_that_are_no_number_are_no_way():
    """Everybody can go to the middle alone: 3 + 0 + 6."""
    costs = LINE.copy()
    costs[0, [0, 2]], costs[2, [0, 2]] = np.nan, np.inf
    found = site("pmedian", costs, ONES, p=1)
    assert found.chosen.tolist() == [1] and found.value == 9 and np.isfinite(found.bound)
