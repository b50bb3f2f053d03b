"""The house keeps its rules, and every rule is shown something that breaks it."""

import re
import subprocess
import sys
import tomllib

import house
import pytest

LONG = "\n".join(["def f():", '    """Do."""', *["    x = 1"] * 60])

#: rule, path, a snippet that breaks it
BROKEN = [
    (house.import_direction, "geo/x.py", "import data.db"),
    (house.import_direction, "geo/x.py", "import streamlit"),
    (house.import_direction, "geo/hotspots/x.py", "from duckdb import connect"),
    (house.import_direction, "data/x.py", "from pages.parts import text"),
    (house.import_direction, "data/cli/x.py", "import folium"),
    (house.import_direction, "pages/parts/x.py", "from pages import overview"),
    (house.import_direction, "pages/parts/x.py", "import duckdb"),
    (house.import_direction, "pages/overview.py", "import duckdb"),
    (house.import_direction, "pages/overview.py", "from data import incidents"),
    (house.import_direction, "pages/overview.py", "def f():\n    from pages import grid"),
    (house.import_direction, "pages/api/x.py", "import streamlit"),
    (house.absolute_imports, "geo/x.py", "from . import names"),
    (house.absolute_imports, "pages/parts/x.py", "from ..api import tiles"),
    (house.pure_science, "geo/x.py", "import os"),
    (house.pure_science, "geo/x.py", "from pathlib import Path"),
    (house.pure_science, "geo/x.py", "open('a')"),
    (house.pure_science, "geo/x.py", "from datetime import datetime\ndatetime.now()"),
    (house.pure_science, "geo/x.py", "import datetime\ndatetime.datetime.now()"),
    (house.pure_science, "geo/x.py", "from datetime import date\ndate.today()"),
    (house.pure_science, "geo/x.py", "import numpy as np\nnp.random.normal()"),
    (house.pure_science, "geo/x.py", "import numpy as np\nnp.random.default_rng()"),
    (house.pure_science, "geo/x.py", "import pandas as pd\npd.read_csv('a')"),
    (house.pure_science, "geo/x.py", "import geopandas as gpd\ngpd.read_file('a')"),
    (house.pure_science, "geo/x.py", "import pandas as pd\npd.Timestamp.now()"),
    (house.sizes, "geo/x.py", "x = 1\n" * 301),
    (house.sizes, "geo/x.py", LONG),
    (house.sizes, "pages/overview.py", "x = 1\n" * 81),
    (house.clear_names, "geo/utils.py", ""),
    (house.clear_names, "data/helpers/x.py", ""),
    (house.clear_names, "data/file_helper.py", ""),
    (house.clear_names, "data/x.py", "class TileManager: pass"),
    (house.page_names, "pages/calendar.py", ""),
    (house.page_names, "pages/queue.py", ""),
    (house.page_names, "pages/numpy.py", ""),
    (house.page_manners, "pages/overview.py", "import streamlit as st\nst.session_state['a'] = 1"),
    (house.page_manners, "pages/overview.py", "import streamlit as st\n@st.cache_data\ndef f(): pass"),
    (house.page_manners, "pages/overview.py", "q = 'SELECT a FROM b'"),
    (house.page_manners, "pages/overview.py", "q = 'FROM grid_cases($scope)'"),
    (house.scoped_caches, "pages/parts/maps.py", "@st.cache_data\ndef f(scope): pass"),
    (house.scoped_caches, "pages/parts/load.py", "@st.cache_data\ndef f(day): pass"),
    (house.scoped_caches, "pages/parts/load.py", "@st.cache_data(ttl=60)\ndef f(_scope, _actor): pass"),
    (house.asked_by_somebody, "data/x.py", "def f(record): return record.rows('FROM grid')"),
    (house.asked_by_somebody, "data/x.py", "def f(record, actor): return record.frame('FROM grid')"),
    (house.docstrings, "geo/x.py", "def f(): pass"),
    (house.docstrings, "data/x.py", '"""A."""\nclass A: pass'),
    (house.swallowed_errors, "data/x.py", "try:\n    f()\nexcept Exception:\n    pass"),
    (house.swallowed_errors, "data/x.py", "try:\n    f()\nexcept:\n    pass"),
    (house.dead_code, "geo/x.py", "def _left(): pass"),
    (house.coded_errors, "data/x.py", "raise InputError('This is a sentence.')"),
    (house.coded_errors, "data/x.py", "raise NotFound(f'grid {x}')"),
]

#: rule, path, a snippet that keeps it though it looks near to breaking it
KEPT = [
    (house.import_direction, "geo/x.py", "import math\nimport numpy.linalg\nfrom geo.names import GRID_ID"),
    (house.import_direction, "pages/overview.py", "import streamlit as st\nfrom data import commands"),
    (house.import_direction, "pages/overview.py", "from data.commands import propose"),
    (house.pure_science, "geo/x.py", "import numpy as np\nrng = np.random.default_rng(7)"),
    (house.pure_science, "geo/x.py", "from datetime import date\nd = date(2026, 1, 1)"),
    (house.sizes, "geo/x.py", "x = 1\n" * 300),
    (house.clear_names, "data/people.py", "def managers_of(grid): pass"),
    (house.page_names, "pages/overview.py", ""),
    (house.page_names, "pages/parts/text.py", ""),
    (house.page_manners, "pages/overview.py", "title = 'Select a grid from the list'"),
    (house.scoped_caches, "pages/parts/load.py", "@st.cache_data\ndef f(_record, scope, version): pass"),
    (house.scoped_caches, "pages/parts/load.py", "@st.cache_resource\ndef record(): pass"),
    (
        house.asked_by_somebody,
        "data/x.py",
        "def f(record, actor): return record.rows('FROM g($scope)', actor.scope)",
    ),
    (house.asked_by_somebody, "data/x.py", "def f(record): return record.setting('demo')"),
    (house.docstrings, "geo/x.py", '"""A."""\ndef _f(): pass\nX = 1'),
    (house.swallowed_errors, "data/x.py", "try:\n    f()\nexcept KeyError:\n    pass"),
    (house.dead_code, "geo/x.py", "def _used(): pass\nx = _used()"),
    (house.coded_errors, "data/x.py", "raise InputError('file_empty', file=name)"),
]


def _titles(table):
    return [f"{rule.__name__}-{number}" for number, (rule, _, _) in enumerate(table)]


@pytest.mark.parametrize("rule", house.RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps(rule):
    complaints = [complaint for path in house.PRODUCT for complaint in rule(house.read(path))]
    assert not complaints, "\n".join(["", *complaints])


@pytest.mark.parametrize(("rule", "path", "snippet"), BROKEN, ids=_titles(BROKEN))
def test_a_broken_rule_is_seen(rule, path, snippet):
    assert list(rule(house.parse(path, snippet)))


@pytest.mark.parametrize(("rule", "path", "snippet"), KEPT, ids=_titles(KEPT))
def test_a_kept_rule_is_left_alone(rule, path, snippet):
    assert not list(rule(house.parse(path, snippet)))


def test_every_rule_is_shown_something_broken():
    assert {rule for rule, _, _ in BROKEN} == set(house.RULES)


def test_every_module_has_its_test_file():
    missing = house.untested(house.PRODUCT, set(house.PATHS))
    assert not missing, "\n".join(f"{path} wants {house.mirror(path)}" for path in missing)


def test_a_module_without_test_file_is_seen():
    paths = ["geo/x.py", "geo/__init__.py", "data/cli/base.py", "dashboard.py"]
    assert house.untested(paths, {"tests/geo/test_x.py"}) == ["data/cli/base.py"]


def test_no_file_speaks_of_a_workplace():
    paths = [path for path in house.tracked() if path not in house.HOLDS_THEM and "pages/assets/" not in path]
    texts = {path: (house.ROOT / path).read_text("utf-8", errors="ignore") for path in paths}
    found = [complaint for path, text in texts.items() for complaint in house.workplace_words(path, text)]
    assert not found, "\n".join(["", *found])


@pytest.mark.parametrize("words", ["see issue #12", "lies in ../shared/data", "from pypi.org"])
def test_a_workplace_word_is_seen(words):
    assert house.workplace_words("README.md", words)


def test_a_test_may_read_the_data_beside_the_repository():
    assert not house.workplace_words("tests/data/test_x.py", 'ROOT / "../shared/data"')


def test_tests_hold_no_packages():
    assert [path for path in house.PATHS if path.startswith("tests/") and path.endswith("__init__.py")] == []


@pytest.mark.parametrize(
    "command", [["check", "--output-format=concise"], ["format", "--check"]], ids=" ".join
)
def test_ruff_has_nothing_to_say(command):
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *command, "--quiet", "."],
        cwd=house.ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_examples_in_the_screens_hold():
    """In a process of its own: importing the map's component outside a page leaves it unregistered."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:xdist", "-q", "pages/parts", "pages/api"],
        cwd=house.ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode in (0, 5), done.stdout[-3000:]


def test_the_server_tells_nobody_that_it_runs():
    settings = tomllib.loads((house.ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
    assert settings["browser"] == {"gatherUsageStats": False, "serverAddress": "localhost"}
    assert settings["client"]["showErrorDetails"] == "none"
    assert settings["client"]["showErrorLinks"] is False


def test_every_macro_is_explained_and_used():
    files = [house.ROOT / path for path in house.tracked("data/sql/*.sql")]
    explained = {name: told for file in files for name, told in house.macros(file.read_text("utf-8")).items()}
    texts = [
        (house.ROOT / path).read_text("utf-8") for path in [*house.PRODUCT, *house.tracked("data/sql/*.sql")]
    ]
    uses = {name: sum(len(re.findall(rf"\b{name}\b", text)) for text in texts) for name in explained}
    assert [name for name, told in explained.items() if not told] == []
    assert [name for name, count in uses.items() if count < 2] == []


def test_a_macro_without_a_word_is_seen():
    sql = "-- Grids.\nCREATE OR REPLACE MACRO a(x) AS x;\n\nCREATE OR REPLACE MACRO b(x) AS x;"
    assert house.macros(sql) == {"a": True, "b": False}
