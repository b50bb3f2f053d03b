"""A file to take along, made when it is asked for: the one kind of button that hands one out."""

from collections.abc import Callable

import streamlit as st

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


def button(words: str, made: Callable[[], bytes], file_name: str, *, key: str, tip: str = "") -> None:
    """A button that makes a file and hands it out; the page does not run again for it.

    The file is made on a thread of the server, to which the page's language is told: the words in it are those
    of the page.

    Args:
        words: on the button. made: the bytes. tip: what is in the file.
    """
    ending = file_name.rpartition(".")[2]
    st.download_button(
        words, session.in_this_language(made), file_name, KINDS[ending], key=key, on_click="ignore",
        icon=":material/print:" if ending == "pdf" else ":material/download:", type="tertiary", help=tip or None,
    )  # fmt: skip
