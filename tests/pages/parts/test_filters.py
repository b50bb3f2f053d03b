"""Filters: the address is the truth, a change goes there, the default leaves it."""

from streamlit.testing.v1 import AppTest


def test_categories_that_have_cases_under_their_major(open_page, busy_town):
    assert open_page(busy_town).selectbox(key="filter_category").options == [
        "All categories",
        "Roads and traffic (7)",
    ]


def test_a_category_of_the_address_without_cases_is_kept(open_page, busy_town):
    app = open_page(busy_town, category="1101")
    assert app.selectbox(key="filter_category").value == "1101"


def test_the_measure_goes_to_the_address_and_back(open_page, busy_town):
    app = open_page(busy_town, measure="rate")
    measure = next(group for group in app.main.get("button_group") if group.label == "Colour the grids by")
    assert measure.value == "rate"
    measure.set_value("count").run()
    assert "measure" not in app.query_params


def test_a_new_filter_begins_at_the_first_page(open_page, busy_town):
    app = open_page(busy_town, "cases.py", page=3)
    app.text_input(key="filter_search").set_value("C").run()
    assert "page" not in app.query_params
    assert app.query_params["search"] == "C"


def test_states_are_joined_in_the_address(open_page, busy_town):
    app = open_page(busy_town, "cases.py")
    app.multiselect(key="filter_state").set_value(["closed", "rejected"]).run()
    assert app.query_params["state"] == "closed.rejected"


def test_a_switch_is_one_in_the_address(open_page, busy_town):
    app = open_page(busy_town, "cases.py")
    app.toggle(key="filter_overdue").set_value(True).run()
    assert app.query_params["overdue"] == "1"


def test_what_lies_on_the_map_in_the_address(open_page, busy_town):
    app = open_page(busy_town, top="cases")
    pills = next(group for group in app.main.get("button_group") if group.label == "On the map")
    assert pills.value == ["cases"]
    pills.set_value([]).run()
    assert app.query_params["top"] == "-"


def test_a_whole_number_stays_within_its_bounds(open_page, busy_town):
    for asked, shown in (("7", 7), ("0", 1), ("999", 50), ("-3", 3), ("x", 3), ("9" * 12, 3)):
        assert open_page(busy_town, "siting.py", sites=asked).number_input(key="filter_sites").value == shown
    app = open_page(busy_town, "siting.py")
    app.number_input(key="filter_sites").set_value(5).run()
    assert app.query_params["sites"] == ["5"] or app.query_params["sites"] == "5"


def test_a_click_while_a_slider_gets_other_stops_does_not_move_it():
    """The browser still shows the stops before and sends the one it stood on, which is none any more."""

    def page():
        import streamlit as st

        from pages.parts import filters

        stops = st.session_state["stops"]
        st.text(str(filters.along("at", "Grids that change hands", stops, stops[-1])))
        st.button("Take")

    app = AppTest.from_function(page)
    app.session_state["stops"] = [0, 13]
    app.run()
    shown_before = app._tree
    app.select_slider[0].set_value(13)
    app.session_state["stops"] = [0, 5, 12]
    app.run()
    assert app.text[0].value == "12"
    app._tree = shown_before
    app.button[0].click().run()
    assert not app.exception
    assert (app.text[0].value, dict(app.query_params)) == ("12", {})


def test_a_slider_moved_by_hand_goes_to_the_address():
    def page():
        import streamlit as st

        from pages.parts import filters

        st.text(str(filters.along("at", "Grids that change hands", [0, 5, 12], 12)))

    app = AppTest.from_function(page).run()
    app.select_slider[0].set_value(5).run()
    assert (app.text[0].value, app.query_params["at"]) == ("5", "5")
    app.select_slider[0].set_value(12).run()
    assert "at" not in app.query_params


def test_each_widget_begins_with_what_the_address_says():
    """A browser that sees the second of two runs alone is told no value: it takes the one a widget begins with."""

    def page():
        from pages.parts import filters

        letters = {"a": "A", "b": "B", "c": "C"}
        filters.choice("face", "Face", letters)
        filters.pick("kind", "Kind", letters)
        filters.several("state", "States", letters)
        filters.some("mark", "Marks", letters, ("a",))
        filters.switch("across", "Across")
        filters.whole("sites", "Sites", 3, 9)
        filters.along("at", "At", [0, 5, 12], 0)
        filters.search("search", "Search", "a name")
        filters.lines("places", "Places", "1 2")

    app = AppTest.from_function(page)
    said = {"face": "b", "kind": "c", "state": "b.c", "mark": "c", "across": "1", "sites": "7", "at": "12",
            "search": "Li"}  # fmt: skip
    app.query_params.update(said)
    for _run in range(2):  # in the second run nothing is put any more
        app.run()
        begins = [list(group.proto.default) for group in app.get("button_group")]
        assert begins == [[1], [2]]
        assert app.selectbox[0].proto.default == 2 and list(app.multiselect[0].proto.default) == [1, 2]
        assert app.toggle[0].proto.default is True and app.number_input[0].proto.default == 7
        assert list(app.select_slider[0].proto.default) == [2]
        assert app.text_input[0].proto.default == "Li" and app.text_area[0].proto.default == "1 2"
