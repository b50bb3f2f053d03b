"""``export``: one kind of thing into a file."""

from datetime import datetime
from pathlib import Path

import click

from data.cli.base import db_option, main
from data.db import open_record
from data.export import KINDS, WRITERS, export
from data.permits import OPERATOR
from geo.errors import InputError


@main.command("export", epilog="Endings: " + " ".join(WRITERS))
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@db_option
def export_(kind: str, file: Path, db: Path) -> None:
    """Write grids, incidents, … to FILE in the format of its ending.

    Columns have the names that import knows. CSV opens in Excel with Chinese and runs no formulas.
    """
    if not db.exists():
        raise InputError("record_missing", file=str(db))
    record = open_record(db)
    try:
        rows = export(record, OPERATOR, kind, file, now=datetime.now().replace(microsecond=0))
    finally:
        record.close()
    click.echo(f"{file}: {rows:,} {kind}")
