"""The output of a task, read at once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Final

from qarnot_rest.api.tasks import (
    read_fresh_task_instance_stderr,
    read_fresh_task_instance_stdout,
    read_fresh_task_stderr,
    read_fresh_task_stdout,
)

from qarnot import _checks
from qarnot._colour.threads import in_thread
from qarnot._events import Line, StateChange, Stream
from qarnot._local_files import local_file_errors, write_whole
from qarnot._task_display import TaskDisplay

from .following import OUTPUTS
from .live_task import LiveTask, streams
from .output import OutputOperations, WithOutput

__all__ = ["TaskOutput"]

FRESH_OUTPUTS: Final[Mapping[Stream, OutputOperations]] = {
    "stdout": (read_fresh_task_stdout, read_fresh_task_instance_stdout),
    "stderr": (read_fresh_task_stderr, read_fresh_task_instance_stderr),
}


class TaskOutput(WithOutput, LiveTask):
    """A task whose output can be read."""

    async def stdout(self, instanceId: int | None = None) -> str:  # noqa: N803 - documented
        """Read all that the cluster keeps of the standard output.

        API ``GET /tasks/{taskUuid}/stdout`` and ``/stdout/{instanceId}``. What is too long for the
        memory can be read with :meth:`open_stdout` or :meth:`save_stdout`.

        :param instanceId: of one instance; of all when ``None``, each line beginning with the
            number of its instance.
        :return: the output; empty when the task was never submitted.
        :raises MissingTaskException: the task is gone.
        :raises MissingTaskInstanceException: there is no such instance.
        """
        return await self._text(OUTPUTS["stdout"], instanceId)

    async def stderr(self, instanceId: int | None = None) -> str:  # noqa: N803 - documented
        """Read all that the cluster keeps of the standard error; see :meth:`stdout`.

        API ``GET /tasks/{taskUuid}/stderr`` and ``/stderr/{instanceId}``.
        """
        return await self._text(OUTPUTS["stderr"], instanceId)

    async def fresh_stdout(self, instanceId: int | None = None) -> str:  # noqa: N803 - documented
        """Take the standard output that came since the last call.

        It is taken from the cluster: an answer that is lost on its way is lost for good, so a
        failed call is not repeated; :meth:`lines` loses nothing. API
        ``POST /tasks/{taskUuid}/stdout`` and ``/stdout/{instanceId}``.

        :param instanceId: of one instance; of all when ``None``.
        :return: the output; empty when the task was never submitted.
        :raises MissingTaskException: the task is gone.
        :raises MissingTaskInstanceException: there is no such instance.
        :raises OutcomeUnknown: the answer was lost, and the output with it; ``stdout`` still has
            it.
        """
        return await self._text(FRESH_OUTPUTS["stdout"], instanceId)

    async def fresh_stderr(self, instanceId: int | None = None) -> str:  # noqa: N803 - documented
        """Take the standard error that came since the last call; see :meth:`fresh_stdout`.

        API ``POST /tasks/{taskUuid}/stderr`` and ``/stderr/{instanceId}``.
        """
        return await self._text(FRESH_OUTPUTS["stderr"], instanceId)

    async def print_progress(
        self,
        print_state: bool = False,
        last_known_state: str | None = None,
        print_stdout: bool = False,
        print_stderr: bool = False,
    ) -> str:
        """Log what is new of the task, once; :meth:`follow` goes through all that is.

        The output is that which came since the last call of ``fresh_stdout`` or
        ``fresh_stderr``: an answer that is lost on its way is lost for good.

        :param print_state: log the state, at level INFO, when it is not ``last_known_state``.
        :param last_known_state: a state that was logged before.
        :param print_stdout: log the fresh standard output, at level INFO.
        :param print_stderr: log the fresh standard error, at level WARNING.
        :return: the state.
        :raises QarnotException: as in ``update`` and ``fresh_stdout``.
        """
        await self.update(True)
        state = self.received_state
        with TaskDisplay(self.connection.logger, False) as display:
            if print_state and state != last_known_state:
                display.show(StateChange(state), self.raw)
            for stream in streams(print_stdout, print_stderr):
                for line in (await self._text(FRESH_OUTPUTS[stream], None)).splitlines():
                    display.show(Line(line, None, stream), self.raw)
        return state

    async def open_stdout(self, instanceId: int | None = None) -> IO[bytes]:  # noqa: N803
        """Read the standard output into a temporary file, however long it is.

        API ``GET /tasks/{taskUuid}/stdout`` and ``/stdout/{instanceId}``.

        :param instanceId: as in :meth:`stdout`.
        :return: the file, opened for reading bytes of UTF-8 at its beginning; closing it removes
            it.
        :raises NotSubmitted: the task was never submitted, or was deleted.
        :raises MissingTaskException: the task is gone.
        :raises MissingTaskInstanceException: there is no such instance.
        :raises LocalFileError: there is no room for it.

        >>> with await task.open_stdout() as output:
        ...     first = output.readline()
        """
        return await self._file(OUTPUTS["stdout"], instanceId)

    async def open_stderr(self, instanceId: int | None = None) -> IO[bytes]:  # noqa: N803
        """Read the standard error into a temporary file; see :meth:`open_stdout`.

        API ``GET /tasks/{taskUuid}/stderr`` and ``/stderr/{instanceId}``.
        """
        return await self._file(OUTPUTS["stderr"], instanceId)

    async def save_stdout(
        self,
        path: str | os.PathLike[str],
        instanceId: int | None = None,  # noqa: N803 - as in the documented methods
    ) -> None:
        """Read the standard output into a file, however long it is.

        The file appears whole or not at all; one that was there stays until then. API
        ``GET /tasks/{taskUuid}/stdout`` and ``/stdout/{instanceId}``.

        :param path: of the file; its folder must exist.
        :param instanceId: as in :meth:`stdout`.
        :raises NotSubmitted: the task was never submitted, or was deleted.
        :raises MissingTaskException: the task is gone.
        :raises MissingTaskInstanceException: there is no such instance.
        :raises LocalFileError: the file cannot be written.
        """
        await self._save(OUTPUTS["stdout"], path, instanceId)

    async def save_stderr(
        self,
        path: str | os.PathLike[str],
        instanceId: int | None = None,  # noqa: N803 - as in the documented methods
    ) -> None:
        """Read the standard error into a file; see :meth:`save_stdout`.

        API ``GET /tasks/{taskUuid}/stderr`` and ``/stderr/{instanceId}``.
        """
        await self._save(OUTPUTS["stderr"], path, instanceId)

    async def _save(
        self,
        operations: OutputOperations,
        path: str | os.PathLike[str],
        instance: int | None,
    ) -> None:
        target: Path = _checks.local_path("path", path)
        with await self._file(operations, instance) as output, local_file_errors():
            await in_thread(write_whole, target, output)
