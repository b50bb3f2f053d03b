"""What the gaps page says of records that hold too little, or nothing that could be reached."""

from datetime import datetime

import pytest
import stock
import streets

FACES = ("all", "service", "presence", "responsibility", "voice", "debt")
CASE = {"grid_id": 1, "reported_at": datetime(2026, 3, 30)}


@pytest.fixture
def poor(town_record):
    """The town with one case, and neither facility nor street nor visit."""
    stock.put_incidents(town_record, [CASE])
    return town_record


@pytest.mark.parametrize(
    ("face", "said"),
    [
        ("service", "No such facility or no residents are recorded"),
        ("presence", "No visits are recorded: who has not been visited cannot be said."),
        ("voice", "Too few people or cases to say which grids are silent."),
    ],
)
def test_what_is_not_recorded_is_said(open_page, poor, words, face, said):
    app = open_page(poor, "gaps.py", face=face)
    assert not app.exception
    assert said in words(app) + "".join(info.value for info in app.info).replace("\\", "")


@pytest.mark.parametrize("face", FACES)
def test_no_workers(open_page, poor, words, face):
    poor.rows("DELETE FROM assignment")
    poor.rows("DELETE FROM worker")
    app = open_page(poor, "gaps.py", face=face)
    assert not app.exception
    if face in ("responsibility", "all"):
        assert "No workers are recorded" in words(app) + "".join(info.value for info in app.info)


@pytest.mark.parametrize("face", FACES)
def test_nobody_lives_there(open_page, poor, words, face):
    streets.put_clinics(poor, streets.MIDDLE)
    poor.rows("UPDATE grid SET population = 0, households = 0")
    app = open_page(poor, "gaps.py", face=face, kind="clinic")
    assert not app.exception
    reasons = [why for table in app.dataframe if "why" in table.value for why in table.value["why"]]
    assert "beyond reach" not in " ".join(reasons)


@pytest.mark.parametrize("kind", ["clinic", "all"])
def test_a_standard_no_one_meets(open_page, poor, words, kind):
    """The only clinic is a degree away, and there is no street."""
    streets.put_clinics(poor, (streets.WEST + 90_000, streets.SOUTH))
    app = open_page(poor, "gaps.py", face="service", kind=kind)
    assert not app.exception
    said = words(app).replace("\\", "")
    assert "No resident lives within this distance: the standard is met for no one." in said
    assert "there is no usable street network" in said


def said_of(open_page, record, words, **query):
    app = open_page(record, "gaps.py", face="service", kind="clinic", **query)
    assert not app.exception
    return (words(app) + "".join(info.value for info in app.info)).replace("\\", "")


def test_where_nobody_lives_nobody_can_be_beyond_reach(open_page, poor, words):
    streets.put_clinics(poor, streets.MIDDLE)
    poor.rows("UPDATE grid SET population = 0, households = 0")
    said = said_of(open_page, poor, words)
    assert "No such facility or no residents are recorded" in said
    assert "No worker's beat has this gap." not in said


def test_facilities_outside_every_grid(open_page, poor, words):
    streets.put_clinics(poor, streets.MIDDLE, (streets.WEST - 500, streets.SOUTH))
    assert "1 of 2 facilities lie outside every grid" in said_of(open_page, poor, words)


def test_a_network_in_pieces(open_page, poor, words):
    streets.put_streets(poor, crossing=False)
    streets.put_clinics(poor, streets.MIDDLE)
    assert "The street network is in pieces (only 25% of it hangs together)" in said_of(
        open_page, poor, words
    )


def test_residents_on_a_piece_of_their_own(open_page, poor, words):
    """A long street through the south holds the clinic, a short one in the north none: 9 parts of 10 hang together."""
    x, y, side = streets.WEST, streets.SOUTH, streets.SIDE_M
    lines = [[(x - 8000, y + side / 2), (x + 900, y + side / 2)], [(x, y + 850), (x + 900, y + 850)]]
    streets.put_lines(poor, [streets.shapely.LineString(line) for line in lines])
    streets.put_clinics(poor, (x + 10, y + side / 2))
    assert "residents live on a piece of the street network without a facility" in said_of(
        open_page, poor, words
    )


def test_homes_on_no_street_are_counted(open_page, poor, words):
    """One house in every grid, one street along the middles of the south: the six grids north of it are 300 m off."""
    x, y = streets.MIDDLE
    rows = [(k + 1, x + 300 * (k % 3 - 1), y + 300 * (1 - k // 3), 1) for k in range(8)]
    streets.put_buildings(poor, rows)
    streets.put_lines(poor, [streets.shapely.LineString([(x - 450, y - 300), (x + 450, y - 300)])])
    streets.put_clinics(poor, streets.MIDDLE)
    said = said_of(open_page, poor, words)
    assert (
        "No street is within 200 m of 6 of 8 places where people live (3,000 residents) and of 1 facilities"
        in said
    )
    assert "Residents walk from the buildings they live in." in said


@pytest.mark.parametrize(
    ("capacity", "said"),
    [
        (
            [8.0, None, -2.0],
            "Capacity is missing for 1 facilities and below zero for 1: they count as 8 each",
        ),
        (
            [None, None, -2.0],
            "No capacity is known (missing for 2 facilities, below zero for 1): each counts as 12",
        ),
    ],
)
@pytest.mark.parametrize("score", ["cumulative", "2sfca", "e2sfca", "3sfca"])
def test_capacities_that_are_missing_or_negative(open_page, poor, words, capacity, said, score):
    streets.put_clinics(poor, *[streets.MIDDLE] * 3, capacity=capacity)
    assert said in said_of(open_page, poor, words, score=score)


def test_older_residents_nobody_counted_are_not_known(open_page, poor, words):
    streets.put_clinics(poor, streets.MIDDLE)
    app = open_page(poor, "gaps.py", face="service", kind="clinic")
    assert "How many older residents and children live here is not known." in words(app)


def test_older_residents_who_are_counted(open_page, poor, words):
    streets.put_clinics(poor, (streets.WEST + 90_000, streets.SOUTH))
    poor.rows("UPDATE grid SET older = 10, population = 100 WHERE grid_id < 4")
    app = open_page(poor, "gaps.py", face="service", kind="clinic", at=1)
    assert "Of 30 older residents 30 (100%) are beyond reach." in words(app)
    assert "Of 10 older residents 10 (100%) are beyond reach." in words(app)


@pytest.mark.parametrize("scenario", ["split~1", "split~9~~away~3", "split~1~~add~117.0~39.75~clinic"])
@pytest.mark.parametrize("face", FACES)
def test_every_face_of_a_grid_that_is_split(open_page, poor, words, scenario, face):
    streets.put_clinics(poor, streets.MIDDLE)
    app = open_page(poor, "gaps.py", face=face, whatif=scenario, at=1)
    assert not app.exception
    sums = app.table[0].value
    assert sums.loc["Grids", ["Before", "After", "Change"]].tolist() == ["9", "10", "+1"]
    if "split~1" in scenario:
        assert "half 1" in words(app) and "half 2" in words(app)


def test_a_grid_is_split_from_the_screen(open_page, poor):
    app = open_page(poor, "gaps.py", at=1)
    deed = next(group for group in app.main.get("button_group") if group.key == "deed")
    deed.set_value("split").run()
    app.button(key="try_it").click().run()
    assert app.query_params["whatif"] in ("split~1", ["split~1"])
    app.button(key="whatif_back_0").click().run()
    assert "whatif" not in app.query_params


@pytest.mark.parametrize("score", ["cumulative", "2sfca"])
def test_supply_of_a_kind_that_nobody_recorded_is_not_asked_for(open_page, poor, words, score):
    """An address kept from when there were clinics: the page says what is lacking, and no code of the program."""
    app = open_page(poor, "gaps.py", face="service", kind="clinic", score=score, lang="zh")
    said = words(app) + "".join(one.value for one in [*app.info, *app.error, *app.warning])
    assert "没有该类设施或居民数的记录" in said and "service_station" not in said.replace("\\", "")
