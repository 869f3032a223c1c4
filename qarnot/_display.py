"""Lines that a user asked to see, such as those of a followed task."""

from __future__ import annotations

import logging
import sys

__all__ = ["show"]

_FORMAT = logging.Formatter("%(asctime)s|%(levelname)s|%(message)s")


def show(logger: logging.Logger, level: int, message: str, *values: object) -> None:
    """Log a line; where the application has set up no logging of its level, write it out.

    Lines from level WARNING on go to the standard error, others to the standard output. No handler
    is added to any logger.

    :param logger: of the connection.
    :param level: as :mod:`logging` counts.
    :param message: with ``%s`` for each value.
    :param values: for the message.
    """
    if _is_listened_to(logger) and logger.isEnabledFor(level):
        logger.log(level, message, *values)
        return
    name = logger.name
    record = logging.LogRecord(name, level, __file__, 0, message, values, None)
    stream = sys.stderr if level >= logging.WARNING else sys.stdout
    if stream is not None:
        encoding = getattr(stream, "encoding", None) or "utf-8"
        line = _FORMAT.format(record).encode(encoding, errors="backslashreplace").decode(encoding)
        stream.write(f"{line}\n")
        stream.flush()


def _is_listened_to(logger: logging.Logger) -> bool:
    each: logging.Logger | None = logger
    while each is not None:
        if any(not isinstance(handler, logging.NullHandler) for handler in each.handlers):
            return True
        each = each.parent if each.propagate else None
    return False
