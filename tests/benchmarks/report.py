"""Benchmarks: rows of ours against a peer, and the runner behind ``make bench``.

A benchmark is a script ``bench_*.py`` here with ``main()`` that prints ``table(title, rows)``. The runner
runs each in a process of its own and puts its table into docs/benchmarks.md, in place of its last one.
"""

import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "docs/benchmarks.md"
PACKAGES = ("duckdb", "streamlit", "geopandas", "numpy")


@dataclass(frozen=True)
class Row:
    """One comparison.

    Args:
        name: what was done, with its size.
        ours_s, peer_s: seconds, or any quantity of which less is better (say so in ``unit``).
        promise: how many times less ours should be; under 1 bounds a slowdown. None: only told.
        peer: who did the same.
    """

    name: str
    ours_s: float
    peer_s: float
    promise: float | None = None
    peer: str = ""
    unit: str = "s"

    @property
    def ratio(self) -> float:
        """How many times less ours is."""
        return self.peer_s / self.ours_s if self.ours_s else float("inf")

    @property
    def kept(self) -> bool:
        """Whether the promise holds."""
        return self.promise is None or self.ratio >= self.promise


def best_of(run: Callable[[], object], times: int = 3) -> float:
    """The least seconds of several runs: what the machine can do when nothing disturbs it."""

    def once() -> float:
        begin = time.perf_counter()
        run()
        return time.perf_counter() - begin

    return min(once() for _ in range(times))


def figure(value: float) -> str:
    """Three significant digits without an exponent.

    >>> figure(0.012345), figure(1234.5), figure(2)
    ('0.0123', '1,230', '2')
    """
    if value >= 100:
        return f"{float(f'{value:.3g}'):,.0f}"
    text = f"{float(f'{value:.3g}'):.10f}"
    return text.rstrip("0").rstrip(".")


def machine() -> str:
    """Where and when it was measured, and with what."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return f"{date.today()}, {cores} cores ({_processor()}), Python {platform.python_version()}, {packages}"


def _processor() -> str:
    file = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*:\s*(.+)", file.read_text()) if file.exists() else None
    return found.group(1).strip() if found else platform.machine()


def table(title: str, rows: Sequence[Row]) -> str:
    """A section in Markdown."""
    lines = [
        f"## {title}", "", f"{machine()}.", "",
        "| what | ours | peer | ratio | promised | |", "|---|--:|--:|--:|--:|---|",
    ]  # fmt: skip
    for row in rows:
        promise = "" if row.promise is None else f"{figure(row.promise)} ×"
        verdict = "" if row.promise is None else "kept" if row.kept else "**falls short**"
        peer = f"{figure(row.peer_s)} {row.unit}" + (f" ({row.peer})" if row.peer else "")
        ours = f"{figure(row.ours_s)} {row.unit}"
        lines.append(f"| {row.name} | {ours} | {peer} | {figure(row.ratio)} × | {promise} | {verdict} |")
    return "\n".join([*lines, ""])


def put(document: str, section: str) -> str:
    """The document with the section in place of the one that has its title, or at the end.

    >>> put("# B\\n\\n## x\\n\\nold\\n\\n## y\\n\\nkept\\n", "## x\\n\\nnew\\n")
    '# B\\n\\n## x\\n\\nnew\\n\\n## y\\n\\nkept\\n'
    """
    title = section.split("\n", 1)[0]
    parts = re.split(r"(?m)^(?=## )", document)
    parts = [part.strip() for part in parts if part.strip()]
    at = next((k for k, part in enumerate(parts) if part.split("\n", 1)[0] == title), len(parts))
    return "\n\n".join([*parts[:at], section.strip(), *parts[at + 1 :]]) + "\n"


def sections(printed: str) -> list[str]:
    """The Markdown sections in what a benchmark printed."""
    return [part.strip() for part in re.split(r"(?m)^(?=## )", printed) if part.startswith("## ")]


def main(only: Sequence[str] = ()) -> int:
    """Run every benchmark, or those whose names are given; the number that failed is returned."""
    failed = 0
    for script in sorted(Path(__file__).parent.glob("bench_*.py")):
        if only and not any(word in script.stem for word in only):
            continue
        print(f"… {script.stem}", flush=True)
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
        command = [sys.executable, str(script)]
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        print(done.stdout)
        if done.returncode:
            failed += 1
            continue
        for section in sections(done.stdout):
            RESULTS.write_text(put(RESULTS.read_text(encoding="utf-8"), section), encoding="utf-8")
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
