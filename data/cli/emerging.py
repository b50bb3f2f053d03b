"""``emerging``: since when each grid has been hot or cold, and whether it grows or fades."""

from datetime import date

import click

from data import studies
from data.cli import study
from data.cli.base import db_option, main
from data.cli.progress import Bar
from data.permits import OPERATOR
from geo.hotspots.emerging import emerging as find_emerging

COLUMNS = ["class", "hot_steps", "tau", "p_trend"]


@main.command()
@db_option
@study.until_option
@click.option("--step", type=click.Choice(studies.STEPS), default="week", show_default=True,
              help="The length of a step; months are those of the calendar that have ended.")  # fmt: skip
@click.option(
    "--steps", default=26, show_default=True, type=click.IntRange(1), help="How many steps to look back."
)
@study.category_option
@study.neighbours_option
@study.out_option
def emerging(db, until, step, steps, category, neighbours, out) -> None:
    """New, persistent, fading … hot and cold spots, a row a grid: grid_id, class, hot_steps, tau, p_trend.

    class: one of 17; hot_steps: in how many steps the grid was hot at 95 %; tau and p_trend: Mann and
    Kendall's trend of the cases in the grid and its neighbours.
    """
    with study.reading(db, out) as record:
        end = study.until_of(record, until, date.today())
        category = studies.category_of(record, OPERATOR, category)
        around = studies.neighbours(record, OPERATOR, neighbours)
        counts, period = studies.steps(record, OPERATOR, end, step=step, n=steps, category=category)
        with Bar() as bar:
            found = find_emerging(counts, around, period=period, progress=bar)
        frame = study.with_shapes(record, found.frame[COLUMNS])
    classes = frame.loc[frame["class"] != "none", "class"].value_counts()
    said = ", ".join(f"{name} {n:,}" for name, n in classes.items()) or "no grid stands out"
    study.deliver(
        out, frame, found.note, f"{said}, of {len(frame):,} grids.", category=category, step=step,
        steps=counts.shape[1], steps_wanted=steps, neighbours=neighbours,
    )  # fmt: skip
