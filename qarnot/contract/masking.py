"""Keeps the token out of whatever is shown."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

from qarnot._replies import SHORTEST_SECRET

__all__ = ["Mask"]

_MASK = "***"


class Mask:
    """Takes a token out of texts, also where it is written as JSON or addresses write it.

    One that is shorter than any token of the platform would only spoil ordinary words.

    :param token: the token.
    """

    def __init__(self, token: str) -> None:
        def escaped(form: str) -> str:
            return re.sub(r"[^A-Za-z0-9]", lambda each: form % ord(each[0]), token)

        writings = {token, json.dumps(token)[1:-1], quote(token, safe="")}
        writings |= {escaped(r"\u%04x"), escaped(r"\u%04X")}
        is_long = len(token) >= SHORTEST_SECRET
        self._writings = sorted(writings, key=len, reverse=True) if is_long else []

    def text(self, text: str) -> str:
        """Give a text without the token."""
        for writing in self._writings:
            text = text.replace(writing, _MASK)
        return text

    def content(self, content: bytes) -> bytes:
        """Give the content of a body without the token."""
        for writing in self._writings:
            content = content.replace(writing.encode(), _MASK.encode())
        return content

    def value(self, value: Any) -> Any:
        """Give a JSON value without the token, wherever it stands in it."""
        match value:
            case str():
                return self.text(value)
            case list():
                return [self.value(each) for each in value]
            case dict():
                return {self.text(key): self.value(each) for key, each in value.items()}
            case _:
                return value
