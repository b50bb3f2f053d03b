"""Cached reads: the only module that caches across visits.

A kept answer belongs to a role and a scope at a version of the record. Everybody who asks the same shares
one answer (``pages.parts.kept``).
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import streamlit as st

from data import facilities as places
from data import gaps as lacking
from data import grids as areas
from data import incidents as cases
from data import intake
from data.current import current
from data.payloads import Columns
from data.permits import Actor
from data.profile import profile_of
from geo.model import Note, Period
from geo.scenario import Change
from pages.parts import labels, maps, session, standing
from pages.parts.gaps import lacks
from pages.parts.hotspots import inquiries
from pages.parts.kept import Kept, lent
from pages.parts.map import measures
from pages.parts.reassign import ground
from pages.parts.topics import TOPICS

#: what has been answered; one store a process
KEPT = Kept()


@dataclass(frozen=True)
class Question:
    """A question whose answer takes long: what tells it from others, what is known, and how to ask.

    ``known`` gives nothing or version and answer; ``ask`` takes a progress callback, and what that raises
    ends the work. Where it ``tells``, it takes one more, which is called with every better answer.
    """

    name: Hashable
    known: Callable[[], tuple | None]
    ask: Callable[..., object]
    tells: bool = False


def read(reader: Callable, actor: Actor, *arguments, **named):
    """What a reader answers to this actor, from the cache while the record has not changed.

    Args:
        reader: one of those listed above, called as ``reader(record, actor, *arguments, **named)``.
    """
    return _read(reader, actor, arguments, named)


def _read(reader: Callable, actor: Actor, arguments: tuple, named: dict, more: Callable[[], dict] = dict):
    """As ``read``; ``more``: arguments that follow from the others, put together only where the answer is not known."""
    record, unnamed = current(), Actor("reader", actor.role, actor.scope)
    asked = _asked(reader, actor, arguments, named)
    return lent(KEPT.answer(*asked, lambda: reader(record, unnamed, *arguments, **named, **more())))


def known(reader: Callable, actor: Actor, *arguments) -> bool:
    """Whether ``read`` would answer at once."""
    return KEPT.known(*_asked(reader, actor, arguments, {})) is not None


def _asked(reader: Callable, actor: Actor, arguments: tuple, named: dict) -> tuple[Hashable, tuple[int, ...]]:
    """A question as all who may ask it do, and the version of what its answer depends on."""
    question = reader, actor.role, actor.scope, current(), arguments, tuple(named.items())
    return question, _version(reader)


def _version(reader: Callable) -> tuple[int, ...]:
    return current().version(*TOPICS[reader], "assignments")


def lengthy(reader: Callable, actor: Actor, *arguments, tells: bool = False) -> Question:
    """What ``pages.parts.work`` must know to answer a reader's question in a thread of its own.

    Args:
        reader: one of those listed above that takes ``progress``; and ``told`` where it ``tells``.
    """
    record, unnamed = current(), Actor("reader", actor.role, actor.scope)
    asked = _asked(reader, actor, arguments, {})

    def ask(progress: Callable[[float], None], told: Callable[[object], None] | None = None):
        more = {"progress": progress} | ({"told": told} if tells else {})
        return KEPT.answer(*asked, lambda: reader(record, unnamed, *arguments, **more))

    return Question(asked, lambda: KEPT.known(*asked), ask, tells)


def gaps(
    actor: Actor, period: Period, kind: str, metres: float, changes: tuple[Change, ...] = ()
) -> tuple[pd.DataFrame, Note]:
    """The gaps of every grid, as they would be with the changes of a scenario: for another kind of facility, or
    another scenario, only what these change is worked out again."""
    reader = lacks.as_if if changes else lacks.by_grid
    asked = (period, kind, metres, *([changes] if changes else []))
    return _read(reader, actor, asked, {}, lambda: {"others": read(lacks.rest, actor, period)})


def gaps_known(actor: Actor, period: Period, kind: str, metres: float, changes: tuple[Change, ...]) -> bool:
    """Whether ``gaps`` would answer at once."""
    asked = [(lacks.by_grid, (period, kind, metres))]
    asked += [(lacks.as_if, (period, kind, metres, changes))] if changes else []
    return all(known(reader, actor, *arguments) for reader, arguments in asked)


def place() -> dict:
    """The city profile of the record; not to be changed."""
    record = current()
    return KEPT.answer((profile_of, record), record.version("profile"), lambda: profile_of(record))


def kind_names(actor: Actor) -> dict[str, str]:
    """Kinds of facility in words, by code."""
    return labels.named(read(places.facility_kinds, actor), "facility_kind")


def grids(actor: Actor) -> gpd.GeoDataFrame:
    """Today's grids with geometry."""
    return read(areas.grids, actor)


def stands(actor: Actor, period: Period, category: str, area: str) -> standing.Standing:
    """How things stand in an area (a division's code, or nothing for everything in scope)."""

    def ask() -> standing.Standing:
        grids = read(standing.by_grid, actor, period, category)
        ids = tuple(map(int, grids.index[standing.inside(grids, area)])) if area else ()
        daily = read(cases.daily, actor, period, category, ids)
        ranked = _likely(actor, period, category)
        grids = (
            grids if ranked is None else grids.assign(likely=ranked[1].reindex(grids.index, fill_value=False))
        )
        kind, beyond = read(standing.first_kind, actor), read(lacking.beyond_reach, actor)
        return standing.standing(grids, kind, beyond, daily, area)

    return lent(KEPT.answer(*_standing(actor, period, category, area), ask))


def layer(actor: Actor, period: Period, category: str, area: str, measure: str) -> maps.Choropleth:
    """How things stand as a layer of the map, the same object every time; not to be changed.

    A layer that is kept is told to the map's script as it was told before (``pages.parts.map.mapcolours``).
    """
    question, version = _standing(actor, period, category, area)

    def ask() -> maps.Choropleth:
        known = stands(actor, period, category, area)
        return measures.layer(known.grids, known.unit, measure, known.inside)

    return KEPT.answer((*question, measure, session.language()), version, ask)


def hover_of_beats(actor: Actor) -> Columns | None:
    """What is read of a grid on the map of the beats, the same object every time; not to be changed."""
    question = (ground.hover, actor.role, actor.scope, current(), session.language())
    return KEPT.answer(
        question,
        _version(ground.ground),
        lambda: ground.hover(actor, read(ground.ground, actor, as_of(actor))),
    )


def stands_known(actor: Actor, period: Period, category: str, area: str) -> bool:
    """Whether ``stands`` would answer at once."""
    return KEPT.known(*_standing(actor, period, category, area)) is not None


def _likely(actor: Actor, period: Period, category: str) -> tuple | None:
    """Where the next cases are likely, if somebody worked it out already: nothing waits for it."""
    return lengthy(inquiries.likely, actor, period.until, category).known()


def _standing(actor: Actor, *asked) -> tuple[Hashable, tuple[int, ...]]:
    """The question how things stand, and the version of what its answer depends on."""
    record = current()
    asked = *asked, _likely(actor, *asked[:2]) is not None
    version = record.version(*TOPICS[standing.standing])
    return (standing.standing, actor.role, actor.scope, record, *asked), version


def as_of(actor: Actor):
    """The day the record speaks for: the day after its last case, or None without cases.

    The same day for everybody, whatever the scope: two people who compare numbers mean one period.
    """
    actor.require("read_incidents")
    found = read(cases.span, session.OVERSEER)
    return None if found is None else (pd.Timestamp(found[1]) + pd.Timedelta(days=1)).date()


def preview(actor: Actor, path: Path, kind: str, options: intake.Options) -> intake.Preview:
    """How a file would be read; the same file and options are read once."""
    actor.require("import")
    how = (tuple(sorted(options.mapping.items())), options.crs, options.layer, options.encoding)
    return _preview(actor.scope, str(path), path.stat().st_mtime_ns, kind, how)


@st.cache_data(max_entries=16, ttl=3600, show_spinner=False)
def _preview(scope: str, path: str, changed: int, kind: str, how: tuple) -> intake.Preview:
    mapping, crs, layer, encoding = how
    options = intake.Options(dict(mapping), crs=crs, layer=layer, encoding=encoding)
    return intake.preview(Path(path), kind, options)
