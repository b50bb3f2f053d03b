"""Write the demo town into a record: frames are registered and inserted by SQL, in one audited write."""

import json
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import shapely

from data import audit, permits
from data.demo import cases, city, people, places, words
from data.profile import read_profile, write_profile
from geo.errors import InputError
from geo.tiling import reading_order

TOPICS = (
    "grids", "assignments", "workers", "incidents", "facilities", "visits", "streets", "plans", "profile",
)  # fmt: skip
TABLES = (
    "division", "grid", "organisation", "worker", "assignment", "plan", "plan_move", "incident", "incident_log",
    "visit", "facility", "street_edge", "backdrop", "intake_batch", "intake_reject",
)  # fmt: skip
FIRST_DISTRICT = 990101
HOURS_A_UNIT = {"urgent_hour": 1.0, "work_hour": 3.0, "work_day": 34.0, "natural_day": 24.0}
ROW = "ST_GeomFromWKB(geometry)"


def make_demo(record, *, grids=600, incidents=20000, workers=30, seed=7, until: date, force=False, say=None):
    """Fill an empty record with the fictional district.

    Args:
        grids, incidents, workers: how many.
        seed: same seed and ``until``, same data.
        until: the cases end before this day.
        force: replace an earlier demo.
        say: called with a word at each step, for a progress line.

    Returns:
        rows a table.

    Raises:
        InputError: ``demo_not_empty`` if the record holds data (with ``force``: other than a demo),
            ``demo_too_small`` below 12 grids.
    """
    if grids < 12 or workers < 1 or incidents < 0:
        raise InputError("demo_too_small", grids=grids, workers=workers, incidents=incidents)
    _check_room(record, force)
    now = datetime.combine(until, datetime.min.time())
    town = Town(grids, incidents, workers, seed, now, say or (lambda word: None))
    return audit.write(
        record, permits.OPERATOR, "make_demo", town.pour, now=now, subject="demo", topics=TOPICS,
        write_id=f"demo-{record.version('grids')[0]}-{seed}-{grids}-{incidents}-{until}",
    )  # fmt: skip


def _check_room(record, force):
    held = sum(n for ((n,),) in (record.rows(f"SELECT count(*) FROM {name}") for name in TABLES))  # noqa: S608
    if held and not (force and record.setting("demo") == "true"):
        raise InputError("demo_not_empty", rows=held)


class Town:
    """The steps of one build; each inserts its tables through the cursor of the write."""

    def __init__(self, grids, incidents, workers, seed, now, say) -> None:
        self.sizes = (grids, incidents, workers)
        self.seed, self.now, self.say = seed, now, say
        self.rng = np.random.default_rng(seed)
        self.second = int(pd.Timestamp(now).timestamp())
        self.profile = read_profile()

    def pour(self, cursor) -> dict:
        """The whole build inside one transaction."""
        for name in TABLES:
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608 (names from this module)
        write_profile(cursor, self.profile)
        steps = (
            ("streets and grids", self._lay_out), ("divisions", self._divisions), ("grids", self._grids),
            ("streets", self._streets), ("workers", self._people), ("facilities", self._places),
            ("visits", self._visits), ("cases", self._cases), ("settings", self._settings),
        )  # fmt: skip
        for word, step in steps:
            self.say(word)
            step(cursor)
        counts = {name: cursor.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in TABLES}  # noqa: S608
        return {"after": counts, "result": counts}

    def _lay_out(self, cursor):
        count = self.sizes[0]
        self.city = city.lay_out(count, self.rng)
        inner = np.flatnonzero(self.city.area_km2 > np.quantile(self.city.area_km2, 0.4))
        self.special = np.zeros(count, dtype=bool)
        self.special[self.rng.permutation(inner)[: max(1, round(count * 0.018))]] = True
        self.classes = people.grid_classes(self.city, self.rng)
        self.homes = people.households(self.city, self.special, self.rng)
        self.roads = words.place_names(int(self.city.streets["cut"].max()) + 1, self.rng)

    def _divisions(self, cursor):
        town, rng = self.city, self.rng
        height = np.sqrt(town.area_km2.mean()) * 1000
        self.codes, rows, parent = [], [], np.full(len(town.district), "", dtype=object)
        levels = (("district", town.district, 6), ("street", town.street, 3), ("community", town.community, 3))
        for level, label, _ in levels:
            code, first = _number(level, label, parent, town, height)
            name = _division_names(level, len(first), rng)
            rows.append(pd.DataFrame({
                "division_code": code[first], "level": level,
                "parent_code": [one or None for one in parent[first]], "name": name,
            }))  # fmt: skip
            parent = code
            self.codes.append(code)
            self.names = name[np.unique(label, return_inverse=True)[1]]
        insert(cursor, "division", "SELECT * FROM frame ORDER BY division_code", pd.concat(rows))
        self.sequence = reading_order(town.east, town.north, town.community, height * 0.8)

    def _grids(self, cursor):
        bounds = shapely.bounds(self.city.polygons)
        frame = pd.DataFrame({
            "grid_id": np.arange(1, len(bounds) + 1), "sequence": self.sequence,
            "district": self.codes[0], "street": self.codes[1], "community": self.codes[2],
            "community_name": self.names, "special": self.special, "grid_class": self.classes,
            "households": self.homes,
            "population": np.rint(self.homes * self.rng.uniform(2.1, 2.9, len(bounds))).astype(int),
            "area_km2": np.round(self.city.area_km2, 6), "geometry": shapely.to_wkb(self.city.polygons),
            **dict(zip(("x0", "y0", "x1", "y1"), bounds.T, strict=True)),
            "since": self.now - timedelta(days=800),
        })  # fmt: skip
        insert(cursor, "grid", f"""
            SELECT grid_id, 'demo-' || grid_id, community || lpad(CAST(sequence AS TEXT), 3, '0'),
              community_name || '第' || sequence || '网格', community, street, district,
              CASE WHEN special THEN 'special' ELSE 'basic' END, grid_class, households, population, area_km2,
              {ROW}, x0, y0, x1, y1, CAST(since AS DATE), NULL, NULL
            FROM frame ORDER BY grid_id""", frame)  # noqa: S608

    def _streets(self, cursor):
        edges = self.city.streets
        name = np.where(edges["cut"] < 0, "滨江", self.roads[edges["cut"]])
        frame = pd.DataFrame({
            "edge_id": np.arange(1, len(edges) + 1), "a": edges["from_node"], "b": edges["to_node"],
            "length_m": edges["length_m"], "name": name + np.array(words.RANKS, dtype=object)[edges["rank"]],
            "class": np.array(["avenue", "street", "lane"], dtype=object)[edges["rank"]],
            "geometry": shapely.to_wkb(edges["geometry"].to_numpy()),
        })  # fmt: skip
        insert(cursor, "street_edge", f"""
            SELECT edge_id, 'demo-' || edge_id, a, b, length_m, name, class, {ROW}, NULL
            FROM frame ORDER BY edge_id""", frame)  # noqa: S608

    def _people(self, cursor):
        town, rng, count = self.city, self.rng, self.sizes[2]
        organisation = pd.DataFrame(list(words.ORGANISATIONS), columns=["name", "kind"])
        organisation.insert(0, "id", np.arange(1, len(organisation) + 1))
        insert(cursor, "organisation", "SELECT id, 'demo-' || id, name, kind FROM frame ORDER BY id", organisation)
        insert(cursor, "worker", """
            SELECT worker_id, 'demo-' || worker_id, worker_code, name, organisation_id, hours_per_week, true, NULL
            FROM frame ORDER BY worker_id""", people.workers(count, rng))
        worker = people.leave_bare(town, people.beats(town, count, rng), 0.012, rng)
        self.bare = worker < 0
        year_ago = self.now - timedelta(days=cases.YEAR_DAYS)
        self.assignment = people.hand_overs(town, worker, year_ago, self.now, rng)
        self.holder = people.holders(self.assignment, len(worker))
        insert(cursor, "assignment", """
            SELECT grid_id, worker_id, CAST(valid_from AS DATE), CAST(valid_to AS DATE), NULL
            FROM frame ORDER BY grid_id, valid_from""", self.assignment)

    def _places(self, cursor):
        frame = places.facilities(self.city, list(self.profile["facility_kinds"]), self.special, self.rng)
        zh = {kind: row["zh"] for kind, row in self.profile["facility_kinds"].items()}
        frame["name"] = self.names[frame["cell"]] + frame["kind"].map(zh)
        frame["id"] = np.arange(1, len(frame) + 1)
        frame["address"] = self._roads_of(frame["cell"].to_numpy())
        frame["number"] = self.rng.integers(1, 300, len(frame))
        insert(cursor, "facility", """
            SELECT id, 'demo-' || id, name, kind, capacity, lon, lat, lon, lat, 'EPSG:4326', cell + 1,
              address || number || '号', NULL
            FROM frame ORDER BY id""", frame)
        scene = places.backdrop(self.city, self.special, self.rng)
        scene["geometry"] = shapely.to_wkb(scene["geometry"].to_numpy())
        insert(cursor, "backdrop", f"SELECT kind, name, {ROW} FROM frame", scene)  # noqa: S608

    def _roads_of(self, cells):
        return self.roads[cells % len(self.roads)] + "路"

    def _visits(self, cursor):
        frame = people.visits(
            self.classes, self.profile["grid_classes"], self.holder, self.bare, self.second, self.rng
        )
        frame["id"] = np.arange(1, len(frame) + 1)
        insert(cursor, "visit", """
            SELECT id, 'demo-' || id, grid_id, nullif(worker_id, 0), make_timestamp(second * 1000000), minutes, NULL
            FROM frame ORDER BY id""", frame)

    def _cases(self, cursor):
        rng, rules = self.rng, self.profile["categories"]
        self.planted = cases.plant(self.city, self.special, rng)
        cell, kind, reported = cases.draw(
            self.city, self.homes, self.planted, self.sizes[1], rules, self.second, rng
        )
        limit = np.array([row["limit"] * HOURS_A_UNIT[row["unit"]] for row in rules.values()])[kind]
        log, state, filed, closed = cases.histories(reported, limit, self.second, rng)
        lon, lat = self.city.fans.draw(cell, self.city.polygons, rng)
        source = rng.choice(len(cases.SOURCE_MIX), len(cell), p=list(cases.SOURCE_MIX.values()))
        lag = np.rint(np.array([4, 90, 240, 2, 60])[source] * 60 * rng.exponential(1, len(cell))).astype(np.int64)
        texts = [words.REPORTS.get(code, words.REPORTS[""]) for code in rules]
        width = max(map(len, texts))
        flat = pd.Series([row[i % len(row)] for row in texts for i in range(width)])
        frame = pd.DataFrame({
            "id": np.arange(1, len(cell) + 1), "grid_id": cell + 1, "worker_id": self.holder(cell, reported),
            "category": pd.Categorical.from_codes(kind, list(rules)),
            "source": pd.Categorical.from_codes(source, list(cases.SOURCE_MIX)),
            "text": kind * width + rng.integers(0, width, len(cell)),
            "road": cell % len(self.roads), "number": rng.integers(1, 300, len(cell)),
            "lon": lon, "lat": lat, "reported": reported, "occurred": reported - lag,
            "state": pd.Categorical(state), "due": np.where(filed >= 0, filed + np.rint(limit * 3600), -1).astype(np.int64),
            "closed": closed,
        })  # fmt: skip
        self._insert_cases(cursor, frame, flat)
        self._insert_log(cursor, log, source, kind, rules)

    def _insert_cases(self, cursor, frame, texts):
        cursor.register("road_name", pd.DataFrame({"road": np.arange(len(self.roads)), "name": self.roads}))
        cursor.register("report_text", pd.DataFrame({"text": np.arange(len(texts)), "words": texts}))
        insert(cursor, "incident", """
            SELECT id, 'demo-' || id, strftime(make_timestamp(reported * 1000000), 'AJ%Y%m%d') || lpad(CAST(id AS TEXT), 7, '0'),
              f.category, f.source, t.words, r.name || '路' || f.number || '号附近',
              lon, lat, lon, lat, 'EPSG:4326', grid_id, nullif(worker_id, 0),
              make_timestamp(occurred * 1000000), make_timestamp(reported * 1000000), f.state,
              CASE WHEN due >= 0 THEN make_timestamp(due * 1000000) END,
              CASE WHEN closed >= 0 THEN make_timestamp(closed * 1000000) END, NULL
            FROM frame f JOIN road_name r USING (road) JOIN report_text t USING (text) ORDER BY id""", frame)

    def _insert_log(self, cursor, log, source, kind, rules):
        case, seq, action, second = log
        majors = [words.HANDLERS.get(code[:2], (1, 10, 13)) for code in rules]
        body = np.array(majors)[kind, self.rng.integers(0, 3, len(kind))]
        frame = pd.DataFrame({
            "case": case + 1, "seq": seq, "action": pd.Categorical(action), "second": second,
            "source": pd.Categorical.from_codes(source[case], list(cases.SOURCE_MIX)), "body": body[case],
        })  # fmt: skip
        insert(cursor, "incident_log", """
            SELECT f."case", f.seq, f.action, make_timestamp(f.second * 1000000),
              CASE f.action WHEN 'report' THEN CASE f.source WHEN 'patrol' THEN '网格员' WHEN 'resident' THEN '居民'
                  WHEN 'hotline' THEN '热线坐席' WHEN 'video' THEN '视频值守' ELSE '部门' END
                WHEN 'file' THEN '值班长' WHEN 'reject' THEN '值班长' WHEN 'close' THEN '值班长'
                WHEN 'dispatch' THEN '派遣员' WHEN 'rework' THEN '核查员' ELSE '处置人员' END,
              CASE WHEN f.action IN ('dispatch', 'handle', 'return_', 'suspend', 'resume', 'rework') THEN f.body END,
              CASE f.action WHEN 'return_' THEN '不属于本单位职责' WHEN 'rework' THEN '核查未通过，请重新处置'
                WHEN 'suspend' THEN '等待材料' WHEN 'void' THEN '现场未发现问题' END
            FROM frame f ORDER BY f."case", f.seq""", frame)

    def _settings(self, cursor):
        grids, incidents, workers = self.sizes
        planted = {
            "persistent": (self.planted.persistent + 1).tolist(), "new": (self.planted.new + 1).tolist(),
            "moving": [(cells + 1).tolist() for cells in self.planted.moving],
            "silent": (self.planted.silent + 1).tolist(), "unassigned": (np.flatnonzero(self.bare) + 1).tolist(),
            "seed": self.seed, "until": self.now.date().isoformat(),
        }  # fmt: skip
        for name, value in (("demo", "true"), ("demo_truth", json.dumps(planted)), ("place", "云溪示范区（虚构）")):
            cursor.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", [name, value])
        cursor.execute("""
            UPDATE id_counter SET next_id = 1 + CASE subject
              WHEN 'grid' THEN (SELECT max(grid_id) FROM grid) WHEN 'worker' THEN (SELECT max(worker_id) FROM worker)
              WHEN 'organisation' THEN (SELECT max(organisation_id) FROM organisation)
              WHEN 'incident' THEN (SELECT coalesce(max(incident_id), 0) FROM incident)
              WHEN 'visit' THEN (SELECT max(visit_id) FROM visit)
              WHEN 'facility' THEN (SELECT max(facility_id) FROM facility)
              WHEN 'street_edge' THEN (SELECT max(edge_id) FROM street_edge)
              WHEN 'plan' THEN (SELECT coalesce(max(plan_id), 0) FROM plan) ELSE 0 END""")


def insert(cursor, table: str, select: str, frame: pd.DataFrame) -> None:
    """Insert what ``select`` makes of ``frame``."""
    cursor.register("frame", frame)
    cursor.execute(f"INSERT INTO {table} {select}")  # noqa: S608 (texts of this module)
    cursor.unregister("frame")


def _number(level, label, parent, town, height):
    """Codes of one level in reading order inside the parent: (code of each grid, first grid of each label)."""
    _, first, label = np.unique(label, return_index=True, return_inverse=True)
    size = np.bincount(label)
    east, north = np.bincount(label, town.east) / size, np.bincount(label, town.north) / size
    if level == "district":
        number = FIRST_DISTRICT - 1 + reading_order(east, north, np.zeros(len(size)), np.inf)
        code = np.array([str(one) for one in number], dtype=object)
    else:
        rows = height * np.sqrt(len(town.east) / len(size)) * 0.8
        number = reading_order(east, north, parent[first].astype(str), rows)
        code = np.array([f"{before}{one:03d}" for before, one in zip(parent[first], number, strict=True)], dtype=object)
    return code[label], first


def _division_names(level, count, rng):
    if level == "district":
        return np.resize(np.array(words.DISTRICT_NAMES, dtype=object), count)
    return words.place_names(count, rng) + {"street": "街道", "community": "社区"}[level]
