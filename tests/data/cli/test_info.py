"""``info`` from the command line."""

from click.testing import CliRunner

from data.cli import main


def test_the_town_in_lines(town_record):
    town_record.close()
    done = CliRunner().invoke(main, ["info", "--db", str(town_record.path)])
    assert done.exit_code == 0
    lines = done.output.splitlines()
    for line in ("schema    3", "city      default", "demo      no", "cases     none", "imports   none",
                 "  grid                     9"):  # fmt: skip
        assert line in lines


def test_a_missing_database_is_not_made(tmp_path):
    done = CliRunner().invoke(main, ["info", "--db", str(tmp_path / "no.duckdb")])
    assert done.exit_code == 2
    assert list(tmp_path.iterdir()) == []
