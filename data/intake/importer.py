"""The one road into the record, for the page and the command line: preview, then load."""

import dataclasses
import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from data import audit
from data.db import Record
from data.intake import (
    load_absences,
    load_assignments,
    load_barriers,
    load_buildings,
    load_facilities,
    load_grids,
    load_incidents,
    load_streets,
    load_tracks,
    load_visits,
    load_workers,
    mapping,
    rejected,
)
from data.intake.fields import KINDS
from data.intake.job import Job, Outcome
from data.intake.model import Options, Preview, Problem, Report
from data.intake.places import settle_crs
from data.intake.reader import Source, opened
from data.intake.stage import remarks, staged
from data.permits import Actor
from data.profile import read_profile, write_profile
from geo.errors import InputError

_LOADERS = {
    "grids": load_grids.load, "incidents": load_incidents.load, "facilities": load_facilities.load,
    "buildings": load_buildings.load,
    "workers": load_workers.load, "assignments": load_assignments.load, "visits": load_visits.load,
    "tracks": load_tracks.load, "absences": load_absences.load,
    "streets": load_streets.load, "barriers": load_barriers.load,
}  # fmt: skip
#: version counters a kind raises
_TOPICS = {
    "grids": ("grids", "incidents", "facilities", "buildings", "profile"), "incidents": ("incidents", "profile"),
    "facilities": ("facilities", "profile"), "buildings": ("buildings", "profile"), "workers": ("workers", "profile"),
    "assignments": ("assignments", "profile"), "visits": ("visits", "profile"), "tracks": ("visits", "profile"),
    "streets": ("streets", "profile"), "absences": ("workers", "profile"),
    "barriers": ("barriers", "profile"),
}  # fmt: skip
SAMPLE_ROWS = 20


class _Refused(Exception):
    """Ends a strict write without a trace."""

    def __init__(self, result: dict) -> None:
        self.result = result


def _silent(_step: str, _share: float) -> None:
    """Progress nobody watches."""


def preview(path: Path, kind: str, options: Options = Options()) -> Preview:  # noqa: B008 (frozen)
    """What a file holds and how it would be read; nothing is written.

    Raises:
        Unreadable or InputError, as ``load``.
    """
    _known(kind)
    with opened(path, None, layer=options.layer, encoding=options.encoding) as source:
        chosen = _mapping(source, kind, options)
        missing = mapping.missing(kind, chosen, options.constants)
        sample = source.table.select(list(source.columns)).slice(0, SAMPLE_ROWS).to_pandas().astype(str)
        return Preview(
            kind, source.format, source.columns, sample, chosen, missing, settle_crs(options.crs, source.crs),
            source.layer, source.layers, source.table.num_rows,
            (*_remarks(source, chosen, missing), *remarks(source, kind, chosen)),
        )  # fmt: skip


def _known(kind: str) -> None:
    if kind not in KINDS:
        raise InputError("kind_unknown", kind=kind, known=", ".join(KINDS))


def _mapping(source: Source, kind: str, options: Options) -> dict[str, str]:
    asked = {"geometry": ""} | options.mapping if source.has_shapes else options.mapping
    asked = {field: column for field, column in asked.items() if field in mapping.fields_of(kind) or column}
    return mapping.settle(kind, source.columns, asked, options.constants)


def _remarks(source: Source, chosen: dict[str, str], missing: tuple[str, ...]):
    if source.encoding not in ("", "utf-8"):
        yield Problem("encoding_found", {"encoding": source.encoding})
    if source.left_out:
        yield Problem("ways_left_out", {"n": source.left_out})
    if missing:
        yield Problem("fields_missing", {"fields": ", ".join(missing)})
    unused = [column for column in source.columns if column not in chosen.values()]
    if unused:
        yield Problem("columns_unused", {"columns": ", ".join(unused)})


def load(
    record: Record,
    actor: Actor,
    path: Path,
    kind: str,
    options: Options = Options(),  # noqa: B008 (frozen)
    *,
    now: datetime,
    progress: Callable[[str, float], None] = _silent,
    write_id: str | None = None,
) -> Report:
    """Read, check and load one file in one transaction, or nothing of it.

    Args:
        kind: one of ``data.intake.fields.KINDS``.
        now: the city's wall clock; dates boundaries, logs and the batch.
        progress: called with a step (``read stage locate check write``) and the share of it done.
        write_id: repeat-safe id.

    Raises:
        NotAllowed; Unreadable for a file that cannot be opened as what it claims to be; InputError for one
        that is wrong as a whole (mapping, layer, coordinate system, city).
    """
    actor.require("import")
    _known(kind)
    beside = None if str(record.path) == ":memory:" else record.path.resolve().parent
    progress("read", 0.0)
    with opened(path, beside, layer=options.layer, encoding=options.encoding) as source:
        chosen = _mapping(source, kind, options)
        missing = mapping.missing(kind, chosen, options.constants)
        if missing:
            raise InputError("fields_missing", fields=", ".join(missing), known=", ".join(source.columns))
        crs = settle_crs(options.crs, source.crs)
        refused: list[tuple[int, str, dict]] = []

        def change(cursor) -> dict:
            job = Job(kind, source, chosen, options, crs, _profile(cursor, options.city),
                      audit.take_ids(cursor, "batch", 1), actor.who, now, progress)  # fmt: skip
            outcome, table = _run(cursor, job)
            refused[:] = rejected.rejected_rows(job, table, outcome.faults)
            outcome.notes.extend(rejected.unknown_words(job, refused))
            return _finish(cursor, job, outcome, refused)

        try:
            result = audit.write(record, actor, "import", change, now=now, subject=f"{kind}:{source.file_name}",
                                 topics=_TOPICS[kind], write_id=write_id)  # fmt: skip
        except _Refused as stopped:
            result = stopped.result
        return _report(result, refused, beside, now)


def _run(cursor, job: Job) -> tuple[Outcome, pa.Table]:
    outcome = Outcome()
    if job.source.encoding not in ("", "utf-8"):
        outcome.note("encoding_found", encoding=job.source.encoding)
    if job.source.left_out:
        outcome.note("ways_left_out", n=job.source.left_out)
    job.progress("stage", 0.0)
    zone = job.profile["timezone"]
    table: pa.Table = staged(
        cursor, job.source, job.kind, job.mapping, job.options.constants, zone, outcome.notes
    )
    _LOADERS[job.kind](cursor, table, job, outcome)
    return outcome, table


def _profile(cursor, city: str) -> dict:
    """The record's profile; an empty record gets the city's.

    Raises:
        InputError: ``city_differs`` when the record was made for another city.
    """
    found = cursor.execute("SELECT value FROM setting WHERE name = 'profile'").fetchone()
    if found is None:
        profile = read_profile(city or "default")
        write_profile(cursor, profile)
        return profile
    profile = json.loads(found[0])
    if city and profile["name"] != city:
        raise InputError("city_differs", city=city, held=profile["name"])
    return profile


def _finish(cursor, job: Job, outcome: Outcome, refused: list) -> dict:
    counts = Counter(reason for _, reason, _ in refused)
    result = {
        "kind": job.kind, "read": job.source.table.num_rows, "loaded": outcome.loaded,
        "unchanged": outcome.unchanged, "rejected": len(refused), "outside": outcome.outside,
        "reasons": dict(counts), "notes": [dataclasses.asdict(note) for note in outcome.notes],
        "mapping": job.mapping, "batch_id": job.batch_id,
    }  # fmt: skip
    if job.options.strict and refused:
        raise _Refused(result | {"loaded": 0, "unchanged": 0, "batch_id": None})
    _keep_batch(cursor, job, result)
    rejected.keep(cursor, job.batch_id, refused)
    return {"after": result, "result": result}


def _keep_batch(cursor, job: Job, result: dict) -> None:
    used = {"columns": job.mapping, "constants": job.options.constants, "layer": job.source.layer}
    cursor.execute(
        "INSERT INTO intake_batch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [job.batch_id, job.kind, job.source.file_name, job.source.sha256, json.dumps(used, ensure_ascii=False),
         job.crs or "EPSG:4326", job.who, job.now, result["read"], result["loaded"], result["unchanged"],
         result["rejected"], result["outside"]],
    )  # fmt: skip


def _report(result: dict, refused: list, beside: Path | None, now: datetime) -> Report:
    path = None
    if refused and beside:
        name = f"{now:%Y%m%d-%H%M%S}-{result['kind']}-{result['batch_id'] or 'refused'}.csv"
        path = rejected.write_file(beside / "rejects", name, refused)
    notes = tuple(Problem(note["code"], note["facts"]) for note in result["notes"])
    return Report(**{**result, "notes": notes, "rejects_path": path, "refused": tuple(refused)})
