"""``visitors``: who may look at the dashboard while there is no sign-in."""

from datetime import datetime
from pathlib import Path

import click

from data.audit import write
from data.cli.base import db_option, main
from data.db import open_record
from data.permits import OPERATOR


@main.command()
@click.argument("state", type=click.Choice(["open", "local"]))
@db_option
def visitors(state: str, db: Path) -> None:
    """Who may look while there is no sign-in: ``open`` is everybody who reaches the dashboard's address,
    ``local`` (the rule of every new record) is a browser on the machine that holds it.

    Stop the dashboard first. A demo is open to everybody anyway.
    """
    value = "true" if state == "open" else "false"

    def change(cursor) -> dict:
        before = cursor.execute("SELECT value FROM setting WHERE name = 'open_access'").fetchone()
        cursor.execute("INSERT OR REPLACE INTO setting VALUES ('open_access', ?)", [value])
        return {"before": before and before[0], "after": value}

    record = open_record(db)
    try:
        write(
            record,
            OPERATOR,
            "set_access",
            change,
            now=datetime.now(),
            subject="setting:open_access",
            topics=(),
        )
    finally:
        record.close()
    click.echo(f"{db}: {'open to everybody who reaches it' if value == 'true' else 'for this machine only'}")
