"""The real routes, record and headers around a screen that holds one map and little else."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from dashboard import lifespan
from pages.api.routes import ERRORS, ROUTES
from pages.api.security import SecurityHeaders

app = st.App(
    str(Path(__file__).with_name("screen.py")),
    lifespan=lifespan,
    routes=ROUTES,
    middleware=[Middleware(SecurityHeaders)],
    exception_handlers=ERRORS,
)
