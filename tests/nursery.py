"""Stands in for ``subprocess`` where files are read: forks the child from a process that has imported it already.

Starting Python and importing the readers is three quarters of reading a small file, some hundred times. The
child's limits and drivers are the same; tests of the child itself start it as the product does.
"""

import multiprocessing
import os
import subprocess
from multiprocessing import spawn
from multiprocessing.forkserver import ensure_running

import pytest

from data.parse import child

PIPE, DEVNULL = subprocess.PIPE, subprocess.DEVNULL
#: what the forked processes have imported: the readers of files, and the writer that is killed
PRELOADED = ["data.parse.formats", "data.audit"]


def forkserver() -> multiprocessing.context.ForkServerContext:
    """The one server of this process, which knows no drivers but the child's."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GDAL_SKIP", child.SKIPPED)
        patch.setenv("OPENBLAS_NUM_THREADS", "1")
        ensure_running()
    return context


def _read(job_file: str) -> None:
    ours, _ = os.pipe()  # stays open: the child ends when its standard input does
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for mine, standard in ((ours, 0), (nowhere, 1), (nowhere, 2)):
        os.dup2(mine, standard)
    child.main(job_file)


def _without_main(name: str, told=spawn.get_preparation_data) -> dict:
    """What a child is told at its start, but for the script of its parent.

    Every child would run that again: where a page is tested it is the page with all it imports, over a second.
    """
    return {key: value for key, value in told(name).items() if not key.startswith("init_main")}


class Popen:
    """As much of ``subprocess.Popen`` as the reader of files asks for."""

    def __init__(self, command: list[str], **_settings) -> None:
        self._process = forkserver().Process(target=_read, args=(command[-1],))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(spawn, "get_preparation_data", _without_main)
            self._process.start()

    def __enter__(self) -> "Popen":
        return self

    def __exit__(self, *_error) -> None:
        self._process.join()
        self._process.close()

    def wait(self, timeout: float) -> None:
        """Wait until it has ended."""
        self._process.join(timeout)
        if self._process.is_alive():
            raise subprocess.TimeoutExpired("child", timeout)

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()
