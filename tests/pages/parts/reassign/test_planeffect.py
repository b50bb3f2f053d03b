"""What a plan did, in words and as a table; the numbers are those of tests/data/test_plan_effect.py."""

from datetime import date, datetime

import pandas as pd
import pytest
import stock

from data import commands
from data.audit import new_write_id
from data.permits import Actor
from data.plan_effect import CONCERNED, OTHERS, PlanEffect
from geo.model import Period
from pages.parts.reassign import planeffect

MANAGER = Actor("Wang Min", "manager", "all")
DAY = date(2026, 6, 1)
LOAD = pd.DataFrame(
    {"grids_before": [5, 2, 7], "grids_after": [4, 3, 7], "workload_hours_before": [30.0, 10.0, 40.0],
     "workload_hours_after": [25.0, 15.0, 40.0], "load_ratio_before": [1.5, 0.5, 1.0],
     "load_ratio_after": [1.25, 0.75, 1.0]},
    index=[1, 2, CONCERNED],
)  # fmt: skip


def effect(since: Period | None = Period(DAY, date(2026, 6, 21)), **changed) -> PlanEffect:  # noqa: B008
    counts = {"filed": 20, "missed": 5, "miss_rate": 0.25, "miss_low": 0.1, "miss_high": 0.5, "due": 20, "on_time": 15,
              "on_time_rate": 0.75, "on_time_low": 0.5, "on_time_high": 0.9, "late": 2}  # fmt: skip
    row = {f"{name}_before": value for name, value in counts.items()}
    row |= {f"{name}_after": value for name, value in counts.items()} | {"on_time_rate_after": 0.9}
    rates = pd.DataFrame([row] * 4, index=[1, 2, CONCERNED, OTHERS]) if since else pd.DataFrame()
    few = ["miss_rate_before", "on_time_rate_before"]
    if since:
        rates.loc[1, few] = float("nan")
    known = {"day": DAY, "undone": None, "load": LOAD, "farthest": (0.5, 0.25), "since": since,
             "known_days": since.days if since else 6, "rates": rates, "others": ()}  # fmt: skip
    return PlanEffect(**known | changed)


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setattr(planeffect, "_", str)
    monkeypatch.setattr(planeffect, "ngettext", lambda one, many, n: one if n == 1 else many)


def test_the_sentence_on_top():
    assert planeffect._sentences(effect()) == [
        "The worker farthest from a fair share: 50% away the day before, 25% on its day; of those it concerns, 50% and"
        " 25%.",
        "Handled on time by whom it concerns: 75% before, 90% since.",
    ]  # fmt: skip


def test_too_early_leaves_the_load_alone():
    found = effect(None)
    assert planeffect._sentences(found)[-1].startswith("Too early to compare cases: 6 of the 7 days")
    rows = planeffect._rows(found, pd.Series({1: "Li", 2: "Wu"}))
    assert list(planeffect._worded(found, rows)) == ["name", "grids", "hours", "fair"]
    assert [one.name for one in planeffect._columns(found)] == ["name", "grids", "hours", "fair"]
    assert {one.name for one in planeffect._files(found)} <= set(rows)


def test_a_row_a_worker_then_all_of_them_then_all_others():
    found = effect()
    rows = planeffect._rows(found, pd.Series({1: "Li", 2: "Wu"}))
    said = planeffect._worded(found, rows)
    assert said["name"].tolist() == ["Li", "Wu", "All of these", "All other workers"]
    assert said["grids"].tolist() == ["5 → 4", "2 → 3", "7 → 7", "–"]
    assert said["hours"].tolist()[0] == "30.0 → 25.0"
    assert said["fair"].tolist() == ["+50% → +25%", "−50% → −25%", "0% → 0%", "–"]
    assert said["on_time"].tolist()[:2] == ["– → 90% (20)", "75% (20) → 90% (20)"], (
        "too few cases give no share"
    )
    assert {one.name for one in planeffect._files(found)} <= set(rows)


def test_what_must_be_known_is_said():
    remarks = " ".join(planeffect._remarks(effect(undone=date(2026, 6, 21), others=(3, 4))))
    assert "undone on 21 Jun 2026" in remarks and "Other plans" in remarks and "3, 4" in remarks
    assert "20 days before" in remarks and "do not say what was the cause" in remarks


@pytest.mark.parametrize(("accept", "told"), [(True, True), (False, False)])
def test_the_section_on_the_page(open_page, town_record, words, accept, told):
    """The last case is of the 21st: the record speaks for twenty-one days from the 1st on."""
    at = [datetime(2026, month, day, 9) for month, day in ((5, 1), (6, 1), (6, 21))]
    stock.put_incidents(town_record, [{"grid_id": 5, "reported_at": one} for one in (at[0], at[2])])
    plan_id = commands.propose_plan(
        town_record, MANAGER, title="t", reason="r", moves={5: 1}, effective_on=DAY, now=at[1],
        base_version=town_record.version("assignments")[0], write_id=new_write_id(),
    )  # fmt: skip
    if accept:
        commands.accept_plan(town_record, MANAGER, plan_id, note="", now=at[1], write_id=new_write_id())
    app = open_page(town_record, "reassign.py", role="leader", part="plans", plan=plan_id)
    assert not app.exception and ("What it did" in words(app)) == told
    if told:
        rows = next(one.value for one in app.dataframe if "fair" in one.value)
        assert rows[["name", "grids"]].to_numpy().tolist() == [
            ["Worker 1", "3 → 4"], ["Worker 3", "3 → 2"], ["All of these", "6 → 6"], ["All other workers", "–"],
        ]  # fmt: skip
        assert "21 days before" in words(app)
