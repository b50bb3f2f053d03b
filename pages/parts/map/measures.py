"""The measures the map can show: their words, units, number form and ramp, in one table."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo import rates
from pages.parts import maps, tables
from pages.parts.text import N_, _, number, numbers


@dataclass(frozen=True)
class Measure:
    """A column of ``standing.by_grid`` as a map layer."""

    column: str
    short: str
    title: str
    unit: str
    digits: int
    ramp: str


MEASURES = {
    "count": Measure("new_cases", N_("Cases"), N_("New cases"), N_("cases"), 0, "blues"),
    "rate": Measure(
        "rate",
        N_("Per 1,000 households"),
        N_("New cases per 1,000 households"),
        "",
        1,
        "purples",
    ),
    "overdue": Measure("overdue_cases", N_("Overdue"), N_("Overdue cases"), N_("cases"), 0, "oranges"),
    "load": Measure("workload_hours", N_("Workload"), N_("Workload"), N_("hours a week"), 1, "greens"),
}
#: in place of the rate above where residents are counted and households are not
PER_RESIDENTS = Measure(
    "rate",
    N_("Per 1,000 residents"),
    N_("New cases per 1,000 residents"),
    "",
    1,
    "purples",
)
#: the people of ``geo.rates.exposure``: their column, and its heading
PEOPLE = {"households": ("households", N_("Households")), "residents": ("population", N_("Residents"))}


def measures(unit: str) -> dict[str, Measure]:
    """The measures where cases are set against ``households`` or ``residents`` (``geo.rates.exposure``)."""
    return MEASURES | ({"rate": PER_RESIDENTS} if unit == "residents" else {})


def people(unit: str) -> tuple[str, str]:
    """The column that says how many people live in a grid, as far as they are counted, and its heading."""
    column, heading = PEOPLE[unit]
    return column, _(heading)


def options(unit: str) -> dict[str, str]:
    """Measure → its short name, for a switch."""
    return {name: _(measure.short) for name, measure in measures(unit).items()}


def rate_columns(unit: str) -> list[tables.Column]:
    """A rate in a table: not given on few cases, so that no sorting ranks it, and smoothed in two ways."""
    few = _("Not given for fewer than {n} cases: it would rank luck").format(n=number(rates.SMALL))
    far = _("The rate drawn towards that of all grids, the more so the fewer people there are")
    near = _(
        "The rate drawn towards that of the grid with its neighbours, the more so the fewer people there are"
    )
    return [
        tables.Column("ranked_rate", options(unit)["rate"], "decimal", help=few),
        tables.Column("smoothed", _("Smoothed"), "decimal", help=far),
        tables.Column("smoothed_near", _("Smoothed, nearby"), "decimal", help=near),
    ]


def rate_words(grids: pd.DataFrame) -> pd.Series:
    """Rates to read: a dash where nobody is known to live, a remark where there are too few cases to compare.

    Args:
        grids: ``rate`` and ``small_number``.
    """
    few = np.where(grids["small_number"] & grids["rate"].notna(), _(" (few cases)"), "")
    return numbers(grids["rate"], 1) + few


def layer(frame: pd.DataFrame, unit: str, name: str, shown: pd.Series) -> maps.Choropleth:
    """The grids coloured by a measure, those outside ``shown`` without a value."""
    measure = measures(unit)[name]
    column, heading = people(unit)
    values = frame[measure.column].where(shown)
    hover = pd.DataFrame(
        {
            _("Worker"): frame["worker_name"].fillna(_("nobody")),
            _("New cases"): frame["new_cases"],
            _("Overdue"): frame["overdue_cases"],
            heading: frame[column],
        },
        index=frame.index,
    )
    elsewhere = _("Other areas") if not shown.all() and frame.loc[shown, measure.column].notna().all() else ""
    behind = maps.Behind(frame["new_cases"], rates.exposure(frame)[0]) if name == "rate" else None
    words = rate_words(frame) if name == "rate" else None
    return maps.Choropleth(
        values,
        _(measure.title),
        measure.unit and _(measure.unit),
        ramp=measure.ramp,
        hover=hover,
        lacking=elsewhere,
        behind=behind,
        words=words,
    )
