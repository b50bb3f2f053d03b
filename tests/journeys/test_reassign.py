"""A grid manager gives a grid to another worker, proposes it, accepts it, and undoes it."""

import duckdb
import pytest
import screen

WORDS = {
    "zh": {"give": "划给他", "title": "标题", "reason": "理由", "propose": "提交方案", "accept": "通过",
           "accepted": "已通过", "revert": "用反向方案撤销", "give_to": "交给", "reverted": "已撤销",
           "conflict": "没有改动"},
    "en": {"give": "Give", "title": "Title", "reason": "Reason", "propose": "Propose", "accept": "Accept",
           "accepted": "Accepted", "revert": "Undo by a reverse plan", "give_to": "Give to",
           "reverted": "Reverted", "conflict": "Nothing was changed"},
}  # fmt: skip


def propose(page, server, lang: str, title: str) -> int:
    """Choose the grid in the middle of the map, give it to the first worker, propose; the plan's id."""
    words = WORDS[lang]
    screen.visit(page, f"{server.url}/reassign?lang={lang}")
    screen.become(page, "manager", lang)
    screen.painted(page)
    screen.click_grid(page)
    screen.wait_for_address(page, r"grids=(\d+)")
    page.get_by_role("button", name=words["give"], exact=True).click()
    screen.wait_for_address(page, r"moves=([^&]+)")
    page.get_by_label(words["title"], exact=True).fill(title)
    page.get_by_label(words["reason"], exact=True).fill("负荷更均衡 <b>balance</b>")
    page.get_by_role("button", name=words["propose"], exact=True).click()
    return int(screen.wait_for_address(page, r"plan=(\d+)"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_grid_is_handed_over_and_back(module_server, browser_page, lang):
    page, words = browser_page(lang), WORDS[lang]
    propose(page, module_server, lang, f"Hand over ({lang})")
    page.get_by_role("button", name=words["accept"], exact=True).click()
    page.get_by_role("button", name=words["revert"]).wait_for()
    page.get_by_role("button", name=words["revert"]).click()
    page.get_by_role("button", name=words["revert"]).wait_for(state="hidden")
    page.get_by_text(words["reverted"], exact=True).first.wait_for()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_suggestion_becomes_the_draft_and_is_undone(module_server, browser_page, lang):
    page = browser_page(lang)
    words = {"zh": ("设为我的草案", "撤销"), "en": ("Make this my draft", "Undo")}[lang]
    screen.visit(page, f"{module_server.url}/reassign?lang={lang}&part=suggest&aim=0.2")
    page.get_by_role("button", name=words[0]).wait_for(timeout=60_000)
    page.get_by_role("button", name=words[0]).click()
    moves = screen.wait_for_address(page, r"moves=([^&]+)")
    assert ":" in moves or "%3A" in moves
    page.get_by_role("button", name=words[1]).first.click()
    page.wait_for_function("() => !location.search.includes('moves=')")


def test_the_second_of_two_managers_gets_a_clear_conflict_and_loses_nothing(module_server, browser_page):
    first, second = browser_page("en"), browser_page("en")
    plans = [propose(page, module_server, "en", f"Race {k}") for k, page in enumerate((first, second))]
    first.get_by_role("button", name="Accept", exact=True).click()
    first.get_by_role("button", name="Undo by a reverse plan").wait_for()
    second.get_by_role("button", name="Accept", exact=True).click()
    second.get_by_text(WORDS["en"]["conflict"], exact=False).first.wait_for()
    assert plans[0] != plans[1]
    screen.visit(second, f"{module_server.url}/reassign?lang=en&part=plans&plan={plans[1]}")
    second.get_by_text("Race 1").first.wait_for()


def test_the_record_holds_no_grid_with_two_workers(module_server):
    module_server.stop()
    with duckdb.connect(str(module_server.db), read_only=True) as record:
        twice = record.execute(
            "SELECT grid_id FROM assignment WHERE valid_to IS NULL GROUP BY grid_id HAVING count(*) > 1"
        ).fetchall()
        states = dict(record.execute("SELECT state, count(*) FROM plan GROUP BY state").fetchall())
    assert twice == []
    assert states["reverted"] == 2 and states["proposed"] >= 1
