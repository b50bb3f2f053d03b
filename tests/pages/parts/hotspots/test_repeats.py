"""Near repeats in a sentence, from tables somebody wrote down."""

import pandas as pd
import pytest

from pages.parts import session
from pages.parts.hotspots import repeats

BANDS = [(m, d) for m in ((0, 100), (100, 200)) for d in ((0, 1), (1, 7))]


def table(ratios, p) -> pd.DataFrame:
    rows = [
        (*m, *d, 100 * ratio, 100.0, ratio, one) for (m, d), ratio, one in zip(BANDS, ratios, p, strict=True)
    ]
    return pd.DataFrame(
        rows, columns=["from_m", "to_m", "from_days", "to_days", "observed", "expected", "ratio", "p"]
    )


@pytest.mark.parametrize(
    ("language", "ratios", "p", "said"),
    [
        ("en", [1.5, 1.2, 1.3, 1.0], [0.001, 0.001, 0.001, 0.5],
         "After a case there are 1.50 times as many cases as chance makes within 100 m and 1 day; at least a "
         "tenth more come up to 200 m and 7 days away."),
        ("en", [1.5, 1.2, 1.0, 1.0], [0.001, 0.3, 0.5, 0.5],
         "After a case there are 1.50 times as many cases as chance makes within 100 m and 1 day; at least a "
         "tenth more come up to 100 m and 1 day away."),
        ("en", [1.05, 1.05, 1.3, 1.3], [0.001, 0.001, 0.001, 0.001],
         "One case does not noticeably raise the odds of another nearby in the days after."),
        ("zh", [1.5, 1.2, 1.3, 1.0], [0.001, 0.001, 0.001, 0.5],
         "一件案件之后，100 米、1 天之内的案件是偶然情形的 1.50 倍；200 米、7 天以内至少多一成。"),
    ],
)  # fmt: skip
def test_the_sentence(monkeypatch, language, ratios, p, said):
    monkeypatch.setattr(session, "language", lambda: language)
    assert repeats.sentence(table(ratios, p)) == said


def test_the_matrix_is_grey_where_chance_might_do_it(monkeypatch):
    monkeypatch.setattr(session, "language", lambda: "en")
    drawn = repeats.matrix(table([2.5, 1.02, 1.3, 1.1], [0.001, 0.2, 0.001, 0.001]))
    assert drawn.count("<td style") == 4
    assert "background:#b30000;color:#fff" in drawn and drawn.count("#f4f4f2") == 1
    assert "0–1 days" in drawn and "2–7 days" in drawn and "100 – 200 m" in drawn
