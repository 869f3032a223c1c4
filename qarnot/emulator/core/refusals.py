"""How the cluster says no."""

from __future__ import annotations

__all__ = ["Refusal", "not_modelled"]


class Refusal(Exception):
    """A request that the cluster does not carry out.

    :param status: HTTP status that stands for the reason.
    :param message: the reason, for people.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def not_modelled(what: str) -> Refusal:
    """Make the refusal of something that the real platform may know and the emulator does not."""
    return Refusal(501, f"not modelled: {what} (this is the emulator)")
