"""A year of cases: when, where and what, with the rhythm of days and weeks and what was planted."""

import numpy as np

from data.demo import clusters

DAY = 86400
YEAR_DAYS = 365
WEEK = np.array([1.08, 1.05, 1.04, 1.05, 1.1, 0.9, 0.78])  # Monday to Sunday
#: cases by hour of the day: most kinds follow the working day, disputes the evening
DAYTIME = np.array([1, 1, 1, 1, 1, 2, 4, 8, 14, 16, 15, 12, 9, 11, 13, 13, 12, 11, 9, 8, 7, 5, 3, 2])
EVENING = np.array([5, 3, 2, 1, 1, 1, 2, 4, 6, 6, 6, 6, 7, 6, 6, 6, 7, 9, 12, 15, 17, 17, 14, 9])
EVENING_MAJORS = ("14",)
#: how often each major category is reported, against 0.7 for all others
SHARES = {"11": 1.9, "12": 1.8, "13": 0.9, "14": 0.8}
SOURCES = {"patrol": 0.55, "resident": 0.16, "hotline": 0.17, "video": 0.07, "department": 0.05}
#: minutes on average between the event and its report, by source
LAG = {"patrol": 4, "resident": 90, "hotline": 240, "video": 2, "department": 60}
SILENT_RATE = 0.3  # what a silent grid reports of what is expected of it
OWN = 0.1  # deviation of ln(reports) of a grid that nothing else about it explains
NEW_DAYS = 24  # the new cluster began this long ago
#: category of the persistent, the new and the moving cluster
CLUSTER_CATEGORIES = ("1101", "1302", "1201")


def draw(city, homes, draws, planted, count: int, codes: list[str], now: int, rng):
    """Grid index, index of the category and reporting time in seconds of each case, in order of time; and what is
    planted, with the silent grids."""
    extra = _extras(planted, count / len(homes), codes, now, rng)
    left = max(count - len(extra[0]), 0)
    weight = _weights(city, homes, draws, rng)
    planted = clusters.silence(planted, left * weight / weight.sum())
    weight[planted.silent] *= SILENT_RATE
    category = _mixed(left, codes, rng)
    second = _days(left, now, rng) + _clock(category, codes, rng)
    usual = rng.choice(len(homes), left, p=weight / weight.sum()), category, second
    parts = [np.concatenate(both)[:count] for both in zip(usual, extra, strict=True)]
    order = np.lexsort((parts[0], parts[2]))
    return *(part[order] for part in parts), planted


def _weights(city, homes, draws, rng):
    """How often each grid reports: by households and what draws people, busier in the middle, each community in
    its own way."""
    mood = np.exp(rng.normal(0, 0.2, city.community.max() + 1))[city.community]
    weight = (homes + 60) * draws * mood * np.exp(rng.normal(0, OWN, len(homes)))
    return weight * (1.35 - 0.5 * np.clip(city.outwardness, 0, 1))


def _mixed(count, codes, rng):
    mix = np.exp(rng.normal(0, 0.35, len(codes))) * [SHARES.get(code[:2], 0.7) for code in codes]
    return rng.choice(len(codes), count, p=mix / mix.sum())


def _days(count, now, rng):
    """Midnights of the year before now: weekends are quiet, summers a little busier."""
    day = now - np.arange(YEAR_DAYS, 0, -1) * DAY
    weekday = (day // DAY + 3) % 7  # the epoch was a Thursday
    season = 1 + 0.18 * np.cos(2 * np.pi * ((day // DAY) % 365.25 - 200) / 365.25)
    chance = WEEK[weekday] * season * np.exp(rng.normal(0, 0.06, YEAR_DAYS))
    return day[rng.choice(YEAR_DAYS, count, p=chance / chance.sum())]


def _clock(category, codes, rng):
    """Seconds after midnight."""
    late = np.array([code[:2] in EVENING_MAJORS for code in codes])[category]
    by_day = rng.choice(24, len(category), p=DAYTIME / DAYTIME.sum())
    evening = rng.choice(24, len(category), p=EVENING / EVENING.sum())
    return np.where(late, evening, by_day) * 3600 + rng.integers(0, 3600, len(category))


def _extras(planted, usual, codes, now, rng):
    """The cases on top: all the year, in the last weeks, and month by month along a path."""
    kinds = [codes.index(code) if code in codes else 0 for code in CLUSTER_CATEGORIES]
    month = YEAR_DAYS / len(planted.moving)
    plans = [
        (planted.persistent, max(3.8 * usual, 20), YEAR_DAYS, 0, kinds[0]),
        (planted.new, max(0.9 * usual, 12), NEW_DAYS, 0, kinds[1]),
        *(
            (cells, max(0.6 * usual, 8), month, back * month, kinds[2])
            for back, cells in enumerate(reversed(planted.moving))
        ),
    ]
    parts = [_burst(*plan, codes, now, rng) for plan in plans]
    return [np.concatenate(part) for part in zip(*parts, strict=True)]


def _burst(cells, each, days, ago, kind, codes, now, rng):
    """About ``each`` cases a grid within ``days``, the last of them ``ago`` days before now."""
    size = round(each * len(cells))
    category = np.full(size, kind)
    back = np.clip(np.ceil(ago + rng.uniform(0, days, size)), 1, YEAR_DAYS).astype(np.int64)
    return rng.choice(cells, size), category, now - back * DAY + _clock(category, codes, rng)


def sources(reported, rng) -> tuple[np.ndarray, np.ndarray]:
    """How each case came in, as an index of ``SOURCES``, and when it occurred, in seconds."""
    source = rng.choice(len(SOURCES), len(reported), p=list(SOURCES.values()))
    minutes = np.array([LAG[name] for name in SOURCES])[source] * rng.exponential(1, len(reported))
    return source, reported - np.rint(minutes * 60).astype(np.int64)
