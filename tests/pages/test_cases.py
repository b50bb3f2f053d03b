"""The list of cases and one case: filters in the address, time limits, and the log."""

import pytest


def codes(app) -> list[str]:
    return app.dataframe[0].value["incident_code"].tolist() if app.dataframe else []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, [4, 3, 7, 2, 1]),
        ({"state": "closed"}, [3, 2]),
        ({"state": "closed.rejected"}, [3, 7, 2]),
        ({"grid": 1}, [3, 2, 1]),
        ({"overdue": 1}, [1]),
        ({"search": "c000002"}, [2]),
        ({"since": "2026-02-01", "until": "2026-03-01"}, [6, 5]),
        ({"category": "01"}, []),
        ({"category": "02"}, [4, 3, 7, 2, 1]),
    ],
)
def test_filters_in_the_address(open_page, busy_town, query, expected):
    assert codes(open_page(busy_town, "cases.py", **query)) == [f"C{n:06d}" for n in expected]


def test_a_worker_sees_cases_of_the_own_beat(open_page, busy_town):
    assert codes(open_page(busy_town, "cases.py", role="worker", worker_id=2)) == []
    assert codes(open_page(busy_town, "cases.py", role="worker", worker_id=3)) == ["C000004"]


def test_nothing_fits_is_said(open_page, busy_town, words):
    assert "No case fits these filters" in words(open_page(busy_town, "cases.py", search="unicorn"))


def test_one_case_with_its_log(open_page, busy_town, words):
    said = words(open_page(busy_town, "cases.py", case=3))
    assert "C000003" in said
    assert "closed late" in said
    assert "<dt>Closed</dt><dd>28 Mar 2026 09:00</dd>" in said
    assert "**Report**" in said


def test_a_case_outside_the_scope(open_page, busy_town, words):
    said = words(open_page(busy_town, "cases.py", role="worker", worker_id=2, case=1))
    assert "outside the area you are responsible for" in said
    assert "C000001" not in said


def test_the_way_back_to_the_list_keeps_its_filters(open_page, busy_town):
    app = open_page(busy_town, "cases.py", case=3, state="closed")
    next(button for button in app.main.button if button.label == "All cases").click().run()
    assert "case" not in app.query_params
    assert codes(app) == ["C000003", "C000002"]


def test_the_list_of_pages_leads_out_of_a_case(open_page, busy_town):
    app = open_page(busy_town, "cases.py", case=3)
    next(button for button in app.sidebar.button if button.label == "Cases").click().run()
    assert codes(app)
