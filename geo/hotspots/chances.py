"""What chance says of every grid: expectation, z and p, by statistic, basis and road of inference."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.special import ndtr

from geo.errors import InputError
from geo.hotspots.conditional import neighbour_tails
from geo.hotspots.local import gi_star, windows
from geo.hotspots.moran import local_moran, quadrants
from geo.hotspots.permutation import permutation_tails
from geo.hotspots.simulate import dealt_tails, modelled_tails
from geo.rates import count_tails, gamma_poisson

METHODS = ("gi", "moran")
INFERENCES = ("exact", "normal", "simulate:999")


@dataclass(frozen=True)
class Inference:
    """How p is come by: ``exact``, ``normal`` or ``simulate`` with so many replications and a seed."""

    road: str
    replications: int = 0
    seed: int = 1
    progress: Callable[[float], None] | None = None

    @property
    def simulation(self) -> dict:
        """What a simulation is told."""
        return {"replications": self.replications, "seed": self.seed, "progress": self.progress}


@dataclass(frozen=True)
class Ground:
    """What is compared: ``x`` cases by grid, ``near`` 1.0 for neighbours, and with ``moran`` the grid
    against its neighbours, else the grid together with them against the rest."""

    x: np.ndarray
    near: sparse.csr_array
    moran: bool

    @property
    def around(self) -> sparse.csr_array:
        """The windows that are tested."""
        return self.near if self.moran else windows(self.near)

    @property
    def alone(self) -> np.ndarray:
        """Grids without neighbours."""
        return np.diff(self.near.indptr) == 0


def parse_inference(inference: str) -> tuple[str, int]:
    """The road and the number of replications (0 where nothing is simulated).

    Raises:
        InputError: ``inference_unknown``.

    >>> parse_inference("exact"), parse_inference("simulate:999")
    (('exact', 0), ('simulate', 999))
    """
    road, _, number = inference.partition(":")
    if inference in ("exact", "normal"):
        return road, 0
    if road == "simulate" and number.isdecimal() and int(number) > 0:
        return road, int(number)
    raise InputError("inference_unknown", inference=inference, known=", ".join(INFERENCES))


def by_grids(ground: Ground, inference: Inference) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Against the same counts dealt to the grids at random; with ``moran`` the grid keeps its own.

    Returns:
        ``expected``, ``window_n``, ``window_expected``, ``z``, ``p``, with ``moran`` ``quadrant``; caveats.
    """
    x, near, around = ground.x, ground.near, ground.around
    n, size, held = len(x), ground.around.sum(axis=1), around @ x
    mean = x.mean() if n else 0.0
    others = (x.sum() - x) / max(n - 1, 1) if ground.moran else mean
    z = local_moran(x, near)["z"].to_numpy() if ground.moran else gi_star(x, near)
    p, caveats = _dealt(ground, z, inference)
    frame = pd.DataFrame(
        {"expected": mean, "window_n": held, "window_expected": size * others, "z": z, "p": p}
    )
    if ground.moran:
        frame = _compared(frame, x > mean, held > size * mean, ~ground.alone)
    return frame, caveats


def _dealt(ground: Ground, z: np.ndarray, inference: Inference) -> tuple[np.ndarray, tuple[str, ...]]:
    if inference.road == "normal":
        return _normal(z)
    if inference.road == "simulate":
        dealt = dealt_tails(ground.x, ground.around, keep_middle=ground.moran, **inference.simulation)
        return dealt.two_sided, ()
    tails = neighbour_tails if ground.moran else permutation_tails
    chance = tails(ground.x, ground.near)
    return chance.two_sided, () if chance.exact.all() else ("large_windows_approximated",)


def by_households(
    ground: Ground, lived_in: np.ndarray, inference: Inference
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Against households × the common rate, true risks varying from grid to grid as they do.

    A window's relative risk is the household-weighted mean of independent gamma risks; its cases
    are negative binomial with that mean and the matching variance.

    Args:
        lived_in: households by grid, 0 where nobody lives or it is not known.

    Returns:
        As ``by_grids``; missing where nobody lives in the window, with ``moran`` nor in the grid.
    """
    x, around = ground.x, ground.around
    rate, variance = gamma_poisson(pd.Series(x), pd.Series(lived_in))
    exposure, held = around @ lived_in, around @ x
    expected = rate * np.where(exposure > 0, exposure, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        risk_variance = variance * (around @ lived_in**2) / exposure**2
        z = (held - expected) / np.sqrt(expected + risk_variance * expected**2)
    if inference.road == "normal":
        p, caveats = _normal(z)
    elif inference.road == "simulate" and rate >= 0:
        made = modelled_tails(lived_in, rate, variance, around, held, **inference.simulation)
        p, caveats = np.where(exposure > 0, made.two_sided, np.nan), ()
    else:
        p, caveats = np.minimum(1.0, 2 * np.minimum(*count_tails(held, expected, risk_variance))), ()
    frame = pd.DataFrame(
        {"expected": rate * lived_in, "window_n": held, "window_expected": expected, "z": z, "p": p}
    )
    known = exposure > 0
    if ground.moran:
        high, known = x > rate * lived_in, known & (lived_in > 0)
        frame = _compared(frame.assign(z=np.where(high, z, -z)), high, held > expected, known)
    return frame, caveats if known.all() else (*caveats, "grids_without_households")


def _normal(z: np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]:
    return 2 * ndtr(-np.abs(z)), ("normal_theory",)


def _compared(frame: pd.DataFrame, high, around_high, known: np.ndarray) -> pd.DataFrame:
    """The quadrants; nothing is said of grids that cannot be compared with their neighbours."""
    frame = frame.assign(quadrant=quadrants(high, around_high, known))
    frame.loc[~known, ["z", "p"]] = np.nan
    return frame
