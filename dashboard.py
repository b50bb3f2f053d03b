"""Wires everything once: the screens, our routes, the record and the security headers.

``streamlit run dashboard.py`` starts it. The script Streamlit runs stands inside ``pages/``, so that a
deep link cannot run a page file without the shell around it.
"""

import asyncio
import contextlib
import gc
import logging
import threading

import streamlit as st
from starlette.middleware import Middleware

from data import tiles
from data.backup import serve_control
from data.current import close_current, open_current
from data.permits import OPERATOR
from pages.api.routes import ERRORS, ROUTES
from pages.api.security import SecurityHeaders, ShutDoors

#: Streamlit's own collection after every rerun is off (.streamlit/config.toml)
COLLECT_S = 20
#: objects made before the young ones are looked through: a rerun makes some ten thousands
YOUNG = 50_000

_log = logging.getLogger("gridkeeper")


@contextlib.asynccontextmanager
async def lifespan(app: st.App):
    """Hold the record while the server runs."""
    record = open_current()
    gc.set_threshold(YOUNG, 20, 20)
    stop_control = serve_control(record)
    threading.Thread(target=_warm, args=(record,), name="warm-up", daemon=True).start()
    collector = asyncio.create_task(_collect())
    try:
        yield {}
    finally:
        collector.cancel()
        stop_control()
        close_current()


def _warm(record) -> None:
    """What the first visitor would wait for: pandas inside DuckDB, and the tile tables."""
    try:
        record.frame("SELECT 1 AS one")
        tiles.warm(record, OPERATOR)
    except Exception:
        _log.exception("warm-up failed; the first visitor waits instead")


async def _collect() -> None:
    while True:
        await asyncio.sleep(COLLECT_S)
        await asyncio.to_thread(gc.collect)


app = st.App(
    "pages/shell.py",
    lifespan=lifespan,
    routes=ROUTES,
    middleware=[Middleware(SecurityHeaders), Middleware(ShutDoors)],
    exception_handlers=ERRORS,
)
