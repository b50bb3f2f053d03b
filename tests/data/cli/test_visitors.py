"""``visitors`` from the command line: a setting with its audit row."""

from click.testing import CliRunner

from data.audit import broken_links
from data.cli import main
from data.db import open_record


def test_opened_and_closed_again(town_record):
    town_record.close()
    for state, value in (("open", "true"), ("local", "false")):
        done = CliRunner().invoke(main, ["visitors", state, "--db", str(town_record.path)])
        assert done.exit_code == 0, done.output
        opened = open_record(town_record.path)
        assert opened.setting("open_access") == value
        assert not broken_links(opened)
        opened.close()


def test_another_word_is_refused(town_record):
    town_record.close()
    assert CliRunner().invoke(main, ["visitors", "wide", "--db", str(town_record.path)]).exit_code == 2
