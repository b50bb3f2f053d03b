"""The root command, and what every command shares: the database option and errors in one sentence.

Exit codes: 0 done, 1 something found or refused, 2 unreadable input or wrong usage, 3 ``--strict``
refused because of rejected rows, 4 the database is held by another process or cannot be opened.
"""

import sys
from pathlib import Path

import click

from data.db import record_path
from data.sentences import sentence
from geo.errors import GridkeeperError, InputError, RecordBusy


class Commands(click.Group):
    """A group whose commands end in one sentence instead of a traceback."""

    def invoke(self, context: click.Context):
        try:
            return super().invoke(context)
        except GridkeeperError as error:
            click.echo(sentence(error), err=True)
            sys.exit(4 if isinstance(error, RecordBusy) else 2 if isinstance(error, InputError) else 1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """The record of the grids: demo data, import, export, checks and backup."""


db_option = click.option(
    "--db",
    type=click.Path(dir_okay=False, path_type=Path),
    default=record_path,
    show_default="$GRIDKEEPER_DB or var/gridkeeper.duckdb",
    help="The database file.",
)
