# Made from qarnot/_async/output.py by `make sync`: edit that file, not this one.
"""Reading what the instances of an object print."""

from __future__ import annotations

from types import ModuleType
from typing import IO, Any

from qarnot import _checks
from qarnot._replies import OutputFile
from qarnot._requests import output_file_request, output_request

from .submittable import Submittable

__all__ = ["OutputOperations", "WithOutput", "output_arguments"]

# What reads an output: of all instances, and of one.
OutputOperations = tuple[ModuleType, ModuleType]


def output_arguments(
    operations: OutputOperations, uuid: str, instance: int | None
) -> tuple[ModuleType, dict[str, Any]]:
    """Give the operation that reads an output, and what its builder makes.

    :param operations: the one for all instances, and the one for a single instance.
    """
    of_all, of_one = operations
    if instance is None:
        return of_all, of_all._get_kwargs(uuid)
    return of_one, of_one._get_kwargs(uuid, instance)


class WithOutput(Submittable):
    """An object whose instances print something."""

    def _text(self, operations: OutputOperations, instance: int | None) -> str:
        """Read an output; empty when the object was never submitted."""
        if not self.is_submitted:
            return ""
        operation, arguments = self._arguments(operations, instance)
        return self.connection.wire.read(output_request(operation, arguments))

    def _file(self, operations: OutputOperations, instance: int | None) -> IO[bytes]:
        """Read an output into a temporary file."""
        operation, arguments = self._arguments(operations, instance)
        ask = output_file_request(operation, arguments, OutputFile())
        return self.connection.wire.read(ask)

    def _arguments(
        self, operations: OutputOperations, instance: int | None
    ) -> tuple[ModuleType, dict[str, Any]]:
        number = None if instance is None else _checks.instance_count("instanceId", instance)
        return output_arguments(operations, self.identifier("read the output of"), number)
