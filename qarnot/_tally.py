"""The figures of a transfer of files: how much is done, how fast, how much longer."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable

__all__ = ["Pace", "Tally", "as_bytes", "as_time"]

Clock = Callable[[], float]

WINDOW = 10.0
"""Seconds that a rate looks back."""
STEP = 0.5
"""Seconds between two marks of a rate, so that it keeps few."""
UNITS = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")


class Pace:
    """The rate of one thing that grows, over the last seconds.

    :param clock: gives seconds, and never goes back.
    :param done: how much is done now.
    """

    def __init__(self, clock: Clock, done: float = 0.0) -> None:
        self._clock = clock
        self._marks = deque([(clock(), done)])

    def note(self, done: float) -> None:
        """Take how much is done now."""
        now = self._clock()
        if now - self._marks[-1][0] >= STEP:
            self._marks.append((now, done))
            self._forget(now)

    def rate(self, done: float) -> float:
        """Give how much a second was done, given how much is done now; 0 rather than less."""
        now = self._clock()
        self._forget(now)
        since, had = self._marks[0]
        return max(0.0, done - had) / (now - since) if now > since else 0.0

    def _forget(self, now: float) -> None:
        while len(self._marks) > 1 and self._marks[1][0] <= now - WINDOW:
            self._marks.popleft()


class Tally:
    """Counts the files and the bytes of one or several transfers.

    It is a progress callback; see :class:`qarnot._objects.progress.Teller` for what it is told.

    :param clock: gives seconds, and never goes back.
    :ivar done: bytes done, of all files.
    :ivar files_done: how many files are done.
    :ivar under_way: keys of the files that have begun and are not done, oldest first.
    """

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self.done = 0.0
        self.files_done = 0
        self.under_way: dict[str, Pace] = {}
        self._clock = clock
        self._began = clock()
        self._pace = Pace(clock)
        self._files: dict[str, tuple[float, float]] = {}
        self._size = 0.0
        self._of_unknown_size = 0
        self._expected_files = 0
        self._expected_size = 0

    def expect(self, files: int, size: int) -> None:
        """Take how many files are to come, besides those expected before, and their bytes."""
        self._expected_files += files
        self._expected_size += size

    def __call__(self, done: float, total: float, key: str) -> None:
        """Take how many bytes of a file are done and how many it has, 0 when that is not known."""
        before = self._files.get(key)
        if before is not None:
            self._count(*before, -1)
        self._files[key] = done, total
        self._count(done, total, 1)
        self._pace.note(self.done)
        if done in (0, total):
            self.under_way.pop(key, None)
        else:
            if key not in self.under_way:
                self.under_way[key] = Pace(self._clock, done)
            self.under_way[key].note(done)

    def _count(self, done: float, total: float, sign: int) -> None:
        self.done += sign * done
        self._size += sign * max(done, total)
        self.files_done += sign * (done == total)
        self._of_unknown_size += sign * (done > total)

    @property
    def files(self) -> int:
        """How many files there are, as far as is known."""
        return max(self._expected_files, len(self._files))

    @property
    def size(self) -> float | None:
        """How many bytes there are, as far as is known; ``None`` when a file does not tell."""
        if self._of_unknown_size:
            return None
        # What files turned out to have counts for more than what was expected of them.
        is_all_seen = len(self._files) >= self._expected_files
        return self._size if is_all_seen else max(self._size, self._expected_size)

    @property
    def is_complete(self) -> bool:
        """Whether all files are done."""
        return self.files_done == self.files

    @property
    def percent(self) -> float:
        """How much is done, from 0 to 100; 0 when that is not known."""
        return _percent(self.done, self.size)

    def percent_of(self, key: str) -> float:
        """How much of a file is done, from 0 to 100; 0 when that is not known."""
        return _percent(*self._files[key])

    @property
    def title(self) -> str:
        """What is transferred: the key when it is one file, else how many files are done."""
        if self.files == 1 and self._files:
            return next(iter(self._files))
        return f"{'' if self.is_complete else f'{self.files_done} of '}{self.files} files"

    def figures(self) -> str:
        """Say how far all files are: percentage, bytes, rate, time left."""
        return _figures(self.done, self.size, self._pace)

    def figures_of(self, key: str) -> str:
        """Say how far a file is that is under way."""
        return _figures(*self._files[key], self.under_way[key])

    def summary(self) -> str:
        """Say how far it went and what time it took."""
        seconds = self._clock() - self._began
        rate = f", {as_bytes(self.done / seconds)}/s" if seconds > 0 else ""
        moved = as_bytes(self.done) if self.is_complete else _share(self.done, self.size)
        time_taken = as_time(seconds) if seconds >= 10 else f"{seconds:.1f} s"
        return f"{moved} in {time_taken}{rate}"


def _percent(done: float, size: float | None) -> float:
    if not size:
        return 0.0
    return 100 * done / size if done < size else 100.0


def _share(done: float, size: float | None) -> str:
    if not size or done > size:
        return as_bytes(done)
    part = _in_unit(done, _unit_of(size))
    return f"{int(_percent(done, size))} %, {part} of {as_bytes(size)}"


def _figures(done: float, size: float | None, pace: Pace) -> str:
    rate = pace.rate(done)
    left = f", {as_time((size - done) / rate)} left" if size and rate and done <= size else ""
    return f"{_share(done, size)}, {as_bytes(rate)}/s{left}"


def as_bytes(count: float) -> str:
    """Write a number of bytes with a unit that suits it, such as ``3.4 GiB``."""
    unit = _unit_of(count)
    return f"{_in_unit(count, unit)} {UNITS[unit]}"


def _unit_of(count: float) -> int:
    """Choose the unit in which a number of bytes is below 1024, as it is written."""
    for unit in range(len(UNITS)):
        if float(_in_unit(count, unit)) < 1024:
            return unit
    return len(UNITS) - 1


def _in_unit(count: float, unit: int) -> str:
    return f"{count / 1024**unit:.{min(unit, 1)}f}"


def as_time(seconds: float) -> str:
    """Write a time, rounded up: ``45 s``, ``1:30``, ``2:00:00`` or ``5 days``."""
    whole = math.ceil(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    if hours >= 100:
        return f"{math.ceil(hours / 24)} days"
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
