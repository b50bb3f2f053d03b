"""``export``: one kind of thing, or a plan, into a file."""

from datetime import datetime
from pathlib import Path

import click

from data.cli.base import db_option, main
from data.db import Record, open_record
from data.export import KINDS, WRITERS, export
from data.permits import OPERATOR
from data.plan_book import plan_book
from data.plan_files import FILES, export_plan
from data.studies import last_day
from geo.errors import InputError


@main.command("export", epilog=f"Endings: {' '.join(WRITERS)}; of a plan: {' '.join(FILES)}")
@click.argument("kind", type=click.Choice([*KINDS, "plan"]))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--plan", "plan_id", type=int, metavar="PLAN_ID", help="Which plan, for KIND plan.")
@db_option
def export_(kind: str, file: Path, plan_id: int | None, db: Path) -> None:
    """Write grids, incidents, … to FILE in the format of its ending.

    Columns have the names that import knows. CSV opens in Excel with Chinese and runs no formulas.

    A plan is written as GeoPackage (moved grids, beats before and after) or as XLSX (a hand-over list for every
    worker it concerns).
    """
    if (kind == "plan") != (plan_id is not None):
        raise click.UsageError("KIND plan and --plan PLAN_ID go together.")
    if not db.exists():
        raise InputError("record_missing", file=str(db))
    now = datetime.now().replace(microsecond=0)
    record = open_record(db)
    try:
        if plan_id is None:
            click.echo(f"{file}: {export(record, OPERATOR, kind, file, now=now):,} {kind}")
        else:
            click.echo(_plan(record, plan_id, file, now))
    finally:
        record.close()


def _plan(record: Record, plan_id: int, file: Path, now: datetime) -> str:
    book = plan_book(record, OPERATOR, plan_id, last_day(record, OPERATOR))
    grids = export_plan(record, OPERATOR, book, file, now=now)
    return f"{file}: plan {plan_id}, {grids:,} grids, {len(book.workers()):,} workers"
