"""The operations that read what a task or a pool wrote."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Protocol

from qarnot.emulator.calls import Call, Handler, Reply
from qarnot.emulator.core.runner import Stream

__all__ = ["output_handlers"]

_STREAMS: tuple[Stream, ...] = ("stdout", "stderr")


class ReadOutput(Protocol):
    """Gives what an item, or one of its instances, wrote to a stream."""

    def __call__(self, name: str, stream: Stream, instance: int | None, *, fresh: bool) -> str: ...


def output_handlers(noun: str, read: ReadOutput) -> Mapping[str, Handler]:
    """Give the handlers of the operations on the output of one kind, by ``operationId``.

    :param noun: the word for one item, ``"task"`` or ``"pool"``.
    :param read: gives the output.
    """
    table: dict[str, Handler] = {}
    for stream in _STREAMS:
        whole = partial(_answer, noun, read, stream, fresh=False)
        fresh = partial(_answer, noun, read, stream, fresh=True)
        table[f"get_{noun}_{stream}"] = table[f"get_{noun}_instance_{stream}"] = whole
        table[f"read_fresh_{noun}_{stream}"] = fresh
        table[f"read_fresh_{noun}_instance_{stream}"] = fresh
    return table


def _answer(noun: str, read: ReadOutput, stream: Stream, call: Call, *, fresh: bool) -> Reply:
    name = str(call.parameters[f"{noun}Uuid"])
    return Reply(text=read(name, stream, call.parameters.get("instanceId"), fresh=fresh))
