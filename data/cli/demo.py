"""``python -m data demo``: fill a new record with the fictional district."""

import time
from datetime import date, datetime

import click

from data.cli.base import db_option, main
from data.db import open_record
from data.demo import make_demo

QUIET_S = 2.0


@main.command()
@db_option
@click.option(
    "--grids", default=600, show_default=True, type=click.IntRange(12, 400_000), help="How many grids."
)
@click.option(
    "--incidents", default=20_000, show_default=True, type=click.IntRange(0), help="How many cases."
)
@click.option(
    "--workers", default=30, show_default=True, type=click.IntRange(1), help="How many grid workers."
)
@click.option("--seed", default=7, show_default=True, help="The same seed gives the same data.")
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), show_default="today",
    default=lambda: date.today().isoformat(),
    help="The day before which the year of cases ends.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Replace an earlier demo. Other data is never replaced.")
def demo(db, grids: int, incidents: int, workers: int, seed: int, until: datetime, force: bool) -> None:
    """Fill a new database with a fictional district: grids, workers, facilities and a year of cases."""
    record = open_record(db)
    try:
        counts = make_demo(
            record, grids=grids, incidents=incidents, workers=workers, seed=seed, until=until.date(),
            force=force, say=progress(time.monotonic()),
        )  # fmt: skip
    finally:
        record.close()
    width = max(map(len, counts))
    for table, rows in counts.items():
        click.echo(f"{table:<{width}}  {rows:>10,}")


def progress(started: float):
    """A line to stderr for each step once the work has taken more than two seconds."""

    def say(word: str) -> None:
        elapsed = time.monotonic() - started
        if elapsed > QUIET_S:
            click.echo(f"{elapsed:5.0f} s  {word} …", err=True)

    return say
