"""Every face says what counts, in words of its own."""

import pytest

from geo.model import Note
from pages.parts.gaps.facewords import FACES, REACHING, noted


def test_no_two_faces_say_the_same():
    for part in ("label", "title", "column", "words"):
        assert len({getattr(face, part) for face in FACES.values()}) == len(FACES)


def test_faces_that_ask_for_a_distance_are_faces():
    assert set(REACHING) <= set(FACES)


@pytest.mark.parametrize(
    ("face", "method", "n", "caveats"),
    [
        ("all", "gaps+gamma_poisson", 9, ("straight_line", "reported_only")),
        ("debt", "gaps+debt+gamma_poisson", 9, ("straight_line", "reported_only")),
        ("service", "reach", 9, ("straight_line",)),
        ("presence", "last_visit", 9, ()),
        ("responsibility", "assignments", 9, ()),
        ("voice", "gamma_poisson", 70, ("reported_only",)),
    ],
)
def test_a_face_says_only_what_matters_to_it(face, method, n, caveats):
    """Nine grids, seventy reports, distances straight: reports say nothing of visits."""
    both = Note("gamma_poisson", 70, caveats=("straight_line", "reported_only"))
    assert noted(both, face, 9) == Note(method, n, caveats=caveats)
