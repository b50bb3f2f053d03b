"""What each move of a draft does: to the loads of giver and taker, to the borders, to whoever lives there."""

import numpy as np
import pandas as pd

from data import studies
from data.current import current
from data.permits import Actor
from geo.hotspots.neighbours import border_lengths
from geo.rates import exposure
from pages.parts import load
from pages.parts.map import measures
from pages.parts.reassign import handover, planwords
from pages.parts.reassign.ground import Ground
from pages.parts.text import _, missing, number


def explained(actor: Actor, known: Ground, moves: dict[int, int]) -> pd.DataFrame:
    """Every move of a draft, in the draft's order, so that ``border_m`` adds up.

    Returns:
        by ``grid_id``: ``from_name`` and ``to_name`` (missing: nobody), ``from_change`` and ``to_change`` as fractions
        of a fair share (missing where there is none), ``border_m`` by which the borders between beats grow, and
        ``homes`` that get another worker (missing where nobody counted).
    """
    ids = list(moves)
    hours, giver = known.grids["workload_hours"].loc[ids], known.grids["worker_id"].loc[ids]
    frame = pd.DataFrame(index=pd.Index(ids, name="grid_id"))
    fair = handover.load_after(known, moves)["fair_share"].where(lambda share: share > 0)
    for side, who, sign in (("from", giver, -1), ("to", pd.Series(moves), 1)):
        frame[f"{side}_name"] = who.map(known.workers["name"])
        frame[f"{side}_change"] = sign * hours / who.map(fair)
    frame["border_m"] = _borders(actor, known, moves)
    frame["homes"] = exposure(known.grids)[0].loc[ids]
    return frame


def _borders(actor: Actor, known: Ground, moves: dict[int, int]) -> list[float]:
    """Metres of border between beats that come with each move, after those above it."""
    if not moves:
        return []
    order, today = known.grids.index, known.grids["worker_id"]
    rows = order.get_indexer(list(moves))
    around = studies.neighbours(current(), actor, "rook")[rows].indices
    near = order[np.union1d(rows, around)]
    lengths = border_lengths(
        studies.in_metres(current(), load.grids(actor).set_index("grid_id").geometry.loc[near])
    )
    beat, grown = today.loc[near].to_numpy(copy=True), []
    for at, taker in zip(near.get_indexer(list(moves)), moves.values(), strict=True):
        part = slice(lengths.indptr[at], lengths.indptr[at + 1])
        other, metres = beat[lengths.indices[part]], lengths.data[part]
        grown.append(float(metres[other == beat[at]].sum() - metres[other == taker].sum()))
        beat[at] = taker
    return grown


def words(known: Ground, row: dict) -> str:
    """One move: what it does to giver and taker, to the border, to how many households."""
    parts = [planwords.move_words(row), _("border {metres} m").format(metres=signed(row["border_m"]))]
    if not missing(row["homes"]):
        people = measures.people(exposure(known.grids)[1])[1]
        parts.append(_("{people}: {n}").format(people=people, n=number(row["homes"])))
    return _(", ").join(filter(None, parts))


def total(known: Ground, rows: pd.DataFrame) -> str:
    """What all the moves come to."""
    people = _("{people} that change worker").format(people=measures.people(exposure(known.grids)[1])[1])
    homes = _("{people}: {n}").format(people=people, n=number(rows["homes"].sum()))
    border = _("Borders between beats: {metres} m").format(metres=signed(rows["border_m"].sum()))
    return f"{homes} · {border}"


def signed(metres: float) -> str:
    """Whole metres with their sign; nothing is no more and no less."""
    whole = round(metres)
    return f"+{number(whole)}" if whole > 0 else number(whole)
