"""The emulator's own access to the buckets of its storage."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

__all__ = ["BucketStore"]

_CHUNK_BYTES = 1 << 20


class BucketStore:
    """The buckets behind an address. No request is made before one is needed.

    :param url: address of the storage.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._made: S3Client | None = None
        self._lock = threading.Lock()

    def names(self) -> list[str]:
        """List the buckets."""
        return [each["Name"] for each in self._client.list_buckets()["Buckets"]]

    def used_bytes(self) -> int:
        """Add up the sizes of all objects in all buckets."""
        paginator = self._client.get_paginator("list_objects_v2")
        return sum(
            each["Size"]
            for name in self.names()
            for page in paginator.paginate(Bucket=name)
            for each in page.get("Contents", ())
        )

    def keys(self, bucket: str, prefix: str) -> Iterator[str]:
        """List the keys of a bucket that begin with a prefix."""
        paginator = self._client.get_paginator("list_objects_v2")
        for page in paginator.paginate(Bucket=bucket, Prefix=prefix):
            for each in page.get("Contents", ()):
                yield each["Key"]

    def fetch(self, bucket: str, key: str, path: Path) -> None:
        """Write an object into a file."""
        with path.open("wb") as file:
            body = self._client.get_object(Bucket=bucket, Key=key)["Body"]
            for chunk in body.iter_chunks(_CHUNK_BYTES):
                file.write(chunk)

    def make_bucket(self, bucket: str) -> None:
        """Make a bucket unless it exists."""
        if bucket not in self.names():
            self._client.create_bucket(Bucket=bucket)

    def put(self, bucket: str, key: str, path: Path) -> None:
        """Store a file as an object."""
        with path.open("rb") as file:
            self._client.put_object(Bucket=bucket, Key=key, Body=file)

    @property
    def _client(self) -> S3Client:
        with self._lock:
            if self._made is None:
                self._made = _s3_client(self.url)
            return self._made


def _s3_client(url: str) -> S3Client:
    import boto3
    import botocore.session
    from botocore.config import Config

    settings = Config(
        connect_timeout=5,
        read_timeout=60,
        retries={"mode": "standard", "total_max_attempts": 2},
        max_pool_connections=32,
        proxies={},
        use_dualstack_endpoint=False,
        use_fips_endpoint=False,
        s3={"addressing_style": "path"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    isolated = botocore.session.Session(
        {"profile": (None, None, None, None), "config_file": (None, None, "/dev/null", None)}
    )
    return boto3.Session(botocore_session=isolated).client(
        "s3",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="emulator",
        aws_secret_access_key="emulator",  # noqa: S106 - any will do
        config=settings,
    )
