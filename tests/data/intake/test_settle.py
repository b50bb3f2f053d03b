"""Good rows, repeats and rows the record holds."""

import pyarrow as pa
import pytest

from data.db import open_record
from data.intake.settle import batched, checked, counts, fingerprint, in_order, with_ids


@pytest.fixture
def cursor():
    record = open_record(":memory:")
    with record.cursor() as one:
        yield one
    record.close()


def rows(**columns) -> pa.Table:
    n = len(next(iter(columns.values())))
    return pa.table(columns | {"__pos": pa.array(range(n)), "__row": pa.array(range(n)),
                               "__fault": pa.nulls(n, pa.string())})  # fmt: skip


def test_the_first_reason_counts(cursor):
    cursor.register("given", rows(k=["a", "b", None], n=[1, -1, -1]))
    checks = (("code_missing", "k IS NULL"), ("number_negative", "n < 0"))
    good, faults, repeats = checked(cursor, "FROM given", {}, checks, "k")
    assert (good["k"].to_pylist(), faults, repeats) == (["a"], {1: "number_negative", 2: "code_missing"}, 0)


@pytest.mark.parametrize(("collapse", "refused", "repeats"), [(False, {1, 2}, 0), (True, {2}, 1)])
def test_a_key_twice(cursor, collapse, refused, repeats):
    """Row 1 says what row 0 says, row 2 something else under the same key."""
    cursor.register("given", rows(k=["a", "a", "a", "b"], n=[1, 1, 2, 1]))
    good, faults, again = checked(cursor, "FROM given", {}, (), "k", collapse)
    assert good["__pos"].to_pylist() == [0, 3]
    assert faults == dict.fromkeys(refused, "duplicate_id") and again == repeats


def test_a_broken_first_row_does_not_take_its_key_along(cursor):
    cursor.register("given", rows(k=["a", "a"], n=[-1, 1]))
    good, faults, _ = checked(cursor, "FROM given", {}, (("number_negative", "n < 0"),), "k")
    assert good["__pos"].to_pylist() == [1] and faults == {0: "number_negative"}


@pytest.mark.parametrize(
    ("one", "other"),
    [(("x", None, "y"), ("x", "y", None)), (("a|b", "c", "d"), ("a", "b|c", "d")), (("", None, "z"), (None, "", "z")),
     (("null", "b", "c"), (None, "b", "c")), (('a","b', "c", "d"), ("a", 'b","c', "d"))],
)  # fmt: skip
def test_rows_that_differ_have_different_fingerprints(cursor, one, other):
    sql = f"SELECT {fingerprint('$a', '$b', '$c')}"
    prints = [
        cursor.execute(sql, dict(zip("abc", row, strict=True))).fetchone()[0] for row in (one, other, one)
    ]
    assert prints[0] != prints[1] and prints[0] == prints[2]


def test_what_is_missing_in_one_place_is_no_repeat_of_what_is_missing_in_another(cursor):
    cursor.register("given", rows(k=["a", "a"], m=["x", None], n=[None, "x"]))
    assert checked(cursor, "FROM given", {}, (), "k", collapse=True)[1] == {1: "duplicate_id"}


def test_a_place_within_a_centimetre_is_the_same_place(cursor):
    cursor.execute(
        """INSERT INTO facility SELECT k, 'f' || k, '', 'park', NULL, 113, 40, 113, 40, '', NULL, NULL, NULL
          FROM range(1, 4) r(k)"""
    )
    good = rows(
        source_id=["f1", "f2", "f3"], lon=[113 + 9e-8, 113 + 2e-7, 113.0], lat=[40.0, 40.0, 40 - 2e-7]
    )
    assert with_ids(cursor, good, "facility", ("lon", "lat"))["is_changed"].to_pylist() == [False, True, True]


def test_ids_are_found_or_taken(cursor):
    cursor.execute(
        "INSERT INTO visit VALUES (1, 'a', 5, NULL, '2026-01-01', 3, 'stated', NULL),"
        " (2, 'b', 5, NULL, '2026-01-01', 4, 'stated', NULL)"
    )
    cursor.execute("UPDATE id_counter SET next_id = 3 WHERE subject = 'visit'")
    good = rows(source_id=["c", "b", "a", "d"], minutes=[1.0, 9.0, 3.0, 1.0])
    found = with_ids(cursor, good, "visit", ("minutes",))
    assert found["id"].to_pylist() == [3, 2, 1, 4]
    assert found["is_new"].to_pylist() == [True, False, False, True]
    assert found["is_changed"].to_pylist() == [False, True, False, False]
    assert counts(found) == (2, 1)


def test_order_and_batches():
    mixed = pa.table({"__pos": [2, 0, 1], "v": ["c", "a", "b"]})
    assert in_order(mixed)["v"].to_pylist() == ["a", "b", "c"]
    many = batched(pa.table({"n": list(range(300_000))}))
    assert many["n"].num_chunks == 3 and many["n"].to_pylist() == list(range(300_000))
