"""Big numbers with their change, and short lists that lead to a grid."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from pages.parts import address, labels
from pages.parts.text import _, number, signed


@dataclass(frozen=True)
class Figure:
    """One big number: what it is, now and in the period before (None is not known)."""

    label: str
    value: float | None
    before: float | None
    help: str
    fewer_is_better: bool = True


def row(figures: Sequence[Figure], compared: str) -> None:
    """Numbers side by side; ``compared`` says against what the change is meant."""
    with st.container(horizontal=True, key="figures", gap="small"):
        for figure in figures:
            st.metric(
                figure.label,
                number(figure.value),
                _change(figure),
                delta_color="inverse" if figure.fewer_is_better else "normal",
                help=f"{figure.help} {compared}",
                border=True,
            )


def _change(figure: Figure) -> str | None:
    if figure.value is None or figure.before is None:
        return None
    change = figure.value - figure.before
    return signed(change) if change else _("no change")


def watch(grids: Sequence[tuple[int, str, str]]) -> None:
    """Grids to look at: ``(grid_id, name, reason)``, each a link to its page."""
    with st.container(key="watch", gap=None):
        for rank, (grid_id, name, reason) in enumerate(grids, 1):
            with st.container(gap=None, key=f"watch_{rank}"):
                address.link("grid.py", f"{rank}  {labels.plain(name)}", grid=grid_id)
                st.caption(labels.plain(reason))
