"""Programs about pools, jobs, listings and the account that only the type checker reads."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from typing import Any, assert_type

import qarnot
from qarnot import aio
from qarnot.computing_quotas import UserComputingQuotas
from qarnot.connection import PlatformVersion, Profile
from qarnot.filters import Field
from qarnot.hardware_constraint import CpuModelHardware, HardwareConstraint
from qarnot.job import Job
from qarnot.paginate import OffsetResponse, PaginateResponse
from qarnot.pool import Pool
from qarnot.project import Project
from qarnot.scaling import FixedScalingPolicy, Scaling, TimePeriodAlways
from qarnot.task import Task


def blocking() -> None:
    with qarnot.Connection(client_token="t", read_only=False) as connection:
        pool = connection.create_pool("n", "docker-batch", 2)
        assert_type(pool, Pool)
        assert_type(pool.scaling, Scaling | None)
        pool.scaling = Scaling([FixedScalingPolicy(2, "two", [TimePeriodAlways()])])
        pool.setup_elastic(minimum_total_slots=1)
        assert_type(pool.is_elastic, bool)
        assert_type(pool.wait_until_ready(5), bool)
        assert_type(pool.read_scaling(), Scaling)
        assert_type(pool.clone(name="other"), Pool)
        assert_type(pool.tasks, list[Task])
        assert_type(pool.jobs, list[Job])

        job = connection.create_job("n", pool)
        assert_type(job.max_wall_time, timedelta | None)
        job.max_wall_time = timedelta(hours=1)
        assert_type(job.wait(1), bool)
        assert_type(job.pool, Pool | None)

        recent = (Field.state == "Success") & (Field.creation_date > datetime.now().astimezone())
        assert_type(connection.all_tasks(filter=recent, order_by=Field.name), Iterator[Task])
        assert_type(connection.tasks_page(maximum=3), PaginateResponse[Task])
        assert_type(connection.search_pools(recent | Field.tags.in_(["a"])), list[Pool])
        assert_type(connection.count_jobs(), int)
        assert_type(connection.find_task("n"), Task)

        assert_type(connection.profiles(), list[Profile])
        page = connection.hardware_constraints_page()
        assert_type(page, OffsetResponse[HardwareConstraint])
        assert_type(connection.search_cpu_model_constraints("x"), list[CpuModelHardware])
        assert_type(connection.get_user_computing_quotas(), UserComputingQuotas)
        assert_type(connection.retrieve_project("p"), Project)
        assert_type(connection.versions(), list[PlatformVersion])
        assert_type(connection.is_healthy(), bool)
        assert_type(connection.secrets.get_secret("a/b"), str)
        assert_type(connection.secrets.get_secret_json("a/b"), Any)


async def with_await() -> None:
    async with qarnot.AsyncConnection(client_token="t") as connection:
        pool = connection.create_elastic_pool("n", "docker-batch")
        assert_type(pool, aio.Pool)
        assert_type(await pool.wait_until_closed(), bool)
        assert_type(await pool.tasks, list[aio.Task])
        job = connection.create_job("n")
        assert_type(await job.tasks, list[aio.Task])
        assert_type(connection.all_jobs(), AsyncIterator[aio.Job])
        assert_type(await connection.jobs_page(), PaginateResponse[aio.Job])
        assert_type(await connection.search_tasks(Field.name == "n"), list[aio.Task])
        assert_type(await connection.profiles_names(), list[str])
        async for constraint in connection.all_hardware_constraints():
            assert_type(constraint, HardwareConstraint)
        assert_type(await connection.secrets.list_secrets("", recursive=True), list[str])


def test_there_are_programs_for_the_type_checker() -> None:
    assert callable(blocking)
    assert callable(with_await)
