"""Which rows are good, which repeat, and which of the good ones the record already holds.

Works on Arrow tables without copying them into the database: a million rows pass in a second.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.audit import take_ids

#: rows to a record batch: DuckDB scans batches in parallel, one batch by one thread
BATCH_ROWS = 122_880


def checked(
    cursor, sql: str, values: dict, checks: tuple[tuple[str, str], ...], key: str, collapse: bool = False
) -> tuple[pa.Table, dict[int, str], int]:
    """Run a kind's statement over the registered rows and settle each row's fault.

    Args:
        sql: selects the rows to load with ``__pos`` and ``__fault``.
        checks: (reason, SQL condition) in order; the first that holds is the reason.
        key: the column that must not occur twice among the good rows.
        collapse: a row equal to an earlier one in everything repeats it, which is no fault.

    Returns:
        the good rows in the file's order, the faults by position, and how many rows merely repeat.
    """
    reasons = "".join(f" WHEN {condition} THEN '{reason}'" for reason, condition in checks)
    judged = (
        f"SELECT * REPLACE (CASE WHEN __fault IS NOT NULL THEN __fault{reasons} END AS __fault) FROM ({sql})"
    )
    table = in_order(cursor.execute(judged, values or None).to_arrow_table(BATCH_ROWS))
    bad = table.filter(pc.is_valid(table["__fault"]))
    faults = dict(zip(bad["__pos"].to_pylist(), bad["__fault"].to_pylist(), strict=True))
    good = table.filter(pc.is_null(table["__fault"])) if faults else table
    good, repeats = _once(cursor, good.drop_columns(["__fault"]), key, faults, collapse)
    return good, faults, repeats


def in_order(table: pa.Table) -> pa.Table:
    """The table by ``__pos``; a join may have mixed the rows."""
    positions = table["__pos"].to_numpy()
    if (np.diff(positions) >= 0).all():
        return table
    return table.take(np.argsort(positions, kind="stable"))


def _once(cursor, good: pa.Table, key: str, faults: dict[int, str], collapse: bool) -> tuple[pa.Table, int]:
    """The first row of every key. Later ones are faults, or repeats if nothing in them differs."""
    cursor.register("good_rows", good)
    (extra,) = cursor.execute(f"SELECT count(*) - count(DISTINCT {key}) FROM good_rows").fetchone()
    if not extra:
        return good, 0
    whole = ", ".join(name for name in good.column_names if not name.startswith("__"))
    same = (
        f"md5(concat_ws('|', {whole})) = first(md5(concat_ws('|', {whole}))) OVER w" if collapse else "false"
    )
    later = cursor.execute(
        f"""SELECT __pos, {same} AS repeats FROM good_rows
          WINDOW w AS (PARTITION BY {key} ORDER BY __pos) QUALIFY row_number() OVER w > 1"""
    ).to_arrow_table()
    refused = later.filter(pc.invert(later["repeats"]))["__pos"].to_pylist()
    faults |= dict.fromkeys(refused, "duplicate_id")
    first = np.isin(good["__pos"].to_numpy(), later["__pos"].to_numpy(), invert=True)
    return good.filter(pa.array(first)), later.num_rows - len(refused)


def with_ids(cursor, good: pa.Table, table: str, changing: tuple[str, ...], more: str = "") -> pa.Table:
    """Beside each good row its id in the record, ``is_new`` and ``is_changed``; new ids are taken.

    Args:
        table: name of the record's table; its ids are ``<last word>_id``.
        changing: columns in which a row the record holds may differ.
        more: a further column of the record, returned as ``held_<more>``.
    """
    cursor.register("good_rows", good)
    differs = " OR ".join(f"h.{name} IS DISTINCT FROM g.{name}" for name in changing)
    extra = f", h.{more} AS held_{more}" if more else ""
    id_name = f"{table.split('_')[-1]}_id"
    held = cursor.execute(
        f"""SELECT g.__pos, h.{id_name} AS id, {differs} AS is_changed{extra}
          FROM good_rows g JOIN {table} h ON h.source_id = g.source_id"""
    ).to_arrow_table()
    where = np.searchsorted(good["__pos"].to_numpy(), held["__pos"].to_numpy())
    ids = np.full(good.num_rows, -1, np.int64)
    ids[where] = held["id"].to_numpy()
    is_new = ids < 0
    first = take_ids(cursor, table, int(is_new.sum()))
    ids[is_new] = first + np.arange(is_new.sum())
    is_changed = np.zeros(good.num_rows, bool)
    is_changed[where] = held["is_changed"].to_numpy(zero_copy_only=False)
    columns = {"id": ids, "is_new": is_new, "is_changed": is_changed}
    if more:
        texts = np.full(good.num_rows, "", object)
        texts[where] = held[f"held_{more}"].to_numpy(zero_copy_only=False)
        columns[f"held_{more}"] = pa.array(texts, pa.string())
    return batched(pa.table({name: good[name] for name in good.column_names} | columns))


def batched(table: pa.Table) -> pa.Table:
    """The same table in batches that several threads can share."""
    return pa.Table.from_batches(table.to_batches(BATCH_ROWS), table.schema)


def counts(table: pa.Table) -> tuple[int, int]:
    """New and changed rows of a table with ids."""
    return pc.sum(table["is_new"]).as_py() or 0, pc.sum(table["is_changed"]).as_py() or 0
