"""Nothing people write runs in the tools either: other hotspot views, siting, suggestions, the editor, and in print.

Beside what ``test_smuggling`` looks at: actions, edits, objections, streets and barriers.
"""

import re

import pypdfium2
import pytest
import screen
from contraband import PAYLOADS
from smuggler import Seen, Visit, hostile_copy, visiting

from pages.parts.hotspots import hotviews

VIEWS = tuple(hotviews.VIEWS)[1:]  # the first is looked at with the pages
SCREENS = (*VIEWS, "overview", "beat", "siting", "plan", "suggest", "editor", "doctor", "edits")


#: some of it is worked out for long on a busy machine
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def seen(demo_master, tmp_path_factory, module_serve, chromium):
    """Every tool once."""
    file = hostile_copy(demo_master, tmp_path_factory.mktemp("hostile"))
    server, seen = module_serve(file), Seen()
    with visiting(chromium, server.url, seen) as visit:
        for view in VIEWS:
            visit.open(view, f"/hotspots?view={view}", whole_map=False)
            visit.finish(view)
        visit.read_until("actions", 3)
        visit.open("overview", "/", whole_map=False)
        visit.print_out("overview", "brief")
        visit.open("beat", "/gaps?worker=1", whole_map=False)
        visit.print_out("beat", "beat_sheet")
        visit.open("siting", "/siting?kind=kind3&sites=2", whole_map=False)
        visit.read_until("siting", 2, seconds=90)
        visit.open("plan", "/reassign?part=plans&plan=101", whole_map=False)
        visit.print_out("plan", "plan_pdf")
        visit.open("suggest", "/reassign?part=suggest&aim=0.2", whole_map=False)
        visit.read_until("suggest", 5, seconds=90)
        as_manager(visit, "editor", "/grid_editor?grids=1&look=1")
        as_manager(visit, "doctor", "/grid_editor?part=doctor")
        as_manager(visit, "edits", "/grid_editor?part=history&opened=1")
        visit.read_until("edits", 5)
        yield seen


def as_manager(visit: Visit, name: str, path: str) -> None:
    """Open what is for grid managers."""
    visit.arrive(path, whole_map=False)
    screen.become(visit.page, "manager", "zh")
    visit.look(name)


@pytest.mark.parametrize("name", SCREENS)
def test_nothing_runs_and_no_element_is_made(seen, name):
    assert seen.harm[name] == []


@pytest.mark.parametrize(
    "name, least", [("siting", 2), ("suggest", 5), ("edits", 5), ("actions", 3), ("emerging", 1)]
)
def test_it_is_shown_as_it_is_written(seen, name, least):
    assert sum(payload in seen.read(name) for payload in PAYLOADS) >= least


@pytest.mark.parametrize("name", ["overview", "beat", "plan"])
def test_what_is_printed_is_text_alone(seen, name):
    """No action, link or annotation; the names stand on the page as they are written, as far as they fit."""
    printed = seen.files[f"{name}.pdf"]
    active = (
        b"/JavaScript",
        b"/JS",
        b"/OpenAction",
        b"/AA",
        b"/Annots",
        b"/URI",
        b"/Launch",
        b"/EmbeddedFile",
    )
    objects = re.sub(rb"stream\r?\n.*?endstream", b"", printed, flags=re.DOTALL)
    assert b"/Catalog" in objects and [word for word in active if re.search(word + rb"\b", objects)] == []
    document = pypdfium2.PdfDocument(printed)
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert sum(payload[:12] in text for payload in PAYLOADS) >= 3
