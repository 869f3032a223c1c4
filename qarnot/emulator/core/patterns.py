"""Regular expressions that take time in proportion to the text, whatever they are.

They are looked for by following all ways through a pattern at once, so that none can keep the
emulator busy for ever; and patterns that are looked for together share what they may cost, however
many they are. The syntax is what Python and .NET have in common: characters and ``.``,
classes such as ``[^a-z_]``, ``\\d \\w \\s`` and their opposites, ``^ $ \\A \\b \\B``, groups,
``|``, the repeats ``* + ? {2} {2,} {2,5}`` greedy or lazy, and ``(?i)`` at the beginning.
References to groups and conditions on what stands before or after a place are refused.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass

__all__ = ["LONGEST_PATTERN", "Pattern", "PatternError", "Work"]

LONGEST_PATTERN = 2000
"""How many characters a pattern may have."""

_MOST_STATES = 5000
_MOST_COUNTED = 1000
_DEEPEST = 50
_MOST_KNOWN_STEPS = 1000
_MOST_WORK = 5_000_000
_WORK_OF_NEW_STATE = 5

_COUNT = re.compile(r"\{([0-9]{1,9})(?:(,)([0-9]{0,9}))?\}")
_GROUP_NAME = re.compile(r"\?P?<[A-Za-z_][A-Za-z0-9_]*>")
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}
_HEX_DIGITS = {"x": 2, "u": 4}

_Test = Callable[[str], bool]


class PatternError(ValueError):
    """A text that is no pattern, or one that costs too much."""


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


_KINDS: dict[str, _Test] = {"d": str.isdecimal, "w": _is_word, "s": str.isspace}


def _opposite(test: _Test) -> _Test:
    return lambda char: not test(char)


_KINDS |= {name.upper(): _opposite(test) for name, test in _KINDS.items()}


@dataclass(frozen=True)
class _One:
    """One character that passes a test."""

    test: _Test


@dataclass(frozen=True)
class _Place:
    """A place in the text: ``^``, ``$``, ``b`` or ``B``."""

    kind: str


@dataclass(frozen=True)
class _Sequence:
    parts: tuple[_Part, ...]


@dataclass(frozen=True)
class _Choice:
    parts: tuple[_Part, ...]


@dataclass(frozen=True)
class _Repeat:
    """A part, so many times in a row; ``most`` is ``None`` for any number."""

    part: _Part
    least: int
    most: int | None


_Part = _One | _Place | _Sequence | _Choice | _Repeat


class Work:
    """What the patterns that share it may still cost: some seconds in all.

    :param left: one for each look at a character of a text and for each state that is come to,
        five for each state that is made.
    """

    def __init__(self, left: int = _MOST_WORK) -> None:
        self._left = left

    def take(self, amount: int) -> None:
        """Do some of it.

        :raises PatternError: more than is left.
        """
        self._left -= amount
        if self._left < 0:
            raise PatternError("it takes too much work to look for it")


_States = frozenset[int]


class Pattern:
    """A regular expression, to be looked for in texts.

    :param text: the expression.
    :param work: what it may cost, together with others; by default as much as all others together.
    :raises PatternError: it is none, or it is too long, or it costs too much.
    """

    def __init__(self, text: str, work: Work | None = None) -> None:
        if len(text) > LONGEST_PATTERN:
            raise PatternError(f"more than {LONGEST_PATTERN} characters")
        self._work = work or Work()
        machine = _Machine(_Reader(text).pattern(), self._work)
        self._machine = machine
        self._first: _States = frozenset({machine.start})
        self._forget(self._first)

    def is_in(self, text: str) -> bool:
        """Tell whether it matches some part of a text.

        :raises PatternError: it has cost too much, in all the texts so far.
        """
        self._work.take((len(text) + 1) * (1 + len(self._machine.kinds)))
        states = self._first
        for place in range(len(text) + 1):
            after = self._step(states, self._here(text, place), text[place : place + 1])
            if after is None:
                return True
            states = after
        return False

    def _here(self, text: str, place: int) -> tuple[str, ...]:
        """Tell which of the places that the pattern asks about this one is."""
        kinds = self._machine.kinds
        return tuple(kind for kind in kinds if _PLACES[kind](text, place)) if kinds else ()

    def _step(self, states: _States, here: tuple[str, ...], char: str) -> _States | None:
        """Go over one character; ``None`` when the pattern has been found before it."""
        key = (states, here, char)
        if key not in self._steps:
            if len(self._steps) >= _MOST_KNOWN_STEPS:
                self._forget(states)
            self._steps[key] = self._new_step(states, here, char)
        return self._steps[key]

    def _new_step(self, states: _States, here: tuple[str, ...], char: str) -> _States | None:
        machine = self._machine
        reached = machine.reached(states, here)
        self._work.take(len(reached))
        if machine.end in reached:
            return None
        after = self._first.union(machine.after(reached, char)) if char else self._first
        return self._known.setdefault(after, after)

    def _forget(self, states: _States) -> None:
        """Forget all steps.

        Sets of states that are equal are always one and the same, so that two are compared in no
        time: those that are in use stay known.
        """
        self._steps: dict[tuple[_States, tuple[str, ...], str], _States | None] = {}
        self._known = {each: each for each in (self._first, states)}


def _is_boundary(text: str, place: int) -> bool:
    before = place > 0 and _is_word(text[place - 1])
    after = place < len(text) and _is_word(text[place])
    return before != after


_PLACES: dict[str, Callable[[str, int], bool]] = {
    "^": lambda _, place: place == 0,
    "$": lambda text, place: len(text) - place < 2 and text[place:] in ("", "\n"),
    "b": _is_boundary,
    "B": lambda text, place: not _is_boundary(text, place),
}


class _Machine:
    """The states of a pattern, and the ways from one to the next.

    :ivar start: the state before the pattern.
    :ivar end: the state after it.
    :ivar kinds: the kinds of places that it asks about.
    """

    def __init__(self, part: _Part, work: Work) -> None:
        self._work = work
        self._free: list[list[tuple[str | None, int]]] = []
        self._over: list[tuple[_Test, int] | None] = []
        self._kinds: set[str] = set()
        self.start = self._new()
        self.end = self._build(part, self.start)
        self.kinds = tuple(sorted(self._kinds))

    def reached(self, states: Iterable[int], here: tuple[str, ...]) -> set[int]:
        """Give the states that can be come to from some without going over a character."""
        found = set(states)
        waiting = list(found)
        while waiting:
            for kind, target in self._free[waiting.pop()]:
                if target not in found and (kind is None or kind in here):
                    found.add(target)
                    waiting.append(target)
        return found

    def after(self, states: Iterable[int], char: str) -> Iterable[int]:
        """Give the states that come after some when a character is gone over."""
        for state in states:
            way = self._over[state]
            if way is not None and way[0](char):
                yield way[1]

    def _new(self) -> int:
        if len(self._free) >= _MOST_STATES:
            raise PatternError("it repeats too much")
        self._work.take(_WORK_OF_NEW_STATE)
        self._free.append([])
        self._over.append(None)
        return len(self._free) - 1

    def _build(self, part: _Part, start: int) -> int:
        """Add the states of a part after a state that nothing else begins at; give the last."""
        match part:
            case _One(test):
                end = self._new()
                self._over[start] = (test, end)
                return end
            case _Place(kind):
                self._kinds.add(kind)
                return self._joined(start, self._new(), kind)
            case _Sequence(parts):
                for each in parts:
                    start = self._build(each, self._joined(start, self._new()))
                return start
            case _Choice(parts):
                end = self._new()
                for each in parts:
                    self._joined(self._build(each, self._joined(start, self._new())), end)
                return end
            case _Repeat(repeated, least, most):
                return self._build_repeat(repeated, least, most, start)

    def _build_repeat(self, part: _Part, least: int, most: int | None, start: int) -> int:
        for _ in range(least):
            start = self._build(part, self._joined(start, self._new()))
        end = self._joined(start, self._new())
        if most is None:
            self._joined(self._build(part, self._joined(end, self._new())), end)
            return self._joined(end, self._new())
        for _ in range(most - least):
            start = self._build(part, self._joined(start, self._new()))
            self._joined(start, end)
        return end

    def _joined(self, start: int, end: int, kind: str | None = None) -> int:
        """Make a way from one state to another, only at places of a kind; give the other."""
        self._free[start].append((kind, end))
        return end


def _in_ranges(ranges: Iterable[tuple[str, str]]) -> _Test:
    """Make the test for ranges of characters; it takes as long for many of them as for one."""
    apart: list[tuple[str, str]] = []
    for first, last in sorted(ranges):
        if apart and first <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(last, apart[-1][1]))
        else:
            apart.append((first, last))
    beginnings = [first for first, _ in apart]

    def test(char: str) -> bool:
        place = bisect_right(beginnings, char)
        return place > 0 and char <= apart[place - 1][1]

    return test


class _Reader:
    """Reads a pattern."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ignores_case = text.startswith("(?i)")
        self._place = 4 if self._ignores_case else 0

    def pattern(self) -> _Part:
        part = self._choice(0)
        if self._place < len(self._text):
            raise self._error("a ) without a (")
        return part

    def _error(self, what: str) -> PatternError:
        return PatternError(f"not a regular expression: {what}, at character {self._place}")

    def _take(self, expected: str) -> bool:
        """Go over a text if it stands here, and tell whether it did."""
        if not self._text.startswith(expected, self._place):
            return False
        self._place += len(expected)
        return True

    def _next(self, where: str) -> str:
        if self._place >= len(self._text):
            raise self._error(f"the end in {where}")
        self._place += 1
        return self._text[self._place - 1]

    def _choice(self, depth: int) -> _Part:
        if depth > _DEEPEST:
            raise self._error(f"more than {_DEEPEST} groups in each other")
        parts = [self._sequence(depth)]
        while self._take("|"):
            parts.append(self._sequence(depth))
        return parts[0] if len(parts) == 1 else _Choice(tuple(parts))

    def _sequence(self, depth: int) -> _Part:
        parts: list[_Part] = []
        while self._place < len(self._text) and self._text[self._place] not in "|)":
            parts.append(self._repeated(self._one(depth)))
        return _Sequence(tuple(parts))

    def _one(self, depth: int) -> _Part:
        char = self._next("a pattern")
        if char == "(":
            return self._group(depth)
        if char == "[":
            return _One(self._class())
        if char == ".":
            return _One(lambda each: each != "\n")
        if char in "^$":
            return _Place(char)
        if char == "\\":
            return self._escaped()
        self._place -= 1
        if char in "*+?" or _COUNT.match(self._text, self._place):
            raise self._error("nothing to repeat")
        if self._text.startswith("{,", self._place):
            raise self._error("write {0,n} instead of {,n}")
        self._place += 1
        return _One(self._literal(char))

    def _group(self, depth: int) -> _Part:
        if self._text.startswith("?", self._place) and not self._take("?:"):
            name = _GROUP_NAME.match(self._text, self._place)
            if name is None:
                raise self._error("a kind of group that the emulator does not know")
            self._place = name.end()
        part = self._choice(depth + 1)
        if not self._take(")"):
            raise self._error("a ( without a )")
        return part

    def _repeated(self, part: _Part) -> _Part:
        count = _COUNT.match(self._text, self._place)
        if count is not None:
            self._place = count.end()
            least = int(count[1])
            most = least if not count[2] else int(count[3]) if count[3] else None
        elif self._take("*"):
            least, most = 0, None
        elif self._take("+"):
            least, most = 1, None
        elif self._take("?"):
            least, most = 0, 1
        else:
            return part
        if isinstance(part, _Place):
            raise self._error("nothing to repeat")
        if most is not None and most < least:
            raise self._error("a repeat with its numbers the wrong way round")
        if max(least, most or 0) > _MOST_COUNTED:
            raise self._error(f"a repeat of more than {_MOST_COUNTED} times")
        # Lazy or not, it is there or it is not.
        self._take("?")
        if self._text[self._place : self._place + 1] in ("*", "+", "?"):
            raise self._error("a repeat of a repeat")
        if _COUNT.match(self._text, self._place):
            raise self._error("a repeat of a repeat")
        return _Repeat(part, least, most)

    def _escaped(self) -> _Part:
        char = self._next("an escape")
        if char in _KINDS:
            return _One(_KINDS[char])
        if char == "A":
            return _Place("^")
        if char in "bB":
            return _Place(char)
        return _One(self._literal(self._escaped_char(char)))

    def _escaped_char(self, char: str) -> str:
        if char in _CONTROLS:
            return _CONTROLS[char]
        if char in _HEX_DIGITS:
            digits = self._text[self._place : self._place + _HEX_DIGITS[char]]
            if not re.fullmatch(f"[0-9a-fA-F]{{{_HEX_DIGITS[char]}}}", digits):
                raise self._error(f"\\{char} without its digits")
            self._place += len(digits)
            return chr(int(digits, 16))
        if char.isascii() and char.isalnum():
            raise self._error(f"\\{char}, which the emulator does not know")
        return char

    def _literal(self, char: str) -> _Test:
        if self._ignores_case:
            same = {char, char.lower(), char.upper()}
            return lambda each: each in same or each.lower() in same
        return lambda each: each == char

    def _class(self) -> _Test:
        is_negated = self._take("^")
        tests: set[_Test] = set()
        ranges: list[tuple[str, str]] = []
        is_first = True
        while is_first or not self._take("]"):
            member = self._member()
            if isinstance(member, tuple):
                ranges.append(member)
            else:
                tests.add(member)
            is_first = False
        tests.add(_in_ranges(ranges))
        if self._ignores_case:
            tests = {self._in_any_case(test) for test in tests}
        return lambda each: any(test(each) for test in tests) is not is_negated

    def _in_any_case(self, test: _Test) -> _Test:
        return lambda each: any(map(test, (each, each.lower(), each.upper())))

    def _member(self) -> _Test | tuple[str, str]:
        """Read a kind of characters, or the first and the last of a range of them."""
        first = self._class_char()
        if not isinstance(first, str):
            return first
        rest = self._text[self._place : self._place + 2]
        if not rest.startswith("-") or rest in ("-]", "-"):
            return first, first
        self._place += 1
        last = self._class_char()
        if not isinstance(last, str) or last < first:
            raise self._error("a range that ends before it begins")
        return first, last

    def _class_char(self) -> str | _Test:
        char = self._next("a class")
        if char != "\\":
            return char
        char = self._next("a class")
        if char in _KINDS:
            return _KINDS[char]
        return "\b" if char == "b" else self._escaped_char(char)
