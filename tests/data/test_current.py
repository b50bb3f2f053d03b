"""One record a process."""

from concurrent.futures import ThreadPoolExecutor

from data.current import close_current, current, open_current


def test_everybody_gets_the_same_record(tmp_path, monkeypatch):
    monkeypatch.setenv("GRIDKEEPER_DB", str(tmp_path / "x.duckdb"))
    close_current()
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: current(), range(32)))
    assert len(found) == 1
    assert open_current() in found
    close_current()


def test_closing_lets_go_of_the_file(tmp_path):
    close_current()
    first = open_current(tmp_path / "a.duckdb")
    close_current()
    second = open_current(tmp_path / "a.duckdb")
    assert second is not first
    assert second.version("grids") == (0,)
    close_current()
