"""The instances of a task, and the ways to them."""

from __future__ import annotations

from collections.abc import Iterable

from qarnot_rest.api.tasks import get_task_port_forwards

from qarnot import _checks
from qarnot._forwards import Forward, PortForward, forwards_of, port_forwards, ssh_command
from qarnot._instances import Instance, instances
from qarnot._replies import object_reply
from qarnot._requests import request
from qarnot.exceptions import ForwardTimeout, ForwardUnavailable

from .live_task import LiveTask

__all__ = ["TaskInstances"]

SSH_PORT = 22


class TaskInstances(LiveTask):
    """A task whose instances can be seen and reached."""

    @property
    def instances(self) -> tuple[Instance, ...]:
        """The instances that run or have ended, in the order of their numbers."""
        return instances(self.status, self.completed_instances)

    @property
    def forwards(self) -> tuple[Forward, ...]:
        """The ports of running instances that can be reached from outside."""
        return forwards_of(self.status)

    async def wait_for_forward(
        self,
        port: int,
        timeout: float | None = None,
        *,
        instanceId: int | None = None,  # noqa: N803
    ) -> Forward:
        """Wait until a port of a running instance can be reached from outside.

        :param port: the port that the command listens on, such as 22.
        :param timeout: seconds to wait; until the end of the task when ``None``.
        :param instanceId: the number of the instance; any when ``None``.
        :return: where it can be reached.
        :raises InvalidValue: a value cannot be right.
        :raises NotSubmitted: the task was never submitted, or was deleted.
        :raises ForwardUnavailable: the task has ended, or the time is over; in the latter case it
            is a :class:`TimeoutError`, too.
        :raises MissingTaskException: the task is gone.

        >>> forward = await task.wait_for_forward(port, timeout=600)
        >>> address = f"http://{forward.host}:{forward.port}"
        """
        number = _checks.whole_number("port", port, least=1)
        instance = _checks.optional_number("instanceId", instanceId)
        limit = _checks.timeout("timeout", timeout)
        name, wait = self.identifier("reach"), self.waiting(limit)
        found: Forward | None = None

        async def look() -> bool:
            nonlocal found
            await self.read_anew(wait.look_timeout())
            found = _find(forwards_of(type(self).status.peek(self)), number, instance)
            return found is not None or self.has_ended

        if not await self.look_until(wait, look):
            raise ForwardTimeout(f"port {number} of task {name} was not open after {limit} s")
        if found is None:
            raise ForwardUnavailable(
                f"port {number} of task {name} cannot be reached: its state is "
                f"{self.received_state}"
            )
        return found

    def ssh_command(
        self,
        user: str = "root",
        *,
        port: int = SSH_PORT,
        instanceId: int | None = None,  # noqa: N803 - as in the documented methods
        options: Iterable[str] = (),
    ) -> str:
        """Give the command that logs in to a running instance, for a shell.

        :param user: the user to log in as. Default ``"root"``.
        :param port: the port that the command's server of ssh listens on. Default 22.
        :param instanceId: the number of the instance; the first that can be reached when ``None``.
        :param options: more options of ``ssh``, such as ``["-i", "key.pem"]``.
        :return: the command.
        :raises ForwardUnavailable: there is no way to such a port; :meth:`wait_for_forward` waits
            for one.

        >>> forward = await task.wait_for_forward(port)
        >>> command = task.ssh_command(port=port)
        """
        number = _checks.whole_number("port", port, least=1)
        instance = _checks.optional_number("instanceId", instanceId)
        forward = _find(self.forwards, number, instance)
        if forward is None:
            raise ForwardUnavailable(f"port {number} of the task cannot be reached, at least yet")
        return ssh_command(forward, user, options)

    async def port_forwards(self) -> tuple[PortForward, ...]:
        """Read the named ways to the instances (API ``GET /v1/network/tasks/{id}/port-forward``).

        :return: one for each instance and network rule.
        :raises NotSubmitted: the task was never submitted, or was deleted.
        :raises MissingTaskException: the task is gone.
        """
        arguments = get_task_port_forwards._get_kwargs(self.identifier("reach"))
        ask = request(get_task_port_forwards, arguments, object_reply)
        return port_forwards(await self.connection.wire.read(ask))


def _find(forwards: Iterable[Forward], port: int, instance: int | None) -> Forward | None:
    for forward in forwards:
        if forward.application_port == port and instance in (None, forward.instance):
            return forward
    return None
