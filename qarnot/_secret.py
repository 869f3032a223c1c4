"""The token, so that it is shown nowhere."""

from __future__ import annotations

import base64
import html
import re
from typing import Any, NoReturn

from qarnot.exceptions import NotPicklable

__all__ = ["SHORTEST_HIDDEN", "Secret"]

SHORTEST_HIDDEN = 8
_SHOWN = "***"
_NOTHING = r"(?!)"


class Secret:
    """A text that no repr, pickle or traceback shows, and that can be taken out of other texts.

    One that is shorter than any token of the platform is not looked for in other texts: that would
    only spoil ordinary words.

    :param text: the secret.
    """

    __slots__ = ("_in_bytes", "_in_text", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        pattern = _pattern_of(text) if len(text) >= SHORTEST_HIDDEN else _NOTHING
        self._in_text = re.compile(pattern)
        self._in_bytes = re.compile(pattern.encode())

    def __repr__(self) -> str:
        return f"'{_SHOWN}'"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __reduce__(self) -> NoReturn:
        raise NotPicklable("what holds a token is not pickled; make a connection in each process")

    def reveal(self) -> str:
        """Give the text itself."""
        return self._text

    def hide(self, text: str) -> str:
        """Give a text without the secret, also where it is written as JSON or addresses write it.

        :param text: any text.
        """
        return self._in_text.sub(_SHOWN, text)

    def hide_bytes(self, content: bytes) -> bytes:
        """Give the content of a body without the secret."""
        return self._in_bytes.sub(_SHOWN.encode(), content)

    def hide_value(self, value: Any) -> Any:
        """Give a value without the secret, wherever it stands in its texts, lists and dicts."""
        match value:
            case str():
                return self.hide(value)
            case bytes():
                return self.hide_bytes(value)
            case list() | tuple():
                return type(value)(map(self.hide_value, value))
            case dict():
                return {self.hide_value(key): self.hide_value(item) for key, item in value.items()}
            case _:
                return value


def _pattern_of(text: str) -> str:
    """Make a pattern of the ways in which JSON, addresses, pages and headers may write a text.

    Each of them writes some characters as they are and others in its own way, so that each
    character may stand in any.
    """
    encoded = {
        re.escape(encode(text.encode()).decode().rstrip("="))
        for encode in (base64.b64encode, base64.urlsafe_b64encode)
    }
    return "|".join(["".join(map(_writings_of, re.sub(r"\\+", r"\\", text))), *sorted(encoded)])


def _writings_of(character: str) -> str:
    """Make a pattern of one character, or of several backslashes.

    It is atomic, so that no text takes long to search; the longest writing comes first.
    """
    number = ord(character)
    named = html.escape(character)
    entity = "" if named == character else f"{re.escape(named)}|"
    plain = r"\\{1,32}" if character == "\\" else rf"\\{{0,8}}{re.escape(character)}"
    return (
        rf"(?>{entity}&#{number};|&#[xX]0{{0,4}}(?i:{number:x});"
        rf"|\\{{1,8}}u(?i:{number:04x})|%(?i:{number:02x})|{plain})"
    )
