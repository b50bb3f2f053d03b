"""Access and siting on plain arrays, as the document shows it; what comes out can be counted on its 5 × 5 crossings."""

import documents
import numpy as np
import pytest
import shapely


@pytest.fixture(scope="module")
def study() -> dict:
    """The names that the document's blocks leave behind."""
    return documents.names_after("access-from-arrays.md")


def test_the_streets_are_cut_at_their_25_crossings(study):
    assert (study["trust"]["streets"], study["trust"]["crossings"]) == (40, 25)
    assert study["trust"]["km"] == pytest.approx(4.0) and study["trust"]["whole"] == 1
    assert study["stands"].off == pytest.approx([0, 0, 0, 10])


def test_walks_follow_the_streets(study):
    """The last home is 10 m beside a street, 50 m along it."""
    assert study["nearest"].metres["clinic"].tolist() == pytest.approx([400, 400, 400, 360])
    assert study["nearest"].metres["school"].tolist() == pytest.approx([400, 0, 400, 360])
    assert study["straight"].metres.loc[0, "school"] == pytest.approx(1.3 * 200 * 2**0.5)
    assert not study["straight"].on_streets.any()
    assert study["costs"].toarray() == pytest.approx(
        np.array([[400, 400, 400], [400, 400, 0], [400, 400, 400], [460, 360, 360]])
    )


def test_isochrones_count_the_streets_reached(study):
    """From the middle: four streets of 100 m, then three more from the end of each."""
    assert study["areas"]["street_km"].tolist() == pytest.approx([0.4, 1.6])
    assert shapely.contains(study["areas"].geometry.iloc[1], study["areas"].geometry.iloc[0])


def test_scores_divide_what_there_is_among_those_who_come(study):
    """The first clinic has three homes (600 people), the others all four (1,000)."""
    assert study["reached"].tolist() == [60, 60, 60, 50]
    shares = [10 / 600, 20 / 1000, 30 / 1000]
    assert study["per_head"] == pytest.approx([sum(shares)] * 3 + [sum(shares[1:])])
    for score in ("per_head", "nearer_counts_more", "choosing"):  # nothing is lost, nothing made
        assert study[score] @ study["people"] == pytest.approx(60)
    assert study["nearer_counts_more"].argmax() == study["choosing"].argmax() == 1


@pytest.mark.parametrize(
    ("answer", "chosen", "value"),
    [
        ("most", [1], 60),  # 10 + 20 + 30 people within 300 m
        ("all_of_them", [1, 2], 2),
        ("shortest", [2], 10 * 500 + 20 * 300 + 40 * 400),
        ("fairest", [2], 500),
        ("with_room", [1, 2], 10 * 500 + 20 * 0 + 30 * 300 + 40 * 400),
        ("one_stays", [0, 2], 20 * 200 + 40 * 400),
    ],
)
def test_sites_are_the_best_there_are(study, answer, chosen, value):
    found = study[answer]
    assert found.chosen.tolist() == chosen and found.value == pytest.approx(value) and found.optimal


def test_who_gains_what(study):
    """30 people had 500 m and have none, 40 had 900 m and have 400: 500 m are 7.5 minutes."""
    gained = study["gained"]
    assert gained.loc[2, ["gainers", "minutes"]].tolist() == pytest.approx([70, 7.5])
    assert gained.loc[0, "gainers"] == 0
