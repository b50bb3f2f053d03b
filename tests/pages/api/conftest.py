"""Our routes alone, without Streamlit, on the 3 × 3 town."""

import time

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from data import current
from data.permits import Actor
from data.tokens import sign
from pages.api.routes import ERRORS, ROUTES
from pages.api.security import SecurityHeaders


@pytest.fixture
def served(town_record, monkeypatch) -> TestClient:
    """A client of the routes; the process's record is the town."""
    monkeypatch.setattr(current, "_held", [town_record])
    app = Starlette(routes=ROUTES, exception_handlers=ERRORS, middleware=[Middleware(SecurityHeaders)])
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture
def token():
    """``token("worker:1")`` signs a token for a scope."""

    def _token(scope: str = "all", role: str = "manager") -> str:
        return sign(Actor("x", role, scope), time.time())

    return _token
