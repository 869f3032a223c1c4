"""Buckets, for blocking code."""

from typing import TYPE_CHECKING, Any, Final

from qarnot._sync.bucket import Bucket

if TYPE_CHECKING:
    from boto3.s3.transfer import TransferConfig

    s3_multipart_config: TransferConfig

__all__ = ["AWS_UPLOAD_MAX_SIZE", "AWS_UPLOAD_PART_SIZE", "Bucket"]

AWS_UPLOAD_MAX_SIZE: Final = 8 * 1024 * 1024
"""Bytes from which on a file is uploaded in parts."""
AWS_UPLOAD_PART_SIZE: Final = 8 * 1024 * 1024
"""Bytes of a part."""


def __getattr__(name: str) -> Any:
    """Make ``s3_multipart_config``, for scripts that transfer files with boto3 themselves."""
    if name == "s3_multipart_config":
        from boto3.s3.transfer import TransferConfig

        return TransferConfig(
            multipart_threshold=AWS_UPLOAD_MAX_SIZE,
            multipart_chunksize=AWS_UPLOAD_PART_SIZE,
            num_download_attempts=10,
        )
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
