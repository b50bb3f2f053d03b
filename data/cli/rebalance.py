"""``rebalance``: beats of equal load with few grids changing hands, and a bound on how few it could be."""

import math
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import count
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
from data.rebalance import AIMS, Balancing, anew, balancing, read_locks, within_rule
from geo.districts.aims import ways_within
from geo.districts.beats import changed, imbalance
from geo.districts.bound import whole_grids
from geo.districts.explain import moves
from geo.districts.noise import within_noise
from geo.districts.obstacle import obstacle
from geo.districts.rebalance import STEP, Frontier, Plan
from geo.districts.rules import Rule
from geo.districts.scratch import with_new
from geo.districts.scratch_bound import fewest_anew, least_ways
from geo.districts.together import frontier_together
from geo.errors import InputError
from geo.rates import exposure

#: for the search and the bounds, where nothing is said; of them, how much the search takes
SECONDS, SEARCH = 10.0, 0.6
#: seconds for each question of what stands in the way
OBSTACLE = 2.0
#: inertia takes grids × grids of room, several times
MOST_INERTIA = 3_000


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
@click.option("--aim", default="border", show_default=True, type=click.Choice(AIMS),
              help="New beats have short borders, or little inertia: hours × m² to the beat's best grid.")  # fmt: skip
@click.option(
    "--within", type=click.Choice(["community", "street"]), help="A grid stays with who works there."
)
@click.option("--lock", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="CSV of grid_id, worker_id, with_grid_id: a grid stays, a worker stays, the two never meet, or two"
              " grids stay together.")  # fmt: skip
@click.option("--no-barriers", is_flag=True,
              help="Beats may reach across rivers and motorways that no street crosses.")  # fmt: skip
@click.option(
    "--seconds", type=click.FloatRange(0.1), help=f"For the search and the bound; else {SECONDS:g}."
)
@click.option("--steps", type=click.IntRange(1),
              help="Steps of the search instead of seconds, some hundred a second: the same file on every machine."
              " Bounds then ask the loads alone.")  # fmt: skip
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0),
              help="The same seed gives the same file with --steps; seconds get a faster machine farther.")  # fmt: skip
@study.out_option
def rebalance(
    db, until, tolerance, max_changes, fewest, leaving, joining, workers, aim, within, lock, no_barriers, seconds,
    steps, seed, out,
) -> None:  # fmt: skip
    """A plan that evens out the load, a row for every grid that changes hands: grid_id, from, to, reason.

    With --workers, beats from scratch, a row for every grid: grid_id, from, to (whoever has most of the beat today;
    else nobody yet), reason (where it changes hands), beat; locked grids stay together with their worker.

    Where nothing within the tolerance was found the most even plan is written, and the command ends with 2 and a
    sentence that says what stands in the way.
    """
    locks, work = read_locks(lock) if lock else [], _Work(seconds, steps)
    if workers and (within or leaving or joining or max_changes is not None or fewest != "grids"):
        raise click.UsageError(
            "--workers draws new beats: it goes with --aim, --lock, --tolerance, --seconds, --steps and --seed only."
        )
    if aim != "border" and not workers:
        raise click.UsageError("--aim is what new beats are to have little of: it goes with --workers.")
    with study.reading(db, out) as record:
        end = study.until_of(record, until, date.today())
        rules = {"within": within, "locks": locks, "leaving": leaving, "joining": joining}
        start = _start(record, end, not no_barriers, fewest=fewest, **rules)
    if workers:
        _from_scratch(start, locks, workers, tolerance, aim, work, seed, out)
        return
    found = _search(start, locks, tolerance, work, seed)
    plan = found.best(tolerance, math.inf if max_changes is None else max_changes)
    options = {"tolerance": tolerance, "max_changes": max_changes, "fewest": fewest, "within": within,
               "leaves": leaving, "joins": joining, "no_barriers": no_barriers, **work.note, "seed": seed}  # fmt: skip
    before = found.plans[0].imbalance
    note = {"command": "rebalance", "options": options, "before": _finite(before),
            "after": _finite(plan.imbalance), "fewest": float(plan.fewest),
            "fewest_adjoining": float(plan.fewest_adjoining)}  # fmt: skip
    rows, households = _rows(start, plan.workers)
    write_frame(rows, out, note)
    if math.isfinite(before):
        click.echo(f"{out}: {before:.1%} from a fair share before, {plan.imbalance:.1%} after.")
    click.echo(f"{plan.changes:,} grids and {households} change hands.")
    for line in _said(found, plan, tolerance, start):
        click.echo(line)
    if found.best(tolerance).imbalance > tolerance + STEP:
        rules = [*locks, *within_rule(start.facts, within)]
        seconds = 0.0 if steps else OBSTACLE
        raise _named(obstacle(start.beats, tolerance, rules, seconds), start.facts, start.names)


class _Work:
    """How much is to be done: so many seconds, or so many steps of the search, which end alike on every machine.

    Raises:
        UsageError: both were said.
    """

    def __init__(self, seconds: float | None, steps: int | None) -> None:
        if seconds and steps:
            raise click.UsageError("--steps counts the search's steps instead of --seconds: say one of them.")
        self.seconds, self.steps = seconds or SECONDS, steps
        self.note = {"steps": steps} if steps else {"seconds": self.seconds}

    def used(self, share: float = 1.0) -> Callable[[], float]:
        """Tells how much of so large a share of the seconds is used up, or of all steps: every question is one."""
        if self.steps:
            asked = count()
            return lambda: next(asked) / self.steps
        begun = time.monotonic()
        return lambda: (time.monotonic() - begun) / (self.seconds * share)


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


def _search(start: Balancing, locks: list[Rule], tolerance: float, work: _Work, seed: int) -> Frontier:
    proofs = 0.0 if work.steps else work.seconds * (1 - SEARCH)  # these end by the clock whatever is counted
    with Bar() as bar:
        return frontier_together(
            start.beats, locks, tolerance, seed=seed, proof_seconds=proofs, progress=bar, clock=time.monotonic,
            used=work.used(SEARCH),
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


def _rows(start: Balancing, plan: np.ndarray, order: np.ndarray | None = None) -> tuple[pd.DataFrame, str]:
    """The file's rows, each with its reason in words, and how many homes change worker; ``order`` as for ``moves``."""
    homes, unit = exposure(start.facts)
    frame = moves(start.beats, plan, homes, start.borders, order)
    reasons = [_reason(row, start.names, unit) for row in frame.to_dict("records")]
    rows = frame[["from", "to"]].assign(reason=pd.Series(reasons, index=frame.index, dtype=object))
    return rows.reset_index(), f"{frame['households'].sum():,.0f} {unit}"


def _reason(row: dict, names: pd.Series, unit: str) -> str:
    """What one move does to giver, taker, border and homes."""
    parts = [
        f"{names.get(row[side], row[side])} {row[f'{side}_change']:+.0%}"
        f" ({row[f'{side}_before']:+.0%} → {row[f'{side}_after']:+.0%})".replace("+nan%", "–")
        for side in ("from", "to")
    ]
    parts.append(f"border {row['border_m']:+,.0f} m")
    if not math.isnan(row["households"]):
        parts.append(f"{row['households']:,.0f} {unit} change worker")
    return ", ".join(parts)


def _from_scratch(
    start: Balancing,
    locks: list[Rule],
    workers: int,
    tolerance: float,
    aim: str,
    work: _Work,
    seed: int,
    out: Path,
) -> None:
    """Write new beats, say how even they are and what changes hands, and how little that could be."""
    beats = start.beats
    if aim == "inertia" and len(beats.loads) > MOST_INERTIA:
        raise click.UsageError(
            f"--aim inertia is for {MOST_INERTIA:,} grids at most; here are {len(beats.loads):,}."
        )
    used = work.used(SEARCH if aim == "inertia" else 1.0)
    plan, who = anew(start, locks, workers, tolerance, aim=aim, seed=seed, used=used)
    staffed, given = with_new(beats, plan, who)
    new = pd.Series(
        {-beat: f"nobody yet (beat {beat})" for beat in np.flatnonzero(who < 0) + 1}, dtype=object
    )
    known = replace(start, beats=staffed, names=pd.concat([start.names, new]))
    moved, people = _rows(known, given, changed(staffed, given))
    to = pd.Series(beats.worker_ids.to_numpy()[who], dtype="Int64").where(who >= 0)
    reasons = moved.set_index("grid_id")["reason"].reindex(beats.grid_ids, fill_value="")
    rows = pd.DataFrame({"grid_id": beats.grid_ids, "from": beats.worker_ids[beats.today], "to": to.array[plan],
                         "reason": reasons.to_numpy(), "beat": plan + 1})  # fmt: skip
    far = imbalance(staffed, given)
    fewest, before = fewest_anew(beats, workers, far), imbalance(beats, beats.today)
    note = {"before": _finite(before), "after": far, "fewest": fewest}
    if aim == "inertia":
        note["inertia"], note["least_inertia"] = _inertia(start, plan, tolerance, work)
    options = {"workers": workers, "aim": aim, "tolerance": tolerance, **work.note, "seed": seed}
    write_frame(rows, out, {"command": "rebalance", "options": options, **note})
    was = f"{before:.1%} from a fair share before; " if math.isfinite(before) else ""
    click.echo(f"{out}: {was}{workers} beats, none more than {far:.1%} from an equal share.")
    click.echo(f"{len(moved):,} grids and {people} change hands.")
    lowest = whole_grids(fewest)
    click.echo(f"No {workers} beats as even change fewer than {lowest:,} grids, whoever gets them.")
    if note.get("least_inertia"):
        gap = note["inertia"] / note["least_inertia"] - 1
        click.echo(
            f"Inertia {note['inertia']:,.0f} hours × m², at most {gap:.1%} above the least there could be."
        )


def _inertia(start: Balancing, plan: np.ndarray, tolerance: float, work: _Work) -> tuple[float, float]:
    """What new beats have, and the least that so many within the tolerance could."""
    ways, used = start.ways(), work.used(1 - SEARCH)
    had, workers = ways_within(ways, plan), int(plan.max()) + 1
    return had, least_ways(ways, start.beats.loads, workers, tolerance, had, lambda: used() < 1)
