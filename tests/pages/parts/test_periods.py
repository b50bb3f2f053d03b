"""The period of a page: buttons and a range of dates go to the address."""

from datetime import date


def test_presets_and_their_addresses(open_page, busy_town):
    app = open_page(busy_town)
    days = next(group for group in app.main.get("button_group") if group.label == "Period")
    days.set_value(7).run()
    assert (app.query_params["since"], app.query_params["until"]) == ("2026-03-24", "2026-03-31")
    days = next(group for group in app.main.get("button_group") if group.label == "Period")
    days.set_value(30).run()
    assert "since" not in app.query_params


def test_a_range_of_dates(open_page, busy_town):
    app = open_page(busy_town)
    assert app.date_input[0].value == (date(2026, 3, 1), date(2026, 3, 30))
    app.date_input[0].set_value((date(2026, 2, 1), date(2026, 2, 28))).run()
    assert (app.query_params["since"], app.query_params["until"]) == ("2026-02-01", "2026-03-01")


def test_half_a_range_waits_for_the_other_half(open_page, busy_town):
    app = open_page(busy_town)
    app.date_input[0].set_value((date(2026, 2, 1),)).run()
    assert not app.exception
    assert "since" not in app.query_params
