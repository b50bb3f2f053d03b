"""Three field actions on what is planted: one that changed nothing, one that did, one too young to tell."""

import numpy as np
import pandas as pd

from data.demo.cases import DAY, YEAR_DAYS
from data.demo.clusters import MONTHS, Planted

#: months ago, at the end of which the patrol began where the moving cluster had just been
PATROLLED = 3
#: kind, title, note, days ago it began, days it lasted (0: it goes on)
ACTIONS = (
    ("clean_up", "暴露垃圾集中清运", "增设垃圾桶两组，连续两周每日清运", 84, 14),
    ("patrol", "占道经营定点巡查", "早晚高峰各一次", round(PATROLLED * YEAR_DAYS / MONTHS), 28),
    ("inspection", "电动车违规充电入户检查", "与物业联合检查楼道与地下车库", 5, 0),
)


def field_actions(planted: Planted, now: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The actions and their grids; times in seconds, -1 for no end."""
    frame = pd.DataFrame(ACTIONS, columns=["kind", "title", "note", "ago", "lasted"])
    since = now - frame["ago"] * DAY
    frame = frame.assign(
        action_id=np.arange(1, len(frame) + 1), since=since, marked=since + 9 * 3600,
        until=np.where(frame["lasted"] > 0, since + frame["lasted"] * DAY, -1),
    )  # fmt: skip
    cells = (planted.persistent, _left_behind(planted), planted.new)
    pairs = [(action + 1, int(cell) + 1) for action, inside in enumerate(cells) for cell in np.sort(inside)]
    return frame, pd.DataFrame(pairs, columns=["action_id", "grid_id"])


def _left_behind(planted: Planted) -> np.ndarray:
    """The grids where the moving cluster was in the two months before the patrol began, and never since: those of one
    month alone have too few cases to tell."""
    before = np.unique(np.concatenate(planted.moving[-2 - PATROLLED : -PATROLLED]))
    later = np.unique(np.concatenate(planted.moving[-PATROLLED:]))
    left = np.setdiff1d(before, later)
    return left if len(left) else before
