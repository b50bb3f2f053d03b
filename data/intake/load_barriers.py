"""Barriers: rivers, motorways and railways as lines or areas, which nobody walks across but where a street does."""

import pyarrow as pa
import shapely

from data.intake.job import Job, Outcome, with_faults, words
from data.intake.settle import checked, fingerprint, register_incoming
from data.intake.shapes import lines_and_areas

#: words of maps and city files → kind; any other word is a barrier of another kind
_KINDS = {
    "river": ("river", "canal", "stream", "water", "waterway", "riverbank", "lake", "河流", "河", "河道", "江",
              "水系", "水域", "运河", "湖", "湖泊"),
    "motorway": ("motorway", "motorway_link", "trunk", "trunk_link", "expressway", "freeway", "highway", "高速",
                 "高速公路", "快速路", "高架"),
    "railway": ("railway", "rail", "light_rail", "subway", "tram", "铁路", "轨道", "高铁"),
}  # fmt: skip
_WORDS = {word: kind for kind, listed in _KINDS.items() for word in listed}
_FIELDS = f"""SELECT s.__pos, s.__row, s.__fault, s.name, coalesce(k.code, 'other') AS barrier_kind, s.shape,
    $prefix || coalesce(s.source_id, {fingerprint("s.name", "s.barrier_kind", "hex(s.shape)")}) AS source_id
  FROM staged_rows s LEFT JOIN barrier_words k ON k.word = lower(trim(s.barrier_kind))"""
_CHANGING = ("barrier_kind", "name", "shape")


def load(cursor, table: pa.Table, job: Job, outcome: Outcome) -> None:
    """Write the good rows of a staged table of barriers; part of a write."""
    shapes = lines_and_areas(table, job.crs)
    columns = {name: table[name] for name in table.column_names if name != "geometry"} | {
        "__fault": with_faults(table["__fault"], shapes.fault),
        "shape": pa.array(list(shapely.to_wkb(shapes.geometry)), pa.binary()),
    }
    cursor.register("staged_rows", pa.table(columns))
    words(cursor, "barrier_words", _WORDS)
    good, outcome.faults, repeats = checked(
        cursor, _FIELDS, {"prefix": job.prefix}, (), "source_id", collapse=True
    )
    register_incoming(cursor, good, "barrier", _CHANGING, outcome, repeats)
    _write(cursor, job)


def _write(cursor, job: Job) -> None:
    cursor.execute(
        """INSERT INTO barrier SELECT id, source_id, barrier_kind, name, ST_GeomFromWKB(shape), ?
          FROM incoming WHERE is_new""",
        [job.batch_id],
    )
    cursor.execute(
        """UPDATE barrier SET barrier_kind = i.barrier_kind, name = i.name, geometry = ST_GeomFromWKB(i.shape),
          batch_id = ? FROM incoming i WHERE i.is_changed AND i.id = barrier.barrier_id""",
        [job.batch_id],
    )
