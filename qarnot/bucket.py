"""Buckets, for blocking code, and what they give."""

from typing import TYPE_CHECKING, Any, Final

from qarnot._files import FileList, StoredFile
from qarnot._sync.bucket import Bucket
from qarnot._transfers import Failure, LeftOut, OpenUpload, TransferReport

if TYPE_CHECKING:
    from boto3.s3.transfer import TransferConfig

    from qarnot._objects import Action, SyncPlan

    s3_multipart_config: TransferConfig

__all__ = [
    "AWS_UPLOAD_MAX_SIZE",
    "AWS_UPLOAD_PART_SIZE",
    "Action",
    "Bucket",
    "Failure",
    "FileList",
    "LeftOut",
    "OpenUpload",
    "StoredFile",
    "SyncPlan",
    "TransferReport",
]

AWS_UPLOAD_MAX_SIZE: Final = 8 * 1024 * 1024
"""Bytes from which on ``s3_multipart_config`` uploads a file in parts."""
AWS_UPLOAD_PART_SIZE: Final = 8 * 1024 * 1024
"""Bytes of such a part."""


def __getattr__(name: str) -> Any:
    """Give what takes boto3 to be loaded: plans, and ``s3_multipart_config``.

    The latter is for scripts that transfer files with boto3 themselves.
    """
    if name == "s3_multipart_config":
        from boto3.s3.transfer import TransferConfig

        return TransferConfig(
            multipart_threshold=AWS_UPLOAD_MAX_SIZE,
            multipart_chunksize=AWS_UPLOAD_PART_SIZE,
            num_download_attempts=10,
        )
    if name in ("Action", "SyncPlan"):
        from qarnot import _objects

        return getattr(_objects, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
