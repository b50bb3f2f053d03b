"""A year of cases: when, where and what, with planted clusters and silent grids, and how each was handled."""

from dataclasses import dataclass

import numpy as np

from geo.workflow import MOVES

DAY = 86400
YEAR_DAYS = 365
WEEK = (1.08, 1.05, 1.04, 1.05, 1.1, 0.9, 0.78)  # Monday to Sunday
HOURS = np.array([1, 1, 1, 1, 1, 2, 4, 8, 14, 16, 15, 12, 9, 11, 13, 13, 12, 11, 9, 8, 7, 5, 3, 2], float)
LATE_HOURS = np.array([5, 3, 2, 1, 1, 1, 2, 4, 6, 6, 6, 6, 7, 6, 6, 6, 7, 9, 12, 15, 17, 17, 14, 9], float)
LATE_MAJORS = ("14",)
SOURCE_MIX = {"patrol": 0.55, "resident": 0.16, "hotline": 0.17, "video": 0.07, "department": 0.05}
SILENT_RATE = 0.13
NEW_DAYS = 24
MONTHS = 12

PATTERNS = (
    (0.055, ("report", "reject")),
    (0.765, ("report", "file", "dispatch", "handle", "close")),
    (0.055, ("report", "file", "dispatch", "return_", "dispatch", "handle", "close")),
    (0.03, ("report", "file", "dispatch", "suspend", "resume", "handle", "close")),
    (0.075, ("report", "file", "dispatch", "handle", "rework", "handle", "close")),
    (0.02, ("report", "file", "dispatch", "void")),
)
#: hours a step takes, as median and spread of a lognormal; "handle" is a share of the time limit
PACE = {
    "report": (0, 0), "file": (0.5, 0.8), "reject": (3, 0.7), "dispatch": (0.4, 0.7), "return_": (3, 0.6),
    "suspend": (4, 0.5), "resume": (90, 0.6), "void": (6, 0.6), "handle": (0.42, 0.62), "rework": (5, 0.7),
    "close": (5, 0.8),
}  # fmt: skip


@dataclass(frozen=True)
class Planted:
    """What was put in on purpose, by grid index; tests ask whether it is found."""

    persistent: np.ndarray
    new: np.ndarray
    moving: list[np.ndarray]
    silent: np.ndarray


def plant(city, special, rng) -> Planted:
    """Choose the grids of the clusters and the silent ones, apart from each other."""
    n = len(city.polygons)
    links = _neighbours(city.pairs, n)
    order = np.argsort(city.centrality + rng.uniform(0, 0.3, n))
    first = order[0]
    far = np.hypot(city.east - city.east[first], city.north - city.north[first])
    second = order[np.argmax(far[order] > np.quantile(far, 0.45))]
    persistent, new = _around(first, 6, links), _around(second, 5, links)
    apart = np.minimum(far, np.hypot(city.east - city.east[second], city.north - city.north[second]))
    start = int(np.argmax(apart))
    path = _walk(start, city, links, np.concatenate([persistent, new]))
    moving = [_around(cell, 3, links) for cell in path]
    taken = np.concatenate([persistent, new, *moving])
    taken = np.unique(np.concatenate([taken, *[links[cell] for cell in taken]]))
    free = np.setdiff1d(np.flatnonzero(~special), taken)
    silent = np.sort(free[rng.permutation(len(free))[: max(1, round(n * 0.015))]])
    return Planted(persistent, new, moving, silent)


def _neighbours(pairs, n):
    both = np.concatenate([pairs, pairs[:, ::-1]])
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    return np.split(both[:, 1], np.searchsorted(both[:, 0], np.arange(1, n)))


def _around(cell, count, links):
    """``count`` grids in one piece around one."""
    found = [int(cell)]
    for one in found:
        found += [int(other) for other in links[one] if int(other) not in found]
        if len(found) >= count:
            break
    return np.array(found[:count])


def _walk(start, city, links, avoid):
    """A path of neighbouring grids, one a month, that keeps its heading towards the middle."""
    path, middle = [start], (city.east.mean(), city.north.mean())
    for _ in range(MONTHS - 1):
        options = [cell for cell in links[path[-1]] if cell not in path and cell not in avoid] or [path[-1]]
        away = [np.hypot(city.east[c] - middle[0], city.north[c] - middle[1]) for c in options]
        path.append(int(options[int(np.argmin(away))]))
    return path


def draw(city, homes, planted, count, categories, now, rng):
    """Grid index, category index and second of each case, in order of time."""
    n = len(homes)
    codes = list(categories)
    rough = np.unique(city.community, return_inverse=True)[1]
    weight = (homes + 60) * np.exp(rng.normal(0, 0.3, n)) * np.exp(rng.normal(0, 0.3, rough.max() + 1))[rough]
    weight *= 1.35 - 0.5 * np.clip(city.centrality, 0, 1)
    weight[planted.silent] = weight.mean() * SILENT_RATE
    extra = _extras(planted, count / n, codes, now, rng)
    left = max(count - len(extra[0]), 0)
    cell = rng.choice(n, left, p=weight / weight.sum())
    mix = np.exp(rng.normal(0, 0.35, len(codes))) * [_share(codes[i]) for i in range(len(codes))]
    category = rng.choice(len(codes), left, p=mix / mix.sum())
    second = _days(left, now, rng) + _clock(category, codes, rng)
    parts = [np.concatenate([mine, more])[:count] for mine, more in zip((cell, category, second), extra, strict=True)]
    order = np.lexsort((parts[0], parts[2]))
    return [part[order] for part in parts]


def _share(code):
    return {"11": 1.9, "12": 1.8, "13": 0.9, "14": 0.8}.get(code[:2], 0.7)


def _days(count, now, rng):
    """Midnights of the year before now: weekly rhythm, summer a little busier."""
    ago = np.arange(YEAR_DAYS, 0, -1)
    day = now - ago * DAY
    weekday = (day // DAY + 3) % 7
    season = 1 + 0.18 * np.cos(2 * np.pi * ((day // DAY) % 365.25 - 200) / 365.25)
    chance = np.array(WEEK)[weekday] * season * np.exp(rng.normal(0, 0.06, YEAR_DAYS))
    return day[rng.choice(YEAR_DAYS, count, p=chance / chance.sum())]


def _clock(category, codes, rng):
    """Seconds after midnight: disputes in the evening, all else by day."""
    late = np.array([code[:2] in LATE_MAJORS for code in codes])[category]
    by_day = rng.choice(24, len(category), p=HOURS / HOURS.sum())
    evening = rng.choice(24, len(category), p=LATE_HOURS / LATE_HOURS.sum())
    return np.where(late, evening, by_day) * 3600 + rng.integers(0, 3600, len(category))


def _extras(planted, usual, codes, now, rng):
    """The cases on top: a year long, in the last weeks, and month by month along a path."""
    usual = max(usual, 8.0)
    like = [codes.index(code) if code in codes else 0 for code in ("1101", "1302", "1201")]
    plans = [(planted.persistent, 2.6 * usual, YEAR_DAYS, 0, like[0])]
    plans.append((planted.new, max(0.9 * usual, 10), NEW_DAYS, 0, like[1]))
    span = YEAR_DAYS / MONTHS
    for month, cells in enumerate(planted.moving):
        plans.append((cells, max(0.6 * usual, 6), span, (MONTHS - 1 - month) * span, like[2]))
    cell, category, second = [], [], []
    for cells, each, days, ago, kind in plans:
        size = round(each * len(cells))
        cell.append(rng.choice(cells, size))
        category.append(np.full(size, kind))
        midnight = now // DAY * DAY - np.ceil(ago + rng.uniform(0.001, 1, size) * days).astype(np.int64) * DAY
        second.append(np.maximum(midnight, now - YEAR_DAYS * DAY) + _clock(category[-1], codes, rng))
    return np.concatenate(cell), np.concatenate(category), np.concatenate(second)


def histories(reported, limit_hours, now, rng):
    """The log of every case up to now.

    Returns:
        (case index, seq, action, second) of each log row, sorted by case and seq; and per case the
        state after its last row, the second it was filed and closed (-1 where not).
    """
    count = len(reported)
    kind = rng.choice(len(PATTERNS), count, p=[share for share, _ in PATTERNS])
    stuck = np.where(rng.random(count) < 0.012, rng.uniform(4, 30, count), 1.0)
    logs = []
    filed, closed = np.full(count, -1), np.full(count, -1)
    state = np.empty(count, dtype=object)
    for number, (_, actions) in enumerate(PATTERNS):
        case = np.flatnonzero(kind == number)
        at = reported[case][:, None] + np.cumsum(_paces(actions, limit_hours[case], stuck[case], rng), axis=1)
        alive = at < now
        alive[:, 0] = True
        states = _states(actions)
        state[case] = states[alive.sum(axis=1) - 1]
        for name, when in (("file", filed), ("close", closed)):
            if name in actions:
                column = actions.index(name)
                when[case] = np.where(alive[:, column], at[:, column], -1)
        row, column = np.nonzero(alive)
        logs.append((case[row], column + 1, np.array(actions, dtype=object)[column], at[row, column]))
    case, seq, action, second = (np.concatenate(part) for part in zip(*logs, strict=True))
    order = np.lexsort((seq, case))
    return (case[order], seq[order], action[order], second[order]), state, filed, closed


def _paces(actions, limit, stuck, rng):
    steps = np.empty((len(limit), len(actions)))
    for column, action in enumerate(actions):
        median, spread = PACE[action]
        hours = median * np.exp(rng.normal(0, spread, len(limit)))
        steps[:, column] = hours * limit * stuck if action == "handle" else hours
    steps[:, 0] = 0
    return np.maximum(np.rint(steps * 3600), 60 * (np.arange(len(actions)) > 0)).astype(np.int64)


def _states(actions):
    state, states = "", []
    for action in actions:
        state = MOVES[state, action]
        states.append(state)
    return np.array(states, dtype=object)
