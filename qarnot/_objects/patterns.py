"""Patterns that say which paths of a folder are of concern."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qarnot.exceptions import InvalidValue

__all__ = ["EXCLUDED", "NOT_INCLUDED", "Patterns"]

EXCLUDED = "is excluded"
NOT_INCLUDED = "is not included"


class Patterns:
    """Which paths below a folder are wanted; without patterns all are.

    In a pattern ``*`` stands for anything but ``/``, ``?`` for one such character, ``[a-z]`` and
    ``[!a-z]`` for one of some, and ``**`` as a whole component for any folders. A pattern without
    ``/`` matches names in any folder, others match from the top. One that ends in ``/`` matches
    folders only. What is in a folder that matches, matches too.

    :param include: patterns of what is wanted, a text or several; default: everything.
    :param exclude: patterns of what is not wanted all the same; default: nothing.
    :raises InvalidValue: a pattern is none.

    ::

        >>> Patterns(include="*.txt", exclude=["build/", "a/**/b"]).flaw("build/x.txt")
        'is excluded'
    """

    def __init__(
        self,
        include: str | Iterable[str] | None = None,
        exclude: str | Iterable[str] | None = None,
    ) -> None:
        self._included = None if include is None else _matcher(include, "include")
        self._excluded = None if exclude is None else _matcher(exclude, "exclude")

    def flaw(self, path: str) -> str | None:
        """Say why a path is not wanted, or ``None`` when it is.

        :param path: the path below the folder; that of a folder ends in ``/``.
        """
        if self.excludes(path):
            return EXCLUDED
        if self._included is not None and self._included.match(path) is None:
            return NOT_INCLUDED
        return None

    def excludes(self, path: str) -> bool:
        """Say whether a path, and all in it if it is a folder, is excluded.

        :param path: as in :meth:`flaw`.
        """
        return self._excluded is not None and self._excluded.match(path) is not None


def _matcher(patterns: str | Iterable[str], name: str) -> re.Pattern[str]:
    several = [patterns] if isinstance(patterns, str) else patterns
    if isinstance(several, bytes) or not isinstance(several, Iterable):
        raise InvalidValue(
            f"{name}: a pattern such as '*.txt', or a list of some, was expected, not {patterns!r}"
        )
    try:
        return re.compile("|".join(map(_expression, several)) or r"(?!)")
    except ValueError as error:
        raise InvalidValue(f"{name}: {error}") from None


def _expression(pattern: str) -> str:
    """Return the regular expression of all paths that a pattern matches, from their start."""
    components = _components(pattern)
    end = "/" if pattern.endswith("/") else r"(?:/|\Z)"
    # Each run between two "**" is taken where it fits first: looking further finds no more.
    runs: list[list[str]] = [[]]
    for component in components:
        if component == "**":
            runs.append([])
        else:
            runs[-1].append(_component(component))
    last = len(runs) - 1
    first_run = "/".join(runs[0])
    parts = [first_run + (end if last == 0 else "/") if first_run else ""]
    for number, run in enumerate(runs[1:], 1):
        if run:
            parts.append(rf"(?>(?:[^/]*/)*?{'/'.join(run)}{end if number == last else '/'})")
    return "".join(parts)


def _components(pattern: str) -> list[str]:
    if not isinstance(pattern, str) or not pattern.strip("/"):
        raise ValueError(f"{pattern!r} is not a pattern of paths; expected one such as '*.txt'")
    if "\\" in pattern:
        raise ValueError(
            f"the pattern {pattern!r} holds a backslash; use '/' between components ('?' stands "
            "for a backslash in a name)"
        )
    if pattern.startswith("!"):
        raise ValueError(
            f"the pattern {pattern!r} begins with '!', but patterns cannot be turned round here; "
            "use include and exclude (and '?' for a name that begins so)"
        )
    components = pattern.removesuffix("/").removeprefix("/").split("/")
    for component in components:
        if component == "":
            raise ValueError(f"the pattern {pattern!r} has two slashes in a row; use one")
        if component in (".", ".."):
            raise ValueError(
                f"the pattern {pattern!r} has the component {component!r}, which no path below "
                "the folder has; write the path from the folder on"
            )
        if "**" in component and component != "**":
            raise ValueError(
                f"the pattern {pattern!r} has the component {component!r}; '**' must be a whole one"
            )
    if "/" not in pattern.removesuffix("/"):
        components.insert(0, "**")
    if components[-1] == "**":
        components.append("*")
    return components


def _component(pattern: str) -> str:
    """Return the regular expression of one component."""
    first, *others = _between_stars(pattern)
    if not others:
        return first
    *middle, last = others
    # As with "**": each piece is taken where it fits first, so that nothing is tried twice.
    found = "".join(f"(?>[^/]*?{piece})" for piece in middle if piece)
    return f"(?=[^/]){first}{found}[^/]*{last}"


def _between_stars(pattern: str) -> list[str]:
    """Return the regular expressions of what stands before, between and after the stars."""
    pieces = [""]
    position = 0
    while position < len(pattern):
        character = pattern[position]
        if character == "*":
            pieces.append("")
        elif character == "?":
            pieces[-1] += "[^/]"
        elif character == "[" and (end := _end_of_class(pattern, position)) > 0:
            pieces[-1] += _class(pattern[position + 1 : end], pattern)
            position = end
        else:
            pieces[-1] += re.escape(character)
        position += 1
    return pieces


def _end_of_class(pattern: str, start: int) -> int:
    """Return where the ``]`` of a ``[`` stands, or -1; one at the very beginning is a character."""
    first = start + 2 if pattern.startswith("!", start + 1) else start + 1
    return pattern.find("]", first + 1)


def _class(content: str, pattern: str) -> str:
    """Return the regular expression of what stands in brackets."""
    characters = content.removeprefix("!")
    ranges = re.findall(r"(.)-(.)|(.)", characters, re.DOTALL)
    for low, high, _ in ranges:
        if low > high:
            raise ValueError(
                f"the pattern {pattern!r} has the range '{low}-{high}', which is empty; write it "
                f"as '{high}-{low}'"
            )
    items = (
        f"{re.escape(low)}-{re.escape(high)}" if low else re.escape(one)
        for low, high, one in ranges
    )
    return f"(?!/)[{'^' if content != characters else ''}{''.join(items)}]"
