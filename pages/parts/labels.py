"""Words for the codes that data carry: roles, states, sources, actions, levels."""

import re
from collections import Counter
from collections.abc import Mapping

import pandas as pd

from pages.parts.text import N_, _, either, ngettext, number

ROLES = {
    "leader": N_("Leader"),
    "manager": N_("Grid manager"),
    "planner": N_("Planner"),
    "worker": N_("Grid worker"),
    "operator": N_("Operator"),
}
STATES = {
    "reported": N_("Reported"),
    "filed": N_("Filed"),
    "dispatched": N_("Dispatched"),
    "handled": N_("Handled"),
    "closed": N_("Closed"),
    "rejected": N_("Not filed"),
    "voided": N_("Voided"),
    "suspended": N_("Suspended"),
}
STATE_COLOURS = {
    "reported": "gray",
    "filed": "blue",
    "dispatched": "blue",
    "handled": "violet",
    "closed": "green",
    "rejected": "gray",
    "voided": "gray",
    "suspended": "orange",
}
ACTIONS = {
    "report": N_("Report"),
    "file": N_("File"),
    "reject": N_("Do not file"),
    "dispatch": N_("Dispatch"),
    "void": N_("Void"),
    "handle": N_("Handle"),
    "return_": N_("Return"),
    "suspend": N_("Suspend"),
    "resume": N_("Resume"),
    "close": N_("Close"),
    "rework": N_("Rework"),
    "import_filed": N_("Imported as filed"),
    "import_dispatched": N_("Imported as dispatched"),
    "import_handled": N_("Imported as handled"),
    "import_closed": N_("Imported as closed"),
    "import_rejected": N_("Imported as rejected"),
    "import_voided": N_("Imported as voided"),
    "import_suspended": N_("Imported as suspended"),
}
SOURCES = {
    "patrol": N_("Patrol"),
    "resident": N_("Resident"),
    "hotline": N_("Hotline"),
    "video": N_("Video"),
    "department": N_("Department"),
}
KINDS = {"basic": N_("Basic grid"), "special": N_("Special grid")}
#: where an address, a mail address or the name of a picture would be found in plain text
_MADE_LATER = re.compile(r"(?<=:)(?=//|material/|streamlit:)|(?<=www)(?=\.)|(?<=[\w.+-])(?=@)", re.IGNORECASE)
#: what makes a list or a heading at the beginning of a line
_LISTS = re.compile(r"^(\s*\d*)([-+=.)])", re.MULTILINE)


def _word(table: dict[str, str], code: str) -> str:
    return _(table[code]) if code in table else code


def role(code: str) -> str:
    """A role."""
    return _word(ROLES, code)


def who(name: str) -> str:
    """Who did something: a role and the mark of a visit as ``pages.parts.session`` writes them, the role in words.

    Other names, as those of a demo or of another program, stay as they are.
    """
    code, space, visit = name.partition(" ")
    return f"{role(code)}{space}{visit}"


def state(code: str) -> str:
    """A case's state."""
    return _word(STATES, code)


def action(code: str) -> str:
    """A step in a case's log."""
    return _word(ACTIONS, code)


def source(code: str) -> str:
    """Who reported a case."""
    return _word(SOURCES, code)


def kind(code: str) -> str:
    """A kind of grid."""
    return _word(KINDS, code)


def grids(n: int) -> str:
    """How many grids, in words."""
    return ngettext("{n} grid", "{n} grids", n).format(n=number(n))


def people(n: float, unit: str) -> str:
    """How many households or residents (``geo.rates.exposure``), in words."""
    words = {
        "households": ngettext("{n} household", "{n} households", round(n)),
        "residents": ngettext("{n} resident", "{n} residents", round(n)),
    }
    return words[unit].format(n=number(n))


def grid_name(row) -> str:
    """A grid's name, or its code where it has none."""
    return row["name"] or row["grid_code"]


def grid_names(frame: pd.DataFrame) -> pd.Series:
    """As ``grid_name``, by ``grid_id``; one below zero is the second half of a grid that a scenario splits."""
    split = {-grid_id for grid_id in frame.index if grid_id < 0}
    said = []
    for grid_id, name, code in zip(frame.index, frame["name"], frame["grid_code"], strict=True):
        half = 2 if grid_id < 0 else 1
        words = _("{name}, half {n}") if abs(grid_id) in split else "{name}"
        said.append(words.format(name=name or code, n=half))
    return pd.Series(said, frame.index, dtype=object)


def some(names: list[str], most: int = 4) -> str:
    """Names in a row, the first few of many."""
    return _(", ").join(names[:most]) + (" …" if len(names) > most else "")


def apart(names: Mapping, where: Mapping | None = None) -> dict:
    """Names for a list, in which a choice of one of two equal ones would be a choice of the other.

    Equal names say ``where`` they are; what is still equal then is numbered.

    >>> apart({1: "Clinic", 2: "Clinic", 3: "Park"}, {1: "East", 2: "West"})
    {1: 'Clinic · East', 2: 'Clinic · West', 3: 'Park'}
    >>> apart({1: "Li", 2: "Li"})
    {1: 'Li (1)', 2: 'Li (2)'}
    """
    often, told = Counter(names.values()), {}
    for key, name in names.items():
        place = (where or {}).get(key) if often[name] > 1 else ""
        told[key] = f"{name} · {place}" if place else name
    often, met = Counter(told.values()), Counter()
    for key, name in told.items():
        met[name] += 1
        told[key] = f"{name} ({met[name]})" if often[name] > 1 else name
    return told


def named(frame, key: str, field: str = "name") -> dict:
    """Code → name in the reader's language, from a frame with ``name_zh`` and ``name_en``."""
    return {row[key]: either(row, field) for row in frame.to_dict("records")}


def plain(text: str) -> str:
    """People's text inside Markdown: every character that could start markup is escaped.

    Streamlit makes links of addresses and pictures of ``:material/…:`` after escapes are resolved;
    a word joiner, which has no width, keeps these apart.

    >>> plain("a *b* <i> [c](d)")
    'a \\\\*b\\\\* &lt;i&gt; \\\\[c\\\\](d)'
    """
    text = _MADE_LATER.sub("\u2060", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = re.sub(r"([\\`*_{}\[\]$#~|:!])", r"\\\1", text)
    return _LISTS.sub(r"\1\\\2", text)
