"""How routes answer: one shape for errors, one way to pack bytes."""

import gzip
import hashlib
import time
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from data.permits import Actor
from data.sentences import sentence
from data.tokens import actor_of
from geo.errors import Conflict, GridkeeperError, InputError, NotAllowed, NotFound, RecordBusy

#: our errors and the status each becomes
STATUS: dict[type[GridkeeperError], int] = {
    InputError: 400,
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    RecordBusy: 503,
}
#: the sandboxed frame has no origin; what it may read is decided by the token, never by a cookie
OPEN = {"Access-Control-Allow-Origin": "*"}
#: below this, packing costs more than it saves
SMALLEST_PACKED = 500


def refuse(request: Request, error: GridkeeperError) -> Response:
    """An error as JSON: its code and its sentence."""
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    return JSONResponse({"error": error.code, "sentence": sentence(error)}, status, headers=OPEN)


def actor(request: Request) -> Actor:
    """Who the request's token speaks for.

    Raises:
        NotAllowed: ``token_refused``.
    """
    return actor_of(request.query_params.get("t", ""), time.time())


def answer(request: Request, body: bytes, media_type: str, cache: str) -> Response:
    """Bytes with an ETag, packed where the browser can unpack; 304 if it has them, 204 if there are none."""
    if not body:
        return Response(status_code=204, headers={"Cache-Control": cache} | OPEN)
    tag, packed = _packed(body)
    headers = {"ETag": tag, "Cache-Control": cache, "Vary": "Accept-Encoding"} | OPEN
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if len(packed) < len(body) and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed, media_type=media_type, headers=headers | {"Content-Encoding": "gzip"})
    return Response(body, media_type=media_type, headers=headers)


@lru_cache(maxsize=2048)
def _packed(body: bytes) -> tuple[str, bytes]:
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    return tag, gzip.compress(body, 6, mtime=0) if len(body) >= SMALLEST_PACKED else body
