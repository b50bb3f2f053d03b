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


def example(table: str, neighbours: str, column: str):
    """Values and weights of a map that comes with the peer library, and its own idea of the weights."""
    examples, io = pytest.importorskip("libpysal.examples"), pytest.importorskip("libpysal.io")
    if not Path(examples.get_path(table)).exists():
        pytest.skip(f"the example {table} is not installed")
    rows, gal = io.open(examples.get_path(table)), io.open(examples.get_path(neighbours))
    values, around = np.array(rows.by_col[column], dtype=float), gal.read()
    rows.close(), gal.close()
    return values, around


def test_crime_in_columbus_as_published():
    """Queen neighbours, row-standardised: as R's spdep prints it."""
    values, around = example("columbus.dbf", "columbus.gal", "CRIME")
    around.transform = "R"
    found = moran(values, row_standardised(sparse.csr_array(around.sparse)))
    assert found.i == pytest.approx(0.500188557, abs=5e-10)
    assert found.expected == pytest.approx(-0.020833333, abs=5e-10)
    assert found.variance == pytest.approx(0.008689289, abs=5e-10)
    assert found.z == pytest.approx(5.5894, abs=5e-5)
    assert found.p / 2 == pytest.approx(1.139e-08, rel=1e-3)  # printed one-sided


@pytest.mark.parametrize("transform", ["R", "B"])
@pytest.mark.parametrize(
    "where",
    [("columbus.dbf", "columbus.gal", "CRIME"), ("columbus.dbf", "columbus.gal", "HOVAL"),
     ("baltim.dbf", "baltim_q.gal", "PRICE"), ("desmith.txt", "desmith.gal", "z")],
    ids=lambda where: f"{where[0]} {where[2]}",
)  # fmt: skip
def test_known_maps_as_the_peer_library_has_them(where, transform):
    peer = pytest.importorskip("esda.moran")
    values, around = example(*where)
    around.transform = transform
    near = sparse.csr_array(around.sparse)
    found, theirs = moran(values, near), peer.Moran(values, around, transformation=transform, permutations=0)
    assert (found.i, found.z, found.z_normal) == pytest.approx(
        (theirs.I, theirs.z_rand, theirs.z_norm), abs=1e-9
    )
    assert (found.p, found.p_normal) == pytest.approx((theirs.p_rand, theirs.p_norm), abs=1e-12)
    locally = peer.Moran_Local(values, around, transformation=transform, permutations=0)
    ours = local_moran(values, near, ddof=1)
    assert ours["i"].to_numpy() == pytest.approx(locally.Is, abs=1e-9, nan_ok=True)
    assert ours["quadrant"].map({"high_high": 1, "low_high": 2, "low_low": 3, "high_low": 4}).tolist() == (
        locally.q.tolist()
    )


def test_the_quadrants_of_ten_places_as_published():
    """De Smith's ten places, with the quadrants that the peer library prints."""
    values, around = example("desmith.txt", "desmith.gal", "z")
    found = local_moran(values, row_standardised(sparse.csr_array(around.sparse)))
    numbers = found["quadrant"].map({"high_high": 1, "low_high": 2, "low_low": 3, "high_low": 4})
    assert numbers.tolist() == [4, 4, 4, 2, 3, 3, 1, 4, 3, 3]
