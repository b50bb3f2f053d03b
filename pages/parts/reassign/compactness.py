"""How compact the beats of a draft or plan are, beside today's; walks inside them where they are asked for."""

import streamlit as st

from data import beat_shape
from data.current import current
from data.permits import Actor
from pages.parts import filters, work
from pages.parts.reassign.ground import Ground
from pages.parts.text import _, number


def show(actor: Actor, known: Ground, moves: dict[int, int]) -> None:
    """Before and after some moves, in sentences."""
    before, after = beat_shape.from_middle_m(current(), actor, known.grids["worker_id"], moves)
    words = _(
        "Ground lies {before} m from the middle of its beat before, {after} m after (root mean square)."
    )
    st.caption(words.format(before=number(before), after=number(after)))
    if not switch(actor):
        return
    walked = _minutes(actor, moves)
    if walked is not None:
        words = _("On foot from grid to grid of a beat: {before} minutes before, {after} after.")
        st.caption(words.format(before=number(walked[0], 1), after=number(walked[1], 1)))


def switch(actor: Actor) -> bool:
    """Whether walks are asked for: of very many grids they take a while."""
    return actor.may("read_facilities") and filters.switch(
        "walks",
        _("Walks inside the beats"),
        help=_("The mean walk along the streets from one grid to another of a beat."),
    )


def rows(actor: Actor, known: Ground, plans: list[dict[int, int]], walks: bool) -> dict[str, list[str]]:
    """The measures of some plans as rows of a table, each a list of cells.

    Args:
        plans: the moves of each; none is today. walks: whether they are asked for.
    """
    today = known.grids["worker_id"]
    middle = [beat_shape.from_middle_m(current(), actor, today, moves)[1] for moves in plans]
    found = {_("Ground from the middle of its beat, m"): [number(metres) for metres in middle]}
    minutes = []
    for moves in plans if walks else ():
        walked = _minutes(actor, moves)
        if walked is None:  # one piece of work at a time; the page runs again when it is done
            return found
        minutes.append(number(walked[1], 1))
    return found | ({_("Walk from grid to grid of a beat, minutes"): minutes} if minutes else {})


def _minutes(actor: Actor, moves: dict[int, int]) -> tuple[float, float] | None:
    asked = tuple(sorted(moves.items()))
    return work.answer(beat_shape.walk_minutes, actor, asked, words=_("Measuring walks inside the beats …"))
