"""One way to write: with its audit row or not at all, repeat-safe, in a chain that shows tampering."""

import threading
from datetime import datetime

import duckdb
import pytest

from data.audit import broken_links, link, new_write_id, take_ids, write
from data.permits import Actor
from geo.errors import Conflict, NotAllowed, RecordBusy

LI = Actor("Li Na", "manager", "all")
NOW = datetime(2026, 6, 1, 9, 0, 0, 123)


def put(record, value, change=None, **other):
    """Set one setting; ``change`` instead does something else."""

    def default(cursor):
        cursor.execute("INSERT OR REPLACE INTO setting VALUES ('a', ?)", [value])
        return {"before": None, "after": {"a": value}, "result": {"value": value}}

    given = {"now": NOW, "subject": "setting:a", "topics": ("profile",)} | other
    return write(record, LI, "propose_plan", change or default, **given)


def test_a_write_leaves_its_row_and_raises_its_counters(record):
    assert record.version("profile", "grids") == (0, 0)
    assert put(record, "甲") == {"value": "甲"}
    (row,) = record.rows("SELECT seq, who, role, action, subject, after, written_at FROM audit")
    assert row == (1, "Li Na", "manager", "propose_plan", "setting:a", '{"a": "甲"}', NOW)
    assert record.version("profile", "grids") == (1, 0)


def test_the_hash_is_what_a_reader_can_recompute(record):
    """sha-256 of the JSON of the hash before and the row's ten columns, made here by hand."""
    import hashlib
    import json

    put(record, "x", write_id="w1")
    content = ["", 1, "w1", NOW.isoformat(sep=" "), "Li Na", "manager", "propose_plan", "setting:a", None,
               '{"a": "x"}', '{"value": "x"}']  # fmt: skip
    expected = hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()
    assert record.rows("SELECT hash FROM audit") == [(expected,)]
    assert link("", content[1:]) == expected


def test_a_failed_write_leaves_nothing(record):
    def change(cursor):
        cursor.execute("INSERT OR REPLACE INTO setting VALUES ('a', 'b')")
        raise ValueError("on purpose")

    with pytest.raises(ValueError, match="on purpose"):
        put(record, "", change)
    assert record.setting("a") == ""
    assert record.rows("SELECT count(*) FROM audit") == [(0,)]


def test_who_may_not_write_does_not(record):
    with pytest.raises(NotAllowed):
        write(record, Actor("x", "worker", "all"), "import", dict, now=NOW, subject="", topics=())


def test_a_repeated_id_works_once_and_answers_the_same(record):
    answers = [put(record, value, write_id="same") for value in ("first", "second")]
    assert answers == [{"value": "first"}] * 2
    assert record.setting("a") == "first"
    assert record.version("profile") == (1,)


def test_a_collision_with_another_writer_is_tried_again(record):
    """Another cursor changes the counter in the middle of the first two attempts."""
    attempts = []

    def change(cursor):
        attempts.append(1)
        cursor.execute("SELECT n FROM version").fetchall()
        if len(attempts) < 3:
            record.rows("UPDATE version SET n = n + 10 WHERE topic = 'profile'")
        return {"result": len(attempts)}

    assert put(record, "", change) == 3
    assert record.version("profile") == (21,)
    assert record.rows("SELECT count(*) FROM audit") == [(1,)]


def test_endless_collisions_end_in_a_conflict(record, monkeypatch):
    monkeypatch.setattr("data.audit.RETRIES", 2)

    def change(cursor):
        cursor.execute("SELECT n FROM version").fetchall()
        record.rows("UPDATE version SET n = n + 10 WHERE topic = 'profile'")
        return {}

    with pytest.raises(Conflict, match="write_conflict"):
        put(record, "", change)


def test_a_broken_constraint_is_not_tried_again(record):
    attempts = []

    def change(cursor):
        attempts.append(1)
        cursor.execute("INSERT INTO setting VALUES ('b', NULL)")

    with pytest.raises(duckdb.ConstraintException):
        put(record, "", change)
    assert len(attempts) == 1


def test_many_threads_write_one_chain(record):
    def work(name):
        for n in range(5):
            put(record, f"{name}{n}")

    threads = [threading.Thread(target=work, args=[name]) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert record.rows("SELECT count(*), max(seq) FROM audit") == [(20, 20)]
    assert record.version("profile") == (20,)
    assert broken_links(record) == []


@pytest.mark.parametrize(
    ("tampering", "told"),
    [
        ("UPDATE audit SET who = 'Somebody' WHERE seq = 2", [2]),
        ('UPDATE audit SET after = \'{"a": "q"}\' WHERE seq = 3', [3]),
        ("UPDATE audit SET written_at = written_at + INTERVAL 1 SECOND WHERE seq = 1", [1]),
        ("DELETE FROM audit WHERE seq = 2", [3]),
        ("DELETE FROM audit WHERE seq = 4", [4]),
        ("DELETE FROM audit", [4]),
        ("DELETE FROM audit_head", [0]),
        ("INSERT INTO audit_head VALUES (4, '')", [0]),
    ],
)
def test_tampering_shows(record, tampering, told):
    for value in "wxyz":
        put(record, value)
    assert broken_links(record) == []
    record.rows(tampering)
    assert broken_links(record) == told


def test_without_its_head_the_chain_takes_no_more(record):
    """A new beginning would hide what was cut off."""
    put(record, "w")
    record.rows("DELETE FROM audit_head")
    with pytest.raises(RecordBusy, match="audit_headless"):
        put(record, "x")
    assert record.rows("SELECT count(*) FROM audit") == [(1,)]
    record.rows("DELETE FROM audit")
    assert broken_links(record) == [0]


def test_ids_come_in_blocks(record):
    with record.cursor() as cursor:
        assert [take_ids(cursor, "incident", count) for count in (3, 1, 5)] == [1, 4, 5]


def test_write_ids_differ():
    assert len({new_write_id() for _ in range(1000)}) == 1000
