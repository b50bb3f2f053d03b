"""The doctor's findings have words; the list is walked in test_grid_editor.py."""

from geo.editing.doctor import FINDINGS
from pages.parts.editor import mending


def test_every_finding_has_words():
    assert set(mending.KINDS) == set(FINDINGS)
