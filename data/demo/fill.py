"""Build the demo town and write it into a record, in one audited write."""

import json
from collections.abc import Callable
from datetime import date, datetime

import numpy as np
import pandas as pd
import shapely

from data import audit, permits
from data.db import Record
from data.demo import (
    actions,
    beats,
    cases,
    city,
    clusters,
    divisions,
    histories,
    people,
    places,
    rows,
    streets,
    words,
)
from data.profile import read_profile, write_profile
from geo.clock import calendar_of
from geo.errors import InputError

TOPICS = (
    "grids", "assignments", "workers", "incidents", "facilities", "buildings", "visits", "streets", "barriers",
    "plans", "actions", "profile",
)  # fmt: skip
FEWEST_GRIDS = 12
BEGAN = 400 * people.DAY  # assignments began this long before now, boundaries twice as long
SPECIAL = 0.018  # share of grids that are parks, schools, malls


def make_demo(
    record: Record,
    *,
    grids: int = 600,
    incidents: int = 20_000,
    workers: int = 30,
    seed: int = 7,
    until: date,
    force: bool = False,
    say: Callable[[str], None] = lambda word: None,
) -> dict[str, int]:
    """Fill an empty record with the fictional district. The same arguments give the same data.

    Args:
        until: the cases end before this day.
        force: replace an earlier demo; other data is never replaced.
        say: called with a word before each step, for a progress line.

    Returns:
        rows a table.

    Raises:
        InputError: ``demo_not_empty``; ``demo_too_small`` below 12 grids or one worker.
    """
    if grids < FEWEST_GRIDS or workers < 1 or incidents < 0:
        raise InputError("demo_too_small", grids=grids, workers=workers, incidents=incidents)
    _refuse_other_data(record, force)
    now = datetime.combine(until, datetime.min.time())
    town = Town(grids, incidents, workers, seed, now)
    return audit.write(
        record, permits.OPERATOR, "make_demo", lambda cursor: town.pour(cursor, say), now=now, subject="demo",
        topics=TOPICS, write_id=f"demo-{seed}-{until}-{record.version('grids')[0]}",
    )  # fmt: skip


def _refuse_other_data(record, force):
    with record.cursor() as cursor:
        held = sum(rows.counts(cursor).values())
    if held and not (force and record.setting("demo") == "true"):
        raise InputError("demo_not_empty", rows=held)


class Town:
    """The steps of one build, in order; each draws from the same generator and fills its tables."""

    def __init__(self, grids: int, incidents: int, workers: int, seed: int, now: datetime) -> None:
        self.size, self.incidents, self.worker_count = grids, incidents, workers
        self.seed, self.today = seed, now.date()
        self.now = int((now - datetime(1970, 1, 1)).total_seconds())
        self.rng = np.random.default_rng(seed)
        self.profile = read_profile()

    def pour(self, cursor, say: Callable[[str], None]) -> dict:
        """The whole build through the cursor of one write."""
        rows.empty(cursor)
        write_profile(cursor, self.profile)
        steps = {
            "laying out streets": self._lay_out, "grids": self._grids, "streets": self._streets,
            "workers": self._people, "facilities": self._places, "buildings": self._buildings,
            "visits": self._visits, "cases": self._cases, "actions": self._actions, "settings": self._settings,
        }  # fmt: skip
        for word, step in steps.items():
            say(word)
            step(cursor)
        counts = rows.counts(cursor)
        return {"after": counts, "result": counts}

    def _lay_out(self, cursor):
        self.city = city.lay_out(self.size, self.rng)
        large = np.flatnonzero(self.city.area_km2 > np.quantile(self.city.area_km2, 0.4))
        self.special = np.zeros(self.size, dtype=bool)
        self.special[self.rng.permutation(large)[: max(1, round(self.size * SPECIAL))]] = True
        self.road_names = self._named_roads()

    def _named_roads(self):
        """The name of each cut; the last one is the road along the water."""
        edges = self.city.streets
        count = int(max(edges["cut"].max(), self.city.road.max())) + 1
        suffix = np.full(count, words.SUFFIXES["lane"], dtype=object)
        kinds = edges[edges["cut"] >= 0]
        suffix[kinds["cut"]] = [words.SUFFIXES[streets.CLASSES[rank]] for rank in kinds["rank"]]
        return np.r_[words.place_names(count, self.rng) + suffix, [words.WATERSIDE]]

    def _grids(self, cursor):
        codes = divisions.division_codes(self.city)
        table = divisions.divisions(codes, self.rng)
        rows.insert(cursor, "division", table)
        self.places = table.set_index("division_code")["name"].loc[codes[2]].to_numpy(dtype=object)
        self.lacking = codes[1][self.city.street == places.street_without(self.city)][0]
        self.homes = people.households(self.special, self.rng)
        self.classes = people.grid_classes(self.city.outwardness, self.rng)
        bounds = shapely.bounds(self.city.polygons)
        population = np.rint(self.homes * self.rng.uniform(2.1, 2.9, self.size)).astype(int)
        frame = pd.DataFrame({
            "grid_id": np.arange(1, self.size + 1), "sequence": divisions.grid_numbers(self.city),
            **dict(zip(divisions.LEVELS, codes, strict=True)), "community_name": self.places,
            "special": self.special, "grid_class": self.classes, "households": self.homes,
            "population": population, **people.ages(self.city.outwardness, population),
            "area_km2": np.round(self.city.area_km2, 6), "geometry": shapely.to_wkb(self.city.polygons),
            **dict(zip(("min_lon", "min_lat", "max_lon", "max_lat"), bounds.T, strict=True)),
            "since": self.now - 2 * BEGAN,
        })  # fmt: skip
        rows.insert(cursor, "grid", frame)

    def _streets(self, cursor):
        edges = self.city.streets
        kind = np.array(streets.CLASSES, dtype=object)[edges["rank"]]
        name = np.where(kind == "bridge", words.BRIDGE, self.road_names[edges["cut"]])
        frame = edges.assign(
            edge_id=np.arange(1, len(edges) + 1), name=name,
            geometry=shapely.to_wkb(edges["geometry"].to_numpy()), **{"class": kind},
        )  # fmt: skip
        rows.insert(cursor, "street_edge", frame)

    def _people(self, cursor):
        organisations = pd.DataFrame(list(words.ORGANISATIONS), columns=["name", "kind"])
        organisations["organisation_id"] = np.arange(1, len(organisations) + 1)
        rows.insert(cursor, "organisation", organisations)
        rows.insert(cursor, "worker", people.workers(self.worker_count, self.rng))
        rows.insert(cursor, "absence", people.absences(self.worker_count, self.now))
        pairs = self.city.pairs
        full = beats.beats(pairs, self.city.community, self.worker_count, self.rng)
        left = beats.leave_bare(pairs, full, self.rng)
        self.holding = beats.history(pairs, full, left, self.now, self.rng)
        rows.insert(cursor, "plan", beats.plans(self.holding))
        rows.insert(cursor, "plan_move", beats.plan_moves(self.holding))
        rows.insert(cursor, "assignment", beats.assignments(self.holding, self.now - BEGAN))

    def _places(self, cursor):
        kinds = self.profile["facility_kinds"]
        own = self.rng.spawn(1)[0]  # so that one facility more changes nothing but facilities
        frame = places.facilities(self.city, list(kinds), self.special, own)
        self.draws = places.draws(frame, self.size)
        zh = frame["kind"].map({kind: row["zh"] for kind, row in kinds.items()})
        nth = frame.groupby([self.city.community[frame["cell"]], "kind"]).cumcount()
        name = words.facility_names(self.places[frame["cell"]], zh, nth)
        road = self.road_names[self.city.road[frame["cell"]]]
        rows.insert(cursor, "facility", frame.assign(name=name, road=road))
        rows.insert(cursor, "backdrop", places.backdrop(self.city, self.special))
        rows.insert(cursor, "barrier", places.barriers(self.city))

    def _buildings(self, cursor):
        own = self.rng.spawn(1)[0]  # so that they change nothing else
        rows.insert(cursor, "building", places.buildings(self.city, self.homes, own))

    def _visits(self, cursor):
        by_class = self.profile["grid_classes"]
        interval = np.array([by_class[str(one)] for one in (1, 2, 3)], dtype=float)[self.classes - 1]
        bare = self.holding.now == 0
        rows.insert(cursor, "visit", people.visits(interval, bare, self.holding, self.now, self.rng))

    def _cases(self, cursor):
        rng, rules = self.rng, self.profile["categories"]
        planted = clusters.plant(self.city, self.special, rng)
        cell, kind, reported, self.planted = cases.draw(
            self.city, self.homes, self.draws, planted, self.incidents, list(rules), self.now, rng
        )
        source, occurred = cases.sources(reported, rng)
        limit, unit = (np.array([row[key] for row in rules.values()])[kind] for key in ("limit", "unit"))
        handled = histories.histories(reported, limit, unit, calendar_of(self.profile), self.now, rng)
        lon, lat = self.city.fans.draw(cell, self.city.polygons, rng)
        texts = words.report_texts(list(rules))
        frame = pd.DataFrame({
            "id": np.arange(1, len(cell) + 1), "grid_id": cell + 1,
            "worker_id": self.holding.at(cell, reported),
            "category": pd.Categorical.from_codes(kind, list(rules)),
            "source": pd.Categorical.from_codes(source, list(cases.SOURCES)),
            "text_id": kind * words.TEXTS + rng.integers(0, words.TEXTS, len(cell)),
            "number": rng.integers(1, 300, len(cell)), "lon": lon, "lat": lat, "occurred": occurred,
            "reported": reported, "state": pd.Categorical(handled.state), "due": handled.due,
            "handled": handled.handled, "closed": handled.closed,
        })  # fmt: skip
        roads = pd.DataFrame({
            "grid_id": np.arange(1, self.size + 1), "road": self.road_names[self.city.road],
        })  # fmt: skip
        rows.insert(cursor, "incident", frame, road_of_grid=roads, report_text=texts)
        handler = words.handlers(list(rules))[kind, rng.integers(0, 3, len(cell))]
        log = pd.DataFrame({
            "incident_id": handled.case + 1, "seq": handled.seq, "action": pd.Categorical(handled.action),
            "second": handled.second, "source": frame["source"].take(handled.case).array,
            "organisation_id": handler[handled.case],
        })  # fmt: skip
        rows.insert(cursor, "incident_log", log)

    def _actions(self, cursor):
        done, where = actions.field_actions(self.planted, self.now)
        rows.insert(cursor, "field_action", done)
        rows.insert(cursor, "field_action_grid", where)

    def _settings(self, cursor):
        """That this is a demo, and what was planted: grid ids by name."""
        ids = {name: (getattr(self.planted, name) + 1).tolist() for name in ("persistent", "new", "silent")}
        truth = {
            **ids, "moving": [(cells + 1).tolist() for cells in self.planted.moving],
            "unassigned": (np.flatnonzero(self.holding.now == 0) + 1).tolist(),
            "street_lacking": {self.lacking: list(places.LACKING)},
            "seed": self.seed, "until": self.today.isoformat(),
        }  # fmt: skip
        settings = {"demo": "true", "demo_truth": json.dumps(truth), "place": words.DISTRICT_NAME}
        for setting in settings.items():
            cursor.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", setting)
        rows.raise_counters(cursor)
