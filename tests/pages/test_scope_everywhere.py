"""A worker of one beat learns nothing of the others', whatever page or address: neither text, table, map nor file.

Worker 2 looks after grids 3 and 6. Everything the record holds of anybody and anywhere else says so by its name.
"""

import json
from datetime import datetime

import pandas as pd
import pypdfium2
import pytest
import stock
from streamlit.testing.v1.element_tree import Block
from streets import MIDDLE, put_clinics, put_streets
from town import town

from data.db import open_record
from data.payloads import PAYLOADS, Columns
from pages.parts import mapview, work
from pages.parts.gaps.faces import FACES
from pages.parts.grid import gridbook
from pages.parts.hotspots.hotviews import VIEWS

OWN = {3, 6}
MARK = "stranger"
#: codes of grids that are none of the worker's
CODES = [
    code for grid_id, code in zip(town()["grid_id"], town()["grid_code"], strict=True) if grid_id not in OWN
]
ADDRESSES = [
    ("overview.py", {}), ("overview.py", {"division": "990101001001", "measure": "load"}),
    ("overview.py", {"top": "facilities"}),
    ("grid.py", {}), ("grid.py", {"search": MARK[:-2]}), ("grid.py", {"grid": 1}),
    *(("grid.py", {"grid": 3, "show": part}) for part in ("cases", "facilities", "visits", "history", "boundary")),
    ("cases.py", {}), ("cases.py", {"case": 1}), ("cases.py", {"grid": 1}), ("cases.py", {"search": MARK[:-2]}),
    *(("hotspots.py", {"view": view}) for view in VIEWS), ("hotspots.py", {"view": "actions", "action": 1}),
    *(("gaps.py", {"face": face}) for face in FACES), ("gaps.py", {"worker": 1, "by": "worker_id"}),
    ("siting.py", {}), ("reassign.py", {}), ("reassign.py", {"grids": "1.2", "moves": "2:1.5"}),
    ("reassign.py", {"part": "plans", "plan": 1}), ("grid_editor.py", {"grids": "1.2"}),
    ("grid_editor.py", {"part": "history", "edit": 1}), ("intake.py", {"batch": 1}),
]  # fmt: skip


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    """The town with cases, visits, actions, a plan and an absence everywhere; for reading only."""
    record = open_record(tmp_path_factory.mktemp("marked") / "gridkeeper.duckdb")
    stock.put_profile(record)
    stock.put_town(record)
    put_streets(record)
    put_clinics(record, MIDDLE)
    rows = [{"grid_id": grid_id, "state": "dispatched", "due_at": datetime(2026, 3, 5), "reported_at": at}
            for grid_id in range(1, 10) for at in (datetime(2026, 3, 2), datetime(2026, 3, 20))]  # fmt: skip
    strange = dict.fromkeys(("incident_code", "description", "address"), MARK)
    stock.put_incidents(record, [row | (strange if row["grid_id"] not in OWN else {}) for row in rows])
    visits = [
        (k, f"v{k}", k, (1, 1, 2, 1, 3, 2, 3, 3, None)[k - 1], datetime(2026, 3, 1)) for k in range(1, 10)
    ]
    columns = ["visit_id", "source_id", "grid_id", "worker_id", "visited_at"]
    stock.insert(record, "visit", pd.DataFrame(visits, columns=columns).astype({"worker_id": "Int64"}))
    for sql in (
        f"UPDATE grid SET name = '{MARK} ' || grid_id WHERE grid_id NOT IN (3, 6)",
        f"UPDATE worker SET name = '{MARK} of ' || worker_id, worker_code = '{MARK}' || worker_id WHERE worker_id <> 2",
        f"UPDATE division SET name = '{MARK} west' WHERE division_code = '990101001001'",
        f"""INSERT INTO plan (plan_id, title, reason, state, author, created_at, base_version) VALUES
          (1, '{MARK}', '{MARK}', 'proposed', '{MARK}', now()::TIMESTAMP, 0)""",
        "INSERT INTO plan_move VALUES (1, 5, 3, 1)",
        f"""INSERT INTO field_action (action_id, kind, title, since, who, marked_at) VALUES
          (1, 'patrol', '{MARK}', DATE '2026-03-01', '{MARK}', now()::TIMESTAMP)""",
        "INSERT INTO field_action_grid VALUES (1, 5)",
        f"INSERT INTO absence VALUES (1, 1, DATE '2026-03-01', NULL, '{MARK}', now()::TIMESTAMP, NULL, NULL, NULL)",
    ):
        record.rows(sql)
    yield record
    record.close()


@pytest.fixture
def look(open_page, marked, offered, monkeypatch):
    """``look(page, query, role, worker_id)`` → everything that leaves the server for that page."""
    monkeypatch.setattr(work, "PATIENCE_S", 120.0)
    put, state = PAYLOADS.put, mapview.state
    aside, told = [], []
    monkeypatch.setattr(PAYLOADS, "put", lambda payload: aside.append(payload) or put(payload))
    monkeypatch.setattr(mapview, "state", lambda *a, **k: told.append(state(*a, **k)) or told[-1])

    def _look(page, query, role="worker", worker_id=2):
        app = open_page(marked, page, role=role, worker_id=worker_id, **query)
        assert not app.exception
        sent = [*leaves(app.main), *(json.dumps(one).encode() for one in told)]
        sent += [one.body for one in aside if not isinstance(one, Columns)]
        sent += [repr(one.columns).encode() for one in aside if isinstance(one, Columns)]
        sent += [printed(made()) if name.endswith("pdf") else made() for name, made in offered.items()]
        return sent, aside, told

    return _look


def leaves(block):
    """What each element of a page is told, as bytes."""
    for child in block.children.values():
        if isinstance(child, Block):
            yield from leaves(child)
        else:
            yield child.proto.SerializeToString()


def printed(pdf: bytes) -> bytes:
    """The text of a file to print."""
    return "\n".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)).encode()


def strangers(sent: list[bytes]) -> list[bytes]:
    """What of it speaks of somebody else's ground."""
    words = [MARK.encode(), *(code.encode() for code in CODES)]
    return [part[:200] for part in sent if any(word in part.lower() for word in words)]


@pytest.mark.parametrize(("page", "query"), ADDRESSES, ids=str)
def test_a_worker_learns_nothing_of_other_beats(look, page, query):
    sent, aside, told = look(page, query)
    assert strangers(sent) == []
    assert {payload.scope for payload in aside} <= {"worker:2"}
    for columns in (one for one in aside if isinstance(one, Columns)):
        assert all(set(column.cells.index) <= OWN for column in columns.columns)
    for outline in (outline for one in told for outline in one["outlines"]):
        assert set(outline["ids"]) <= OWN


@pytest.mark.parametrize(
    "page", ["overview.py", "grid.py", "cases.py", "hotspots.py", "gaps.py", "reassign.py"]
)
def test_whoever_may_see_it_is_told(look, page):
    """Else there would be nothing to be found above."""
    assert strangers(look(page, {}, "manager", None)[0])


def test_every_list_of_a_grid_is_looked_at():
    assert {query["show"] for page, query in ADDRESSES if "show" in query} == set(gridbook.parts())
