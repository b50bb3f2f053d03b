"""What of the address was not understood is said, once, and nothing more than that is given away."""

import pytest

#: parameter → page, role, address, what stands there in its place
KINDS = {
    "a choice": ("overview.py", {"measure": "beauty"}, "measure=beauty", "Cases"),
    "a view": ("hotspots.py", {"view": "sideways"}, "view=sideways", ""),
    "a face": ("gaps.py", {"face": "moon"}, "face=moon", ""),
    "a kind of facility": ("gaps.py", {"face": "service", "kind": "castle"}, "kind=castle", ""),
    "a category": ("cases.py", {"category": "weather"}, "category=weather", "All categories"),
    "a division": ("overview.py", {"division": "nowhere"}, "division=nowhere", "Whole area"),
    "a list": ("cases.py", {"state": "closed.melted"}, "state=melted", "Closed"),
    "what lies on the map": ("overview.py", {"top": "snow"}, "top=snow", "nothing is chosen"),
    "a switch": ("cases.py", {"overdue": "yes"}, "overdue=yes", "switched off"),
    "a number": ("siting.py", {"sites": "many"}, "sites=many", "3"),
    "a grid": ("grid.py", {"grid": "five"}, "grid=five", "no grid is chosen"),
    "grids": ("cases.py", {"grid": "1.x"}, "grid=x", "the grids that were understood"),
    "grids, and none of them": ("cases.py", {"grid": "x.y"}, "grid=x.y", "no grid is chosen"),
    "a case": ("cases.py", {"case": "C-1"}, "case=C-1", "the list of cases"),
    "a worker": ("gaps.py", {"worker": "77"}, "worker=77", "all workers"),
    "a date": ("cases.py", {"since": "soon", "until": "2026-03-01"}, "since=soon&until=2026-03-01", ""),
    "one date, not understood": ("gaps.py", {"since": "soon"}, "since=soon", "31 Dec 2025 – "),
    "dates that run backwards": (
        "cases.py", {"since": "2026-03-09", "until": "2026-03-01"}, "since=2026-03-09&until=2026-03-01", "",
    ),
    "one date of two": ("cases.py", {"until": "2026-03-01"}, "until=2026-03-01", ""),
    "a grid of the gaps": ("gaps.py", {"at": "here"}, "at=here", "no grid is chosen"),
    "a way of a view": ("hotspots.py", {"view": "density", "along": "x"}, "along=x", "Over the area"),
    "a week": ("hotspots.py", {"view": "emerging", "step": "soon"}, "step=soon", "Half a year"),
    "an action": ("hotspots.py", {"view": "actions", "action": "tea"}, "action=tea", "nothing is chosen"),
    "an action that is not there": (
        "hotspots.py", {"view": "actions", "action": "77"}, "action=77", "nothing is chosen",
    ),
    "a hotspot": ("hotspots.py", {"spot": "x"}, "spot=x", "nothing is chosen"),
    "hand-overs": ("reassign.py", {"moves": "garbage"}, "moves=garbage", "no grid changes hands"),
    "some hand-overs": (
        "reassign.py", {"moves": "2:1.x,9:1,0:77"}, "moves=2:x,9:1,0:77", "the hand-overs that were understood",
    ),
    "what a draft began with": ("reassign.py", {"base": "x"}, "base=x", "the responsibilities of today"),
    "a line": ("grid_editor.py", {"line": "a~b"}, "line=a~b", "no line is drawn"),
    "a finding": (
        "grid_editor.py", {"part": "doctor", "finding": "hole_0"}, "finding=hole_0", "nothing is chosen",
    ),
    "a language": ("overview.py", {"lang": "tlh"}, "lang=tlh", "English"),
}  # fmt: skip


def told(app) -> list[str]:
    """The notices on a page, without the escapes of Markdown."""
    found = [element.value.replace("\\", "").replace("&amp;", "&") for element in app.warning]
    return [text for text in found if "in the address" in text or "网址中" in text]


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_not_understood_is_said_with_what_is_shown(open_page, busy_town, kind):
    page, query, given, shown = KINDS[kind]
    app = open_page(busy_town, page, role="manager", **query)
    assert not app.exception
    (notice,) = told(app)
    assert f"“{given}” in the address was not understood" in notice
    assert shown in notice.split("shown instead: ")[1]


def test_it_is_said_in_chinese(open_page, busy_town):
    assert told(open_page(busy_town, "cases.py", lang="zh", overdue="yes")) == [
        "网址中的“overdue=yes”无法识别；现在显示：关闭状态。"
    ]


def notices(app) -> list[str]:
    return [element.value.replace("\\", "") for element in app.warning]


def test_names_that_no_page_knows_are_named_together(open_page, busy_town):
    app = open_page(busy_town, "cases.py", foo="1", Grid="5", overdue="1")
    assert notices(app) == ["“foo=1, Grid=5” in the address means nothing to any page and changes nothing."]
    assert notices(open_page(busy_town, "cases.py", lang="zh", foo="1")) == [
        "网址中的“foo=1”没有任何页面使用，不起作用。"
    ]


def test_a_page_that_is_not_there_is_named_until_somebody_goes_on(open_page, busy_town):
    app = open_page(busy_town, missing="/<b>*x*</b>")
    assert notices(app) == ["There is no page at “/&lt;b&gt;*x*&lt;/b&gt;”; this is the overview."]
    next(one for one in app.main.get("button_group") if one.label == "Period").set_value(7).run()
    assert notices(app) == []
    assert "missing" not in app.query_params


def test_a_page_that_is_not_there_is_named_in_the_language_one_changes_to(open_page, busy_town):
    app = open_page(busy_town, missing="/nothing")
    next(one for one in app.sidebar.get("button_group") if one.label == "Language").set_value("zh").run()
    assert notices(app) == ["没有网址为“/nothing”的页面；这里是总览。"]


def test_a_plan_that_is_not_there(open_page, town_record):
    app = open_page(town_record, "reassign.py", role="manager", part="plans", plan="x")
    assert [notice.split("”")[0] for notice in told(app)] == ["“plan=x"]


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("overview.py", {}),
        ("overview.py", {"top": "-", "measure": "load", "since": "2026-03-01", "until": "2026-04-01"}),
        ("cases.py", {"state": "closed", "overdue": "1", "grid": "1.2", "page": "1"}),
        ("gaps.py", {"face": "presence", "worker": "3"}),
        ("siting.py", {"sites": "3"}),
        ("grid.py", {"grid": "5", "show": "visits"}),
        ("hotspots.py", {}),
        ("reassign.py", {}),
        ("intake.py", {}),
        ("grid_editor.py", {}),
        ("grid_editor.py", {"part": "doctor", "finding": "gap_0", "line": "112.1~30.2_112.2~30.2"}),
        ("gaps.py", {"at": "999"}),
        ("hotspots.py", {"spot": "99"}),
        ("hotspots.py", {"view": "emerging", "step": "2020-01-06"}),
        ("reassign.py", {"moves": "1:2,2:2", "base": "1"}),
        ("overview.py", {"embed": "true", "embed_options": "light_theme"}),
    ],
)
def test_a_right_address_is_not_remarked_upon(open_page, busy_town, page, query):
    assert told(open_page(busy_town, page, role="manager", **query)) == []


def test_the_notice_goes_with_its_cause(open_page, busy_town):
    app = open_page(busy_town, "cases.py", overdue="yes")
    assert told(app)
    app.toggle(key="filter_overdue").set_value(True).run()
    assert told(app) == []


@pytest.mark.parametrize(
    ("page", "name"), [("gaps.py", "worker"), ("cases.py", "case"), ("overview.py", "division")]
)
def test_what_lies_outside_the_scope_is_told_as_what_is_not_there(open_page, busy_town, page, name):
    """Worker 2 has grids 3 and 6, in the east."""
    west, neither = "990101001001", "990101001999"
    there, nowhere = {"worker": ("3", "7"), "case": ("7", "9"), "division": (west, neither)}[name]
    mine = []
    for value in (there, nowhere):
        app = open_page(busy_town, page, role="worker", worker_id=2, **{name: value})
        mine.append([element.value.replace(value, "?") for element in app.warning])
    assert mine[0]
    assert mine[0] == mine[1]


def test_what_was_given_is_shortened_and_carries_no_markup(open_page, busy_town):
    app = open_page(busy_town, "cases.py", overdue="<b>*x*</b>" + "y" * 200)
    (notice,) = [element.value for element in app.warning]
    assert "<b>" not in notice and "y" * 60 not in notice
