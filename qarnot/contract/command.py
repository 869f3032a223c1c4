"""The command ``python -m qarnot.contract``."""

from __future__ import annotations

import argparse
import difflib
import math
import re
import secrets
import signal
import sys
import time
from collections.abc import Sequence
from types import FrameType
from typing import Any, NoReturn, Self, TextIO

from qarnot.config import Settings, resolve_settings
from qarnot.contract.calls import NothingReached
from qarnot.contract.document import Document
from qarnot.contract.report import Report
from qarnot.contract.runner import Runner
from qarnot.contract.sender import Sender
from qarnot.contract.world import World
from qarnot.exceptions import QarnotException

__all__ = ["main"]

GOOD, BAD, USELESS, INTERRUPTED = 0, 1, 2, 130
PROGRAM = "python -m qarnot.contract"
PATIENCE = 120.0
RETRIES, RETRY_WAIT = 2, 1.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Hold an API against the document.

    :param arguments: those of the command line; by default the process's own.
    :returns: the exit status: 0 when nothing deviates and something was reached; 1 when something
        deviates, was left behind, or the API stopped answering; 2 when nothing was reached or the
        command line is wrong; 130 after an interruption.
    """
    document = Document()
    options = _options(arguments, document)
    try:
        sender = Sender(_settings(options), time.sleep)
    except QarnotException as error:
        return _useless(error.message.removeprefix("Error: "))
    world = World(f"qarnot-contract-{secrets.token_hex(4)}", options.write)
    runner = Runner(
        document,
        sender,
        world,
        asked_for=frozenset(options.operation),
        patience=options.patience,
        clock=time.monotonic,
        pause=time.sleep,
    )
    with _Signals() as signals:
        failure = _run(runner, sender, signals)
        if failure:
            return _cannot_judge(sender, failure, runner.left_behind)
        found, left = list(runner.findings.values()), runner.left_behind
        report = Report(sender.url, found, left, signals.came, sender.secret)
        _write(sys.stdout, report.as_json() if options.json else report.as_text())
        if signals.came:
            return INTERRUPTED
        if report.is_empty:
            return _cannot_judge(sender, "no operation was reached")
        return GOOD if report.is_good else BAD


def _run(runner: Runner, sender: Sender, signals: _Signals) -> str:
    """Run and clean up, whatever happens; from then on, signals change nothing.

    :return: why nothing was reached, if so.
    """
    failure = ""
    try:
        runner.run()
        signals.ignore()
    except NothingReached as error:
        failure = str(error)
    except KeyboardInterrupt:
        runner.interrupted()
    finally:
        signals.ignore()
        runner.clean_up()
        sender.close()
        if sys.exception() is not None:
            # There will be no report.
            _write(sys.stderr, "".join(f"left behind: {each}\n" for each in runner.left_behind))
    return failure


class _Signals:
    """Turns SIGINT and SIGTERM into one :class:`KeyboardInterrupt`; later ones change nothing."""

    def __init__(self) -> None:
        self.came = False
        self._is_ignoring = False
        self._before: dict[int, Any] = {}

    def ignore(self) -> None:
        """Let what is left to do be done in peace."""
        self._is_ignoring = True

    def __enter__(self) -> Self:
        for each in (signal.SIGINT, signal.SIGTERM):
            self._before[each] = signal.signal(each, self._handle)
        return self

    def __exit__(self, *_: object) -> None:
        for each, handler in self._before.items():
            signal.signal(each, handler)

    def _handle(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002
        if not self._is_ignoring:
            self.came = self._is_ignoring = True
            raise KeyboardInterrupt


class _Parser(argparse.ArgumentParser):
    """Names what it does not understand, without values: one of them may be the token."""

    def error(self, message: str) -> NoReturn:
        self.exit(_useless(re.sub(r"\s*(['\"]).*\1", "", message, flags=re.DOTALL)))


def _options(arguments: Sequence[str] | None, document: Document) -> argparse.Namespace:
    parser = _Parser(
        prog=PROGRAM,
        description="Hold an API against the OpenAPI document, operation by operation.",
        epilog="The token is better given as QARNOT_CLIENT_TOKEN: a command line can be read by "
        "others and is kept in the shell's history.",
        allow_abbrev=False,
    )
    parser.add_argument("--url", help="address of the API; QARNOT_CLUSTER_URL by default")
    parser.add_argument("--token", help="its token; QARNOT_CLIENT_TOKEN by default")
    parser.add_argument(
        "--write",
        action="store_true",
        help="also make, change and remove a few small objects; on the live cluster they cost a "
        "little",
    )
    parser.add_argument("--json", action="store_true", help="write the report as JSON")
    parser.add_argument(
        "--operation",
        nargs="+",
        action="extend",
        default=[],
        metavar="NAME",
        help="call these only, with what they need",
    )
    parser.add_argument(
        "--patience",
        type=_seconds,
        default=PATIENCE,
        metavar="SECONDS",
        help="how long a task may take to come into a state; %(default)g by default",
    )
    options, strangers = parser.parse_known_args(arguments)
    if strangers:
        flags = [_without_value(each) for each in strangers if each.startswith("-")]
        parser.error(f"unknown: {', '.join(flags) or 'a value without an option'}")
    for name in options.operation:
        if name not in document.operations:
            near = difflib.get_close_matches(name, document.operations, 1)
            if not near:
                parser.error("argument --operation: a name that the document does not have")
            parser.error(f"the document has no operation {name}; did you mean {near[0]}?")
    return options


def _without_value(stranger: str) -> str:
    """Give the name of an unknown option, without what may be a value written against it."""
    found = re.match(r"--(?:token|url)|--[\w-]*|-.?", stranger)
    return found[0] if found else ""


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds < math.inf:
        raise argparse.ArgumentTypeError("a number of seconds such as 120 is needed")
    return seconds


def _settings(options: argparse.Namespace) -> Settings:
    given = {"client_token": options.token, "cluster_url": options.url}
    return resolve_settings(None, given, retry_count=RETRIES, retry_wait=RETRY_WAIT)


def _cannot_judge(sender: Sender, why: str, left_behind: Sequence[str] = ()) -> int:
    told = [f"{sender.url} cannot be judged: {why}"]
    told += [f"left behind: {each}" for each in left_behind]
    status = _useless(sender.secret.hide("; ".join(told)))
    return BAD if left_behind else status


def _useless(sentence: str) -> int:
    _write(sys.stderr, f"{PROGRAM}: {sentence}\n")
    return USELESS


def _write(stream: TextIO, text: str) -> None:
    """Write a text at once; what the stream cannot encode is escaped.

    An API may answer with any character, also with half of one.
    """
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
    stream.flush()
