"""Projects, which work is charged to, for blocking code."""

from qarnot._sync.project import Project

__all__ = ["Project"]
