"""Plans in words: what one brings, how few changes it could take, what a move does and what speaks against it."""

import math

import numpy as np

from data import grids as areas
from data.current import current
from data.permits import Actor
from data.rebalance import Balancing
from geo.districts.bound import whole_grids
from geo.districts.rebalance import Plan
from geo.errors import GridkeeperError
from geo.rates import exposure
from pages.parts import labels
from pages.parts.reassign import handover, proposals
from pages.parts.reassign.ground import Ground
from pages.parts.reassign.proposals import Suggested
from pages.parts.text import _, missing, moment, ngettext, number, percent, sentence

#: grids named where there are more
FEW = 8


def verdict(found: Suggested, plan: Plan) -> str:
    """What a plan does, and how few changes it could take, in a sentence."""
    today = found.found.plans[0].imbalance
    if not plan.changes:
        return _today(found, today)
    if proposals.given_a_beat(found.start.beats, plan):
        words = _(
            "Changing {changed} gives who joins a beat: nobody is then farther than {after} from a fair share."
        )
    elif math.isinf(today):
        words = _("Changing {changed} leaves nobody who stays farther than {after} from a fair share.")
    else:
        words = _("Changing {changed} brings the imbalance from {before} to {after}.")
    facts = {
        "changed": changed(found.start, plan),
        "before": percent(today),
        "after": percent(plan.imbalance),
    }
    words = words.format(**facts)
    if plan.fewest >= plan.changes:
        return f"{words} {_('No plan as even changes fewer grids.')}"
    fewest, adjoining = map(whole_grids, (plan.fewest, plan.fewest_adjoining))
    if fewest > 1:
        words += " " + _("No plan as even changes fewer than {n} grids.").format(n=number(fewest))
    if adjoining > max(fewest, 1):
        rest = _("No plan as even, in which grids go to adjoining beats only, changes fewer than {n} grids.")
        words += " " + rest.format(n=number(adjoining))
    return words


def _today(found: Suggested, imbalance: float) -> str:
    """Today's beats: a share that nobody has yet, or somebody has no more, is no measure of them."""
    beats, words = found.start.beats, []
    if proposals.without_grid(beats, beats.today)[beats.shares > 0].any():
        words.append(_("Today the worker who joins has no grid yet."))
    if math.isinf(imbalance):
        words.append(_("Today the worker who leaves still has grids."))
    far = _("Today the worker farthest from a fair share is {before} from it.")
    return " ".join(words) or far.format(before=percent(imbalance))


def changed(start: Balancing, plan: Plan) -> str:
    """The grids that change hands and those who live there, as far as they are counted."""
    grids, homes = labels.grids(plan.changes), proposals.homes(start, plan)
    if not homes:
        return grids
    return _("{grids} ({people})").format(grids=grids, people=labels.people(homes, exposure(start.facts)[1]))


def difference(known: Ground, found: Suggested, plan: Plan, other: Plan) -> list[str]:
    """What two plans have in common, and the grids that only one of them moves, or moves to somebody else."""
    moves = [_moves(found, plan), _moves(found, other)]
    both = len(moves[0] & moves[1])
    same = ngettext("{n} grid goes the same way in both.", "{n} grids go the same way in both.", both)
    lines = [same.format(n=number(both))]
    for one, mine, theirs in ((plan, *moves), (other, *moves[::-1])):
        own = [labels.grid_name(known.grids.loc[grid]) for grid, _to in sorted(mine - theirs)]
        listed = _(", ").join(own[:FEW]) + (" …" if len(own) > FEW else "")
        if own:
            lines.append(
                _("Only with {grids}: {names}").format(grids=labels.grids(one.changes), names=listed)
            )
    return lines


def _moves(found: Suggested, plan: Plan) -> set[tuple[int, int]]:
    """Which grid goes to whom."""
    ids, at = found.found.beats.grid_ids, np.flatnonzero(plan.workers != found.found.beats.today)
    return set(zip(ids[at].tolist(), plan.workers[at].tolist(), strict=True))


def move_words(row: dict) -> str:
    """One move: what it takes from the giver and brings the taker, as shares of a fair load."""
    parts = [
        _("{name} {change}").format(name=row[f"{side}_name"], change=f"{row[f'{side}_change']:+.0%}")
        for side in ("from", "to")
        if not missing(row[f"{side}_change"])
    ]
    return _(", ").join(parts)


def refusal(known: Ground, error: GridkeeperError) -> str:
    """Why a lock leaves a grid where it is, or what makes a plan impossible: grids and workers by their names."""
    names, grid = known.workers["name"], lambda grid_id: labels.grid_name(known.grids.loc[grid_id])
    told = {
        "grid_id": grid,
        "other_id": grid,
        "worker_id": lambda one: names.get(one, _("nobody")),
        "worker_ids": lambda some: _(", ").join(names.get(int(one), one) for one in some.split(", ")),
    }
    facts = {name: told[name](one) if name in told else one for name, one in error.facts.items()}
    return sentence(type(error)(error.code, **facts))


def conflict(actor: Actor, error: GridkeeperError) -> str:
    """Why a plan was not written: grids by their names where the error lists them, people as on the screen."""
    facts = dict(error.facts)
    ids = [int(one) for one in str(facts.get("grid_ids", "")).split(", ") if one.isdigit()]
    if ids:
        facts["grid_ids"] = _(", ").join(labels.grid_names(areas.last_known(current(), actor, ids)))
    if "who" in facts:
        facts["who"] = labels.who(facts["who"])
    if "at" in facts:
        facts["at"] = moment(facts["at"])
    return sentence(type(error)(error.code, **facts))


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
