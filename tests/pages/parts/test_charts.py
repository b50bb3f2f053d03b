"""Charts: what is drawn is what was counted."""

import pandas as pd
import pytest

from pages.parts import charts


def daily(days: int) -> pd.DataFrame:
    return pd.DataFrame({"day": pd.date_range("2026-03-01", periods=days), "new_cases": 1, "closed_cases": 2})


def test_a_short_period_is_shown_by_day():
    assert len(charts.steps(daily(30))) == 30


@pytest.mark.parametrize(("days", "weeks"), [(70, 10), (76, 10), (77, 11)])
def test_a_long_one_by_whole_weeks(days, weeks):
    steps = charts.steps(daily(days))
    assert steps["new_cases"].tolist() == [7] * weeks
    assert steps["day"].diff().dropna().unique().tolist() == [pd.Timedelta(days=7)]


def test_an_axis_of_cases_counts_in_whole_cases(monkeypatch):
    drawn = []
    monkeypatch.setattr(charts, "_draw", lambda spec, *_args, **_more: drawn.append(spec))
    monkeypatch.setattr(charts, "_", str)
    for few in (0, 1, 30):
        charts.trend(daily(30).assign(new_cases=few, closed_cases=0), key="trend")
    axes = [spec["encoding"]["y"] for spec in drawn]
    assert [axis["scale"]["domain"] for axis in axes] == [[0, 1], [0, 1], [0, 30]]
    assert [axis["axis"]["tickCount"] for axis in axes] == [1, 1, 4]


def test_many_bars_are_thin():
    assert charts.bar_px(26) * 26 < 600 > charts.bar_px(40) * 40


def test_the_trend_says_its_totals_in_words(open_page, busy_town):
    (chart,) = open_page(busy_town).get("vega_lite_chart") or open_page(busy_town).get(
        "arrow_vega_lite_chart"
    )
    assert "5" in str(chart.proto)


def test_a_bar_in_parts_is_a_row_a_part():
    parts = {"a": ("A", "#111111"), "b": ("B", "#222222")}
    frame = pd.DataFrame(
        {"name": ["x", "y"], "id": [1, 2], "a": [1.0, 2], "b": [3.0, 4], "chosen": [True, False]}
    )
    rows = charts._long(frame, "debt", parts)
    assert rows["debt"].tolist() == [1, 2, 3, 4] and rows["part"].tolist() == ["A", "A", "B", "B"]
    spec = charts._parted(charts._bars("debt", "name", "id", "Debt"), ["y", "x"], parts, True)
    assert spec["encoding"]["color"]["scale"] == {"domain": ["A", "B"], "range": ["#111111", "#222222"]}
    assert spec["encoding"]["y"]["sort"] == ["y", "x"]


class Visit(dict):
    """What a visit keeps, as ``session.value`` reads it."""

    def value(self, key):
        return self.get(key)


@pytest.mark.parametrize(
    ("marks", "chosen", "now"),
    [
        (None, 7, 7),  # the bars never stood there
        ([], 7, 7),
        ([{"worker_id": 3}], None, 3),
        ([{"worker_id": 3}], 7, 3),
        ([{"worker_id": 7}], 7, None),  # another click lets go
    ],
)
def test_a_click_on_a_bar_is_known_before_the_bars_are_drawn(monkeypatch, marks, chosen, now):
    state = {} if marks is None else {"bars": {"selection": {"bar": marks} if marks else {}}}
    monkeypatch.setattr(charts.session, "value", Visit(state).value)
    assert charts.picked_bar("bars", "worker_id", chosen) == now


def test_a_long_title_of_an_axis_stands_in_lines():
    spec = charts._bars("n", "name", "id", "Residents beyond reach, by share of the kinds (residents)")
    assert spec["encoding"]["x"]["title"] == ["Residents beyond reach, by share", "of the kinds (residents)"]
    assert charts._bars("n", "name", "id", "Silent grids")["encoding"]["x"]["title"] == ["Silent grids"]


@pytest.mark.parametrize("digits", [0, 2])
def test_an_axis_of_bars_ends_where_a_number_stands(digits):
    """Else the last number is written beyond the edge, and cut there: 15,000 of 15,600."""
    axis = charts._bars("debt", "name", "id", "Debt", digits)["encoding"]["x"]
    assert axis["scale"]["nice"] == axis["axis"]["tickCount"] == 5


def test_names_of_bars_in_parts_have_the_room_of_others(monkeypatch):
    """A name is written 12 px high. Streamlit keeps what stands around the bars out of the height that it is given."""
    drawn = []
    monkeypatch.setattr(charts, "_draw", lambda spec, *_args, **_more: drawn.append(spec["height"]))
    monkeypatch.setattr(charts, "_", str)
    frame = pd.DataFrame(
        {"name": [str(k) for k in range(31)], "id": range(31), "debt": 2.0, "a": 1.0, "b": 1.0}
    )
    for parts in ({}, {"a": ("A", "#111111"), "b": ("B", "#222222")}):
        charts.bars(frame, "debt", "name", "id", key="k", title="Debt", unit="days", chosen=None, parts=parts)
    assert drawn[1] - drawn[0] >= 80
