"""``check``: what is wrong in the record, and where."""

import sys
from pathlib import Path

import click
import pandas as pd

from data.cli.base import db_option, main
from data.db import open_record
from data.integrity import CHECKS, check
from data.permits import OPERATOR
from geo.errors import InputError


@main.command("check")
@db_option
@click.option("--most", default=10, show_default=True, help="How many findings of each check to list.")
def check_(db: Path, most: int) -> None:
    """Check the record: borders, divisions, responsibility, places, logs and the audit trail.

    Exits with 1 when there are errors, with 0 when all is well or there are only warnings.
    """
    if not db.exists():
        raise InputError("record_missing", file=str(db))
    record = open_record(db)
    try:
        found = check(record, OPERATOR)
    finally:
        record.close()
    click.echo("\n".join(lines(found, most)))
    sys.exit(int((found["severity"] == "error").any()))


def lines(found: pd.DataFrame, most: int) -> list[str]:
    """Findings as lines, grouped by check."""
    said = []
    for name, group in found.groupby("check", sort=False):
        one = CHECKS[str(name)]
        said.append(f"{one.severity:<8}{len(group):>8,} × {name}: {one.sentence}")
        said += [f"          {_line(row)}" for row in group.head(most).to_dict("records")]
        if len(group) > most:
            said.append(f"          … {len(group) - most:,} more")
    errors = int((found["severity"] == "error").sum())
    return [*said, f"checks: {len(CHECKS)}, errors: {errors:,}, warnings: {len(found) - errors:,}"]


def _line(row: dict) -> str:
    place = "" if pd.isna(row["lon"]) else f" at {row['lon']:.6f}, {row['lat']:.6f}"
    return f"{row['subject']} {row['detail']}".rstrip() + place
