"""The map ahead of its figures: the grids stand on the page while what colours them is worked out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from data.current import current
from data.permits import Actor
from pages.parts import maps, mapview, session, text


@contextmanager
def of_figures(
    actor: Actor,
    sign,
    place,
    *,
    known: bool,
    words: str,
    key: str,
    height: int,
    focus: tuple[float, float, float, float] | None = None,
    beside: Callable[[], None] = lambda: None,
) -> Iterator[None]:
    """What is done inside may take a while; where there is no map yet, one without colours stands there meanwhile.

    A map can be put on a page only once a run, so the page runs again when the figures are there; its frame stays.

    Args:
        sign: an empty element for the words.
        place: the container that the page puts its map in: the same in every run, or its frame would be mounted anew.
        known: whether what is asked is answered at once. Streamlit's spinner starts a thread each time, a tenth of a
            rerun: then there is none.
        key, height, focus: as the page gives them to ``mapview.show``.
        beside: puts what keeps the room of the figures on the page.
    """
    if known:
        yield
        return
    if not ground(actor, place, words, key=key, height=height, focus=focus, beside=beside):
        with sign, st.spinner(words):
            yield
        return
    try:
        yield
    finally:  # an error too is said by a run without this map
        st.rerun()


def ground(
    actor: Actor,
    place,
    words: str,
    *,
    key: str,
    height: int,
    focus: tuple[float, float, float, float] | None = None,
    beside: Callable[[], None] = lambda: None,
) -> bool:
    """A map that says what it waits for, where there was none in the run before; whether it was put there.

    Args:
        as above.
    """
    if session.holds(key):
        return False
    beside()
    with place:
        waiting = [maps.Awaited(words)]
        mapview.show(current(), actor, waiting, key=key, locale=text.locale(), focus=focus, height=height)
    return True
