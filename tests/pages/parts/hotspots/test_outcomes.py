"""What became of an action in sentences, and the drawing's numbers from weeks that can be counted."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from geo.effect import Change, Effect
from geo.model import Note
from pages.parts import session
from pages.parts.hotspots import inquiries, outcomes

MONDAYS = [date(2026, 1, 5) + timedelta(weeks=n) for n in range(6)]
HERE = Change(-0.4, -0.6, -0.1, 12, 20.0)


def effect(verdict="better", here=HERE, weeks=6, around=None) -> Effect:
    means = pd.DataFrame({"before": [3.0, 1.0], "after": [1.5, 1.0]}, index=["acted", "controls"])
    note = Note("did_it_help", 9, facts={"steps_after": weeks, "early": 4})
    return Effect(verdict, here, around or Change(), (1,), (3, 4), means, -0.5, note)


@pytest.mark.parametrize(
    ("language", "told", "said"),
    [
        ("en", effect(), "It helped: 40% fewer cases than grids like these lead to expect (−60% to −10%): 12 instead "
                         "of 20.0."),
        ("zh", effect(), "有效：比类似网格所预示的少 40%（−60% 至 −10%）：预计 20.0 件，实际 12 件。"),
        ("en", effect("worse", Change(0.5, 0.1, np.inf, 30, 20.0)),
         "It got worse: 50% more cases than grids like these lead to expect (+10% to +∞): 30 instead of 20.0."),
        ("en", effect("no_difference", Change(0.0, -0.2, 0.25, 40, 40.0)),
         "No difference can be seen: 40 cases, where grids like these lead to expect 40.0 (−20% to +25%). A halving "
         "or a doubling would have been seen."),
        ("en", effect("too_early", weeks=1), "Too early to tell: 1 whole week has passed since. It takes 4 at least, "
                                             "more where cases are few."),
        ("zh", effect("too_early", weeks=2), "言之过早：此后只过了 2 个整周。至少要 4 周，案件少时还要更久。"),
        ("zh", effect("worse", Change(0.5, 0.1, np.inf, 30, 20.0)),
         "变差了：比类似网格所预示的多 50%（+10% 至 +∞）：预计 20.0 件，实际 30 件。"),
        ("zh", effect("no_difference", Change(0.0, -0.2, 0.25, 40, 40.0)),
         "看不出差别：共 40 件，按类似网格推算应为 40.0 件（−20% 至 +25%）。若减半或翻倍，是看得出来的。"),
        ("en", effect("too_few", Change(0.05, -0.27, 2.94, 236, 225.0)),
         "Too little to tell: from −27% to +294% everything is possible, with 236 cases where grids like these lead "
         "to expect 225.0."),
        ("zh", effect("too_few", Change(0.05, -0.27, 2.94, 236, 225.0)),
         "信息不足：从 −27% 到 +294% 都有可能；类似网格预示 225.0 件，实际 236 件。"),
        ("zh", effect("too_few", Change()), "无法判断：案件太少，或类似网格太少，看不出变化。"),
        ("en", effect("too_few", Change()), "Too little to tell: too few cases, or too few grids like these, to see a "
                                            "change."),
    ],
)  # fmt: skip
def test_the_verdict(monkeypatch, language, told, said):
    monkeypatch.setattr(session, "language", lambda: language)
    assert outcomes.verdict(told) == said


@pytest.mark.parametrize(
    ("around", "said"),
    [
        (Change(-0.3, -0.5, -0.1), "Next door it fell too (−50% to −10%)."),
        (Change(0.3, 0.1, 0.6), "Next door it rose (+10% to +60%): trouble may have moved there."),
        (Change(0.0, -0.3, 0.4), "Next door: no difference."),
        (Change(0.0, -0.6, 0.4), "Next door there is too little to tell."),
        (Change(), "Next door there is too little to tell."),
    ],
)
def test_next_door(monkeypatch, around, said):
    monkeypatch.setattr(session, "language", lambda: "en")
    assert outcomes.next_door(around) == said


def test_the_week_in_which_it_began_has_no_mean():
    counts = [[3, 3, 9, 1, 2, 1], [0] * 6, [1, 1, 1, 1, 1, 1], [1, 1, 3, 0, 2, 1]]
    steps = pd.DataFrame(counts, index=pd.Index([1, 2, 3, 4], name="grid_id"), columns=MONDAYS)
    since = MONDAYS[2] + timedelta(days=2)
    told = inquiries.outcome(effect(), steps, since)
    assert told.weeks["controls"].tolist() == [1, 1, 2, 0.5, 1.5, 1]
    assert told.alike.loc[4].tolist() == [1.0, 1.0]
    rows = outcomes.lines(told, since)
    acted = rows[rows["group"] == "acted"]
    assert acted["cases"].tolist() == [3, 3, 9, 1, 2, 1]
    assert acted["mean"].fillna(0).tolist() == [3.0, 3.0, 0, 1.5, 1.5, 1.5]
    assert acted["side"].tolist()[:2] == ["before"] * 2 and acted["side"].tolist()[3:] == ["after"] * 3


def test_a_week_that_begins_with_the_action_comes_after():
    steps = pd.DataFrame(np.ones((4, 6), int), index=[1, 2, 3, 4], columns=MONDAYS)
    told = inquiries.outcome(effect(), steps, MONDAYS[2])
    assert outcomes.lines(told, MONDAYS[2])["mean"].notna().all()


def test_at_most_half_a_year_before_is_drawn():
    weeks = [date(2025, 1, 6) + timedelta(weeks=n) for n in range(60)]
    steps = pd.DataFrame(np.ones((4, 60), int), index=[1, 2, 3, 4], columns=weeks)
    told = inquiries.outcome(effect(), steps, weeks[50])
    assert told.weeks.index[0] == weeks[24] and len(told.weeks) == 36
