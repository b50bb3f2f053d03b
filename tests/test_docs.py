"""What the documents tell a reader to type exists, what they point at is there, both languages agree."""

import os
import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import click
import house
import pytest
from streamlit import config

from data.cli import main

ROOT = house.ROOT
DOCUMENTS = [ROOT / path for path in house.tracked("*.md") if not path.startswith(("pages/assets/", "var/"))]
README, CHINESE = ROOT / "README.md", ROOT / "README.zh-CN.md"
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
WRITTEN = [*house.PRODUCT, *house.tracked("*.sql")]
SOURCES = "\n".join((ROOT / path).read_text(encoding="utf-8") for path in WRITTEN)
PLAIN = {"pip", "python3", "export", ".", "cd", "git", "curl", "unzip", "pytest", "#", "mkdir", "echo"}


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def shell_lines(document: str) -> list[str]:
    """Commands of ```sh blocks, with continued lines joined and chains taken apart."""
    blocks = re.findall(r"(?ms)^```(?:sh|bash)\n(.*?)^```", document)
    joined = "\n".join(blocks).replace("\\\n", " ")
    return [part.strip() for line in joined.splitlines() for part in line.split(" && ") if part.strip()]


def headings(document: str) -> list[int]:
    """The levels of the headings, in order."""
    prose = re.sub(r"(?ms)^```.*?^```", "", document)
    return [len(marks) for marks in re.findall(r"(?m)^(#+) ", prose)]


def links(document: str) -> list[str]:
    """Targets of links and images that lie in the repository."""
    found = re.findall(r"\[[^\]]*\]\(([^)\s]+)\)", document)
    return [target.split("#")[0] for target in found if not re.match(r"[a-z]+:|#", target)]


def wrong_with(line: str) -> str:
    """What is wrong with a command, or nothing."""
    words = shlex.split(line, comments=True)
    while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
        words = words[1:]
    if not words or words[0] in PLAIN:
        return _missing_requirements(words)
    if words[0] == "make":
        return _wrong_make(words[1:])
    if words[:2] == ["streamlit", "run"]:
        return _wrong_streamlit(words[2:])
    if words[0].endswith("python") and words[1:3] == ["-m", "data"]:
        return _wrong_command(main, words[3:])
    if words[0].endswith("python") and words[1:3] == ["-m", "pytest"]:
        return ""
    return "is not known here"


def _missing_requirements(words: list[str]) -> str:
    named = [word for word in words if word.startswith("requirements")]
    return ", ".join(f"{name} is not there" for name in named if not (ROOT / name).exists())


def _wrong_make(words: list[str]) -> str:
    for word in words:
        name, _, value = word.partition("=")
        pattern = rf"(?m)^{name} \?=|\$\({name}\)" if value else rf"(?m)^{re.escape(name)}:"
        if not re.search(pattern, MAKEFILE):
            return f"make knows no {name}"
    return ""


def _wrong_streamlit(words: list[str]) -> str:
    options = config.get_config_options()
    unknown = [word for word in words[1:] if word.startswith("--") and word[2:].split("=")[0] not in options]
    return f"streamlit knows no {unknown}" if unknown else ""


def _wrong_command(command: click.Command, words: list[str]) -> str:
    """Walk down to the command and let click parse; files need not exist."""
    context = click.Context(command, info_name="data")
    while isinstance(command, click.Group) and words:
        found = command.get_command(context, words[0])
        if found is None:
            return f"there is no command {words[0]}"
        command, words = found, words[1:]
        context = click.Context(command, parent=context, info_name=command.name)
    try:
        values, rest, _ = command.make_parser(context).parse_args(list(words))
    except click.UsageError as error:
        return error.format_message()
    return _wrong_values(command, values) or (f"does not take {rest}" if rest else "")


def _wrong_values(command: click.Command, values: dict) -> str:
    for parameter in command.params:
        value = values.get(parameter.name)
        choices = parameter.type.choices if isinstance(parameter.type, click.Choice) else [value]
        if isinstance(value, str) and value not in choices:
            return f"{parameter.name} cannot be {value}"
        if parameter.required and not isinstance(value, str | tuple | list | int | bool):
            return f"lacks {parameter.name}"
    return ""


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_exist(document):
    wrong = [f"{line}: {why}" for line in shell_lines(text(document)) if (why := wrong_with(line))]
    assert not wrong, "\n".join(["", *wrong])


@pytest.mark.parametrize(
    "line",
    [
        "make nothing-such", "make run NO_SUCH=1", "streamlit run dashboard.py --server.noSuch 1",
        "python -m data no-such", "python -m data import grids a.gpkg --no-such",
        "python -m data demo --no-such 1", "python -m data import no-such a.gpkg",
        "pip install -r requirements-no-such.txt", "no-such-program",
    ],
)  # fmt: skip
def test_a_command_that_does_not_exist_is_seen(line):
    assert wrong_with(line)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_resolve(document):
    broken = [target for target in links(text(document)) if not (document.parent / target).exists()]
    assert not broken


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_environment_variables_exist(document):
    named = set(re.findall(r"\bGRIDKEEPER_[A-Z_]+", text(document)))
    assert {name for name in named if name not in SOURCES} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_options_of_the_command_line_exist(document):
    named = set(re.findall(r"`(--[a-z][a-z-]+)", text(document)))
    assert named <= every_option(main)


def every_option(command: click.Command) -> set[str]:
    """The options of a command and of all below it."""
    below = command.commands.values() if isinstance(command, click.Group) else ()
    own = {option for parameter in command.params for option in parameter.opts}
    return own.union({"--help"}, *map(every_option, below))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_paths_in_the_text_exist(document):
    named = re.findall(r"`((?:geo|data|pages|tests|docs)/[\w./-]*|dashboard\.py|Makefile)`", text(document))
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_both_readmes_say_the_same():
    assert headings(text(README)) == headings(text(CHINESE))
    assert shell_lines(text(README)) == shell_lines(text(CHINESE))
    chinese = [link.replace(".zh-CN.png", ".png") for link in links(text(CHINESE))[1:]]
    assert links(text(README))[1:] == chinese


@pytest.mark.parametrize(("readme", "heading"), [(README, "Your own data"), (CHINESE, "导入自己的数据")])
def test_own_data_comes_in_by_five_lines(readme, heading):
    block = re.search(rf"(?ms)^## {heading}\n+```sh\n(.*?)^```", text(readme))[1]
    assert len(block.splitlines()) == 5
    assert block.count("python -m data import") == 4


def test_ci_runs_what_the_readme_says():
    script = [line for line in text(ROOT / ".ci/run").splitlines() if line and not line.startswith("#")]
    assert script[:2] == ["set -euo pipefail", 'cd "$(dirname "$0")/.."']
    assert script[2:] == ["make test"]
    assert "make test" in shell_lines(text(README))


def would_run(target: str, folder: Path, *settings: str) -> str:
    """What make would run on a machine that has nothing yet but the sources."""
    for name in ("Makefile", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, folder)
    plain = {
        name: value
        for name, value in os.environ.items()
        if name not in {"GRIDKEEPER_DB", "PORT", "MAKEFLAGS"}
    }
    command = ["make", "--dry-run", target, *settings]
    return subprocess.run(command, cwd=folder, env=plain, capture_output=True, text=True, check=True).stdout


def in_order(printed: str, *wanted: str) -> bool:
    """Whether lines that hold these words come one after the other."""
    found = [next((n for n, line in enumerate(printed.splitlines()) if one in line), -1) for one in wanted]
    return -1 not in found and found == sorted(set(found))


@pytest.mark.skipif(not shutil.which("make"), reason="the README says how to do without make")
def test_make_run_does_what_the_readme_says(tmp_path):
    """Installs into .venv, makes a demo where there is no database, serves it where the README says."""
    steps = (
        "-m venv",
        "install --requirement requirements.txt",
        "-m data demo",
        "streamlit run dashboard.py",
    )
    printed = would_run("run", tmp_path)
    assert in_order(printed, *steps)
    assert "http://localhost:8501" in printed and "<http://localhost:8501>" in text(README)
    assert "requirements-dev" not in printed
    moved = would_run("run", tmp_path, "PORT=8600")
    assert "http://localhost:8600" in moved and "--server.port 8600" in moved
    (tmp_path / "mine.duckdb").touch()
    assert "data demo" not in would_run("run", tmp_path, "GRIDKEEPER_DB=mine.duckdb")


@pytest.mark.skipif(not shutil.which("make"), reason="the README says how to do without make")
def test_make_test_does_what_the_readme_says(tmp_path):
    """Installs what tests need, Chromium where there is none, and runs every test."""
    printed = would_run("test", tmp_path)
    steps = ("requirements.txt", "requirements-dev.txt", "apt-get install -qq -y --no-install-recommends chromium",
             "-m pytest")  # fmt: skip
    assert in_order(printed, *steps)
    assert " tests" not in printed.splitlines()[-1]  # no folder is named: all of them


@pytest.mark.skipif(not shutil.which("make"), reason="the README says how to do without make")
@pytest.mark.parametrize(("installs", "told"), [(True, False), (False, True)])
def test_where_chromium_cannot_be_installed_it_is_said_and_the_tests_run(tmp_path, installs, told):
    """A machine with neither browser nor a working package manager; the next one has the latter."""
    for name, does in {"apt-get": "true" if installs else "false", "id": "echo 0"}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{does}\n")
        (tmp_path / name).chmod(0o755)
    done = subprocess.run(
        [shutil.which("make"), "--file", ROOT / "Makefile", "chromium"],
        cwd=tmp_path, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "No Chromium found" in done.stdout
    assert ("will be skipped" in done.stderr and "apt-get install chromium" in done.stderr) is told


def test_the_readme_names_the_pythons_of_the_project():
    bounds = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]["requires-python"]
    assert bounds == ">=3.11,<3.14"
    for readme in (README, CHINESE):
        assert re.search(r"3\.11.{1,3}3\.12.{1,4}3\.13", text(readme))


def test_requirements_are_pinned():
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = [line.split("#")[0].strip() for line in text(ROOT / name).splitlines()]
        pinned = re.compile(r"-r requirements\.txt|[\w.-]+==[\w.]+")
        assert [line for line in lines if line and not pinned.fullmatch(line)] == []


def test_every_requirement_has_its_reason():
    own = text(ROOT / "requirements.txt").split("# brought in by the above")[0]
    for line in (own + text(ROOT / "requirements-dev.txt")).splitlines():
        assert not re.match(r"[A-Za-z].*==", line) or "#" in line, line


def test_the_words_of_the_glossary_are_those_of_the_code():
    rows = re.findall(r"(?m)^\| (?!word)[^|]+\| ([^|]+) \|", text(ROOT / "docs/glossary.md"))
    names = {name for cell in rows for name in re.findall(r"`(\w+)`", cell)}
    everything = SOURCES + text(ROOT / "data/cities/default.toml")
    assert {name for name in names if not re.search(rf"\b{name}\b|_{name}\b|\b{name}_", everything)} == set()


def test_decisions_are_numbered_and_listed():
    folder = ROOT / "docs/decisions"
    records = sorted(folder.glob("[0-9]*.md"))
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    listed = links(text(folder / "README.md"))
    assert listed == [path.name for path in records]
    for path in records:
        assert text(path).startswith(f"# {int(path.name[:4])}. ")
        assert re.findall(r"(?m)^## (\w+)", text(path)) == ["Context", "Decision", "Consequence"]
