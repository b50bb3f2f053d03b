"""The one button that hands out a file: made when it is clicked, and told of in the audit trail before it leaves."""

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


def offer(
    actor: Actor,
    words: str,
    made: Callable[[], bytes],
    file_name: str,
    *,
    key: str,
    kind: str,
    facts: Mapping[str, object] | None = None,
    action: str = "export",
    help: str | None = None,
) -> None:
    """A button to take a file along, for those who may; the page does not run again for it.

    The file is made on a thread of the server, to which the page's language is told.

    Args:
        words: on the button. made: makes the file; called on a click only.
        kind, facts, action: of the audit row, as ``data.export.note_taken`` takes them.
    """
    if not actor.may(action):
        return
    ending = file_name.rpartition(".")[2]
    st.download_button(
        words,
        session.in_this_language(lambda: taken(actor, made, file_name, kind, facts or {}, action)),
        file_name,
        KINDS[ending],
        key=key,
        on_click="ignore",
        icon=":material/print:" if ending == "pdf" else ":material/download:",
        type="tertiary",
        help=help,
    )


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
