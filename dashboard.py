"""Wires everything once: the screens, our routes, the record and the security headers.

``streamlit run dashboard.py`` starts it. The script Streamlit runs stands inside ``pages/``, so that a
deep link cannot run a page file without the shell around it.
"""

import asyncio
import contextlib
import gc
import importlib
import logging
import os
import sys
import threading
from datetime import datetime

import streamlit as st
from starlette.middleware import Middleware

from data import due, tiles
from data.backup import serve_control
from data.current import close_current, open_current
from data.db import Record
from data.permits import OPERATOR
from data.sentences import sentence
from geo.errors import GridkeeperError
from pages.api.firstsign import FirstSign
from pages.api.nosuchpage import NoSuchPage, addresses
from pages.api.routes import ERRORS, ROUTES
from pages.api.security import SecurityHeaders, ShutDoors
from pages.parts.text import catalogue

#: Streamlit's own collection after every rerun is off (.streamlit/config.toml)
COLLECT_S = 20
#: how often it looks whether the day of an accepted plan or a boundary has come
DAY_S = 60
#: objects made before the young ones are looked through: a rerun makes some ten thousands
YOUNG = 50_000

#: what pages import and this file does not: seconds on a slow machine. Not streamlit_folium, whose component
#: is known only where a page imports it.
SLOW = ("folium", "scipy.stats", "scipy.spatial", "scipy.ndimage", "highspy", "reportlab.pdfgen.canvas")

#: how the server ends where there is no record to hold, as the command line does
EXIT = 2

_log = logging.getLogger("gridkeeper")


@contextlib.asynccontextmanager
async def lifespan(app: st.App):
    """Hold the record while the server runs."""
    record = _opened()
    gc.set_threshold(YOUNG, 20, 20)
    stop_control = serve_control(record)
    threading.Thread(target=_warm, args=(record,), name="warm-up", daemon=True).start()
    due.enforce_due(record, OPERATOR, datetime.now())
    chores = [asyncio.create_task(_collect()), asyncio.create_task(_keep_days(record))]
    try:
        yield {}
    finally:
        for chore in chores:
            chore.cancel()
        stop_control()
        close_current()


def _opened() -> Record:
    """The record; where it cannot be opened the server ends with the reason in both languages, without a trace."""
    try:
        return open_current()
    except GridkeeperError as error:
        said = [sentence(error, catalogue(language).gettext) for language in ("zh", "en")]
        print("", *said, "", sep="\n", file=sys.stderr, flush=True)
        os._exit(EXIT)  # what is raised here would be told as a traceback


def _warm(record) -> None:
    """What the first visitor would wait for: slow imports, pandas inside DuckDB, and the tile tables."""
    try:
        for name in SLOW:
            importlib.import_module(name)
        record.frame("SELECT 1 AS one")
        tiles.warm(record, OPERATOR)
    except Exception:
        _log.exception("warm-up failed; the first visitor waits instead")


async def _collect() -> None:
    while True:
        await asyncio.sleep(COLLECT_S)
        await asyncio.to_thread(gc.collect)


async def _keep_days(record) -> None:
    """Plans and boundaries come into force on their day; what hinders one is told where it is opened."""
    while True:
        await asyncio.sleep(DAY_S)
        try:
            await asyncio.to_thread(due.enforce_due, record, OPERATOR, datetime.now())
        except Exception:
            _log.exception("what was due was not put in force; the next minute tries again")


app = st.App(
    "pages/shell.py",
    lifespan=lifespan,
    routes=ROUTES,
    middleware=[
        Middleware(SecurityHeaders),
        Middleware(ShutDoors),
        Middleware(NoSuchPage, pages=addresses(), base=st.get_option("server.baseUrlPath")),
        Middleware(FirstSign),
    ],
    exception_handlers=ERRORS,
)
