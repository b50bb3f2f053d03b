"""Intake on the page: a look first, then a load; wrong files are sentences; what failed is listed."""

from dataclasses import dataclass

import pytest
import streamlit as st
from town import town

from data import intake
from pages.parts.intake import receiving

GOOD = "id,category,lon,lat,reported_at\nA1,0201,{lon},{lat},2026-03-02 09:00\nA2,0201,{lon},{lat},2026-03-03 09:00\n"
BAD = GOOD + "A3,0201,{lon},{lat},yesterday\nA4,0201,,,2026-03-03\n"


@dataclass
class Upload:
    name: str
    content: bytes
    file_id: str = "abc"

    def getbuffer(self):
        return memoryview(self.content)


@pytest.fixture
def give(open_page, town_record, monkeypatch):
    """``give("cases.csv", text)`` opens the page with an upload in place, as a file of cases."""

    def _give(name, text, kind="incidents", role="manager"):
        middle = town().set_index("grid_id").geometry.representative_point()[5]
        content = text if isinstance(text, bytes) else text.format(lon=middle.x, lat=middle.y).encode()
        monkeypatch.setattr(st, "file_uploader", lambda *_args, **_settings: Upload(name, content))
        app = open_page(town_record, "intake.py", role=role)
        if kind != "grids":
            app.button_group(key="intake_kind").set_value(kind).run()
        return app

    return _give


def test_a_look_before_anything_is_written(give, town_record, words):
    app = give("cases.csv", GOOD)
    assert "2 rows" in words(app)
    assert app.selectbox(key="map_incidents_category").value == "category"
    assert app.selectbox(key="map_incidents_address").value == ""
    assert town_record.frame("SELECT count(*) AS n FROM incident")["n"].item() == 0


def test_a_file_of_cases_among_grids_is_told_from_one(give):
    app = give("cases.csv", GOOD.replace("id,", "closed_at,", 1), kind="grids")
    assert app.warning[0].value == "The columns look like those of: Cases. Chosen above is: Grids."
    assert "look like" not in " ".join(box.value for box in give("cases.csv", GOOD).warning)


def test_load(give, town_record, words):
    app = give("cases.csv", GOOD)
    app.button(key="intake_load").click().run()
    assert "2 rows read: 2 loaded, 0 unchanged, 0 rejected" in app.success[0].value
    assert town_record.frame("SELECT grid_id FROM incident")["grid_id"].tolist() == [5, 5]
    assert not list((town_record.path.resolve().parent / "uploads" / "abc").glob("*"))


def test_the_same_file_again_changes_nothing(give):
    give("cases.csv", GOOD).button(key="intake_load").click().run()
    app = give("cases.csv", GOOD)
    app.button(key="intake_load").click().run()
    assert "0 loaded, 2 unchanged" in app.success[0].value


def test_rejected_rows_are_said_and_listed_with_their_reasons(give, words):
    app = give("cases.csv", BAD)
    app.button(key="intake_load").click().run()
    assert "4 rows read: 2 loaded, 0 unchanged, 2 rejected" in app.warning[0].value
    assert "1 × The time cannot be read" in words(app) and "Write the time as" in words(app)
    table = app.dataframe[-1].value
    assert table["words"].tolist() == ["The time cannot be read.", "The row has no coordinates."]
    assert table["row_number"].tolist() == [4, 5]  # as a spreadsheet counts: the header is row 1


def test_strict_loads_nothing(give, town_record):
    app = give("cases.csv", BAD)
    app.toggle(key="intake_strict").set_value(True).run()
    app.button(key="intake_load").click().run()
    assert "Nothing was loaded" in app.error[0].value
    assert app.dataframe[1].value["row_number"].tolist() == [4, 5]  # the first is a look into the file
    assert town_record.frame("SELECT count(*) AS n FROM incident")["n"].item() == 0


def test_traditional_chinese_of_a_few_words_is_read_where_somebody_says_so(give, town_record):
    """Four characters do not tell that they are Big5; the first rows show that they are none of GB18030."""
    middle = town().set_index("grid_id").geometry.representative_point()[5]
    text = GOOD.format(lon=middle.x, lat=middle.y).replace("category", "category,description", 1)
    app = give("cases.csv", text.replace(",0201,", ",0201,髒亂,").encode("big5"))
    assert "髒亂" not in app.dataframe[0].value.to_string()
    app.selectbox(key="intake_encoding").select("big5").run()
    assert "髒亂" in app.dataframe[0].value.to_string()
    app.button(key="intake_load").click().run()
    assert town_record.rows("SELECT DISTINCT description FROM incident") == [("髒亂",)]


def test_how_text_is_written_is_asked_of_files_that_do_not_say(give):
    assert "intake_encoding" in {box.key for box in give("cases.csv", GOOD).selectbox}
    shapes = give("grid.geojson", b'{"type": "FeatureCollection", "features": []}')
    assert "intake_encoding" not in {box.key for box in shapes.selectbox}


def test_a_column_of_another_name(give, town_record):
    app = give("cases.csv", GOOD.replace("reported_at", "when it was"))
    assert app.button(key="intake_load").disabled
    assert "Choose a column for: Reported at" in app.warning[0].value.replace("\\", "")
    app.selectbox(key="map_incidents_reported_at").select("when it was").run()
    app.button(key="intake_load").click().run()
    assert "2 loaded" in app.success[0].value


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("cases.csv", b"", "is empty"),
        ("cases.csv", b"\x00\x01\x02" * 99, "is damaged"),
        ("cases.zip", b"PK\x03\x04broken", "damaged"),
        ("grid.geojson", b"<OGRVRTDataSource/>", "is damaged"),
    ],
    ids=["empty", "binary", "zip", "vrt"],
)
def test_a_wrong_file_is_one_sentence(give, name, content, said):
    app = give(name, content)
    assert not app.exception
    assert said in app.error[0].value


@pytest.mark.parametrize("role", ["leader", "worker"])
def test_who_may_not_import_is_told_who_may(open_page, town_record, role):
    app = open_page(town_record, "intake.py", role=role, worker_id=1)
    assert "Grid managers and planners load data" in app.info[0].value


def test_before_the_first_import(open_page, record, words):
    assert "Nothing has been imported yet" in words(open_page(record, "intake.py", role="planner"))


def test_every_kind_and_field_of_the_intake_has_its_word():
    assert set(receiving.KINDS) == set(intake.KINDS)
    fields = {field.name for kind in intake.KINDS for field in intake.FIELDS[kind]}
    assert fields <= set(receiving.FIELDS)
