"""Drafts among the plans: those one may see, going on with one, taking it over, throwing it away."""

from datetime import datetime

import pandas as pd
import streamlit as st

from data import drafts
from data.current import current
from data.permits import Actor
from geo.errors import GridkeeperError
from pages.parts import address, labels, session
from pages.parts.reassign import handover, locks, planwords
from pages.parts.text import _, moment, number

#: states of what is a draft or was one, and never a plan
STATES = ("draft", "discarded")
#: drafts written out, those saved last
MOST = 8


def show(kept: pd.DataFrame) -> None:
    """Drafts, each a link; what was thrown away is no longer listed."""
    kept = kept[kept["state"] == "draft"]
    if kept.empty:
        return
    st.markdown(f"#### {_('Drafts')}")
    told(kept.head(MOST), "draft")
    if len(kept) > MOST:
        with st.expander(_("Earlier drafts ({n})").format(n=number(len(kept) - MOST))):
            for plan in kept.tail(-MOST).to_dict("records"):
                _link(plan)


def told(plans: pd.DataFrame, what: str) -> None:
    """Plans or drafts, each a link, with how many grids it moves, whose it is and when it was written."""
    for plan in plans.to_dict("records"):
        with st.container(key=f"{what}_{plan['plan_id']}", gap=None):
            _link(plan)
            facts = [labels.grids(plan["moves"]), labels.who(plan["author"]), moment(plan["created_at"])]
            st.caption(labels.plain(" · ".join(facts)))


def _link(plan: dict) -> None:
    name = f"{plan['plan_id']} · {labels.plain(plan['title'])}"
    address.link("reassign.py", name, part="plans", plan=plan["plan_id"])


def steps(actor: Actor, plan: pd.Series, moves: dict[int, int]) -> None:
    """What may be done with a draft: its author goes on with it or throws it away, a colleague takes it over."""
    if plan["state"] == "discarded":
        st.caption(_("This draft was thrown away. It stays on record, and its moves can be used again."))
        again(plan, moves)
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="draft_steps"):
        if plan["author"] == actor.who:
            _own(actor, plan, moves)
        else:
            _others(actor, plan)
            again(plan, moves)


def again(plan: pd.Series, moves: dict[int, int]) -> None:
    """Begin a draft with the same moves and locks: to change a plan, or to propose it again."""
    given = {"moves": handover.keep(moves), **locks.parameters(plan["locks"])}
    address.link("reassign.py", _("Begin a draft with these moves"), icon=":material/edit:", **given)


def _own(actor: Actor, plan: pd.Series, moves: dict[int, int]) -> None:
    seen = (int(plan.name), int(plan["revision"]))
    address.link(
        "reassign.py", _("Go on with this draft"), icon=":material/edit:", moves=handover.keep(moves),
        base=plan["base_version"], draft=address.pairs([seen]), **locks.parameters(plan["locks"]),
    )  # fmt: skip
    if actor.may("discard_draft"):
        tip = _("It is listed no more; it stays on record.")
        if st.button(
            _("Throw away"), key=_key("discard", seen), icon=":material/delete:", type="tertiary", help=tip
        ):
            _do(drafts.discard_draft, actor, seen)


def _others(actor: Actor, plan: pd.Series) -> None:
    if not actor.may("take_over_draft"):
        return
    tip = _(
        "You are then its author: you can save it, propose it or throw it away. The audit keeps whose it was."
    )
    seen = (int(plan.name), int(plan["revision"]))
    if st.button(_("Take over this draft"), key=_key("take_over", seen), help=tip):
        _do(drafts.take_over_draft, actor, seen)


def _key(what: str, seen: tuple[int, int]) -> str:
    """The key of a button beside a draft: a click on a page that shows an older revision does nothing."""
    return f"{what}_{address.pairs([seen])}"


def _do(command, actor: Actor, seen: tuple[int, int]) -> None:
    """Do it; what is refused is said, and the draft stays as it is."""
    write_id = session.write_id(f"{command.__name__} {seen}")
    try:
        command(current(), actor, seen, now=datetime.now(), write_id=write_id)
    except GridkeeperError as error:
        st.error(labels.plain(planwords.conflict(actor, error)))
        return
    st.rerun()
