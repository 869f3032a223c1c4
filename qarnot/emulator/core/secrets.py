"""The secrets of the account."""

from __future__ import annotations

import threading

from qarnot.emulator.core.refusals import Refusal

__all__ = ["SecretStore"]


class SecretStore:
    """Texts under keys, whose slashes make folders. Safe to use from several threads.

    A key may be that of a secret and of a folder at once.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values: dict[str, str] = {}

    def value(self, key: str) -> str:
        """Give the value of a secret.

        :raises Refusal: 404 when there is none; so do the others but for :meth:`create`.
        """
        with self._lock:
            return self._values[self._known(key)]

    def create(self, key: str, value: str) -> None:
        """Add a secret.

        :raises Refusal: 400 when the key is none, 409 when there is one of this key.
        """
        if any(part in ("", ".", "..") for part in key.split("/")):
            raise Refusal(400, f"{key!r} is no key: a part of it is empty or made of dots")
        with self._lock:
            if key in self._values:
                raise Refusal(409, f"Secret {key} already exists")
            self._values[key] = value

    def update(self, key: str, value: str) -> None:
        """Give a secret another value."""
        with self._lock:
            self._values[self._known(key)] = value

    def delete(self, key: str) -> None:
        """Remove a secret."""
        with self._lock:
            del self._values[self._known(key)]

    def names_in(self, folder: str) -> list[str]:
        """List what is in a folder, sorted: names of secrets, and of folders with a slash.

        :param folder: its key; empty for the topmost one. What is not there is as an empty one.
        """
        start = f"{folder}/" if folder else ""
        with self._lock:
            inside = [key.removeprefix(start) for key in self._values if key.startswith(start)]
        parts = (key.partition("/") for key in inside)
        return sorted({name + slash for name, slash, _ in parts})

    def _known(self, key: str) -> str:
        if key not in self._values:
            raise Refusal(404, f"Secret {key} doesn't exist")
        return key
