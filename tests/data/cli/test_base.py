"""What every command shares: one sentence for an error, and its exit code."""

import click
import pytest
from click.testing import CliRunner

from data.cli import main
from data.cli.base import Commands
from geo.errors import Conflict, InputError, NotAllowed, RecordBusy, Unreadable

CODES = [
    (InputError("city_unknown", city="x", known="y"), 2),
    (Unreadable("city_unknown", city="x", known="y"), 2),
    (NotAllowed("not_allowed", who="a", role="b", action="c"), 1),
    (Conflict("write_conflict", subject="x"), 1),
    (RecordBusy("record_held", file="x", holder="y"), 4),
]


@pytest.mark.parametrize(("error", "code"), CODES)
def test_an_error_is_one_sentence_and_a_code(error, code):
    group = Commands("main")

    @group.command()
    def fail():
        raise error

    done = CliRunner().invoke(group, ["fail"])
    assert done.exit_code == code
    assert done.output.count("\n") == 1
    assert "Traceback" not in done.output


@pytest.mark.parametrize("name", ["import", "export", "check", "backup", "info", "demo"])
def test_every_command_explains_itself_and_its_options(name):
    done = CliRunner().invoke(main, [name, "--help"])
    assert done.exit_code == 0
    assert "--db" in done.output
    options = [p for p in main.commands[name].params if isinstance(p, click.Option)]
    assert all(option.help for option in options if option.name != "help")
