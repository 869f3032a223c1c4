"""Programs that only the type checker reads: what users write must be clean under --strict."""

from __future__ import annotations

from datetime import datetime
from typing import assert_type

import qarnot
from qarnot.aio import (
    Bucket as AsyncBucket,
    Job as AsyncJob,
    Pool as AsyncPool,
    Task as AsyncTask,
    UserInfo as AsyncUserInfo,
)
from qarnot.bucket import Bucket
from qarnot.connection import UserInfo
from qarnot.error import Error
from qarnot.exceptions import SubmissionUnknown
from qarnot.job import Job
from qarnot.pool import Pool
from qarnot.retry import RetryPolicy
from qarnot.task import Task


def blocking() -> None:
    with qarnot.Connection(client_token="t", cluster_timeout=5) as connection:
        task = connection.create_task("n", "docker-batch", 2)
        assert_type(task, Task)
        task.constants["DOCKER_CMD"] = "true"
        task.resources.append(connection.create_bucket("in"))
        task.results = connection.create_bucket("out")
        task.tags = ["a"]
        task.run(output_dir="out")
        assert_type(task.state, str)
        assert_type(task.creation_date, datetime | None)
        assert_type(task.errors, list[Error])
        assert_type(task.stdout(), str)
        assert_type(connection.user_info, UserInfo)
        assert_type(connection.buckets(), list[Bucket])
        for each in connection.all_tasks(tags=["a"]):
            assert_type(each, Task)
        try:
            task.submit()
        except SubmissionUnknown as error:
            assert_type(error.shortname, str)
            assert_type(connection.resolve(error), Task | Pool | Job)


async def with_await() -> None:
    policy = RetryPolicy([1, 5.5], jitter=0)
    async with qarnot.AsyncConnection(client_token="t", retry=policy) as connection:
        task = connection.create_task("n", "docker-batch", "0-3")
        assert_type(task, AsyncTask)
        await task.run()
        assert_type(await task.stdout(), str)
        assert_type(await connection.user_info, AsyncUserInfo)
        assert_type(await connection.buckets(), list[AsyncBucket])
        async for each in connection.all_tasks():
            assert_type(each, AsyncTask)
        try:
            await task.submit()
        except SubmissionUnknown as error:
            assert_type(await connection.resolve(error), AsyncTask | AsyncPool | AsyncJob)


def test_there_are_programs_for_the_type_checker() -> None:
    assert callable(blocking)
    assert callable(with_await)
