"""A wait shows the progress and the events of its task where they can be seen."""

from __future__ import annotations

import contextlib
import io
import logging
import sys
import types
from collections.abc import Mapping
from typing import Any

import pytest
from terminal import a_terminal

from qarnot._events import Line, StateChange
from qarnot._task_display import TaskDisplay


@pytest.fixture
def logger() -> logging.Logger:
    return logging.Logger("qarnot.tests.display", logging.INFO)


@pytest.fixture
def records(logger: logging.Logger) -> list[logging.LogRecord]:
    kept: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = kept.append  # type: ignore[assignment, method-assign]
    logger.addHandler(handler)
    return kept


def shown(records: list[logging.LogRecord]) -> list[tuple[int, str]]:
    return [(record.levelno, record.getMessage()) for record in records]


def raw(state: str, progress: Any = 0.0) -> Mapping[str, Any]:
    return {"name": "a task", "state": state, "progress": progress}


# Without a terminal


def test_without_a_terminal_the_progress_comes_in_lines_and_only_when_it_has_changed(
    logger: logging.Logger, records: list[logging.LogRecord]
) -> None:
    with TaskDisplay(logger, True) as display:
        for state, progress in [
            ("Submitted", 0.0),
            ("Submitted", 0.0),
            ("FullyExecuting", 0.0),
            ("FullyExecuting", 4.6),
            ("FullyExecuting", 9.9),
            ("FullyExecuting", 10.0),
            ("FullyExecuting", 19.0),
            ("FullyExecuting", 57),
            ("Success", 100.0),
        ]:
            display.look(raw(state, progress))
    assert shown(records) == [
        (logging.INFO, "progress of a task: Submitted, 0 %"),
        (logging.INFO, "progress of a task: FullyExecuting, 0 %"),
        (logging.INFO, "progress of a task: FullyExecuting, 10 %"),
        (logging.INFO, "progress of a task: FullyExecuting, 57 %"),
        (logging.INFO, "progress of a task: Success, 100 %"),
    ]


@pytest.mark.parametrize("progress", [None, "half", [], {}, True, float("nan"), float("inf"), -5])
def test_a_progress_that_is_none_does_not_end_a_wait(
    logger: logging.Logger, records: list[logging.LogRecord], progress: Any
) -> None:
    with TaskDisplay(logger, True) as display:
        display.look(raw("Submitted", progress))
        display.look({"state": None, "progress": progress})
        display.look({})
    assert shown(records)[0][1].startswith("progress of a task: Submitted, ")
    assert all("nan" not in text and "inf" not in text for _, text in shown(records))


def test_nothing_is_drawn_when_nobody_asked_for_it(
    logger: logging.Logger, records: list[logging.LogRecord]
) -> None:
    with a_terminal() as terminal:
        with TaskDisplay(logger, False) as display:
            display.look(raw("FullyExecuting", 50.0))
        assert terminal.take() == ""
    assert shown(records) == []


@pytest.mark.parametrize("live_progress", [False, True])
def test_each_event_has_a_line_of_its_level(
    logger: logging.Logger, records: list[logging.LogRecord], live_progress: bool
) -> None:
    task = raw("FullyExecuting")
    with TaskDisplay(logger, live_progress) as display:
        display.show(StateChange("FullyExecuting", "Submitted"), task)
        display.show(Line("50 %s done", 3, "stdout"), task)
        display.show(Line("broken", 0, "stderr"), task)
        display.show(Line("of all", None, "stdout"), task)
    assert shown(records) == [
        (logging.INFO, "state of a task: FullyExecuting"),
        (logging.INFO, "3> 50 %s done"),
        (logging.WARNING, "0> broken"),
        (logging.INFO, "of all"),
    ]


def test_without_logging_lines_go_to_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    unheard = logging.Logger("qarnot.tests.unheard")
    with TaskDisplay(unheard, True) as display:
        display.look(raw("Submitted"))
        display.show(Line("printed", 0, "stdout"), raw("Submitted"))
        display.show(Line("broken", 0, "stderr"), raw("Submitted"))
    out, err = capsys.readouterr()
    assert [line.partition("|")[2] for line in out.splitlines()] == [
        "INFO|progress of a task: Submitted, 0 %",
        "INFO|0> printed",
    ]
    assert [line.partition("|")[2] for line in err.splitlines()] == ["WARNING|0> broken"]


# On a terminal


def test_a_terminal_gets_a_bar_and_no_lines_of_progress(
    logger: logging.Logger, records: list[logging.LogRecord]
) -> None:
    with a_terminal() as terminal:
        with TaskDisplay(logger, True) as display:
            display.look(raw("FullyExecuting", 42.0))
            drawn = terminal.take()
            display.look(raw("Success", 100.0))
            last = terminal.take()
        wiped = terminal.take()
    assert "FullyExecuting" in drawn
    assert "42%" in drawn
    assert "Success" in last
    assert "100%" in last
    assert wiped.endswith("\r")
    assert wiped.strip() == ""
    assert shown(records) == []


def test_a_line_does_not_stand_in_the_middle_of_a_bar(logger: logging.Logger) -> None:
    with a_terminal() as terminal:
        logger.addHandler(logging.StreamHandler(sys.stderr))
        with TaskDisplay(logger, True) as display:
            display.look(raw("FullyExecuting", 42.0))
            terminal.take()
            display.show(Line("printed", 0, "stdout"), raw("FullyExecuting"))
            wiped, _, rest = terminal.take().partition("0> printed")
            display.look(raw("FullyExecuting", 43.0))
            again = terminal.take()
    assert wiped.endswith("\r")
    assert wiped.strip() == ""
    assert rest == "\r\n"
    assert "43%" in again


def test_a_bar_is_wiped_away_when_a_wait_breaks_off(logger: logging.Logger) -> None:
    with a_terminal() as terminal:
        with contextlib.suppress(KeyboardInterrupt), TaskDisplay(logger, True) as display:
            display.look(raw("FullyExecuting", 42.0))
            terminal.take()
            raise KeyboardInterrupt
        assert terminal.take().endswith("\r")


# In a notebook, and without tqdm


def test_a_notebook_gets_a_bar_although_it_is_no_terminal(
    logger: logging.Logger, records: list[logging.LogRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ipykernel", types.ModuleType("ipykernel"))
    stream = io.StringIO()
    with contextlib.redirect_stderr(stream), TaskDisplay(logger, True) as display:
        display.look(raw("FullyExecuting", 42.0))
        assert "42%" in stream.getvalue()
    assert shown(records) == []


def test_without_tqdm_there_is_a_warning_and_lines(
    logger: logging.Logger, records: list[logging.LogRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    with pytest.warns(UserWarning, match="progress"):
        display = TaskDisplay(logger, True)
    with display:
        display.look(raw("FullyExecuting", 42.0))
        display.show(Line("printed", 0, "stdout"), raw("FullyExecuting"))
    assert shown(records) == [
        (logging.INFO, "progress of a task: FullyExecuting, 42 %"),
        (logging.INFO, "0> printed"),
    ]
