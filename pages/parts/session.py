"""Who is looking, in which language: the only module that touches ``st.session_state``.

Until people can sign in, one rule decides who may look (``access``):

=========  =====================================================  ==========================
``demo``   the record is the demo (setting ``demo`` is ``true``)   everybody
``open``   somebody set ``open_access`` to ``true`` on purpose     everybody who reaches it
``local``  neither, but the browser runs on the server's machine   that person
``closed`` neither, from elsewhere                                 nobody
=========  =====================================================  ==========================
"""

import threading
from collections.abc import Callable, Hashable

import streamlit as st

from data.audit import new_write_id
from data.current import current
from data.permits import Actor
from geo.errors import NotAllowed

LANGUAGES = {"zh": "中文", "en": "English"}
#: the roles one can look through, in the order of the switch
SWITCHABLE = ("leader", "manager", "planner", "worker")
#: reads what is the same for everybody: the beats of the role switch, the last day of the record
OVERSEER = Actor("switch", "leader", "all")
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_RELAYED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip")
#: by thread: the run that goes on there with its language, or the language it was told
_run = threading.local()


def begin() -> None:
    """A run of the script begins: its language is settled once, every word on the screen asks for it."""
    _run.known = st.runtime.scriptrunner.get_script_run_ctx(suppress_warning=True), _negotiated()


def language() -> str:
    """``zh`` or ``en``: from the address, else chosen before, else what the browser prefers."""
    if told := getattr(_run, "told", ""):
        return told
    run, settled = getattr(_run, "known", (None, ""))
    same = run is not None and run is st.runtime.scriptrunner.get_script_run_ctx(suppress_warning=True)
    return settled if same else _negotiated()


def in_this_language(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """The same, with the words of the page that runs now: a file is made later, on a thread without a page."""
    spoken = language()

    def made() -> bytes:
        _run.told = spoken
        try:
            return make()
        finally:
            _run.told = ""

    return made


def _negotiated() -> str:
    asked = st.query_params.get("lang", "")
    if asked in LANGUAGES:
        st.session_state["language"] = asked
    return st.session_state.get("language") or ("zh" if (st.context.locale or "").startswith("zh") else "en")


def chosen_language() -> str:
    """The language somebody chose in this visit, or nothing if it was only negotiated."""
    return st.session_state.get("language", "")


def access() -> str:
    """``demo``, ``open``, ``local`` or ``closed``: see the table above."""
    record = current()
    if record.setting("demo") == "true":
        return "demo"
    if record.setting("open_access") == "true":
        return "open"
    return "local" if is_local() else "closed"


def is_local() -> bool:
    """Whether the browser runs on this machine, not behind a relay."""
    headers = st.context.headers
    host = headers.get("Host", "localhost")
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    relayed = any(headers.get(key) for key in _RELAYED)
    return st.context.ip_address is None and name in _LOOPBACK and not relayed


def actor() -> Actor:
    """Who is looking; the first line of every page.

    Raises:
        NotAllowed: ``sign_in_missing`` where the record is neither demo nor open nor on this machine.
    """
    if access() == "closed":
        raise NotAllowed("sign_in_missing")
    role = st.session_state.get("role", SWITCHABLE[0])
    worker_id = st.session_state.get("worker_id")
    scope = f"worker:{worker_id}" if role == "worker" else "all"
    return Actor(f"{role} {_visit()}", role, scope)


def _visit() -> str:
    """A few characters that tell two visits with one role apart in the audit."""
    context = st.runtime.scriptrunner.get_script_run_ctx()
    return context.session_id[:4] if context else "0000"


def choose_role(role: str, worker_id: int | None = None) -> None:
    """Look through another role; ``worker_id`` says whose beat for a worker."""
    st.session_state["role"] = role
    st.session_state["worker_id"] = worker_id


def role() -> tuple[str, int | None]:
    """The chosen role and, for a worker, whose beat."""
    return st.session_state.get("role", SWITCHABLE[0]), st.session_state.get("worker_id")


def arrive(page: str) -> None:
    """Remember which page runs, by its file."""
    st.session_state["page"] = page


def page() -> str:
    """The file of the page that runs."""
    return st.session_state.get("page", "")


def put(key: str, value: Hashable) -> None:
    """Give a keyed widget its value before it is drawn (the address is the truth, the widget follows)."""
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def holds(key: str) -> bool:
    """Whether a keyed widget was on the page in the run before."""
    return key in st.session_state


def value(key: str, default=None):
    """What a keyed widget holds."""
    return st.session_state.get(key, default)


def write_id(what: str) -> str:
    """The id of a write in this visit: the same words give the same id, so a repeated click writes once."""
    ids = st.session_state.setdefault("write_ids", {})
    return ids.setdefault(what, new_write_id())
