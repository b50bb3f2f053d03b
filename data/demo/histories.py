"""How each case was handled: a log that the table of moves allows, cut off at now."""

from dataclasses import dataclass

import numpy as np

from geo import clock
from geo.workflow import MOVES

#: share of cases, and what happens to them in the end
PATTERNS = (
    (0.055, ("report", "reject")),
    (0.765, ("report", "file", "dispatch", "handle", "close")),
    (0.055, ("report", "file", "dispatch", "return_", "dispatch", "handle", "close")),
    (0.03, ("report", "file", "dispatch", "suspend", "resume", "handle", "close")),
    (0.075, ("report", "file", "dispatch", "handle", "rework", "handle", "close")),
    (0.02, ("report", "file", "dispatch", "void")),
)
#: hours a step takes: median and spread of a lognormal; for "handle" a share of the time from
#: filing to the due time
PACE = {
    "file": (0.7, 0.9), "reject": (3, 0.7), "dispatch": (0.4, 0.7), "return_": (2, 0.6), "suspend": (3, 0.5),
    "resume": (240, 0.8), "void": (6, 0.6), "handle": (0.34, 0.6), "rework": (3, 0.7), "close": (1.2, 0.8),
}  # fmt: skip
STUCK = 0.022  # share of cases that lie for weeks
STUCK_HOURS = (70, 2600)


NEVER = np.datetime64("NaT")
#: actions whose time is kept beside the log
KEPT = ("file", "suspend", "resume", "handle", "close")
#: states in which the last handling still stands
DONE = ("handled", "closed")


@dataclass(frozen=True)
class Histories:
    """The log rows sorted by case and seq, and what stands in the case itself.

    ``case`` is the index of the case and ``second`` the time of a log row; per case ``state``, and
    ``due``, ``handled`` and ``closed`` as datetime64, NaT where there is none.
    """

    case: np.ndarray
    seq: np.ndarray
    action: np.ndarray
    second: np.ndarray
    state: np.ndarray
    due: np.ndarray
    handled: np.ndarray
    closed: np.ndarray


def histories(reported, limit, unit, calendar: clock.Calendar, now: int, rng) -> Histories:
    """Handle every case.

    Args:
        reported: (n,) seconds.
        limit, unit: (n,) the time limit of each case's category.
        now: seconds; what would come later has not happened yet.
    """
    count = len(reported)
    kind = rng.choice(len(PATTERNS), count, p=[share for share, _ in PATTERNS])
    filing = np.rint(_hours("file", count, rng) * 3600).astype(np.int64) + 60
    due = clock.due_at((reported + filing).astype("datetime64[s]"), limit, unit, calendar)
    room = (due.astype("datetime64[s]").astype(np.int64) - reported - filing) / 3600
    stuck = np.where(rng.random(count) < STUCK, rng.uniform(*STUCK_HOURS, count), 0)
    state, logs = np.empty(count, dtype=object), []
    when = {name: np.full(count, NEVER, dtype="datetime64[s]") for name in KEPT}
    for number, (_, actions) in enumerate(PATTERNS):
        case = np.flatnonzero(kind == number)
        at = reported[case][:, None] + _elapsed(actions, filing[case], room[case], stuck[case], rng)
        happened = at < now
        state[case] = _states(actions)[happened.sum(axis=1) - 1]
        for step, name in enumerate(actions):
            if name in KEPT:  # of two handlings the later one counts, once it has happened
                earlier = when[name][case]
                when[name][case] = np.where(happened[:, step], at[:, step].astype("datetime64[s]"), earlier)
        row, step = np.nonzero(happened)
        logs.append((case[row], step + 1, np.array(actions, dtype=object)[step], at[row, step]))
    log = [np.concatenate(part) for part in zip(*logs, strict=True)]
    order = np.lexsort((log[1], log[0]))
    handled = np.where(np.isin(state, DONE), when["handle"], NEVER)
    due = _due(when, limit, unit, calendar)
    return Histories(*(part[order] for part in log), state, due, handled, when["close"])


def _due(when, limit, unit, calendar):
    """The limit runs from filing; the time a case was suspended is added."""
    paused = clock.elapsed(when["suspend"], when["resume"], unit, calendar)
    return clock.due_at(when["file"], limit + np.nan_to_num(paused), unit, calendar)


def _hours(action, count, rng):
    median, spread = PACE[action]
    return median * np.exp(rng.normal(0, spread, count))


def _elapsed(actions, filing, room, stuck, rng):
    """Seconds from the report to each action; at least a minute a step."""
    seconds = np.zeros((len(room), len(actions)), dtype=np.int64)
    for column, action in enumerate(actions[1:], start=1):
        hours = _hours(action, len(room), rng)
        if action == "handle":
            hours = hours * room + stuck
        seconds[:, column] = filing if action == "file" else np.maximum(np.rint(hours * 3600), 60)
    return np.cumsum(seconds, axis=1)


def _states(actions):
    state, states = "", []
    for action in actions:
        state = MOVES[state, action]
        states.append(state)
    return np.array(states, dtype=object)
