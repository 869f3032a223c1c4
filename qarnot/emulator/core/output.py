"""What the instances of a task, or the machines of a pool, wrote to one of their streams."""

from __future__ import annotations

import codecs
from collections import defaultdict

__all__ = ["OutputLog"]


def _decoder() -> codecs.IncrementalDecoder:
    return codecs.getincrementaldecoder("utf-8")("replace")


class _Transcript:
    """Text that only grows, and a mark up to which it has been taken."""

    def __init__(self) -> None:
        self._taken: list[str] = []
        self._waiting: list[str] = []

    def add(self, text: str) -> None:
        if text:
            self._waiting.append(text)

    def whole(self) -> str:
        return "".join(self._taken) + "".join(self._waiting)

    def take(self) -> str:
        fresh = "".join(self._waiting)
        if fresh:
            self._taken.append(fresh)
            self._waiting.clear()
        return fresh


class OutputLog:
    """One stream of a task: of each instance as it was written, and of all with marked lines.

    For a pool, the instances are its machines.

    In the merged view each line begins with ``N> `` where N is the instance. A line that an
    instance has not finished is shown where it stands; when another instance goes on before
    it does, the rest of the line becomes a line of its own.
    """

    def __init__(self) -> None:
        self._decoders: defaultdict[int, codecs.IncrementalDecoder] = defaultdict(_decoder)
        self._own: defaultdict[int, _Transcript] = defaultdict(_Transcript)
        self._merged = _Transcript()
        self._unfinished: dict[int, str] = {}
        self._open: int | None = None

    def append(self, instance: int, data: bytes, *, last: bool = False) -> None:
        """Add bytes of one instance; with ``last`` nothing more will come from it."""
        text = self._decoders[instance].decode(data, last)
        self._own[instance].add(text)
        lines, newline, rest = (self._unfinished.pop(instance, "") + text).rpartition("\n")
        self._settle(instance, lines + newline)
        if last:
            self._settle(instance, rest)
        elif rest:
            self._unfinished[instance] = rest

    def merged(self) -> str:
        """Give all lines of all instances, in the order in which they came."""
        parts = [self._merged.whole()]
        opened = self._open
        for instance, rest in self._unfinished.items():
            parts.append(_marked(instance, rest, opened))
            opened = instance
        return "".join(parts)

    def take_merged(self) -> str:
        """Give what :meth:`merged` has more than when this was last called."""
        for instance, rest in self._unfinished.items():
            self._settle(instance, rest)
        self._unfinished.clear()
        return self._merged.take()

    def of(self, instance: int) -> str:
        """Give all that one instance wrote."""
        return self._own[instance].whole()

    def take_of(self, instance: int) -> str:
        """Give what one instance wrote since this was last called for it."""
        return self._own[instance].take()

    def read(self, instance: int | None, *, fresh: bool) -> str:
        """Give what one instance wrote, or all of them with marked lines.

        :param instance: which instance, or ``None`` for the merged view.
        :param fresh: only what came since this view was last read so.
        """
        if instance is None:
            return self.take_merged() if fresh else self.merged()
        return self.take_of(instance) if fresh else self.of(instance)

    def _settle(self, instance: int, text: str) -> None:
        if text:
            self._merged.add(_marked(instance, text, self._open))
            self._open = None if text.endswith("\n") else instance


def _marked(instance: int, text: str, opened: int | None) -> str:
    """Write text for the merged view, after a line that instance ``opened`` left unfinished."""
    mark = f"{instance}> "
    ended = text.endswith("\n")
    body = text.removesuffix("\n").replace("\n", f"\n{mark}") + ("\n" if ended else "")
    if opened == instance:
        return body
    return ("" if opened is None else "\n") + mark + body
