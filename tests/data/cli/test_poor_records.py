"""Access, sites and gaps of records that are empty, in pieces or odd: each says so in a sentence."""

import pytest
import streets
from click.testing import CliRunner
from streets import MIDDLE

from data.cli import main
from data.db import open_record

PIECES = (
    "The street network is in pieces (only 25% of it hangs together), so distances are straight lines × 1.3."
)


def nothing(record):
    """The town as it is: no facility, no street."""


def in_pieces(record):
    streets.put_streets(record, crossing=False)
    streets.put_clinics(record, MIDDLE)


def without_streets(record):
    streets.put_clinics(record, MIDDLE)


def without_people(record):
    record.rows("UPDATE grid SET population = 0, households = 0")
    streets.put_clinics(record, MIDDLE)


def outside(record):
    streets.put_clinics(record, MIDDLE, (MIDDLE[0] - 5000, MIDDLE[1]))


def odd_capacities(record):
    streets.put_clinics(record, MIDDLE, MIDDLE, MIDDLE, capacity=[4000.0, None, -2.0])


CASES = [
    (in_pieces, "access", (), 0, PIECES),
    (in_pieces, "access", ("--facility", "1"), 0, PIECES),
    (in_pieces, "gaps", (), 0, PIECES),
    (in_pieces, "site", (), 0, PIECES),
    (without_streets, "access", ("--score", "e2sfca"), 0, "No street network is on record"),
    (without_streets, "gaps", (), 0, "No street network is on record"),
    (without_streets, "site", (), 0, "No street network is on record"),
    (without_streets, "site", ("--candidates", "streets"), 2, "There are no streets here"),
    (without_people, "access", ("--score", "2sfca"), 0, "Nobody lives in these grids as far as is known."),
    (without_people, "access", ("--facility", "1"), 0, "0 residents lie within 300 m of facility 1."),
    (without_people, "gaps", (), 0, "Nobody lives in these grids as far as is known."),
    (without_people, "site", (), 2, "No residents are on record"),
    (nothing, "access", (), 0, "There is no facility of this kind on record: everybody is beyond reach."),
    (nothing, "gaps", (), 0, "There is no facility of this kind on record: everybody is beyond reach."),
    (outside, "access", (), 0, "1 of 2 facilities lie outside every grid"),
    (outside, "gaps", (), 0, "1 of 2 facilities lie outside every grid"),
    (outside, "site", (), 0, "1 of 2 facilities lie outside every grid"),
    (odd_capacities, "access", ("--score", "3sfca"), 0, "missing for 1 facilities and below zero for 1"),
    (odd_capacities, "site", ("--model", "capacitated"), 0, "missing (1) or below zero (1)"),
]  # fmt: skip


@pytest.mark.parametrize(("spoilt", "command", "options", "code", "said"), CASES)
def test_it_is_said(town_record, tmp_path, spoilt, command, options, code, said):
    spoilt(town_record)
    town_record.close()
    assert said in " ".join(
        streets.ask(command, town_record.path, tmp_path / "a.csv", *options, code=code).split()
    )


@pytest.mark.parametrize("command", ["access", "gaps", "site"])
def test_a_record_without_anything(tmp_path, command):
    record = open_record(tmp_path / "empty.duckdb")
    record.close()
    out = tmp_path / "a.csv"
    done = CliRunner().invoke(
        main, [command, "--db", str(record.path), "--kind", "clinic", "--out", str(out)]
    )
    assert (done.exit_code, done.exception.__class__) == (2, SystemExit)
    assert done.output.strip().endswith(".") and not out.exists()
