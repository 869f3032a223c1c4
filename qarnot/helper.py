"""Loggers that write to a stream.

This library itself logs to ``"qarnot"`` only, and writes to no stream by itself.
"""

from __future__ import annotations

import logging
import threading
from typing import TextIO

from qarnot._checks import shown
from qarnot.exceptions import InvalidValue

__all__ = ["DEFAULT_LOG_FORMAT", "DETAILED_LOG_FORMAT", "Log"]

DEFAULT_LOG_FORMAT = "%(asctime)s|%(levelname)s|%(message)s"
"""The time, the level and the message."""

DETAILED_LOG_FORMAT = (
    "%(asctime)s|%(process)d(%(processName)s):%(thread)d|%(name)s:%(filename)s:%(lineno)s"
    "|%(funcName)s|%(levelname)s|%(message)s"
)
"""The same, with the process, the thread, the logger and the place in the code."""

_lock = threading.Lock()


class Log:
    """Makes loggers."""

    @staticmethod
    def get_logger_for_stream(
        stream: TextIO | None = None,
        name: str | None = None,
        log_format: str = DEFAULT_LOG_FORMAT,
    ) -> logging.Logger:
        """Give a logger that writes to a stream.

        A stream is added to a logger once only; asked for again, it has the new format. What is
        logged goes to the loggers above, too, as usual.

        :param stream: where to write; ``sys.stderr`` when ``None``.
        :param name: the name of the logger; ``"qarnot"``, this library's, when ``None``.
        :param log_format: the format of a line, with the names of the :mod:`logging` module.
            Default :data:`DEFAULT_LOG_FORMAT`.
        :return: the logger. Its level is set to INFO when it had none.
        :raises InvalidValue: the stream cannot be written to, the name is no text, or the format
            is none.

        >>> import sys
        >>> logger = Log.get_logger_for_stream(sys.stdout, "my program")
        >>> logger.info("it begins")
        """
        if stream is not None and not callable(getattr(stream, "write", None)):
            raise InvalidValue(f"stream: a text stream was expected, not {shown(stream)}")
        if name is not None and not isinstance(name, str):
            raise InvalidValue(f"name: a text was expected, not {shown(name)}")
        try:
            formatter = logging.Formatter(log_format)
        except (ValueError, TypeError, AttributeError) as error:
            expected = f"log_format: a format of the logging module was expected ({error})"
            raise InvalidValue(f"{expected}, not {shown(log_format)}") from error
        logger = logging.getLogger("qarnot" if name is None else name)
        made = logging.StreamHandler(stream)
        made.setFormatter(formatter)
        with _lock:
            for handler in logger.handlers:
                if type(handler) is logging.StreamHandler and handler.stream is made.stream:
                    handler.setFormatter(formatter)
                    return logger
            logger.addHandler(made)
            if logger.level == logging.NOTSET:
                logger.setLevel(logging.INFO)
        return logger
