"""``progress=True`` shows a transfer where it can be seen, and leaves one line behind."""

from __future__ import annotations

import contextlib
import functools
import importlib.machinery
import io
import sys
import types
from collections.abc import Iterator
from typing import Any

import pytest
import tqdm
from hand_clock import Clock
from terminal import a_terminal, screen

from qarnot._progress_bar import Progress, TransferDisplay, telling
from qarnot.exceptions import InvalidValue

MIB = 1024.0**2


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def no_dumb_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")


@contextlib.contextmanager
def displayed(clock: Clock, files: int = 0, size: float = 0) -> Iterator[TransferDisplay]:
    with telling(True, clock) as display:
        assert isinstance(display, TransferDisplay)
        display.expect(files, int(size))
        yield display


def move(display: Progress, clock: Clock, *steps: tuple[float, str]) -> None:
    """Tell, one second apart, how many MiB are done of files of 10 MiB."""
    for done, key in steps:
        clock.now += 1
        display(done * MIB, 10 * MIB, key)


# What progress= may be


@pytest.mark.parametrize("progress", [None, False])
def test_nothing_is_shown_unless_it_is_asked_for(progress: Any) -> None:
    with telling(progress) as tell:
        assert tell is None


def test_a_function_is_given_as_it_is() -> None:
    with telling(print) as tell:
        assert tell is print


@pytest.mark.parametrize("progress", ["x", 1, [], {}])
def test_anything_else_is_refused(progress: Any) -> None:
    with pytest.raises(InvalidValue, match="progress: True, False, None or a function"):
        with telling(progress):
            pass


async def tell_async(*_: object) -> None:
    raise AssertionError("nobody awaits this")


class AsyncTell:
    __call__ = tell_async


@pytest.mark.parametrize("progress", [tell_async, functools.partial(tell_async, 1), AsyncTell()])
def test_an_async_function_is_refused(progress: Any) -> None:
    with pytest.raises(InvalidValue, match="progress: a function that is not async"):
        with telling(progress):
            pass


# In lines


def test_without_a_terminal_a_line_comes_every_ten_seconds_and_at_the_end(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with displayed(clock, 3, 30 * MIB) as display:
        move(display, clock, *((done, "a") for done in range(1, 11)))
        move(display, clock, *((done, "b") for done in range(1, 11)))
        move(display, clock, (5, "c"), (10, "c"))
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "1 of 3 files: 33 %, 10.0 of 30.0 MiB, 1.0 MiB/s, 20 s left",
        "2 of 3 files: 66 %, 20.0 of 30.0 MiB, 1.0 MiB/s, 10 s left",
        "3 files: 30.0 MiB in 22 s, 1.4 MiB/s",
    ]


def test_one_file_is_named(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    with displayed(clock) as display:
        move(display, clock, (0, "folder/a"))
        clock.now += 10
        move(display, clock, (5, "folder/a"), (10, "folder/a"))
    assert capsys.readouterr().err.splitlines() == [
        "folder/a: 50 %, 5.0 of 10.0 MiB, 465.5 KiB/s, 11 s left",
        "folder/a: 10.0 MiB in 12 s, 853.3 KiB/s",
    ]


def test_a_transfer_that_breaks_off_says_how_far_it_went(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with contextlib.suppress(KeyboardInterrupt), displayed(clock, 2, 20 * MIB) as display:
        move(display, clock, (10, "a"), (5, "b"))
        raise KeyboardInterrupt
    assert capsys.readouterr().err == "1 of 2 files: 75 %, 15.0 of 20.0 MiB in 2.0 s, 7.5 MiB/s\n"


def test_nothing_is_written_when_there_is_nothing_to_transfer(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with displayed(clock):
        pass
    assert capsys.readouterr() == ("", "")


def test_a_hostile_name_cannot_write_on_the_screen(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with displayed(clock) as display:
        move(display, clock, (10, "a\x1b[2J\r\nb\udc80\u202e"))
    line = capsys.readouterr().err.removesuffix("\n")
    assert line.startswith("a?[2J??b??: ")
    assert line.isprintable()


@pytest.mark.parametrize("stream", [None, "closed", "broken"])
def test_a_transfer_goes_on_where_nothing_can_be_written(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, stream: str | None
) -> None:
    class Broken(io.StringIO):
        def write(self, *_: str) -> int:
            raise BrokenPipeError(32, "Broken pipe")

    streams = {None: None, "closed": io.StringIO(), "broken": Broken()}
    if stream == "closed":
        streams["closed"].close()  # type: ignore[union-attr]
    monkeypatch.setattr(sys, "stderr", streams[stream])
    with displayed(clock, 1, 10 * MIB) as display:
        move(display, clock, *((done, "a") for done in range(11)))
        clock.now += 10
        move(display, clock, (10, "a"))


# On a terminal


def test_a_terminal_gets_bars_and_keeps_one_line(clock: Clock) -> None:
    with a_terminal() as terminal:
        with displayed(clock, 3, 30 * MIB) as display:
            move(display, clock, (0, "a"), (2, "a"), (0, "b"), (5, "b"))
            drawn = terminal.take()
            during = screen(drawn)
            move(display, clock, (10, "b"), (10, "a"), (5, "c"))
            drawn += terminal.take()
            later = screen(drawn)
            move(display, clock, (10, "c"))
        after = screen(drawn, terminal.take())
    overall, first, second = during
    assert overall.startswith("0 of 3 files: 23 %, 7.0 of 30.0 MiB, 1.8 MiB/s, 14 s left |")
    assert first.split()[:5] == ["a", "20", "%,", "2.0", "of"]
    assert second.split()[:5] == ["b", "50", "%,", "5.0", "of"]
    assert [line.split(":")[0].split("%")[0] for line in later if line] == [
        "2 of 3 files",
        f"  {'c':<24} 50 ",
    ]
    assert all(len(line) < 80 for line in during + later)
    assert after == ["3 files: 30.0 MiB in 8.0 s, 3.8 MiB/s"]


def test_a_file_keeps_its_bar_until_it_is_done(clock: Clock) -> None:
    with a_terminal() as terminal, displayed(clock, 6, 60 * MIB) as display:
        move(display, clock, *((5, key) for key in "abcdef"))
        drawn = terminal.take()
        assert [line.split()[0] for line in screen(drawn)[1:]] == ["a", "b", "c", "d"]
        move(display, clock, (10, "b"))
        drawn += terminal.take()
        assert [line.split()[0] for line in screen(drawn)[1:]] == ["a", "e", "c", "d"]


@pytest.mark.parametrize(("height", "bars"), [(1, 1), (2, 1), (3, 1), (4, 2), (5, 3), (50, 5)])
def test_the_bars_do_not_outgrow_the_terminal(clock: Clock, height: int, bars: int) -> None:
    with a_terminal(lines=height) as terminal:
        with displayed(clock, 20, 200 * MIB) as display:
            move(display, clock, *((5, f"file {number}") for number in range(20)))
            drawn = terminal.take()
        assert len(screen(drawn)) == bars
        assert len(screen(drawn, terminal.take())) == 1


def test_one_file_has_one_bar(clock: Clock) -> None:
    with a_terminal() as terminal:
        with displayed(clock) as display:
            move(display, clock, (0, "a/very/long/folder/name/of/a/file.bin"))
            move(display, clock, (5, "a/very/long/folder/name/of/a/file.bin"))
            drawn = terminal.take()
    (line,) = screen(drawn)
    assert line.startswith("...er/name/of/a/file.bin: 50 %, 5.0 of 10.0 MiB, 5.0 MiB/s, 1 s left |")


def test_a_terminal_is_not_drawn_on_more_often_than_one_can_see(clock: Clock) -> None:
    with a_terminal() as terminal, displayed(clock, 1, 1000 * MIB) as display:
        for done in range(1000):
            clock.now += 0.001
            display(done * MIB, 1000 * MIB, "a")
        assert terminal.take().count("%") <= 10


def test_bars_are_taken_away_when_a_transfer_breaks_off(clock: Clock) -> None:
    with a_terminal() as terminal:
        with contextlib.suppress(KeyboardInterrupt), displayed(clock, 2, 20 * MIB) as display:
            move(display, clock, (5, "a"), (5, "b"))
            raise KeyboardInterrupt
        assert screen(terminal.take()) == [
            "0 of 2 files: 50 %, 10.0 of 20.0 MiB in 2.0 s, 5.0 MiB/s"
        ]


@pytest.mark.parametrize("reason", ["no tqdm", "dumb"])
def test_a_terminal_without_bars_gets_lines(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    if reason == "dumb":
        monkeypatch.setenv("TERM", "dumb")
    else:
        monkeypatch.setitem(sys.modules, "tqdm", None)
    with a_terminal() as terminal:
        with displayed(clock, 1, 10 * MIB) as display:
            move(display, clock, *((done, "a") for done in range(11)))
        drawn = terminal.take()
    assert drawn.split("\r\n") == [
        "a: 90 %, 9.0 of 10.0 MiB, 921.6 KiB/s, 2 s left",
        "a: 10.0 MiB in 11 s, 930.9 KiB/s",
        "",
    ]


# In a notebook


def pretend(monkeypatch: pytest.MonkeyPatch, name: str) -> types.ModuleType:
    module = types.ModuleType(name)
    module.__spec__ = importlib.machinery.ModuleSpec(name, None)
    monkeypatch.setitem(sys.modules, name, module)
    return module


class Widget(tqdm.tqdm):  # type: ignore[type-arg]
    """What stands in for tqdm's notebook bar, and keeps what it shows."""

    made: list[Widget]

    def __init__(self, **settings: Any) -> None:
        super().__init__(file=io.StringIO(), **settings)
        self.made.append(self)


def test_a_notebook_with_widgets_gets_bars(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, "ipykernel")
    pretend(monkeypatch, "ipywidgets")
    pretend(monkeypatch, "tqdm.notebook").tqdm = Widget  # type: ignore[attr-defined]
    Widget.made = []
    with displayed(clock, 2, 20 * MIB) as display:
        move(display, clock, (5, "a"), (5, "b"))
        assert [bar.n for bar in Widget.made] == [50, 50, 50]
        move(display, clock, (10, "a"))
    overall, *files = Widget.made
    assert overall.leave
    assert overall.desc.startswith("1 of 2 files: 75 %, ")
    # A bar that is closed before its end stays, in red.
    assert (overall.n, [bar.n for bar in files]) == (75, [100, 100])


def test_a_notebook_without_widgets_gets_lines(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pretend(monkeypatch, "ipykernel")
    monkeypatch.setattr("qarnot._progress_bar.find_spec", lambda _: None)
    with displayed(clock, 1, 10 * MIB) as display:
        move(display, clock, (10, "a"))
    assert capsys.readouterr().err == "a: 10.0 MiB in 1.0 s, 10.0 MiB/s\n"
