"""Errors have one shape, and a status each."""

import pytest
from starlette.requests import Request

from data.sentences import sentence
from geo.errors import Conflict, InputError, NotAllowed, NotFound, RecordBusy
from pages.api.answers import refuse


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (InputError("day_unreadable", value="x"), 400),
        (NotAllowed("token_refused"), 403),
        (NotFound("payload_unknown"), 404),
        (Conflict("write_conflict"), 409),
        (RecordBusy("record_held", file="x", holder="python (PID 1)"), 503),
    ],
)
def test_a_status_and_a_sentence(error, status):
    answer = refuse(Request({"type": "http"}), error)
    assert answer.status_code == status
    assert error.code in answer.body.decode()
    assert sentence(error)[:10] in answer.body.decode()
