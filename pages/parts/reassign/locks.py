"""What somebody locked on the screen: grids, workers, grids barred from a worker, grids that stay together.

The address holds it: ``lock=12.13`` and ``stay=3`` (grids and workers that keep what they have), ``never=12:3`` (the
grid never goes to that worker) and ``tie=12:13`` (the two stay with one worker, whoever that is). Drafts, suggestions
and ``rebalance --lock`` heed the same rules.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace

import numpy as np
import pandas as pd
import streamlit as st

from data import grids as areas
from data.current import current
from data.permits import Actor
from data.plan_locks import Locks
from pages.parts import address, filters, labels, maps
from pages.parts.reassign.ground import Ground
from pages.parts.text import N_, _, number

#: what a click on the map does, by the values of ``by_click``
CHOOSE, HAND_OVER, LOCK_GRIDS, LOCK_WORKERS = "", "1", "grids", "workers"
LOCKING = (LOCK_GRIDS, LOCK_WORKERS)
CLICKS = {
    CHOOSE: N_("Choose"),
    HAND_OVER: N_("Hand over"),
    LOCK_GRIDS: N_("Lock grids"),
    LOCK_WORKERS: N_("Lock workers"),
}
#: the key that locks the chosen grids, or frees them
KEY = "Alt+L"
#: locks with a button each
MOST = 12


def read(known: Ground) -> Locks:
    """The locks of the address that name grids and workers of today; two grids of different workers tie nothing."""
    grids, workers, held = known.grids.index, known.workers.index, known.grids["worker_id"]
    return Locks(
        tuple(one for one in address.get_ids("lock") if one in grids),
        tuple(one for one in address.get_ids("stay") if one in workers),
        tuple((grid, worker) for grid, worker in address.get_pairs("never") if grid in grids and worker in workers),
        tuple(pair for pair in address.get_pairs("tie") if pair[0] in grids and pair[1] in grids
              and _tied(known, pair) and held[pair[0]] == held[pair[1]]),
    )  # fmt: skip


def parameters(locks: Locks) -> dict[str, str]:
    """The locks as they stand in the address."""
    return {
        "lock": address.ids(sorted(locks.lock)), "stay": address.ids(sorted(locks.stay)),
        "never": address.pairs(sorted(locks.never)), "tie": address.pairs(sorted(locks.tie)),
    }  # fmt: skip


def write(locks: Locks) -> None:
    """The locks in the address."""
    address.put(**parameters(locks))


def kept(known: Ground, locks: Locks) -> tuple[int, ...]:
    """Grids that stay with their worker, by a lock of their own or of the worker."""
    held = known.grids.index[known.grids["worker_id"].isin(locks.stay)]
    return tuple(sorted({*locks.lock, *map(int, held)}))


def toggled(locks: Locks, kind: str, given) -> Locks:
    """With some more locks of a kind, or without them where all of them are there."""
    now, given = set(getattr(locks, kind)), set(given)
    return replace(locks, **{kind: tuple(sorted(now - given if given <= now else now | given))})


def by_click(known: Ground, grid_ids: tuple[int, ...], mode: str) -> None:
    """A click or a lasso in a lock mode: the grids, or the workers who have them, are locked or freed."""
    locks, here = read(known), [one for one in grid_ids if one in known.grids.index]
    if mode == LOCK_GRIDS:
        write(toggled(locks, "lock", here))
    else:
        held = known.grids.loc[here, "worker_id"]
        write(toggled(locks, "stay", map(int, held[held.isin(known.workers.index)])))


def _tied(known: Ground, pair: tuple[int, ...]) -> bool:
    """Whether two grids touch where somebody can cross."""
    one, other = known.grids.index.get_indexer(list(pair))
    return bool(known.touching[one, other])


def ties(known: Ground, grid_ids: tuple[int, ...]) -> list[tuple[int, int]]:
    """Pairs by which some grids stay together: neighbours among them with the same worker; none unless all hang so."""
    rows = known.grids.index.get_indexer(list(grid_ids))
    held = known.grids["worker_id"].iloc[rows]
    if len(rows) < 2 or held.nunique() > 1:
        return []
    near = known.touching[rows][:, rows].toarray()
    reached, pairs = [0], []
    for at in reached:
        new = [other for other in np.flatnonzero(near[at]) if other not in reached]
        reached += new
        pairs += [tuple(sorted((grid_ids[at], grid_ids[other]))) for other in new]
    return sorted(pairs) if len(reached) == len(rows) else []


def partners(locks: Locks, grid_ids) -> set[int]:
    """Grids and all that are tied to them, directly or through others."""
    found = set(grid_ids)
    while more := {one for pair in locks.tie if found & set(pair) for one in pair} - found:
        found |= more
    return found


def layers(known: Ground, locks: Locks) -> list[maps.Outline]:
    """The locks on a map."""
    return [
        maps.Outline(
            tuple(sorted({grid for grid, _w in locks.never})), _("Never goes to some worker"), "cold"
        ),
        maps.Outline(
            tuple(sorted({one for pair in locks.tie for one in pair})), _("Stay together"), "action"
        ),
        maps.Outline(kept(known, locks), _("Locked: stays with its worker"), "locked"),
    ]


def workers(actor: Actor, known: Ground) -> None:
    """Lock workers in the list of them, as a click on the map does, by keys too; for those who make plans."""
    names = {str(worker_id): name for worker_id, name in known.workers["name"].items()}
    if names and actor.may("read_plans"):
        filters.several("stay", _("Locked: keeps the beat as it is"), names, _("No worker is locked"))


def show(known: Ground) -> None:
    """Every lock as a button that frees it."""
    locks = read(known)
    listed = _listed(locks)
    if not listed:
        return
    grid: Callable[[int], str] = lambda grid_id: labels.grid_name(known.grids.loc[grid_id])  # noqa: E731
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="locks"):
        st.caption(_("Locked; a click frees"), width="content")
        for kind, one in listed[:MOST]:
            key = f"free_{kind}_{one if isinstance(one, int) else address.pairs([one])}"
            words = labels.plain(_words(grid, known.workers["name"], kind, one))
            st.button(
                words, key=key, icon=":material/lock:", type="tertiary",
                on_click=lambda kind=kind, one=one: write(toggled(read(known), kind, [one])),
            )  # fmt: skip
        if len(listed) > MOST:
            st.caption(_("and {n} more").format(n=number(len(listed) - MOST)), width="content")
        if len(listed) > 1:
            st.button(_("Free all"), key="free_all", type="tertiary", on_click=lambda: write(Locks()))


def told(actor: Actor, locks: Locks, names: pd.Series) -> str:
    """The locks a plan was made under, in words; those of grids and workers out of the reader's sight are left out.

    Args:
        names: of workers, by ``worker_id``.
    """
    if not (listed := _listed(locks)):
        return ""
    grids = labels.grid_names(areas.last_known(current(), actor, locks.grids()).set_index("grid_id"))
    beats = {worker_id: _("{name}'s beat").format(name=name) for worker_id, name in names.items()}
    said = [
        _words(grids.__getitem__, beats if kind == "stay" else names, kind, one)
        for kind, one in listed
        if _named(kind, one, grids.index, names.index)
    ]
    return labels.some(said, MOST)


def _named(kind: str, one, grids: pd.Index, workers: pd.Index) -> bool:
    """Whether everything a lock names has a name."""
    match kind:
        case "lock":
            return one in grids
        case "stay":
            return one in workers
        case "never":
            return one[0] in grids and one[1] in workers
    return one[0] in grids and one[1] in grids


def _listed(locks: Locks) -> list[tuple[str, object]]:
    return [(field.name, one) for field in fields(locks) for one in getattr(locks, field.name)]


def _words(grid: Callable[[int], str], worker: Mapping[int, str], kind: str, one) -> str:
    match kind, one:
        case "lock", grid_id:
            return grid(grid_id)
        case "stay", worker_id:
            return worker[worker_id]
        case "never", (grid_id, worker_id):
            return _("{grid} never to {name}").format(grid=grid(grid_id), name=worker[worker_id])
    return _("{grid} with {other}").format(grid=grid(one[0]), other=grid(one[1]))
