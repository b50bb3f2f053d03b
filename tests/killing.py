"""A writer that is killed again and again, and what it was told that must still be there afterwards."""

import random
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import nursery

from data.audit import broken_links, write
from data.db import open_record
from data.permits import Actor

LI = Actor("Li Na", "manager", "all")


@dataclass
class Tally:
    """Writes acknowledged over all rounds, those missing afterwards, rounds that could not be opened."""

    acknowledged: int = 0
    lost: int = 0
    broken: int = 0


def _work(file: Path, first: int, line) -> None:
    """Write one row after another, and say so after each commit."""
    record = open_record(file)
    for n in range(first, first + 1_000_000):

        def change(cursor, n=n):
            cursor.execute("INSERT INTO setting VALUES (?, 'x')", [f"n{n}"])
            return {"after": n}

        write(record, LI, "propose_plan", change, now=datetime(2026, 1, 1), subject="n", topics=("plans",))
        line.send(n)


def kill_rounds(file: Path, rounds: int, seed: int) -> Tally:
    """Start the writer, kill it with SIGKILL at a random moment, open the file and count; many times."""
    context = nursery.forkserver()
    chance, told, tally = random.Random(seed), [-1], Tally()
    open_record(file).close()
    for round_ in range(rounds):
        told += _round(context, file, (round_ + 1) * 1_000_000, chance.uniform(0, 0.25))
        record = open_record(file)
        kept = {int(name[1:]) for (name,) in record.rows("SELECT name FROM setting WHERE name LIKE 'n%'")}
        tally.broken += bool(broken_links(record))
        record.close()
        tally.lost += len(set(told[1:]) - kept)
    tally.acknowledged = len(told) - 1
    return tally


def _round(context, file: Path, first: int, seconds: float) -> list[int]:
    """What one writer said before it was killed, some seconds after its first word."""
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(file, first, theirs))
    process.start()
    theirs.close()
    told = [ours.recv()]
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if ours.poll(0.001):
            told.append(ours.recv())
    process.kill()
    process.join()
    try:
        while True:
            told.append(ours.recv())
    except (EOFError, OSError):
        ours.close()
    return told
