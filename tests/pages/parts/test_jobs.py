"""Work in threads: one job a question, told how far it is, stopped when nobody waits; see ``test_work`` for pages."""

import threading

import pytest

from geo.errors import Cancelled
from pages.parts import jobs, load


@pytest.fixture(autouse=True)
def none_running(monkeypatch):
    monkeypatch.setattr(jobs, "RUNNING", {})


def question(ask, name="x") -> load.Question:
    return load.Question(name, lambda: None, ask)


def test_a_job_answers_and_tells_how_long_it_took():
    job = jobs.of(question(lambda progress: 5))
    assert job.finished.wait(5) and job.answer == 5 and job.took >= 0
    assert jobs.RUNNING == {}  # what is known needs no job


def test_who_asks_the_same_waits_for_the_same():
    let_go = threading.Event()
    slow = question(lambda progress: let_go.wait(10))
    job = jobs.of(slow)
    assert jobs.of(slow) is job
    assert jobs.of(question(lambda progress: 1, "y")) is not job
    let_go.set()
    assert job.finished.wait(5)


def test_a_job_that_everybody_left_stops_and_may_begin_anew():
    def ask(progress):
        while True:
            progress(0.5)

    job = jobs.of(question(ask))
    job.look("leader")
    job.leave("leader")
    assert job.finished.wait(5)
    assert isinstance(job.error, Cancelled)
    assert jobs.of(question(lambda progress: 7)) is not job


def test_a_job_goes_on_while_somebody_else_waits():
    let_go = threading.Event()

    def ask(progress):
        while not let_go.wait(0.01):
            progress(0.5)
        return "done"

    job = jobs.of(question(ask))
    job.look("leader")
    job.look("planner")
    job.leave("leader")
    let_go.set()
    assert job.finished.wait(5) and job.answer == "done"
