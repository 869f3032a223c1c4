"""Clients that are bad on purpose: what boto3 does by itself, and what the official SDK does.

Each breaks a promise, and the tests of faults must see it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config

from qarnot._objects import StorageSettings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

__all__ = ["plain_client", "plain_download", "plain_sync_up", "plain_targets"]


def plain_client(settings: StorageSettings) -> S3Client:
    """Make a boto3 client that talks to the storage as ours must, and checks no more than boto3."""
    assert isinstance(settings.verify, bool | str)
    return boto3.client(
        "s3",
        endpoint_url=settings.endpoint_url,
        aws_access_key_id=settings.access_key,
        aws_secret_access_key=settings.secret,
        region_name="us-east-1",
        verify=settings.verify,
        config=Config(
            signature_version="s3v4",
            retries={"mode": "standard", "total_max_attempts": settings.retries + 1},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            s3={"addressing_style": "path", "payload_signing_enabled": True},
        ),
    )


def plain_download(client: S3Client, bucket: str, key: str, target: Path) -> None:
    """Download as boto3 does."""
    settings = TransferConfig(preferred_transfer_client="classic")
    client.download_file(bucket, key, str(target), Config=settings)


def plain_targets(folder: Path, keys: Iterable[str]) -> dict[str, str]:
    """Name the files that keys stand for without a look at them."""
    return {key: os.path.join(folder, key) for key in keys}


def plain_sync_up(
    client: S3Client, bucket: str, prefix: str, files: Mapping[str, bytes]
) -> set[str]:
    """Make a folder of a bucket what files are, as the official SDK does: deletions come first.

    :returns: the keys that were deleted.
    """
    etags: dict[str, str] = {}
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        etags |= {entry["Key"]: entry["ETag"] for entry in page.get("Contents", [])}
    wanted = {prefix + name: content for name, content in files.items()}
    extra = etags.keys() - wanted.keys()
    for key in extra:
        client.delete_object(Bucket=bucket, Key=key)
    for key, content in wanted.items():
        if etags.get(key) != f'"{hashlib.md5(content).hexdigest()}"':
            client.put_object(Bucket=bucket, Key=key, Body=content)
    return extra
