"""Opening a stranger's file: a child process reads it within limits, we map its table into memory.

The folder between the two stands beside the database and goes away with the reading, also after a kill:
the next reading sweeps what a dead process left.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

import data
from geo.errors import InputError, Unreadable

#: what a reading may use; a file that needs more is refused in words
MEMORY_BYTES = 6 * 2**30
SECONDS = 900
MOST_BYTES = 4 * 2**30
_PREFIX = ".intake-"


@dataclass(frozen=True)
class Source:
    """A file as a table. ``table`` has the file's columns and ``__row``, ``__fault``, maybe ``__geometry``;
    ``left_out``: rows of the file that cannot be meant and are not in it."""

    table: pa.Table
    file_name: str
    sha256: str
    format: str
    crs: str
    layer: str
    layers: tuple[str, ...]
    encoding: str
    left_out: int = 0

    @property
    def columns(self) -> tuple[str, ...]:
        """The file's own columns, in order."""
        return tuple(name for name in self.table.column_names if not name.startswith("__"))

    @property
    def has_shapes(self) -> bool:
        """Whether the file carries geometry of its own."""
        return "__geometry" in self.table.column_names


@contextmanager
def opened(
    path: Path, beside: Path | None, *, layer: str = "", encoding: str = "", memory: int = MEMORY_BYTES
) -> Iterator[Source]:
    """A file's table for as long as the block lasts.

    Args:
        beside: the folder of the database; None for a temporary one.

    Raises:
        Unreadable, or InputError ``layer_needed`` / ``layer_unknown``, each with facts for its sentence.
    """
    path = Path(path)
    _check_file(path)
    if beside:
        _sweep(beside)
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=beside))
    try:
        with ThreadPoolExecutor(1) as beside_child:
            digest = beside_child.submit(_digest, path)
            answer = _ask_child(path, folder, layer, encoding, memory)
        yield _source(path, folder, answer, digest.result())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _check_file(path: Path) -> None:
    if not path.is_file():
        raise Unreadable("file_missing", file=str(path))
    if not path.stat().st_size:
        raise Unreadable("file_empty", file=path.name)
    if path.stat().st_size > MOST_BYTES:
        raise Unreadable("file_too_big", file=path.name)


def _sweep(beside: Path) -> None:
    """Remove what a reading left whose process is gone."""
    for folder in beside.glob(f"{_PREFIX}*"):
        owner = folder.name.removeprefix(_PREFIX).split("-")[0]
        if not (owner.isdigit() and _alive(int(owner))):
            shutil.rmtree(folder, ignore_errors=True)


def _alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _ask_child(path: Path, folder: Path, layer: str, encoding: str, memory: int) -> dict:
    job = folder / "job.json"
    wanted = {"path": str(path.resolve()), "folder": str(folder.resolve()), "layer": layer, "encoding": encoding,
              "memory": memory, "seconds": SECONDS}  # fmt: skip
    job.write_text(json.dumps(wanted), encoding="utf-8")
    child = subprocess.Popen(
        [sys.executable, "-m", "data.parse.child", str(job)],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={"PATH": os.defpath, "PYTHONPATH": str(Path(data.__file__).parent.parent), "LANG": "C.UTF-8",
             "OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip
    with child:
        try:
            child.wait(timeout=SECONDS + 60)
        except BaseException:
            child.kill()
            raise
    answer = folder / "answer.json"
    if not answer.exists():
        raise Unreadable("file_too_big", file=path.name)
    return _checked(json.loads(answer.read_text(encoding="utf-8")), path.name)


def _checked(answer: dict, file_name: str) -> dict:
    code = answer.get("error")
    if code is None:
        return answer
    kind = InputError if code.startswith("layer_") else Unreadable
    raise kind(code, **{"file": file_name, **answer["facts"]})


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _source(path: Path, folder: Path, answer: dict, digest: str) -> Source:
    with pa.memory_map(str(folder / "table.arrow")) as file:
        table = pa.ipc.open_file(file).read_all()
    return Source(
        table, path.name, digest, answer["format"], answer["crs"], answer["layer"], tuple(answer["layers"]),
        answer["encoding"], answer["left_out"],
    )  # fmt: skip
