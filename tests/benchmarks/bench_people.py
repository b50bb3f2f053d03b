"""Fifty people on the overview, and how many reruns a second one process gives.

Each person is a real session over Streamlit's own socket. The peer is the same application with
Streamlit's default collector, which collects everything after every rerun.
"""

import asyncio
import statistics
import time

from report import Row, table
from stages import demo, serving
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

PEOPLE = 50
EVERY_S = 5.0
SECONDS = 40
CROWD = 12
#: flat out in turns, for a machine is not as fast all the time
TURNS = 3
MEASURES = ("count", "rate", "overdue", "load")


class Person:
    """One session: asks for a view, waits until the script has run; like a browser it keeps large messages and tells
    which, so that the server need not send them again."""

    def __init__(self, url: str, number: int) -> None:
        self.url = url.replace("http", "ws") + "/_stcore/stream"
        self.number = number
        self.acts = 0
        self.kept: set[str] = set()

    async def __aenter__(self) -> "Person":
        self.socket = await connect(self.url, subprotocols=["streamlit"], max_size=None, open_timeout=60)
        await self.act()
        return self

    async def __aexit__(self, *error) -> None:
        await self.socket.close()

    async def act(self) -> float:
        """Look at another measure; seconds until the page has been sent."""
        self.acts += 1
        ask = BackMsg()
        ask.rerun_script.query_string = (
            f"lang=en&measure={MEASURES[(self.number + self.acts) % len(MEASURES)]}"
        )
        ask.rerun_script.cached_message_hashes.extend(self.kept)
        begin = time.perf_counter()
        await self.socket.send(ask.SerializeToString())
        while True:
            told = ForwardMsg()
            told.ParseFromString(await self.socket.recv())
            if told.metadata.cacheable:
                self.kept.add(told.hash)
            if (
                told.WhichOneof("type") == "script_finished"
                and told.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
            ):  # a run that is ended for the next one is not the answer yet
                return time.perf_counter() - begin


async def steady(url: str) -> list[float]:
    """Fifty people who act every five seconds, not all at once."""

    async def one(number: int) -> list[float]:
        async with Person(url, number) as person:
            await asyncio.sleep(EVERY_S * number / PEOPLE)
            times, begin = [], time.perf_counter()
            while time.perf_counter() - begin < SECONDS:
                wait = time.perf_counter() + EVERY_S
                times.append(await person.act())
                await asyncio.sleep(max(0.0, wait - time.perf_counter()))
            return times

    return sum(await asyncio.gather(*map(one, range(PEOPLE))), [])


async def flat_out(url: str, seconds: float = 10) -> float:
    """Reruns a second when a crowd acts without a pause, fifty sessions being open."""
    people = [Person(url, number) for number in range(PEOPLE)]
    for person in people:
        await person.__aenter__()
    until = time.perf_counter() + seconds

    async def one(person: Person) -> int:
        done = 0
        while time.perf_counter() < until:
            await person.act()
            done += 1
        return done

    done = sum(await asyncio.gather(*map(one, people[:CROWD])))
    for person in people:
        await person.__aexit__()
    return done / seconds


def main() -> None:
    """Print the table."""
    database = demo(600)
    with (
        serving(database, "dashboard.py") as url,
        serving(database, "dashboard.py", "--runner.postScriptGC", "true") as peer,
    ):
        turns = [[asyncio.run(flat_out(one)) for one in (url, peer)] for _ in range(TURNS)]
        times = asyncio.run(steady(url))
    ours, default = (statistics.median(rates) for rates in zip(*turns, strict=True))
    p95 = statistics.quantiles(times, n=20)[-1]
    rows = [
        Row("50 people, an action every 5 s: p95 of a rerun", p95, 1.0, 1, "the promise of 1 s"),
        Row("seconds a rerun, flat out", 1 / ours, 1 / default, 5, "Streamlit's default collector"),
    ]
    print(table("Fifty people on the overview", rows))
    print(f"reruns a second: ours {ours:.1f}, default {default:.1f}; {len(times)} reruns in the steady part")


if __name__ == "__main__":
    main()
