"""Two workers look at the same time; neither ever sees a grid of the other's beat."""

import pytest
import screen


@pytest.fixture(scope="module")
def beats(demo_record) -> dict[int, dict]:
    """Two workers with a beat: name, their grids' ids and codes."""
    rows = demo_record.rows(
        """SELECT worker_id, any_value(w.name), list(grid_id), list(grid_code)
        FROM assignment a JOIN worker w USING (worker_id) JOIN grid g USING (grid_id)
        WHERE a.valid_to IS NULL AND g.valid_to IS NULL GROUP BY worker_id HAVING count(*) > 4
        ORDER BY worker_id LIMIT 2"""
    )
    return {worker: {"name": name, "ids": set(ids), "codes": set(codes)} for worker, name, ids, codes in rows}


def look_as(page, url: str, name: str) -> None:
    """Open the overview as the worker of one beat."""
    screen.visit(page, url)
    screen.become(page, "worker", "zh")
    page.get_by_label(screen.word("zh", "Beat of"), exact=True).first.click()
    page.get_by_role("option").filter(has_text=name).first.click()
    screen.settle(page)


def on_the_map(page) -> set[int]:
    """The grids whose shapes the browser holds since the page was opened anew."""
    frame = screen.painted(page)
    return set(
        frame.evaluate(
            """[...gridkeeper.view.store.kept.entries()].filter(([address]) =>
                 address.includes(gridkeeper.view.shown.stamps.grids)).flatMap(([, tile]) =>
                 tile.grids ? tile.grids.features.map(feature => feature.id) : [])"""
        )
    )


def test_two_workers_at_once(server, browser_page, beats, demo_record):
    every = {code for (code,) in demo_record.rows("SELECT grid_code FROM grid WHERE valid_to IS NULL")}
    pages = {worker: browser_page("zh") for worker in beats}
    for worker, page in pages.items():
        look_as(page, f"{server.url}/?lang=zh", beats[worker]["name"])
    for turn in range(3):
        for page in pages.values():  # both scripts run at once: nobody waits for the other
            page.locator(".st-key-filter_measure button").nth(1 + turn % 2).click(no_wait_after=True)
        for worker, page in pages.items():
            screen.settle(page)
            shown = screen.text_of(page)
            codes = {code for code in every if code in shown}  # the rows of the table that fit its window
            assert codes and codes <= beats[worker]["codes"]
            assert on_the_map(page) == beats[worker]["ids"]
    one, other = pages
    for page in pages.values():
        screen.go_to(page, screen.word("zh", "Cases"))
    for worker, page in pages.items():
        stranger = beats[other if worker == one else one]["name"]
        screen.settle(page)
        shown = screen.text_of(page)
        assert beats[worker]["name"] in shown
        assert stranger not in shown
