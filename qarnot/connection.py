"""The connection of one user to one cluster, for blocking code."""

from qarnot._account import Profile
from qarnot._platform import PlatformSettings, PlatformVersion
from qarnot._sync.connection import Connection
from qarnot._sync.user_info import UserInfo

__all__ = ["Connection", "PlatformSettings", "PlatformVersion", "Profile", "UserInfo"]
