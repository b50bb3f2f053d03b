"""Under every map stands a table of the same numbers: for those who cannot see it, and for those who want to count."""

import numpy as np
import pandas as pd

from geo import rates
from pages.parts.maps import Beats, Choropleth, Layer


def untold(layers: list[Layer], tables: list[pd.DataFrame]) -> list[str]:
    """What a map shows and no table of its page says.

    A measure's values stand in one column of a table, but for grids where there is nothing; classes and beats are told
    of by some table. One class for all is a ground, not a number.

    >>> values = pd.Series([1.0, 2.0, float("nan")], index=[7, 8, 9])
    >>> untold([Choropleth(values, "Cases")], [pd.DataFrame({"new": [2, 1, 0]})])
    []
    >>> untold([Choropleth(values, "Cases")], [pd.DataFrame({"new": [2, 2, 0]})])
    ['Cases']
    >>> kinds = {"a": ("#ffffff", "A"), "b": ("#eeeeee", "B")}
    >>> untold([Choropleth(values, "Kinds", scheme="classes", classes=kinds)], [])
    ['Kinds']
    """
    columns = [table[name] for table in tables for name in table.select_dtypes("number")]
    found = []
    for layer in layers:
        if isinstance(layer, Choropleth) and layer.scheme == "classes" and layer.values.nunique() < 2:
            continue
        if isinstance(layer, Choropleth) and layer.scheme != "classes":
            told = any(_holds(column, _compared(layer)) for column in columns)
        else:
            told = not isinstance(layer, Choropleth | Beats) or any(len(table) for table in tables)
        if not told:
            found.append(layer.title)
    return found


def _compared(layer: Choropleth) -> pd.Series:
    """What is coloured: all but rates on few cases, which a table does not rank either."""
    if layer.behind is None:
        return layer.values
    few = rates.small_number(layer.behind.cases.reindex(layer.values.index))
    return rates.ranked(layer.values, few)


def _holds(column: pd.Series, values: pd.Series) -> bool:
    """Whether a column has every value but nought, each as often."""
    of_map, of_table = (np.sort(one.dropna().to_numpy(dtype=float).round(6)) for one in (values, column))
    wanted, times = np.unique(of_map[of_map != 0], return_counts=True)
    there, often = np.unique(of_table, return_counts=True)
    return all(often[there == one].sum() >= n for one, n in zip(wanted, times, strict=True))
