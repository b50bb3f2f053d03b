"""Long work beside the page: nothing is said of a moment, a bar and a way out stand for what takes longer.

The work runs in a thread and its answer goes where all answers are kept (``pages.parts.kept``), so
everybody who asks the same waits for the same work, and the page stays alive meanwhile.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import streamlit as st

from data.permits import Actor
from geo.errors import Cancelled
from pages.parts import jobs, load, session
from pages.parts.kept import lent
from pages.parts.text import _, percent

#: seconds that pass without a word, and until there is a bar with a way out
PATIENCE_S, LONG_S = 0.3, 2.0
#: seconds a page waits for a first answer that will get better
FIRST_S = 1.0


def nothing_ahead(words: str) -> bool:
    """Nothing is put on the page before an answer."""
    return False


def answer(
    reader: Callable,
    actor: Actor,
    *arguments,
    words: str,
    brief: bool = False,
    ahead: Callable[[str], bool] = nothing_ahead,
):
    """What a reader answers, or None while it is being worked out or after it was cancelled.

    Where it takes longer than a moment, how far it is stands on the page, and the page runs again when it
    is done.

    Args:
        reader: as for ``load.read``; it takes ``progress``.
        words: what is being done, translated.
        brief: work that seldom takes long. A sign stands for it until it does: to run the page again for
            what is done in half a second would take as long once more.
        ahead: puts a map that says the words on the page, to stand there meanwhile, and says whether it did
            (``pages.parts.ahead``): then the page runs again with the answer.

    Raises:
        what the work raised.
    """
    question = load.lengthy(reader, actor, *arguments)
    found = question.known()
    if found:
        return lent(found[1])
    if session.value("cancelled_work") == question.name:
        _cancelled(words)
        return None
    job = jobs.of(question)
    job.look(actor.who)
    if not _done(job, PATIENCE_S):
        put = ahead(words)
        if not (brief and (_done(job, LONG_S) if put else _done_beside_a_sign(job, words))):
            _wait(job, question.name, actor.who, words)
            return None
        if put:
            st.rerun()
    if job.error:
        jobs.forget(question.name)
        raise job.error
    return lent(job.answer)


def _done(job: jobs.Job, within_s: float) -> bool:
    return job.finished.wait(max(0.0, within_s - job.took))


def _done_beside_a_sign(job: jobs.Job, words: str) -> bool:
    with st.spinner(words, show_time=False):
        return _done(job, LONG_S)


@dataclass(frozen=True)
class Unfolding:
    """The best answer so far, and whether it is still ``working``, was ``stopped``, or is ``done``."""

    answer: object
    state: str


def unfolding(
    reader: Callable,
    actor: Actor,
    *arguments,
    words: str,
    shown: Callable,
    line: Callable,
    ahead: Callable[[str], bool] = nothing_ahead,
):
    """The best answer so far of a reader that tells better ones; None before there is any.

    Below stands ``line``, which is drawn again and again while the work goes on, with a way to stop it. The page
    runs again when what it shows has changed.

    Args:
        reader, words, ahead: as for ``answer``; the reader takes ``told`` as well.
        shown: what the page shows of an answer, to be compared.
        line: draws one ``Unfolding``.

    Raises:
        what the work raised.
    """
    question = load.lengthy(reader, actor, *arguments, tells=True)
    found = question.known()
    if found:
        line(Unfolding(found[1], "done"))
        return lent(found[1])
    job = jobs.RUNNING.get(question.name)
    if session.value("cancelled_work") == question.name and (job is None or job.news is None):
        _cancelled(words)
        return None
    if session.value("cancelled_work") == question.name:
        line(Unfolding(job.news, "stopped"))
        _go_on()
        return lent(job.news)
    job = jobs.of(question)
    job.look(actor.who)
    if not job.heard.wait(max(0.0, PATIENCE_S - job.took)):
        put = ahead(words)
        if not job.heard.wait(max(0.0, FIRST_S - job.took)):
            _wait(job, question.name, actor.who, words)
            return None
        if put:
            st.rerun()
    if job.error:
        jobs.forget(question.name)
        raise job.error
    news = job.news if job.answer is None else job.answer
    _watch(job, question.name, actor.who, shown, line, shown(news))
    return lent(news)


def _watch(
    job: jobs.Job, name: Hashable, who: str, shown: Callable, line: Callable, on_screen: object
) -> None:
    """How good the answer is, looked at again and again, and a way to be content with it."""

    drawn: list[bool] = []  # the page itself is drawn whole before it may run again

    @st.fragment(run_every=jobs.LOOK_S)
    def looking() -> None:
        if drawn and (job.finished.is_set() or shown(job.news) != on_screen):
            st.rerun()
        drawn.append(True)
        job.look(who)
        line(Unfolding(job.news, "working"))
        if st.button(_("Stop"), key="stop_work", icon=":material/stop_circle:", type="tertiary"):
            job.leave(who)
            session.put("cancelled_work", name)
            st.rerun()

    with st.container(key="work", border=True):
        looking()


def _go_on() -> None:
    if st.button(_("Go on"), key="start_work", icon=":material/play_arrow:", type="tertiary"):
        session.put("cancelled_work", None)
        st.rerun()


def meanwhile(reader: Callable, actor: Actor, *arguments) -> None:
    """Have a reader's answer worked out beside the page, for a later run; nothing is said of it."""
    question = load.lengthy(reader, actor, *arguments)
    if not question.known():
        jobs.of(question).look(actor.who)


def pending(reader: Callable, actor: Actor, *arguments) -> bool:
    """Whether ``meanwhile`` has yet to come to an answer; not where it failed."""
    question = load.lengthy(reader, actor, *arguments)
    job = jobs.RUNNING.get(question.name)
    failed = job is not None and job.error is not None and not isinstance(job.error, Cancelled)
    return not failed and not question.known()


def _wait(job: jobs.Job, name: Hashable, who: str, words: str) -> None:
    """How far it is, looked at again and again while the rest of the page stands still."""

    @st.fragment(run_every=jobs.LOOK_S)
    def looking() -> None:
        if job.heard.is_set():
            st.rerun()
        job.look(who)
        if job.took < LONG_S:
            st.caption(words)
            return
        st.progress(job.share, text=f"{words} {percent(job.share)}")
        if st.button(_("Cancel"), key="cancel_work", icon=":material/close:", type="tertiary"):
            job.leave(who)
            session.put("cancelled_work", name)
            st.rerun()

    with st.container(key="work", border=True):
        looking()


def _cancelled(words: str) -> None:
    """What was cancelled can be started again."""
    with st.container(key="work", border=True):
        st.markdown(_("Cancelled: {what}").format(what=words))
        if st.button(_("Start again"), key="start_work", icon=":material/refresh:"):
            session.put("cancelled_work", None)
            st.rerun()
