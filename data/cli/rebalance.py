"""``rebalance``: beats of equal load with few grids changing hands, and a bound on how few it could be."""

import math
import time
from datetime import date, timedelta

import click
import pandas as pd

from data import grids as areas
from data import incidents, people, studies
from data.cli import study
from data.cli.base import db_option, main
from data.db import Record
from data.export import write_frame
from data.permits import OPERATOR
from geo.districts.beats import Beats, changed, imbalance, read_beats
from geo.districts.bound import fewest_changes
from geo.districts.rebalance import moves
from geo.districts.rebalance import rebalance as find_plan
from geo.districts.rules import KeepGrids, KeepWorkers, NeverPairs, Rule, WithinDivision
from geo.errors import InputError
from geo.model import Period
from geo.rates import exposure
from geo.workload import grid_load

#: load is measured over so many days, as on the screen
LOAD_DAYS = 180


@main.command()
@db_option
@study.until_option
@click.option("--tolerance", default=0.05, show_default=True, type=click.FloatRange(0, 1, min_open=True),
              help="How far from a fair share a worker may be.")  # fmt: skip
@click.option("--max-changes", type=click.IntRange(0), help="Grids that may change hands at most.")
@click.option(
    "--within", type=click.Choice(["community", "street"]), help="A grid stays with who works there."
)
@click.option("--lock", type=click.Path(exists=True, dir_okay=False),
              help="CSV of grid_id, worker_id: a grid stays, a worker stays, or the two never meet.")  # fmt: skip
@click.option(
    "--seconds", default=10.0, show_default=True, type=click.FloatRange(0.1), help="For the search."
)
@study.seed_option
@study.out_option
def rebalance(db, until, tolerance, max_changes, within, lock, seconds, seed, out) -> None:
    """A plan that evens out the load, a row for every grid that changes hands: grid_id, from, to, reason."""
    with study.reading(db, out) as record:
        facts = areas.facts(record, OPERATOR)
        end = study.until_of(record, until, date.today())
        rules = _locks(lock) + ([WithinDivision(facts[f"{within}_code"])] if within else [])
        beats = _beats(record, facts, Period(end - timedelta(days=LOAD_DAYS), end), rules)
        names = people.names(record, OPERATOR)
    stop = time.monotonic() + seconds
    plan = find_plan(beats, tolerance, seed, lambda: time.monotonic() < stop, max_changes)
    homes, unit = exposure(facts)
    moved = homes.reindex(beats.grid_ids[changed(beats, plan)]).sum()
    reached = imbalance(beats, plan)
    fewest, _ = fewest_changes(beats, max(tolerance, reached))
    options = {"tolerance": tolerance, "max_changes": max_changes, "within": within, "seed": seed}
    note = {
        "command": "rebalance",
        "options": options,
        "before": imbalance(beats, beats.today),
        "after": reached,
    }
    write_frame(_rows(beats, plan, names), out, note)
    click.echo(f"{out}: {imbalance(beats, beats.today):.1%} from a fair share before, {reached:.1%} after.")
    click.echo(f"{len(changed(beats, plan)):,} grids and {moved:,.0f} {unit} change hands.")
    if math.isfinite(fewest):
        click.echo(f"No plan within {max(tolerance, reached):.1%} changes fewer than {fewest:,}.")
    if reached > tolerance:
        click.echo(f"No plan within {tolerance:.1%} was found under these rules in {seconds:g} s.")


def _beats(record: Record, facts: pd.DataFrame, period: Period, rules: list[Rule]) -> Beats:
    """Today's beats under the load of the period."""
    handling = incidents.handling_by_grid(record, OPERATOR, period)
    interval = areas.presence(record, OPERATOR, period.until)["visit_interval_days"].reindex(facts.index)
    held = people.assignments(record, OPERATOR).set_index("grid_id")["worker_id"]
    staff = people.workers(record, OPERATOR).set_index("worker_id")
    contract = staff.loc[staff["active"], "hours_per_week"].astype(float)
    around = studies.neighbours(record, OPERATOR, "rook")
    return read_beats(grid_load(handling, interval, period.days), held, around, contract, rules)


def _locks(file: str | None) -> list[Rule]:
    """The rules in a file of grid_id, worker_id; one of the two may be empty."""
    if not file:
        return []
    frame = pd.read_csv(file)
    if not {"grid_id", "worker_id"} <= set(frame):
        raise InputError("lock_columns", file=file)
    grid, worker = frame["grid_id"].astype("Int64"), frame["worker_id"].astype("Int64")
    both = grid.notna() & worker.notna()
    return [
        KeepGrids(grid[grid.notna() & ~both].tolist()),
        KeepWorkers(worker[worker.notna() & ~both].tolist()),
        NeverPairs(list(zip(grid[both].tolist(), worker[both].tolist(), strict=True))),
    ]


def _rows(beats: Beats, plan, names: pd.Series) -> pd.DataFrame:
    """The file's rows, each with its reason in words."""
    frame = moves(beats, plan)
    reasons = [
        f"{names.get(m['from'], m['from'])} {m['from_before']:+.0%} → {m['from_after']:+.0%},"
        f" {names.get(m['to'], m['to'])} {m['to_before']:+.0%} → {m['to_after']:+.0%}"
        for m in frame.to_dict("records")
    ]
    return frame[["from", "to"]].assign(reason=reasons).reset_index()
