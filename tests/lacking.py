"""Three grids of the gaps screen that one can count."""

import pandas as pd

NAN = float("nan")
KNOWN = {"presence_known": True, "responsibility_known": True}


def three_grids() -> pd.DataFrame:
    """Grid 1 lacks everything but a worker, grid 2 nothing, grid 3 a worker and every visit."""
    rows = {
        1: ("A", 7.0, "Ann Lee", 740.0, 0.754, 5.0, 7, 1, 11.6, True, True, False, True, 3),
        2: ("B", 7.0, "Ann Lee", 10.0, 0.01, 0.0, 7, 9, 8.0, False, False, False, False, 0),
        3: ("", NAN, None, NAN, NAN, NAN, 7, 0, 1.0, False, True, True, False, 2),
    }
    names = [
        "name", "worker_id", "worker_name", "residents_beyond", "share_beyond", "late_days", "visit_interval_days",
        "n", "expected", "service", "presence", "responsibility", "voice", "faces",
    ]  # fmt: skip
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=names).rename_axis("grid_id")
    voices = {"n_before": NAN, "voice_answer": ["silent", "heard", "too_little"]}
    there = {"responsibility_answer": ["somebody", "somebody", "nobody"], "all_kinds": False,
             "responsibility_share": [0.0, 0.0, 1.0]}  # fmt: skip
    groups = {
        "older": [100, 50, NAN],
        "older_beyond": [75.0, 0.0, NAN],
        "children": NAN,
        "children_beyond": NAN,
    }
    return frame.assign(
        grid_code=["001", "002", "003"], population=[980, 1000, 0], **voices, **there, **groups, **KNOWN
    )


def nothing_known(grids: pd.DataFrame) -> pd.DataFrame:
    """The same grids in a record that knows nothing of them."""
    return grids.assign(
        residents_beyond=NAN,
        presence_known=False,
        responsibility_known=False,
        voice_answer="too_little",
        faces=0,
    )
