"""What a record holds, in plain values: for the command line, and for a process that asks another."""

import os
from datetime import date

from data.db import Record
from data.permits import Actor
from data.profile import profile_of

#: tables worth counting for people
TABLES = (
    "division", "grid", "worker", "absence", "organisation", "assignment", "plan", "grid_edit", "field_action",
    "incident", "incident_log", "visit", "facility", "building", "street_edge", "barrier", "intake_batch", "audit",
)  # fmt: skip
#: a draft is its author's and no plan yet
_COUNTED = {"plan": "WHERE state NOT IN ('draft', 'discarded')"}


def known(record: Record, actor: Actor, day: date) -> frozenset[str]:
    """Of ``visit``, ``facility`` and ``worker``: what the record holds any of, whoever looks.

    A record without a single visit does not know when anybody was anywhere: unknown is not late.

    Args:
        day: visits count that were made before it.
    """
    actor.require("read_grids")
    sql = """SELECT 'visit' WHERE EXISTS (FROM visit WHERE visited_at < $day)
      UNION ALL SELECT 'facility' WHERE EXISTS (FROM facility) UNION ALL SELECT 'worker' WHERE EXISTS (FROM worker)"""
    return frozenset(subject for (subject,) in record.rows(sql, {"day": day}))


def facts(record: Record, actor: Actor) -> dict:
    """File, size, schema, city, rows a table, period of cases, counters and the last imports.

    Everything is text, numbers, lists and dicts, so that it can be sent as JSON.
    """
    actor.require("read_audit")
    (first, last) = record.rows(
        "SELECT min(reported_at)::DATE::TEXT, max(reported_at)::DATE::TEXT FROM incident"
    )[0]
    imports = record.rows("""SELECT loaded_at::TEXT, kind, file_name, read, loaded, unchanged, rejected
      FROM intake_batch ORDER BY batch_id DESC LIMIT 5""")
    return {
        "file": str(record.path),
        "bytes": os.path.getsize(record.path),
        "schema": record.rows("SELECT max(number) FROM migration")[0][0],
        "city": profile_of(record)["name"],
        "place": record.setting("place"),
        "demo": record.setting("demo") == "true",
        "rows": {
            table: record.rows(f"SELECT count(*) FROM {table} {_COUNTED.get(table, '')}")[0][0]
            for table in TABLES
        },
        "cases": [first, last],
        "versions": dict(record.rows("SELECT topic, n FROM version ORDER BY topic")),
        "imports": [list(row) for row in imports],
    }
