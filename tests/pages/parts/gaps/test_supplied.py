"""How much of a kind there is for residents, in sentences and as a layer."""

import numpy as np
import pandas as pd
import pytest
import streets

from geo.model import Note
from pages.parts import session
from pages.parts.gaps import supplied


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setattr(session, "language", lambda: "en")


FRAME = pd.DataFrame(
    {"residents": [30.0, 10.0], "score": [4.0, 0.0], "older": [np.nan, 5.0], "older_score": [np.nan, 0.0]},
    [1, 2],
)


def test_the_average_counts_people_and_none_is_told():
    assert supplied.told(FRAME, Note("access_2sfca", 2)) == [
        "3.00 on average for 40 residents.",
        "0.00 for older residents.",
        "10 residents (25%) live in grids from which none is reached.",
    ]


def test_where_there_is_nothing_nothing_is_said():
    assert supplied.told(FRAME, Note("access_2sfca", 2, valid=False)) == []
    assert supplied.told(FRAME.iloc[:0], Note("access_2sfca", 0)) == []


def test_the_nearest_is_no_score_to_wait_for(monkeypatch):
    monkeypatch.setattr(supplied.load, "known", lambda *question: False)
    assert supplied.known(None, "clinic", 0.0, "nearest", ())
    assert not supplied.known(None, "clinic", 0.0, "2sfca", ())


@pytest.mark.parametrize("score", list(supplied.SCORES)[1:])
def test_a_score_colours_the_grids(score):
    layer = supplied.layer((FRAME, Note("access_2sfca", 2)), score)
    assert layer.values.tolist() == [4, 0] and layer.title == supplied.SCORES[score]


@pytest.mark.parametrize("query", [{"face": "service", "kind": "all"}, {"face": "debt", "kind": "clinic"}])
def test_a_score_is_of_one_kind_and_of_service(open_page, town_record, query):
    streets.put_clinics(town_record, streets.MIDDLE)
    app = open_page(town_record, "gaps.py", score="2sfca", **query)
    assert not app.exception and "filter_score" not in {box.key for box in app.selectbox}


def test_a_beat_has_what_its_residents_have_on_average():
    """Ann: 30 residents with 4 and 10 with none, 120 / 40; nobody's grid without residents is no bar."""
    more = pd.concat([FRAME, pd.DataFrame({"residents": [0.0, 5.0], "score": [np.nan, 2.0]}, [3, 4])])
    workers = pd.Series({1: 7.0, 2: 7.0, 3: 8.0, 4: np.nan})
    sums = supplied.per_worker((more, Note("access_2sfca", 4)), workers)
    assert sums.set_index("worker_id")["score"].to_dict() == {7: 3.0, 0: 2.0}
    assert supplied.per_worker((more, Note("access_2sfca", 4, valid=False)), workers).empty
