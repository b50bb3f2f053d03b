"""How far long work has come, told to whoever waits; what the one told raises ends the work."""

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait

#: is told the share done, 0 to 1
Progress = Callable[[float], None]
#: seconds between two words about the progress
PATIENCE_S = 0.3


def stretch(progress: Progress | None, start: float, end: float) -> Progress | None:
    """The part from start to end of somebody's progress."""
    return progress and (lambda share: progress(start + (end - start) * share))


def ended(pool: Executor, tasks: list[Future], tell: Progress) -> list:
    """What tasks of a pool answer, in their order; meanwhile their share that has ended is told.

    What ``tell`` raises drops the tasks that have not begun.
    """
    waiting = set(tasks)
    try:
        while waiting:
            _, waiting = wait(waiting, PATIENCE_S, FIRST_COMPLETED)
            tell(1 - len(waiting) / len(tasks))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return [task.result() for task in tasks]
