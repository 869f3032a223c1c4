"""Jobs, for blocking code."""

from typing import Final

from qarnot._sync.job import Job

__all__ = ["Job", "JobState"]


class JobState:
    """The states of a job."""

    Active: Final = "Active"
    Terminating: Final = "Terminating"
    Completed: Final = "Completed"
    Deleting: Final = "Deleting"
