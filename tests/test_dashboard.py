"""What the server does as it starts: it imports what the first visitor would wait for."""

import ast
import subprocess
import sys

import house

#: the component of the map is known only where a page imports it
MUST_WAIT = {"streamlit_folium"}


def imported() -> set[str]:
    """Modules of others that pages, and the science behind them, import, first or later."""
    found = set()
    for path in house.PRODUCT:
        if not path.startswith(("pages/", "geo/")):
            continue
        for node in ast.walk(house.read(path).tree):
            if isinstance(node, ast.Import):
                found |= {name.name for name in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add(node.module)
    own = {"pages", "geo", "data"} | sys.stdlib_module_names
    return {name for name in found if name.split(".")[0] not in own} - MUST_WAIT


def test_nothing_slow_is_left_to_the_first_visitor():
    wanted = imported()
    assert {"pandas", "folium", "geopandas", "scipy.stats"} <= wanted
    names = "import dashboard, sys; [__import__(name) for name in dashboard.SLOW]; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", names], cwd=house.ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    loaded = set(done.stdout.split())
    assert wanted - loaded == set()
    assert MUST_WAIT & loaded == set()


def test_the_warm_up_imports_them(monkeypatch):
    import dashboard

    asked = []
    monkeypatch.setattr(dashboard.importlib, "import_module", asked.append)
    monkeypatch.setattr(dashboard.tiles, "warm", lambda *_given: None)

    class Record:
        def frame(self, _sql):
            asked.append("pandas inside the record")

    dashboard._warm(Record())
    assert asked == [*dashboard.SLOW, "pandas inside the record"]
