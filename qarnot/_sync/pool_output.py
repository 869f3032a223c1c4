# Made from qarnot/_async/pool_output.py by `make sync`: edit that file, not this one.
"""What the machines of a pool print while they are prepared."""

from __future__ import annotations

from qarnot_rest.api.pools import (
    get_pool_instance_stderr,
    get_pool_instance_stdout,
    get_pool_stderr,
    get_pool_stdout,
    read_fresh_pool_instance_stderr,
    read_fresh_pool_instance_stdout,
    read_fresh_pool_stderr,
    read_fresh_pool_stdout,
)

from .output import WithOutput
from .pool_fields import PoolFields

__all__ = ["PoolOutput"]


class PoolOutput(WithOutput, PoolFields):
    """A pool whose output can be read."""

    def stdout(self, instanceId: int | None = None) -> str:  # noqa: N803 - documented
        """Read all that the cluster keeps of the standard output of the machines.

        What tasks print in the pool is the output of the tasks. API ``GET
        /pools/{poolUuid}/stdout`` and ``/stdout/{instanceId}``.

        :param instanceId: of one machine; of all when ``None``.
        :return: the output; empty when the pool was never submitted.
        :raises MissingPoolException: the pool is gone.
        :raises MissingPoolInstanceException: there is no such machine.
        """
        return self._text((get_pool_stdout, get_pool_instance_stdout), instanceId)

    def stderr(self, instanceId: int | None = None) -> str:  # noqa: N803 - documented
        """Read all that the cluster keeps of the standard error; see :meth:`stdout`.

        API ``GET /pools/{poolUuid}/stderr`` and ``/stderr/{instanceId}``.
        """
        return self._text((get_pool_stderr, get_pool_instance_stderr), instanceId)

    def fresh_stdout(self, instanceId: int | None = None) -> str:  # noqa: N803 - documented
        """Take the standard output that came since the last call.

        It is taken from the cluster: an answer that is lost on its way is lost for good, so a
        failed call is not repeated. API ``POST /pools/{poolUuid}/stdout`` and
        ``/stdout/{instanceId}``.

        :param instanceId: of one machine; of all when ``None``.
        :return: the output; empty when the pool was never submitted.
        :raises MissingPoolException: the pool is gone.
        :raises MissingPoolInstanceException: there is no such machine.
        :raises OutcomeUnknown: the answer was lost, and the output with it; ``stdout`` still has
            it.
        """
        operations = (read_fresh_pool_stdout, read_fresh_pool_instance_stdout)
        return self._text(operations, instanceId)

    def fresh_stderr(self, instanceId: int | None = None) -> str:  # noqa: N803 - documented
        """Take the standard error that came since the last call; see :meth:`fresh_stdout`.

        API ``POST /pools/{poolUuid}/stderr`` and ``/stderr/{instanceId}``.
        """
        operations = (read_fresh_pool_stderr, read_fresh_pool_instance_stderr)
        return self._text(operations, instanceId)
