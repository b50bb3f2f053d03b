"""What was acknowledged is there after kill -9. Five hundred rounds run in the benchmarks."""

from killing import kill_rounds


def test_no_acknowledged_write_is_lost_in_twenty_kills(tmp_path):
    tally = kill_rounds(tmp_path / "a.duckdb", rounds=20, seed=7)
    assert tally.acknowledged >= 20
    assert (tally.lost, tally.broken) == (0, 0)
