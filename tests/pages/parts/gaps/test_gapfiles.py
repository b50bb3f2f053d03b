"""The gaps as files and as a picture: what comes out is what is on the screen, with its note."""

import io
import json
from dataclasses import replace
from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
import streets

from data import current, gaps
from data.access import Question
from data.permits import Actor
from data.scenario import SHARED
from geo.halves import halved
from geo.model import Period
from pages.parts import load, session
from pages.parts.gaps import gapfiles, lacks

LEADER = Actor("x", "leader", "all")
PERIOD = Period(date(2026, 3, 1), date(2026, 4, 1))


@pytest.fixture
def known(town_record, monkeypatch):
    load.KEPT.forget()
    streets.put_clinics(town_record, streets.MIDDLE)
    monkeypatch.setattr(current, "_held", [town_record])
    monkeypatch.setattr(session, "language", lambda: "en")
    frame, note = lacks.by_grid(town_record, LEADER, PERIOD, "clinic", 0)
    return frame.assign(why="in words of the screen"), note


def test_every_grid_with_its_shape_and_the_note_beside(known, offered):
    gapfiles.offer(LEADER, known[0], "service", known[1], kind="clinic", metres=0)
    assert list(offered) == ["gaps_service.csv", "gaps_service.geojson", "gaps_service.parquet",
                             "gaps_service.note.json"]  # fmt: skip
    back = gpd.read_parquet(io.BytesIO(offered["gaps_service.parquet"]()))
    assert sorted(back["grid_id"]) == list(range(1, 10)) and back.geometry.notna().all()
    assert back.set_index("grid_id").loc[1, "residents_beyond"] == 250 and "why" not in back
    note = json.loads(offered["gaps_service.note.json"]())
    assert (note["face"], note["kind"], note["method"]) == ("service", "clinic", "reach")
    assert "straight_line" in note["caveats"]


def test_who_may_not_export_is_offered_nothing(known, offered):
    gapfiles.offer(Actor("w", "worker", "worker:1"), known[0], "all", known[1])
    assert not offered


def test_a_picture_says_what_it_shows_and_how_it_came_to_be(known):
    picture = gapfiles.picture(known[0], "service", known[1], PERIOD)
    assert picture.title == "Residents beyond reach" and picture.file == "gaps-service-2026-04-01.png"
    assert any("From where residents live to the nearest facility" in line for line in picture.lines)


def test_the_files_of_a_map_of_supply_hold_what_it_shows(known, offered):
    """Ten places for 3,750 residents, all within 2 km on foot: 2.67 for a thousand; nobody lives in the park."""
    found = lacks.supply(current.current(), LEADER, Question("clinic", "2sfca", 2000.0))
    gapfiles.offer(LEADER, known[0], "service", known[1], found, kind="clinic", score="2sfca")
    back = gpd.read_parquet(io.BytesIO(offered["gaps_2sfca.parquet"]())).set_index("grid_id")
    assert back.loc[1, "score"] == pytest.approx(10 / 3750 * 1000)
    assert back.loc[1, "residents_beyond"] == 250
    note = json.loads(offered["gaps_2sfca.note.json"]())
    assert (note["method"], note["score"]) == ("access_2sfca", "2sfca")


def test_no_id_has_a_decimal_where_a_grid_has_no_worker(known, offered):
    gapfiles.offer(LEADER, known[0], "service", known[1], kind="clinic", metres=0)
    rows = pd.read_csv(io.BytesIO(offered["gaps_service.csv"]()), dtype=str).set_index("grid_id")
    assert rows.loc["1", "worker_id"] == "1" and pd.isna(rows.loc["9", "worker_id"])


def test_a_picture_says_of_which_facility_where_it_shows_that(known):
    note = replace(known[1], facts=known[1].facts | {"facility": "Clinic · 300 m"})
    assert "Facility: Clinic · 300 m" in gapfiles.picture(known[0], "service", note, PERIOD).lines
    assert not any("Clinic" in line for line in gapfiles.picture(known[0], "presence", note, PERIOD).lines)


def test_a_grid_in_halves_is_written_as_one_that_agrees_with_itself(known, offered):
    """Of the 500 residents of grid 2 the 150 of one half are beyond reach: most of that half, 30 % of the grid."""
    frame, note = gaps.owed(current.current(), LEADER, PERIOD, "clinic", 0)
    split = halved(frame.assign(why=""), [2], SHARED)
    split.loc[[2, -2], "residents_beyond"], split.loc[[2, -2], "share_beyond"] = [0.0, 150.0], [0.0, 0.6]
    split.loc[[2, -2], "service"], split.loc[[2, -2], "faces"] = [False, True], [1, 2]
    split.loc[[2, -2], "service_debt"], split.loc[[2, -2], "debt"] = [0.0, 4500.0], [1000.0, 5500.0]
    gapfiles.offer(LEADER, split, "all", note, kind="clinic", metres=0)
    back = gpd.read_parquet(io.BytesIO(offered["gaps_all.parquet"]())).set_index("grid_id")
    assert sorted(back.index) == list(range(1, 10))
    row = back.loc[2]
    numbers = [
        "households",
        "population",
        "residents",
        "residents_beyond",
        "share_beyond",
        "service_debt",
        "debt",
    ]
    assert row[numbers].tolist() == pytest.approx([200, 500, 500, 150, 0.3, 4500, 6500])
    assert row["area_km2"] == pytest.approx(0.09) and not row["service"]
    four = ["service", "presence", "responsibility", "voice"]
    assert (back["faces"] == back[four].sum(axis=1)).all()
