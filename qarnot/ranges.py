"""Ranges of instances such as ``"0-2,4-5,17"``, as ``Task.advanced_range`` takes them.

However many numbers a range has, only its ends are held.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from qarnot._checks import instance_range, shown
from qarnot.exceptions import InvalidValue

__all__ = ["count_of_range", "numbers_of_range", "parse_range"]


def parse_range(text: str) -> tuple[tuple[int, int], ...]:
    """Read ranges of instances.

    :param text: numbers, and pairs of a first and a last number, parted by commas.
    :return: the first and the last number of each range, in ascending order; ranges that overlap
        or touch are one.
    :raises InvalidValue: it is no such text.

    >>> parse_range("17,4-5,0-2,2-4")
    ((0, 5), (17, 17))
    """
    checked = instance_range("range", text)
    if checked is None:
        raise InvalidValue(f"range: ranges such as '0-2,4-5,17' were expected, not {shown(text)}")
    merged: list[tuple[int, int]] = []
    for first, last in sorted(map(_ends, checked.split(","))):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)


def _ends(part: str) -> tuple[int, int]:
    first, _, last = part.partition("-")
    return int(first), int(last or first)


def numbers_of_range(text: str) -> Iterator[int]:
    """Give the numbers of ranges one by one, each once, in ascending order.

    :param text: as for :func:`parse_range`; it is checked at once.
    :raises InvalidValue: it is no such text.

    >>> list(numbers_of_range("4-5,0-2,17"))
    [0, 1, 2, 4, 5, 17]
    """
    return chain.from_iterable(range(first, last + 1) for first, last in parse_range(text))


def count_of_range(text: str) -> int:
    """Count the numbers of ranges, each once, without going through them.

    :param text: as for :func:`parse_range`.
    :raises InvalidValue: it is no such text.

    >>> count_of_range("0-999999999")
    1000000000
    """
    return sum(last - first + 1 for first, last in parse_range(text))
