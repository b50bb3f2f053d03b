"""Every error the product raises on purpose: a code and facts, never a sentence.

    GridkeeperError
    ├── InputError     (ValueError)       what was given cannot be used
    │   └── Unreadable                    a file that cannot be opened as what it claims to be
    ├── NotAllowed     (PermissionError)  this actor may not do this
    ├── NotFound       (LookupError)      no such thing, or none within the actor's scope
    ├── Conflict       (RuntimeError)     somebody else changed it first
    ├── RecordBusy     (RuntimeError)     another process holds the database, or it cannot be opened
    └── Cancelled      (RuntimeError)     somebody asked long work to stop

The sentence for a code stands in ``data.sentences`` and is translated where it is shown.
"""


class GridkeeperError(Exception):
    """An error with a code and facts.

    >>> str(InputError("file_empty", file="a.csv"))
    "file_empty file='a.csv'"
    """

    def __init__(self, code: str, **facts: object) -> None:
        self.code = code
        self.facts = facts
        super().__init__(" ".join([code, *(f"{key}={value!r}" for key, value in facts.items())]))

    def __reduce__(self):
        return _revive, (type(self), self.code, self.facts)


def _revive(kind, code, facts):
    return kind(code, **facts)


class InputError(GridkeeperError, ValueError):
    """What was given cannot be used."""


class Unreadable(InputError):
    """A file that cannot be opened as what it claims to be."""


class NotAllowed(GridkeeperError, PermissionError):
    """This actor may not do this."""


class NotFound(GridkeeperError, LookupError):
    """No such thing, or none within the actor's scope."""


class Conflict(GridkeeperError, RuntimeError):
    """Somebody else changed it first."""


class RecordBusy(GridkeeperError, RuntimeError):
    """Another process holds the database, or it cannot be opened."""


class Cancelled(GridkeeperError, RuntimeError):
    """Somebody asked long work to stop; raised by a progress callback and passed through."""
