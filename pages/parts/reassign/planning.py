"""The reassign screen's draft: giving the chosen grids, and what the draft changes."""

import pandas as pd
import streamlit as st

from data.permits import Actor
from geo.districts.graph import after_moves
from geo.gaps import NO_WORKER
from pages.parts import address, labels, session
from pages.parts.reassign import (
    compactness,
    handnotice,
    handover,
    keeping,
    locks,
    meanwhile,
    moving,
    objecting,
    planwords,
    proposing,
)
from pages.parts.reassign.ground import Ground
from pages.parts.text import N_, _, ngettext, number, percent

#: what to do on the map, by what a click does
GUIDES = {
    locks.CHOOSE: N_("Choose grids on the map: click one, shift-click or draw a lasso for more."),
    locks.HAND_OVER: N_("Click a grid, then a grid of the worker next to it who is to have it."),
    locks.LOCK_GRIDS: N_(
        "Click a grid and it stays with its worker; click again and it is free. A lasso takes many."
    ),
    locks.LOCK_WORKERS: N_(
        "Click any grid of a worker: the whole beat stays as it is; click again and it is free."
    ),
}


def desk(actor: Actor, known: Ground, moves: dict[int, int], chosen: tuple[int, ...]) -> None:
    """What stands beside the map: giving, what the draft changes, and proposing it."""
    if not actor.may("read_plans"):
        st.info(_("Grid managers hand grids over. This is your own beat and its load."))
        handnotice.mine(actor)
        objecting.mine(actor)
        return
    if not actor.may("propose_plan"):
        st.caption(_("You can try a draft here; a grid manager proposes it."))
    refusals(known)
    give(known, moves, chosen)
    locks.show(known)
    if moves:
        meanwhile.show(actor, known, moves)
        rows = moving.explained(actor, known, moves)
        effects(known, moves, rows)
        compactness.show(actor, known, moves)
        take_back(known, moves, rows)
    kept = keeping.draft(actor)
    keeping.show(actor, kept)
    if moves:
        proposing.form(actor, known, moves, kept)


def refusals(known: Ground) -> None:
    """Say once why some of the grids last handed over stayed where they were, or a push moved none."""
    if unpushed := session.value("unpushed", ""):
        st.warning(labels.plain(unpushed))
    session.put("unpushed", "")
    for error in session.value("refused", ()):
        st.warning(labels.plain(planwords.refusal(known, error)))
    session.put("refused", ())


def take(known: Ground, moves: dict[int, int]) -> None:
    """Make what is suggested the draft, from which it is changed and proposed."""
    if st.button(_("Make this my draft"), key="take", type="primary", icon=":material/edit:"):
        address.put(
            moves=handover.keep(handover.sound(known, moves)), base=handover.base(), grids="", part=""
        )
        st.rerun()


def nobody(known: Ground) -> bool:
    """Whether no worker is on record; if so, it is said, and how to change it."""
    if known.workers.empty:
        st.info(_("No workers are recorded: there is nobody to give a grid to."))
        st.code("python -m data import workers FILE", language=None)
    return known.workers.empty


def give(known: Ground, moves: dict[int, int], chosen: tuple[int, ...]) -> None:
    """Give the chosen grids to a worker."""
    if nobody(known):
        return
    if not chosen:
        st.info(_(GUIDES.get(address.get("by_click"), GUIDES[locks.CHOOSE])))
        return
    hours = known.grids.loc[list(chosen), "workload_hours"].sum()
    words = ngettext(
        "{n} grid chosen, {hours} hours a week", "{n} grids chosen, {hours} hours a week", len(chosen)
    )
    st.markdown(f"**{labels.plain(words.format(n=number(len(chosen)), hours=number(hours, 1)))}**")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        after = after_moves(known.grids["worker_id"], moves)
        beside = handover.beside(known, after, chosen)
        options = _options(known, after, chosen, beside)
        worker_id = st.selectbox(_("Give to"), list(options), format_func=options.get, key="give_to")
        if st.button(_("Give"), key="give", type="primary"):
            handover.hand_over(known, moves, chosen, worker_id)
            st.rerun()
        if st.button(_("Clear"), key="clear", type="tertiary"):
            address.put(grids="")
            st.rerun()
    if worker_id != NO_WORKER and worker_id not in {*beside, *after.loc[list(chosen)]}:
        words = _("{name}'s beat does not adjoin these grids.").format(name=known.workers["name"][worker_id])
        st.caption(labels.plain(words))
    _locking(known, chosen, worker_id)


def _locking(known: Ground, chosen: tuple[int, ...], worker_id: int) -> None:
    """Lock the chosen grids: to their workers, against the worker they could be given to, or to one another."""
    held = locks.read(known)
    free = set(chosen) <= set(held.lock)
    kinds = [("lock", chosen, _("Unlock") if free else _("Lock"), _(
        "A locked grid stays with its worker, whatever is given or suggested."
    ))]  # fmt: skip
    if worker_id != NO_WORKER:
        words = _("Never to {name}").format(name=labels.plain(known.workers["name"][worker_id]))
        kinds.append(("never", [(grid, worker_id) for grid in chosen], words, _(
            "The chosen grids never go to this worker."
        )))  # fmt: skip
    if pairs := locks.ties(known, chosen):
        kinds.append(("tie", pairs, _("Keep together"), _("The chosen grids always stay with one worker.")))
    with st.container(horizontal=True, key="locking", gap="small"):
        for kind, given, words, help in kinds:
            icon = ":material/lock_open:" if kind == "lock" and free else ":material/lock:"
            key = locks.KEY if kind == "lock" else None
            if st.button(words, key=kind, icon=icon, type="tertiary", help=help, shortcut=key):
                locks.write(locks.toggled(held, kind, given))
                st.rerun()


def _options(known: Ground, after: pd.Series, chosen: tuple[int, ...], beside: list[int]) -> dict[int, str]:
    """Workers who may get the grids, those beside them first: a hand-over mostly goes to a neighbour."""
    held = after.value_counts()
    holders = set(after.loc[list(chosen)])
    order = dict.fromkeys([*beside, *known.workers.index])
    names = known.workers["name"]
    options = {
        int(worker): f"{names[worker]} · {labels.grids(held.get(worker, 0))}"
        for worker in order
        if worker in names.index and {worker} != holders
    }
    return options | ({} if holders == {NO_WORKER} else {NO_WORKER: _("Nobody")})


def effects(known: Ground, moves: dict[int, int], moved: pd.DataFrame, heading: str = "") -> None:
    """What the draft changes, worker by worker, and whether a beat would fall apart.

    Args:
        moved: as ``moving.explained`` gives it.
    """
    frame = handover.touched(known, moves)
    names = known.workers["name"]
    st.markdown(f"#### {heading or _('What this changes')}")
    rows = pd.DataFrame(
        {
            _("Worker"): [names.get(worker_id, "") for worker_id in frame.index],
            _("Grids"): _change(frame["grids_before"], frame["grids_after"]),
            _("Hours a week"): _change(frame["hours_before"], frame["hours_after"], 1),
            _("Pieces"): _change(frame["pieces_before"], frame["pieces_after"]),
        }
    )
    st.dataframe(rows, hide_index=True, key="effects")
    before, after = (percent(handover.imbalance(known, draft)) for draft in ({}, moves))
    st.caption(
        _("The worker farthest from a fair share: {before} away before, {after} after.").format(
            before=before, after=after
        )
    )
    before, after = (percent(handover.spread(known, draft)) for draft in ({}, moves))
    st.caption(
        _(
            "Standard deviation of all workers' distances from a fair share: {before} before, {after} after."
        ).format(before=before, after=after)
    )
    st.caption(labels.plain(moving.total(known, moved)))
    for error in handover.refused(known, moves):
        st.warning(labels.plain(planwords.refusal(known, error)))
    for worker_id in frame.index[frame["cut"]]:
        st.warning(
            labels.plain(planwords.torn(known, moves, worker_id, frame.loc[worker_id, "pieces_after"]))
        )


def _change(before: pd.Series, after: pd.Series, digits: int = 0) -> list[str]:
    return [
        f"{number(a, digits)} → {number(b, digits)}" if a != b else number(a, digits)
        for a, b in zip(before, after, strict=True)
    ]


def take_back(known: Ground, moves: dict[int, int], moved: pd.DataFrame) -> None:
    """The draft's moves, what each does, and a way to take each out."""
    names = known.workers["name"].to_dict() | {NO_WORKER: _("nobody")}
    with st.expander(ngettext("{n} grid changes hands", "{n} grids change hands", len(moves)).format(
        n=number(len(moves))), expanded=len(moves) <= 6):  # fmt: skip
        for grid_id, worker_id in moves.items():
            grid = known.grids.loc[grid_id]
            words = _("{grid}: {before} → {after}").format(
                grid=labels.grid_name(grid), before=names.get(grid["worker_id"], ""), after=names[worker_id]
            )
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(labels.plain(words))
                if st.button(_("Take back"), key=f"take_{grid_id}", type="tertiary"):
                    along = locks.partners(locks.read(known), [grid_id])
                    left = {g: w for g, w in moves.items() if g not in along}
                    address.put(moves=handover.keep(left), base=handover.base() if left else "")
                    st.rerun()
            st.caption(labels.plain(moving.words(known, moved.loc[grid_id].to_dict())))
