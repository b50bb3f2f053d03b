"""Long work: shared, shown, cancelled, and silent where it is short."""

import threading
import time
from contextlib import contextmanager

import pytest
from streamlit.testing.v1 import AppTest

from data import current
from data.permits import Actor
from geo.errors import Cancelled, InputError
from pages.parts import jobs, load, work

LEADER = Actor("leader ab12", "leader", "all")


class Slow:
    """Work that goes on until it is let go."""

    def __init__(self) -> None:
        self.asked = 0
        self.let_go = threading.Event()
        self.begun = threading.Event()
        self.stopped = threading.Event()

    @contextmanager
    def let_go_beside(self):
        """A sign during which it is let go."""
        self.let_go.set()
        yield

    def __call__(self, record, actor, what, progress):
        self.asked += 1
        self.begun.set()
        try:
            progress(0.25)
            while not self.let_go.wait(0.01):
                progress(0.25)
        except Cancelled:
            self.stopped.set()
            raise
        if what == "broken":
            raise InputError("rule_unknown", rule="x", known="y")
        return f"{what} of {actor.scope}"


@pytest.fixture
def slow(town_record, monkeypatch):
    load.KEPT.forget()
    monkeypatch.setattr(current, "_held", [town_record])
    monkeypatch.setattr(jobs, "RUNNING", {})
    reader = Slow()
    monkeypatch.setitem(load.TOPICS, reader, ("grids",))
    yield reader
    reader.let_go.set()


def screen(reader, what="map", who="leader ab12", brief=False, ahead=work.nothing_ahead):
    """A page that shows an answer, or waits for it."""

    def page(reader, what, who, brief, ahead):
        import streamlit as st

        from data.permits import Actor
        from geo.errors import GridkeeperError
        from pages.parts import work

        try:
            actor = Actor(who, "leader", "all")
            found = work.answer(reader, actor, what, words="Looking", brief=brief, ahead=ahead)
            st.text("nothing yet" if found is None else found)
        except GridkeeperError as error:
            st.text(error.code)

    return AppTest.from_function(page, args=(reader, what, who, brief, ahead)).run()


def said(app) -> list[str]:
    return [element.value for kind in ("caption", "markdown", "text") for element in app.get(kind)]


def wait_until(true) -> None:
    until = time.monotonic() + 10
    while not true():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.01)


def done() -> bool:
    return all(job.finished.is_set() for job in list(jobs.RUNNING.values()))


def test_short_work_says_nothing(slow):
    slow.let_go.set()
    app = screen(slow)
    assert said(app) == ["map of all"]
    assert not app.get("progress") and not app.button


def test_what_was_worked_out_is_kept(slow):
    slow.let_go.set()
    assert said(screen(slow)) == said(screen(slow, who="planner cd34"))
    assert slow.asked == 1


def test_work_of_a_moment_is_named_and_longer_work_has_a_bar_and_a_way_out(slow, monkeypatch):
    app = screen(slow)
    assert said(app) == ["Looking", "nothing yet"] and not app.button
    monkeypatch.setattr(work, "LONG_S", 0.0)
    app.run()
    assert app.get("progress")[0].proto.value == 25
    assert app.button(key="cancel_work").label == "Cancel"
    slow.let_go.set()
    wait_until(done)
    assert said(app.run()) == ["map of all"]
    assert slow.asked == 1


def test_a_map_ahead_is_put_where_work_takes_longer_than_a_moment(slow):
    """The page runs again with the answer, without the map: it puts the map's figures there itself."""
    put = []

    def ahead(words):
        put.append(words)
        slow.let_go.set()
        return True

    assert said(screen(slow, brief=True, ahead=ahead)) == ["map of all"]
    assert put == ["Looking"] and slow.asked == 1
    assert said(screen(slow, brief=True, ahead=ahead)) == ["map of all"]
    assert put == ["Looking"]  # what is known needs none


def test_brief_work_is_waited_for_beside_a_sign_until_it_is_long(slow, monkeypatch):
    monkeypatch.setattr(work, "PATIENCE_S", 0.0)
    monkeypatch.setattr(work, "LONG_S", 30.0)
    signs = []
    monkeypatch.setattr(
        work.st, "spinner", lambda words, **_options: signs.append(words) or slow.let_go_beside()
    )
    assert said(screen(slow, brief=True)) == ["map of all"] and signs == ["Looking"]
    slow.let_go.clear()
    monkeypatch.setattr(work, "LONG_S", 0.0)
    app = screen(slow, "another map", brief=True)
    assert app.get("progress") and app.button(key="cancel_work").label == "Cancel"


def test_cancelled_work_stops_and_can_be_started_again(slow, monkeypatch):
    monkeypatch.setattr(work, "LONG_S", 0.0)
    app = screen(slow)
    app.button(key="cancel_work").click().run()
    assert slow.stopped.wait(5)
    assert said(app) == ["Cancelled: Looking", "nothing yet"]
    slow.let_go.set()
    app.button(key="start_work").click().run()
    assert said(app) == ["map of all"]


def test_two_people_share_one_work_and_one_may_leave(slow, monkeypatch):
    monkeypatch.setattr(work, "LONG_S", 0.0)
    first, second = screen(slow), screen(slow, who="planner cd34")
    assert slow.asked == 1
    first.button(key="cancel_work").click().run()
    assert not slow.stopped.wait(0.2)
    slow.let_go.set()
    wait_until(done)
    assert said(second.run()) == ["map of all"]


def test_work_that_nobody_looks_at_stops(slow, monkeypatch):
    screen(slow)
    monkeypatch.setattr(jobs, "ABANDONED_S", 0.0)
    assert slow.stopped.wait(5)


def test_what_is_worked_out_meanwhile_is_known_later(slow):
    work.meanwhile(slow, LEADER, "map")
    work.meanwhile(slow, LEADER, "map")
    slow.let_go.set()
    wait_until(lambda: load.lengthy(slow, LEADER, "map").known())
    assert said(screen(slow)) == ["map of all"] and slow.asked == 1


def test_what_failed_or_is_known_is_no_longer_pending(slow):
    for what, after in (("map", False), ("broken", False)):
        assert work.pending(slow, LEADER, what)
        work.meanwhile(slow, LEADER, what)
        assert work.pending(slow, LEADER, what)
        slow.let_go.set()
        wait_until(done)
        assert work.pending(slow, LEADER, what) is after
        slow.let_go.clear()


def test_an_error_is_the_pages(slow):
    slow.let_go.set()
    assert said(screen(slow, "broken")) == ["rule_unknown"]
    assert said(screen(slow, "broken")) == ["rule_unknown"]
    assert slow.asked == 2


def test_other_questions_are_other_work(slow):
    slow.let_go.set()
    assert said(screen(slow, "a")) + said(screen(slow, "b")) == ["a of all", "b of all"]


class Better(Slow):
    """Work that tells a better answer whenever it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.better = threading.Event()

    def __call__(self, record, actor, what, progress, told):
        self.begun.set()
        told(("first", 0.5))
        while not self.better.wait(0.01):
            progress(0.5)
        told(("second", 0.1))
        while not self.let_go.wait(0.01):
            progress(0.5)
        return "second", 0.0


@pytest.fixture
def better(town_record, monkeypatch):
    load.KEPT.forget()
    monkeypatch.setattr(current, "_held", [town_record])
    monkeypatch.setattr(jobs, "RUNNING", {})
    reader = Better()
    monkeypatch.setitem(load.TOPICS, reader, ("grids",))
    yield reader
    reader.better.set()
    reader.let_go.set()


def unfolding_screen(reader, who="leader ab12"):
    def page(reader, who):
        import streamlit as st

        from data.permits import Actor
        from pages.parts import work

        found = work.unfolding(
            reader, Actor(who, "leader", "all"), "map", words="Looking", shown=lambda answer: answer[0],
            line=lambda so_far: st.caption(f"{so_far.state} {so_far.answer[1]}"),
        )  # fmt: skip
        st.text("nothing yet" if found is None else found[0])

    return AppTest.from_function(page, args=(reader, who)).run()


def test_a_first_answer_stands_there_while_a_better_one_is_looked_for(better):
    app = unfolding_screen(better)
    assert said(app) == ["working 0.5", "first"]
    better.better.set()
    wait_until(lambda: [job.news for job in jobs.RUNNING.values()] == [("second", 0.1)])
    assert said(app.run()) == ["working 0.1", "second"]
    better.let_go.set()
    wait_until(done)
    assert said(app.run()) == ["done 0.0", "second"] and not app.button


def test_who_is_content_stops_it_and_keeps_the_answer(better):
    app = unfolding_screen(better)
    app.button(key="stop_work").click().run()
    wait_until(done)
    assert said(app.run()) == ["stopped 0.5", "first"]
    better.better.set()
    better.let_go.set()
    app.button(key="start_work").click().run()
    wait_until(lambda: not jobs.RUNNING)
    assert said(app.run()) == ["done 0.0", "second"]


def test_a_first_answer_does_not_wait_for_its_turn(better, monkeypatch):
    monkeypatch.setattr(jobs, "AT_ONCE", threading.Semaphore(0))
    assert said(unfolding_screen(better)) == ["working 0.5", "first"]
    better.better.set()
    time.sleep(0.2)
    assert [job.news for job in jobs.RUNNING.values()] == [("first", 0.5)]
