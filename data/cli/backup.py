"""``backup``: a copy of the record, also while the dashboard runs."""

from pathlib import Path

import click

from data.backup import backup
from data.cli.base import db_option, main


@main.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@db_option
@click.option("--replace", is_flag=True, help="Replace FILE if it is there.")
def backup_(file: Path, db: Path, replace: bool) -> None:
    """Write a copy of the record to FILE, as it is at one moment.

    The dashboard may run and people may write meanwhile. The copy is opened and counted before it gets
    its name. To restore it, stop the dashboard and put FILE in the place of the database.
    """
    counts = backup(db, file, replace=replace)
    click.echo(
        f"{file}: {file.stat().st_size / 1e6:,.1f} MB, {sum(counts.values()):,} rows in {len(counts)} tables"
    )
