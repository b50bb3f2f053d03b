"""Chance decides what is edited, proposed, accepted and undone, and in which order: a model beside the record counts.

The town and its record are those of ``town.py``; every example begins with them.
"""

from datetime import date, datetime, time, timedelta

import geopandas as gpd
import pandas as pd
import pytest
import stock
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyproj import Transformer
from town import METRIC, ORIGIN_M, SIDE_M, WORKERS, town, town_assignments

from data import commands, drafts, due, editing
from data.audit import broken_links, new_write_id
from data.edit_history import on_day
from data.grids import grids
from data.permits import OPERATOR, Actor
from data.plan_locks import NO_LOCKS
from geo.check import coverage_faults
from geo.editing.edit import Request
from geo.errors import Conflict, GridkeeperError, InputError, NotAllowed

MANAGERS = (Actor("Li Na", "manager", "all"), Actor("Wang Wei", "manager", "all"))
FIRST = date(2026, 6, 1)
TOWN_M2 = 9 * SIDE_M**2
TO_DEGREES = Transformer.from_crs(METRIC, "EPSG:4326", always_xy=True)
QUIETLY = {
    "deadline": None,
    "phases": (Phase.explicit, Phase.reuse, Phase.generate),
    "suppress_health_check": list(HealthCheck),
}


def fresh(record) -> None:
    """The town as it was; the audit goes on."""
    for table in ("grid", "assignment", "grid_edit", "grid_descent", "plan", "plan_move"):
        record.rows(f"DELETE FROM {table}")
    frame = town()
    bounds = frame.bounds.set_axis(["min_lon", "min_lat", "max_lon", "max_lat"], axis=1)
    rows = frame.drop(columns="geometry").join(bounds)
    rows = rows.assign(source_id=rows["grid_code"], valid_from=stock.SINCE, geometry=frame.geometry.to_wkb())
    stock.insert(record, "grid", rows, geometry="ST_GeomFromWKB(geometry)")
    stock.insert(record, "assignment", town_assignments()[["grid_id", "worker_id", "valid_from"]])
    record.changed()


def held(record) -> dict[int, int]:
    """Who has which grid now; a grid with two workers stops everything."""
    rows = record.rows("SELECT grid_id, worker_id FROM assignment WHERE valid_to IS NULL")
    assert len(rows) == len(dict(rows)), "a grid with two workers"
    return dict(rows)


def nobody_or(worker_id) -> int | None:
    return None if pd.isna(worker_id) else int(worker_id)


def moment(day: date) -> datetime:
    return datetime.combine(day, time(9))


# boundaries: nothing is lost, and every day is remembered

places = st.tuples(st.floats(-0.2, 3.2), st.floats(-0.2, 3.2)).map(
    lambda at: TO_DEGREES.transform(ORIGIN_M[0] + SIDE_M * at[0], ORIGIN_M[1] + SIDE_M * at[1])
)
strokes = st.tuples(
    st.sampled_from(["split", "merge", "redraw", "undo"]), st.integers(0, 10**6),
    st.lists(places, min_size=2, max_size=3),
)  # fmt: skip


def whole(record) -> gpd.GeoDataFrame:
    """Today's grids, which leave no gap, overlap nowhere and are as large as the town."""
    ground = grids(record, OPERATOR)
    assert coverage_faults(ground).empty
    assert ground.to_crs(METRIC).area.sum() == pytest.approx(TOWN_M2, rel=1e-6)
    assert ground["grid_code"].is_unique and ground["grid_id"].is_unique
    return ground


def stroke(record, day: date, kind: str, lot: int, line: list) -> None:
    """One edit in force from a day on, or nothing where the rules refuse it."""
    ids = grids(record, OPERATOR)["grid_id"].tolist()
    told = {"now": moment(day), "write_id": new_write_id()}
    try:
        if kind == "undo":
            done = record.rows("SELECT edit_id FROM grid_edit WHERE state = 'in_force' ORDER BY edit_id")
            if done:
                editing.undo_edit(record, MANAGERS[0], done[lot % len(done)][0], reason="r", **told)
            return
        chosen = tuple(ids[(lot + k) % len(ids)] for k in range(1 if kind == "split" else 2))
        request = Request(kind, chosen, tuple(line))
        seen = editing.preview(record, MANAGERS[0], request)
        editing.edit_grids(
            record, MANAGERS[0], request, stamp=seen.stamp, reason="r", effective_on=day, **told
        )
    except GridkeeperError as refused:
        assert refused.code != "edit_unclean"


@settings(max_examples=8, **QUIETLY)
@given(st.lists(strokes, min_size=2, max_size=6))
def test_no_ground_is_lost_and_every_day_is_remembered(town_record, sequence):
    """After every edit the town is whole; at the end the record knows for each day which grids there were, whose."""
    fresh(town_record)
    days = {}
    for number, one in enumerate(sequence):
        day = FIRST + timedelta(days=number)
        stroke(town_record, day, *one)
        ground, workers = whole(town_record), held(town_record)
        days[day] = {
            int(row.grid_id): (workers.get(int(row.grid_id)), round(row.area_km2, 9))
            for row in ground.itertuples()
        }
    today = list(days[day])
    for then, known in days.items():
        rows = [row for grid_id in today for row in on_day(town_record, OPERATOR, grid_id, then).itertuples()]
        said = {int(r.grid_id): (nobody_or(r.worker_id), round(r.area_km2, 9)) for r in rows}
        assert said == known, then


# two managers: no move is lost, no grid has two workers


class Office:
    """The record, and boxes beside it: who has which grid, what each manager last saw, what was planned."""

    def __init__(self, record) -> None:
        fresh(record)
        self.record, self.day = record, FIRST
        self.boxes = {grid_id: worker or None for grid_id, worker in enumerate(WORKERS, 1)}
        self.changes: list[tuple[int, set[int]]] = []
        self.plans: list[dict] = []
        #: kept and not proposed yet: number, revision and whose
        self.drafts: list[dict] = []
        #: what each manager thinks about, what waits for its day, how many edits there were, who had what is no more
        self.previews: dict[int, dict] = {}
        self.waiting: list[dict] = []
        self.edits, self.last = 0, {}
        self.seen = [self.version(), self.version()]

    def version(self) -> int:
        return self.record.version("assignments")[0]

    def told(self) -> dict:
        return {"now": moment(self.day), "write_id": new_write_id()}

    def moved(self, moves: dict) -> None:
        self.boxes.update(moves)
        self.changes.append((self.version(), set(moves)))

    def look(self, who: int, _lot: int, _moves: dict, _line: list) -> None:
        self.seen[who] = self.version()

    def propose(self, who: int, lot: int, moves: dict, _line: list, draft: dict | None = None) -> None:
        changing = {grid: to for grid, to in moves.items() if grid in self.boxes and self.boxes[grid] != to}
        unseen = {grid for version, ids in self.changes if version > self.seen[who] for grid in ids}
        expected = (
            InputError if not moves.keys() <= self.boxes.keys() else Conflict if unseen & set(moves) else None
        )
        expected = expected or (None if changing else InputError)
        if draft and draft["who"] != who:
            expected = NotAllowed
        day = self.day + timedelta(days=lot % 3)
        made = self.tried(
            expected, commands.propose_plan, title="t", reason="r", moves=moves, base_version=self.seen[who],
            effective_on=day, draft=draft and (draft["id"], draft["revision"]), actor=MANAGERS[who],
        )  # fmt: skip
        if made:
            assert draft is None or made == draft["id"]
            self.drafts = [one for one in self.drafts if one["id"] != made]
            before = {grid: self.boxes[grid] for grid in changing}
            self.plans.append({"id": made, "to": changing, "from": before, "state": "proposed", "day": day})

    def keep(self, who: int, lot: int, moves: dict, _line: list) -> None:
        """Keep a draft, or save one again: whatever changed since, for a draft changes nothing."""
        draft = self.drafts[lot % len(self.drafts)] if self.drafts and lot % 2 else None
        known = moves.keys() <= self.boxes.keys() and any(
            self.boxes[grid] != to for grid, to in moves.items()
        )
        expected = NotAllowed if draft and draft["who"] != who else None if known else InputError
        made = self.tried(
            expected, drafts.draft_plan, title="t", reason="", moves=moves, base_version=self.seen[who],
            effective_on=self.day, locks=NO_LOCKS, draft=draft and (draft["id"], draft["revision"]),
            actor=MANAGERS[who],
        )  # fmt: skip
        if made:
            self.drafts = [one for one in self.drafts if one["id"] != made[0]]
            self.drafts.append({"id": made[0], "revision": made[1], "who": who})

    def finish(self, who: int, lot: int, moves: dict, line: list) -> None:
        """Propose a draft, with other moves than it was kept with."""
        if self.drafts:
            self.propose(who, lot, moves, line, self.drafts[lot % len(self.drafts)])

    def accept(self, who: int, lot: int, _moves: dict, _line: list) -> None:
        plan = self.one(lot, "proposed")
        if plan is None or not plan["to"].keys() <= self.boxes.keys():
            return self.gone(plan, who)
        if self.tried(
            self.fits(plan, "from"), commands.accept_plan, plan["id"], note="", actor=MANAGERS[who]
        ):
            plan["state"] = "accepted"
            if plan["day"] <= self.day:
                self.begin(plan)
        return None

    def revert(self, who: int, lot: int, _moves: dict, _line: list) -> None:
        plan = self.one(lot, "in_force")
        if plan is None or not plan["to"].keys() <= self.boxes.keys():
            return
        if self.tried(self.fits(plan, "to"), commands.revert_plan, plan["id"], note="", actor=MANAGERS[who]):
            plan["state"] = "reverted"
            self.moved(plan["from"])

    def night(self, _who: int, _lot: int, _moves: dict, _line: list) -> None:
        """The next day begins: what is due comes into force if it fits, by days, plans first, then by numbers."""
        self.day += timedelta(days=1)
        due_now = [plan for plan in self.plans if plan["state"] == "accepted" and plan["day"] <= self.day]
        edits = [edit for edit in self.waiting if edit["day"] <= self.day]
        found = due.enforce_due(self.record, OPERATOR, moment(self.day))
        assert len(found) == len(due_now) + len(edits)
        for one in sorted(due_now + edits, key=lambda one: (one["day"], "seen" in one, one["id"])):
            if "seen" in one:
                self.comes(one, found[("edit", one["id"])])
                continue
            fits = one["to"].keys() <= self.boxes.keys() and self.fits(one, "from") is None
            assert (found[("plan", one["id"])] is None) == fits
            if fits:
                self.begin(one)

    # boundaries: what one manager looks at may be another's by the time it is confirmed

    def see(self, who: int, lot: int, _moves: dict, line: list) -> None:
        """A manager works out an edit and thinks about it."""
        ids, kind = sorted(self.boxes), ("split", "split", "merge", "redraw")[lot % 4]
        chosen = tuple(ids[(lot + k) % len(ids)] for k in range(1 if kind == "split" else 2))
        if kind == "split":
            west, south, east, north = (
                grids(self.record, OPERATOR).set_index("grid_id").geometry[chosen[0]].bounds
            )
            middle = west + (east - west) * (0.3 + lot / 100)  # from below to above it
            line = [(middle, 2 * south - north), (middle, 2 * north - south)]
        try:
            seen = editing.preview(self.record, MANAGERS[who], Request(kind, chosen, tuple(line)))
        except GridkeeperError:
            return  # the line misses, they do not touch, or lie in two communities
        held = {grid: self.boxes[grid] for grid in seen.edit.changed}
        self.previews[who] = {"seen": seen, "held": held, "edits": self.edits}

    def confirm(self, who: int, lot: int, _moves: dict, _line: list) -> None:
        """The manager puts it in force, today or from a day to come, whatever happened meanwhile."""
        if (edit := self.previews.pop(who, None)) is None:
            return
        seen, day = edit["seen"], self.day + timedelta(days=lot % 2)
        refusal = None
        try:
            edit["id"] = editing.edit_grids(
                self.record, MANAGERS[who], seen.edit.request, stamp=seen.stamp, reason="r", effective_on=day,
                **self.told(),
            )  # fmt: skip
        except GridkeeperError as error:
            refusal = error
        if day > self.day and refusal is None:
            assert self.judged(edit) is not False
            self.waiting.append(edit | {"day": day})
        else:
            self.comes(edit, refusal)

    def judged(self, edit: dict) -> bool | None:
        """Whether an edit still fits; None where only the boundaries can tell, for something was edited since."""
        if any(self.boxes.get(grid, "gone") != worker for grid, worker in edit["held"].items()):
            return False
        return True if edit["edits"] == self.edits else None

    def comes(self, edit: dict, refusal: GridkeeperError | None) -> None:
        """An edit is in force, or was refused: as the boxes say."""
        assert self.judged(edit) in (refusal is None, None), refusal
        if refusal is not None:
            return
        self.waiting = [one for one in self.waiting if one["id"] != edit["id"]]
        self.parted(edit["id"], lambda made: dict.fromkeys(made, self.heir(edit["seen"])))

    def heir(self, seen) -> int | None:
        """Who looks after what an edit makes: who had most of its ground, of two alike the first."""
        ended = seen.before[seen.before["grid_id"].isin(seen.edit.ended)]
        if ended.empty:
            return None  # a border was redrawn: everybody keeps what they have
        most = ended[ended["area_km2"] > ended["area_km2"].max() - 1e-9]
        return self.boxes[int(most["grid_id"].min())]

    def undo(self, _who: int, lot: int, _moves: dict, _line: list) -> None:
        """An edit is taken back: what it ended is there again, with whoever had it last."""
        done = self.record.rows("SELECT edit_id FROM grid_edit WHERE state = 'in_force' ORDER BY edit_id")
        if not done:
            return
        try:
            back = editing.undo_edit(
                self.record, MANAGERS[0], done[lot % len(done)][0], reason="r", **self.told()
            )
        except GridkeeperError:
            return  # something was built upon it, or it lasted no day
        self.parted(back, lambda made: {grid: self.last[grid] for grid in made})

    def parted(self, edit_id: int, workers) -> None:
        """The grids an edit ended are gone, those it made are there, with the workers that are told of them."""
        ((ended, made),) = self.record.rows("SELECT ended, made FROM grid_edit WHERE edit_id = ?", [edit_id])
        new = workers([grid for grid in made if grid not in self.boxes])
        self.last |= {grid: self.boxes.pop(grid) for grid in ended if grid in self.boxes and grid not in made}
        self.edits += 1
        self.moved(new)
        self.changes[-1][1].update(ended, made)

    def begin(self, plan: dict) -> None:
        plan["state"] = "in_force"
        self.moved(plan["to"])

    def one(self, lot: int, state: str) -> dict | None:
        found = [plan for plan in self.plans if plan["state"] == state]
        return found[lot % len(found)] if found else None

    def gone(self, plan: dict | None, who: int) -> None:
        """A plan about a grid that is no more is refused."""
        if plan is not None:
            self.tried(InputError, commands.accept_plan, plan["id"], note="", actor=MANAGERS[who])

    def fits(self, plan: dict, side: str) -> type | None:
        return None if all(self.boxes[grid] == worker for grid, worker in plan[side].items()) else Conflict

    def tried(self, expected: type | None, command, *arguments, actor: Actor, **named):
        """Do it; refused exactly when the model says so."""
        if expected is None:
            return command(self.record, actor, *arguments, **named, **self.told())
        with pytest.raises(expected):
            command(self.record, actor, *arguments, **named, **self.told())
        return None


#: what a manager may do; the first half twice as often
STEPS = (
    *["propose", "accept", "see", "confirm"] * 2,
    "look",
    "revert",
    "undo",
    "night",
    "keep",
    "keep",
    "finish",
)
steps = st.tuples(
    st.sampled_from(STEPS),
    st.integers(0, 1),
    st.integers(0, 30), st.dictionaries(st.integers(1, 13), st.sampled_from([1, 2, 3, None]), min_size=1, max_size=3),
    st.lists(places, min_size=2, max_size=3),
)  # fmt: skip


@settings(max_examples=25, **QUIETLY)
@given(st.lists(steps, min_size=4, max_size=16))
def test_two_managers_lose_no_move(town_record, steps):
    """Whatever two managers do in whatever order, on views as old as may be, record and boxes agree after each step."""
    office = Office(town_record)
    for name, who, lot, moves, line in steps:
        getattr(office, name)(who, lot, moves, line)
        assert held(town_record) == {grid: worker for grid, worker in office.boxes.items() if worker}
    states = dict(town_record.rows("SELECT plan_id, state FROM plan"))
    assert {plan["id"]: plan["state"] for plan in office.plans}.items() <= states.items()
    drafted = {plan_id for plan_id, state in states.items() if state == "draft"}
    assert drafted == {draft["id"] for draft in office.drafts}
    assert broken_links(town_record) == []
