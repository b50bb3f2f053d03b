"""Published optima, everything counted out on small instances, true bounds on larger ones, and bad questions."""

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from data.sentences import SENTENCES
from geo.errors import Cancelled, InputError
from geo.siting.models import MODELS
from geo.siting.site import site

ROOT = Path(__file__).resolve().parents[3]
SAN_FRANCISCO = (
    ROOT / "../shared/data/verification/facility_location/san_francisco_spopt"
    "/SF_network_distance_candidateStore_16_censusTract_205_new.csv"
)
FOUR = np.array([[0.0, 3, 9], [3, 0, 6], [9, 6, 0], [9, 7, 1]])
ONES = np.ones(4)


@pytest.fixture(scope="module")
def san_francisco():
    if not SAN_FRANCISCO.exists():
        pytest.skip("the published San Francisco instance is not on this machine")
    rows = pd.read_csv(SAN_FRANCISCO)
    costs = rows.pivot(index="DestinationName", columns="name", values="distance")
    people = rows.groupby("DestinationName")["demand"].first()
    return costs.to_numpy(), people.reindex(costs.index).to_numpy()


@pytest.mark.parametrize(
    ("model", "asked", "truth"),
    [
        ("lscp", {"radius": 5000}, 8),
        ("mclp", {"radius": 5000, "p": 4}, 875_247),
        ("pmedian", {"p": 4}, 2_848_268_129.7145),
        ("pcenter", {"p": 4}, 7403.063811),
    ],
)
def test_san_francisco_is_as_published(san_francisco, model, asked, truth):
    found = site(model, *san_francisco, **asked)
    assert found.value == pytest.approx(truth, rel=1e-9)
    assert found.bound == pytest.approx(truth, rel=1e-9)
    assert found.optimal


def _counted_out(model, costs, weights, p, radius, room, kept, closed):
    """The best value of all choices, by looking at each."""
    count = costs.shape[1]
    free = [j for j in range(count) if j not in kept and j not in closed]
    sizes = range(len(free) + 1) if model == "lscp" else [p]
    values = []
    for size in sizes:
        for some in itertools.combinations(free, size):
            chosen = [*kept, *some]
            if not chosen:
                continue
            least = costs[:, chosen].min(axis=1)
            here = weights > 0
            if model == "mclp":
                values.append(-weights[least <= radius].sum())
            elif model == "lscp":
                values.append(len(chosen) if (least[here] <= radius).all() else np.inf)
            elif model == "pmedian":
                values.append((weights[here] * least[here]).sum())
            elif model == "pcenter":
                values.append(least[here].max())
            else:
                values.append(_best_shared(costs, weights, room, chosen))
    return -min(values) if model == "mclp" else min(values)


def _best_shared(costs, weights, room, chosen):
    best = np.inf
    for goes in itertools.product(chosen, repeat=len(weights)):
        load = np.bincount(goes, weights, minlength=costs.shape[1])
        if (load <= room + 1e-9).all():
            best = min(best, (weights * costs[np.arange(len(weights)), goes]).sum())
    return best


def _instance(seed):
    """Small towns of every shape: ties, nobody at home, no way, kept and closed sites."""
    rng = np.random.default_rng(seed)
    demand, count = int(rng.integers(2, 8)), int(rng.integers(3, 9))
    homes, sites = rng.integers(0, 12, (demand, 2)), rng.integers(0, 12, (count, 2))
    costs = np.abs(homes[:, None] - sites[None]).sum(axis=2).astype(float)
    costs[rng.random(costs.shape) < 0.1 * (seed % 3)] = np.inf
    weights = rng.integers(0, 9, demand).astype(float)
    weights[0] = 4.0
    order = rng.permutation(count)
    kept, closed = order[: seed % 2].tolist(), order[1 : 1 + seed % 3 // 2].tolist()
    p = int(rng.integers(1, count - len(kept) - len(closed) + 1))
    return costs, weights, p, float(rng.integers(2, 12)), kept, closed


@pytest.mark.parametrize("model", ["mclp", "lscp", "pmedian", "pcenter"])
@pytest.mark.parametrize("seed", range(60))
def test_small_instances_are_as_counted_out(model, seed):
    costs, weights, p, radius, kept, closed = _instance(seed)
    truth = _counted_out(model, costs, weights, p, radius, None, kept, closed)
    asked = {"p": p, "radius": radius, "kept": kept, "closed": closed}
    if np.isinf(truth):
        with pytest.raises(InputError) as refused:
            site(model, costs, weights, **asked)
        assert refused.value.code in {"site_too_few", "site_out_of_reach", "site_unreached"}
        return
    found = site(model, costs, weights, **asked)
    assert found.value == pytest.approx(truth)
    assert found.bound == pytest.approx(truth)
    assert set(kept) <= set(found.chosen) and not set(closed) & set(found.chosen)


@pytest.mark.parametrize("seed", range(25))
def test_small_instances_with_room_for_so_many_are_as_counted_out(seed):
    rng = np.random.default_rng(seed)
    homes, sites = rng.integers(0, 12, (6, 2)), rng.integers(0, 12, (5, 2))
    costs = np.abs(homes[:, None] - sites[None]).sum(axis=2).astype(float)
    weights, room = rng.integers(1, 9, 6).astype(float), rng.integers(10, 20, 5).astype(float)
    kept, p = [0][: seed % 2], 3 - seed % 2
    truth = _counted_out("capacitated", costs, weights, p, None, room, kept, [])
    if np.isinf(truth):
        with pytest.raises(InputError):
            site("capacitated", costs, weights, p=p, capacities=room, kept=kept)
        return
    found = site("capacitated", costs, weights, p=p, capacities=room, kept=kept)
    assert found.value == pytest.approx(truth)
    assert found.bound == pytest.approx(truth)
    assert (np.bincount(found.assigned, weights, minlength=5) <= room).all()
    assert set(found.assigned) <= set(found.chosen)


def _town(demand, count, seed=5):
    rng = np.random.default_rng(seed)
    homes, sites = rng.uniform(0, 5000, (demand, 2)), rng.uniform(0, 5000, (count, 2))
    return np.linalg.norm(homes[:, None] - sites[None], axis=2), rng.integers(1, 300, demand).astype(float)


@pytest.mark.parametrize(
    ("model", "asked"),
    [
        ("mclp", {"p": 10, "radius": 500}),
        ("lscp", {"radius": 900}),
        ("pmedian", {"p": 8}),
        ("pcenter", {"p": 8}),
        ("capacitated", {"p": 5, "capacities": np.full(60, 12_000.0)}),
    ],
)
def test_every_answer_on_the_way_lies_on_its_side_of_the_bound(model, asked):
    heard = []
    costs, weights = _town(300, 60)
    found = site(model, costs, weights, seconds=5, told=heard.append, **asked)
    sign = -1 if MODELS[model].covers else 1
    best = sign * found.value
    for one in heard:
        assert sign * one.bound <= best * (1 + 1e-9 * sign) + 1e-6
        assert sign * one.value >= best - 1e-6
        assert one.gap >= 0
    assert len(heard) > 1
    assert found.gap <= heard[0].gap


def _proven(model, costs, weights, p, radius=np.inf):
    """The optimum by a program written down afresh: who is served by whom, or not covered."""
    demand, count = costs.shape
    reach = np.argwhere(costs <= radius)
    if model == "mclp":
        cover = sparse.csr_array((costs <= radius).astype(float))
        matrix = sparse.hstack([cover, -sparse.eye_array(demand)])
        prices, least = np.r_[np.zeros(count), -weights], np.zeros(demand)
        rules = [LinearConstraint(matrix, least, np.inf)]
    else:
        k = np.arange(len(reach))
        serve = sparse.csr_array((np.ones(len(k)), (reach[:, 0], count + k)), (demand, count + len(k)))
        signs, spots = np.r_[np.ones(len(k)), -np.ones(len(k))], np.r_[reach[:, 1], count + k]
        opened = sparse.csr_array((signs, (np.r_[k, k], spots)), (len(k), count + len(k)))
        prices = np.r_[np.zeros(count), (weights[:, None] * costs)[reach[:, 0], reach[:, 1]]]
        rules = [LinearConstraint(serve, 1, 1), LinearConstraint(opened, 0, np.inf)]
    number = np.r_[np.ones(count), np.zeros(len(prices) - count)]
    whole = (np.arange(len(prices)) < count).astype(int)
    found = milp(prices, constraints=[*rules, LinearConstraint(number[None], 0, p)], bounds=Bounds(0, 1),
                 integrality=whole, options={"mip_rel_gap": 0})  # fmt: skip
    return abs(found.fun)


def _clusters(demand, count, seed):
    rng = np.random.default_rng(seed)
    centres = rng.uniform(0, 5000, (8, 2))
    homes = centres[rng.integers(0, 8, demand)] + rng.normal(0, 400, (demand, 2))
    sites = homes[rng.choice(demand, count, replace=False)]
    return np.linalg.norm(homes[:, None] - sites[None], axis=2), rng.integers(1, 300, demand).astype(float)


@pytest.mark.parametrize("town", [_town, _clusters])
@pytest.mark.parametrize(("model", "asked"), [("mclp", {"p": 9, "radius": 450.0}), ("pmedian", {"p": 6})])
def test_the_optimum_of_another_lies_between_bound_and_value(model, asked, town):
    """With no time for the proof, and with time enough."""
    costs, weights = town(260, 50, seed=9)
    optimum = _proven(model, costs, weights, **asked)
    sign = -1 if MODELS[model].covers else 1
    for seconds in (0.0, 30.0):
        found = site(model, costs, weights, seconds=seconds, **asked)
        assert sign * found.bound <= sign * optimum + 1e-6 * optimum
        assert sign * optimum <= sign * found.value + 1e-6 * optimum
    assert found.value == pytest.approx(optimum)


def test_a_search_ends_once_it_is_good_enough():
    costs, weights = _town(600, 80)
    found = site("mclp", costs, weights, p=9, radius=700, enough=0.02)
    whole = site("mclp", costs, weights, p=9, radius=700)
    assert 0 < found.gap <= 0.02 and whole.optimal
    assert found.value <= whole.value <= found.bound


def test_the_value_is_that_of_the_choice():
    costs, weights = _town(200, 40)
    found = site("pmedian", costs, weights, p=5)
    assert found.value == pytest.approx((weights * costs[np.arange(200), found.assigned]).sum())
    assert set(found.assigned) == set(found.chosen)


def test_people_out_of_reach_go_nowhere():
    found = site("mclp", FOUR, ONES, p=1, radius=3)
    assert found.value == 2
    assert found.assigned.tolist() in ([0, 0, -1, -1], [1, 1, -1, -1], [-1, -1, 2, 2])


def test_a_sparse_matrix_says_the_same():
    whole = site("mclp", FOUR + 1, ONES, p=2, radius=4)
    stored = site("mclp", sparse.csr_array(np.where(FOUR <= 3, FOUR + 1, 0.0)), ONES, p=2, radius=4)
    assert whole.value == stored.value == 4


def test_what_is_kept_counts_and_a_new_one_goes_elsewhere():
    found = site("pmedian", FOUR, ONES, p=1, kept=[2])
    assert found.chosen.tolist() in ([0, 2], [1, 2])
    assert found.value == 4


def test_work_can_be_stopped_and_what_was_told_stays():
    heard = []

    def stop(share):
        if heard:
            raise Cancelled("cancelled")

    costs, weights = _town(400, 80)
    with pytest.raises(Cancelled):
        site("pmedian", costs, weights, p=9, progress=stop, told=heard.append)
    assert len(heard[0].chosen) == 9


def test_highs_is_stopped_too():
    costs, weights = _town(1500, 200)
    shares = []

    def stop(share):
        shares.append(share)
        if share > 0.2:
            raise Cancelled("cancelled")

    with pytest.raises(Cancelled):
        site("mclp", costs, weights, p=30, radius=450, progress=stop)
    assert shares[-1] > 0.2


BAD = [
    ("site_model", {"model": "nearest"}),
    ("site_needs", {"p": None}),
    ("site_nothing", {"costs": np.empty((0, 3)), "weights": np.empty(0)}),
    ("site_costs", {"costs": FOUR - 1}),
    ("site_lengths", {"weights": np.ones(3)}),
    ("site_weights", {"weights": -ONES}),
    ("site_weights", {"weights": ONES * np.nan}),
    ("site_weights_zero", {"weights": 0 * ONES}),
    ("site_number", {"p": 4}),
    ("site_number", {"p": 0}),
    ("site_number", {"p": 3, "kept": [0]}),
    ("site_radius", {"model": "mclp", "radius": -1.0}),
    ("site_candidates_unknown", {"kept": [3]}),
    ("site_kept_and_closed", {"kept": [1], "closed": [1], "p": 1}),
    ("site_capacity_lengths", {"model": "capacitated", "capacities": np.ones(2)}),
    ("site_capacities", {"model": "capacitated", "capacities": np.array([5.0, -1, 5])}),
    ("site_capacity_short", {"model": "capacitated", "capacities": np.ones(3)}),
    ("site_out_of_reach", {"model": "lscp", "radius": 0.5}),
    ("site_unreached", {"costs": np.where(FOUR[3] == FOUR, np.inf, FOUR)}),
    ("site_unreached", {"costs": FOUR + np.inf, "model": "pcenter"}),
    ("site_too_few", {"p": 1, "costs": np.where(FOUR > 5, np.inf, FOUR)}),
    ("site_too_few", {"p": 1, "costs": np.where(FOUR > 5, np.inf, FOUR), "model": "pcenter"}),
]


@pytest.mark.parametrize(("code", "changes"), BAD, ids=[code for code, _ in BAD])
def test_a_bad_question_is_refused_in_a_sentence(code, changes):
    asked = {"model": "pmedian", "costs": FOUR, "weights": ONES, "p": 2} | changes
    with pytest.raises(InputError) as refused:
        site(asked.pop("model"), asked.pop("costs"), asked.pop("weights"), **asked)
    assert refused.value.code == code
    assert SENTENCES[code].format(**refused.value.facts)


def test_a_radius_nobody_meets_covers_nobody():
    found = site("mclp", FOUR + 1, ONES, p=1, radius=0.5)
    assert found.value == 0 and found.optimal
    assert (found.assigned == -1).all()
