"""A proposal tried on the gaps: the way from the answer to the scenario that makes it so."""

import streamlit as st

from data.site import Proposal, Question
from geo.scenario import MOST, Change, rearranged, written
from pages.parts import address
from pages.parts.text import _, number


def link(asked: Question, found: Proposal) -> None:
    """The way to the gaps as they would be; why there is none where a scenario has no room for the answer."""
    made = changes(asked, found)
    if len(made) > MOST:
        words = _(
            "What changes on the gaps cannot be shown: a scenario holds {most} changes, and this answer has {n}."
        )
        st.caption(words.format(most=number(MOST), n=number(len(made))))
    elif made:
        address.link("gaps.py", _("See what changes on the gaps"), icon=":material/compare_arrows:", face="service",
                     kind=asked.kind, metres=int(asked.metres) or None, whatif=written(made))  # fmt: skip


def changes(asked: Question, found: Proposal) -> tuple[Change, ...]:
    """What comes new and what is given up, as changes of a scenario."""
    sites = found.sites
    new = [(point.x, point.y) for point in sites.geometry[sites["change"] == "new"]]
    closed = sites[sites["change"] == "closed"]
    gone = {
        int(facility_id): (point.x, point.y)
        for facility_id, point in zip(closed["facility_id"], closed.geometry, strict=True)
    }
    return rearranged(new, gone, asked.kind, moving=asked.existing == "moved")
