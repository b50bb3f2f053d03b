"""An extract written by the library of OpenStreetMap's own format."""

import pandas as pd

from data.parse.osm import walkable

#: highway, other tags, whether one may walk there
WAYS = [
    ("residential", {}, True), ("residential", {"oneway": "yes"}, True), ("steps", {}, True), ("trunk", {}, True),
    ("motorway", {}, False), ("motorway", {"foot": "yes"}, True), ("motorway_link", {}, False),
    ("construction", {"foot": "yes"}, False), ("proposed", {}, False), ("corridor", {}, False),
    ("service", {"access": "private"}, False), ("service", {"access": "private", "foot": "permissive"}, True),
    ("cycleway", {"foot": "no"}, False), ("primary", {"foot": "use_sidepath"}, False),
    ("path", {"note": 'sign ,"foot"=>"no" gone'}, True), ("footway", {"access": "customers"}, True),
]  # fmt: skip


def test_where_one_may_walk():
    tags = [
        ",".join(f'"{k}"=>"{v.replace(chr(34), chr(92) + chr(34))}"' for k, v in t.items())
        for _, t, _ in WAYS
    ]
    found = walkable(pd.Series([kind for kind, _, _ in WAYS]), pd.Series(tags))
    assert found.tolist() == [good for _, _, good in WAYS]
