"""What a child process must not share with its parent: sockets and locks.

After ``os.fork()`` the child has the parent's sockets, on which both would talk at once, and locks
that threads of the parent may have held, which nobody will release.
"""

from __future__ import annotations

import os
from typing import Protocol
from weakref import WeakSet

__all__ = ["renew_in_child"]


class Renewable(Protocol):
    """Something that can begin anew in a child process."""

    def renew(self) -> None:
        """Forget the parent's sockets and locks, without a word to anybody on the network."""


_KNOWN: WeakSet[Renewable] = WeakSet()


def renew_in_child(thing: Renewable) -> None:
    """Let something begin anew in each child process, for as long as it lives."""
    _KNOWN.add(thing)


def _renew_all() -> None:
    for thing in list(_KNOWN):
        thing.renew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_all)
