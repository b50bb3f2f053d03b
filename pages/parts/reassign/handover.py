"""A draft hand-over in the address: which grids go to whom, and what that means for the load.

``moves=3:12.13,0:20`` gives grids 12 and 13 to worker 3, and grid 20 to nobody: a draft can be
reloaded, sent to a colleague and taken back with the browser's back button.
"""

import numpy as np
import pandas as pd

from data.current import current
from data.payloads import Columns
from data.permits import Actor
from data.plan_locks import Locks
from geo import workload
from geo.districts.colouring import beat_colours
from geo.districts.graph import after_moves, pieces
from geo.districts.measures import preview
from geo.districts.rules import Together, refusals
from geo.errors import InputError
from geo.gaps import NO_WORKER
from pages.parts import address, load, maps, misread, session
from pages.parts.maps import Selection
from pages.parts.reassign import locks
from pages.parts.reassign.ground import Ground, ground
from pages.parts.text import _


def read_ground(actor: Actor) -> Ground:
    """The ground, from the cache while nothing changed."""
    return load.read(ground, actor, load.as_of(actor))


def ground_known(actor: Actor) -> bool:
    """Whether ``read_ground`` would answer at once."""
    return load.known(ground, actor, load.as_of(actor))


def draft(known: Ground) -> dict[int, int]:
    """The moves in the address that still change something: ``grid_id`` → ``worker_id`` (0: nobody)."""
    grids, workers = set(known.grids.index), {NO_WORKER, *known.workers.index}
    moves: dict[int, int] = {}
    odd: list[str] = []
    for part in filter(None, address.get("moves").split(",")):
        worker, _colon, listed = part.partition(":")
        for grid in listed.split("."):
            given = address.is_id(worker) and address.is_id(grid)
            if given and int(worker) in workers and int(grid) in grids:
                moves[int(grid)] = int(worker)
            else:
                odd.append(f"{worker}:{grid}" if listed else part)
    misread.note("moves", ",".join(odd), _("the hand-overs that were understood") if moves else "")
    return sound(known, moves)


def sound(known: Ground, moves: dict[int, int]) -> dict[int, int]:
    """Those of the moves that name a known grid and worker and change something today."""
    to = {NO_WORKER, *known.workers.index}
    today = known.grids["worker_id"]
    return {g: w for g, w in moves.items() if g in today.index and w in to and today[g] != w}


def keep(moves: dict[int, int]) -> str:
    """A draft as it stands in the address."""
    by_worker: dict[int, list[int]] = {}
    for grid_id, worker_id in sorted(moves.items()):
        by_worker.setdefault(worker_id, []).append(grid_id)
    return ",".join(f"{worker}:{address.ids(grids)}" for worker, grids in sorted(by_worker.items()))


def give(known: Ground, moves: dict[int, int], grid_ids, worker_id: int) -> str:
    """The draft with some grids given to a worker; back to their own worker takes them out of it.

    What is tied to them goes along; what a lock holds stays as it is, and all that is tied to it.
    """
    held = locks.read(known)
    wanted = dict.fromkeys(locks.partners(held, grid_ids), worker_id)
    barred = locks.partners(held, [error.facts["grid_id"] for error in barring(known, held, wanted)])
    return keep(sound(known, moves | {grid: to for grid, to in wanted.items() if grid not in barred}))


def hand_over(known: Ground, moves: dict[int, int], chosen: tuple[int, ...], worker_id: int) -> None:
    """The draft with the chosen grids given away, in the address; what is refused is told after it."""
    held = locks.read(known)
    wanted = dict.fromkeys(locks.partners(held, chosen), worker_id)
    session.put("refused", tuple(barring(known, held, wanted)))
    given = give(known, moves, chosen, worker_id)
    address.put(moves=given, grids="", base=base() if given else "")


def base() -> int:
    """The version of the responsibilities that the draft began with; today's while there is none."""
    began = address.get_id("base")
    return current().version("assignments")[0] if began is None else began


def refused(known: Ground, moves: dict[int, int]) -> list[InputError]:
    """What the locks have against a draft, as errors with code and facts: one from an old address may hold such.

    Its grids were locked since, or what is tied goes to two workers.
    """
    held, moves = locks.read(known), sound(known, moves)
    after = after_moves(known.grids["worker_id"], moves)
    return [*barring(known, held, moves), *Together(held.tie).cut(after)]


def barring(known: Ground, held: Locks, moves: dict[int, int]) -> list[InputError]:
    """Every lock that keeps a grid from the worker it is given to."""
    moves = sound(known, moves)
    today, workers = known.grids["worker_id"].loc[list(moves)], pd.Index(sorted(set(moves.values())))
    return refusals(held.rules(), today, moves, workers)


def tearing(known: Ground, moves: dict[int, int], worker_id: int) -> tuple[list[int], list[int]]:
    """Which of a draft's grids leave a beat in pieces: any one of them taken back, it would be in fewer.

    Returns:
        grids taken from the worker, and grids given to them.
    """
    today = known.grids["worker_id"]
    after = after_moves(today, moves)
    rows = np.flatnonzero((today == worker_id) | (after == worker_id))
    held, touching = after.iloc[rows], known.touching[rows][:, rows]
    torn = pieces(held, touching).get(worker_id, 0)

    def tears(grid_id: int) -> bool:
        back = held.where(held.index != grid_id, today[grid_id])
        return pieces(back, touching).get(worker_id, 0) < torn

    spared = [grid_id for grid_id in moves if today[grid_id] == worker_id and tears(grid_id)]
    apart = [grid_id for grid_id in moves if after[grid_id] == worker_id and tears(grid_id)]
    return spared, apart


def taker(known: Ground, after: pd.Series, chosen: tuple[int, ...], picked: Selection) -> int | None:
    """Who a click hands the chosen grids to: the worker of the grid clicked, if a neighbour of theirs.

    Args:
        after: ``worker_id`` by ``grid_id`` as the draft has it.
        chosen: grids chosen before the click.
    """
    if picked.source != "click" or len(picked.grid_ids) != 1 or not chosen:
        return None
    worker_id = int(after.get(picked.grid_ids[0], NO_WORKER))
    holders = set(after.loc[list(chosen)])
    return worker_id if worker_id in beside(known, after, chosen) and worker_id not in holders else None


def beside(known: Ground, after: pd.Series, chosen: tuple[int, ...]) -> list[int]:
    """Workers whose grids touch the chosen ones, those with the most such grids first."""
    rows = known.grids.index.get_indexer(list(chosen))
    touching = np.unique(known.touching[rows].indices)
    around = after.iloc[np.setdiff1d(touching, rows)]
    grids = around[around != NO_WORKER].value_counts()
    return sorted(map(int, grids.index), key=lambda worker: (-grids[worker], worker))


def beats(
    known: Ground, after: pd.Series, title: str, hover: Columns | None = None, names: dict | None = None
) -> maps.Beats:
    """Beats after a hand-over as a layer of the map; colours stay those of today where nobody clashes.

    Args:
        after: ``worker_id`` by ``grid_id``, 0 or missing where nobody is. names: by ``worker_id``, where
            they are not those of today's workers.
    """
    after, colours = after.fillna(NO_WORKER).astype(int), known.colours
    if not after.equals(known.grids["worker_id"].astype(int)):
        colours = beat_colours(after, known.beside, colours.index, len(maps.HUES), colours)
    names = known.workers["name"].to_dict() if names is None else names
    return maps.Beats(after.where(after != NO_WORKER), names, title, hover, colours.to_dict())


def touched(known: Ground, moves: dict[int, int]) -> pd.DataFrame:
    """What the draft means for each worker it touches: ``geo.districts.measures.PREVIEW``."""
    return preview(known.grids["worker_id"], moves, known.grids["workload_hours"], known.touching)


def concerned(known: Ground, moves: dict[int, int]) -> frozenset[int]:
    """Workers who give or get a grid."""
    givers = known.grids["worker_id"].loc[list(moves)]
    return frozenset({*givers, *moves.values()} - {NO_WORKER})


def loads(known: Ground, moves: dict[int, int]) -> pd.DataFrame:
    """Hours a week of every worker with a beat: ``name``, ``before``, ``after``, their standard errors
    ``before_se`` and ``after_se``, and ``fair_share``."""
    now, then = load_after(known, {}), load_after(known, moves)
    workers = now.index.union(then.index)
    now, then = now.reindex(workers, fill_value=0.0), then.reindex(workers, fill_value=0.0)
    both = pd.DataFrame(
        {"before": now["workload_hours"], "before_se": now["load_se"],
         "after": then["workload_hours"], "after_se": then["load_se"], "fair_share": then["fair_share"]}
    )  # fmt: skip
    both["name"] = known.workers["name"]
    return both


def imbalance(known: Ground, moves: dict[int, int]) -> float:
    """How far the worker farthest from a fair share would be from it, above or below."""
    return workload.imbalance(load_after(known, moves))


def spread(known: Ground, moves: dict[int, int]) -> float:
    """Standard deviation of how far all workers would be from a fair share."""
    return workload.spread(load_after(known, moves)["load_ratio"].to_numpy(float) - 1)


def load_after(known: Ground, moves: dict[int, int]) -> pd.DataFrame:
    """The load of every worker who has a beat once the draft is in force, as ``geo.workload.worker_load``, and its
    standard error ``load_se``."""
    who = after_moves(known.grids["worker_id"], moves)
    hours = known.workers["available_hours"]
    load = workload.worker_load(known.grids["workload_hours"], who, hours[hours.index.isin(who)])
    place, errors = load.index.get_indexer(who), known.grids["workload_se"].fillna(0.0).to_numpy(float)
    return load.assign(load_se=workload.summed_se(errors[place >= 0], place[place >= 0], len(load)))
