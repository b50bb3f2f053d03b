"""The small street picture of ``crossroads.py``."""

import geopandas as gpd
import pytest
from crossroads import picture

from geo.access.network import Network, network


@pytest.fixture
def streets() -> gpd.GeoDataFrame:
    return picture()


@pytest.fixture
def net() -> Network:
    return network(picture())
