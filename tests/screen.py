"""What a person does on any screen: wait for it, choose a role, find the map, click a grid."""

import re
import time

import pytest

WORDS = {
    "zh": {"role": "当前身份", "manager": "网格管理员", "planner": "规划人员", "leader": "领导", "worker": "网格员"},
    "en": {"role": "Looking as", "manager": "Grid manager", "planner": "Planner", "leader": "Leader",
           "worker": "Grid worker"},
}  # fmt: skip


def visit(page, url: str) -> None:
    """Open an address and wait until its script has run."""
    page.goto(url)
    page.get_by_role("heading", level=2).first.wait_for()
    settle(page)


def settle(page) -> None:
    """Wait until no script runs: Streamlit marks its root while one does."""
    page.wait_for_timeout(150)
    page.wait_for_function(
        """() => { const app = document.querySelector('[data-testid="stApp"]');
             return app && app.getAttribute('data-test-script-state') !== 'running'; }"""
    )
    page.wait_for_timeout(150)


def become(page, role: str, lang: str) -> None:
    """Choose a role in the sidebar."""
    words = WORDS[lang]
    page.get_by_label(words["role"], exact=True).first.click()
    page.get_by_role("option", name=words[role], exact=True).click()
    settle(page)


def the_map(page):
    """The map's frame, once its canvas has been painted with the grids."""
    frame = page.frame_locator("iframe[title*='st_folium']").first
    frame.locator(".leaflet-container").wait_for()
    return frame


def click_grid(page, where: tuple[float, float] = (0.5, 0.5), **how) -> None:
    """Click the map at a share of its width and height."""
    box = page.locator("iframe[title*='st_folium']").first
    box.scroll_into_view_if_needed()
    size = box.bounding_box()
    page.mouse.move(size["x"] + size["width"] * where[0], size["y"] + size["height"] * where[1])
    page.mouse.click(size["x"] + size["width"] * where[0], size["y"] + size["height"] * where[1], **how)


def wait_for_address(page, pattern: str, seconds: float = 15) -> str:
    """Wait until the address matches, and give what the first group holds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = re.search(pattern, page.url)
        if found:
            settle(page)
            return found.group(1) if found.groups() else found.group(0)
        page.wait_for_timeout(100)
    pytest.fail(f"the address stayed {page.url}")
