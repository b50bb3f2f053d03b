"""What became of an edit has words in both languages; the desk itself is walked in test_grid_editor.py."""

import pytest

from geo.editing.edit import KINDS
from pages.parts import text
from pages.parts.editor import editdesk


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_kind_can_be_said(monkeypatch, lang):
    monkeypatch.setattr(text, "locale", lambda: lang)
    assert len({editdesk.kind_words(kind) for kind in KINDS}) == len(KINDS)
