"""Rejected rows say what is wrong and what to do, and go home in the file's own columns."""

import json

import pandas as pd

from data import intake
from data.permits import Actor
from pages.parts import tables
from pages.parts.intake import refusals

ROWS = pd.DataFrame(
    [(4, "time_unreadable", {"id": "A3", "words": "late"}), (0, "place_missing", {"id": "A4", "lon": ""})],
    columns=["row_number", "reason", "values"],
).assign(values=lambda frame: [json.dumps(values) for values in frame["values"]])


def test_what_is_shown_and_what_is_taken_home(monkeypatch):
    said = {}
    monkeypatch.setattr(tables, "show", lambda frame, columns, **more: said.update(more, frame=frame))
    refusals.show(Actor("m", "manager", "all"), ROWS, key="k", file_name="f")
    assert said["frame"]["remedy"].tolist() == [
        "Write the time as 2026-03-01 08:30.",
        "Fill in longitude and latitude.",
    ]
    assert said["frame"]["line"].tolist() == ["id: A3 · words: late", "id: A4"]
    assert said["frame"]["row_number"].isna().tolist() == [False, True]
    home = said["whole"]()[[column.name for column in said["files"]]]
    assert [column.label for column in said["files"]] == [
        "Row",
        "Reason",
        "How to mend it",
        "id",
        "words",
        "lon",
    ]
    assert home["own id"].tolist() == ["A3", "A4"] and home["own words"].tolist()[0] == "late"


def test_an_import_that_left_nothing_still_tells_its_rows():
    report = intake.Report("incidents", 1, 0, 0, 1, refused=((3, "place_missing", {"id": "甲"}),))
    assert refusals.of_report(report).to_dict("records") == [
        {"row_number": 3, "reason": "place_missing", "values": '{"id": "甲"}'}
    ]
