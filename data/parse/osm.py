"""Walkable streets of an OpenStreetMap extract (.osm.pbf): which ways, by their tags.

Ways come whole; where they meet they share a point, and are cut there later. Direction says nothing to who
walks, so one-way streets are streets like others.
"""

from pathlib import Path

import pandas as pd
import pyarrow as pa

from data.parse import shapes

#: the layer of GDAL's reader that holds ways
LAYER = "lines"
#: kinds of way one may walk on where no sign says otherwise. Source: OpenStreetMap wiki, "OSM tags for routing/
#: Access restrictions", worldwide defaults for foot
WALKABLE = frozenset({
    "trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link", "tertiary", "tertiary_link",
    "unclassified", "residential", "living_street", "service", "pedestrian", "track", "footway", "path", "steps",
    "cycleway", "bridleway", "road",
})  # fmt: skip
#: kinds one may not walk on, signs or no signs: not there yet, or no way at all
NEVER = frozenset({
    "construction", "proposed", "planned", "abandoned", "razed", "platform", "raceway", "rest_area", "services",
    "elevator",
})  # fmt: skip
#: what a sign lets pass, and what it keeps out; ``foot`` is said of those who walk, ``access`` of everybody
OPEN = frozenset(["yes", "designated", "permissive", "destination", "official"])
CLOSED = frozenset(["no", "private", "use_sidepath", "discouraged", "military"])
#: tags that the reader hands over in one text
_SIGNS = ("foot", "access")


def read_ways(path: Path, folder: Path) -> tuple[pa.Table, dict]:
    """The walkable ways: ``id``, ``name``, ``highway`` and the line; ``left_out`` says how many others there are."""
    ours = folder / "extract.osm.pbf"
    if ours != path:
        ours.symlink_to(path.resolve())
    table, answer = shapes.read_layer(ours, LAYER, where="highway IS NOT NULL")
    frame = table.select(["highway", "other_tags"]).to_pandas()
    good = walkable(frame["highway"], frame["other_tags"]).to_numpy()
    kept = table.select(["osm_id", "name", "highway", "__geometry", "__fault", "__row"])
    kept = kept.rename_columns(["id", *kept.column_names[1:]]).filter(pa.array(good))
    return kept, answer | {"layers": [LAYER], "layer": LAYER, "left_out": int((~good).sum())}


def walkable(highway: pd.Series, other_tags: pd.Series) -> pd.Series:
    """Whether one may walk on each way.

    Args:
        highway: kind of way.
        other_tags: all other tags in one text, ``"key"=>"value"`` after ``"key"=>"value"``.

    >>> walkable(pd.Series(["residential", "motorway", "path"]), pd.Series([None, None, '"foot"=>"no"'])).tolist()
    [True, False, False]
    """
    text = other_tags.fillna("").astype(str)
    foot, access = (text.str.extract(rf'(?:^|,)"{tag}"=>"([^"\\]*)"')[0] for tag in _SIGNS)
    usual = highway.isin(WALKABLE) & ~access.isin(CLOSED)
    return ~highway.isin(NEVER) & (foot.isin(OPEN) | (usual & ~foot.isin(CLOSED)))
