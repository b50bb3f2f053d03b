"""Places that somebody gives: written, which the address holds, or a file of them, which it does not."""

import streamlit as st

from data.candidates import places_of, read_places
from data.current import current
from geo.errors import GridkeeperError
from pages.parts import address, filters, labels, text
from pages.parts.intake import uploads
from pages.parts.text import _, ngettext, number

#: characters that the address holds
MOST_TYPED = 4000
#: a file of as many places as are looked at is far smaller
MOST_MB = 1
#: lines that are no place, told at most
MOST_TOLD = 12

Places = tuple[tuple[float, float], ...]


def given() -> Places:
    """The places that may be chosen; the page ends here with a sentence while there are none."""
    beside = st.columns([3, 2], gap="medium")
    with beside[1]:
        file = uploads.choose(
            _("Or a file of them"), ["csv", "txt"], "siting_places", max_upload_size=MOST_MB
        )  # fmt: skip
    with beside[0]:
        found, refused = _typed() if file is None else _of_file(file)
    if refused:
        st.warning("  \n".join(labels.plain(text.sentence(error)) for error in refused[:MOST_TOLD]))
    if len(refused) > MOST_TOLD:
        st.caption(_("and {n} more").format(n=number(len(refused) - MOST_TOLD)))
    if not found and not refused:
        st.info(_("Write the places that may be chosen, such as vacant sites."))
    if not found:
        st.stop()
    return found


def _typed() -> tuple[Places, list]:
    shown, left = room_for(address.get("places"))
    filters.lines(
        "places", _("Places that may be chosen: longitude, latitude, a line each"), shown, "112.98, 30.01"
    )
    if left:
        words = ngettext(
            "{n} line is left out: the address holds {most} characters. Give a file instead.",
            "{n} lines are left out: the address holds {most} characters. Give a file instead.", left,
        )  # fmt: skip
        st.caption(words.format(n=number(left), most=number(MOST_TYPED)))
    return read_places(shown)


def room_for(written: str) -> tuple[str, int]:
    """As many whole lines as the address holds, and how many more there are.

    >>> room_for("1 2\\n3 4")
    ('1 2\\n3 4', 0)
    """
    if len(written) <= MOST_TYPED:
        return written, 0
    kept = written[: MOST_TYPED + 1].rpartition("\n")[0]
    return kept, sum(bool(line.strip()) for line in written[len(kept) :].splitlines())


def _of_file(file) -> tuple[Places, list]:
    """The places of a file, as ``site --places`` reads them."""
    path = uploads.keep(current(), file)
    try:
        found, refused = places_of(path)
    except GridkeeperError as error:
        return (), [error]
    finally:
        uploads.drop(path)
    words = ngettext("{n} place of {file}. ", "{n} places of {file}. ", len(found))
    about = words.format(n=number(len(found)), file=path.name)
    st.caption(
        labels.plain(about + _("The address of this page does not hold them: with it, send the file."))
    )
    return found, refused
