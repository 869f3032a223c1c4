"""The figures of a transfer are right, whatever it tells and in whatever order."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from hand_clock import Clock
from hypothesis import given, strategies as some

from qarnot._objects.progress import Teller
from qarnot._tally import WINDOW, Pace, Tally, as_bytes, as_time


@pytest.fixture
def clock() -> Clock:
    return Clock()


# What the engine tells goes to the callback


class Listener:
    """A callback that keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[float, float, str]] = []
        self.expected: list[tuple[int, int]] = []

    def expect(self, files: int, size: int) -> None:
        self.expected.append((files, size))

    def __call__(self, done: float, total: float, key: str) -> None:
        self.told.append((done, total, key))


def test_nobody_is_told_when_nobody_listens() -> None:
    teller = Teller(None)
    teller.expect(1, 1)
    teller.tell(1, 1, "a")
    assert teller.error is None


def test_a_callback_is_told_each_step_once_from_the_start_of_each_file() -> None:
    listener = Listener()
    teller = Teller(listener)
    teller.expect(2, 30)
    for done, total, key in [(4, 10, "a"), (4, 10, "a"), (0, 20, "b"), (10, 10, "a"), (0, 0, "c")]:
        teller.tell(done, total, key)
    assert listener.expected == [(2, 30)]
    assert listener.told == [(0, 10, "a"), (4, 10, "a"), (0, 20, "b"), (10, 10, "a"), (0, 0, "c")]
    assert all(isinstance(number, float) for *numbers, _ in listener.told for number in numbers)


def test_a_plain_function_need_not_expect_anything() -> None:
    told: list[str] = []
    teller = Teller(lambda *step: told.append(step[2]))
    teller.expect(1, 1)
    teller.tell(1, 1, "a")
    assert teller.error is None
    assert told == ["a", "a"]


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt()])
@pytest.mark.parametrize("breaks", ["expect", "tell"])
def test_an_error_of_the_callback_is_kept_and_nothing_is_told_after_it(
    error: BaseException, breaks: str
) -> None:
    calls: list[str] = []

    class Broken:
        def expect(self, *_: int) -> None:
            calls.append("expect")
            if breaks == "expect":
                raise error

        def __call__(self, *_: object) -> None:
            calls.append("tell")
            raise error

    teller = Teller(Broken())
    teller.expect(1, 1)
    teller.tell(0, 1, "a")
    teller.tell(1, 1, "a")
    teller.expect(1, 1)
    assert teller.error is error
    assert calls == (["expect"] if breaks == "expect" else ["expect", "tell"])


def test_a_callback_is_never_called_by_two_threads_at_once() -> None:
    is_inside = threading.Lock()
    told: list[str] = []

    def listen(*step: Any) -> None:
        assert is_inside.acquire(blocking=False)
        told.append(step[2])
        is_inside.release()

    teller = Teller(listen)
    start = threading.Barrier(4)

    def send(key: str) -> None:
        start.wait(10)
        for done in range(500):
            teller.tell(done, 500, key)

    threads = [threading.Thread(target=send, args=(key,)) for key in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert teller.error is None
    assert len(told) == 4 * 500


# Files and bytes

# Of each file: its size, whether that is known from the start, and how many bytes are done after
# each step, which may be fewer than before, or wrong.
a_file = some.tuples(
    some.integers(0, 2**48), some.booleans(), some.lists(some.integers(-(2**48), 2**49), max_size=8)
)


def interleaved(data: some.DataObject, files: list[Any]) -> list[tuple[int, int, str]]:
    """Let files tell their steps in any order, each ending with its last one."""
    waiting = {}
    for number, (size, is_known, steps) in enumerate(files):
        total = size if is_known else 0
        told = [(0, total), *((step, total) for step in steps), (size, size)]
        waiting[f"file{number}"] = told
    order = []
    while waiting:
        key = data.draw(some.sampled_from(sorted(waiting)))
        order.append((*waiting[key].pop(0), key))
        if not waiting[key]:
            del waiting[key]
    return order


@given(data=some.data(), files=some.lists(a_file, max_size=6), expects=some.booleans())
def test_the_figures_stay_within_bounds_and_end_at_everything(
    data: some.DataObject, files: list[Any], expects: bool
) -> None:
    clock = Clock()
    tally = Tally(clock)
    teller = Teller(tally)
    sizes = [size for size, _, _ in files]
    if expects:
        teller.expect(len(files), sum(sizes))
    latest: dict[str, float] = {}
    for done, total, key in interleaved(data, files):
        clock.now += data.draw(some.sampled_from([0, 0.001, 0.7, 30]))
        teller.tell(done, total, key)
        latest[key] = max(0, min(done, total) if total else done)
        assert tally.done == sum(latest.values())
        assert 0 <= tally.files_done <= tally.files
        assert tally.size is None or 0 <= tally.done <= tally.size
        assert 0 <= tally.percent <= 100
        assert len(tally.under_way) <= len(latest)
        for each in tally.under_way:
            assert 0 <= tally.percent_of(each) <= 100
            assert tally.figures_of(each)
        assert "-" not in tally.figures() + tally.summary()
    assert teller.error is None
    assert tally.is_complete
    assert tally.files == tally.files_done == len(files)
    assert tally.done == tally.size == sum(sizes)
    assert tally.percent == (100 if sum(sizes) else 0)
    assert not tally.under_way


def test_files_to_come_count(clock: Clock) -> None:
    tally = Tally(clock)
    tally.expect(2, 100)
    tally.expect(1, 300)
    tally(100, 100, "a")
    assert (tally.files_done, tally.files, tally.size, tally.percent) == (1, 3, 400, 25)
    assert not tally.is_complete


def test_a_file_that_is_begun_again_from_nothing_is_not_under_way(clock: Clock) -> None:
    tally = Tally(clock)
    for done in (0, 7, 0):
        tally(done, 10, "a")
    assert not tally.under_way
    assert (tally.done, tally.files_done) == (0, 0)


def test_what_the_files_turn_out_to_have_counts_for_more_than_what_was_expected(
    clock: Clock,
) -> None:
    tally = Tally(clock)
    tally.expect(2, 100)
    tally(30, 30, "shrunk")
    assert tally.size == 100
    tally(50, 50, "same")
    assert (tally.size, tally.percent) == (80, 100)


def test_a_size_that_nobody_knows_gives_no_percentage_and_no_time_left(clock: Clock) -> None:
    tally = Tally(clock)
    tally(0, 0, "stream")
    clock.now += 2
    tally(4096, 0, "stream")
    assert (tally.size, tally.percent) == (None, 0)
    assert tally.figures() == "4.0 KiB, 2.0 KiB/s"
    tally(8192, 8192, "stream")
    assert tally.percent == 100


# Rates and time left


def test_a_rate_looks_back_a_few_seconds_only(clock: Clock) -> None:
    pace = Pace(clock)
    done = 0.0
    for rate in [1000] * 60 + [10] * 60:
        clock.now += 1
        done += rate
        pace.note(done)
    assert pace.rate(done) == 10


def test_a_rate_falls_when_nothing_comes_any_more(clock: Clock) -> None:
    pace = Pace(clock)
    clock.now += 1
    pace.note(1000)
    assert pace.rate(1000) == 1000
    clock.now += 9
    assert pace.rate(1000) == 100
    clock.now += WINDOW
    assert pace.rate(1000) == 0


def test_a_rate_is_never_negative_nor_infinite(clock: Clock) -> None:
    pace = Pace(clock)
    assert pace.rate(1000) == 0
    clock.now += 1
    pace.note(1000)
    clock.now += WINDOW + 1
    assert pace.rate(5) == 0


def test_a_rate_keeps_few_marks_however_often_it_is_told(clock: Clock) -> None:
    pace = Pace(clock)
    for done in range(10_000):
        clock.now += 0.01
        pace.note(done)
    assert pace.rate(9_999) == pytest.approx(100, rel=0.1)
    assert len(pace._marks) < 30


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "25 %, 1.0 of 4.0 KiB, 0 B/s"),
        (2, "25 %, 1.0 of 4.0 KiB, 512 B/s, 6 s left"),
        (3600, "25 %, 1.0 of 4.0 KiB, 0 B/s, 3:00:00 left"),
    ],
)
def test_the_time_left_is_told_when_there_is_a_rate(
    clock: Clock, seconds: float, expected: str
) -> None:
    tally = Tally(clock)
    tally(0, 4096, "a")
    clock.now += seconds
    tally(1024, 4096, "a")
    assert tally.figures() == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1023.6, "1.0 KiB"),
        (1024, "1.0 KiB"),
        (1024**2 - 1, "1.0 MiB"),
        (1536 * 1024**2, "1.5 GiB"),
        (5000 * 1024**5, "5000.0 PiB"),
    ],
)
def test_bytes_have_a_unit_that_suits_them(count: float, expected: str) -> None:
    assert as_bytes(count) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "0 s"),
        (0.1, "1 s"),
        (59.5, "1:00"),
        (90, "1:30"),
        (3600, "1:00:00"),
        (359_999, "99:59:59"),
        (360_000, "5 days"),
        (1e12, "11574075 days"),
    ],
)
def test_a_time_is_rounded_up(seconds: float, expected: str) -> None:
    assert as_time(seconds) == expected


def test_summaries(clock: Clock) -> None:
    tally = Tally(clock)
    tally.expect(2, 4096)
    tally(1024, 1024, "a")
    clock.now += 0.5
    told: Callable[[], str] = lambda: f"{tally.title}: {tally.summary()}"  # noqa: E731
    assert told() == "1 of 2 files: 25 %, 1.0 of 4.0 KiB in 0.5 s, 2.0 KiB/s"
    clock.now += 99.5
    tally(3072, 3072, "b")
    assert told() == "2 files: 4.0 KiB in 1:40, 41 B/s"
