"""What a search for better beats starts from, out of the record: loads with their error, beats, rules."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.spatial import distance

from data import barriers as between
from data import grids as areas
from data import people, studies, workloads
from data.db import Record
from data.parse.encoding import find_encoding
from data.permits import Actor
from geo.districts.aims import Border, Ways
from geo.districts.beats import Beats, read_beats
from geo.districts.care import prices
from geo.districts.kept import kept
from geo.districts.rules import KeepGrids, KeepWorkers, NeverPairs, Rule, Together, WithinDivision
from geo.districts.scratch import from_scratch, matched
from geo.errors import InputError
from geo.hotspots.neighbours import border_lengths
from geo.rates import exposure

#: what new beats may have little of
AIMS = {"border": Border, "inertia": Ways}


@dataclass(frozen=True, eq=False)
class Balancing:
    """Today's beats and what goes with them.

    Args:
        errors: standard error of every grid's load, hours a week (``data.workloads.smoothed``).
        households: by ``grid_id``; residents where nobody counted households (``geo.rates.exposure``).
        borders: metres shared by each two grids, in the order of ``beats.grid_ids``.
        middles: of the grids, metres east and north, in the same order.
        names: of the workers.
    """

    beats: Beats
    errors: np.ndarray
    facts: pd.DataFrame
    borders: sparse.csr_array
    middles: np.ndarray
    names: pd.Series

    def ways(self) -> np.ndarray:
        """Hours × squared metres to every grid, a row, from every grid, a column: together, to the best grid of each
        beat, the moment of inertia."""
        return distance.cdist(self.middles, self.middles, "sqeuclidean") * self.beats.loads


def balancing(
    record: Record,
    actor: Actor,
    until,
    *,
    within: str | None = None,
    locks: Sequence[Rule] = (),
    leaving: Collection[int] = (),
    joining: Collection[int] = (),
    barriers: bool = True,
    fewest: str = "grids",
) -> Balancing:
    """Today's beats under the smoothed load before a day; who has no grid takes part only where named as joining.

    Who is away for a part of the half year after that day has so many hours less; who is away for all of it, leaves.

    Args:
        until: the day after the last one.
        within: ``community`` or ``street``: a grid stays with who works there.
        locks: what else may not change.
        leaving, joining: as in ``geo.districts.beats.read_beats``.
        barriers: whether a beat must hold together without crossing a river or a motorway where no street does.
        fewest: ``grids`` or ``households``: what a search is to change least (``geo.districts.care.prices``).

    Raises:
        InputError: ``plan_workers_unknown``, ``plan_grids_unknown`` for ids the record does not have, and as
            in ``read_beats``.
    """
    facts, staff = areas.facts(record, actor), people.workers(record, actor).set_index("worker_id")
    _known(facts.index, staff.index[staff["active"]], locks, [*leaving, *joining])
    load = workloads.smoothed(record, actor, until).reindex(facts.index)
    held = people.assignments(record, actor).set_index("grid_id")["worker_id"]
    hours, contract = workloads.available(record, actor, until), workloads.available(record, actor)
    hours = hours[hours.index.isin([*held, *joining])]
    away = hours.index[(hours <= 0) & (contract[hours.index] > 0)]
    leaving = sorted({*leaving, *away})
    rules = [*locks, *within_rule(facts, within)]
    beats = read_beats(
        load["workload_hours"], held, between.crossable(record, actor, barriers=barriers),
        hours, rules, leaving=leaving, joining=joining,
    )  # fmt: skip
    homes, _unit = exposure(facts)
    beats = replace(beats, prices=prices(homes.reindex(beats.grid_ids).to_numpy(float), fewest))
    errors = load["workload_se"].reindex(beats.grid_ids).to_numpy(float)
    shapes = studies.in_metres(record, areas.grids(record, actor).set_index("grid_id").geometry)
    at = shapes.index.get_indexer(beats.grid_ids)
    borders = sparse.csr_array(border_lengths(shapes)[at][:, at])
    centroids = shapes.iloc[at].centroid
    middles = np.column_stack([centroids.x, centroids.y])
    return Balancing(beats, errors, facts, borders, middles, people.names(record, actor))


def anew(
    start: Balancing,
    locks: Sequence[Rule],
    workers: int,
    tolerance: float,
    *,
    seed: int,
    used: Callable[[], float],
    progress: Callable[[float], None] | None = None,
    aim: str = "border",
) -> tuple[np.ndarray, np.ndarray]:
    """So many new beats drawn from scratch, with little of an aim.

    Args:
        locks: what is kept of today's beats.
        tolerance, seed, used, progress: as in ``geo.districts.scratch.from_scratch``.
        aim: of ``AIMS``, length of borders or moment of inertia.

    Returns:
        number of the new beat by position of the grid, from 0, and the position of today's worker whose each beat
        is to be, -1: somebody new.

    Raises:
        InputError: ``balance_ties_anew`` where two grids are to stay together; ``balance_none_locked`` or
            ``balance_none_drawn`` where none were found in the time; and as in ``from_scratch``.
    """
    if any(isinstance(rule, Together) and rule.pairs for rule in locks):
        raise InputError("balance_ties_anew")
    beats = start.beats
    loads = pd.Series(beats.loads, index=beats.grid_ids)
    borders = start.borders.multiply(beats.neighbours != 0).tocsr()
    stay = kept(beats, locks)
    ground = {"ways": start.ways()} if aim == "inertia" else {}
    plan = from_scratch(
        loads,
        borders,
        workers,
        tolerance,
        AIMS[aim],
        seed=seed,
        used=used,
        progress=progress,
        kept=stay,
        **ground,
    )
    if plan is None:
        code = "balance_none_locked" if locks else "balance_none_drawn"
        raise InputError(code, workers=workers, tolerance=f"{100 * tolerance:g} %")
    return plan, matched(beats, plan, stay)


def within_rule(facts: pd.DataFrame, within: str | None) -> list[Rule]:
    """That a grid stays with who works in its ``community`` or ``street``; none where nothing is asked."""
    return [WithinDivision(facts[f"{within}_code"])] if within else []


def _known(grids: pd.Index, workers: pd.Index, locks: Sequence[Rule], named: Collection[int]) -> None:
    """Refuse ids that nobody has: a lock that locks nothing would be believed."""
    asked_grids, asked_workers = set(), set(named)
    for rule in locks:
        match rule:
            case KeepGrids(grid_ids):
                asked_grids |= set(grid_ids)
            case KeepWorkers(worker_ids):
                asked_workers |= set(worker_ids)
            case NeverPairs(pairs):
                asked_grids |= {grid for grid, _ in pairs}
                asked_workers |= {worker for _, worker in pairs}
            case Together(pairs):
                asked_grids |= {grid for pair in pairs for grid in pair}
    if strange := asked_grids - set(grids):
        raise InputError("plan_grids_unknown", grid_ids=", ".join(map(str, sorted(strange))))
    if strange := asked_workers - set(workers):
        raise InputError("plan_workers_unknown", worker_ids=", ".join(map(str, sorted(strange))))


#: columns of a file of locks; the last one may be left out
LOCKS = ("grid_id", "worker_id", "with_grid_id")


def read_locks(file: Path) -> list[Rule]:
    """The rules in a CSV of ``LOCKS``: a grid stays, a worker stays, a grid and a worker never meet, or two grids
    stay together.

    Raises:
        InputError: ``lock_columns``; ``lock_row`` for a row that says none of this.
    """
    frame = pd.read_csv(file, dtype=str, keep_default_na=False, encoding=find_encoding(file))
    frame.columns = frame.columns.str.strip()
    if not {*LOCKS[:2]} <= set(frame):
        raise InputError("lock_columns", file=file.name)
    rows = frame.reindex(columns=LOCKS, fill_value="").apply(lambda column: column.str.strip())
    said: dict[tuple[bool, ...], list[tuple[int, ...]]] = {shape: [] for shape in _SAID}
    for at, row in enumerate(rows.itertuples(index=False, name=None), 2):
        named = tuple(map(bool, row))
        if named not in said or not all(text.isascii() and text.isdigit() for text in row if text):
            raise InputError("lock_row", file=file.name, row=at, text=",".join(row))
        said[named].append(tuple(int(text) for text in row if text))
    kept, staying, barred, tied = said.values()
    return [
        KeepGrids([grid for (grid,) in kept]), KeepWorkers([worker for (worker,) in staying]),
        NeverPairs(barred), Together(tied),
    ]  # fmt: skip


#: which of ``LOCKS`` a row names: a grid, a worker, a grid and a worker, two grids
_SAID = ((True, False, False), (False, True, False), (True, True, False), (True, False, True))
