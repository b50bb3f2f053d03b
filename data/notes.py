"""A note in words: the sentence of every method and caveat, and what stands in the file beside a result.

The sentences are msgids: screens translate them, files carry them as they are.
"""

import math
import platform
import tomllib
from collections.abc import Callable
from functools import cache
from importlib.metadata import version

import numpy as np

from data.db import HERE
from geo.model import Note

#: between a method and another that it rests on
WITH = "+"
METHODS: dict[str, str] = {
    "counts": "New by the time reported; open and overdue as things stood at the end of the period.",
    "latest": "The latest ones, newest first.",
    "access_nearest": "From where residents live to the nearest of {facilities} facilities, at most {limit_m:,.0f} m;"
    " on the street network for {on_streets:.0%} of the residents.",
    "access_cumulative": "Capacity within {limit_m:,.0f} m, of {facilities} facilities; on the street network for"
    " {on_streets:.0%} of the residents.",
    "access_2sfca": "Supply per 1,000 residents by two-step floating catchments of {limit_m:,.0f} m, {facilities}"
    " facilities; on the street network for {on_streets:.0%} of the residents.",
    "access_e2sfca": "Supply per 1,000 residents by two-step floating catchments of {limit_m:,.0f} m with a Gaussian,"
    " {facilities} facilities; on the street network for {on_streets:.0%} of the residents.",
    "access_3sfca": "Supply per 1,000 residents by three-step floating catchments of {limit_m:,.0f} m with a Gaussian,"
    " {facilities} facilities; on the street network for {on_streets:.0%} of the residents.",
    "isochrone": "What lies within so many metres on foot of one facility along the street network,"
    " {beside_m:g} m on either side of a street and the blocks that these enclose; residents count by the walk from"
    " where they live.",
    "isochrone_straight": "Circles around one facility: no street leads to it, so metres on foot are straight"
    " lines × {detour:g}; residents count by the walk from where they live.",
    "site_mclp": "Most residents within {radius:,.0f} m of {chosen} facilities, among {candidates} candidates.",
    "site_lscp": "All residents within {radius:,.0f} m of as few facilities as can be: {chosen}, among {candidates}"
    " candidates.",
    "site_pmedian": "The shortest walks in all to {chosen} facilities, among {candidates} candidates.",
    "site_pcenter": "The shortest longest walk to {chosen} facilities, among {candidates} candidates.",
    "site_capacitated": "The shortest walks in all to {chosen} facilities with room for so many, among {candidates}"
    " candidates.",
    "gaps": "Of every grid: how far residents walk to the nearest facility, how long ago the last visit was, who is"
    " responsible today, and how much is reported.",
    "debt": "Person-days within the period of residents for whom a standard of these is not met, weighed by the city's"
    " profile.",
    "reach": "From where residents live to the nearest facility, against its reach.",
    "last_visit": "Days since the last visit against the interval of the grid's class, when the period ended.",
    "assignments": "Who is responsible today.",
    "nearest": "The nearest of each kind, in a straight line from a point inside the grid.",
    "gi_star_exact": "Gi* on each grid and its neighbours, {grids:,} grids; exact permutation chance, adjusted for"
    " their number.",
    "gi_star_normal": "Gi* on each grid and its neighbours, {grids:,} grids; chance by a bell curve, which cries wolf"
    " where cases are few, adjusted for their number.",
    "gi_star_simulated": "Gi* on each grid and its neighbours, {grids:,} grids; chance from {replications:,} random"
    " maps, adjusted for their number.",
    "gi_star_households": "Gi* against what households explain, {grids:,} grids; gamma-Poisson chance, adjusted for"
    " their number.",
    "gi_star_residents": "Gi* against what residents explain, {grids:,} grids; gamma-Poisson chance, adjusted for"
    " their number.",
    "moran_exact": "Local Moran of {grids:,} grids; exact conditional permutation chance, adjusted for their number.",
    "moran_normal": "Local Moran of {grids:,} grids; chance by a bell curve, which cries wolf where cases are few,"
    " adjusted for their number.",
    "moran_simulated": "Local Moran of {grids:,} grids; chance from {replications:,} random maps, adjusted for their"
    " number.",
    "moran_households": "Local Moran against what households explain, {grids:,} grids; gamma-Poisson chance, adjusted"
    " for their number.",
    "moran_residents": "Local Moran against what residents explain, {grids:,} grids; gamma-Poisson chance, adjusted"
    " for their number.",
    "emerging_exact": "Gi* of {grids:,} grids in {steps} steps, each with its neighbours and the step before; exact"
    " permutation chance, adjusted for the number of all.",
    "emerging_households": "Gi* of {grids:,} grids in {steps} steps against what households explain, each with its"
    " neighbours and the step before; gamma-Poisson chance, adjusted for the number of all.",
    "emerging_residents": "Gi* of {grids:,} grids in {steps} steps against what residents explain, each with its"
    " neighbours and the step before; gamma-Poisson chance, adjusted for the number of all.",
    "scan_permutation": "Space-time scan over circles of grids and the last days, cases alone, {grids:,} grids, {days}"
    " days; chance from {replications:,} reshufflings.",
    "scan_permutation_retrospective": "Space-time scan over circles of grids and any days, cases alone, {grids:,}"
    " grids, {days} days; chance from {replications:,} reshufflings.",
    "scan_poisson": "Space-time scan over circles of grids and the last days against what the people explain, {grids:,}"
    " grids, {days} days; chance from {replications:,} random maps.",
    "scan_poisson_retrospective": "Space-time scan over circles of grids and any days against what the people"
    " explain, {grids:,} grids, {days} days; chance from {replications:,} random maps.",
    "scan_poisson_spatial": "Scan over circles of grids against what the people explain, {grids:,} grids, all {days}"
    " days together; chance from {replications:,} random maps.",
    "knox": "Knox's table of pairs of cases by distance and days apart; chance from {replications:,} shufflings of"
    " the days.",
    "negative_binomial": "Reports of {voice_since} to {voice_last} against what households, size, facilities, the"
    " past, and the grids around and their kinds of report lead to expect: negative binomial regression on the"
    " ordinary grids ({set_aside} set aside), {columns} columns, dispersion {dispersion:.3f}; false alarms at most"
    " {false_share:.0%} of those called silent.",
    "negative_binomial_residents": "Reports of {voice_since} to {voice_last} against what residents, size,"
    " facilities, the past, and the grids around and their kinds of report lead to expect: negative binomial"
    " regression on the ordinary grids ({set_aside} set aside), {columns} columns, dispersion {dispersion:.3f}; false"
    " alarms at most {false_share:.0%} of those called silent.",
    "kernel_density": "Density of cases, each spread over its surroundings by a Gaussian of {bandwidth_m:,.0f} m.",
    "network_density": "Density of cases along streets: each flows {bandwidth_m:,.0f} m (one standard deviation) and"
    " divides equally at crossings.",
    "backtest": "Each way ranked the grids {origins} times without seeing the next {hide} steps; ties are drawn by"
    " lot, intervals are 95 %.",
    "did_it_help": "{steps_after} steps after against {steps_before} before, by what {untouched} untouched grids lead"
    " to expect and the grids most like those acted on; 95 % interval.",
    "actions": "What was marked by hand and not taken back, the latest first.",
    "listed": "Cases reported in the period, newest first; time limits as they stood at the end of {day}.",
    "latest_cases": "The latest ones, newest first; time limits as they stood at the end of {day}.",
}
CAVEATS: dict[str, str] = {
    "too_few_grids": "Too few grids to say.",
    "too_few_incidents": "Too few cases to say.",
    "too_few_steps": "Too few weeks, months or days to say.",
    "too_few_controls": "Too few grids like those acted on.",
    "too_few_expected": "Too few cases are expected where something was done.",
    "controls_unlike": "The grids compared had clearly more or fewer cases before than those acted on.",
    "all_counts_equal": "Every grid has the same number of cases: nothing stands out.",
    "all_neighbours": "Every grid is a neighbour of every other: no place can stand out.",
    "normal_theory": "A bell curve finds hotspots where there are none as soon as cases are few.",
    "too_few_days": "Too few days to say.",
    "no_recent_incidents": "There are no cases in the last days, so nothing is going on.",
    "nothing_above_expected": "No circle holds more cases than expected.",
    "circles_too_large": "Even the smallest circle holds a larger share than allowed.",
    "clusters_cut": "A cluster can be no longer than the days that are looked at, which are fewer than asked for.",
    "circles_thinned": "There are too many circles to look at them all: large ones were drawn around fewer grids.",
    "grids_without_place": "Grids without a place are left out.",
    "too_many_pairs": "There are too many pairs of cases, even in the nearest band.",
    "all_on_one_day": "All cases are of one day.",
    "distances_left_out": "Outer bands of distance hold too many pairs and are left out.",
    "incidents_without_place": "Cases without a place are left out.",
    "incidents_off_streets": "{outside:,} cases lie more than {reach_m:,.0f} m from any street on record and are left"
    " out.",
    "few_steps": "With fewer than ten steps the classes tell little apart.",
    "steps_without_cases": "In some steps there is no case at all.",
    "simulation_floor": "With so few random maps no chance can be small enough: draw more, or take the exact chance.",
    "grids_without_neighbours": "Grids without neighbours are compared with nothing.",
    "grids_without_area": "Grids without an area are left out.",
    "large_windows_approximated": "Where counts are large the chance is a saddlepoint approximation.",
    "reported_only": "It counts what was reported: many reports are not always many problems.",
    "shows_only": "A density shows where cases lie; it does not say whether that is more than chance.",
    "straight_line": "No street network is on record, so distances are straight lines × {detour:g}: rivers and walls"
    " are not walked around.",
    "streets_broken": "The street network is in pieces (only {whole:.0%} of it hangs together), so distances are"
    " straight lines × {detour:g}.",
    "partly_straight": "No street is within {snap_m:,.0f} m of {homes_off:,} of {homes:,} places where people live"
    " ({residents_off:,} residents) and of {facilities_off:,} facilities: from and to these, distances are straight"
    " lines × {detour:g}.",
    "not_reached": "{unreached:,} residents live on a piece of the street network without a facility of some kind.",
    "standard_unmet": "No resident lives within this distance: the standard is met for no one.",
    "supposed": "This is not how things are but how they would be: {supposed}.",
    "facilities_none": "There is no facility of this kind on record: everybody is beyond reach.",
    "facilities_outside": "{facilities_outside:,} of {facilities:,} facilities lie outside every grid: they count for"
    " those who reach them.",
    "residents_unknown": "In {residents_unknown:,} grids residents are not known; they are left out.",
    "residents_none": "Nobody lives in these grids as far as is known.",
    "capacity_assumed": "Capacity is missing for {capacity_missing} facilities and below zero for {capacity_negative}:"
    " they count as {capacity_assumed:,g} each, the middle one of those known.",
    "capacity_standard": "No capacity is known (missing for {capacity_missing} facilities, below zero for"
    " {capacity_negative}): each counts as {capacity_assumed:,g} residents, for whom the city's profile plans it.",
    "capacity_unknown": "No capacity is known (missing for {capacity_missing} facilities, below zero for"
    " {capacity_negative}) and the city's profile states none: each counts as {capacity_assumed:,g}.",
    "site_unproven": "A first answer; how near it is to the best possible is not known yet.",
    "site_gap": "It is within {gap:.1%} of the best possible.",
    "site_left_out": "{left_out:,.0f} residents are too far from every candidate and are left out.",
    "site_places_thinned": "{places_seen:,} of {places_all:,} possible places were looked at.",
    "site_homes_together": "Residents of {homes_all:,} homes were put together at {homes_seen:,} of these.",
    "site_places_outside": "{places_outside:,} of the given places lie outside every grid and are left out: {outside}."
    " Longitude comes first.",
    "site_capacity_assumed": "A new facility counts as room for {capacity_assumed:,g}; so does one whose capacity is"
    " missing ({capacity_missing}) or below zero ({capacity_negative}).",
    "grids_without_households": "Grids without households cannot be compared and are left out.",
    "grids_without_residents": "Grids without residents cannot be compared and are left out.",
}

#: where residents are taken to live: all of them at buildings, some, none
HOMES: dict[str, str] = {
    "all": "Residents walk from the buildings they live in.",
    "some": "{at_buildings:.0%} of the residents walk from the buildings on record, the others from points spread"
    " inside their grid.",
    "none": "Residents walk from points spread inside their grid: no building of theirs is on record.",
}

Translate = Callable[[str], str]


def _same(text: str) -> str:
    return text


def method_text(note: Note, translate: Translate = _same) -> str:
    """How the result was made, in a sentence, and one for each method it rests on; one nobody put in words stands for
    itself.

    >>> method_text(Note("kernel_density", 3, facts={"bandwidth_m": 250.0}))
    'Density of cases, each spread over its surroundings by a Gaussian of 250 m.'
    """
    methods = [translate(METHODS.get(one, one)).format(**note.facts) for one in note.method.split(WITH)]
    return " ".join(methods)


def caveat_texts(note: Note, translate: Translate = _same) -> list[str]:
    """What to bear in mind, a sentence each.

    >>> caveat_texts(Note("gi_star_exact", 3, caveats=("too_few_grids", "unheard_of")))
    ['Too few grids to say.', 'unheard_of']
    """
    return [translate(CAVEATS.get(code, code)).format(**note.facts) for code in note.caveats]


def homes_text(note: Note, translate: Translate = _same) -> str:
    """Where residents are taken to live, in a sentence; a note of walks.

    >>> homes_text(Note("walked", 3, facts={"at_buildings": 0.25}))
    '25% of the residents walk from the buildings on record, the others from points spread inside their grid.'
    """
    share = note.facts["at_buildings"]
    words = HOMES["all" if share >= 1 else "some" if share else "none"]
    return translate(words).format(**note.facts)


def note_in_plain(note: Note, **about: object) -> dict:
    """A note as text, numbers, lists and dicts, for JSON: what it says in codes and in words, and who says it.

    Args:
        about: what else belongs to it, such as the command's own options.
    """
    period = note.period and {
        "since": note.period.since.isoformat(), "until": note.period.until.isoformat(), "days": note.period.days,
    }  # fmt: skip
    return {
        "method": note.method,
        "method_in_words": method_text(note),
        "n": note.n,
        "period": period,
        "seed": note.seed,
        "valid": note.valid,
        "caveats": dict(zip(note.caveats, caveat_texts(note), strict=True)),
        "source": note.source,
        "facts": {name: _plain(value) for name, value in note.facts.items()},
        **{name: _plain(value) for name, value in about.items()},
        "versions": dict(versions()),
    }


def _plain(value: object) -> object:
    """Numbers of numpy as Python's, containers as lists and dicts, days and all else as text."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset | np.ndarray):
        return [_plain(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None  # JSON knows neither NaN nor infinity
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


@cache
def versions() -> dict[str, str]:
    """The program's own version and those of what its numbers rest on; not to be changed."""
    project = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    rests_on = ("numpy", "scipy", "pandas", "geopandas", "duckdb")
    return {"gridkeeper": project["version"], "python": platform.python_version()} | {
        name: version(name) for name in rests_on
    }
