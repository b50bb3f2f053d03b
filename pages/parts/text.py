"""Words, numbers and dates on screen in the reader's language.

Msgids are plain English; ``pages/locales/<language>/LC_MESSAGES/gridkeeper.po`` translates them. The
catalogues are read once, as text, so that no compiled file has to be kept.
"""

import gettext as gettext_module
from datetime import date, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path

import pandas as pd
from babel import Locale, dates
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from data import sentences
from geo.errors import GridkeeperError
from geo.model import Period
from pages.parts import session

LOCALES = Path(__file__).parents[1] / "locales"
#: what stands where there is no value
NOTHING = "–"
_CULTURES = {"zh": Locale("zh", script="Hans", territory="CN"), "en": Locale("en", "GB")}


@cache
def catalogue(language: str) -> gettext_module.NullTranslations:
    """The translations of one language."""
    with (LOCALES / language / "LC_MESSAGES" / "gridkeeper.po").open("rb") as file:
        messages = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return gettext_module.GNUTranslations(compiled)


def locale() -> str:
    """The language of this visit: ``zh`` or ``en``."""
    return session.language()


def _(message: str) -> str:
    """A msgid in the reader's language."""
    return catalogue(locale()).gettext(message)


def N_(message: str) -> str:  # noqa: N802 (gettext's own name for a word translated later)
    """Mark a msgid in a table; it is translated with ``_`` where it is shown."""
    return message


def ngettext(singular: str, plural: str, n: int) -> str:
    """A msgid that depends on a count; the caller fills in ``{n}``."""
    return catalogue(locale()).ngettext(singular, plural, int(n))


def sentence(error: GridkeeperError) -> str:
    """An error as a sentence."""
    return sentences.sentence(error, _)


def either(row, field: str = "name") -> str:
    """The Chinese or the English one of two names that data carry: ``name_zh``, ``name_en``."""
    return row[f"{field}_{locale()}"]


def missing(value: object) -> bool:
    """Whether a scalar is None, NaN or NaT."""
    return bool(pd.isna(value))


def number(value, digits: int = 0) -> str:
    """A number with separators (the same in both languages), or a dash."""
    return NOTHING if missing(value) else f"{value:,.{digits}f}"


def numbers(values: pd.Series, digits: int = 0) -> pd.Series:
    """``number`` for a whole column."""
    known = values[values.notna()].map(f"{{:,.{digits}f}}".format).astype(object)
    return known.reindex(values.index, fill_value=NOTHING)


def signed(value, digits: int = 0) -> str:
    """A difference with its sign; zero has none."""
    if missing(value):
        return NOTHING
    size, rounded = number(abs(value), digits), round(value, digits)
    return size if not rounded else ("+" if rounded > 0 else "−") + size


def percent(share, digits: int = 0) -> str:
    """A share of one as a percentage, or a dash."""
    return NOTHING if missing(share) else f"{share:,.{digits}%}"


def day(value: date | None) -> str:
    """A date, or a dash."""
    return NOTHING if missing(value) else dates.format_date(value, "medium", locale=_CULTURES[locale()])


def last_day(end: date) -> str:
    """The last day before an exclusive end."""
    return day(end - timedelta(days=1))


def moment(value: datetime | None) -> str:
    """A date with hour and minute, or a dash."""
    if missing(value):
        return NOTHING
    return f"{day(value)} {value:%H:%M}"


def period(value: Period) -> str:
    """A period by its first and last day."""
    return f"{day(value.since)} – {day(value.last)}"
