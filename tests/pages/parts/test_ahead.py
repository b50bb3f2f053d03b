"""A map without colours stands on the page while its figures are worked out; then the page runs again."""

import pytest
from streamlit.testing.v1 import AppTest

from data import current
from geo import errors
from pages.parts import maps


class Figures:
    """What a page works out once; the maps it put up, and what they held."""

    def __init__(self) -> None:
        self.known, self.broken, self.asked = False, False, 0
        self.maps: list[list] = []

    def count(self) -> None:
        self.asked += 1
        if self.broken:
            raise errors.InputError("rule_unknown", rule="x", known="y")
        self.known = True


@pytest.fixture
def figures(town_record, monkeypatch):
    import streamlit as st

    from pages.parts import mapview

    monkeypatch.setattr(current, "_held", [town_record])
    seen = Figures()

    def show(record, actor, layers, *, key, **_more):
        seen.maps.append(layers)
        st.session_state[key] = None  # as a map that is on the page
        return maps.Selection()

    monkeypatch.setattr(mapview, "show", show)
    return seen


def screen(figures, known=None, beside=lambda: None) -> AppTest:
    """A page with a map of figures."""

    def page(figures, known, beside):
        import streamlit as st

        from data.permits import Actor
        from geo.errors import InputError
        from pages.parts import ahead, mapview

        actor = Actor("leader ab12", "leader", "all")
        sign, place = st.empty(), st.container()
        try:
            with ahead.of_figures(
                actor, sign, place, known=figures.known if known is None else known, words="Counting …",
                key="m", height=300, beside=beside,
            ):  # fmt: skip
                figures.count()
        except InputError as error:
            st.warning(error.code)
            return
        with place:
            mapview.show(None, actor, ["figures"], key="m")

    return AppTest.from_function(page, kwargs={"figures": figures, "known": known, "beside": beside}).run()


def test_first_a_map_then_its_figures(figures):
    kept = []
    app = screen(figures, beside=lambda: kept.append("room"))
    assert not app.exception
    assert figures.maps == [[maps.Awaited("Counting …")], ["figures"]]
    assert kept == ["room"]
    assert figures.asked == 2  # the page ran again; the second time they are known


def test_what_is_known_needs_no_map_ahead(figures):
    assert not screen(figures, known=True).exception
    assert figures.maps == [["figures"]]


def test_a_map_that_is_there_stays(figures):
    app = screen(figures)
    figures.maps.clear()
    figures.known = False  # another period
    app.run()
    assert not app.exception
    assert figures.maps == [["figures"]]  # its colours of before stay until the new ones are there


def test_an_error_is_said_without_a_map_that_would_wait_for_ever(figures):
    figures.broken = True
    app = screen(figures)
    assert not app.exception
    assert [one.value for one in app.warning] == ["rule_unknown"]
    assert figures.maps == [[maps.Awaited("Counting …")]]
    assert figures.asked == 2


def test_ground_says_whether_it_was_put_there(figures):
    def page(figures):
        import streamlit as st

        from data.permits import Actor
        from pages.parts import ahead

        actor = Actor("leader ab12", "leader", "all")
        st.text(str(ahead.ground(actor, st.container(), "Wait", key="m", height=300)))

    app = AppTest.from_function(page, kwargs={"figures": figures}).run()
    assert [one.value for one in app.text] == ["True"]
    assert [one.value for one in app.run().text] == ["False"]
    assert figures.maps == [[maps.Awaited("Wait")]]
