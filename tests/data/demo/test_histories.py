"""Every log is one the table of moves allows, and the case says what its log says."""

import numpy as np

from data.demo import histories
from geo.clock import Calendar
from geo.workflow import STATES, replay

HOUR = 3600
NOW = 20_000 * 24 * HOUR


def handle(n=4000, ago_hours=24 * 90, limit=8.0, unit="urgent_hour"):
    reported = np.full(n, NOW - ago_hours * HOUR)
    return histories.histories(
        reported, np.full(n, limit), np.full(n, unit), Calendar(), NOW, np.random.default_rng(0)
    )


def test_shares_add_up():
    assert abs(sum(share for share, _ in histories.PATTERNS) - 1) < 1e-12


def test_every_pattern_is_allowed():
    ends = {replay(list(actions)) for _, actions in histories.PATTERNS}
    assert ends == {"closed", "rejected", "voided"}


def test_every_log_of_the_record_replays_to_the_state(built):
    rows = built.rows("""
        SELECT DISTINCT actions, state FROM incident JOIN (
          SELECT incident_id, list(action ORDER BY seq) AS actions FROM incident_log GROUP BY 1) USING (incident_id)""")
    assert len(rows) > 10
    assert [(actions, replay(actions)) for actions, _ in rows] == rows


def test_every_case_has_a_log_that_counts_from_one_and_never_goes_back(built):
    assert built.rows("SELECT incident_id FROM incident EXCEPT SELECT incident_id FROM incident_log") == []
    ((gaps, back, late),) = built.rows("""
        SELECT count(*) FILTER (seq <> place), count(*) FILTER (logged_at <= earlier),
          count(*) FILTER (logged_at >= TIMESTAMP '2026-11-25')
        FROM (SELECT *, row_number() OVER w AS place, lag(logged_at) OVER w AS earlier
              FROM incident_log WINDOW w AS (PARTITION BY incident_id ORDER BY seq))""")
    assert (gaps, back, late) == (0, 0, 0)


def test_report_and_closing_times_are_those_of_the_log(built):
    assert (
        built.rows("""
        SELECT incident_id FROM incident JOIN (
          SELECT incident_id, min(logged_at) FILTER (action = 'report') AS reported,
            max(logged_at) FILTER (action = 'close') AS closed FROM incident_log GROUP BY 1) USING (incident_id)
        WHERE reported <> reported_at OR closed IS DISTINCT FROM closed_at""")
        == []
    )


def test_due_times_of_urgent_hours_and_natural_days_are_filing_plus_the_limit(built):
    ((n, wrong),) = built.rows("""
        SELECT count(*), count(*) FILTER (due_at <> filed + to_seconds(CAST(time_limit * seconds AS BIGINT)))
        FROM incident JOIN category USING (category)
        JOIN (VALUES ('urgent_hour', 3600), ('natural_day', 86400)) AS unit(time_unit, seconds) USING (time_unit)
        JOIN (SELECT incident_id, max(logged_at) FILTER (action = 'file') AS filed FROM incident_log
              GROUP BY 1 HAVING bool_and(action <> 'suspend')) USING (incident_id) WHERE filed IS NOT NULL""")
    assert n > 5000
    assert wrong == 0


def test_cases_that_were_never_filed_are_not_due(built):
    states = built.rows("SELECT DISTINCT state FROM incident WHERE due_at IS NULL ORDER BY 1")
    assert {state for (state,) in states} <= {"rejected", "reported"}
    assert built.rows("SELECT count(*) FROM incident WHERE state = 'rejected' AND due_at IS NOT NULL") == [
        (0,)
    ]


def test_a_suspended_case_gains_the_time_it_lay():
    done = handle(limit=10.0)
    log = list(zip(done.case.tolist(), done.action.tolist(), done.second.tolist(), strict=True))
    at = {(case, action): second for case, action, second in log}
    resumed = [case for case, action, _ in log if action == "resume"]
    assert len(resumed) > 50
    for case in resumed:
        lay = at[case, "resume"] - at[case, "suspend"]
        due = int(done.due[case].astype("datetime64[s]").astype(np.int64))
        assert abs(due - at[case, "file"] - 10 * HOUR - lay) <= 1


def test_what_would_come_later_has_not_happened():
    done = handle(ago_hours=1, limit=100.0)
    assert done.second.max() < NOW
    assert not {"handle", "close"} & set(done.state[done.state == "closed"])
    assert set(done.state) <= set(STATES)
    assert (done.state == "dispatched").sum() > 500


def test_some_are_open_and_some_overdue_now(built):
    ((n, overdue),) = built.rows("""
        SELECT sum(open_cases), sum(overdue_cases)
        FROM grid_cases('all', TIMESTAMP '2026-10-26', TIMESTAMP '2026-11-25', '')""")
    assert 60 < n < 600
    assert 20 < overdue < n


def test_most_cases_are_closed_in_time(built):
    ((share,),) = built.rows(
        "SELECT avg(CAST(closed_at <= due_at AS INTEGER)) FROM incident WHERE state = 'closed'"
    )
    assert 0.75 < share < 0.95


def test_bodies_of_all_four_kinds_handle_cases(built):
    rows = built.rows("""
        SELECT DISTINCT actor_kind FROM incident_log JOIN organisation USING (organisation_id)
        WHERE action = 'handle' ORDER BY 1""")
    assert [kind for (kind,) in rows] == ["enterprise", "government", "resident", "social_org"]
