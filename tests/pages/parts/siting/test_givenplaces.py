"""Places that somebody gives: whole lines only, and a file of them."""

import pytest
import streets
from shapely import Point
from streets import MIDDLE

from pages.parts import jobs, work
from pages.parts.siting import givenplaces


@pytest.fixture
def given(open_page, town_record, monkeypatch):
    """``given(places="…")`` opens the page for one clinic more, and ``.upload`` of its chooser gives a file."""
    monkeypatch.setattr(jobs, "RUNNING", {})
    monkeypatch.setattr(work, "FIRST_S", 60.0)
    streets.put_clinics(town_record, MIDDLE)
    return lambda **query: open_page(
        town_record, "siting.py", kind="clinic", sites=1, candidates="given", **query
    )


def in_town(n: int) -> str:
    """The middle of the town and places a step of about a metre east of it, a line each."""
    (where,) = streets.degrees([Point(MIDDLE)])
    return "\n".join(f"{where.x + 1e-5 * k:.6f}, {where.y:.6f}" for k in range(n))


def test_room_ends_between_lines():
    """Lines of 10 characters with their ends: 400 fill 4,000 characters but for the last end, the 401st finds none."""
    line = "12.5, 30."
    assert givenplaces.room_for("\n".join([line] * 400)) == ("\n".join([line] * 400), 0)
    kept, left = givenplaces.room_for("\n".join([line] * 403))
    assert kept.splitlines() == [line] * 400 and left == 3


def test_a_line_too_long_is_not_cut_in_two():
    assert givenplaces.room_for("1" * 5000) == ("", 1)
    assert givenplaces.room_for("1 2\n" + "3" * 5000 + "\n\n4 5") == ("1 2", 2)


def test_lines_without_room_are_counted_on_the_page(given, words):
    """A place takes 22 characters with the end of its line: 181 of 200 find room, 19 do not."""
    written = in_town(200)
    assert len(written) == 200 * 22 - 1
    app = given(places=written)
    assert not app.exception and not app.warning
    assert len(app.text_area(key="filter_places").value.splitlines()) == 4000 // 22 == 181
    assert "19 lines are left out: the address holds 4,000 characters." in words(app)


def test_a_file_of_any_length_is_read_whole(given, town_record, words):
    app = given()
    assert "Write the places" in app.info[0].value
    name, content = "lots.csv", "lon,lat\n" + in_town(300) + "\nhere"
    app.file_uploader(key="siting_places").upload(name, content.encode("utf-8-sig"), "text/csv").run()
    assert not app.exception and not app.info
    assert "300 places of lots.csv. The address of this page does not hold them" in words(app).replace(
        "\\", ""
    )
    assert "Line 302 is no place" in app.warning[0].value
    assert not list((town_record.path.resolve().parent / "uploads").glob("*/*"))  # it is read and thrown away


def test_a_file_in_no_known_encoding_is_said(given):
    app = given()
    app.file_uploader(key="siting_places").upload("lots.txt", b"\xff\xff\xff", "text/plain").run()
    assert "The text of lots.txt is in none of these encodings" in app.warning[0].value
