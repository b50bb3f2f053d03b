"""Archives: names as their authors wrote them."""

import zipfile

import pytest

from data.parse import archive
from geo.errors import Unreadable


def test_a_name_without_the_unicode_mark_is_gbk():
    old = zipfile.ZipInfo("网格.shp".encode("gbk").decode("cp437"))
    assert archive.shown_name(old) == "网格.shp"
    new = zipfile.ZipInfo("网格.shp")
    new.flag_bits |= 0x800
    assert archive.shown_name(new) == "网格.shp"


def test_members_are_written_under_our_names(tmp_path):
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as file:
        file.writestr("deep/down/怪.CSV", "a\n1\n")
    members = archive.checked(tmp_path / "z.zip")
    (written,) = archive.unpack(tmp_path / "z.zip", members, tmp_path, "inside")
    assert written == tmp_path / "inside.csv" and written.read_text() == "a\n1\n"


def test_a_member_larger_than_it_says_is_stopped(tmp_path):
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as file:
        file.writestr("a.csv", "a\n" * 1000)
    (member,) = archive.checked(tmp_path / "z.zip")
    member.file_size = 10
    with pytest.raises(Unreadable) as caught:
        archive.unpack(tmp_path / "z.zip", [member], tmp_path, "inside")
    assert caught.value.code == "archive_broken"
    assert (tmp_path / "inside.csv").stat().st_size <= 10


def test_the_parts_of_each_shapefile():
    members = [
        zipfile.ZipInfo(f"x/{name}")
        for name in ("a.shp", "a.dbf", "a.shp.xml", "ab.shp", "ab.dbf", "._a.shp")
    ]
    found = archive.shapefiles(members)
    assert {layer: [m.filename for m in parts] for layer, parts in found.items()} == {
        "a": ["x/a.shp", "x/a.dbf"], "ab": ["x/ab.shp", "x/ab.dbf"],
    }  # fmt: skip
