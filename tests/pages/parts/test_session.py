"""Who may look: the table of access, told by the request alone."""

import threading

import pytest
import streamlit as st

from pages.parts import session


class Context:
    """What Streamlit knows of a request."""

    def __init__(self, ip=None, locale=None, **headers):
        self.ip_address, self.locale = ip, locale
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


@pytest.mark.parametrize(
    ("context", "local"),
    [
        (Context(Host="localhost:8501"), True),
        (Context(Host="127.0.0.1:8501"), True),
        (Context(Host="[::1]:8501"), True),
        (Context(Host="[::1]"), True),
        (Context(), True),
        (Context(ip="10.0.0.7", Host="localhost:8501"), False),
        (Context(Host="grid.example.org"), False),
        (Context(Host="localhost:8501", X_Forwarded_For="10.0.0.7"), False),
        (Context(Host="localhost", Forwarded="for=10.0.0.7"), False),
        (Context(Host="localhost.example.org"), False),
    ],
)
def test_local_is_this_machine_and_no_relay(monkeypatch, context, local):
    monkeypatch.setattr(session.st, "context", context)
    assert session.is_local() is local


@pytest.mark.parametrize(
    ("locale", "language"), [("zh-CN", "zh"), ("zh-TW", "zh"), ("en-US", "en"), (None, "en")]
)
def test_the_browser_says_which_language(monkeypatch, locale, language):
    monkeypatch.setattr(session.st, "context", Context(locale=locale))
    monkeypatch.setattr(session.st, "query_params", {})
    monkeypatch.setattr(session.st, "session_state", {})
    assert session.language() == language


def test_the_address_outranks_the_browser_and_is_remembered(monkeypatch):
    monkeypatch.setattr(session.st, "context", Context(locale="en-US"))
    monkeypatch.setattr(session.st, "session_state", {})
    monkeypatch.setattr(session.st, "query_params", {"lang": "zh"})
    assert session.language() == "zh"
    monkeypatch.setattr(session.st, "query_params", {"lang": "tlh"})
    assert session.language() == "zh"


def test_a_worker_without_beat_sees_nothing(open_page, busy_town):
    app = open_page(busy_town, "grid.py", role="worker", worker_id=None)
    assert not app.exception
    assert not app.dataframe


def test_a_role_nobody_offers_reads_nothing(open_page, busy_town, words):
    assert "may not do this" in words(open_page(busy_town, role="visitor"))


def test_a_run_settles_its_language_once(monkeypatch):
    runs, asked = ["this run"], []
    monkeypatch.setattr(st.runtime.scriptrunner, "get_script_run_ctx", lambda **quiet: runs[-1])
    monkeypatch.setattr(session, "_negotiated", lambda: asked.append(1) or "zh")
    monkeypatch.setattr(session, "_run", threading.local())
    session.begin()
    assert [session.language() for _ in range(3)] == ["zh"] * 3
    assert len(asked) == 1
    runs.append("another run")
    assert session.language() == "zh"
    assert len(asked) == 2
