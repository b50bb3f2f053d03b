"""Plans of better beats in words: what one brings, how few changes it could take, what a move does."""

import math

from geo.districts.rebalance import Plan
from pages.parts.proposals import Suggested
from pages.parts.text import _, missing, ngettext, number, percent


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
