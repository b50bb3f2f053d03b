"""What a draft's moves do on the town of 300 m squares, with grid k costing k hours a week: all by hand.

36 hours are shared by three workers of equal contract: 12 hours are a fair share.
"""

import pandas as pd
import pytest
from town import METRIC, town

from pages.parts import load, session
from pages.parts.reassign import moving
from pages.parts.reassign.ground import Ground


@pytest.fixture
def known(known, monkeypatch) -> Ground:
    monkeypatch.setattr(moving, "current", lambda: None)
    monkeypatch.setattr(moving.studies, "neighbours", lambda *_: known.beside)
    monkeypatch.setattr(moving.studies, "in_metres", lambda _record, places: places.to_crs(METRIC))
    monkeypatch.setattr(load, "grids", lambda actor: town())
    monkeypatch.setattr(session, "language", lambda: "en")
    return known


@pytest.mark.parametrize(
    ("moves", "border_m", "homes"),
    [
        ({2: 2}, [0], [200]),  # a border with 1 comes, that with 3 goes
        ({5: 1}, [-300], [200]),  # with 8 comes, with 2 and 4 go
        ({5: 1, 8: 1}, [-300, 0], [200, 200]),  # then 7 is parted from 8, which joins 5
        ({9: 2}, [-300], [0]),  # nobody's park joins 6; that of 8 was there before
        ({3: 0}, [300], [300]),  # parted from 6
    ],
)
def test_borders_and_households_of_every_move(known, moves, border_m, homes):
    rows = moving.explained(None, known, moves)
    assert rows["border_m"].tolist() == pytest.approx(border_m, abs=0.5)
    assert rows["homes"].tolist() == homes


def test_what_it_takes_and_brings_is_a_share_of_a_fair_load(known):
    row = moving.explained(None, known, {6: 3}).iloc[0]
    assert (row["from_name"], row["from_change"]) == ("Worker 2", pytest.approx(-6 / 12))
    assert (row["to_name"], row["to_change"]) == ("Worker 3", pytest.approx(6 / 12))
    nobody = moving.explained(None, known, {6: 0}).iloc[0]
    assert pd.isna(nobody["to_name"]) and pd.isna(nobody["to_change"])


def test_a_move_and_the_whole_draft_in_words(known):
    rows = moving.explained(None, known, {5: 1, 8: 1})
    assert moving.words(known, rows.loc[5].to_dict()) == (
        "Worker 3 -42%, Worker 1 +42%, border -300 m, Households: 200"
    )
    assert moving.total(known, rows) == "Households that change worker: 400 · Borders between beats: -300 m"
    known.grids[["households", "population"]] = float("nan")
    assert moving.words(known, moving.explained(None, known, {9: 2}).loc[9].to_dict()) == (
        "Worker 2 +60%, border -300 m"  # with the park's nine hours 15 are a fair share
    )


@pytest.mark.parametrize(("metres", "said"), [(0.4, "0"), (-0.4, "0"), (1234.0, "+1,234"), (-90.0, "-90")])
def test_metres_have_their_sign(metres, said):
    assert moving.signed(metres) == said
