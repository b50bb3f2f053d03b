"""Long work in threads of its own: one job a question, for everybody who waits for its answer."""

import threading
import time
from collections.abc import Hashable

from geo.errors import Cancelled
from pages.parts import load

#: seconds that the work rests after a first answer: to look for a better one would take the time to draw it
BREATH_S = 0.3
#: how often somebody looks; how long a look counts; how long work goes on that nobody looks at
LOOK_S, LOOKING_S, ABANDONED_S = 0.4, 5.0, 90.0
#: as many kinds of work run at once as leave room for everybody's clicks
AT_ONCE = threading.Semaphore(2)
#: jobs that were stopped and are remembered for what they had found
MOST_STOPPED = 20


class Job:
    """One question being answered in a thread, for everybody who looks at it."""

    def __init__(self, question: load.Question) -> None:
        self.share = 0.0
        self.answer: object = None
        self.error: Exception | None = None
        self.news: object = None
        self.heard = threading.Event()
        self.finished = threading.Event()
        self.begun = time.monotonic()
        self._stop = False
        self._looks: dict[str, float] = {}
        threading.Thread(target=self._run, args=(question,), daemon=True).start()

    def _run(self, question: load.Question) -> None:
        try:
            self.answer = self._told(question) if question.tells else self._whole(question)
            forget(question.name)  # from now on it is known
        except Exception as error:  # the page that waits raises it in its own run
            self.error = error
        finally:
            self.finished.set()
            self.heard.set()  # there will be nothing else

    def _whole(self, question: load.Question) -> object:
        with AT_ONCE:
            return question.ask(self._progress)

    def _told(self, question: load.Question) -> object:
        """A first answer comes at once; to make it better waits for its turn."""
        turn = []

        def tell(news: object) -> None:
            first, self.news = self.news is None, news
            self.heard.set()
            if first:
                time.sleep(BREATH_S)
            while not turn:
                self._progress(self.share)
                turn.extend([True] if AT_ONCE.acquire(timeout=LOOK_S) else [])

        try:
            return question.ask(self._progress, tell)
        finally:
            if turn:
                AT_ONCE.release()

    def _progress(self, share: float) -> None:
        self.share = min(max(share, 0.0), 1.0)
        latest = max(self._looks.values(), default=self.begun)
        if self._stop or time.monotonic() - latest > ABANDONED_S:
            raise Cancelled("cancelled")

    def look(self, who: str) -> None:
        """Somebody waits for it."""
        self._looks[who] = time.monotonic()

    def leave(self, who: str) -> None:
        """Somebody no longer waits; the work stops unless others do."""
        self._looks.pop(who, None)
        now = time.monotonic()
        self._stop = not any(now - seen < LOOKING_S for seen in self._looks.values())

    @property
    def took(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self.begun


#: jobs by the name of their question
RUNNING: dict[Hashable, Job] = {}
_lock = threading.Lock()


def of(question: load.Question) -> Job:
    """The job that answers a question; one that was cancelled begins anew."""
    with _lock:
        job = RUNNING.get(question.name)
        if job is None or isinstance(job.error, Cancelled):
            RUNNING.pop(question.name, None)
            job = RUNNING[question.name] = Job(question)
            for name in [name for name, known in RUNNING.items() if known.finished.is_set()][:-MOST_STOPPED]:
                RUNNING.pop(name)
        return job


def forget(name: Hashable) -> None:
    """What is known, or failed, needs no job."""
    with _lock:
        RUNNING.pop(name, None)
