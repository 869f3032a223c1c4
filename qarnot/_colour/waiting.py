"""``asleep`` and ``sleep``: wait for some seconds. ``Eventually`` and ``Directly``: a result."""

from asyncio import sleep as asleep
from collections.abc import Awaitable
from time import sleep
from typing import TypeAlias, TypeVar

__all__ = ["Directly", "Eventually", "asleep", "sleep"]

T = TypeVar("T")

Eventually = Awaitable
Directly: TypeAlias = T
