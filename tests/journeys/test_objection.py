"""A worker objects on a phone to a plan that concerns them; the reviewer reads it and rejects with a reason."""

import duckdb
import pytest
import screen

ATTACK = "太远了 <img src=x onerror=\"parent.document.title='broken in'\">"
#: the worker a demo looks as
WORKER_ID = 1


@pytest.fixture(scope="module")
def grid_id(demo_master) -> int:
    """A grid of somebody else."""
    with duckdb.connect(str(demo_master), read_only=True) as record:
        sql = "SELECT min(grid_id) FROM assignment WHERE valid_to IS NULL AND worker_id <> ?"
        return record.execute(sql, [WORKER_ID]).fetchone()[0]


def test_an_objection_reaches_the_reviewer_who_rejects_with_a_reason(module_server, browser_page, grid_id):
    manager, worker = browser_page("en"), browser_page("zh", 390)

    screen.visit(manager, f"{module_server.url}/reassign?lang=en&moves={WORKER_ID}:{grid_id}")
    screen.become(manager, "manager", "en")
    manager.get_by_label("Title", exact=True).fill("Far away")
    manager.get_by_label("Reason", exact=True).fill("Room for one more")
    manager.get_by_role("button", name="Propose", exact=True).click()
    screen.wait_for_address(manager, r"plan=(\d+)")

    screen.visit(worker, f"{module_server.url}/reassign?lang=zh")
    worker.get_by_test_id("stExpandSidebarButton").click()
    screen.become(worker, "worker", "zh")
    worker.get_by_test_id("stSidebarCollapseButton").locator("button").click()
    worker.get_by_text("Far away", exact=True).wait_for()
    worker.get_by_label(screen.word("zh", "What speaks against it"), exact=True).fill(ATTACK)
    worker.get_by_role("button", name=screen.word("zh", "Object"), exact=True).click()
    worker.get_by_text(
        screen.word("zh", "The reviewer reads this. Write again to say something else.")
    ).wait_for()
    screen.settle(worker)
    assert screen.complaints(worker) == []

    manager.reload()
    screen.settle(manager)
    screen.become(manager, "manager", "en")
    manager.get_by_text(ATTACK, exact=True).wait_for()
    note = manager.get_by_label("Note of the reviewer", exact=True)
    note.fill("It is too far to walk")
    manager.get_by_role("button", name="Reject", exact=True).click()
    manager.get_by_text("Rejected", exact=True).first.wait_for()
    manager.get_by_text("It is too far to walk", exact=True).first.wait_for()
    screen.settle(manager)
    assert screen.complaints(manager) == [] and manager.title() != "broken in"
