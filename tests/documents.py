"""What a document's Python blocks leave behind when they are run one after the other."""

import re

import house


def names_after(document: str) -> dict:
    """Run the ```python blocks of a document under ``docs/``, and return the names they define."""
    text = (house.ROOT / "docs" / document).read_text(encoding="utf-8")
    names: dict = {}
    exec("\n".join(re.findall(r"(?ms)^```python\n(.*?)^```", text)), names)  # the document is ours
    return names
