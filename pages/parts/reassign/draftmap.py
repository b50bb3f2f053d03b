"""The map of a draft: beats as it would have them, to choose and hand over on."""

from contextlib import AbstractContextManager

from data.current import current
from data.permits import Actor
from geo.districts.graph import after_moves
from pages.parts import address, ahead, filters, load, maps, mapview, text
from pages.parts.reassign import handover, locks, pushing, trail
from pages.parts.reassign.ground import Ground
from pages.parts.text import _

MAP_PX = 600
KEY = "reassign"


def answer(actor: Actor, known: Ground) -> None:
    """Put what was just done on the map into the address, before anything of the draft is worked out."""
    mode, chosen = click_mode(actor), chosen_grids(known)
    locking = mode in locks.LOCKING
    picked = mapview.done(KEY, () if locking else chosen)
    if not picked.source:
        return
    moves = handover.draft(known)
    after = after_moves(known.grids["worker_id"], moves)
    if picked.source == "key":
        by_key(actor, known, moves, chosen, picked.key)
    elif picked.source == "brush" and actor.may("read_plans"):
        pushing.push(known, moves, after, picked.grid_ids)
    elif locking:
        locks.by_click(known, picked.grid_ids, mode)
    elif picked.grid_ids != chosen:
        worker_id = handover.taker(known, after, chosen, picked) if mode == locks.HAND_OVER else None
        if worker_id is None:
            address.put(grids=address.ids(picked.grid_ids))
        else:
            handover.hand_over(known, moves, chosen, worker_id)


def ahead_of_beats(actor: Actor, sign, place) -> AbstractContextManager[None]:
    """The map without beats while the load is added up (``ahead.of_figures``)."""
    known, words = handover.ground_known(actor), _("Adding up the load …")
    return ahead.of_figures(actor, sign, place, known=known, words=words, key=KEY, height=MAP_PX)


def by_key(actor: Actor, known: Ground, moves: dict[int, int], chosen: tuple[int, ...], key: str) -> None:
    """What a key of the page does that was pressed on the map: the same as its button."""
    if not actor.may("read_plans"):
        return
    if key == locks.KEY and chosen:
        locks.write(locks.toggled(locks.read(known), "lock", chosen))
    elif key in trail.KEYS:
        trail.go(handover.keep(moves), handover.base(), trail.KEYS[key])


def click_mode(actor: Actor) -> str:
    """What a click on the map does, one of ``locks.CLICKS``; a worker only chooses."""
    asked = address.get("by_click")
    return asked if actor.may("read_plans") and asked in locks.CLICKS else locks.CHOOSE


def chosen_grids(known: Ground) -> tuple[int, ...]:
    """Grids chosen, from the address."""
    return tuple(grid_id for grid_id in address.get_ids("grids") if grid_id in known.grids.index)


def show(actor: Actor, known: Ground, moves: dict[int, int]) -> None:
    """Beats as the draft would have them; clicks, shift-clicks and a lasso choose grids, a brush pushes borders."""
    layers: list[maps.Layer] = [
        handover.beats(
            known, after_moves(known.grids["worker_id"], moves), _("Beats"), load.hover_of_beats(actor)
        ),
        maps.Outline(tuple(moves), _("Changed by this draft"), "changed"),
        *locks.layers(known, locks.read(known)),
    ]
    mapview.show(
        current(),
        actor,
        layers,
        key=KEY,
        locale=text.locale(),
        selected=() if click_mode(actor) in locks.LOCKING else chosen_grids(known),
        many=True,
        brushes=actor.may("read_plans"),
        keys=(locks.KEY, *trail.KEYS),
        height=MAP_PX,
    )


def above(actor: Actor, moves: dict[int, int]) -> None:
    """What stands over the map: undo, redo, and what a click does."""
    if actor.may("read_plans"):
        trail.show(handover.keep(moves), handover.base())
        words = {mode: _(said) for mode, said in locks.CLICKS.items()}
        filters.choice("by_click", _("What a click does"), words, locks.CHOOSE, bare=True)
