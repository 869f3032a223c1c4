"""Lines that a user asked to see come out once: through logging, or else on the screen."""

from __future__ import annotations

import io
import logging
import sys

import pytest

from qarnot._display import show


def unheard(name: str) -> logging.Logger:
    """Make a logger to which nobody listens; made in a fixture, pytest would listen to it."""
    made = logging.getLogger(f"unheard.{name}")
    made.propagate = False
    made.addHandler(logging.NullHandler())
    return made


def test_without_logging_lines_go_to_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    logger = unheard("by all")
    show(logger, logging.INFO, "state of %s: %s", "n", "Success")
    show(logger, logging.WARNING, "%s", "a line of stderr")
    out, err = capsys.readouterr()
    assert out.endswith("|INFO|state of n: Success\n")
    assert err.endswith("|WARNING|a line of stderr\n")
    assert [type(handler) for handler in logger.handlers] == [logging.NullHandler]


def test_with_logging_lines_go_there_and_nowhere_else(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logger = unheard("until a handler comes")
    records: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = records.append  # type: ignore[assignment, method-assign]
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    show(logger, logging.INFO, "%s", "a line with %s in it")
    assert [record.getMessage() for record in records] == ["a line with %s in it"]
    assert capsys.readouterr() == ("", "")


def test_a_logger_above_is_listened_to_as_well(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    logger = unheard("but above")
    logger.propagate = True
    with caplog.at_level(logging.INFO):
        show(logger, logging.INFO, "seen")
    assert "seen" in caplog.messages
    assert capsys.readouterr().out == ""


def test_a_line_that_the_screen_cannot_show_is_shown_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(content, encoding="ascii"))
    show(unheard("in ascii"), logging.INFO, "%s", "température")
    assert content.getvalue().endswith(b"|INFO|temp\\xe9rature\n")


def test_a_line_below_the_level_of_the_logging_is_shown_on_the_screen(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    logger = unheard("below its level")
    logger.propagate = True
    with caplog.at_level(logging.WARNING):
        show(logger, logging.INFO, "%s", "asked for")
    assert capsys.readouterr().out.endswith("|INFO|asked for\n")
