"""What every page stands in: page settings, navigation, switches, titles, and the states without data."""

import logging
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import streamlit as st

from data import people
from geo.errors import GridkeeperError
from pages.parts import address, labels, load, misread, session
from pages.parts.text import N_, _, sentence

HERE = Path(__file__).parents[1]
ASSETS = HERE / "assets"
#: file, title, icon; the first one opens at the bare address
PAGES = (
    ("overview.py", N_("Overview"), ":material/map:"),
    ("grid.py", N_("Grid"), ":material/crop_free:"),
    ("cases.py", N_("Cases"), ":material/assignment:"),
    ("hotspots.py", N_("Hotspots"), ":material/local_fire_department:"),
    ("gaps.py", N_("Gaps"), ":material/radar:"),
    ("siting.py", N_("Where next?"), ":material/add_location_alt:"),
    ("reassign.py", N_("Reassign"), ":material/swap_horiz:"),
    ("grid_editor.py", N_("Grid editor"), ":material/edit_location_alt:"),
    ("intake.py", N_("Intake"), ":material/upload_file:"),
)
_log = logging.getLogger("gridkeeper")


def open_pages() -> dict:
    """Set the browser tab; file → the page as Streamlit knows it."""
    session.begin()
    misread.begin(address.get("lang"), address.unknown())
    st.set_page_config(
        page_title=_("Gridkeeper"),
        page_icon=_icon(),
        layout="wide",
        menu_items={"About": None, "Get help": None, "Report a bug": None},
    )
    return {
        file: st.Page(file, title=_(title), icon=icon, default=file == PAGES[0][0])
        for file, title, icon in PAGES
    }


# read once: as a file Streamlit reads and hashes it again on every rerun
@cache
def _icon() -> str:
    return f"data:image/png;base64,{b64encode((ASSETS / 'icon.png').read_bytes()).decode()}"


def navigate(pages: dict):
    """The page the address asks for; the chosen language stays in the address."""
    page = st.navigation(list(pages.values()), position="hidden")
    session.arrive(next(file for file, known in pages.items() if known == page))
    if session.chosen_language():
        address.put(lang=session.chosen_language())
    if session.page() == PAGES[0][0]:
        misread.note("missing", address.get("missing"))
    return page


def sidebar(pages: dict) -> None:
    """Place, language, role and the list of pages."""
    with st.sidebar:
        _brand()
        _language_switch()
        if session.access() != "closed":
            _role_switch()
            with st.container(key="navigation", gap=None):
                for file, page in pages.items():
                    _entry(file, page)


def _entry(file: str, page) -> None:
    """A page in the list; from inside a view it leads back to the page's beginning."""
    if file == session.page() and address.carried() != address.whole():
        address.link(file, page.title, icon=page.icon, width="stretch")
    else:
        st.page_link(page, query_params=address.carried(), width="stretch")


def _brand() -> None:
    demo = session.access() == "demo"
    name = load.place().get("title", {}).get(session.language(), "") or _("Gridkeeper")
    with st.container(key="brand", gap=None):
        st.markdown(f"### {labels.plain(name)}")
        st.caption(_("Fictional district, invented data") if demo else _("One map of every grid"))


def _language_switch() -> None:
    session.put("language_switch", session.language())
    st.segmented_control(
        _("Language"),
        list(session.LANGUAGES),
        default=session.language(),
        format_func=session.LANGUAGES.get,
        key="language_switch",
        on_change=lambda: address.put(lang=session.value("language_switch")),
        required=True,
        label_visibility="collapsed",
        width="stretch",
    )


def _role_switch() -> None:
    """Who to look as: in the demo for everybody, elsewhere until there is a sign-in."""
    role, worker_id = session.role()
    session.put("role_switch", role)
    roles = _roles(role)
    st.selectbox(
        _("Looking as"),
        roles,
        roles.index(role) if role in roles else 0,
        format_func=labels.role,
        key="role_switch",
        on_change=lambda: session.choose_role(session.value("role_switch"), _first_worker()),
    )
    if role == "worker":
        _beat_switch(worker_id)
    if session.access() == "open":
        st.caption(_("There is no sign-in yet: whoever reaches this address may look as anybody."))


def _roles(current_role: str) -> list[str]:
    """The roles to look through; a worker only where somebody has a beat."""
    beats = current_role == "worker" or (load.read(people.workers, session.OVERSEER)["grids"] > 0).any()
    return [name for name in session.SWITCHABLE if beats or name != "worker"]


def _beats() -> dict[int, str]:
    everybody = load.read(people.workers, session.OVERSEER)
    busy = everybody[everybody["grids"] > 0]
    return {
        int(row.worker_id): f"{row.name} · {labels.grids(row.grids)}" for row in busy.itertuples(index=False)
    }


def _first_worker() -> int | None:
    return next(iter(_beats()), None)


def _beat_switch(worker_id: int | None) -> None:
    beats = _beats()
    session.put("beat_switch", worker_id)
    st.selectbox(
        _("Beat of"),
        list(beats),
        list(beats).index(worker_id) if worker_id in beats else 0,
        format_func=beats.get,
        key="beat_switch",
        on_change=lambda: session.choose_role("worker", session.value("beat_switch")),
    )


@contextmanager
def boundary() -> Iterator[None]:
    """Errors become sentences: known ones their own, unknown ones a calm one and a line in the log."""
    try:
        yield
    except GridkeeperError as error:
        _log.info("%s", error)
        trouble(sentence(error))
    except Exception:
        _log.exception("a page failed")
        trouble(_("Something went wrong on our side, and nothing was changed. Try again in a moment."))


def trouble(text: str) -> None:
    """A state in which the page cannot be shown, in one sentence."""
    with st.container(key="trouble", border=True):
        st.markdown(f"**{labels.plain(text)}**")
        address.link(PAGES[0][0], _("Back to the overview"))


def title(text: str, lead: str = "") -> None:
    """The page's heading and one line below it."""
    st.markdown(f"## {labels.plain(text)}")
    if lead:
        st.caption(labels.plain(lead))


@contextmanager
def head(text: str) -> Iterator[None]:
    """The page's heading with something beside it, such as a breadcrumb."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="head"):
        st.markdown(f"## {labels.plain(text)}", width="content")
        yield


def empty(text: str, hint: str = "", code: str = ""):
    """A place where there is nothing yet: what is missing, and what to do about it; more may be put in it."""
    place = st.container(border=True, horizontal_alignment="center")
    with place:
        st.markdown(f"#### {labels.plain(text)}")
        if hint:
            st.markdown(labels.plain(hint))
        if code:
            st.code(code, language=None)
    return place
