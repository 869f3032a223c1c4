"""What every storage of files can do, for blocking code."""

from qarnot._sync.storage import Storage

__all__ = ["Storage"]
