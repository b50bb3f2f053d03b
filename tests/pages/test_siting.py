"""The page of sites: every model, every role, what cannot be answered, and every view as an address."""

import threading

import pytest
import streets
from shapely import Point
from streets import MIDDLE

from geo.siting import search
from pages.parts import jobs, load, work
from pages.parts.siting import sitewords


@pytest.fixture
def words(words):
    """What the page says, without the signs that keep it from being read as Markdown."""
    return lambda app: words(app).replace("\\", "").replace("\u2060", "")


@pytest.fixture
def served(town_record):
    streets.put_streets(town_record)
    streets.put_clinics(town_record, MIDDLE, capacity=[5000.0])
    return town_record


@pytest.fixture
def open_site(open_page, monkeypatch):
    """The page with its answer: what goes on beside it has come to its end."""
    monkeypatch.setattr(jobs, "RUNNING", {})
    monkeypatch.setattr(work, "FIRST_S", 60.0)

    def _open(record, **query):
        open_page(record, "siting.py", **query)
        for job in list(jobs.RUNNING.values()):
            assert job.finished.wait(60)
        monkeypatch.setattr(load.KEPT, "forget", lambda: None)
        return open_page(record, "siting.py", **query)

    return _open


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("model", sitewords.MODELS)
def test_every_model_answers(open_site, served, lang, model, words):
    app = open_site(served, lang=lang, kind="clinic", model=model, sites=2, metres=500, candidates="streets")
    assert not app.exception
    proven = {"en": "Proven: no choice of sites is better.", "zh": "已证明：没有更好的选法。"}
    assert proven[lang] in words(app)
    assert len(app.dataframe[0].value) >= 2


def test_the_first_answer_is_on_the_screen_before_the_proof_begins(open_page, served, monkeypatch, words):
    """The search for a bound is held until the page has been read: the page waited for nothing but the answer."""
    read, bound = threading.Event(), search.priced

    def held(*asked):
        assert read.wait(120)
        return bound(*asked)

    monkeypatch.setattr(jobs, "RUNNING", {})
    monkeypatch.setattr(work, "FIRST_S", 60.0)
    monkeypatch.setattr(search, "priced", held)
    monkeypatch.setattr(search, "FEW", 0)
    said = words(open_page(served, "siting.py", kind="clinic", sites=2, metres=300))
    running = list(jobs.RUNNING.values())
    still = [not job.finished.is_set() for job in running]
    read.set()
    assert all(job.finished.wait(120) for job in running)
    assert still == [True]
    assert "2 new: within 300 m live" in said
    assert "Looking for a better answer and for a proof" in said and "Proven" not in said


def test_one_sentence_says_who_gains_and_how_much(open_site, served, words):
    said = words(open_site(served, kind="clinic", sites=1))
    assert "1 new: within 300 m live" in said
    assert "residents have it nearer, by" in said and "for the first time within reach; in" in said


def test_what_is_not_asked_of_a_model_is_not_on_the_screen(open_site, served):
    def asked(model):
        app = open_site(served, kind="clinic", model=model)
        return {box.key for box in [*app.selectbox, *app.number_input]} & {"filter_metres", "filter_sites"}

    assert asked("mclp") == {"filter_metres", "filter_sites"}
    assert asked("lscp") == {"filter_metres"}
    assert asked("pmedian") == {"filter_sites"}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"kind": "clinic", "sites": 10}, "10 sites cannot be chosen among 9 candidates."),
        ({"kind": "park", "existing": "closed"}, "No facility of this kind is on record"),
        ({"kind": "clinic", "model": "lscp", "existing": "moved", "candidates": "streets"}, ""),
    ],
)
def test_what_cannot_be_answered_is_said(open_site, served, words, query, said):
    app = open_site(served, **query)
    assert not app.exception
    assert said in "".join(element.value for element in app.warning)


def test_without_streets_there_are_no_crossings(open_site, town_record):
    streets.put_clinics(town_record, MIDDLE)
    app = open_site(town_record, kind="clinic", candidates="streets")
    assert "There are no streets here" in app.warning[0].value


def test_too_little_room_for_everybody_is_said(open_site, town_record):
    streets.put_clinics(town_record, MIDDLE, capacity=[10.0])
    app = open_site(town_record, kind="clinic", model="capacitated", sites=1)
    assert "have room for 20, but 3,750 people need it" in app.warning[0].value


def test_without_streets_and_with_broken_ones_lines_are_straight_and_it_is_said(
    open_site, town_record, words
):
    streets.put_clinics(town_record, MIDDLE)
    assert "No street network is on record" in words(open_site(town_record, kind="clinic"))
    streets.put_streets(town_record, crossing=False)
    assert "The street network is in pieces" in words(open_site(town_record, kind="clinic", sites=2))


def test_facilities_outside_every_grid_are_counted(open_site, town_record, words):
    streets.put_clinics(town_record, MIDDLE, (MIDDLE[0] - 5000, MIDDLE[1]))
    assert "1 of 2 facilities lie outside every grid" in words(open_site(town_record, kind="clinic"))


def test_capacities_that_are_missing_or_negative_are_told(open_site, town_record, words):
    streets.put_clinics(town_record, MIDDLE, MIDDLE, MIDDLE, capacity=[4000.0, None, -2.0])
    said = words(open_site(town_record, kind="clinic", model="capacitated", sites=1))
    assert "so does one whose capacity is missing (1) or below zero (1)" in said


def test_without_residents_no_site_is_better(open_site, town_record):
    town_record.rows("UPDATE grid SET population = NULL, households = NULL")
    app = open_site(town_record, kind="clinic")
    assert "no site" in app.warning[0].value


def test_a_kind_without_any_facility_gets_its_first(open_site, town_record, words):
    said = words(open_site(town_record, kind="park", sites=1))
    assert "residents reach one who reached none before" in said


@pytest.mark.parametrize("query", [{"kind": "zz"}, {"model": "x"}, {"sites": "-3"}, {"sites": "9" * 12},
                                   {"metres": "7"}, {"candidates": "?"}, {"existing": "?"}])  # fmt: skip
def test_an_address_nobody_wrote(open_site, served, query):
    assert not open_site(served, **query).exception


def test_a_worker_looks_for_no_site(open_page, served, words):
    app = open_page(served, "siting.py", role="worker", worker_id=1)
    assert "Choose another role" in app.info[0].value
    assert app.selectbox(key="role_switch") is not None and not app.get("iframe")


def test_those_there_are_stand_by_their_names(open_site, served):
    """The clinic in the middle is given up for one elsewhere: whoever reads it knows which."""
    table = open_site(served, kind="clinic", model="pmedian", sites=1, existing="closed").dataframe[0].value
    assert table.set_index("what")["facility_name"].to_dict() == {"New": "", "Given up": "Clinic"}
    assert table["people"].tolist() == [3750, 0]


def test_wrong_lines_of_given_places_are_named_and_the_others_looked_at(served, open_site, words):
    (where,) = streets.degrees([Point(MIDDLE)])
    written = f"{where.x} {where.y}\nhere\n0 0"
    said = words(open_site(served, candidates="given", places=written, sites="1"))
    assert "Line 2 is no place: “here”" in said
    assert "1 of the given places lie outside every grid and are left out: 0 0." in said


def test_without_any_given_place_the_page_says_what_to_write(served, open_site):
    (said,) = open_site(served, candidates="given").info
    assert "Write the places that may be chosen" in said.value
