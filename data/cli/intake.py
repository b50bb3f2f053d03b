"""``import``: a file into the record."""

import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path

import click

from data import networks
from data.cli.base import db_option, main
from data.cli.progress import Bar
from data.db import open_record
from data.intake import FIELDS, KINDS, REMEDIES, Options, Report, load, note_text, reason_text
from data.permits import OPERATOR

#: how the streets hang together once they are loaded
_NETWORK = (
    "network    {km:,.1f} km in {streets:,} streets, {pieces:,} pieces; {whole:.1%} of it hangs together"
)
_BROKEN = ". Too little: distances are told in a straight line until it is mended."
#: so many rows are named for each reason; the file of rejected rows has them all
_MOST_ROWS = 5
#: how far along an import is when a step begins
_STEPS = {"read": 0.0, "stage": 0.3, "locate": 0.45, "check": 0.6, "write": 0.75}


def _pairs(_context, _option, values: tuple[str, ...]) -> dict[str, str]:
    pairs = [value.partition("=") for value in values]
    if any(not sign for _, sign, _ in pairs):
        raise click.BadParameter("give it as NAME=VALUE")
    return {name.strip(): value.strip() for name, _, value in pairs}


@main.command("import")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(path_type=Path))
@db_option
@click.option("--city", default="", help="City profile for an empty database (data/cities/NAME.toml).")
@click.option(
    "--map",
    "mapping",
    multiple=True,
    callback=_pairs,
    metavar="FIELD=COLUMN",
    help="Which column holds a field; overrides the guess. FIELD= leaves the field out.",
)
@click.option(
    "--set",
    "constants",
    multiple=True,
    callback=_pairs,
    metavar="FIELD=VALUE",
    help="One value for every row; id_prefix=TEXT goes before every id.",
)
@click.option("--id", "id_column", default="", metavar="COLUMN", help="The column with the row's own id.")
@click.option("--crs", default="", help="EPSG:n, gcj02 or bd09; else what the file states, else WGS 84.")
@click.option("--layer", default="", help="Layer of a GeoPackage or zip, or sheet of a workbook.")
@click.option(
    "--encoding", default="", help="Of text: gb18030, big5, … ; found by itself, but for a few words."
)
@click.option("--nodes", type=click.Path(path_type=Path), help="For streets as edges: the table of nodes.")
@click.option("--strict", is_flag=True, help="Load nothing if any row is rejected (exit 3).")
def import_(kind, file, db, city, mapping, constants, id_column, crs, layer, encoding, nodes, strict) -> None:
    """Read a file and load it in one transaction: GeoPackage, GeoJSON, Shapefile (zip), GeoParquet,
    Parquet, FlatGeobuf, KML, CSV or Excel; streets also from an OpenStreetMap extract (.osm.pbf).

    The mapping from columns to fields is guessed from their names and shown. Importing a file twice
    changes nothing. Rejected rows are written beside the database with their reasons.
    """
    if id_column:
        mapping = {_id_field(kind): id_column} | mapping
    options = Options(mapping, constants, crs, layer, encoding, city, strict, nodes)
    report, network = _load(db, file, kind, options)
    show(report, strict)
    if network:
        click.echo(_NETWORK.format(**network) + ("" if network["usable"] else _BROKEN))
    if strict and report.rejected:
        sys.exit(3)


def _load(db: Path, file: Path, kind: str, options: Options) -> tuple[Report, dict | None]:
    """Load into a database; one that was made for it goes away again if nothing was loaded, whatever the reason.

    Returns:
        the report; and after streets how the whole network hangs together, once there are grids.
    """
    made, kept = not db.exists(), False
    try:
        with closing(open_record(db)) as record, Bar() as bar:
            now = datetime.now().replace(microsecond=0)
            report = load(
                record, OPERATOR, file, kind, options,
                now=now, progress=lambda step, _share: bar(_STEPS[step], step),
            )  # fmt: skip
            kept = report.batch_id is not None
            network = networks.state(record, OPERATOR) if kind == "streets" else None
    finally:
        if made and not kept:
            for part in (db, db.with_name(db.name + ".wal")):
                part.unlink(missing_ok=True)
    return report, network


def _id_field(kind: str) -> str:
    """The field that tells rows of a kind apart."""
    names = [field.name for field in FIELDS[kind]]
    return "source_id" if "source_id" in names else names[0]


def show(report: Report, strict: bool = False) -> None:
    """A report in lines: the mapping, the counts, the reasons and the notes."""
    click.echo("columns    " + ", ".join(f"{field} ← {column}" for field, column in report.mapping.items()))
    counts = ("read", "loaded", "unchanged", "rejected", "outside")
    click.echo(
        "  ".join(
            f"{name} {getattr(report, name):,}" for name in counts if name != "outside" or report.outside
        )
    )
    for reason, count in sorted(report.reasons.items(), key=lambda item: -item[1]):
        where = _rows(report, reason)
        click.echo(f"  {count:,} × {reason}{where}: {reason_text(reason)} {REMEDIES[reason]}")
    for note in report.notes:
        click.echo(f"  {note_text(note)}")
    if report.rejects_path:
        click.echo(
            f"Rejected rows: {report.rejects_path}. Correct them there, and import that file the same way."
        )
    if strict and report.rejected:
        click.echo("Nothing was loaded, because rows were rejected.")


def _rows(report: Report, reason: str) -> str:
    """Where in the file a reason holds, the first rows of it; nothing where the file counts no rows."""
    numbers = [number for number, why, _values in report.refused if why == reason and number]
    told = ", ".join(map(str, numbers[:_MOST_ROWS])) + (" …" if len(numbers) > _MOST_ROWS else "")
    return f" (row {told})" if told else ""
