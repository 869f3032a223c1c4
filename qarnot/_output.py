"""What instances print, followed by reading it whole again and again.

The API has no offset: whatever is new of an output is found by reading all of it. So the offset is
kept here, where an answer that is lost does not lose a line, and reads become rarer as the output
grows, so that all reads together stay a small multiple of what was printed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import IO, Final

from attrs import define

__all__ = ["LineCutter", "ReadingPlan"]

TAIL_BYTES: Final = 1024
BLOCK_BYTES: Final = 1 << 20
# Reads may bring this share of the output, as it probably is now, and the free bytes besides.
READ_SHARE: Final = 1.5
FREE_BYTES: Final = 256 * 1024
# An output that became quiet is not taken for one that went on growing.
MOST_GROWTH: Final = 4
# However much was read already, a read is followed by another after the time that it takes at this
# rate.
LEAST_RATE: Final = 64 * 1024


class LineCutter:
    """Cuts what is new of an output into complete lines.

    The cluster may drop the beginning of a long output. Then what follows the last line that was
    given is looked for by the text before it.

    :ivar has_gap: whether that text was not found, so that lines may be missing.
    """

    def __init__(self) -> None:
        self.has_gap = False
        self._offset = 0
        self._tail = b""

    def cut(self, output: IO[bytes], *, is_last: bool) -> Iterator[str]:
        """Give the lines that are new, in order.

        :param output: the whole output.
        :param is_last: nothing will complete a line without an end, so it is given too.
        """
        begin = self._begin_of_new(output)
        if begin is not None:
            self._offset = begin
        output.seek(begin or 0)
        for line in iter(output.readline, b""):
            if not line.endswith(b"\n") and not is_last:
                return
            if begin is None:
                # The text before the new lines is gone; an output without any may come back.
                self.has_gap, self._offset, self._tail = True, 0, b""
                begin = 0
            self._offset += len(line)
            self._tail = (self._tail + line)[-TAIL_BYTES:]
            yield line.decode(errors="replace").removesuffix("\n").removesuffix("\r")

    def _begin_of_new(self, output: IO[bytes]) -> int | None:
        place = self._offset - len(self._tail)
        output.seek(place)
        if output.read(len(self._tail)) == self._tail:
            return self._offset
        # When the beginning is dropped, what follows it comes to stand earlier.
        earlier = _find(output, self._tail, place)
        return self._overlap(output) if earlier is None else earlier + len(self._tail)

    def _overlap(self, output: IO[bytes]) -> int | None:
        """Find how much of the end of what was given still begins the output, whole lines of it."""
        output.seek(0)
        head = output.read(len(self._tail))
        begin = self._tail.find(b"\n") + 1
        while 0 < begin < len(self._tail):
            if head.startswith(self._tail[begin:]):
                return len(self._tail) - begin
            begin = self._tail.find(b"\n", begin) + 1
        return None


def _find(file: IO[bytes], wanted: bytes, end: int) -> int | None:
    """Find where some bytes first stand in a file, before some place."""
    file.seek(0)
    begin, kept = 0, b""
    while begin < end and (block := file.read(BLOCK_BYTES)):
        kept += block
        place = kept.find(wanted, 0, end - begin + len(wanted) - 1)
        if place >= 0:
            return begin + place
        keep = min(len(kept), len(wanted) - 1)
        begin += len(kept) - keep
        kept = kept[len(kept) - keep :]
    return None


@define
class ReadingPlan:
    """When an output is to be read again.

    :ivar begin: the time when it began, on a monotonic clock.
    """

    begin: float
    _length: int = 0
    _spent: int = 0
    _last: float | None = None
    _earned: float = -math.inf

    def is_due(self, now: float) -> bool:
        """Tell whether a read is worth its bytes now."""
        if now >= self._earned:
            return True
        return self._spent + self._expected(now) <= READ_SHARE * self._expected(now) + FREE_BYTES

    def _expected(self, now: float) -> float:
        """Give the length that the output has now if it goes on growing as it did."""
        elapsed = 0.0 if self._last is None else self._last - self.begin
        growth = (now - self.begin) / elapsed if elapsed > 0 else 1.0
        return self._length * min(growth, MOST_GROWTH)

    def spent(self, received: int, now: float) -> None:
        """Take note of the bytes that a read brought, whether it succeeded or not."""
        self._spent += received
        self._earned = now + received / LEAST_RATE

    def succeeded(self, length: int, now: float) -> None:
        """Take note of a read that succeeded, and of the length of the output."""
        self._length, self._last = length, now
