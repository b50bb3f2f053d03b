"""The gaps screen's words, colours and sums on three grids one can count."""

from datetime import date

import pandas as pd
import pytest
from lacking import nothing_known, three_grids

from geo.model import Note, Period
from pages.parts import address, session
from pages.parts.gaps import faces

#: of a month, with a year of reports
NOTE = Note("gaps", 3, Period(date(2026, 3, 1), date(2026, 4, 1)), facts={
    "facility": "Clinic · 300 m", "voice_since": date(2025, 4, 1), "voice_last": date(2026, 3, 31)})  # fmt: skip


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setattr(session, "language", lambda: "en")


@pytest.fixture
def grids():
    return three_grids().assign(why="")


def test_reasons_in_words(grids):
    assert faces.why(grids).tolist() == [
        "740 residents beyond reach; visit 5 days late; silent: 1 reports where 12 are expected",
        "",
        "never visited; nobody is responsible",
    ]


def test_reasons_in_chinese(grids, monkeypatch):
    monkeypatch.setattr(session, "language", lambda: "zh")
    assert faces.why(grids).iloc[2] == "从未走访；无人负责"


def test_a_line_for_a_day_late(grids):
    grids.loc[1, "late_days"] = 1.0
    assert "visit 1 day late" in faces.why(grids)[1]


@pytest.mark.parametrize(
    ("face", "ann", "nobody"),
    [("all", 3, 2), ("service", 750, 0), ("presence", 1, 1), ("responsibility", 0, 1)],
)
def test_bars_add_up_a_beat(grids, face, ann, nobody):
    column = faces.FACES[face].column
    sums = faces.per_worker(grids, column).set_index("name")[column]
    assert sums.to_dict() == {"Ann Lee": ann, "Nobody responsible": nobody}


def test_a_debt_shows_what_it_is_made_of(grids):
    parts = {f"{part}_debt": float(n) for n, part in enumerate(faces.PARTS, start=1)}
    sums = faces.per_worker(grids.assign(debt=10.0, **parts), "debt").set_index("name")
    assert sums.loc["Ann Lee", ["debt", *parts]].tolist() == [20, 2, 4, 6, 8]


@pytest.mark.parametrize(
    ("face", "worker_id", "names"),
    [
        ("all", None, ["A", "003"]),
        ("all", 7, ["A"]),
        ("all", 0, ["003"]),
        ("responsibility", None, ["003"]),
        ("voice", None, ["A"]),
        ("responsibility", 7, []),
    ],
)
def test_the_list_holds_the_grids_with_this_gap(grids, face, worker_id, names):
    assert faces.with_gap(grids, face, worker_id)["name"].tolist() == names


def test_shares_are_whole_percents_in_the_list(grids):
    assert faces.with_gap(grids, "service", None)["share_beyond"].tolist() == [0.75]


def test_the_worst_come_first(grids):
    """Grid 3 was never visited, grid 1 is five days late."""
    assert faces.with_gap(grids, "presence", None)["grid_id"].tolist() == [3, 1]
    worse = grids.assign(service=True, residents_beyond=[5.0, 9.0, 7.0])
    assert faces.with_gap(worse, "service", None)["grid_id"].tolist() == [2, 3, 1]


def test_distances_begin_with_the_standard_and_name_the_life_circles(monkeypatch):
    monkeypatch.setattr(faces.load, "place", lambda: {"life_circles": {"5": 300, "15": 800}})
    words = faces.distances()
    assert list(words.values())[:2] == ["Its standard", "5 minutes · 300 m"]
    assert (words["800"], words["1000"]) == ("15 minutes · 800 m", "1,000 m")


def test_the_voice_says_what_it_is_told_from_and_how_many_are_false_alarms(grids, monkeypatch):
    said = []
    monkeypatch.setattr(faces.st, "caption", said.append)
    since, last = date(2025, 11, 25), date(2026, 11, 24)
    facts = {"grids": 593, "false_share": 0.2, "voice_since": since, "voice_last": last}
    faces.explain(grids, "voice", Note("negative_binomial", 100, facts=facts))
    assert "Reports from 25 Nov 2025 to 24 Nov 2026. 593 grids can be judged" in said[0]
    assert "at most 20% are false alarms" in said[0]


def test_a_record_that_knows_nothing_says_so_once(grids, monkeypatch):
    nothing = nothing_known(grids)
    said = []
    monkeypatch.setattr(faces.st, "caption", said.append)
    facts = {"grids": 0, "on_streets": 0.0, "detour": 1.3}
    for face in ("all", "voice"):
        faces.explain(nothing, face, Note("negative_binomial", 0, facts=facts))
    assert "cannot be said" not in said[0] and "straight" not in said[0]  # the bars' place says it
    assert "0 grids" not in said[1]


@pytest.mark.parametrize(
    ("answer", "said"), [("absent", "the worker is away"), ("overloaded", "the worker is overl")]
)
def test_why_nobody_can_look_after_a_grid(grids, answer, said):
    there = grids.assign(responsibility_answer=answer)
    assert faces.why(there)[3].startswith(f"never visited; {said}")


def test_shares_of_all_kinds_are_no_heads(grids, monkeypatch):
    shares = grids.assign(all_kinds=True)
    assert faces.why(shares)[1].startswith("residents lack 75% of the kinds of facility;")
    said = []
    monkeypatch.setattr(faces.st, "caption", said.append)
    faces.explain(
        shares, "service", Note("walked", 3, facts={"on_streets": 1.0, "detour": 1.3, "at_buildings": 0.0})
    )
    assert "shares added up, not heads" in said[0]


@pytest.mark.parametrize(("kind", "metres", "found"), [("park", "500", ("park", 500.0)), ("", "", ("clinic", 0.0)),
                                                       ("zoo", "7", ("clinic", 0.0))])  # fmt: skip
def test_what_was_chosen_stays_where_nothing_asks_for_it(monkeypatch, kind, metres, found):
    asked = {"kind": kind, "metres": metres}
    monkeypatch.setattr(faces.board, "first_kind", lambda _actor: "clinic")
    monkeypatch.setattr(
        faces, "kinds", lambda _actor: {"clinic": "Clinic", "park": "Park", "all": "All kinds"}
    )
    monkeypatch.setattr(faces.load, "place", dict)
    monkeypatch.setattr(address, "get", lambda name, default="": asked[name] or default)
    monkeypatch.setattr(faces.filters, "pick", lambda *_, **__: pytest.fail("nothing to ask"))
    monkeypatch.setattr(faces.filters.misread, "note", lambda *_: None)
    assert faces.reach(None, "voice") == found


@pytest.mark.parametrize(
    ("face", "first"),
    [("debt", "debt"), ("service", "residents_beyond"), ("presence", "days_since_visit"), ("voice", "n")],
)
def test_what_the_rows_are_in_order_by_stands_before_the_long_sentence(grids, face, first):
    columns = [column.name for column in faces._columns(grids, face, NOTE)]
    assert columns[:4] == ["name", first, "worker_name", "why"] and len(set(columns)) == len(columns)


@pytest.mark.parametrize(("face", "of_kind"), [("service", ""), ("presence", " · Clinic · 300 m")])
def test_columns_say_of_which_days_and_facility(grids, face, of_kind):
    """A year of reports beside a month's miss rate; the kind where nothing above asks for it."""
    heads = {column.name: column.label for column in faces._columns(grids, face, NOTE)}
    assert (heads["n"], heads["expected"]) == ("Reports (365 days)", "Expected (365 days)")
    assert heads["miss_rate"] == "Miss rate (31 days)"
    assert heads["residents_beyond"] == f"Residents beyond reach{of_kind}"
    assert heads["debt"] == f"Coverage debt{of_kind}"


def test_a_note_says_of_which_facility_it_speaks_and_how_far_is_too_far(monkeypatch):
    monkeypatch.setattr(faces, "kind_name", lambda _actor, kind: {"clinic": "Clinic"}.get(kind, "All kinds"))
    kinds = pd.DataFrame({"facility_kind": ["clinic"], "source": ["one mile; example"]})
    monkeypatch.setattr(faces.load, "read", lambda *_: kinds)
    own = Note("reach", 3, facts={"limit_m": 300.0})
    assert faces.of_kind(None, own, "clinic", 0.0).facts["standard_source"] == "one mile; example"
    assert "standard_source" not in faces.of_kind(None, own, "clinic", 300.0).facts  # the reader's own metres
    assert faces.of_kind(None, own, "clinic", 0.0).facts["facility"] == "Clinic · 300 m"
    assert faces.of_kind(None, Note("reach", 3), "all", 0.0).facts["facility"] == "All kinds · Its standard"
    assert faces.of_kind(None, Note("reach", 3), "all", 500.0).facts["facility"] == "All kinds · 500 m"


def test_beats_that_reach_none_are_no_bars_of_nothing(grids, monkeypatch):
    said = []
    monkeypatch.setattr(faces.st, "info", said.append)
    monkeypatch.setattr(faces.charts, "bars", lambda *_, **__: pytest.fail("nothing to draw"))
    none = pd.DataFrame({"residents": [980.0, 1000.0], "score": [0.0, 0.0]}, [1, 2])
    faces._supplies(grids, (none, Note("access_2sfca", 2)), "2sfca", {7: "Ann Lee"}, None)
    assert said == ["From no beat here is one reached."]
