"""Health says whether the record answers, and nothing else."""


def test_it_is_well(served):
    answer = served.get("/app/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert answer.headers["cache-control"] == "no-store"


def test_a_closed_record_is_not_well(served, town_record):
    town_record.root.close()
    answer = served.get("/app/health")
    assert answer.status_code == 500
    assert "Traceback" not in answer.text
