"""``hotspots``: which grids and their neighbours hold more, or fewer, cases than chance would gather."""

from datetime import date

import click

from data import incidents, studies
from data.cli import study
from data.cli.base import db_option, main
from data.cli.progress import Bar
from data.permits import OPERATOR
from geo.hotspots import hotspots as find_hotspots
from geo.rates import exposure, side_by_side

COLUMNS = ["n", "rate", "z", "p", "q", "class", "smoothed", "smoothed_near", "small_number"]


@main.command()
@db_option
@study.since_option
@study.until_option
@study.category_option
@click.option("--method", type=click.Choice(["gi", "moran"]), default="gi", show_default=True,
              help="Gi*: where counts gather; local Moran: where neighbours are alike, or not.")  # fmt: skip
@study.neighbours_option
@click.option("--inference", default="exact", show_default=True, metavar="exact|normal|simulate:N",
              help="Exact chance, a bell curve (wrong where cases are few), or N random maps.")  # fmt: skip
@study.seed_option
@study.out_option
def hotspots(db, since, until, category, method, neighbours, inference, seed, out) -> None:
    """Hot and cold spots of a period, a row a grid: grid_id, n, rate, z, p, q, class, smoothed, smoothed_near,
    small_number.

    rate: cases per 1,000 households; smoothed: the same, drawn towards the rate of all grids, and
    smoothed_near: towards that of the grid with its neighbours, the more so the fewer households there are.
    small_number: fewer than five cases, a rate not to be ranked. p: the chance, two-sided; q: the same,
    adjusted for the number of grids. class: hot_99 … hot_90, none, cold_90 … cold_99, by q.
    """
    with study.reading(db, out) as record:
        period = study.period_of(record, since, until, date.today())
        category = studies.category_of(record, OPERATOR, category)
        around = studies.neighbours(record, OPERATOR, neighbours)
        sites = studies.sites(record, OPERATOR)
        counts = incidents.cases_by_grid(record, OPERATOR, period, category)["new_cases"]
        counts = counts.reindex(sites.index).fillna(0).astype(int)
        with Bar() as bar:
            frame, note = find_hotspots(
                counts, around, method=method, inference=inference, seed=seed, period=period, progress=bar
            )
        people, unit = exposure(sites)
        frame = study.with_shapes(record, frame.join(side_by_side(counts, people, around))[COLUMNS])
    hot, cold = (frame["class"].str.startswith(heat).sum() for heat in ("hot", "cold"))
    study.deliver(
        out, frame, note, f"{hot:,} hot and {cold:,} cold of {len(frame):,} grids.", category=category,
        method=method, neighbours=neighbours, inference=inference, rate=f"cases per 1,000 {unit}",
    )  # fmt: skip
