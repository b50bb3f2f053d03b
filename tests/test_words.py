"""Every word on screen is in both catalogues, complete, and every error code has its sentence."""

import re

import house
import pytest
import words
from babel.messages.pofile import read_po

from data.sentences import SENTENCES

TABLES = ("data/sentences.py", "data/plan_sentences.py")
LOCALES = house.ROOT / "pages/locales"
HAN = re.compile(r"[\u4e00-\u9fff]")
#: msgids that are the same in Chinese: names, units, abbreviations
SAME = re.compile(
    r"[^A-Za-z]*|[A-Z0-9 .*_/%·()–-]*|.*\b(CSV|XLSX|GeoJSON|GeoParquet|GeoPackage|Gridkeeper|URL)\b.*"
)


def catalogue(language):
    with (LOCALES / language / "LC_MESSAGES/gridkeeper.po").open("rb") as file:
        return read_po(file, locale=language)


def keys(message) -> tuple[str, ...]:
    return message.id if isinstance(message.id, tuple) else (message.id,)


def texts(message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


@pytest.fixture(scope="module")
def chinese():
    return {key: message for message in catalogue("zh") if message.id for key in keys(message)}


@pytest.fixture(scope="module")
def wanted():
    return words.msgids()


def listed(problems) -> str:
    return "\n".join(["", *sorted(problems)])


def test_every_word_has_a_chinese_one(chinese, wanted):
    missing = [f"{place}: {text!r}" for text, place in wanted.items() if text not in chinese]
    assert not missing, listed(missing)


def test_no_translation_is_empty_or_doubtful(chinese):
    unfinished = [key for key, message in chinese.items() if message.fuzzy or not all(texts(message))]
    assert not unfinished, listed(unfinished)


def test_chinese_is_chinese(chinese):
    foreign = [key for key, message in chinese.items() if not HAN.search(texts(message)[0] or "")]
    strange = [key for key in foreign if not SAME.fullmatch(re.sub(r"\{[^}]*\}", "", key))]
    assert not strange, listed(strange)


def test_placeholders_survive_translation(chinese):
    pairs = [(message, text) for message in chinese.values() for text in texts(message)]
    torn = [f"{message.id!r} → {text!r}" for message, text in pairs if _torn(message, text)]
    assert not torn, listed(torn)


def _torn(message, text: str) -> bool:
    """A plural may leave the number out; nothing may be added."""
    here, there = words.placeholders(text or ""), words.placeholders(" ".join(keys(message)))
    return not here <= there if isinstance(message.id, tuple) else here != there


def test_no_translation_is_left_over(chinese, wanted):
    left = [key for key in chinese if key not in wanted]
    assert not left, listed(left)


def test_the_english_catalogue_exists_and_changes_no_meaning():
    for message in catalogue("en"):
        for text in filter(None, texts(message)):
            assert words.placeholders(text) <= words.placeholders(" ".join(keys(message)))


def test_every_error_code_has_a_sentence():
    codes = {code: f"{m.path}:{line}" for m in words.modules() for line, code, _ in words.raised(m)}
    missing = [f"{place} raises {code}" for code, place in codes.items() if code not in SENTENCES]
    assert not missing, listed(missing)


def test_no_sentence_is_left_over():
    sources = "\n".join(m.text for m in words.modules() if m.path not in TABLES)
    left = [code for code in SENTENCES if f'"{code}"' not in sources and f"'{code}'" not in sources]
    assert not left, listed(left)


def test_every_error_brings_the_facts_of_its_sentence():
    short = [
        f"{module.path}:{line} {code} lacks {missing}"
        for module in words.modules()
        for line, code, facts in words.raised(module)
        if facts is not None
        and (missing := words.placeholders(SENTENCES.get(code, "")) - facts - known(module))
    ]
    assert not short, listed(short)


def known(module) -> set[str]:
    """Facts that need not be given: the code always, and in the reading child what is added on the way out: the file
    by the parent, the format by whoever chose it."""
    return {"code", "file", "format"} if module.path.startswith("data/parse/") else {"code"}


@pytest.mark.parametrize("rule", [words.unfit_marks, words.bare_words], ids=lambda rule: rule.__name__)
def test_words_go_through_the_catalogues(rule):
    complaints = [complaint for module in words.modules() for complaint in rule(module)]
    assert not complaints, listed(complaints)


@pytest.mark.parametrize(
    ("find", "snippet"),
    [
        (words.unfit_marks, "_(f'{n} grids')"),
        (words.unfit_marks, "_('{n} grids'.format(n=1))"),
        (words.bare_words, "st.title('Overview')"),
        (words.bare_words, "column.metric('Open cases', 3)"),
        (words.marked, "_('Overview')"),
        (words.marked, "text.ngettext('{n} grid', '{n} grids', n)"),
        (words.sentence_tables, "REASONS = {'a': 'The row has no id.'}"),
        (words.raised, "raise InputError('file_empty', file=name)"),
    ],
)
def test_what_is_looked_for_is_found(find, snippet):
    assert list(find(house.parse("pages/parts/x.py", snippet)))


@pytest.mark.parametrize(
    ("find", "snippet"),
    [
        (words.unfit_marks, "_('{n} grids').format(n=1)"),
        (words.bare_words, "st.title(_('Overview'))"),
        (words.bare_words, "st.markdown('<hr>')"),
        (words.sentence_tables, "COLOURS = {'a': 'gray'}"),
    ],
)
def test_what_is_fine_is_left_alone(find, snippet):
    assert not list(find(house.parse("pages/parts/x.py", snippet)))
