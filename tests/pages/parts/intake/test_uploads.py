"""Uploads: hostile names end as harmless ones, inside the folder beside the database."""

import os
import time
from dataclasses import dataclass

import pytest

from pages.parts.intake import uploads

HOSTILE = [
    "../../etc/passwd", "..\\..\\windows\\system32\\x.csv", "/etc/cron.d/x", "C:\\boot.ini", "..", ".", "", "...",
    " ", "a/../../b.csv", "x\x00.csv", "x\n.csv", "x\r\ny.csv", ".bashrc", "con.csv ", "a;rm -rf ~.csv", "$(id).csv",
    "`id`.csv", "<img src=x onerror=alert(1)>.csv", "a|b.csv", "*.csv", "?.csv", '"x".csv', "网格.geojson",
    "x" * 500 + ".gpkg", "x." + "y" * 500, "\u202egpj.csv", "a.tar.gz", "~/x.csv", "%2e%2e%2fx.csv",
]  # fmt: skip


@dataclass
class Upload:
    name: str
    file_id: str
    content: bytes = b"a,b\n1,2\n"

    def getbuffer(self):
        return memoryview(self.content)


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_stays_one_plain_part_of_a_path(name):
    safe = uploads.safe_name(name)
    assert safe and safe not in (".", "..")
    assert not set(safe) & set('/\\:*?"<>|\x00\n\r')
    assert not safe.startswith(".")
    assert len(safe) <= 93


@pytest.mark.parametrize(
    ("name", "safe"),
    [("网格.geojson", "网格.geojson"), ("a.tar.gz", "a.tar.gz"), ("", "upload"), ("..", "upload"),
     ("C:\\data\\grids 2026.xlsx", "grids 2026.xlsx")],
)  # fmt: skip
def test_an_honest_name_stays(name, safe):
    assert uploads.safe_name(name) == safe


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_the_file_lies_beside_the_database(record, name):
    path = uploads.keep(record, Upload(name, "../../abc-1"))
    assert path.resolve().is_relative_to(record.path.resolve().parent / "uploads" / "abc-1")
    assert path.read_bytes() == b"a,b\n1,2\n"


def test_an_upload_is_written_once(record):
    first = uploads.keep(record, Upload("a.csv", "1"))
    written = first.stat().st_mtime_ns
    assert uploads.keep(record, Upload("a.csv", "1")) == first
    assert first.stat().st_mtime_ns == written


def test_two_files_with_one_name_do_not_meet(record):
    assert uploads.keep(record, Upload("a.csv", "1")) != uploads.keep(record, Upload("a.csv", "2", b"other"))


def test_a_loaded_upload_is_dropped(record):
    path = uploads.keep(record, Upload("a.csv", "1"))
    uploads.drop(path)
    assert not path.parent.exists()


def test_what_nobody_loaded_is_thrown_away_after_a_day(record):
    old = uploads.keep(record, Upload("a.csv", "1"))
    yesterday = time.time() - uploads.KEPT_S - 60
    os.utime(old.parent, (yesterday, yesterday))
    uploads.keep(record, Upload("b.csv", "2"))
    assert not old.exists()
