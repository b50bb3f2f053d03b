"""Which kept draft the screen's draft is: the address remembers it, and the revision that was seen.

``draft=12:3`` goes on with draft 12 as it was when it had been written three times.
"""

import pandas as pd
import streamlit as st

from data import drafts
from data.current import current
from data.permits import Actor
from pages.parts import address, labels
from pages.parts.text import _, moment


def here() -> tuple[int, int] | None:
    """The draft of the address, and the revision that was seen; None where there is none."""
    pairs = address.get_pairs("draft")
    return pairs[0] if pairs else None


def draft(actor: Actor) -> pd.Series | None:
    """The draft of the address as it stands on record; None where there is none, or none the actor may see."""
    if (kept := here()) is None:
        return None
    known = drafts.drafts(current(), actor).set_index("plan_id")
    return known.loc[kept[0]] if kept[0] in known.index else None


def show(actor: Actor, found: pd.Series | None) -> None:
    """Say which draft this is, as ``draft`` found it, and what became of it meanwhile; and let go of it."""
    if (kept := here()) is None:
        return
    plan_id, revision = kept
    with st.container(key="kept_draft", gap="small"):
        if found is None or found["state"] != "draft":
            st.warning(_("Draft {n} is a draft no more: it was proposed or thrown away.").format(n=plan_id))
        elif found["revision"] != revision:
            words = _("Draft {n} was saved elsewhere meanwhile, by {who} at {at}. This page shows yours.")
            said = words.format(n=plan_id, who=labels.who(found["author"]), at=moment(found["created_at"]))
            st.warning(labels.plain(said))
        else:
            words = _("Draft {n} “{title}”, saved {at}.")
            if found["author"] != actor.who:
                words = _("Draft {n} “{title}” of somebody else, saved {at}: take it over on its page first.")
            said = words.format(n=plan_id, title=found["title"], at=moment(found["created_at"]))
            st.caption(labels.plain(said))
        with st.container(horizontal=True, gap="small"):
            address.link("reassign.py", _("Look at it as saved"), part="plans", plan=plan_id)
            tip = _("The moves stay on this page, and may be kept as another draft.")
            if st.button(_("Let go of it"), key="let_go", type="tertiary", help=tip):
                address.put(draft="")
                st.rerun()
