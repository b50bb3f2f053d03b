"""What tests of the page of hand-overs share."""

import pytest


@pytest.fixture
def answered(open_page, town_record):
    """``answered(answer, role=…, **address)``: the page's run right after the map answered."""

    def _answered(answer: dict, role: str = "manager", **query):
        app = open_page(town_record, "reassign.py", role=role, **query)
        app.session_state["reassign"] = {"event": "1"} | answer
        return app.run()

    return _answered
