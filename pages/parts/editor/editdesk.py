"""What an edit of boundaries would do, grid by grid, and confirming it with a reason and a day."""

from datetime import date, datetime, timedelta

import pandas as pd
import streamlit as st

from data import doctor, editing, people
from data.current import current
from data.editing import Preview
from data.permits import Actor
from geo.editing.doctor import outside_limits
from geo.errors import GridkeeperError
from pages.parts import address, labels, load, session, text
from pages.parts.editor import drafting
from pages.parts.text import _, missing, number, sentence


def preview(actor: Actor) -> Preview | None:
    """What the address asks for, worked out; None while it asks for nothing whole, or nothing possible."""
    asked = drafting.request()
    if asked is None or not actor.may("edit_grids"):
        return None
    try:
        return editing.preview(current(), actor, asked)
    except GridkeeperError as error:
        session.put("edit_refused", (drafting.parameters(asked)["line"], sentence(error)))
        return None


def show(actor: Actor, seen: Preview | None) -> None:
    """The form that puts the preview in force, or why there is none."""
    if not actor.may("edit_grids"):
        st.info(_("Only grid managers and planners edit grids."))
        return
    if seen is None:
        _why_not()
        return
    if seen.plans:
        words = _("Plans that are under way about these grids could no longer be accepted: {plans}.")
        st.warning(labels.plain(words.format(plans=", ".join(map(str, seen.plans)))))
    _confirm(actor, seen)


def table(actor: Actor, seen: Preview | None) -> None:
    """The grids there would be."""
    if seen is None:
        return
    st.markdown(f"#### {_('What would be')}")
    st.dataframe(_rows(actor, seen), hide_index=True, key="edit_rows")
    st.caption(_("Households are divided by area. Cases and facilities go to the grid they lie in."))
    _limits(seen)


def _limits(seen: Preview) -> None:
    """Whether a grid would hold too few households or too many: a hint, for whoever edits may know better."""
    fewest, most = doctor.limits(current())
    rows = seen.edit.after.set_index("grid_id", drop=False)
    grids = [
        f"{labels.grid_name(rows.loc[one.grid_ids[0]])} ({number(one.amount)})"
        for one in outside_limits(rows, fewest, most)
    ]
    if grids:
        words = _(
            "A basic grid is meant to hold {fewest} to {most} households. Outside of that would be: {grids}."
        )
        st.warning(labels.plain(words.format(fewest=fewest, most=most, grids=_(", ").join(grids))))


def _why_not() -> None:
    asked = drafting.request()
    line, words = session.value("edit_refused", ("", ""))
    if asked is not None and drafting.parameters(asked)["line"] == line and words:
        st.warning(labels.plain(words))


def _rows(actor: Actor, seen: Preview) -> pd.DataFrame:
    """A row a grid there would be."""
    names = load.read(people.names, actor)
    before = seen.before.set_index("grid_id")
    came = seen.edit.shares.groupby("grid_id")["parent_id"].agg(list)
    after = seen.edit.after
    return pd.DataFrame(
        {
            _("Grid"): [labels.grid_name(row) for row in after.to_dict("records")],
            _("Grid code"): after["grid_code"],
            _("Area (km²)"): [number(value, 3) for value in after["area_km2"]],
            _("Households"): [number(value) for value in after["households"]],
            _("Cases ever"): [number(seen.cases[one]) for one in after["grid_id"]],
            _("Worker"): [_("nobody") if missing(w) else names.get(int(w), "") for w in seen.workers],
            _("Comes from"): [
                ", ".join(
                    labels.grid_name(before.loc[one]) for one in came.get(grid_id, []) if one in before.index
                )
                for grid_id in after["grid_id"]
            ],
        }
    )


def _confirm(actor: Actor, seen: Preview) -> None:
    """Reason, first day, and the button that writes."""
    with st.form("edit", border=True):
        reason = st.text_area(_("Reason"), max_chars=1000, placeholder=_("Why this change helps"), height=80)
        today = date.today()
        day = st.date_input(
            _("In force from"), today, max_value=today + timedelta(days=365), format="YYYY-MM-DD"
        )
        st.caption(_("A day to come waits for it; a day past changes the history from that day on."))
        sent = st.form_submit_button(_("Put in force"), type="primary")
    if not sent:
        return
    try:
        edit_id = editing.edit_grids(
            current(), actor, seen.edit.request, stamp=seen.stamp, reason=reason, effective_on=day,
            now=datetime.now(), write_id=session.write_id(f"edit {seen.stamp} {seen.edit.request} {reason} {day}"),
        )  # fmt: skip
    except GridkeeperError as error:
        st.error(labels.plain(sentence(error)))
        return
    drafting.forget()
    address.put(part="history", opened=edit_id)
    st.rerun()


def kind_words(kind: str) -> str:
    """What an edit did, in words."""
    table = drafting.DRAWN | drafting.MENDED | {"restore": text.N_("Undoing")}
    return _(table[kind])
