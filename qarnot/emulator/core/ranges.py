"""The numbers of instances, as ranges in a text."""

from __future__ import annotations

from collections.abc import Iterable

from qarnot.emulator.core.refusals import Refusal

__all__ = ["MOST_INSTANCES", "instance_numbers", "range_text"]

MOST_INSTANCES = 100_000
"""More instances than this are refused, so that a slip of the pen does not fill the memory."""

_LONGEST_RANGE = 40


def instance_numbers(ranges: str) -> tuple[int, ...]:
    """Read ranges such as ``0-2,4-5,17``: each number once, in ascending order.

    :raises Refusal: 400 when a range runs backwards or there are far too many numbers.
    """
    numbers: set[int] = set()
    for part in ranges.split(","):
        if len(part) > _LONGEST_RANGE:
            raise Refusal(400, f"advancedRanges: no instance has a number as long as in {part}")
        first, _, last = part.partition("-")
        start, end = int(first), int(last or first)
        if end < start:
            raise Refusal(400, f"advancedRanges: the range {part} runs backwards")
        if end - start >= MOST_INSTANCES:
            raise Refusal(400, f"advancedRanges: more than {MOST_INSTANCES} instances")
        numbers.update(range(start, end + 1))
        if len(numbers) > MOST_INSTANCES:
            raise Refusal(400, f"advancedRanges: more than {MOST_INSTANCES} instances")
    return tuple(sorted(numbers))


def range_text(numbers: Iterable[int]) -> str:
    """Write numbers in ascending order as ranges such as ``0-2,4-5,17``."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and parts[-1][1] == number - 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in parts)
