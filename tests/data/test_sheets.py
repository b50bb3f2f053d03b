"""A sheet of paper: one page, every letter on it, nothing of anybody's text taken for markup."""

import numpy as np
import pypdfium2
import pytest
import shapely

from data.sheets import (
    EDGE,
    HEIGHT,
    MAP_PT,
    TITLE,
    WIDTH,
    Area,
    Listing,
    Sheet,
    clean,
    drawn,
    fitted,
    width,
    wrapped,
)

RED, WHITE = "#b2182b", "#f7f5f0"
EVIL = "<b>Li</b> & <img src='x'/> {n} \u202e% (a) \\ 李娜"


def sheet(rows: int = 3, **changes) -> Sheet:
    squares = [shapely.box(113 + 0.01 * k, 30, 113.01 + 0.01 * k, 30.01) for k in range(3)]
    columns = (("No.", 0.1, False), ("网格", 0.6, False), ("Debt", 0.3, True))
    listing = Listing(
        "Grids", columns, tuple((str(k), f"瑞桥社区第{k}网格", "1,234") for k in range(rows)), "… {n} more"
    )
    facts = {
        "title": "Beat of 李娜", "lead": "2026", "facts": (("Residents", "980"),),
        "areas": tuple(map(Area, squares, [RED, WHITE, WHITE], "123")),
        "around": (shapely.box(112.99, 29.99, 113, 30.02),), "legend": ((RED, "Three or four"),),
        "lists": (listing, listing), "foot": ("How it came to be. " * 12,),
    }  # fmt: skip
    return Sheet(**facts | changes)


def page(made: bytes):
    document = pypdfium2.PdfDocument(made)
    assert len(document) == 1
    return document[0]


def said(made: bytes) -> str:
    return page(made).get_textpage().get_text_bounded()


def test_every_text_is_on_the_page_chinese_too():
    text = said(drawn(sheet()))
    for words in (
        "Beat of 李娜",
        "瑞桥社区第2网格",
        "Residents",
        "980",
        "1,234",
        "Three or four",
        "How it came to be.",
    ):
        assert words in text


def test_chinese_letters_are_drawn_and_not_boxes():
    """Two different letters look different: a font that lacks them would draw the same box twice."""

    def look(title):
        image = page(drawn(sheet(title=title))).render(scale=3).to_numpy()
        return image[int(3 * (EDGE - 2)) : int(3 * (EDGE + 20)), int(3 * EDGE) : int(3 * (EDGE + 17))]

    one, other = look("鑫"), look("一")
    assert (one < 128).any() and (other < 128).any()
    assert (one != other).mean() > 0.05


def test_the_map_has_the_colours_of_its_grids():
    image = page(drawn(sheet())).render(scale=2).to_numpy()[..., :3]
    middle = int(2 * (HEIGHT - (HEIGHT - EDGE - 17 - 28 - MAP_PT / 2)))
    left = image[middle - 20, int(2 * (EDGE + MAP_PT * 0.15))]
    assert sorted(left.tolist()) == sorted([0xB2, 0x18, 0x2B])


def test_what_people_wrote_is_text():
    text = said(drawn(sheet(title=EVIL, facts=((EVIL, EVIL),), foot=(EVIL,))))
    assert text.count("<img src='x'/>") >= 2 and "\u202e" not in text


@pytest.mark.parametrize("rows", [0, 1, 200])
def test_it_stays_one_page(rows):
    text = said(drawn(sheet(rows)))
    assert ("more" in text) is (rows == 200)


def test_the_same_sheet_is_the_same_file():
    assert drawn(sheet()) == drawn(sheet())


def test_no_grids_no_map_but_a_page():
    assert "Beat" in said(drawn(sheet(areas=(), around=(), lists=())))


def test_letters_that_cannot_be_printed():
    assert clean("a\x00b\ud800c\u200bd𠮷") == "abcd□"


def test_text_is_fitted_and_wrapped():
    assert fitted("abc", 8, 100) == "abc"
    short = fitted("瑞桥社区第二网格" * 5, 8, 60)
    assert short.endswith("…") and width(short, 8) <= 60
    lines = wrapped("one two three 瑞桥社区第二网格" * 4, 8, 90)
    assert max(width(line, 8) for line in lines) <= 90
    assert "".join(lines).replace(" ", "") == ("one two three 瑞桥社区第二网格" * 4).replace(" ", "")
    assert np.isclose(width("瑞桥", 10), 20)


@pytest.mark.parametrize(
    "name", ["很长的名字" * 20, "Wolfeschlegelsteinhausenbergerdorff " * 6, "<b>${x}" * 40]
)
def test_a_name_that_is_too_long_for_the_page_is_cut(name):
    room = WIDTH - 2 * EDGE
    cut = fitted(name, TITLE, room, bold=True)
    assert cut.endswith("…") and width(cut, TITLE, bold=True) <= room
