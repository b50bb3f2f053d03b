"""Moran's I on a line of four by hand, and as it is in print for three known maps."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from geo.hotspots.moran import local_moran, moran
from geo.hotspots.neighbours import row_standardised

LINE = sparse.csr_array(np.array([[0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 0.0]]))
LISA = Path(__file__).parents[3] / "../shared/data/verification/lisa"
#: conflict in Africa: Iᵢ of some countries, as printed with Anselin's example
AFRICA = {
    "EGYPT": 6.9467, "SUDAN": 2.9878, "UGANDA": 1.9425, "KENYA": 1.1969, "RWANDA": -0.75236,
    "CENTRAL AFRICAN REPUBLIC": -0.44206,
}  # fmt: skip


def test_two_high_beside_two_low():
    """Deviations 1 1 −1 −1: the pairs give 1, −1, 1; I = (4 / 6) · 2 (1 − 1 + 1) / 4 = 1/3; E = −1/3."""
    found = moran(np.array([3.0, 3, 1, 1]), LINE)
    assert found.i == pytest.approx(1 / 3)
    assert found.expected == pytest.approx(-1 / 3)


def test_each_has_its_quadrant():
    """High beside high and low (1 − 1 = 0, not above the mean), low beside high and low, low beside low."""
    found = local_moran(np.array([3.0, 3, 1, 1]), LINE)
    assert found["quadrant"].tolist() == ["high_high", "high_low", "low_low", "low_low"]
    assert found["i"].tolist() == pytest.approx([1, 0, 0, 1])


@pytest.fixture
def africa():
    if not LISA.exists():
        pytest.skip("the published example is not on this machine")
    around = json.loads((LISA / "afcon_paper_nb.json").read_text())
    countries = pd.read_csv(LISA / "afcon.csv").set_index("name")
    row = np.repeat(np.arange(len(around)), [len(one) for one in around])
    column = np.concatenate(around) - 1
    near = sparse.csr_array((np.ones(len(row)), (row, column)), shape=(len(around), len(around)))
    return countries["totcon"], row_standardised(near)


def test_conflict_in_africa_as_published(africa):
    found = moran(africa[0].to_numpy(), africa[1])
    assert found.i == pytest.approx(0.416795632, abs=5e-10)
    assert found.expected == pytest.approx(-0.02439024, abs=5e-9)
    assert found.variance == pytest.approx(0.01029358, abs=5e-9)
    assert found.z == pytest.approx(4.3485, abs=5e-5)


def test_its_countries_as_published(africa):
    found = local_moran(*africa)
    assert found.loc[list(AFRICA), "i"].tolist() == pytest.approx(list(AFRICA.values()), rel=5e-5)
    assert found.loc["CENTRAL AFRICAN REPUBLIC", "z"] == pytest.approx(-1.5323, abs=5e-5)


@pytest.mark.parametrize(
    ("file", "neighbours", "column", "i", "p"),
    [
        ("stl_hom.csv", "stl.gal", "HR8893", 0.24365582621771659, 0.00013573931385468807),
        ("sids2.dbf", "sids2.gal", "SIDR74", 0.24772519320480135, 5.7916539074498452e-05),
    ],
)
def test_homicides_of_st_louis_and_deaths_of_carolina_as_published(file, neighbours, column, i, p):
    examples = pytest.importorskip("libpysal.examples")
    peer = pytest.importorskip("esda.moran")
    io = pytest.importorskip("libpysal.io")
    table, gal = io.open(examples.get_path(file)), io.open(examples.get_path(neighbours))
    values, around = np.array(table.by_col[column], dtype=float), gal.read()
    table.close(), gal.close()
    around.transform = "R"
    near = sparse.csr_array(around.sparse)
    found = moran(values, near)
    assert (found.i, found.p_normal / 2) == pytest.approx((i, p), rel=1e-9)  # printed one-sided
    assert found.z == pytest.approx(peer.Moran(values, around, permutations=0).z_rand, abs=1e-9)
    locally = peer.Moran_Local(values, around, permutations=0)
    assert local_moran(values, near, ddof=1)["i"].to_numpy() == pytest.approx(locally.Is, abs=1e-9)
    assert (local_moran(values, near)["quadrant"] == np.array(["", "high_high", "low_high", "low_low",
            "high_low"])[locally.q]).all()  # fmt: skip
