"""How p is come by, as it is written."""

import pytest

from geo.errors import InputError
from geo.hotspots.chances import parse_inference


@pytest.mark.parametrize(
    ("given", "road"), [("exact", "exact"), ("normal", "normal"), ("simulate:99", "simulate")]
)
def test_ways_of_inference(given, road):
    assert parse_inference(given)[0] == road


def test_an_unknown_way_is_refused():
    with pytest.raises(InputError):
        parse_inference("by feeling")
