"""The measuring side of a bench: contenders, rounds, and what came of them."""

from __future__ import annotations

import json
import statistics
import subprocess
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import IO, Any, Self

from attrs import define, field, frozen

from bench.processes import start

__all__ = ["BenchError", "Contender", "Measurement", "Spread", "run_rounds", "spread_of", "table"]

WAIT_SECONDS = 60.0


class BenchError(Exception):
    """A contender ended, or did not do what the others did."""


@frozen
class Measurement:
    """What one round of one contender took.

    :ivar wall: seconds on the clock.
    :ivar cpu: seconds of its own process on the processors, all threads together.
    :ivar requests: how many requests it sent.
    :ivar result: what its work gave.
    """

    wall: float
    cpu: float
    requests: int
    result: Any


@frozen
class Spread:
    """Several numbers in short."""

    median: float
    least: float
    most: float


@define
class Contender:
    """A process that does the measured work; see :mod:`bench.measured`.

    :param name: its name in the report.
    :param python: what runs it.
    :param module: what is run.
    :param arguments: of the module.
    """

    name: str
    python: str
    module: str
    arguments: Sequence[str]
    _process: subprocess.Popen[str] | None = field(default=None, init=False)

    def __enter__(self) -> Self:
        self._process = start(self.python, self.module, *self.arguments)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        process = self._process
        assert process is not None
        if kind is not None:
            process.kill()
        try:
            process.communicate(timeout=WAIT_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()

    def work(self) -> dict[str, Any]:
        """Have the work done once.

        :raises BenchError: the process has ended.
        """
        assert self._process is not None
        line = _ask(self._process.stdin, self._process.stdout)
        if not line:
            raise BenchError(f"{self.name}: the process has ended")
        answer: dict[str, Any] = json.loads(line)
        return answer


def _ask(stdin: IO[str] | None, stdout: IO[str] | None) -> str:
    assert stdin is not None
    assert stdout is not None
    try:
        stdin.write("\n")
        stdin.flush()
    except BrokenPipeError:
        return ""
    return stdout.readline()


def run_rounds(
    contenders: Sequence[Contender], rounds: int, count_requests: Callable[[], int]
) -> dict[str, list[Measurement]]:
    """Let contenders work in turn, after one round that does not count.

    :param contenders: processes that are running.
    :param rounds: how often each one works.
    :param count_requests: gives how many requests were answered so far.
    :return: by name of the contender, what each round took.
    :raises BenchError: a contender ended, or its work gave something else than that of the first.
    """
    found: dict[str, list[Measurement]] = {each.name: [] for each in contenders}
    for number in range(rounds + 1):
        results = {}
        for each in contenders:
            before = count_requests()
            answer = each.work()
            requests = count_requests() - before
            results[each.name] = answer["result"]
            if number:
                measured = Measurement(answer["wall"], answer["cpu"], requests, answer["result"])
                found[each.name].append(measured)
        _check_same(results)
    return found


def _check_same(results: Mapping[str, Any]) -> None:
    (first, expected), *others = results.items()
    for name, result in others:
        if result != expected:
            raise BenchError(f"{first} gave {expected!r}, {name} gave {result!r}")


def spread_of(values: Sequence[float]) -> Spread:
    """Give the median and the limits of some numbers."""
    return Spread(statistics.median(values), min(values), max(values))


def table(found: Mapping[str, Sequence[Measurement]], baselines: Sequence[str]) -> str:
    """Write a table of what contenders took, in Markdown.

    Ratios are those of two contenders in the same round; their median and limits are shown.

    :param found: what :func:`run_rounds` gave.
    :param baselines: names of the contenders whose time is 1; one that is not there is left out.
    """
    known = [name for name in baselines if name in found]
    head = ["", "wall ms", "CPU ms"]
    for name in known:
        head += [f"wall / {name}", f"CPU / {name}"]
    lines = [_row([*head, "requests"]), _row(["---"] * (len(head) + 1))]
    for name, measured in found.items():
        cells = [name]
        cells += [
            f"{spread_of([getattr(each, what) for each in measured]).median * 1000:.0f}"
            for what in ("wall", "cpu")
        ]
        for baseline in known:
            cells += [_ratios(measured, found[baseline], what) for what in ("wall", "cpu")]
        lines.append(_row([*cells, str(measured[-1].requests)]))
    return "\n".join(lines)


def _ratios(measured: Sequence[Measurement], base: Sequence[Measurement], what: str) -> str:
    ratios = spread_of(
        [
            getattr(one, what) / getattr(other, what)
            for one, other in zip(measured, base, strict=True)
        ]
    )
    return f"{ratios.median:.2f} ({ratios.least:.2f} to {ratios.most:.2f})"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
