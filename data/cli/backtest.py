"""``backtest``: which way of ranking grids named the places of the cases that came after."""

from datetime import date

import click

from data import studies
from data.cli import study
from data.cli.base import db_option, main
from data.cli.progress import Bar
from data.permits import OPERATOR
from geo.hotspots.backtest import SHARES, best_method
from geo.hotspots.backtest import backtest as try_methods
from geo.hotspots.forecast import METHODS
from geo.rates import exposure

COLUMNS = ["method", "k", "share", "hit_rate", "pai", "pei", "interval"]
#: the choice in words, by its verdict
VERDICTS = {
    "better": "{method} names the places of later cases better than counting the past does",
    "simple": "no way of ranking is better beyond doubt than counting the past; {method} stays",
    "chance": "even {method} hits no more than chance would: these cases do not stay where they were",
    "too_few": "too little to try the ways of ranking on; {method} stays, untried",
}


@main.command()
@db_option
@study.until_option
@click.option(
    "--step",
    type=click.Choice(studies.STEPS),
    default="week",
    show_default=True,
    help="The length of a step.",
)
@click.option(
    "--steps", default=60, show_default=True, type=click.IntRange(1), help="How many steps to look back."
)
@click.option(
    "--hide", default=4, show_default=True, type=click.IntRange(1), help="k: steps hidden at a time."
)
@click.option("--share", "shares", multiple=True, type=click.FloatRange(0, 1, min_open=True), default=SHARES,
              show_default=True, help="Share of the area on the list; may be given more than once.")  # fmt: skip
@click.option("--method", "methods", multiple=True, type=click.Choice(list(METHODS)), default=list(METHODS),
              show_default=True, help="A way of ranking; may be given more than once.")  # fmt: skip
@study.category_option
@study.neighbours_option
@study.out_option
def backtest(db, until, step, steps, hide, shares, methods, category, neighbours, out) -> None:
    """Every way of ranking grids, tried on steps it has not seen: method, k, share, hit_rate, pai, pei, interval.

    hit_rate: share of the hidden cases that lay on the list; pai: the same over the list's share of the
    area; pei: pai over the best that a list of that area could have had; interval: of pei, at 95 %.
    """
    with study.reading(db, out, places=False) as record:
        end = study.until_of(record, until, date.today())
        category = studies.category_of(record, OPERATOR, category)
        around = studies.neighbours(record, OPERATOR, neighbours)
        counts, period = studies.steps(record, OPERATOR, end, step=step, n=steps, category=category)
        sites = studies.sites(record, OPERATOR)
        people, unit = exposure(sites)
        with Bar() as bar:
            frame, note = try_methods(
                counts, around, areas_km2=sites["area_km2"], hide=hide, shares=shares, methods=methods,
                households=people, period=period, progress=bar,
            )  # fmt: skip
    choice = best_method(frame)
    interval = frame[["low", "high"]].astype(object).where(frame["low"].notna(), None).to_numpy().tolist()
    said = VERDICTS[choice.verdict].format(method=choice.method) + "."
    study.deliver(
        out, frame.assign(interval=interval)[COLUMNS], note, said,
        category=category, step=step, steps=counts.shape[1], steps_wanted=steps, neighbours=neighbours, people=unit,
        best=choice.method, verdict=choice.verdict,
    )  # fmt: skip
