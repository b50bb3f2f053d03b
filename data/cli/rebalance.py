"""``rebalance``: beats of equal load with few grids changing hands, and a bound on how few it could be."""

import math
import time
from datetime import date
from pathlib import Path

import click
import numpy as np
import pandas as pd

from data import grids as areas
from data import people
from data.barriers import parted
from data.cli import study
from data.cli.base import db_option, main
from data.cli.progress import Bar
from data.db import Record
from data.export import write_frame
from data.permits import OPERATOR
from data.rebalance import Balancing, anew, balancing, read_locks, within_rule
from geo.districts.bound import whole_grids
from geo.districts.explain import moves
from geo.districts.noise import within_noise
from geo.districts.obstacle import obstacle
from geo.districts.rebalance import STEP, Frontier, Plan
from geo.districts.rules import Rule
from geo.districts.together import frontier_together
from geo.errors import InputError
from geo.rates import exposure

#: of the seconds, how much the search takes; the rest is for the bounds
SEARCH = 0.6


@main.command()
@db_option
@study.until_option
@click.option("--tolerance", default=0.05, show_default=True, type=click.FloatRange(0, min_open=True),
              help="How far from a fair share a worker may be: 0.1 is 10 %.")  # fmt: skip
@click.option("--max-changes", type=click.IntRange(0), help="Grids that may change hands at most.")
@click.option("--fewest", default="grids", show_default=True, type=click.Choice(["grids", "households"]),
              help="What changes least: grids (and of plans with equally many, households) or households.")  # fmt: skip
@click.option("--leaves", "leaving", type=int, multiple=True, metavar="WORKER_ID",
              help="Leaves or is away: all their grids go to others.")  # fmt: skip
@click.option("--joins", "joining", type=int, multiple=True, metavar="WORKER_ID",
              help="Has no grid yet and gets some.")  # fmt: skip
@click.option("--workers", type=click.IntRange(1), help="So many new beats, drawn from scratch.")
@click.option(
    "--within", type=click.Choice(["community", "street"]), help="A grid stays with who works there."
)
@click.option("--lock", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="CSV of grid_id, worker_id, with_grid_id: a grid stays, a worker stays, the two never meet, or two"
              " grids stay together.")  # fmt: skip
@click.option("--no-barriers", is_flag=True,
              help="Beats may reach across rivers and motorways that no street crosses.")  # fmt: skip
@click.option("--seconds", default=10.0, show_default=True, type=click.FloatRange(0.1),
              help="For the search and the bound.")  # fmt: skip
@study.seed_option
@study.out_option
def rebalance(
    db, until, tolerance, max_changes, fewest, leaving, joining, workers, within, lock, no_barriers, seconds, seed, out
) -> None:  # fmt: skip
    """A plan that evens out the load, a row for every grid that changes hands: grid_id, from, to, reason.

    With --workers, beats from scratch: grid_id, from, beat, to (whoever has most of the beat today; else
    nobody yet); locked grids stay together with their worker.

    Where nothing within the tolerance was found the most even plan is written, and the command ends with 2 and a
    sentence that says what stands in the way.
    """
    locks = read_locks(lock) if lock else []
    if workers and (within or leaving or joining or max_changes is not None or fewest != "grids"):
        raise click.UsageError(
            "--workers draws new beats: it goes with --lock, --tolerance, --seconds and --seed only."
        )
    with study.reading(db, out) as record:
        end = study.until_of(record, until, date.today())
        rules = {"within": within, "locks": locks, "leaving": leaving, "joining": joining}
        start = _start(record, end, not no_barriers, fewest=fewest, **rules)
    if workers:
        click.echo(_from_scratch(start, locks, workers, tolerance, seconds, seed, out))
        return
    found = _search(start, locks, tolerance, seconds, seed)
    plan = found.best(tolerance, math.inf if max_changes is None else max_changes)
    options = {"tolerance": tolerance, "max_changes": max_changes, "fewest": fewest, "within": within,
               "leaves": leaving, "joins": joining, "no_barriers": no_barriers, "seed": seed}  # fmt: skip
    before = found.plans[0].imbalance
    note = {"command": "rebalance", "options": options, "before": _finite(before),
            "after": _finite(plan.imbalance), "fewest": float(plan.fewest),
            "fewest_adjoining": float(plan.fewest_adjoining)}  # fmt: skip
    rows, households = _rows(start, plan)
    write_frame(rows, out, note)
    if math.isfinite(before):
        click.echo(f"{out}: {before:.1%} from a fair share before, {plan.imbalance:.1%} after.")
    click.echo(f"{plan.changes:,} grids and {households} change hands.")
    for line in _said(found, plan, tolerance, start):
        click.echo(line)
    if found.best(tolerance).imbalance > tolerance + STEP:
        rules = [*locks, *within_rule(start.facts, within)]
        raise _named(obstacle(start.beats, tolerance, rules), start.facts, start.names)


def _start(record: Record, end: date, barriers: bool, **rules) -> Balancing:
    """What the search starts from; how many neighbours barriers part is said."""
    apart = parted(record, OPERATOR).nnz // 2 if barriers else 0
    if apart:
        click.echo(
            f"{apart:,} pairs of neighbouring grids have a barrier between them that no street crosses."
        )
    try:
        return balancing(record, OPERATOR, end, barriers=barriers, **rules)
    except InputError as error:
        raise _named(error, areas.facts(record, OPERATOR), people.names(record, OPERATOR)) from None


def _named(error: InputError, grids: pd.DataFrame, workers: pd.Series) -> InputError:
    """The same error with a name to every number that has one; the number stays, as options ask for it."""
    known = {"worker_ids": workers, "grid_id": grids["name"]}
    facts = dict(error.facts)
    for fact in known.keys() & facts.keys():
        ids = [int(one) for one in str(facts[fact]).split(", ")]
        facts[fact] = ", ".join(
            f"{known[fact][one]} ({one})" if known[fact].get(one) else str(one) for one in ids
        )
    return InputError(error.code, **facts)


def _finite(imbalance: float) -> float | None:
    """None while somebody who leaves has grids."""
    return imbalance if math.isfinite(imbalance) else None


def _search(start: Balancing, locks: list[Rule], tolerance: float, seconds: float, seed: int) -> Frontier:
    begun = time.monotonic()
    with Bar() as bar:
        return frontier_together(
            start.beats, locks, tolerance, seed=seed, proof_seconds=seconds * (1 - SEARCH), progress=bar,
            clock=time.monotonic, used=lambda: (time.monotonic() - begun) / (seconds * SEARCH),
        )  # fmt: skip


def _said(found: Frontier, plan: Plan, tolerance: float, start: Balancing) -> list[str]:
    """What the bound says, and what a plan cannot do."""
    lines = (
        [f"No plan as even changes fewer than {whole_grids(plan.fewest):,} grids."] if plan.changes else []
    )
    if (fewest := whole_grids(plan.fewest_adjoining)) != whole_grids(plan.fewest):
        lines.append(f"None in which grids go to adjoining beats only changes fewer than {fewest:,}.")
    if plan.changes < found.best(tolerance).changes:
        lines.append(f"With no more changes none is within {tolerance:.1%}, or none was found in this time.")
    if within_noise(start.beats, tolerance, start.errors):
        lines.append("The imbalance is within chance: nobody is surely outside. Better change nothing.")
    return lines


def _rows(start: Balancing, plan: Plan) -> tuple[pd.DataFrame, str]:
    """The file's rows, each with its reason in words, and how many homes change worker."""
    homes, unit = exposure(start.facts)
    frame = moves(start.beats, plan.workers, homes, start.borders)
    reasons = [_reason(row, start.names, unit) for row in frame.to_dict("records")]
    rows = frame[["from", "to"]].assign(reason=pd.Series(reasons, index=frame.index, dtype=object))
    return rows.reset_index(), f"{frame['households'].sum():,.0f} {unit}"


def _reason(row: dict, names: pd.Series, unit: str) -> str:
    """What one move does to giver, taker, border and homes."""
    parts = [
        f"{names.get(row[side], row[side])} {row[f'{side}_change']:+.0%}"
        f" ({row[f'{side}_before']:+.0%} → {row[f'{side}_after']:+.0%})".replace("nan%", "–")
        for side in ("from", "to")
    ]
    parts.append(f"border {row['border_m']:+,.0f} m")
    if not math.isnan(row["households"]):
        parts.append(f"{row['households']:,.0f} {unit} change worker")
    return ", ".join(parts)


def _from_scratch(
    start: Balancing, locks, workers: int, tolerance: float, seconds: float, seed: int, out
) -> str:
    """Write new beats, and say how even they are."""
    begun, beats = time.monotonic(), start.beats
    plan, who = anew(
        start, locks, workers, tolerance, seed=seed, used=lambda: (time.monotonic() - begun) / seconds
    )
    to = pd.Series(beats.worker_ids.to_numpy()[who], dtype="Int64").where(who >= 0)
    rows = pd.DataFrame({"grid_id": beats.grid_ids, "from": beats.worker_ids[beats.today], "beat": plan + 1,
                         "to": to.to_numpy()[plan]})  # fmt: skip
    share = np.bincount(plan, beats.loads) / beats.loads.sum() * workers
    far = abs(share - 1).max()
    write_frame(rows, out, {"command": "rebalance", "options": {"workers": workers, "tolerance": tolerance,
                                                                "seed": seed}, "after": far})  # fmt: skip
    return f"{out}: {workers} beats, none more than {far:.1%} from a fair share."
