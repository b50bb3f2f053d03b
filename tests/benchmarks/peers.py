"""Peers that may be slow: run in a process of their own, and stopped when their time is over."""

import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty

from report import Row

#: seconds a new process may take to import what it needs
START_S = 60.0


@dataclass(frozen=True)
class Ran:
    """What a run took of the clock and of the processor, whether it ended, and what it answered."""

    wall_s: float
    cpu_s: float
    ended: bool = True
    answer: object = None


def ran(run: Callable, *arguments, times: int = 1) -> Ran:
    """The quickest of several runs in this process."""
    return min((_once(run, arguments) for _ in range(times)), key=lambda one: one.wall_s)


def limited(run: Callable, *arguments, seconds: float) -> Ran:
    """A run in a process of its own; after so many seconds it is stopped, and what it would take is more.

    Args:
        run: a function of a module, whose imports count as little as ours do; so its first argument may be one.
    """
    spawning = multiprocessing.get_context("spawn")
    told = spawning.Queue()
    child = spawning.Process(target=_tell, args=(told, run, arguments), daemon=True)
    child.start()
    told.get(timeout=START_S)
    try:
        answer = told.get(timeout=seconds)
    except Empty:
        answer = Ran(seconds, seconds, ended=False)
    child.kill()
    child.join()
    return answer


def compared(name: str, ours: Ran, theirs: Ran, promise: float | None, peer: str) -> Row:
    """A row; that a peer was not done is said beside its name."""
    said = peer if theirs.ended else f"{peer}, not done in {theirs.wall_s:g} s: a lower bound"
    return Row(name, ours.wall_s, theirs.wall_s, promise, said)


def processor(name: str, ours: Ran, theirs: Ran | None = None) -> str:
    """The same in processor seconds, which a busy machine does not change."""
    line = f"- {name}: {ours.cpu_s:.3g} s of the processor"
    if theirs is None:
        return line
    sign = "" if theirs.ended else "more than "
    return f"{line} against {sign}{theirs.cpu_s:.3g} s, {sign}{theirs.cpu_s / ours.cpu_s:.3g} ×"


def _once(run: Callable, arguments: tuple) -> Ran:
    clock, processor_s = time.perf_counter(), time.process_time()
    answer = run(*arguments)
    return Ran(time.perf_counter() - clock, time.process_time() - processor_s, answer=answer)


def _tell(told, run: Callable, arguments: tuple) -> None:
    told.put("ready")
    told.put(_once(run, arguments))
