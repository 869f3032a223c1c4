"""Loggers for streams."""

from __future__ import annotations

import io
import logging
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

import qarnot
from qarnot.exceptions import InvalidValue
from qarnot.helper import DEFAULT_LOG_FORMAT, DETAILED_LOG_FORMAT, Log


@pytest.fixture
def name() -> Iterator[str]:
    """A name that no other logger has; the logger loses its handlers at the end."""
    name = f"helper-{uuid.uuid4().hex}"
    yield name
    logging.getLogger(name).handlers.clear()


def test_lines_go_to_the_stream_from_info_on(name: str) -> None:
    stream = io.StringIO()
    logger = Log.get_logger_for_stream(stream, name)
    logger.debug("hidden")
    logger.info("shown")
    assert stream.getvalue().endswith("|INFO|shown\n")
    assert "hidden" not in stream.getvalue()
    assert (logger.name, logger) == (name, logging.getLogger(name))


def test_d31_a_stream_is_added_once_and_a_second_one_besides(name: str) -> None:
    first, second = io.StringIO(), io.StringIO()
    for _ in range(3):
        logger = Log.get_logger_for_stream(first, name)
    Log.get_logger_for_stream(second, name, "%(message)s!")
    logger.info("once")
    assert first.getvalue().count("once") == 1
    assert second.getvalue() == "once!\n"
    assert len(logger.handlers) == 2


def test_a_new_format_takes_the_place_of_the_old_one(name: str) -> None:
    stream = io.StringIO()
    Log.get_logger_for_stream(stream, name, DETAILED_LOG_FORMAT)
    Log.get_logger_for_stream(stream, name, "%(levelname)s %(message)s").warning("now")
    assert stream.getvalue() == "WARNING now\n"


def test_the_level_that_a_logger_has_stays(name: str) -> None:
    logging.getLogger(name).setLevel(logging.ERROR)
    assert Log.get_logger_for_stream(io.StringIO(), name).level == logging.ERROR


def test_without_a_stream_lines_go_to_stderr(name: str, capsys: Any) -> None:
    Log.get_logger_for_stream(name=name, log_format="%(message)s").info("an error")
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "an error\n")


def test_without_a_name_it_is_the_logger_of_this_library() -> None:
    logger = logging.getLogger("qarnot")
    handlers, level = list(logger.handlers), logger.level
    try:
        assert Log.get_logger_for_stream(io.StringIO()) is logger
    finally:
        logger.handlers[:] = handlers
        logger.setLevel(level)


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        ({"stream": "stdout"}, "stream"),
        ({"stream": 1}, "stream"),
        ({"name": 5}, "name"),
        ({"log_format": "no field"}, "log_format"),
        ({"log_format": 5}, "log_format"),
    ],
)
def test_bad_values_are_refused_and_change_nothing(
    name: str, arguments: dict[str, Any], what: str
) -> None:
    given = {"name": name, **arguments}
    with pytest.raises(InvalidValue, match=rf"^Error: {what}: "):
        Log.get_logger_for_stream(**given)
    assert logging.getLogger(name).handlers == []


def test_the_formats_are_as_documented() -> None:
    assert DEFAULT_LOG_FORMAT == "%(asctime)s|%(levelname)s|%(message)s"
    assert qarnot.helper.Log is Log
