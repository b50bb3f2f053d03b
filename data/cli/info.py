"""``info``: what a database holds."""

from pathlib import Path

import click

from data.backup import through
from data.cli.base import db_option, main
from geo.errors import InputError


@main.command()
@db_option
def info(db: Path) -> None:
    """Say what the database holds: size, schema, city, rows, period of cases, versions, last imports."""
    if not db.exists():
        raise InputError("record_missing", file=str(db))
    click.echo("\n".join(lines(through(db, "info"))))


def lines(facts: dict) -> list[str]:
    """The facts of ``data.holdings.facts`` as lines."""
    first, last = facts["cases"]
    head = {
        "file": facts["file"],
        "size": f"{facts['bytes'] / 1e6:,.1f} MB",
        "schema": facts["schema"],
        "city": f"{facts['city']} {facts['place']}".strip(),
        "demo": "yes: every name and case is made up" if facts["demo"] else "no",
        "cases": f"{first} to {last}" if first else "none",
        "versions": ", ".join(f"{topic} {n}" for topic, n in facts["versions"].items()),
    }
    return [
        *(f"{name:<10}{value}" for name, value in head.items()),
        "rows",
        *(f"  {table:<14}{count:>12,}" for table, count in facts["rows"].items()),
        "imports" if facts["imports"] else "imports   none",
        *(
            f"  {when[:16]}  {kind} from {name}: read {read:,}, loaded {loaded:,}, unchanged {same:,}, rejected {bad:,}"
            for when, kind, name, read, loaded, same, bad in facts["imports"]
        ),
    ]
