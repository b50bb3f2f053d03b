"""Filters: each owns one or two parameters of the address, so a filtered view is a URL.

The address is the truth: a widget takes its value from there before it is drawn, and a change goes
there first. What equals the default leaves the address, so that short addresses stay current.

Each widget is also given its value as the one it begins with. A browser that gets two runs at once sees the second
alone, which no longer tells it to take the value; it then began with Streamlit's own, such as the first stop of a
slider, and sent that back as somebody's choice.
"""

from collections.abc import Callable, Mapping
from itertools import groupby
from operator import itemgetter

import streamlit as st

from data.permits import Actor
from pages.parts import address, labels, load, misread, session, standing
from pages.parts.text import _, either, number


def bar():
    """The row that filters stand in: ``with filters.bar(): …``."""
    return st.container(horizontal=True, vertical_alignment="bottom", key="filters", gap="small")


def _set(**parameters: object) -> None:
    """Write to the address; a list that is filtered anew starts at its first page."""
    address.put(page="", **parameters)


def _to_address(name: str, default: str, key: str = "") -> None:
    chosen = session.value(key or f"filter_{name}")
    _set(**{name: "" if chosen is None or str(chosen) == default else chosen})


def chosen(name: str, options: Mapping[str, str], default: str) -> str:
    """What the address chooses, also where nothing asks for it. Arguments as in ``choice``."""
    found = address.get(name, default)
    current = found if found in options else default
    if current != found:
        misread.note(name, found, options.get(current, ""))
    session.put(f"filter_{name}", current)
    return current


def _listed(name: str, options: Mapping[str, str], default: tuple[str, ...], none: str) -> list[str]:
    """What the address names of some options, with dots between; ``none`` says that nothing is on."""
    parts = [part for part in address.get(name).split(".") if part]
    found = [part for part in parts if part in options]
    current = found if parts else list(default)
    odd = ".".join(part for part in parts if part not in options and part != "-")
    misread.note(name, odd, ", ".join(options[part] for part in current) or none)
    session.put(f"filter_{name}", current)
    return current


def choice(
    name: str, label: str, options: Mapping[str, str], default: str = "", *, bare: bool = False
) -> str:
    """A row of buttons, one of which is on.

    Args:
        name: the parameter of the address.
        options: value → words, already translated.
        default: the value while the address names none (the first one if left out).
        bare: the label is there for screen readers only.
    """
    default = default or next(iter(options))
    current = chosen(name, options, default)
    st.segmented_control(
        label,
        list(options),
        default=current,
        format_func=options.get,
        key=f"filter_{name}",
        on_change=_to_address,
        args=(name, default),
        required=True,
        label_visibility="collapsed" if bare else "visible",
    )
    return current


def pick(
    name: str,
    label: str,
    options: Mapping[str, str],
    default: str = "",
    *,
    width=240,
    help: str | None = None,
) -> str:
    """A list to choose one of; it is searched by typing. Arguments as in ``choice``; ``help``: what the list has."""
    current = chosen(name, options, default)
    st.selectbox(
        label, list(options), list(options).index(current), format_func=labels.apart(options).get,
        key=f"filter_{name}", on_change=_to_address, args=(name, default), width=width, help=help,
    )  # fmt: skip
    return current


def several(name: str, label: str, options: Mapping[str, str], none: str = "") -> tuple[str, ...]:
    """A list to choose any of; the address holds them with dots between.

    Args:
        none: what nothing chosen means; all, where it is empty.
    """
    none = none or _("All")
    current = _listed(name, options, (), none)
    st.multiselect(
        label,
        list(options),
        current,
        format_func=labels.apart(options).get,
        key=f"filter_{name}",
        placeholder=none,
        on_change=lambda: _set(**{name: ".".join(session.value(f"filter_{name}", []))}),
        width=300,
    )
    return tuple(current)


def some(name: str, label: str, options: Mapping[str, str], default: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Buttons that are on or off, each for itself, without a label. ``-`` in the address is none."""
    current = _listed(name, options, default, _("nothing is chosen"))
    st.pills(
        label,
        list(options),
        default=current,
        format_func=options.get,
        selection_mode="multi",
        key=f"filter_{name}",
        on_change=lambda: _set(**{name: ".".join(session.value(f"filter_{name}", [])) or "-"}),
        label_visibility="collapsed",
    )
    return tuple(current)


def switch(name: str, label: str, *, help: str | None = None) -> bool:
    """On or off; on is ``1`` in the address."""
    current = address.get(name) == "1"
    if address.get(name) not in ("", "0", "1"):
        misread.note(name, address.get(name), _("switched off"))
    session.put(f"filter_{name}", current)
    st.toggle(
        label,
        current,
        key=f"filter_{name}",
        on_change=lambda: _set(**{name: "1" if session.value(f"filter_{name}") else ""}),
        help=help,
    )
    return current


def whole_asked(name: str, default: int | None, most: int) -> int | None:
    """What ``whole`` is set to."""
    text = address.get(name)
    asked = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else default
    return asked if asked is None else min(max(asked, 1), most)


def whole(name: str, label: str, default: int | None, most: int, *, width=120, hint="") -> int | None:
    """A whole number from 1 to ``most``; another one in the address is taken as the nearest.

    Without a default the number may be left out; then ``hint`` stands in its place. What begins with a number cannot
    be emptied, so there the widget begins with none.
    """
    current = whole_asked(name, default, most)
    if address.get(name) != str(current):
        misread.note(name, address.get(name), "" if current is None else number(current))
    session.put(f"filter_{name}", current)
    st.number_input(
        label, 1, most, None if default is None else current, step=1, key=f"filter_{name}", on_change=_to_address,
        args=(name, str(default)), width=width, placeholder=hint,
    )  # fmt: skip
    return current


def along(name: str, label: str, values: list[int], default: int) -> int:
    """A slider that stops at some numbers only."""
    # other stops, another slider: a stop of before that a browser still sends would be taken for the first one
    current = asked if (asked := address.get_id(name, number(default))) in values else default
    key = f"filter_{name}_{'_'.join(map(str, values))}"
    session.put(key, current)
    st.select_slider(
        label, values, current, format_func=number, key=key, on_change=_to_address, args=(name, str(default), key)
    )  # fmt: skip
    return current


def search(name: str, label: str, placeholder: str = "") -> str:
    """A text to look for."""
    return _typed(st.text_input, name, label, placeholder, address.get(name).strip()[:100], width=240)


def lines(name: str, label: str, current: str, placeholder: str = "") -> str:
    """A few lines of text; ``current``: what of the address is shown."""
    return _typed(st.text_area, name, label, placeholder, current, height=120)


def _typed(widget: Callable, name: str, label: str, placeholder: str, current: str, **size: int) -> str:
    """A text that somebody types, kept in the address."""
    key = f"filter_{name}"
    session.put(key, current)
    widget(label, current, key=key, placeholder=placeholder, on_change=_to_address, args=(name, ""), **size)
    return current


def category(actor: Actor) -> str:
    """Choose a major or minor category: its code, or nothing for all."""
    options = {"": _("All categories")} | _category_names(actor)
    return pick("category", _("Category"), options)


def _category_names(actor: Actor) -> dict[str, str]:
    """Categories that have cases, and the one the address asks for, under their majors."""
    asked = address.get("category")
    known = load.read(standing.categories, actor)
    listed = [row for row in known if row["n"] or asked in (row["category"], row["major"])]
    names: dict[str, str] = {}
    for major, group in groupby(listed, key=itemgetter("major")):
        minors = list(group)
        names[major] = f"{either(minors[0], 'major')} ({number(sum(row['n'] for row in minors))})"
        if len(minors) > 1 or asked == minors[0]["category"]:
            names |= {row["category"]: f"   {either(row)} ({number(row['n'])})" for row in minors}
    return names
