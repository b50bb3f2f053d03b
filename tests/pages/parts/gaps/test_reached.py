"""Residents beyond reach by community, and how it was measured."""

import tomllib

import pandas as pd
import pytest
from lacking import NAN, three_grids

from data.db import HERE
from geo.model import Note
from pages.parts import session
from pages.parts.gaps import reached


@pytest.mark.parametrize(
    ("share", "words"),
    [(1.0, "street network."), (0.0, "no usable street network"), (0.4, "for 40% of the residents")],
)
def test_how_it_was_measured(share, words):
    facts = {"on_streets": share, "detour": 1.3, "at_buildings": 0.25}
    said = reached.how(Note("walked", 3, facts=facts))
    assert words in said and said.startswith("25% of the residents walk from the buildings on record")


def test_the_standard_and_shorter_ones():
    facts = {"limit_m": 300.0, "limit_older_m": 200.0, "limit_children_m": 300.0}
    said = reached.standard(Note("walked", 3, facts=facts))
    assert said == ["The standard is 300 m.", "For older residents it is 200 m."]
    assert reached.standard(Note("walked", 3)) == []
    own = Note("walked", 3, facts={**facts, "limit_m": 1600.0, "standard_source": "one mile; example"})
    assert reached.standard(own)[0] == "The standard is 1,600 m: one mile; example."


def test_where_the_standards_are_from(monkeypatch):
    kinds = pd.DataFrame({
        "facility_kind": ["clinic", "park", "market"], "name_en": ["Clinic", "Park", "Market"],
        "name_zh": ["诊所", "公园", "菜场"], "reach_m": [300.0, 1600.0, 500.0], "n": [1, 2, 0],
        "source": [reached.SOURCES[0], "one mile; example", ""],
    })  # fmt: skip
    monkeypatch.setattr(session, "language", lambda: "en")
    assert reached.standards(kinds, "park") == ["Park · 1,600 m: one mile; example"]
    assert [line.partition(":")[0] for line in reached.standards(kinds, "all")] == [
        "Clinic · 300 m",
        "Park · 1,600 m",
    ]
    assert reached.standards(kinds.assign(source=""), "park") == ["Park · 1,600 m"]
    monkeypatch.setattr(session, "language", lambda: "zh")
    assert reached.standards(kinds, "clinic") == [
        "诊所 · 300 米：GB 50180-2018，5 分钟生活圈；容量为默认取值"
    ]


def test_the_sources_are_those_of_the_city_that_comes_along():
    kinds = tomllib.loads((HERE / "cities/default.toml").read_text())["facility_kinds"].values()
    assert {kind["source"] for kind in kinds} == set(reached.SOURCES)


def test_communities_add_up_and_the_unknown_is_left_out():
    frame = pd.DataFrame({
        "community_code": ["a", "a", "b", "c"], "population": [10, 30, 20, None],
        "residents_beyond": [5.0, 5.0, 15.0, None], "older_beyond": [1.0, None, None, 2.0],
        "older": [4, None, None, 2], "children": [None] * 4, "children_beyond": [None] * 4,
    }).astype({"children_beyond": float})  # fmt: skip
    found = reached.together(frame, "community_code", {"a": "West", "b": "East"})
    assert found["name"].tolist() == ["East", "West"]
    assert found["share_beyond"].tolist() == [0.75, 0.25]
    assert found["older_beyond"].fillna(-1).tolist() == [-1, 1] and found["children_beyond"].isna().all()
    assert found["older_share"].fillna(-1).tolist() == [-1, 0.25] and found["children_share"].isna().all()


def test_nobody_lives_there():
    frame = pd.DataFrame({"community_code": ["a"], "population": [0], "residents_beyond": [0.0],
                          "older": [0], "older_beyond": [0.0], "children": [0], "children_beyond": [0.0]})  # fmt: skip
    assert reached.together(frame, "community_code", {})["share_beyond"].isna().all()
    assert reached.together(frame.iloc[:0], "community_code", {}).empty


def test_older_residents_and_children_where_they_are_counted(monkeypatch):
    monkeypatch.setattr(session, "language", lambda: "en")
    grids = three_grids()
    assert reached.groups(grids)[0] == "Of 150 older residents 75 (50%) are beyond reach."
    assert [column.name for column in reached.group_columns(grids)] == ["older_beyond", "older_share"]
    unknown = grids.assign(older=NAN, older_beyond=NAN)
    assert reached.groups(unknown) == ["How many older residents and children live here is not known."]


def test_shares_of_kinds_have_a_title_of_their_own(monkeypatch):
    monkeypatch.setattr(session, "language", lambda: "en")
    grids = three_grids()
    assert reached.title(grids, "service") == "Residents beyond reach" and not reached.shares(grids)
    shares = grids.assign(all_kinds=True)
    assert "share of the kinds" in reached.title(shares, "service")
    assert reached.title(shares, "debt") == "Coverage debt"
