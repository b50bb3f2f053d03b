"""``rebalance`` from the command line, on the demo town: its file against the record, counted again."""

import re
import time
from datetime import date, datetime, timedelta

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
import stock
import streets
from click.testing import CliRunner
from lattice import fewest_anew_by_trying_all, fewest_by_trying_all, shortest_by_trying_all

from data.cli import main
from data.permits import OPERATOR
from data.rebalance import balancing
from geo.districts.beats import imbalance


def run(db, out, *options):
    done = CliRunner().invoke(main, ["rebalance", "--db", str(db), "--out", str(out), *options])
    return done.exit_code, done.output


@pytest.fixture(scope="module")
def made(demo_record, tmp_path_factory):
    out = tmp_path_factory.mktemp("rebalance") / "plan.csv"
    code, said = run(demo_record.path, out, "--tolerance", "0.2", "--seconds", "3")
    assert code == 0, said
    return pd.read_csv(out), said


def test_every_row_is_a_grid_that_leaves_todays_worker(made, demo_record):
    frame, said = made
    assert list(frame) == ["grid_id", "from", "to", "reason"]
    held = demo_record.frame("SELECT grid_id, worker_id FROM assignment WHERE valid_to IS NULL")
    today = held.set_index("grid_id")["worker_id"]
    assert (today.loc[frame["grid_id"]].to_numpy() == frame["from"]).all()
    assert (frame["from"] != frame["to"]).all()
    assert f"{len(frame):,} grids and " in said


def test_a_locked_grid_stays(made, demo_record, tmp_path):
    frame, _ = made
    (tmp_path / "lock.csv").write_text(f"grid_id,worker_id\n{frame['grid_id'][0]},\n", "utf-8")
    out = tmp_path / "plan.csv"
    options = ("--tolerance", "0.2", "--seconds", "2", "--lock", str(tmp_path / "lock.csv"))
    code, said = run(demo_record.path, out, *options)
    assert code == 0, said
    assert frame["grid_id"][0] not in set(pd.read_csv(out)["grid_id"])


def test_a_lock_file_without_its_columns_is_refused(demo_record, tmp_path):
    (tmp_path / "lock.csv").write_text("grid\n1\n", "utf-8")
    code, said = run(demo_record.path, tmp_path / "plan.csv", "--lock", str(tmp_path / "lock.csv"))
    assert code == 2
    assert "grid_id and worker_id" in said


def test_from_scratch_there_is_no_beat_for_two_grids_to_stay_in(demo_record, tmp_path):
    (tmp_path / "lock.csv").write_text("grid_id,worker_id,with_grid_id\n1,,2\n", "utf-8")
    options = ("--workers", "30", "--lock", str(tmp_path / "lock.csv"))
    code, said = run(demo_record.path, tmp_path / "plan.csv", *options)
    assert code == 2 and "two grids that stay together" in said


def test_beats_from_scratch_are_even_and_say_who(demo_record, tmp_path):
    out = tmp_path / "beats.csv"
    code, said = run(demo_record.path, out, "--workers", "30", "--tolerance", "0.25", "--seconds", "3")
    assert code == 0, said
    frame = pd.read_csv(out)
    assert list(frame) == ["grid_id", "from", "to", "reason", "beat"]
    assert sorted(set(frame["beat"])) == list(range(1, 31))
    assert frame.groupby("beat")["to"].nunique().eq(1).all()
    assert frame["to"].nunique() == 30
    gone = frame["from"] != frame["to"]
    assert (frame["reason"].notna() == gone).all()
    homes = demo_record.frame("SELECT grid_id, households FROM grid").set_index("grid_id")["households"]
    moved = homes.loc[frame.loc[gone, "grid_id"]].sum()
    assert f"{gone.sum():,} grids and {moved:,.0f} households change hands." in said
    assert re.search(
        r"[0-9.]+% from a fair share before; 30 beats, none more than [0-9.]+% from an equal", said
    )


def test_who_leaves_gives_everything_away(demo_record, tmp_path):
    leaver = demo_record.rows("SELECT min(worker_id) FROM assignment WHERE valid_to IS NULL")[0][0]
    out = tmp_path / "plan.csv"
    options = ("--tolerance", "4", "--seconds", "3", "--leaves", str(leaver))
    code, said = run(demo_record.path, out, *options)
    assert code == 0, said
    frame = pd.read_csv(out)
    held = demo_record.frame("SELECT grid_id, worker_id FROM assignment WHERE valid_to IS NULL")
    assert set(held.loc[held["worker_id"] == leaver, "grid_id"]) <= set(frame["grid_id"])
    assert leaver not in set(frame["to"])


def today(record) -> pd.Series:
    held = record.frame("SELECT grid_id, worker_id FROM assignment WHERE valid_to IS NULL")
    return held.set_index("grid_id")["worker_id"].astype("int64")


@pytest.fixture
def town(town_record, tmp_path):
    """Nine squares: worker 1 has 1, 2, 4 and twelve cases in each, worker 2 has 3, 6, worker 3 has 5, 7, 8."""
    cases = [
        {"grid_id": grid, "category": "0201", "reported_at": datetime(2026, 3, 2, 9)} for grid in (1, 2, 4)
    ]
    stock.put_incidents(town_record, cases * 12)
    return town_record.path, tmp_path / "plan.csv"


def hire(record):
    """A fourth worker, without a grid."""
    with record.cursor() as cursor:
        cursor.execute("INSERT INTO worker VALUES (4, 'S4', 'W004', 'Worker 4', 1, 40, true, NULL)")


def test_who_joins_gets_grids_and_all_stay_whole(town_record, town):
    """The fourth worker has no grid; two of the three busy ones may go to them, none to nobody."""
    hire(town_record)
    db, out = town
    code, said = run(db, out, "--tolerance", "0.9", "--seconds", "2", "--joins", "4", "--until", "2026-03-19")
    assert code == 0, said
    frame, after = pd.read_csv(out), today(town_record)
    assert 4 in set(frame["to"])
    after.loc[frame["grid_id"]] = frame["to"].to_numpy()
    assert set(after.loc[after != 0]) == {1, 2, 3, 4}


def test_without_joining_who_has_no_grid_takes_no_part(town_record, town):
    hire(town_record)
    db, out = town
    run(db, out, "--until", "2026-03-19")
    assert 4 not in set(pd.read_csv(out)["to"])


def test_who_stands_in_the_way_is_told_by_name_and_number(town_record, town):
    """Nobody knows by number who has no contract hours; options ask for the number."""
    with town_record.cursor() as cursor:
        cursor.execute("UPDATE worker SET hours_per_week = 0 WHERE worker_id IN (2, 3)")
    code, said = run(town[0], town[1], "--until", "2026-03-19")
    assert code == 2 and said.endswith("so they have no fair share: Worker 2 (2), Worker 3 (3).\n")
    code, said = run(town[0], town[1], "--until", "2026-03-19", "--joins", "99")
    assert code == 2 and "belong to another area: 99." in said, "of whom the record knows no name"


def test_a_grid_in_the_way_is_told_by_name_and_number(town_record, tmp_path):
    """Eighty cases lie in grid 5, one in another grid: no third of the load is as much."""
    cases = [
        {"grid_id": g, "category": "0201", "reported_at": datetime(2026, 3, 2, 9)} for g in [5] * 80 + [1]
    ]
    stock.put_incidents(town_record, cases)
    code, said = run(town_record.path, tmp_path / "plan.csv", "--until", "2026-03-19", "--seconds", "1")
    assert code == 2 and "Grid Grid 5 (5) alone takes" in said


def test_the_rule_that_makes_it_impossible_is_said(town):
    """Worker 1 has all the cases and is locked."""
    db, out = town
    lock = out.with_name("lock.csv")
    lock.write_text("grid_id,worker_id\n,1\n", "utf-8")
    code, said = run(
        db, out, "--tolerance", "0.5", "--seconds", "2", "--lock", str(lock), "--until", "2026-03-19"
    )
    assert code == 2
    assert "locked workers make a plan within 50 % impossible" in said


@pytest.mark.parametrize(("fewest", "go", "households"), [("grids", [2], 900), ("households", [1, 4], 200)])
def test_fewest_households_may_be_more_grids(town_record, tmp_path, fewest, go, households):
    """Worker 1 has 80 cases in grid 2 and 40 each in 1 and 4, worker 2 has 80, worker 3 none: either grid 2 with its
    900 households goes to worker 3, or the other two with 100 each."""
    town_record.rows("UPDATE grid SET households = 900 WHERE grid_id = 2")
    cases = [
        {"grid_id": g, "category": "0201", "reported_at": datetime(2026, 3, 2, 9)} for g in (2, 2, 1, 4, 3, 3)
    ]
    stock.put_incidents(town_record, cases * 40)
    out = tmp_path / "plan.csv"
    options = ("--tolerance", "0.3", "--seconds", "1", "--until", "2026-03-19", "--fewest", fewest)
    code, said = run(town_record.path, out, *options)
    assert code == 0, said
    frame = pd.read_csv(out)
    assert (sorted(frame["grid_id"]), set(frame["to"])) == (go, {3})
    assert f"{len(go)} grids and {households} households change hands" in said


def test_new_beats_that_cannot_be_are_refused(town):
    db, out = town
    code, said = run(
        db, out, "--workers", "4", "--tolerance", "0.01", "--seconds", "1", "--until", "2026-03-19"
    )
    assert code == 2
    assert "alone takes" in said or "were found in this time" in said
    assert not out.exists()
    code, said = run(db, out, "--workers", "20", "--until", "2026-03-19")
    assert (code, "20 workers cannot each have one of 8 grids" in said) == (2, True)
    code, said = run(db, out, "--workers", "2", "--leaves", "1")
    assert (code, "--workers draws new beats" in said) == (2, True)


def test_a_river_is_said_and_can_be_left_out(town_record, tmp_path):
    """Between the first and the second column of the town: three pairs of neighbours."""
    stock.put_incidents(
        town_record, [{"grid_id": grid, "reported_at": datetime(2026, 3, 2)} for grid in range(1, 10)]
    )
    east = streets.WEST + 300
    streets.put_barriers(
        town_record, shapely.LineString([(east, streets.SOUTH), (east, streets.SOUTH + 900)])
    )
    town_record.close()
    options = ("--tolerance", "5", "--seconds", "0.2")
    code, said = run(town_record.path, tmp_path / "plan.csv", *options)
    assert code == 0 and "3 pairs of neighbouring grids have a barrier between them" in said
    code, said = run(town_record.path, tmp_path / "plan.csv", *options, "--no-barriers")
    assert code == 0 and "barrier" not in said


def town_beats(record):
    """What the command starts from, and its graph, for trying all plans."""
    beats = balancing(record, OPERATOR, date(2026, 3, 19)).beats
    return beats, nx.from_scipy_sparse_array(beats.neighbours)


def test_no_more_grids_change_hands_than_may(town_record, town):
    """How many it takes is found by trying all plans; with one less there is none."""
    db, out = town
    beats, graph = town_beats(town_record)
    fewest = int(fewest_by_trying_all(beats, graph, 0.35))
    assert fewest > 1
    options = ("--tolerance", "0.35", "--seconds", "2", "--until", "2026-03-19")
    for most, within in ((fewest, True), (fewest - 1, False), (0, False)):
        code, said = run(db, out, *options, "--max-changes", str(most))
        assert code == 0, said
        assert len(pd.read_csv(out)) <= most
        assert ("With no more changes none is within 35.0%" in said) != within


def test_the_bound_said_is_that_of_all_plans(town_record, town):
    """Of eight grids and three workers every plan can be tried."""
    db, out = town
    beats, graph = town_beats(town_record)
    code, said = run(db, out, "--tolerance", "0.35", "--seconds", "4", "--until", "2026-03-19")
    assert code == 0, said
    frame = pd.read_csv(out)
    after = beats.today.copy()
    after[beats.grid_ids.get_indexer(frame["grid_id"])] = beats.worker_ids.get_indexer(frame["to"])
    fewest = int(fewest_by_trying_all(beats, graph, imbalance(beats, after) + 1e-9))
    assert len(frame) == fewest
    assert f"No plan as even changes fewer than {fewest} grids." in said


@pytest.mark.parametrize("workers", [2, 4])
def test_the_bound_of_new_beats_is_true(town_record, town, workers):
    db, out = town
    beats, _ = town_beats(town_record)
    options = ("--tolerance", "0.5", "--seconds", "1", "--until", "2026-03-19")
    code, said = run(db, out, "--workers", str(workers), *options)
    assert code == 0, said
    frame = pd.read_csv(out)
    held = np.bincount(frame["beat"] - 1, beats.loads)
    far = abs(held / held.mean() - 1).max()
    fewest = fewest_anew_by_trying_all(beats, workers, far)
    bound = int(re.search(rf"No {workers} beats as even change fewer than ([0-9]+) grids", said)[1])
    assert 0 < bound <= fewest <= (frame["from"] != frame["to"]).sum()


def test_beats_that_nobody_of_today_has_say_so(town):
    """Four beats and three workers: one is open, and what it takes says so."""
    db, out = town
    options = ("--tolerance", "0.5", "--steps", "200", "--until", "2026-03-19")
    code, said = run(db, out, "--workers", "4", *options)
    assert code == 0, said
    frame = pd.read_csv(out)
    new = frame[frame["to"].isna()]
    assert new["beat"].nunique() == 1
    assert new["reason"].str.contains(f"nobody yet (beat {new['beat'].iloc[0]})", regex=False).all()


def test_within_a_community_a_grid_goes_to_who_works_there(made, demo_record, tmp_path):
    held = demo_record.frame(
        "SELECT a.grid_id, worker_id, community_code FROM assignment a JOIN grid g USING (grid_id)"
        " WHERE a.valid_to IS NULL AND g.valid_to IS NULL"
    )
    works = set(held[["worker_id", "community_code"]].itertuples(index=False, name=None))
    community = held.set_index("grid_id")["community_code"]

    def strays(frame):
        return [
            move for move in zip(frame["to"], community[frame["grid_id"]], strict=True) if move not in works
        ]

    assert strays(made[0]), "or the option would change nothing"
    out = tmp_path / "plan.csv"
    code, said = run(demo_record.path, out, "--tolerance", "1.2", "--seconds", "2", "--within", "community")
    assert code == 0, said
    assert len(pd.read_csv(out)) and not strays(pd.read_csv(out))


def test_the_seed_is_that_of_the_search(demo_record, tmp_path):
    """With steps counted the same one gives the same file; another one looks elsewhere."""
    files = []
    for seed in ("1", "1", "2"):
        out = tmp_path / "plan.csv"
        code, said = run(demo_record.path, out, "--tolerance", "0.4", "--steps", "200", "--seed", seed)
        assert code == 0, said
        files.append(out.read_bytes())
    assert files[0] == files[1] != files[2]


@pytest.mark.parametrize("options", [("--tolerance", "0.5"), ("--workers", "20", "--tolerance", "0.3")])
def test_steps_give_the_same_file_however_slow_the_machine(demo_record, tmp_path, monkeypatch, options):
    """With a clock that runs ten thousand times as fast, seconds would be over at once."""
    true, runs, out = time.monotonic, [], tmp_path / "plan.csv"
    for pace in (1, 10_000):
        with monkeypatch.context() as patch:
            patch.setattr(time, "monotonic", lambda pace=pace: true() * pace)
            code, said = run(demo_record.path, out, *options, "--steps", "300", "--seed", "7")
        assert code == 0, said
        runs.append((out.read_bytes(), out.with_name("plan.csv.note.json").read_bytes(), said))
    assert runs[0] == runs[1]


def test_steps_and_seconds_are_not_counted_together(tmp_path):
    code, said = run(tmp_path / "none.duckdb", tmp_path / "plan.csv", "--steps", "5", "--seconds", "5")
    assert code == 2 and "say one of them" in said


def test_an_imbalance_within_chance_asks_for_no_change(town_record, tmp_path):
    """A case a grid: worker 2, who has two of eight grids, lacks a quarter of a share, but a case more or less is
    chance. With one a day, month after month, it is not."""
    said, options = [], ("--tolerance", "0.1", "--seconds", "0.5", "--until", "2026-03-19")
    for days in ([18], range(17, -163, -1)):
        stock.put_incidents(town_record, [
            {"grid_id": grid, "reported_at": datetime(2026, 3, 1) + timedelta(days=day - 1)}
            for grid in range(1, 9) for day in days
        ])  # fmt: skip
        said.append(run(town_record.path, tmp_path / "plan.csv", *options)[1])
    assert "Better change nothing." in said[0]
    assert "Better change nothing." not in said[1]


def test_little_inertia_is_told_with_the_least_there_could_be(town_record, town):
    """Middles are 300 m apart, east and north; of eight grids every pair of beats can be tried."""
    db, out = town
    beats, _ = town_beats(town_record)
    options = ("--tolerance", "0.5", "--aim", "inertia", "--steps", "300", "--until", "2026-03-19")
    code, said = run(db, out, "--workers", "2", *options)
    assert code == 0, said
    plan = pd.read_csv(out).set_index("grid_id")["beat"].loc[beats.grid_ids].to_numpy() - 1
    place = np.array(beats.grid_ids) - 1
    x, y = 300.0 * (place % 3), 300.0 * (place // 3)
    ways = ((x[:, None] - x) ** 2 + (y[:, None] - y) ** 2) * beats.loads
    had = sum(ways[np.ix_(plan == k, plan == k)].sum(axis=1).min() for k in (0, 1))
    told, gap = re.search(r"Inertia ([0-9,]+) hours × m², at most ([0-9.]+)% above", said).groups()
    assert float(told.replace(",", "")) == pytest.approx(had, rel=2e-3)
    least = shortest_by_trying_all(ways, beats, 2, 0.5)
    assert had / (1 + float(gap) / 100) <= least * 1.003


def test_inertia_of_too_many_grids_is_refused(town, monkeypatch):
    monkeypatch.setattr("data.cli.rebalance.MOST_INERTIA", 7)
    code, said = run(*town, "--workers", "2", "--aim", "inertia", "--until", "2026-03-19")
    assert code == 2 and "is for 7 grids at most; here are 8." in said


def test_an_aim_is_one_of_new_beats(tmp_path):
    code, said = run(tmp_path / "none.duckdb", tmp_path / "plan.csv", "--aim", "inertia")
    assert code == 2 and "it goes with --workers" in said
