"""Proposals for new sites in words: the models, how good an answer is, who gains how much."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from data.notes import caveat_texts
from data.site import Effect, Proposal, Question
from geo.siting.site import NEAR
from pages.parts.text import N_, _, missing, ngettext, number, percent
from pages.parts.work import Unfolding

#: model → what it looks for, in plain words
MODELS = {
    "mclp": N_("Most people newly covered"),
    "lscp": N_("Fewest sites for everybody"),
    "pmedian": N_("Shortest average walk"),
    "pcenter": N_("Shortest longest walk"),
    "capacitated": N_("Shortest average walk, with room for all"),
}
CANDIDATES = {
    "grids": N_("One a grid"),
    "streets": N_("Street crossings"),
    "given": N_("Given places"),
}
EXISTING = {"kept": N_("Stay"), "moved": N_("May move"), "closed": N_("Are closed")}
EXPLAINED = N_(
    "Residents walk from the buildings they live in, or from points spread inside their grid, and every walk "
    "between them and every candidate is measured, along the streets where these are known. In a large place homes "
    "are put together at one of their neighbours, and of very many grids or crossings evenly many are candidates; "
    "of given places all are. It is said beside the answer, and what is proven is proven of these. A quick search "
    "gives a first answer at once: what helps most is added again and again, then one is exchanged for another as "
    "long as that helps. Then a solver (HiGHS) looks for a better answer and for a proof that none can be much "
    "better. “Within 0.4 %” means of most people covered: at least 99.6 % of what any choice of sites could cover; "
    "of walks and of fewest sites: at most 0.4 % more than the least possible. A site is a point on the map; "
    "whether there is a building or a plot, and what it costs, somebody has to look."
)
#: of what the places and homes looked at are a part
COARSE = ("site_places_thinned", "site_homes_together")
#: communities and workers named in a sentence at most
NAMED = 2


def how_good(found: Unfolding) -> str:
    """How near an answer is to the best possible, of which places and homes, and whether somebody still looks on."""
    siting = found.answer.siting
    coarse = replace(siting.note, caveats=tuple(code for code in siting.note.caveats if code in COARSE))
    if siting.optimal:
        return " ".join([_("Proven: no choice of sites is better."), *caveat_texts(coarse, _)])
    if siting.gap > NEAR:
        near = _("A first answer; how near it is to the best possible is not known yet.")
    else:
        near = _("Within {gap} of the best possible.").format(gap=percent(siting.gap, 1))
    return " ".join(filter(None, [near, *caveat_texts(coarse, _), _(_STATES[found.state])]))


_STATES = {
    "working": N_("Looking for a better answer and for a proof …"),
    "stopped": N_("You stopped the search."),
    "done": N_("The time for the search is over."),
}


def headline(asked: Question, effect: Effect, sites: pd.DataFrame) -> str:
    """What the answer changes for everybody, and how many it leaves out."""
    lost = round(effect.left_out)
    words = ngettext("{n} resident is too far from every candidate and is left out.",
                     "{n} residents are too far from every candidate and are left out.", lost)  # fmt: skip
    return " ".join([_changed(asked, effect, sites), *([words.format(n=number(lost))] if lost else [])])


def _changed(asked: Question, effect: Effect, sites: pd.DataFrame) -> str:
    n = int((sites["change"] == "new").sum())
    if asked.model in ("mclp", "lscp"):
        before, after = effect.covered
        return _(
            "{n} new: within {metres} m live {after} of {people} residents ({share}) instead of {before}."
        ).format(n=number(n), metres=number(effect.limit_m), after=number(after), before=number(before),
                 people=number(effect.people), share=percent(after / effect.people))  # fmt: skip
    before, after = effect.longest_m if asked.model == "pcenter" else effect.mean_m
    words = {
        "pmedian": _("{n} new: the average walk is {after} m instead of {before}."),
        "capacitated": _(
            "{n} new: with room for everybody the average walk is {after} m instead of {before}."
        ),
        "pcenter": _("{n} new: the longest walk is {after} m instead of {before}."),
    }[asked.model]
    return words.format(n=number(n), before=number(before), after=number(after))


def proposal(site: Mapping, where: pd.DataFrame) -> str:
    """Who gains from a site and how many minutes.

    Args:
        site: a row of ``Proposal.sites``. where: its rows of ``Proposal.gains`` with ``community`` and ``worker``.
    """
    if not site["gainers"]:
        return _("Nobody has it nearer than before.")
    gainers = number(site["gainers"])
    if missing(site["minutes"]):
        gain = _("{n} residents reach one who reached none before").format(n=gainers)
    else:
        gain = _("{n} residents have it nearer, by {minutes} minutes on foot on average").format(
            n=gainers, minutes=number(site["minutes"], 1)
        )
    parts = [
        gain,
        _newly(site),
        _whose(where, "community", _("in {names}")),
        _whose(where, "worker", _("beat of {names}")),
    ]
    return _("; ").join(filter(None, parts)) + _(".")


def _newly(site: Mapping) -> str:
    if not round(site["newly"]):
        return ""
    return _("{n} of them for the first time within reach").format(n=number(site["newly"]))


def _whose(where: pd.DataFrame, column: str, words: str) -> str:
    """The few that most gainers belong to."""
    sums = where.dropna(subset=column).groupby(column)["gainers"].sum().nlargest(NAMED + 1)
    names = list(sums.index[:NAMED])
    if not names:
        return ""
    return words.format(names=_(", ").join(names) + (_(" and others") if len(sums) > NAMED else ""))


def model_changes(found: Proposal) -> pd.DataFrame:
    """The sites that are proposed, numbered from 1: those that stay are not news."""
    new = found.sites[found.sites["change"] == "new"]
    return new.assign(number=range(1, len(new) + 1))
