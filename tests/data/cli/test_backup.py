"""``backup`` from the command line."""

from click.testing import CliRunner

from data.cli import main
from data.db import open_record


def test_a_copy_is_made_and_told(town_record, tmp_path):
    town_record.close()
    done = CliRunner().invoke(main, ["backup", str(tmp_path / "b.duckdb"), "--db", str(town_record.path)])
    assert done.exit_code == 0, done.output
    assert done.output.startswith(f"{tmp_path / 'b.duckdb'}: ")
    opened = open_record(tmp_path / "b.duckdb")
    assert opened.rows("SELECT count(*) FROM grid") == [(9,)]
    opened.close()
    again = CliRunner().invoke(main, ["backup", str(tmp_path / "b.duckdb"), "--db", str(town_record.path)])
    assert (again.exit_code, "is there already" in again.output) == (2, True)
