from click.testing import CliRunner

from data.cli import main
from data.cli.doctor import REPAIRS, WORDS, line
from geo.editing.doctor import FINDINGS, Finding
from geo.editing.edit import KINDS, Request


def test_every_kind_has_words():
    assert set(WORDS) == set(FINDINGS)
    assert set(REPAIRS) == set(KINDS) - {"redraw", "restore"}


def test_a_finding_is_one_line_with_its_repair():
    gap = Finding("gap", (5, 2, 6), 12.34, (117.0, 39.75))
    assert line(gap, Request("fill", (5, 2, 6), ((117.0, 39.75),))).strip() == (
        "grids 5, 2, 6: 12.3 m² at 117.000000, 39.750000: it goes to grid 5"
    )
    assert line(Finding("few_households", (1,), 100.0, (117.0, 39.75)), None).endswith("100 households at "
        "117.000000, 39.750000: nothing proposed")  # fmt: skip


def test_the_town_is_looked_over(town_record):
    town_record.close()
    done = CliRunner().invoke(main, ["doctor", "--db", str(town_record.path), "--most", "2"])
    assert done.exit_code == 0, done.output
    assert "6 × fewer households than 300" in done.output
    assert done.output.count("merge grids") == 2
    assert done.output.endswith("6 findings\n")


def test_a_missing_database_is_told(tmp_path):
    assert CliRunner().invoke(main, ["doctor", "--db", str(tmp_path / "none.duckdb")]).exit_code == 2
