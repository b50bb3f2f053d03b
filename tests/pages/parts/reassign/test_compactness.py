"""How compact beats are, on the pages of drafts, plans and suggestions."""


def test_a_draft_says_how_compact_its_beats_are_and_walks_when_asked(open_page, town_record, words):
    app = open_page(town_record, "reassign.py", role="manager", moves="1:5")
    said = words(app)
    assert "from the middle of its beat" in said and "minutes before" not in said
    app.toggle(key="filter_walks").set_value(True).run()
    assert app.query_params["walks"] == "1" and "On foot from grid to grid of a beat" in words(app)


def test_a_worker_sees_no_measures_of_plans(open_page, town_record, words):
    assert "from the middle" not in words(open_page(town_record, "reassign.py", role="worker", moves="1:5"))
