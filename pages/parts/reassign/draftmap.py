"""The map of a draft: beats as it would have them, to choose and hand over on."""

import streamlit as st

from data.current import current
from data.permits import Actor
from geo.districts.graph import after_moves
from pages.parts import address, filters, load, maps, mapview, text
from pages.parts.reassign import handover, trail
from pages.parts.reassign.ground import Ground
from pages.parts.text import _

MAP_PX = 600
KEY = "reassign"


def answer(actor: Actor, known: Ground) -> None:
    """Put what was just done on the map into the address, before anything of the draft is worked out."""
    chosen = chosen_grids(known)
    picked = mapview.done(KEY, chosen)
    if not picked.source:
        return
    moves = handover.draft(known)
    after = after_moves(known.grids["worker_id"], moves)
    if picked.source == "brush" and actor.may("read_plans"):
        worker_id, taken = handover.pushed(known, after, picked.grid_ids)
        handover.hand_over(known, moves, tuple(taken), worker_id)
    elif picked.grid_ids != chosen:
        by_click = actor.may("read_plans") and address.get("by_click") == "1"
        worker_id = handover.taker(known, after, chosen, picked) if by_click else None
        if worker_id is None:
            address.put(grids=address.ids(picked.grid_ids))
        else:
            handover.hand_over(known, moves, chosen, worker_id)


def chosen_grids(known: Ground) -> tuple[int, ...]:
    """Grids chosen, from the address."""
    return tuple(grid_id for grid_id in address.get_ids("grids") if grid_id in known.grids.index)


def show(actor: Actor, known: Ground, moves: dict[int, int]) -> None:
    """Beats as the draft would have them; clicks, shift-clicks and a lasso choose grids, a brush pushes borders."""
    if actor.may("read_plans"):
        _above(moves)
    layers: list[maps.Layer] = [
        handover.beats(
            known, after_moves(known.grids["worker_id"], moves), _("Beats"), load.hover_of_beats(actor)
        ),
        maps.Outline(tuple(moves), _("Changed by this draft"), "changed"),
        maps.Outline(handover.locked(known), _("Locked: stays with its worker"), "locked"),
    ]
    mapview.show(
        current(),
        actor,
        layers,
        key=KEY,
        locale=text.locale(),
        selected=chosen_grids(known),
        many=True,
        brushes=actor.may("read_plans"),
        height=MAP_PX,
    )


def _above(moves: dict[int, int]) -> None:
    """What stands over the map: undo, redo, and whether a click on a neighbour's beat hands over."""
    with st.container(horizontal=True, vertical_alignment="center", key="draft_head"):
        trail.show(handover.keep(moves), handover.base())
        filters.switch(
            "by_click",
            _("Hand over by click"),
            help=_("Click a grid, then a grid of the worker next to it who is to have it."),
        )
