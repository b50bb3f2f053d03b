"""``doctor``: what does not fit among the grids, and what would mend it."""

from collections import Counter
from pathlib import Path

import click

from data.cli.base import db_option, main
from data.db import open_record
from data.doctor import diagnosis, limits, repair
from data.permits import OPERATOR
from geo.editing.doctor import FINDINGS, Finding
from geo.editing.edit import Request
from geo.errors import InputError

WORDS = {
    "overlap": "two grids claim the same ground",
    "gap": "ground between grids that belongs to none",
    "sliver": "a part thinner than a footpath",
    "multi_part": "a grid in several parts",
    "code_order": "codes of a community not west to east, north to south",
    "many_households": "more households than {most}",
    "few_households": "fewer households than {fewest}",
}
REPAIRS = {
    "yield": "grid {0} gives it up to grid {1}",
    "fill": "it goes to grid {0}",
    "hand_over": "grid {0} hands the part to grid {1}",
    "merge": "merge grids {all}",
    "parts": "make every part a grid of its own",
    "renumber": "number the community anew",
    "split": "halve grid {0}",
}
_UNITS = {"code_order": "grids", "many_households": "households", "few_households": "households"}


@main.command("doctor")
@db_option
@click.option("--most", default=10, show_default=True, help="How many findings of each kind to list.")
def doctor(db: Path, most: int) -> None:
    """Look the grids over: gaps, overlaps, slivers, parts, codes, households; and say what would mend each.

    Nothing is changed. Repairs are made on the page "Grid editor", previewed and with a reason.
    """
    if not db.exists():
        raise InputError("record_missing", file=str(db))
    record = open_record(db)
    try:
        found = diagnosis(record, OPERATOR)
        shown = [
            one for kind in FINDINGS for one in [f for f in found if f.kind == kind][:most]
        ]  # fmt: skip
        told = [(one, repair(record, OPERATOR, one)) for one in shown]
        fewest, largest = limits(record)
    finally:
        record.close()
    counts = Counter(one.kind for one in found)
    for kind in (kind for kind in FINDINGS if counts[kind]):
        click.echo(f"{counts[kind]:>6,} × {WORDS[kind].format(fewest=fewest, most=largest)}")
        click.echo("\n".join(line(one, request) for one, request in told if one.kind == kind))
    click.echo(f"{len(found):,} findings")


def line(finding: Finding, request: Request | None) -> str:
    """One finding and its repair."""
    ids = ", ".join(map(str, finding.grid_ids[:6])) + (", …" if len(finding.grid_ids) > 6 else "")
    amount = (
        f"{finding.amount:,.1f} m²"
        if finding.kind not in _UNITS
        else f"{finding.amount:,.0f} {_UNITS[finding.kind]}"
    )
    mends = "nothing proposed" if request is None else REPAIRS[request.kind].format(
        *request.grid_ids, all=", ".join(map(str, request.grid_ids))
    )  # fmt: skip
    return f"         grids {ids}: {amount} at {finding.place[0]:.6f}, {finding.place[1]:.6f}: {mends}"
