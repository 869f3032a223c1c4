"""Programs about buckets that only the type checker reads."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from pathlib import Path
from typing import assert_type

import qarnot
from qarnot import aio
from qarnot._objects import SyncPlan
from qarnot.bucket import Bucket, FileList, OpenUpload, TransferReport


def blocking(folder: Path, is_dry: bool) -> None:
    with qarnot.Connection(client_token="t", storage_addressing="virtual") as connection:
        bucket = connection.create_bucket("texts")
        assert_type(bucket, Bucket)
        bucket.add_file(folder / "a", progress=True)
        bucket.add_file(io.BytesIO(b"a"), "a")
        assert_type(bucket.get_file("a", io.BytesIO()), str)
        assert_type(bucket.get_bytes("a"), bytes)
        listed = bucket.list_files().filter(Prefix="a").limit(2)
        assert_type(listed, FileList)
        assert_type(listed[0].last_modified, datetime | None)
        assert_type(bucket.add_directory(folder, "a", exclude=["*.log"]), TransferReport)
        assert_type(bucket.sync_directory(folder, True, "a", delete=False), TransferReport)
        assert_type(bucket.sync_directory(folder, dry_run=True, include="*.txt"), SyncPlan)
        assert_type(bucket.sync_directory(folder, dry_run=is_dry), TransferReport | SyncPlan)
        assert_type(bucket.sync_files({"a": folder / "a"}, dry_run=False), TransferReport)
        assert_type(bucket.sync_files({"a": "a"}, dry_run=True, allow_empty=True), SyncPlan)
        assert_type(bucket.sync_remote_to_local(folder, "a", skip_unsafe=True), TransferReport)
        assert_type(bucket.sync_remote_to_local(folder, dry_run=True), SyncPlan)
        assert_type(bucket.get_all_files(folder, lambda *_: None), TransferReport)
        assert_type(bucket.get_all_files(folder, dry_run=True, include=("a", "b")), SyncPlan)
        assert_type(bucket.clean_uploads(older_than=timedelta(days=1)), list[OpenUpload])
        bucket.sync_files({"a": "a"}, include="*.txt")  # type: ignore[call-overload]


async def not_blocking(folder: Path) -> None:
    async with qarnot.AsyncConnection(client_token="t") as connection:
        bucket = await connection.create_bucket("texts")
        assert_type(bucket, aio.Bucket)
        assert_type(await bucket.list_files(), FileList)
        assert_type(await bucket.get_bytes("a"), bytes)
        assert_type(await bucket.sync_directory(folder, max_concurrency=2), TransferReport)
        assert_type(await bucket.sync_directory(folder, dry_run=True), SyncPlan)
        assert_type(await bucket.get_all_files(folder, True), TransferReport)


def test_there_are_programs_for_the_type_checker() -> None:
    assert callable(blocking)
    assert callable(not_blocking)
