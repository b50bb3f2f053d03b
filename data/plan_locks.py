"""What somebody locked while a plan was made: kept with it, for whoever reviews the plan or goes on with it."""

import json
from dataclasses import asdict, dataclass

from geo.districts.rules import KeepGrids, KeepWorkers, NeverPairs, Rule, Together


@dataclass(frozen=True)
class Locks:
    """What may not change; a pair is a grid and a worker, or two grids."""

    lock: tuple[int, ...] = ()
    stay: tuple[int, ...] = ()
    never: tuple[tuple[int, int], ...] = ()
    tie: tuple[tuple[int, int], ...] = ()

    def rules(self) -> list[Rule]:
        """The same as rules of a plan."""
        made = (
            (KeepGrids, self.lock),
            (KeepWorkers, self.stay),
            (NeverPairs, self.never),
            (Together, self.tie),
        )
        return [rule(given) for rule, given in made if given]

    def grids(self) -> set[int]:
        """Every grid it names."""
        return {
            *self.lock,
            *(grid for grid, _worker in self.never),
            *(one for pair in self.tie for one in pair),
        }

    def workers(self) -> set[int]:
        """Every worker it names."""
        return {*self.stay, *(worker for _grid, worker in self.never)}

    def facts(self) -> dict[str, tuple]:
        """What is locked, by kind, as the audit tells it; kinds without a lock are left out."""
        return {kind: given for kind, given in asdict(self).items() if given}


NO_LOCKS = Locks()


def to_text(locks: Locks) -> str:
    """The locks as a plan's row holds them."""
    return json.dumps(locks.facts())


def from_text(text: str) -> Locks:
    """The locks of a plan's row.

    >>> from_text('{"lock": [5], "tie": [[7, 8]]}')
    Locks(lock=(5,), stay=(), never=(), tie=((7, 8),))
    """
    return Locks(**{
        kind: tuple(tuple(one) if isinstance(one, list) else one for one in given)
        for kind, given in json.loads(text).items()
    })  # fmt: skip
