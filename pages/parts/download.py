"""A file to take along, made when it is asked for: the one kind of button that hands one out."""

from collections.abc import Callable, Mapping
from datetime import datetime

import streamlit as st

from data.current import current
from data.export import note_taken
from data.permits import Actor
from pages.parts import session

#: by ending: what a file is called to the browser
KINDS = {
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def button(
    actor: Actor,
    words: str,
    made: Callable[[], bytes],
    file_name: str,
    *,
    key: str,
    kind: str,
    facts: Mapping[str, object] | None = None,
    action: str = "export",
    tip: str = "",
) -> None:
    """A button that makes a file and hands it out, for those who may; the page does not run again for it.

    The file is made on a thread of the server, to which the page's language is told: the words in it are those
    of the page. Before it leaves, the audit trail holds who takes it.

    Args:
        words: on the button. made: the bytes. tip: what is in the file.
        kind, facts, action: of the audit row, as ``data.export.note_taken`` takes them.
    """
    if not actor.may(action):
        return
    ending = file_name.rpartition(".")[2]
    st.download_button(
        words, session.in_this_language(lambda: taken(actor, made, file_name, kind, facts or {}, action)),
        file_name, KINDS[ending], key=key, on_click="ignore",
        icon=":material/print:" if ending == "pdf" else ":material/download:", type="tertiary", help=tip or None,
    )  # fmt: skip


def taken(
    actor: Actor,
    made: Callable[[], bytes],
    file_name: str,
    kind: str,
    facts: Mapping[str, object],
    action: str = "export",
) -> bytes:
    """A file's bytes, once the audit trail holds who takes it.

    Raises:
        NotAllowed: nothing is made then.
    """
    actor.require(action)
    body = made()
    facts = {**facts, "bytes": len(body)}
    note_taken(current(), actor, kind, file_name, facts, now=datetime.now(), action=action)
    return body
