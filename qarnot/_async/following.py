"""What is new of a task since the last look: its states, and what its instances print."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from typing import IO, TYPE_CHECKING, Final

from attrs import define, field
from qarnot_rest.api.tasks import (
    get_task_instance_stderr,
    get_task_instance_stdout,
    get_task_stderr,
    get_task_stdout,
)

from qarnot._events import Event, Line, StateChange, Stream
from qarnot._output import LineCutter, ReadingPlan
from qarnot._replies import OutputFile
from qarnot._requests import output_file_request
from qarnot._states import is_final
from qarnot.exceptions import MissingTaskInstanceException, QarnotException
from qarnot.ranges import count_of_range, numbers_of_range

from .output import OutputOperations, output_arguments

if TYPE_CHECKING:
    from .live_task import LiveTask

__all__ = ["OUTPUTS", "Follower"]

OUTPUTS: Final[Mapping[Stream, OutputOperations]] = {
    "stdout": (get_task_stdout, get_task_instance_stdout),
    "stderr": (get_task_stderr, get_task_instance_stderr),
}
MOST_READS_OF_A_LOOK: Final = 100
# Of more instances than this, the output of all is read as one; its lines bear their numbers.
MOST_READ_APART: Final = 100
NUMBERED: Final = re.compile(r"([0-9]{1,9})> (.*)", re.DOTALL)


@define(eq=False)
class _Output:
    """One output of one instance, and how much of it was given."""

    stream: Stream
    instance: int | None
    plan: ReadingPlan
    cutter: LineCutter = field(factory=LineCutter)
    is_done: bool = False

    def lines(self, file: IO[bytes], is_last: bool) -> Iterator[Line]:
        for text in self.cutter.cut(file, is_last=is_last):
            numbered = NUMBERED.fullmatch(text) if self.instance is None else None
            if numbered is None:
                yield Line(text, self.instance, self.stream)
            else:
                yield Line(numbered[2], int(numbered[1]), self.stream)


class Follower:
    """Finds what is new of a task.

    Each output is read whole, and where its reader stood is kept here: an answer that is lost
    loses no line. An output that is long is read more rarely.

    :param task: the task.
    :param streams: which outputs to read.
    :param instance: only those of this instance; ``None`` for all.
    """

    def __init__(self, task: LiveTask, streams: Iterable[Stream], instance: int | None) -> None:
        self._task = task
        self._streams = tuple(streams)
        self._instance = instance
        self._state: str | None = None
        self._outputs: list[_Output] | None = None
        self._turn = 0

    async def news(self, timeout: Callable[[], float]) -> AsyncIterator[Event]:
        """Give what came since the last call, from the task as it was received.

        :param timeout: gives the seconds that reading an output may take.
        :raises QarnotException: an output could not be read; the next call goes on with it.
        """
        state = self._task.received_state
        if state != self._state:
            change = StateChange(state, self._state, self._task.received_transition_time)
            self._state = state
            yield change
        ended = is_final(state)
        failure: QarnotException | None = None
        for output in self._due(ended):
            try:
                file = await self._read(output, timeout())
            except QarnotException as error:
                # An instance may come later, and one that nobody named need not come at all.
                may_be_missing = self._instance is None or not ended
                if may_be_missing and isinstance(error, MissingTaskInstanceException):
                    output.is_done = ended
                else:
                    failure = error
                continue
            with file:
                for line in output.lines(file, ended):
                    yield line
            output.is_done = ended
            if output.cutter.has_gap:
                output.cutter.has_gap = False
                self._task.connection.logger.warning(
                    "the %s of instance %s of task %s has lost its beginning on the cluster: "
                    "lines may be missing",
                    output.stream,
                    output.instance,
                    self._task.identifier("follow"),
                )
        if failure is not None:
            raise failure

    async def _read(self, output: _Output, timeout: float) -> IO[bytes]:
        """Read a whole output in one attempt of so many seconds."""
        wire, taken = self._task.connection.wire, OutputFile()
        operation, arguments = output_arguments(
            OUTPUTS[output.stream], self._task.identifier("follow"), output.instance
        )
        try:
            file = await wire.read_once(output_file_request(operation, arguments, taken), timeout)
        finally:
            output.plan.spent(taken.received, wire.clock())
        output.plan.succeeded(file.seek(0, 2), wire.clock())
        return file

    def _due(self, ended: bool) -> list[_Output]:
        """Choose the outputs to read now; each in its turn when there are many."""
        if self._outputs is None:
            self._outputs = self._all_outputs()
        if ended:
            return [output for output in self._outputs if not output.is_done]
        now = self._task.connection.wire.clock()
        count = len(self._outputs)
        in_turn = (self._outputs[(self._turn + place) % count] for place in range(count))
        due = [output for output in in_turn if output.plan.is_due(now)][:MOST_READS_OF_A_LOOK]
        self._turn += len(due)
        return due

    def _all_outputs(self) -> list[_Output]:
        begin = self._task.connection.wire.clock()
        numbers = [self._instance] if self._instance is not None else self._numbers()
        return [
            _Output(stream, number, ReadingPlan(begin))
            for number in numbers
            for stream in self._streams
        ]

    def _numbers(self) -> list[int | None]:
        """List the instances whose outputs are read; ``None`` stands for all of them together."""
        kind = type(self._task)
        ranges = kind.advanced_range.peek(self._task)
        count = count_of_range(ranges) if ranges else kind.instancecount.peek(self._task)
        if not 0 < count <= MOST_READ_APART:
            return [None]
        return list(numbers_of_range(ranges) if ranges else range(count))
