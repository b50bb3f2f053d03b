"""Short-lived signed tokens: what the map's requests carry instead of a cookie.

The map lives in a sandboxed frame that has no origin, so no cookie travels with its requests. Its
addresses carry a token that says role and scope, signed with a secret that dies with the process.
"""

import base64
import hashlib
import hmac
import secrets

from data.permits import Actor
from geo.errors import NotAllowed

#: a token is made for a whole span, so that the addresses of one hour stay the same
SPAN_S = 6 * 3600

_secret = secrets.token_bytes(32)


def sign(actor: Actor, now: float) -> str:
    """A token for an actor, good for one to two spans. ``now`` in seconds since 1970."""
    ends = (int(now) // SPAN_S + 2) * SPAN_S
    text = f"{actor.role}|{actor.scope}|{ends}".encode()
    return base64.urlsafe_b64encode(_mac(text) + text).decode().rstrip("=")


def actor_of(token: str, now: float) -> Actor:
    """Who a token speaks for.

    Raises:
        NotAllowed: ``token_refused`` when it is not ours or too old.
    """
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        raise NotAllowed("token_refused") from None
    mac, text = raw[:16], raw[16:]
    if not hmac.compare_digest(mac, _mac(text)):
        raise NotAllowed("token_refused")
    role, rest = text.decode().split("|", 1)
    scope, ends = rest.rsplit("|", 1)  # a division's code may hold any character
    if now >= int(ends):
        raise NotAllowed("token_refused")
    return Actor("map", role, scope)


def _mac(text: bytes) -> bytes:
    return hmac.new(_secret, text, hashlib.sha256).digest()[:16]
