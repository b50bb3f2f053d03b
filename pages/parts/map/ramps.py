"""Ramps of colours for numbers, and the classes that numbers fall in."""

import numpy as np
import pandas as pd

from geo.errors import InputError

#: colour-blind-safe ramps, light to dark, from few to many. viridis and cividis are sampled from the
#: published tables (Smith & van der Walt 2015; Nuñez et al. 2018), the others are ColorBrewer 2.0.
RAMPS: dict[str, tuple[str, ...]] = {
    "blues": ("#eff3ff", "#bdd7e7", "#6baed6", "#3182bd", "#08519c"),
    "oranges": ("#feedde", "#fdbe85", "#fd8d3c", "#e6550d", "#a63603"),
    "purples": ("#f2f0f7", "#cbc9e2", "#9e9ac8", "#756bb1", "#54278f"),
    "greens": ("#edf8fb", "#b2e2e2", "#66c2a4", "#2ca25f", "#006d2c"),
    "cividis": ("#fee838", "#bbaf71", "#7c7b78", "#414d6b", "#00224e"),
    "viridis": ("#fde725", "#5ec962", "#21918c", "#3b528b", "#440154"),
    "diverging": ("#2166ac", "#92c5de", "#f7f7f7", "#f4a582", "#b2182b"),
}


def quantile_breaks(values: pd.Series, classes: int = 5) -> tuple[float, ...]:
    """Upper ends of all quantile classes but the last, without repeats.

    >>> quantile_breaks(pd.Series([1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10]))
    (2.0, 4.0, 6.0, 8.0)
    """
    known = values.dropna().to_numpy(dtype=float)
    if not known.size:
        return ()
    inner = np.arange(1, classes) / classes
    ends = np.unique(np.quantile(known, inner, method="inverted_cdf"))
    return tuple(float(end) for end in ends if end < known.max())


def class_numbers(values: pd.Series, breaks: tuple[float, ...]) -> np.ndarray:
    """Which class each value falls in, from 0; -1 is no data. A value on a break is in the lower class.

    >>> class_numbers(pd.Series([0.0, 2, 3, float("nan")]), (2,)).tolist()
    [0, 0, 1, -1]
    """
    if any(a >= b for a, b in zip(breaks, breaks[1:], strict=False)):
        raise InputError("breaks_not_rising", breaks=", ".join(map(str, breaks)))
    numbers = values.to_numpy(dtype=float, na_value=np.nan)
    return np.where(np.isnan(numbers), -1, np.searchsorted(np.asarray(breaks), numbers, side="left"))


def ramp_colours(ramp: str, count: int, nothing: bool = False) -> tuple[str, ...]:
    """``count`` colours spread over a ramp; where the first class is ``nothing`` it is the palest of all.

    >>> ramp_colours("blues", 2)
    ('#bdd7e7', '#08519c')
    >>> ramp_colours("blues", 2, nothing=True)
    ('#eff3ff', '#08519c')
    """
    colours = RAMPS[ramp]
    if nothing:
        return (colours[0], *(ramp_colours(ramp, count, nothing=False)[1:]))
    if count == 1:
        return (colours[len(colours) // 2],)
    if count >= len(colours):
        return colours[:count]
    first = 1 if count < len(colours) - 1 else 0
    picks = np.linspace(first, len(colours) - 1, count).round().astype(int)
    return tuple(colours[pick] for pick in picks)
