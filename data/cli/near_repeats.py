"""``near-repeats``: whether one case raises the odds of another nearby in the days after."""

from dataclasses import replace
from datetime import date

import click

from data import incidents, studies
from data.cli import study
from data.cli.base import db_option, main
from data.cli.progress import Bar
from data.permits import OPERATOR
from geo.hotspots.near_repeats import near_repeats as find_repeats

#: upper ends of the bands
DISTANCES_M, DAYS = (50.0, 100.0, 200.0, 400.0, 800.0), (1, 3, 7, 14, 28)
#: a century: nobody waits longer for a repeat
MOST_DAYS = 36_525


@main.command("near-repeats")
@db_option
@study.since_option
@study.until_option
@study.category_option
@click.option("--distance", "distances", multiple=True, type=study.Finite(0), default=DISTANCES_M, show_default=True,
              help="Upper end of a band of distance in metres; may be given more than once.")  # fmt: skip
@click.option("--within", "days", multiple=True, type=click.IntRange(0, MOST_DAYS), default=DAYS, show_default=True,
              help="Upper end of a band of days; may be given more than once.")  # fmt: skip
@click.option(
    "--replications", default=999, show_default=True, type=click.IntRange(1), help="Times days are shuffled."
)
@study.seed_option
@study.out_option
def near_repeats(db, since, until, category, distances, days, replications, seed, out) -> None:
    """Pairs of cases by how far and how many days apart: from_m, to_m, from_days, to_days, observed,
    expected, ratio, p.

    expected: the mean over the same places on shuffled days; ratio: observed over expected.
    """
    with study.reading(db, out, places=False) as record:
        period = study.period_of(record, since, until, date.today())
        category = studies.category_of(record, OPERATOR, category)
        cases = incidents.places(record, OPERATOR, period, category)
        x_m, y_m = studies.points_in_metres(record, cases)
        with Bar() as bar:
            frame, note = find_repeats(
                x_m, y_m, (cases["reported_at"] - cases["reported_at"].min()).dt.days,
                distances_m=distances, days=days, replications=replications, seed=seed, progress=bar,
            )  # fmt: skip
    study.deliver(
        out, frame, replace(note, period=period), _said(frame), category=category, distances_m=distances, days=days,
        replications=replications,
    )  # fmt: skip


def _said(frame) -> str:
    """The nearest band in a sentence."""
    if frame.empty:
        return "no pairs."
    first = frame.iloc[0]
    return (
        f"within {first['to_m']:,.0f} m and {first['to_days']:,.0f} days {first['observed']:,.0f} pairs, where"
        f" {first['expected']:,.1f} would be usual; p = {first['p']:.3g}."
    )
