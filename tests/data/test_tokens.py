"""Tokens speak for one role and scope, for a while."""

import base64

import pytest

from data import tokens
from data.permits import Actor
from data.tokens import SPAN_S, actor_of, sign
from geo.errors import NotAllowed

NOW = 1_800_000_000.0
WHO = Actor("Li Na", "worker", "worker:3")


def test_a_token_gives_back_role_and_scope_but_not_the_name():
    assert actor_of(sign(WHO, NOW), NOW) == Actor("map", "worker", "worker:3")


def test_a_scope_may_hold_any_character():
    odd = Actor("x", "leader", "division:a|b|网格\n")
    assert actor_of(sign(odd, NOW), NOW).scope == odd.scope


def test_the_addresses_of_one_span_are_the_same():
    start = NOW // SPAN_S * SPAN_S
    assert sign(WHO, start) == sign(WHO, start + SPAN_S - 1) != sign(WHO, start + SPAN_S)


def test_a_token_lives_at_least_one_span_and_at_most_two():
    token = sign(WHO, NOW)
    assert actor_of(token, NOW + SPAN_S).scope == "worker:3"
    with pytest.raises(NotAllowed, match="token_refused"):
        actor_of(token, NOW + 2 * SPAN_S)


def forged(scope: str) -> str:
    raw = base64.urlsafe_b64decode(sign(WHO, NOW) + "==")
    text = raw[16:].replace(b"worker:3", scope.encode())
    return base64.urlsafe_b64encode(raw[:16] + text).decode().rstrip("=")


@pytest.mark.parametrize(
    "token", ["", "x", "===", "é", "a" * 500, "A" * 24, forged("all"), forged("worker:4")]
)
def test_what_is_not_ours_is_refused(token):
    with pytest.raises(NotAllowed, match="token_refused"):
        actor_of(token, NOW)


def test_a_token_dies_with_the_process(monkeypatch):
    token = sign(WHO, NOW)
    monkeypatch.setattr(tokens, "_secret", b"another process")
    with pytest.raises(NotAllowed):
        actor_of(token, NOW)
