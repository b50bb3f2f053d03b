"""Scenarios beside the record and beside each other."""

import pandas as pd
import streets

from pages.parts import session
from pages.parts.gaps import compared


def test_by_worker_only_those_it_changes(monkeypatch):
    monkeypatch.setattr(session, "language", lambda: "en")
    names = ["Ann", "Ann", "Bo", None, "Ann"]
    before = pd.DataFrame(
        {"worker_id": [1, 1, 2, None, 3], "worker_name": names, "debt": [1.0, 2.0, 5.0, 9.0, 7.0]}
    )
    after = before.assign(debt=[1.0, 12.0, 5.0, 4.0, 8.0])
    rows = compared.by_worker({"before": before, "after": after})
    assert rows.to_dict("list") == {
        "worker_name": ["Ann", "Nobody responsible", "Ann"], "before": [3, 9, 7], "after": [13, 4, 8],
        "change": [10, -5, 1],
    }  # fmt: skip


def test_both_halves_of_a_grid_that_is_split_are_owed(monkeypatch):
    monkeypatch.setattr(session, "language", lambda: "en")
    whose = {"worker_id": [1, 2], "worker_name": ["Ann", "Bo"]}
    before = pd.DataFrame({**whose, "debt": [8.0, 5.0]}, [1, 2])
    after = pd.concat([before.assign(debt=[4.0, 5.0]), before.loc[[1]].assign(debt=4.0).set_axis([-1])])
    assert compared.by_worker({"before": before, "after": after}).empty


def test_by_worker_of_two_scenarios(monkeypatch):
    """Bo is better off in one and Ann worse in the other, by more; Cy is as before in both."""
    monkeypatch.setattr(session, "language", lambda: "en")
    before = pd.DataFrame(
        {"worker_id": [1, 2, 3], "worker_name": ["Ann", "Bo", "Cy"], "debt": [1.0, 5.0, 9.0]}
    )
    sides = {"before": before, "after": before.assign(debt=[1.0, 2.0, 9.0]),
             "other": before.assign(debt=[8.0, 5.0, 9.0])}  # fmt: skip
    assert compared.by_worker(sides).to_dict("list") == {
        "worker_name": ["Ann", "Bo"], "before": [1, 5], "after": [1, 2], "other": [8, 5],
    }  # fmt: skip


def test_one_scenario_is_kept_and_stands_beside_another(open_page, busy_town, words):
    """Of the nine grids one is nobody's; without worker 3 four lack somebody, with grid 1 split there are ten."""
    app = open_page(busy_town, "gaps.py", whatif="away~3")
    app.button(key="keep_beside").click().run()
    assert app.query_params["versus"] in ("away~3", ["away~3"])
    assert app.table[0].value.columns.tolist() == ["Before", "After", "Change"]
    app = open_page(busy_town, "gaps.py", whatif="split~1", versus="away~3")
    said = words(app).replace("\\", "")
    assert "A · What if: Grid 1 is split" in said and "B · What if: Worker 3 is away for two weeks" in said
    sums = app.table[0].value
    assert sums.loc["Grids", ["Today", "A", "B"]].tolist() == ["9", "10", "9"]
    assert sums.loc["Grids with nobody there, or overloaded", ["Today", "A", "B"]].tolist() == ["1", "1", "4"]
    app.button(key="swap_beside").click().run()
    assert app.table[0].value.loc["Grids", ["Today", "A", "B"]].tolist() == ["9", "9", "10"]
    app.button(key="drop_beside").click().run()
    assert "versus" not in app.query_params and "Change" in app.table[0].value.columns


def test_what_depends_on_a_facility_says_on_which(open_page, town_record):
    """Also where the face asks for none: the address has it."""
    streets.put_clinics(town_record, streets.MIDDLE)
    app = open_page(town_record, "gaps.py", face="presence", kind="clinic", metres=1000, whatif="away~3")
    sums = app.table[0].value
    assert sums.loc["Residents beyond reach · Clinic · 1,000 m"].tolist() == ["0", "0", "0"]
    assert {"Grids overdue for a visit", "Coverage debt (person-days) · Clinic · 1,000 m"} <= set(sums.index)
    assert app.query_params["kind"] in ("clinic", ["clinic"])


def test_a_scenario_that_is_kept_alone_stands_beside_today(open_page, busy_town, words):
    app = open_page(busy_town, "gaps.py", versus="away~3")
    assert "A · What if: as it is today" in words(app).replace("\\", "")
    odd = open_page(busy_town, "gaps.py", versus="burn~1")
    assert not odd.exception and "is left out" in "".join(element.value for element in odd.warning)
