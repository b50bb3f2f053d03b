"""What may not change in a plan: small rules that compose, each of which says why it refuses."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from geo.errors import InputError


class Rule(Protocol):
    """Says which worker may have which grid.

    ``code`` is the code of its refusal of one move, ``blocks`` that of no plan being possible because of it.
    """

    code: str
    blocks: str

    def allowed(self, worker_ids: pd.Series, workers: pd.Index) -> np.ndarray:
        """Grids × workers, true where the rule has nothing against it."""


@dataclass(frozen=True)
class KeepGrids:
    """These grids stay with whoever has them."""

    grid_ids: Collection[int]
    code = "rule_grid_locked"
    blocks = "balance_grids_locked"

    def allowed(self, worker_ids: pd.Series, workers: pd.Index) -> np.ndarray:
        mine = worker_ids.to_numpy()[:, None] == workers.to_numpy()
        return mine | ~worker_ids.index.isin(list(self.grid_ids))[:, None]


@dataclass(frozen=True)
class KeepWorkers:
    """These workers neither give nor get a grid."""

    worker_ids: Collection[int]
    code = "rule_worker_locked"
    blocks = "balance_workers_locked"

    def allowed(self, worker_ids: pd.Series, workers: pd.Index) -> np.ndarray:
        mine = worker_ids.to_numpy()[:, None] == workers.to_numpy()
        kept = list(self.worker_ids)
        return mine | ~(worker_ids.isin(kept).to_numpy()[:, None] | workers.isin(kept))


@dataclass(frozen=True)
class NeverPairs:
    """These grids never go to those workers: pairs of ``grid_id`` and ``worker_id``."""

    pairs: Collection[tuple[int, int]]
    code = "rule_pair_locked"
    blocks = "balance_pairs_locked"

    def allowed(self, worker_ids: pd.Series, workers: pd.Index) -> np.ndarray:
        free = np.ones((len(worker_ids), len(workers)), dtype=bool)
        for grid_id, worker_id in self.pairs:
            free[worker_ids.index == grid_id, workers == worker_id] = False
        return free


@dataclass(frozen=True)
class Together:
    """These grids stay with one worker, whoever that is: pairs of ``grid_id``.

    It leaves every worker open to every grid; ``geo.districts.together`` moves what is tied as one.
    """

    pairs: Collection[tuple[int, int]]
    code = "rule_tie_cut"
    blocks = "balance_ties"

    def allowed(self, worker_ids: pd.Series, workers: pd.Index) -> np.ndarray:
        return np.ones((len(worker_ids), len(workers)), dtype=bool)

    def cut(self, worker_ids: pd.Series) -> list[InputError]:
        """Pairs with two workers, as errors with code and facts."""
        return [
            InputError(self.code, grid_id=one, other_id=other)
            for one, other in self.pairs
            if worker_ids[one] != worker_ids[other]
        ]


@dataclass(frozen=True)
class WithinDivision:
    """A grid goes only to somebody who works in its community, or street, already.

    Args:
        divisions: code of the division by ``grid_id``.
    """

    divisions: pd.Series
    code = "rule_outside_division"
    blocks = "balance_within_division"

    def allowed(self, worker_ids: pd.Series, workers: pd.Index) -> np.ndarray:
        row, _ = pd.factorize(self.divisions.reindex(worker_ids.index))
        works = np.zeros((row.max() + 2, len(workers)), dtype=bool)
        works[row, workers.get_indexer(worker_ids)] = True
        return works[row]


def refusals(
    rules: Sequence[Rule], worker_ids: pd.Series, moves: Mapping[int, int], workers: pd.Index
) -> list[InputError]:
    """Every rule that has something against a move, as an error with code and facts.

    Args:
        rules: what may not change.
        worker_ids: today's worker by ``grid_id``.
        moves: ``grid_id`` → the worker who would get it.
        workers: ids of everybody who takes part.
    """
    found = []
    rows, columns = worker_ids.index.get_indexer(list(moves)), workers.get_indexer(list(moves.values()))
    for rule in rules:
        free = rule.allowed(worker_ids, workers)[rows, columns]
        found += [
            InputError(rule.code, grid_id=grid_id, worker_id=worker_id)
            for (grid_id, worker_id), ok in zip(moves.items(), free, strict=True)
            if not ok
        ]
    return found
