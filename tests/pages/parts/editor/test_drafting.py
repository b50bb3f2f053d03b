"""The draft of an edit lives in the address and comes back from it."""

from geo.editing.edit import KINDS, Request
from pages.parts.editor import drafting


def test_every_kind_of_edit_has_words():
    assert {*drafting.DRAWN, *drafting.MENDED, "restore"} == set(KINDS)


def test_a_request_is_written_into_the_address_to_a_millimetre():
    told = drafting.parameters(Request("split", (5,), ((117.123456789, -39.5), (0.0, 1.0))))
    assert told == {"edit": "split", "grids": "5", "line": "117.12345679~-39.50000000_0.00000000~1.00000000"}
    assert drafting.parameters(Request("merge", (5, 6)))["line"] == ""
