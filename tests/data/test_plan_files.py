"""A plan's files read back by other programs' readers; the plan is that of test_plan_book.py."""

from datetime import date, datetime
from io import BytesIO

import openpyxl
import pyogrio
import pytest
import stock

from data import commands
from data.permits import OPERATOR, Actor
from data.plan_book import plan_book
from data.plan_files import export_plan, geopackage, workbook
from geo.errors import InputError

MANAGER = Actor("Wang", "manager", "all")
NOW = datetime(2026, 6, 1, 9)


@pytest.fixture
def book(town_record):
    stock.put_incidents(town_record, [{"grid_id": 5, "state": "dispatched", "description": "=1+1"}])
    plan_id = commands.propose_plan(
        town_record, MANAGER, title="=HYPERLINK(1)", reason="+1", moves={5: 1, 9: 2, 3: None}, now=NOW,
        effective_on=NOW.date(), base_version=town_record.version("assignments")[0], write_id="p",
    )  # fmt: skip
    return plan_book(town_record, MANAGER, plan_id, date(2026, 6, 1))


def test_the_layers_of_a_geopackage(book, tmp_path):
    (tmp_path / "p.gpkg").write_bytes(geopackage(book))
    assert pyogrio.list_layers(tmp_path / "p.gpkg")[:, 0].tolist() == [
        "moves",
        "beats_before",
        "beats_after",
        "plan",
    ]
    moves = pyogrio.read_dataframe(tmp_path / "p.gpkg", layer="moves")
    assert moves[["grid_id", "from_worker", "to_worker", "reason"]].to_numpy().tolist() == [
        [3, "W002", "", "+1"], [5, "W003", "W001", "+1"], [9, "", "W002", "+1"],
    ]  # fmt: skip
    assert moves.geometry.geom_equals(book.moves.geometry.reset_index(drop=True)).all()
    after = pyogrio.read_dataframe(tmp_path / "p.gpkg", layer="beats_after").set_index("worker_id")
    assert after["households"].to_dict() == {1: 600, 2: 300, 3: 300}
    assert pyogrio.read_dataframe(tmp_path / "p.gpkg", layer="plan")["state"].tolist() == ["proposed"]


def test_a_sheet_for_every_worker_and_no_formula_anywhere(book):
    made = openpyxl.load_workbook(BytesIO(workbook(book, {"moves": "=moves", "nobody": "-"})))
    assert made.sheetnames == ["plan", "=moves", "Worker 1", "Worker 2", "Worker 3"]
    kinds = {cell.data_type for sheet in made for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    first = [row[0] for row in made["Worker 1"].iter_rows(values_only=True) if row[0]]
    assert first == ["grids_taken", "grid_code", "990101001001004", "cases_taken", "from_name", "Worker 3"]
    second = [row[:4] for row in made["Worker 2"].iter_rows(values_only=True)]
    assert ("990101001002003", "Grid 9", "-", "Worker 2") in second
    assert ("990101001002001", "Grid 3", "Worker 2", "-") in second


def test_a_file_is_written_whole_and_left_in_the_audit(book, town_record, tmp_path):
    assert export_plan(town_record, OPERATOR, book, tmp_path / "p.xlsx", now=NOW) == 3
    assert [file.name for file in tmp_path.glob("p*")] == ["p.xlsx"]
    ((kind,),) = town_record.rows("SELECT after ->> 'kind' FROM audit WHERE action = 'export'")
    assert kind == "plan"
    with pytest.raises(InputError, match="ending_unknown"):
        export_plan(town_record, OPERATOR, book, tmp_path / "p.csv", now=NOW)
    with pytest.raises(InputError, match="folder_missing"):
        export_plan(town_record, OPERATOR, book, tmp_path / "nowhere" / "p.xlsx", now=NOW)
