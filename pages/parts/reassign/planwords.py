"""Plans in words: what one brings, how few changes it could take, what a move does and what speaks against it."""

import math

from geo.districts.rebalance import Plan
from geo.errors import InputError
from pages.parts import labels
from pages.parts.reassign import handover
from pages.parts.reassign.ground import Ground
from pages.parts.reassign.proposals import Suggested
from pages.parts.text import _, missing, ngettext, number, percent, sentence


def verdict(found: Suggested, plan: Plan) -> str:
    """What a plan does, and how few changes it could take, in a sentence."""
    today = found.found.plans[0].imbalance
    before = percent(today)
    if not plan.changes and math.isinf(today):
        return _("Today the worker who leaves still has grids.")
    if not plan.changes:
        return _("Today the worker farthest from a fair share is {before} from it.").format(before=before)
    gone = ngettext(
        "{n} changed grid leaves nobody who stays farther than {after} from a fair share.",
        "{n} changed grids leave nobody who stays farther than {after} from a fair share.",
        plan.changes,
    )
    evened = ngettext(
        "{n} changed grid brings the imbalance from {before} to {after}.",
        "{n} changed grids bring the imbalance from {before} to {after}.",
        plan.changes,
    )
    facts = {"n": number(plan.changes), "before": before, "after": percent(plan.imbalance)}
    words = (gone if math.isinf(today) else evened).format(**facts)
    if plan.fewest >= plan.changes:
        return f"{words} {_('No plan as even changes fewer.')}"
    if plan.fewest <= 1:
        return words
    adjoining = _("No plan as even, in which grids go to adjoining beats only, changes fewer than {n}.")
    bound = adjoining if found.found.adjoining else _("No plan as even changes fewer than {n}.")
    return f"{words} {bound.format(n=number(math.ceil(plan.fewest - 1e-9)))}"


def move_words(row: dict) -> str:
    """One move: what it takes from the giver and brings the taker, as shares of a fair load."""
    parts = [
        _("{name} {change}").format(name=row[f"{side}_name"], change=f"{row[f'{side}_change']:+.0%}")
        for side in ("from", "to")
        if not missing(row[f"{side}_change"])
    ]
    return _(", ").join(parts)


def refusal(known: Ground, error: InputError) -> str:
    """Why a rule leaves a grid where it is, the grid by its name."""
    name = labels.grid_name(known.grids.loc[error.facts["grid_id"]])
    return sentence(InputError(error.code, **error.facts | {"grid_id": name}))


def torn(known: Ground, moves: dict[int, int], worker_id: int, parts: int) -> str:
    """Which grids a beat cannot spare, or which do not touch it."""
    name = known.workers["name"].get(worker_id, "")
    spared, apart = handover.tearing(known, moves, worker_id)
    if not (spared or apart):
        return _("This draft would cut {name}'s beat in pieces.").format(name=name)
    words = _("Without {grids}, {name}'s beat falls into {n} pieces.") if spared else _(
        "{grids} would lie apart from the rest of {name}'s beat, which then is in {n} pieces."
    )  # fmt: skip
    grids = known.grids.loc[spared or apart].apply(labels.grid_name, axis=1)
    return words.format(grids=_(", ").join(grids), name=name, n=number(parts))
