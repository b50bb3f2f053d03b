"""Overview."""

from pages.parts import frame, session
from pages.parts.text import _

actor = session.actor()
frame.title(_("Overview"), "x")
