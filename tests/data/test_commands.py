"""Plans on the 3 × 3 town: grids 1, 2, 4 with worker 1; 3, 6 with 2; 5, 7, 8 with 3; nobody in 9."""

import threading
from datetime import date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import commands, due, people
from data.audit import broken_links, new_write_id
from data.permits import OPERATOR, Actor
from geo.errors import Conflict, InputError, NotAllowed, NotFound

LI = Actor("Li Na", "manager", "all")
WANG = Actor("Wang Wei", "manager", "all")
EAST = Actor("Zhao", "manager", "division:990101001002")
NOW = datetime(2026, 6, 1, 9, 0)
BEAT = {1: 1, 2: 1, 3: 2, 4: 1, 5: 3, 6: 2, 7: 3, 8: 3}
clock = count()


def propose(record, moves, actor=LI, **other):
    given = {
        "title": "Even out", "reason": "Worker 3 has too much", "moves": moves, "effective_on": NOW.date(),
        "base_version": record.version("assignments")[0], "now": NOW, "write_id": new_write_id(),
    } | other  # fmt: skip
    return commands.propose_plan(record, actor, **given)


def decide(command, record, plan_id, actor=WANG, now=NOW, **other):
    given = {"note": "seen", "now": now + timedelta(seconds=next(clock)), "write_id": new_write_id()} | other
    return command(record, actor, plan_id, **given)


def beat(record) -> dict[int, int]:
    rows = record.rows("SELECT grid_id, worker_id FROM assignment WHERE valid_to IS NULL ORDER BY grid_id")
    assert len(rows) == len(dict(rows)), "a grid with two workers"
    return dict(rows)


def state(record, plan_id) -> str:
    return record.rows("SELECT state FROM plan WHERE plan_id = ?", [plan_id])[0][0]


def test_a_proposal_changes_no_beat_and_remembers_who_was_there(town_record):
    plan_id = propose(town_record, {5: 1, 9: 2, 3: None})
    assert beat(town_record) == BEAT
    moves = commands.plan_moves(town_record, LI, plan_id)
    assert moves.fillna(0).to_numpy().tolist() == [[3, 2, 0], [5, 3, 1], [9, 0, 2]]
    (plan,) = commands.plans(town_record, LI).to_dict("records")
    assert (plan["state"], plan["author"], plan["moves"]) == ("proposed", "Li Na", 3)
    assert tuple(plan) == commands.PLANS


def test_accepting_hands_over_from_today_and_keeps_history(town_record):
    plan_id = propose(town_record, {5: 1, 9: 2, 3: None})
    assert decide(commands.accept_plan, town_record, plan_id, note="good") == plan_id
    assert beat(town_record) == {
        1: 1, 2: 1, 4: 1, 5: 1, 6: 2, 7: 3, 8: 3, 9: 2,
    }  # fmt: skip
    before = people.assignments(town_record, LI, date(2026, 5, 31))
    assert dict(zip(before["grid_id"], before["worker_id"], strict=True)) == BEAT
    assert state(town_record, plan_id) == "in_force"


def test_a_revert_gives_back_exactly_and_is_a_plan_of_its_own(town_record):
    plan_id = propose(town_record, {5: 1, 9: 2, 3: None})
    decide(commands.accept_plan, town_record, plan_id)
    reverse = decide(
        commands.revert_plan, town_record, plan_id, note="Complaints", now=NOW + timedelta(days=1)
    )
    assert reverse != plan_id
    assert beat(town_record) == BEAT
    assert (state(town_record, plan_id), state(town_record, reverse)) == ("reverted", "in_force")
    (link,) = town_record.rows("SELECT reverts_plan_id FROM plan WHERE plan_id = ?", [reverse])
    assert link == (plan_id,)
    assert broken_links(town_record) == []


def test_made_and_undone_on_one_day_leaves_a_span_that_answers_no_question(town_record):
    plan_id = propose(town_record, {5: 1})
    decide(commands.accept_plan, town_record, plan_id)
    decide(commands.revert_plan, town_record, plan_id)
    days = people.assignments(town_record, LI, NOW.date())
    assert days["grid_id"].is_unique
    assert dict(zip(days["grid_id"], days["worker_id"], strict=True)) == BEAT
    assert people.history(town_record, LI, 5)["worker_id"].tolist() == [3, 3]


def test_a_division_s_manager_hands_over_only_to_its_own_workers_or_to_free_ones(town_record):
    """Worker 2 looks after the east; 1 and 3 after the west only; 4 after nothing, so far."""
    town_record.rows("INSERT INTO worker VALUES (4, 'S4', 'W004', 'Worker 4', 1, 40, true, NULL)")
    assert people.workers(town_record, EAST)["worker_id"].tolist() == [2, 4]
    for worker_id in (2, 4):
        propose(town_record, {9: worker_id}, actor=EAST)
    with pytest.raises(InputError, match="plan_workers_unknown") as refused:
        propose(town_record, {9: 1}, actor=EAST)
    assert refused.value.facts == {"worker_ids": "1"}


def test_the_second_of_two_plans_for_one_grid_gets_a_conflict_and_nothing_changes(town_record):
    first, second = propose(town_record, {5: 1, 7: 1}), propose(town_record, {5: 2, 6: 1}, actor=WANG)
    decide(commands.accept_plan, town_record, first, actor=LI)
    held = beat(town_record)
    with pytest.raises(Conflict) as caught:
        decide(commands.accept_plan, town_record, second)
    assert (caught.value.code, caught.value.facts) == ("plan_conflict", {"grid_ids": "5", "who": "Li Na"})
    assert beat(town_record) == held
    assert state(town_record, second) == "proposed"


def test_plans_for_different_grids_do_not_disturb_each_other(town_record):
    first, second = propose(town_record, {5: 1}), propose(town_record, {6: 1})
    decide(commands.accept_plan, town_record, first)
    decide(commands.accept_plan, town_record, second)
    assert beat(town_record) == BEAT | {5: 1, 6: 1}


def test_a_plan_drawn_on_an_old_map_is_a_conflict_only_where_it_touches(town_record):
    (seen,) = town_record.version("assignments")
    decide(commands.accept_plan, town_record, propose(town_record, {5: 1}), actor=LI)
    propose(town_record, {6: 1}, base_version=seen)
    with pytest.raises(Conflict) as caught:
        propose(town_record, {5: 2, 6: 1}, base_version=seen)
    assert caught.value.facts == {"grid_ids": "5", "who": "Li Na"}


def test_a_plan_drawn_before_an_import_is_stale(town_record):
    (seen,) = town_record.version("assignments")
    town_record.rows("UPDATE version SET n = n + 1 WHERE topic = 'assignments'")
    town_record.changed()
    with pytest.raises(Conflict, match="plan_stale"):
        propose(town_record, {5: 2}, base_version=seen)


def test_a_revert_of_what_moved_on_is_a_conflict(town_record):
    first = propose(town_record, {5: 1})
    decide(commands.accept_plan, town_record, first)
    decide(commands.accept_plan, town_record, propose(town_record, {5: 2}), actor=LI)
    with pytest.raises(Conflict) as caught:
        decide(commands.revert_plan, town_record, first)
    assert caught.value.facts == {"grid_ids": "5", "who": "Li Na"}
    assert state(town_record, first) == "in_force"


@pytest.mark.parametrize(
    ("moves", "code"),
    [({99: 1}, "plan_grids_unknown"), ({5: 99}, "plan_workers_unknown"), ({5: 3, 9: None}, "plan_empty"),
     ({}, "plan_empty")],
)  # fmt: skip
def test_what_cannot_be_a_plan_is_refused(town_record, moves, code):
    with pytest.raises(InputError, match=code):
        propose(town_record, moves)
    assert town_record.rows("SELECT count(*) FROM plan") == [(0,)]
    assert town_record.rows("SELECT count(*) FROM audit") == [(0,)]


def test_a_plan_needs_words(town_record):
    with pytest.raises(InputError, match="plan_unexplained"):
        propose(town_record, {5: 1}, reason=" ")


MONDAY = date(2026, 6, 8)


@pytest.fixture
def waiting(town_record) -> int:
    """A plan for next Monday that gives grid 5 to worker 1, accepted."""
    plan_id = propose(town_record, {5: 1}, effective_on=MONDAY)
    decide(commands.accept_plan, town_record, plan_id)
    return plan_id


def test_a_plan_accepted_ahead_waits_for_its_day(town_record, waiting):
    (seen,) = town_record.version("assignments")
    assert due.enforce_due(town_record, OPERATOR, datetime(2026, 6, 7, 23, 59)) == {}
    assert (state(town_record, waiting), beat(town_record)) == ("accepted", BEAT)
    assert due.enforce_due(town_record, OPERATOR, datetime(2026, 6, 8, 0, 0)) == {("plan", waiting): None}
    assert (state(town_record, waiting), beat(town_record)) == ("in_force", BEAT | {5: 1})
    assert due.enforce_due(town_record, OPERATOR, datetime(2026, 6, 8, 0, 1)) == {}
    assert town_record.version("assignments") == (seen + 1,)
    assert broken_links(town_record) == []


def test_it_is_in_force_from_its_day_even_if_nothing_ran_on_it(town_record, waiting):
    due.enforce_due(town_record, OPERATOR, datetime(2026, 6, 11, 8, 0))
    held = [
        people.assignments(town_record, LI, day).set_index("grid_id")["worker_id"][5]
        for day in (date(2026, 6, 7), MONDAY)
    ]
    assert held == [3, 1]


def test_a_grid_that_changed_hands_meanwhile_hinders_it(town_record, waiting):
    decide(commands.accept_plan, town_record, propose(town_record, {5: 2}, actor=WANG))
    later = propose(town_record, {6: 1}, effective_on=MONDAY)
    decide(commands.accept_plan, town_record, later)
    hindered = due.enforce_due(town_record, OPERATOR, datetime(2026, 6, 8, 0, 0))
    assert {what: error and error.code for what, error in hindered.items()} == {
        ("plan", waiting): "plan_conflict", ("plan", later): None,
    }  # fmt: skip
    assert (state(town_record, waiting), beat(town_record)) == ("accepted", BEAT | {5: 2, 6: 1})


def test_an_accepted_plan_can_be_withdrawn_before_its_day(town_record, waiting):
    with pytest.raises(InputError, match="plan_move_forbidden"):
        decide(commands.revert_plan, town_record, waiting)
    decide(commands.reject_plan, town_record, waiting, note="Li Na stays")
    assert due.enforce_due(town_record, OPERATOR, datetime(2026, 6, 8, 0, 0)) == {}
    assert (state(town_record, waiting), beat(town_record)) == ("rejected", BEAT)


def test_a_draft_drawn_before_the_day_is_a_conflict_only_where_the_plan_moves_grids(town_record, waiting):
    (seen,) = town_record.version("assignments")
    due.enforce_due(town_record, OPERATOR, datetime(2026, 6, 8, 0, 0))
    propose(town_record, {6: 1}, base_version=seen)
    with pytest.raises(Conflict, match="plan_conflict"):
        propose(town_record, {5: 2}, base_version=seen)


@pytest.mark.parametrize("role", ["leader", "manager", "planner", "worker"])
def test_nobody_but_the_program_puts_plans_in_force(town_record, waiting, role):
    with pytest.raises(NotAllowed):
        due.enforce_due(town_record, Actor("Somebody", role, "all"), datetime(2026, 6, 8))


def test_a_plan_is_not_turned_down_without_a_word(town_record, waiting):
    with pytest.raises(InputError, match="rejection_unexplained"):
        decide(commands.reject_plan, town_record, waiting, note=" ")
    assert state(town_record, waiting) == "accepted"


def test_scope_holds_for_every_moved_grid(town_record):
    with pytest.raises(InputError) as caught:
        propose(town_record, {3: 1, 5: 1}, actor=EAST)
    assert caught.value.facts == {"grid_ids": "5"}
    mixed, west = propose(town_record, {3: 1, 5: 1}), propose(town_record, {5: 2})
    for command in (commands.accept_plan, commands.reject_plan):
        with pytest.raises(InputError, match="plan_grids_unknown"):
            decide(command, town_record, mixed, actor=EAST)
    assert commands.plans(town_record, EAST)["plan_id"].tolist() == [mixed]
    assert commands.plan_moves(town_record, EAST, mixed)["grid_id"].tolist() == [3]
    with pytest.raises(NotFound):
        commands.plan_moves(town_record, EAST, west)


@pytest.mark.parametrize("role", ["leader", "planner", "worker", "operator"])
def test_only_managers_move_grids(town_record, role):
    other = Actor("Somebody", role, "all")
    plan_id = propose(town_record, {5: 1})
    with pytest.raises(NotAllowed):
        propose(town_record, {5: 1}, actor=other)
    for command in (commands.accept_plan, commands.reject_plan, commands.revert_plan):
        with pytest.raises(NotAllowed):
            decide(command, town_record, plan_id, actor=other)


def test_an_unknown_plan_is_said_so(town_record):
    with pytest.raises(NotFound, match="plan_unknown"):
        decide(commands.accept_plan, town_record, 77)


def test_a_repeated_call_does_its_work_once(town_record):
    plan_ids = {propose(town_record, {5: 1}, write_id="same") for _ in range(3)}
    assert len(plan_ids) == 1
    answers = {decide(commands.accept_plan, town_record, *plan_ids, write_id="again") for _ in range(3)}
    assert answers == plan_ids
    assert town_record.rows("SELECT count(*) FROM audit") == [(2,)]


def test_every_write_leaves_before_and_after(town_record):
    plan_id = propose(town_record, {5: 1})
    decide(commands.accept_plan, town_record, plan_id)
    sql = """SELECT who, action, subject, before ->> 'state', after ->> 'state', after -> 'moves' ->> 0
      FROM audit ORDER BY seq"""
    moved = '{"from_worker_id":3,"grid_id":5,"to_worker_id":1}'
    rows = [(*row[:5], row[5].replace(" ", "")) for row in town_record.rows(sql)]
    assert rows == [
        ("Li Na", "propose_plan", "plan", None, "proposed", moved),
        ("Wang Wei", "review_plan", f"plan:{plan_id}", "proposed", "in_force", moved),
    ]


def test_managers_who_accept_at_the_same_moment_never_give_a_grid_two_workers(town_record):
    """Twelve plans for the same three grids at once: each grid goes to one, the others hear of it."""
    wanted = [{5: 1 + k % 2, 6: 1, 9: 1 + k % 3} for k in range(12)]
    plan_ids = [propose(town_record, moves) for moves in wanted]
    start, outcomes = threading.Barrier(12), []

    def accept(plan_id):
        start.wait()
        try:
            outcomes.append(decide(commands.accept_plan, town_record, plan_id))
        except Conflict as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=accept, args=[plan_id]) for plan_id in plan_ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won = [outcome for outcome in outcomes if outcome != "plan_conflict"]
    assert len(outcomes) == 12
    assert len(won) == 1
    assert beat(town_record) == BEAT | wanted[plan_ids.index(won[0])]


STEPS = st.lists(
    st.tuples(st.sampled_from(["accept", "revert", "reject"]), st.integers(0, 3)), min_size=1, max_size=8
)
MOVES = st.lists(
    st.dictionaries(st.integers(1, 9), st.sampled_from([1, 2, 3, None]), min_size=1, max_size=3),
    min_size=4, max_size=4,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(plans=MOVES, steps=STEPS)
def test_any_order_of_decisions_keeps_the_books(town_record, plans, steps):
    """A model of nine boxes beside the record: whatever is decided in whatever order, they agree."""
    _restore(town_record)
    boxes = dict.fromkeys(range(1, 10)) | BEAT
    made = []
    for moves in plans:
        changing = {grid: to for grid, to in moves.items() if boxes[grid] != to}
        if changing:
            made.append({"id": propose(town_record, moves), "moves": changing, "state": "proposed",
                         "from": {grid: boxes[grid] for grid in changing}})  # fmt: skip
    for action, number in steps:
        if number < len(made):
            _play(town_record, made[number], action, boxes)
    assert beat(town_record) == {grid: worker for grid, worker in boxes.items() if worker}
    assert {plan["id"]: plan["state"] for plan in made}.items() <= dict(
        town_record.rows("SELECT plan_id, state FROM plan")
    ).items()


def _play(record, plan, action, boxes) -> None:
    allowed = {"accept": "proposed", "reject": "proposed", "revert": "in_force"}[action] == plan["state"]
    old, new = (plan["moves"], plan["from"]) if action == "revert" else (plan["from"], plan["moves"])
    fits = action == "reject" or all(boxes[grid] == worker for grid, worker in old.items())
    command = getattr(commands, f"{action}_plan")
    if allowed and fits:
        decide(command, record, plan["id"])
        plan["state"] = {"accept": "in_force", "reject": "rejected", "revert": "reverted"}[action]
        if action != "reject":
            boxes.update(new)
    else:
        with pytest.raises(InputError if not allowed else Conflict):
            decide(command, record, plan["id"])


def _restore(record) -> None:
    """The town as it was, plans of earlier examples left on record."""
    record.rows("DELETE FROM assignment")
    for grid, worker in BEAT.items():
        record.rows("INSERT INTO assignment VALUES (?, ?, DATE '2026-01-01', NULL, NULL)", [grid, worker])
