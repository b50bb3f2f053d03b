"""Five hundred kills of a writer: acknowledged writes, and how many of them were lost."""

import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[k]) for k in (2, 1)]

ROUNDS = 500


def main(rounds: int = ROUNDS) -> None:
    """Print the tally as a table; a lost write is an error."""
    from killing import kill_rounds

    with tempfile.TemporaryDirectory() as folder:
        tally = kill_rounds(Path(folder) / "a.duckdb", rounds, seed=2026)
    print("## Durability\n")
    print("| kills (SIGKILL at a random moment) | writes acknowledged | lost | audit chains broken |")
    print("|---:|---:|---:|---:|")
    print(f"| {rounds:,} | {tally.acknowledged:,} | {tally.lost} | {tally.broken} |")
    if tally.lost or tally.broken:
        sys.exit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
