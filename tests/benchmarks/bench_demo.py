"""How long the demo takes to build, against the seconds promised for each size."""

import tempfile
import time
from datetime import date
from pathlib import Path

from report import Row, table

from data.db import open_record
from data.demo import make_demo

#: grids, cases, workers, seconds promised
SIZES = ((600, 20_000, 30, 10), (20_000, 200_000, 1_000, 30), (200_000, 2_000_000, 10_000, 180))
UNTIL = date(2026, 11, 25)


def seconds(grids: int, incidents: int, workers: int) -> float:
    """From an empty file to a closed one."""
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        record = open_record(Path(folder) / "demo.duckdb")
        make_demo(record, grids=grids, incidents=incidents, workers=workers, until=UNTIL)
        record.close()
        return time.perf_counter() - begin


def main() -> None:
    """Build the demo in three sizes."""
    rows = [
        Row(
            f"{grids:,} grids, {incidents:,} cases",
            seconds(grids, incidents, workers),
            limit,
            1.0,
            "the promise",
        )
        for grids, incidents, workers, limit in SIZES
    ]
    print(table("Building the demo district", rows))


if __name__ == "__main__":
    main()
