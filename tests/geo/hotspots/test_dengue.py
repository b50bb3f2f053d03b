"""The outbreak of 2015 in Tainan: the alarm and the classes find it, and the document says what they say."""

import re
from datetime import date, timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo.hotspots.emerging import emerging
from geo.hotspots.neighbours import k_nearest
from geo.hotspots.scan import scan

ROOT = Path(__file__).parents[3]
DATA = ROOT / "../shared/data/tainan_kaohsiung"
DOCUMENT = (ROOT / "docs/dengue-in-tainan.md").read_text(encoding="utf-8")
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the open data of Tainan is not on this machine")


def told(columns: int) -> list[list[str]]:
    """The rows of the document's table with so many columns that begin with a date."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in DOCUMENT.splitlines()]
    return [row for row in rows if len(row) == columns and re.fullmatch(r"\d{4}-\d\d-\d\d", row[0])]


@pytest.fixture(scope="module")
def villages():
    return gpd.read_file(DATA / "villages_tainan_2017.geojson").set_index("VILLCODE").to_crs(3826)


@pytest.fixture(scope="module")
def places(villages):
    middle = villages.centroid
    return middle.x.to_numpy(), middle.y.to_numpy()


@pytest.fixture(scope="module")
def reports(villages):
    cases = pd.read_parquet(DATA / "dengue_cases_1998_2024.parquet", columns=["通報日", "VILLCODE"])
    cases = cases[cases["通報日"].dt.year.eq(2015) & cases["VILLCODE"].isin(villages.index)]
    return villages.index.get_indexer(cases["VILLCODE"]), cases["通報日"].dt.normalize()


def before(morning: str, reports, villages: int, days: int) -> np.ndarray:
    """Reports by village and day, up to the evening before."""
    village, day = reports
    ago = (pd.Timestamp(morning) - day).dt.days.to_numpy()
    known = (ago >= 1) & (ago <= days)
    counts = np.zeros((villages, days), dtype=int)
    np.add.at(counts, (village[known], days - ago[known]), 1)
    return counts


def test_the_outbreak_is_as_large_as_told(reports):
    assert len(reports[0]) == 17_167
    by_week = reports[1].dt.to_period("W-SUN").value_counts()
    assert by_week.idxmax().start_time.date() == date(2015, 9, 21)


#: as many replications as the document's on the mornings before and of the first alarm, where p decides
FULL = ("2015-06-08", "2015-06-15")


@pytest.mark.parametrize("row", told(8), ids=lambda row: row[0])
def test_the_alarm_of_every_morning(row, villages, places, reports):
    morning, cases, observed, expected, radius, since, recurrence, where = row
    counts = before(morning, reports, len(villages), 60)
    begin = date.fromisoformat(morning) - timedelta(60)
    replications = 999 if morning in FULL else 199
    found, _ = scan(
        *places, counts, villages["pop_201508"].to_numpy(), model="poisson", since=begin,
        replications=replications,
    )  # fmt: skip
    first = found.iloc[0]
    assert counts.sum() == int(cases)
    assert (first["observed"], str(first["since"])) == (int(observed), since)
    assert first["expected"] == pytest.approx(float(expected), abs=0.005)
    assert first["radius_m"] == pytest.approx(float(radius), abs=0.5)
    # no replication came near: once in one more than there were
    assert morning in FULL or float(recurrence) == 1000
    assert first["recurrence_days"] == pytest.approx(min(float(recurrence), replications + 1), abs=0.5)
    assert villages.iloc[list(first["grid_ids"])]["TOWNNAME"].value_counts().index[0] == where


def test_cases_alone_need_longer(villages, places, reports):
    sure = {}
    for morning in ("2015-07-20", "2015-07-27"):
        found, _ = scan(*places, before(morning, reports, len(villages), 60))
        sure[morning] = found.loc[0, "p"] < 0.05
    assert sure == {"2015-07-20": False, "2015-07-27": True}


@pytest.mark.parametrize("row", told(4), ids=lambda row: row[0])
def test_the_classes_of_every_morning(row, villages, places, reports):
    morning, new, consecutive, too_few = row
    weeks = before(morning, reports, len(villages), 26 * 7).reshape(len(villages), 26, 7).sum(axis=2)
    found = emerging(pd.DataFrame(weeks, index=villages.index), k_nearest(*places, 8))
    classes = found.frame["class"].value_counts()
    assert (classes.get("new_hot", 0), classes.get("consecutive_hot", 0)) == (int(new), int(consecutive))
    assert ("too_few_incidents" in found.note.caveats) == (too_few == "yes")
