"""Every face says what counts, in words of its own."""

from pages.parts.facewords import FACES, REACHING


def test_no_two_faces_say_the_same():
    for part in ("label", "title", "column", "words"):
        assert len({getattr(face, part) for face in FACES.values()}) == len(FACES)


def test_faces_that_ask_for_a_distance_are_faces():
    assert set(REACHING) <= set(FACES)
