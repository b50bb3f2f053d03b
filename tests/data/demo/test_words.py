"""Names."""

import numpy as np

from data.demo import words
from data.profile import read_profile
from geo.names import ACTOR_KINDS


def test_names_differ_until_the_pool_is_empty():
    pool = len(words.place_names(10**5, np.random.default_rng(0)))
    assert pool == 10**5
    assert len(set(words.place_names(600, np.random.default_rng(0)))) == 600
    assert len(set(words.person_names(500, np.random.default_rng(0)))) == 500


def test_all_four_kinds_of_organisation():
    assert {kind for _, kind in words.ORGANISATIONS} == set(ACTOR_KINDS)


def test_every_organisation_and_the_district_say_that_they_are_made_up():
    assert all("虚构" in name for name, _ in words.ORGANISATIONS)
    assert "虚构" in words.division_names("district", 2, np.random.default_rng(0))[1]
    assert "虚构" in words.DISTRICT_NAME


def test_the_second_of_a_kind_in_a_community_says_so():
    names = words.facility_names(np.array(["秀梅社区"] * 2, dtype=object), ["社区服务站", "幼儿园"], [0, 1])
    assert names.tolist() == ["秀梅社区服务站", "秀梅第二幼儿园"]


def test_handlers_are_organisations_that_exist():
    codes = list(read_profile()["categories"])
    assert set(words.handlers([*codes, "9999"]).ravel()) <= set(range(1, len(words.ORGANISATIONS) + 1))


def test_every_category_of_the_default_city_has_its_own_texts():
    codes = list(read_profile()["categories"])
    frame = words.report_texts([*codes, "9999"])
    assert frame["text_id"].tolist() == list(range((len(codes) + 1) * words.TEXTS))
    assert set(frame["words"].iloc[-words.TEXTS :]) == set(words.REPORTS[""])
    assert set(frame["words"].iloc[: words.TEXTS]) == set(words.REPORTS[codes[0]])
