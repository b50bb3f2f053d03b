"""``gaps``: who is not reached, not visited, not looked after, not heard, and what that adds up to."""

from dataclasses import replace
from datetime import date

import click

from data import gaps as lacking
from data import workloads
from data.cli import study
from data.cli.base import db_option, main
from data.export import write_frame
from data.notes import CAVEATS, WITH, caveat_texts, homes_text, method_text, note_in_plain
from data.permits import OPERATOR
from geo.gaps import met_for_no_one
from geo.model import Note


@main.command()
@db_option
@click.option("--by", type=click.Choice(["grid", "worker"]), default="grid", show_default=True,
              help="A row a grid, or a row a worker (0: nobody).")  # fmt: skip
@click.option(
    "--kind",
    default="all",
    show_default=True,
    help="A facility kind; all: the share of them beyond reach.",
)
@click.option("--metres", default=0.0, type=study.Finite(0), help="On foot; else each kind's standard.")
@study.since_option
@study.until_option
@study.out_option
def gaps(db, by, kind, metres, since, until, out) -> None:
    """The four faces of a gap (service, presence, responsibility, voice), and the coverage debt.

    The debt is in weighted person-days of unmet standard: its parts are columns, its weights stand in the
    city's profile ([coverage_debt]). Voice is told from a year at least: reports, what is expected with its
    interval, and the answer (heard, silent, fallen_silent, too_little). The miss rate is the share of the filed
    cases that residents or the hotline told of before the worker did. A row a worker also holds the hours a week
    needed and available, and the share of the period away; a row a grid, why responsibility is lacking (nobody,
    absent, overloaded). Older residents and children beyond reach are empty where the record does not count them.
    """
    with study.reading(db, out) as record:
        lacking.check_kind(record, OPERATOR, kind)
        period = study.period_of(record, since, until, date.today())
        frame, note = lacking.owed(record, OPERATOR, period, kind, metres)
        note = replace(note, method=WITH.join(("gaps", "debt", note.method)))
        said = f"{frame['debt'].sum():,.0f} person-days are owed in {(frame['faces'] > 0).sum():,} grids with a gap"
        said += f" ({_standard(kind, metres, note)})"
        nobody = CAVEATS["standard_unmet"] if met_for_no_one(frame) else ""
        if by == "worker":
            frame = lacking.by_worker(frame)
            found = lacking.missed(record, OPERATOR, period, "worker_id", frame.index)
            hours = workloads.by_worker(record, OPERATOR, period).drop(columns=["name", "grids"])
            frame = frame.join(found).join(hours).reset_index()
        else:
            frame = study.with_shapes(record, frame)
    options = {"by": by, "kind": kind, "metres": metres}
    write_frame(frame, out, note_in_plain(note, command="gaps", options=options))
    click.echo(f"{out}: {said}, {period.since} to {period.last}.")
    click.echo(" ".join(filter(None, [method_text(note), homes_text(note), nobody, *caveat_texts(note)])))


def _standard(kind: str, metres: float, note: Note) -> str:
    """Which kinds of facility were asked for, within how many metres."""
    if kind != "all":
        return f"{kind} within {note.facts['limit_m']:,.0f} m"
    return "all kinds of facility, each within " + (f"{metres:,.0f} m" if metres else "its standard")
