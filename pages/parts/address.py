"""The address is the state: every filter and selection lives in the query, so every view is a URL."""

from collections.abc import Container
from urllib.parse import urlencode

import streamlit as st

from geo.model import Period
from pages.parts import misread, session
from pages.parts.text import _

#: carried from page to page; the rest belongs to one page
CARRIED = ("lang", "since", "until", "category")
#: every parameter that a page reads or that leads to one
NAMES = frozenset(
    (
        *CARRIED, "missing", "beside", "division", "measure", "top", "grid", "show", "search",
        "case", "state", "overdue", "outside", "page",
        "view", "basis", "method", "model", "along", "step", "spot", "cluster", "mark", "action",
        "face", "kind", "metres", "score", "facility", "by", "at", "worker", "whatif", "versus",
        "sites", "candidates", "existing", "places",
        "part", "moves", "base", "draft", "grids", "lock", "stay", "never", "tie", "by_click",
        "aim", "within", "away", "joins", "across", "fewest", "anew", "plan", "walks",
        "edit", "line", "look", "finding", "opened", "batch",
    )
)  # fmt: skip


def get(name: str, default: str = "") -> str:
    """One parameter of the address."""
    return st.query_params.get(name, default)


def unknown() -> dict[str, str]:
    """Parameters that no page reads."""
    return {name: text for name, text in whole().items() if name not in NAMES}


def get_id(name: str, shown: str = "") -> int | None:
    """One parameter as an identifier; None when absent or not a number, which is noted.

    Whether it names anything the caller knows: a choice that went with its result is nobody's mistake.

    Args:
        name: of the parameter.
        shown: what stands on the page instead, as for ``misread.note``.
    """
    text = get(name)
    if is_id(text):
        return int(text)
    misread.note(name, text, shown)
    return None


def get_one_of(name: str, known: Container[int]) -> int | None:
    """One parameter as one of the identifiers that are known here."""
    found = get_id(name)
    if found in known:
        return found
    misread.note(name, get(name))
    return None


def get_ids(name: str) -> tuple[int, ...]:
    """One parameter as identifiers with dots between them; what is not a number is left out."""
    parts = get(name).split(".")
    found = tuple(int(part) for part in parts if is_id(part))
    odd = ".".join(part for part in parts if not is_id(part))
    misread.note(name, odd, _("the grids that were understood") if found else "")
    return found


def get_pairs(name: str) -> tuple[tuple[int, int], ...]:
    """One parameter as pairs of identifiers, ``1:2,3:4``; what is no pair is left out."""
    parts = [part.partition(":") for part in filter(None, get(name).split(","))]
    found = tuple((int(one), int(other)) for one, _colon, other in parts if is_id(one) and is_id(other))
    odd = ",".join("".join(part) for part in parts if not (is_id(part[0]) and is_id(part[2])))
    misread.note(name, odd, _("the pairs that were understood") if found else "")
    return found


def is_id(text: str) -> bool:
    """Whether a text can be an identifier: plain digits, not too many."""
    return text.isascii() and text.isdigit() and len(text) < 16


def ids(values) -> str:
    """Identifiers as one parameter."""
    return ".".join(str(int(value)) for value in values)


def pairs(values) -> str:
    """Pairs of identifiers as one parameter."""
    return ",".join(f"{int(one)}:{int(other)}" for one, other in values)


def put(**parameters: object) -> None:
    """Change parameters; an empty value removes one. Nothing happens where nothing changes.

    Whoever goes on from there has read which page is missing; who changes the language has not.
    """
    for name, value in parameters.items():
        text = "" if value is None else str(value)
        if text == get(name):
            continue
        if text:
            st.query_params[name] = text
        else:
            st.query_params.pop(name, None)
        if name != "lang":
            st.query_params.pop("missing", None)


def whole() -> dict[str, str]:
    """The whole query as it stands."""
    return st.query_params.to_dict()  # a dict of it asks once more for every name


def carried(**more: object) -> dict[str, str]:
    """The query for a link to another page: what is carried, and what the link adds."""
    known = whole()
    query = {name: known[name] for name in CARRIED if known.get(name)}
    return query | {name: str(value) for name, value in more.items() if value not in (None, "")}


def span(period: Period) -> dict[str, object]:
    """A period as parameters, for links from a page whose own default is another."""
    return {"since": period.since, "until": period.until}


def go(page: str, /, **more: object) -> None:
    """Leave for another page, e.g. ``go("grid.py", grid=7)``; ends the script run."""
    st.switch_page(page, query_params=carried(**more))


def link(page: str, label: str, /, *, icon: str | None = None, width="content", **more: object) -> None:
    """A link to another view that keeps period, category and language.

    Streamlit's link to the page one is on does nothing when only the query differs; there it is a
    button that looks like one.
    """
    query = carried(**more)
    if page != session.page():
        st.page_link(page, label=label, icon=icon, query_params=query, width=width)
        return
    st.button(
        label,
        key=f"link_{page}_{urlencode(query)}_{label}",
        icon=icon,
        type="tertiary",
        width=width,
        on_click=st.query_params.from_dict,
        args=(query,),
    )
