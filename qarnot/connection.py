"""The connection of one user to one cluster, for blocking code."""

from qarnot._account import Profile, UserInfo
from qarnot._sync.connection import Connection

__all__ = ["Connection", "Profile", "UserInfo"]
