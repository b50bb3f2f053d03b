"""The gaps page: every face, every role, a worker chosen and let go."""

import pytest
import streets

from pages.parts.gaps import faces

FACES = tuple(faces.FACES)


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_face(open_page, demo_record, words, face, lang):
    app = open_page(demo_record, "gaps.py", lang=lang, face=face)
    assert not app.exception
    on_foot = ("on foot along the street network" if lang == "en" else "按道路网步行") in words(app)
    assert on_foot is (face in faces.REACHING)


def test_communities_of_the_face_of_service(open_page, demo_record):
    tables = open_page(demo_record, "gaps.py", face="service", metres=300).dataframe
    grids, communities, _whole_map = (table.value for table in tables)
    assert communities["residents_beyond"].sum() >= grids["residents_beyond"].sum() > 0
    assert communities["share_beyond"].between(0, 1).all()
    assert "population" not in open_page(demo_record, "gaps.py", face="voice").dataframe[-1].value


def test_every_number_of_the_map_stands_in_a_table_too(open_page, demo_record):
    grids, _communities, whole = (
        table.value for table in open_page(demo_record, "gaps.py", face="service", metres=300).dataframe
    )
    assert len(whole) > len(grids) and whole["value"].sum() >= grids["residents_beyond"].sum()


def test_beats_of_the_face_of_service(open_page, demo_record):
    tables = open_page(demo_record, "gaps.py", face="service", metres=300, by="worker_id").dataframe
    grids, beats, _whole_map = (table.value for table in tables)
    communities = open_page(demo_record, "gaps.py", face="service", metres=300).dataframe[1].value
    assert len(beats) == 31 and "Nobody responsible" in set(beats["name"])
    assert (
        beats["residents_beyond"].sum()
        == communities["residents_beyond"].sum()
        >= grids["residents_beyond"].sum()
    )


def test_the_list_is_that_of_the_face(open_page, busy_town):
    rows = open_page(busy_town, "gaps.py", face="responsibility").dataframe[0].value
    assert rows["name"].tolist() == ["Grid 9"]
    assert rows["why"].tolist() == ["nobody is responsible; never visited"]
    assert len(open_page(busy_town, "gaps.py", face="presence").dataframe[0].value) == 9


def test_one_worker_and_everybody_again(open_page, busy_town, words):
    app = open_page(busy_town, "gaps.py", worker=3)
    assert app.dataframe[0].value["worker_name"].unique().tolist() == ["Worker 3"]
    assert "Only Worker 3" in words(app)
    app.button(key="all_workers").click().run()
    assert "worker" not in app.query_params
    assert len(app.dataframe[0].value) == 9


@pytest.mark.parametrize(
    "query", [{"worker": "99"}, {"worker": "x"}, {"face": "?"}, {"metres": "7"}, {"kind": "zz"}]
)
def test_an_address_nobody_wrote(open_page, busy_town, query):
    app = open_page(busy_town, "gaps.py", **query)
    assert not app.exception
    assert len(app.dataframe[0].value) == 9


@pytest.mark.parametrize(
    ("face", "asked"),
    [("all", True), ("service", True), ("debt", True), ("presence", False), ("voice", False)],
)
def test_the_distance_is_asked_where_it_matters(open_page, demo_record, face, asked):
    boxes = {box.key for box in open_page(demo_record, "gaps.py", face=face).selectbox}
    assert ("filter_metres" in boxes) is asked


def test_a_longer_reach_leaves_fewer_behind(open_page, demo_record):
    near, far = (
        open_page(demo_record, "gaps.py", face="service", metres=m)
        .dataframe[0]
        .value["residents_beyond"]
        .sum()
        for m in (300, 1000)
    )
    assert 0 < far < near


def test_silence_says_how_many_are_false_alarms(open_page, demo_record, words):
    said = words(open_page(demo_record, "gaps.py", face="voice"))
    assert "of those called silent at most 15% are false alarms" in said


@pytest.mark.parametrize("role", ["manager", "planner", "worker"])
def test_by_role(open_page, busy_town, role):
    app = open_page(busy_town, "gaps.py", role=role, worker_id=1 if role == "worker" else None)
    assert not app.exception
    assert len(app.dataframe[0].value) == (3 if role == "worker" else 9)


def test_the_largest_debt_comes_first(open_page, demo_record):
    debts = open_page(demo_record, "gaps.py", face="debt").dataframe[0].value["debt"]
    assert debts.is_monotonic_decreasing and debts.iloc[-1] > 0


def test_who_found_the_cases(open_page, demo_record):
    """Residents and the hotline report a third of the demo's cases: that is the miss rate, give or take."""
    silent, workers = (table.value for table in open_page(demo_record, "gaps.py", face="voice").dataframe)
    assert (silent["n"] < silent["expected_low"]).all()
    assert workers["miss_rate"].is_monotonic_decreasing
    assert workers["missed"].sum() / workers["filed"].sum() == pytest.approx(0.33, abs=0.03)
    assert workers["voice"].sum() == len(silent)


def test_the_standard_says_where_it_is_from(open_page, demo_record, words):
    """On the page of the kind, in the method of every kind, and not of metres that the reader chose."""
    source = "300 m: GB 50180-2018, 5-minute life circle; capacity: house default"
    said = words(open_page(demo_record, "gaps.py", face="service", kind="clinic")).replace("\\", "")
    assert f"The standard is {source}." in said and f"- Clinic · {source}" in said
    said = words(open_page(demo_record, "gaps.py", face="all", kind="all")).replace("\\", "")
    assert f"- Clinic · {source}" in said and "- Market · 500 m: GB 50180-2018, 10-minute" in said
    said = words(open_page(demo_record, "gaps.py", face="service", kind="clinic", metres=500)).replace(
        "\\", ""
    )
    assert "The standard is 500 m." in said


@pytest.mark.parametrize(
    ("lang", "none", "everything", "said"),
    [
        ("en", "(none yet)", "All kinds", "There is no facility of this kind"),
        ("zh", "（尚无）", "全部种类", "没有"),
    ],
)
def test_a_kind_of_which_there_is_none_yet_is_offered_last(
    open_page, town_record, words, lang, none, everything, said
):
    """The largest gap there is, none in the whole city, can be looked at: everybody is beyond."""
    streets.put_clinics(town_record, streets.MIDDLE)
    app = open_page(town_record, "gaps.py", face="service", kind="park", lang=lang)
    assert not app.exception
    options = app.selectbox(key="filter_kind").options
    assert app.selectbox(key="filter_kind").value == "park"
    assert [one.endswith(none) for one in options] == [False] * 2 + [True] * (len(options) - 2)
    assert options[1] == everything and said in words(app)
