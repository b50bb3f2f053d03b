"""The real routes, record and headers around a screen that holds one map and little else.

``STAGE_SCREEN`` names another screen of this folder: the benchmarks stand the usual way beside ours.
"""

import os
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from dashboard import lifespan
from pages.api.routes import ERRORS, ROUTES
from pages.api.security import SecurityHeaders

app = st.App(
    str(Path(__file__).with_name(os.environ.get("STAGE_SCREEN", "screen.py"))),
    lifespan=lifespan,
    routes=ROUTES,
    middleware=[Middleware(SecurityHeaders)],
    exception_handlers=ERRORS,
)
