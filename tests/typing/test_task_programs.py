"""Programs with tasks that only the type checker reads; they must be clean under --strict."""

from __future__ import annotations

import datetime
from typing import IO, assert_type

import qarnot
from qarnot.aio import Job as AsyncJob, Pool as AsyncPool, Task as AsyncTask, as_completed
from qarnot.carbon_facts import CarbonFacts
from qarnot.credits_client import Credits
from qarnot.dependency import AdvancedDependency, TaskFinalStateSuccess
from qarnot.error import Error
from qarnot.exceptions import BulkSubmissionError, TaskFailed
from qarnot.filters import Field
from qarnot.hardware_constraint import HardwareConstraint, SpecificHardware
from qarnot.job import Job
from qarnot.polling import PollingPolicy
from qarnot.pool import Pool
from qarnot.retry_settings import RetrySettings
from qarnot.scheduling_type import OnDemandScheduling, SchedulingType
from qarnot.snapshot import Snapshot
from qarnot.status import Status
from qarnot.task import (
    BulkTaskResponse,
    CompletedInstance,
    Event,
    Forward,
    Instance,
    Line,
    Outcome,
    Task,
)


def blocking() -> None:
    with qarnot.Connection(client_token="t", polling=PollingPolicy(first=1)) as connection:
        task = connection.create_task(
            "n",
            image="library/ubuntu:24.04",
            command=["echo", "hello"],
            inputs="texts",
            outputs="results",
            constants={"N": 4, "FLAG": True, "NONE": None},
            scheduling_type=OnDemandScheduling(),
        )
        assert_type(task.hardware_constraints[0], HardwareConstraint)
        assert_type(task.scheduling_type, SchedulingType | None)
        task.hardware_constraints = [SpecificHardware("key")]
        task.retry_settings = RetrySettings(3, 1)
        task.completion_ttl = datetime.timedelta(days=1)
        task.run(check=True, follow=True)
        assert_type(task.outcome, Outcome | None)
        assert_type(task.status, Status | None)
        assert_type(task.completed_instances, list[CompletedInstance])
        assert_type(task.instances, tuple[Instance, ...])
        for event in task.follow():
            assert_type(event, Event)
        for line in task.lines(stderr=True):
            assert_type(line, Line)
        assert_type(task.wait_for_forward(22, 5), Forward)
        assert_type(task.ssh_command(), str)
        assert_type(task.snapshot_status(task.instant()), Snapshot)
        assert_type(task.clone(name="again"), Task)
        assert_type(task.carbon_facts(), CarbonFacts)
        assert_type(task.credits(), Credits)
        assert_type(task.open_stdout(), IO[bytes])
        with task, task.abort_on_exit() as same:
            assert_type(same, Task)
        try:
            assert_type(connection.submit_tasks([task]), list[BulkTaskResponse])
        except BulkSubmissionError as refused:
            assert_type(refused.results, list[BulkTaskResponse])
        except TaskFailed as failed:
            assert_type(failed.stderr, str)
            assert_type(failed.errors, list[Error])
        assert_type(qarnot.wait_all([task]), bool)
        for each in qarnot.as_completed([task]):
            assert_type(each, Task)
        connection.abort_tasks((Field.tags == "a") & (Field.state != "Success"))
        job = connection.create_job("j", useDependencies=True)
        pool = connection.create_pool("p", "docker-batch", 2)
        assert_type(connection.create_task("n", pool).pool, Pool | None)
        member = connection.create_task("n", "docker-batch", job=job)
        assert_type(member.job, Job | None)
        wanted = AdvancedDependency("uuid", [TaskFinalStateSuccess()])
        member.set_task_advanced_dependencies([wanted])


async def with_await() -> None:
    async with qarnot.AsyncConnection(client_token="t") as connection:
        task = connection.create_task("n", "docker-batch")
        await task.run(check=True)
        async for line in task.lines():
            assert_type(line, Line)
        async for each in as_completed([task]):
            assert_type(each, AsyncTask)
        assert_type(await task.pool, AsyncPool | None)
        assert_type(await task.job, AsyncJob | None)
        assert_type(await task.clone(), AsyncTask)
        async with task.abort_on_exit() as same:
            assert_type(same, AsyncTask)


def test_there_are_programs_for_the_type_checker() -> None:
    assert callable(blocking)
    assert callable(with_await)
