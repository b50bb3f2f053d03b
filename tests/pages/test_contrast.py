"""Every text stands out from its ground by 4.5 : 1: of the style sheets, of the tables of colours, and of what the
map's own script draws on every colour that a grid can have. Screens themselves are looked at by ``screen.complaints``.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from contrast import AA, Colour, colour, hues, over, ratio

from data.sheets import AROUND
from data.sheets import INK as PRINTED
from data.sheets import QUIET as PRINTED_QUIET
from pages.parts import charts
from pages.parts.cases.casework import LIGHTS
from pages.parts.hotspots import repeats
from pages.parts.map.mapstate import MARK_COLOURS, PLACE_COLOURS
from pages.parts.reassign import plansheet

PAGES = Path(__file__).parents[2] / "pages"
MAP = PAGES / "assets/map"
THEME = tomllib.loads((PAGES.parent / ".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
WHITE = colour("#ffffff")
#: what can lie below something translucent on the map: every colour that the product names
BELOW = sorted(
    set().union(*(hues(file.read_text(encoding="utf-8")) for file in [*PAGES.rglob("*.py"), *MAP.iterdir()]))
)


def test_there_is_much_that_can_lie_below():
    assert {"#440154", "#eff3ff", "#67000d", "#c3dcea", "#f0e442"} <= set(
        BELOW
    )  # ramps, patterns, water, beats


# ---- style sheets


def rules(sheet: Path) -> list[tuple[str, dict[str, str]]]:
    """Each selector of a style sheet with what it declares; rules inside media queries too."""
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.S)
    names = dict(re.findall(r"(--[\w-]+):\s*([^;}]+)", text))
    text = re.sub(r"var\((--[\w-]+)\)", lambda found: names.get(found[1], found[0]), text)
    found = []
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
        declared = dict(re.findall(r"(?:^|;)\s*([\w-]+)\s*:\s*([^;]+)", re.sub(r'url\(".*?"\)', "", body)))
        found += [(one.strip(), declared) for one in selectors.split(",")]
    return found


def ground(declared: dict[str, str]) -> str:
    """The colour that a rule lays below its text; nothing where it lays none."""
    named = declared.get("background-color") or declared.get("background", "")
    found = re.match(r"#[0-9a-fA-F]{3,6}\b|rgba?\([^)]*\)", named)
    return found[0] if found else ""


def pairs(sheet: Path) -> Iterator[tuple[str, Colour, str]]:
    """What is written in a colour, that colour, and each ground it can stand on.

    A ground is the rule's own, else that of what it lies in, else any light one that the sheet or the theme lays for
    texts of other rules.
    """
    all_rules = rules(sheet)
    grounds = {selector: ground(declared) for selector, declared in all_rules if ground(declared)}
    shared = {ground(declared) for _selector, declared in all_rules if "color" not in declared} - {""}
    light = {shade for shade in shared if ratio(colour("#000"), over(colour(shade), WHITE)) > 12}
    papers = light | {THEME["backgroundColor"], THEME["secondaryBackgroundColor"]}
    for selector, declared in all_rules:
        if not re.match(r"#|rgb", declared.get("color", "")):
            continue
        ink = colour(declared["color"].removesuffix("!important").strip())
        around = [
            grounds[part] for part in (ground(declared) and selector, *ancestors(selector)) if part in grounds
        ]
        for one in around[:1] or papers:
            yield selector, ink, one


def ancestors(selector: str) -> list[str]:
    """What a selector lies in, from near to far, and what it is without its state.

    >>> ancestors(".gk-tip .gk-what")
    ['.gk-tip']
    """
    parts = selector.split()
    bare = re.sub(r"[\[:].*", "", selector)
    return [bare] * (bare != selector) + [" ".join(parts[:n]) for n in range(len(parts) - 1, 0, -1)]


@pytest.mark.parametrize("sheet", ["map/map.css", "screen.css"])
def test_style_sheets(sheet):
    written = list(pairs(PAGES / "assets" / sheet))
    assert len(written) >= 15
    bad = set()
    for selector, ink, shade in written:
        below = BELOW if "map" in sheet and colour(shade)[3] < 1 else ["#ffffff"]
        worst = min(ratio(ink, over(colour(shade), colour(one))) for one in below)
        if worst < AA:
            bad.add(f"{selector} on {shade}: {worst:.2f}")
    assert bad == set()


# ---- tables of colours


def named_pairs() -> Iterator[tuple[str, str, str]]:
    """What is written, its ink and its ground, of every table that has both."""
    papers = (THEME["backgroundColor"], THEME["secondaryBackgroundColor"])
    for paper in papers:
        yield "text", THEME["textColor"], paper
        yield "a link", THEME["linkColor"], paper
        for name, (_sign, _words, ink) in LIGHTS.items():
            yield f"a case {name}", ink or THEME["textColor"], paper
        for ink in (charts.INK, charts.QUIET):
            yield "a chart", ink, paper
    yield "a button", "#ffffff", THEME["primaryColor"]
    for mark, disc in MARK_COLOURS.items():
        yield f"a place {mark}", "#ffffff", disc
    for disc in PLACE_COLOURS:
        yield "a kind of facility", "#ffffff", disc
    for paper in ("#ffffff", "#fafafa", AROUND, plansheet.STAYS, plansheet.COMES, plansheet.GOES):
        yield "a printed number", PRINTED, paper
    yield "a printed line", PRINTED_QUIET, "#ffffff"


def test_tables_of_colours():
    assert [pair for pair in named_pairs() if ratio(colour(pair[1]), colour(pair[2])) < AA] == []


def test_the_matrix_of_repeats():
    """A cell a class of how much more than chance, sure or not."""
    ends = [end - 0.01 if end < 9 else 9.0 for end, _shade in repeats.SHADES]
    cells = [(share, p) for share in ends for p in (0.001, 0.5)]
    frame = pd.DataFrame([
        {"from_m": 0, "to_m": 100, "from_days": n, "to_days": n + 1, "observed": 9, "expected": 3.0,
         "ratio": share, "p": p} for n, (share, p) in enumerate(cells)
    ])  # fmt: skip
    drawn = re.findall(r"background:(#\w+);color:(#\w+)", repeats.matrix(frame))
    assert len({back for back, _ink in drawn}) == len(repeats.SHADES) + 1
    assert [pair for pair in drawn if ratio(colour(pair[1]), colour(pair[0])) < AA] == []


# ---- what the map's script draws

DRAW = (Path(__file__).parent / "marks_on_grounds.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def drawn(chromium):
    """For every ground: what was written or drawn, its ink, and the pixels below it."""
    letters = [
        {"kind": f"own{n}", "letter": "医", "colour": shade, "label": "x"}
        for n, shade in enumerate(PLACE_COLOURS)
    ]
    marks = [{"kind": "place", "letter": letter, "colour": disc, "label": "x", "large": True}
             for disc in MARK_COLOURS.values() for letter in ("×", "12")]  # fmt: skip
    script = (MAP / "marks.js").read_text(encoding="utf-8")
    pictures = re.findall(r"^    (\w+): \"M", script, re.M)
    assert len(pictures) == 8
    kinds = [{"kind": kind, "letter": "", "colour": PLACE_COLOURS[n % len(PLACE_COLOURS)], "label": "x"}
             for n, kind in enumerate(pictures)]  # fmt: skip
    page = chromium.new_page()
    page.set_content(
        "<div id='holder' style='position:absolute;left:0;top:0;width:420px;height:260px'>"
        "<div class='leaflet-control-scale-line' style='position:absolute;left:320px;top:235px;width:90px;height:20px'>"
    )
    page.add_script_tag(
        content="window.gridkeeper = { UNITS: 4096 }; window.L = { point: (x, y) => ({ x, y }) };"
    )
    page.add_script_tag(content=script)
    found = page.evaluate(DRAW, {"grounds": BELOW, "kinds": [*kinds, *letters, *marks]})
    page.close()
    return found


def test_counts_names_and_letters_on_every_ground(drawn):
    bad = set()
    for ground_colour, notes in drawn:
        for what, ink, below in notes:
            assert below, what
            worst = min(ratio(colour(ink), (*map(float, pixel), 1.0)) for pixel in below)
            if worst < AA:
                bad.add(f"{what} on {ground_colour}: {worst:.2f}")
    assert bad == set()


def test_everything_that_can_be_read_was_drawn(drawn):
    for _ground, notes in drawn:
        written = [what for what, *_rest in notes]
        assert {"text 900", "text 400", "text Ostend", "text Grid 7", "text ×", "text 医"} <= set(written)
        assert written.count("picture") == 8


def test_no_name_lies_below_the_scale(drawn):
    assert not any("scale" in what for _ground, notes in drawn for what, *_rest in notes)
