"""Finds the words of the product: every msgid in the sources, every code an error is raised with."""

import ast
import re
from collections.abc import Iterator
from string import Formatter

import house

MARKS = {"_": 1, "N_": 1, "ngettext": 2}
SENTENCE = re.compile(r"[A-Z“{].* .*[.!?:]", re.DOTALL)
#: where Streamlit shows its first argument as it is
SHOWN = re.compile(
    r"(title|header|subheader|caption|markdown|write|text|info|warning|error|success|button|metric|toggle|radio|toast"
    r"|checkbox|selectbox|multiselect|text_input|text_area|number_input|slider|select_slider|date_input|file_uploader"
    r"|download_button|link_button|page_link|expander|popover|segmented_control|pills|form_submit_button|spinner)"
)


def modules() -> list[house.Module]:
    """Every module of the product."""
    return [house.read(path) for path in house.PRODUCT]


def constant(node: ast.AST) -> str | None:
    """The text of a string literal."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def calls(module: house.Module) -> Iterator[tuple[ast.Call, str]]:
    """Every call with the last part of its name."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and (name := house.dotted(node.func)):
            yield node, name.split(".")[-1]


def marked(module: house.Module) -> Iterator[tuple[int, str]]:
    """Line and msgid of every literal given to ``_``, ``N_`` or ``ngettext``."""
    for node, name in calls(module):
        for argument in node.args[: MARKS.get(name, 0)]:
            if (text := constant(argument)) is not None:
                yield node.lineno, text


def sentence_tables(module: house.Module) -> Iterator[tuple[int, str]]:
    """Line and text of tables of sentences: constants like ``SENTENCES`` whose values are all sentences."""
    for node in module.tree.body:
        table = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        if isinstance(table, ast.Dict) and table.values:
            texts = [constant(value) for value in table.values]
            if all(text and SENTENCE.fullmatch(text) for text in texts):
                yield from ((value.lineno, text) for value, text in zip(table.values, texts, strict=True))


def msgids() -> dict[str, str]:
    """Every msgid of the product and one place where it stands."""
    found = {"Something went wrong: {code}.": "data/sentences.py"}
    for module in modules():
        tables = sentence_tables(module) if module.layer in ("data", "geo") else ()
        found |= {text: f"{module.path}:{line}" for line, text in [*tables, *marked(module)] if text}
    return found


def unfit_marks(module: house.Module) -> Iterator[str]:
    """Msgids put together at run time: no catalogue can hold them."""
    for node, name in calls(module):
        for argument in node.args[: MARKS.get(name, 0)]:
            built = isinstance(argument, ast.JoinedStr | ast.BinOp)
            formatted = isinstance(argument, ast.Call) and getattr(argument.func, "attr", "") == "format"
            if built or formatted:
                yield f"{module.path}:{node.lineno} translates a text built at run time"


def bare_words(module: house.Module) -> Iterator[str]:
    """Words shown without going through a catalogue."""
    if not module.path.startswith("pages/"):
        return
    for node, name in calls(module):
        if not (SHOWN.fullmatch(name) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        text = constant(node.args[0])
        if text and re.search(r"[A-Za-z]{3}", re.sub(r":material/\w+:|<[^>]*>|\{\w*\}", "", text)):
            yield f"{module.path}:{node.lineno} shows {text[:40]!r} past the catalogues"


def raised(module: house.Module) -> Iterator[tuple[int, str, set[str] | None]]:
    """Line, code and names of the facts of every error made; None for facts that are unpacked."""
    for node, name in calls(module):
        if house.OUR_ERRORS.fullmatch(name) and node.args and (code := constant(node.args[0])):
            names = {keyword.arg for keyword in node.keywords}
            yield node.lineno, code, None if None in names else names


def placeholders(text: str) -> set[str]:
    """The names in braces.

    >>> sorted(placeholders("{n} of {total:,}"))
    ['n', 'total']
    """
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
