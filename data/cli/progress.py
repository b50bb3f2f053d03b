"""A bar for work that takes a while."""

import sys
import time
from typing import Self

import click

#: a bar is shown once the work has taken this long
PATIENCE_SECONDS = 2


class Bar:
    """A progress bar on standard error that stays away from short work and from files, and leaves no trace.

    >>> with Bar() as bar:
    ...     bar(0.5, "counting")
    """

    def __init__(self) -> None:
        self.started, self.shown = time.monotonic(), False

    def __call__(self, share: float, word: str = "") -> None:
        """Show that the work has been done to ``share``, 0 to 1, and what comes next."""
        if time.monotonic() - self.started < PATIENCE_SECONDS or not sys.stderr.isatty():
            return
        done, self.shown = int(100 * share), True
        click.echo(f"\r[{'#' * (done // 4):<25}] {done:3d} % {word:<8}", nl=False, err=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *trouble: object) -> None:
        """Clear the line."""
        if self.shown:
            click.echo("\r" + " " * 60 + "\r", nl=False, err=True)
