"""Work at the same time, bounded, that ends at once when it is to."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Generic, TypeVar

from attrs import frozen

from qarnot.exceptions import InvalidValue, StorageError

__all__ = [
    "MOST_AT_ONCE",
    "Outcome",
    "Stop",
    "Stopped",
    "Work",
    "check_reading",
    "clean_up",
    "planned",
]

T = TypeVar("T")

MOST_AT_ONCE = 10
"""How many requests of one call run at once, unless it says otherwise."""

_LOOK_SECONDS = 0.05
_GRACE_SECONDS = 2.0
"""How long a part may take to notice that it is to end, and its clean-up as long again. A thread
whose server is silent is left behind then."""


class Stopped(BaseException):
    """Carries an error out through boto3, which takes any ``Exception`` for one of the network.

    :ivar error: what is the matter.
    """

    def __init__(self, error: BaseException) -> None:
        super().__init__(str(error))
        self.error = error

    def add_note(self, note: str, /) -> None:
        """Add a note to the error, which is what users see."""
        self.error.add_note(note)


class Stop:
    """Tells everything that belongs to one call to end.

    :param event: set from outside; default: one of its own.
    """

    def __init__(self, event: threading.Event | None = None) -> None:
        self._event = event or threading.Event()

    def set(self) -> None:
        """End it."""
        self._event.set()

    @property
    def is_set(self) -> bool:
        """Whether it is to end."""
        return self._event.is_set()

    def wait(self, seconds: float) -> None:
        """Wait so long, or until it is to end.

        :param seconds: how long.
        :raises Stopped: it is to end.
        """
        self._event.wait(seconds)
        self.check()

    def check(self) -> None:
        """Go on, or not.

        :raises Stopped: it is to end.
        """
        if self._event.is_set():
            raise Stopped(StorageError("the transfer was cancelled before its end"))


@frozen
class Outcome(Generic[T]):
    """How a job ended.

    :param number: which one it was, from 0.
    :param result: what it gave, or ``None``.
    :param error: what it raised, or ``None``.
    """

    number: int
    result: T | None
    error: BaseException | None


class Work:
    """What belongs to one call: how much it may do at once, and whether it is to end.

    :param most_at_once: how many requests may be under way.
    :param cancelled: set from another thread to end it; default: only an interrupt ends it.
    :raises InvalidValue: the number is below 1.
    """

    def __init__(
        self, most_at_once: int = MOST_AT_ONCE, cancelled: threading.Event | None = None
    ) -> None:
        whole = isinstance(most_at_once, int) and not isinstance(most_at_once, bool)
        if not whole or most_at_once < 1:
            raise InvalidValue(
                f"max_concurrency: a whole number from 1 on was expected, not {most_at_once!r}"
            )
        self.stop = Stop(cancelled)
        self._most = most_at_once
        self._is_watched = cancelled is not None
        self._slots = threading.BoundedSemaphore(most_at_once)

    @contextmanager
    def request(self) -> Iterator[None]:
        """Wait until one more request may be made, and count it while it is under way.

        :raises Stopped: everything is to end.
        """
        self.stop.check()
        while not self._slots.acquire(timeout=_LOOK_SECONDS):
            self.stop.check()
        try:
            yield
        finally:
            self._slots.release()

    def alone(self, job: Callable[[], T]) -> T:
        """Do a single job; in this thread, if nobody but an interrupt can end it.

        :param job: the job.
        :raises StorageError: it was cancelled.
        """
        try:
            if not self._is_watched:
                return job()
            outcomes = list(self.each([job], is_whole=True))
            if not outcomes:
                self.stop.check()
            if outcomes[0].error is not None:
                raise outcomes[0].error
            return outcomes[0].result  # type: ignore[return-value]
        except Stopped as stopped:
            raise stopped.error from None

    def parts(self, jobs: Iterable[Callable[[], T]]) -> list[T]:
        """Do the jobs that make up one thing, and give their results in their order.

        :param jobs: the jobs, taken as there is room for them, none after the first error.
        :raises BaseException: the first error; all jobs have ended then.
        """
        found: dict[int, T] = {}
        failed: BaseException | None = None

        def until_one_fails() -> Iterator[Callable[[], T]]:
            for job in jobs:
                if failed is not None:
                    return
                yield job

        for outcome in self.each(until_one_fails()):
            if outcome.error is not None:
                failed = failed or outcome.error
            else:
                found[outcome.number] = outcome.result  # type: ignore[assignment]
        if failed is not None:
            raise failed
        self.stop.check()
        return [found[number] for number in sorted(found)]

    def each(
        self, jobs: Iterable[Callable[[], T]], *, is_whole: bool = False
    ) -> Iterator[Outcome[T]]:
        """Do jobs in threads, and give how they ended, as they end.

        The threads are daemons: one that a silent server holds does not keep a process from
        ending. After the stop no job begins, and those under way have a moment to end.

        :param jobs: the jobs, taken by the threads one after the other as there is room.
        :param is_whole: whether a job is a whole file, which may have parts that must end first.
        """
        crew = _Crew(jobs, self._most, self.stop)
        grace = _GRACE_SECONDS * (2.5 if is_whole else 1)
        until: float | None = None
        try:
            crew.start()
            while (outcome := crew.next_outcome(_LOOK_SECONDS)) is not crew.nothing_follows:
                if isinstance(outcome, Outcome):
                    yield outcome
                if self.stop.is_set:
                    until = until or time.monotonic() + grace
                    if time.monotonic() > until:
                        return
        except BaseException:
            self.stop.set()
            until = time.monotonic() + grace
            while crew.next_outcome(_LOOK_SECONDS) is not crew.nothing_follows:
                if time.monotonic() > until:
                    break
            raise


_reading: ContextVar[Stop | None] = ContextVar("reading", default=None)


def planned(make: Callable[[], T], cancelled: threading.Event | None = None) -> T:
    """Do what only reads, listings and files, so that it can be ended.

    :param make: does it; what takes long in it calls :func:`check_reading` now and then.
    :param cancelled: set it from another thread to end it; default: only an interrupt does.
    :raises StorageError: it was cancelled.
    """
    work = Work(cancelled=cancelled)

    def watched() -> T:
        with reading_until(work.stop):
            return make()

    return work.alone(watched)


@contextmanager
def reading_until(stop: Stop) -> Iterator[None]:
    """Let what is read in the ``with`` block, in this thread, end at a stop.

    :param stop: tells it to end.
    """
    token = _reading.set(stop)
    try:
        yield
    finally:
        _reading.reset(token)


def check_reading() -> None:
    """Go on reading, or not.

    :raises Stopped: what is being read is to end.
    """
    stop = _reading.get()
    if stop is not None:
        stop.check()


def clean_up(job: Callable[[], T]) -> Outcome[T] | None:
    """Do a job that cleans up, whatever is to end; wait for it as long as a user should have to.

    :param job: the job.
    :returns: how it ended; ``None`` when it has not.
    """
    crew = _Crew([job], 1, Stop())
    try:
        crew.start()
    except StorageError as error:
        return Outcome(0, None, error)
    until = time.monotonic() + _GRACE_SECONDS
    while time.monotonic() < until:
        outcome = crew.next_outcome(_LOOK_SECONDS)
        if isinstance(outcome, Outcome):
            return outcome
    return None


class _Crew(Generic[T]):
    """Threads that take jobs from one queue; there are as many as have found something to do."""

    nothing_follows = object()

    def __init__(self, jobs: Iterable[Callable[[], T]], most: int, stop: Stop) -> None:
        self._jobs = enumerate(jobs)
        self._most = most
        self._stop = stop
        self._lock = threading.Lock()
        self._outcomes: queue.SimpleQueue[Outcome[T] | None] = queue.SimpleQueue()
        self._started = 0
        self._ended = 0

    def start(self) -> None:
        """Begin with one thread, which starts the others.

        :raises StorageError: the system gives no thread.
        """
        try:
            self._start_one()
        except RuntimeError as error:
            raise StorageError(f"the system starts no thread for the transfer ({error})") from error

    def next_outcome(self, seconds: float) -> Outcome[T] | object | None:
        """Wait so long for the next outcome; ``None`` when none came."""
        if self._ended == self._started:
            return self.nothing_follows
        try:
            outcome = self._outcomes.get(timeout=seconds)
        except queue.Empty:
            return None
        if outcome is None:
            self._ended += 1
        return outcome

    def _start_one(self) -> None:
        # It may have ended before this one goes on, so it is counted first.
        self._started += 1
        try:
            threading.Thread(target=self._run, daemon=True, name="qarnot-storage").start()
        except RuntimeError:  # an interrupt, however, comes when it is running already
            self._started -= 1
            raise

    def _run(self) -> None:
        try:
            while (numbered := self._take()) is not None:
                number, job = numbered
                try:
                    outcome = Outcome(number, job(), None)
                except BaseException as error:  # noqa: BLE001 - told to whoever waits for it
                    outcome = Outcome(number, None, error)
                self._outcomes.put(outcome)
        except BaseException as error:  # noqa: BLE001 - the jobs themselves could not be made
            self._outcomes.put(Outcome(-1, None, error))
        finally:
            self._outcomes.put(None)

    def _take(self) -> tuple[int, Callable[[], T]] | None:
        with self._lock:
            following = None if self._stop.is_set else next(self._jobs, None)
            if following is not None and self._started < self._most:
                with suppress(RuntimeError):  # the system gives no more; go on with fewer
                    self._start_one()
            return following
