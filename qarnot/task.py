"""Tasks, for blocking code."""

from qarnot._sync.task import Task

__all__ = ["Task"]
