"""Big numbers with their change, and short lists that lead to a grid."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from geo import kpi
from pages.parts import address, labels
from pages.parts.text import N_, _, missing, number, signed

#: figure → label and what it counts
FIGURES = {
    "open_cases": (N_("Open cases"), N_("Cases not closed when the period ended.")),
    "new_cases": (N_("New cases"), N_("Cases reported in the period.")),
    "overdue_cases": (N_("Overdue"), N_("Open cases past their due time when the period ended.")),
    "grids_without_worker": (N_("Grids without a worker"), N_("Nobody is responsible for them.")),
    "residents_beyond_reach": (
        N_("Residents beyond reach"),
        N_("They live further from the nearest facility of this kind than its reach, on foot."),
    ),
}
_BETTER = {figure.code: figure.better for figure in kpi.FIGURES}


@dataclass(frozen=True)
class Figure:
    """One big number.

    ``change`` against the period before, NaN where that is not known; ``better`` is ``lower``,
    ``higher`` or nothing where neither direction is good news; ``remark`` stands where there is no
    change to show.
    """

    label: str
    value: float
    change: float
    help: str
    better: str = ""
    remark: str = ""


def figure(code: str, value: float, change: float, remark: str = "") -> Figure:
    """One of the figures that ``geo.kpi`` defines."""
    label, words = FIGURES[code]
    return Figure(_(label), value, change, _(words), _BETTER[code], remark)


def row(figures: Sequence[Figure]) -> None:
    """Numbers side by side, two abreast on a phone."""
    st.html(f'<div class="figures" role="list">{"".join(map(_card, figures))}</div>')


def _card(one: Figure) -> str:
    mood, words = change(one)
    return (
        f'<div class="figure" role="listitem" title="{escape(one.help)}"><div class="label">{escape(one.label)}</div>'
        f'<div class="value">{number(one.value)}</div><div class="change {mood}">{escape(words)}</div></div>'
    )


def change(one: Figure) -> tuple[str, str]:
    """Whether the change is good news, and the change in words."""
    if missing(one.change) or one.remark:
        return "", one.remark or _("as of today")
    if not one.change:
        return "", _("no change")
    direction = "higher" if one.change > 0 else "lower"
    mood = "" if not one.better else "good" if one.better == direction else "bad"
    return mood, f"{'▲' if one.change > 0 else '▼'} {signed(one.change)}"


def watch(grids: Sequence[tuple[int, str, str]]) -> None:
    """Grids to look at: ``(grid_id, name, reason)``, each a link to its page.

    Name and reason are one label of two lines: a box, a link and a caption for each would be 30 of the 73
    messages of a rerun of the overview.
    """
    with st.container(key="watch", gap=None):
        for rank, (grid_id, name, reason) in enumerate(grids, 1):
            words = f"**{rank}  {labels.plain(name.strip())}**  \n{labels.plain(reason)}"
            address.link("grid.py", words, width="stretch", grid=grid_id)
