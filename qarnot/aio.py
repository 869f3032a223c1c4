"""The facade for async code: the same names as for blocking code, with ``await``.

What always asks the cluster is awaited, attributes such as ``await connection.user_info`` too.
Other attributes give what was received last; ``await task.update()`` and ``wait`` bring news.
"""

from qarnot._account import Profile
from qarnot._async.accounting import CarbonClient, CreditsClient
from qarnot._async.bucket import Bucket
from qarnot._async.connection import AsyncConnection
from qarnot._async.job import Job
from qarnot._async.many_tasks import as_completed, wait_all
from qarnot._async.pool import Pool
from qarnot._async.project import Project
from qarnot._async.secrets_client import Secrets
from qarnot._async.storage import Storage
from qarnot._async.task import Task
from qarnot._async.user_info import UserInfo

__all__ = [
    "AsyncConnection",
    "Bucket",
    "CarbonClient",
    "Connection",
    "CreditsClient",
    "Job",
    "Pool",
    "Profile",
    "Project",
    "Secrets",
    "Storage",
    "Task",
    "UserInfo",
    "as_completed",
    "wait_all",
]

Connection = AsyncConnection
