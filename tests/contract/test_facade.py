"""Every operation has a method of the facade, and what goes over the wire then fits the document.

A row for each operation names the public method that users call for it, and calls it against the
emulator in both colours. The exchange is recorded below the connection, and held against the
document: the request, the answer, and that it was this operation which was asked for.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import httpx
import pytest
from attrs import Factory, define, field, frozen
from conftest import Colour

import qarnot
from qarnot._replies import Answer
from qarnot.contract.document import Document, Operation
from qarnot.contract.judge import judge_answer, judge_request
from qarnot.contract.sender import Sent
from qarnot.emulator import Emulator
from qarnot.emulator.document import Document as EmulatorsDocument
from qarnot.scaling import FixedScalingPolicy, Scaling

pytestmark = pytest.mark.anyio

DOCUMENT = Document()
MATCHER = EmulatorsDocument()
RUNNING = "echo out; echo err >&2; echo kept > a.ckpt; sleep 60"
NUMBERS = itertools.count()


@define
class Recorder:
    """Sends what a connection sends, and keeps it together with the answers."""

    exchanges: list[tuple[Sent, Answer]] = Factory(list)

    def keep(self, request: httpx.Request, response: httpx.Response) -> httpx.Response:
        path, _, query = request.url.raw_path.decode().partition("?")
        sent = Sent(request.method, path, query, dict(request.headers), request.content)
        headers = {name.lower(): value for name, value in response.headers.items()}
        self.exchanges.append((sent, Answer(response.status_code, headers, response.content)))
        return response


class BlockingTransport(httpx.HTTPTransport):
    def __init__(self, recorder: Recorder) -> None:
        super().__init__(verify=False)
        self._recorder = recorder

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = super().handle_request(request)
        response.read()
        return self._recorder.keep(request, response)


class AsyncTransport(httpx.AsyncHTTPTransport):
    def __init__(self, recorder: Recorder) -> None:
        super().__init__(verify=False)
        self._recorder = recorder

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        await response.aread()
        return self._recorder.keep(request, response)


@define
class World:
    """What a row works with: a connection, and things on the cluster that it makes when asked."""

    colour: Colour
    connection: Any
    made: list[Any] = field(factory=list)

    async def do(self, value: Any) -> Any:
        return await self.colour.do(value)

    def name(self) -> str:
        return f"every-operation-{next(NUMBERS)}"

    def draft(self, command: str = "true", **more: Any) -> Any:
        task = self.connection.create_task(self.name(), "docker-batch", 1, **more)
        task.constants["DOCKER_CMD"] = command
        return task

    async def submitted(self, thing: Any) -> Any:
        await self.do(thing.submit())
        self.made.append(thing)
        return thing

    async def task(self, command: str = "true", **more: Any) -> Any:
        return await self.submitted(self.draft(command, **more))

    async def ended(self, command: str = "true", **more: Any) -> Any:
        task = await self.task(command, **more)
        await self.do(task.wait(30))
        return task

    async def running(self, command: str = RUNNING) -> Any:
        """Make a task that runs and has printed a line on each output."""
        task = await self.task(command)
        while not (await self.do(task.stdout()) and await self.do(task.stderr())):
            await self.do(task.wait(0.02))
        return task

    async def with_results(self) -> Any:
        """Make a task that runs and has somewhere to put its snapshots."""
        bucket = await self.do(self.connection.create_bucket("every-operation"))
        task = self.draft(RUNNING)
        task.results = bucket
        await self.submitted(task)
        while task.state != "FullyExecuting":
            await self.do(task.wait(0.02))
        return task

    async def pool(self) -> Any:
        return await self.submitted(self.connection.create_pool(self.name(), "docker-batch", 1))

    async def job(self, **more: Any) -> Any:
        return await self.submitted(self.connection.create_job(self.name(), **more))

    async def secret(self) -> str:
        key: str = await self.do(self.connection.secrets.create_secret(f"all/{self.name()}", "v"))
        return key

    async def project(self) -> Any:
        return (await self.do(self.connection.projects()))[0]

    async def clean(self) -> None:
        for thing in reversed(self.made):
            with contextlib.suppress(qarnot.QarnotException):
                await self.do(thing.delete(missing_ok=True))


@frozen
class Row:
    """How users reach an operation.

    :ivar method: the public method or property, as ``Task.stdout``.
    :ivar call: gets what is needed, then gives what the method gave, not awaited.
    """

    method: str
    call: Callable[[World], Awaitable[Any]]


ROWS: dict[str, Row] = {}


def row(
    operation: str, method: str
) -> Callable[[Callable[[World], Awaitable[Any]]], Callable[[World], Awaitable[Any]]]:
    def note(call: Callable[[World], Awaitable[Any]]) -> Callable[[World], Awaitable[Any]]:
        assert operation not in ROWS
        ROWS[operation] = Row(method, call)
        return call

    return note


def connections(operation: str, method: str, *arguments: Any, **named: Any) -> None:
    """Note a row of a method or property of the connection that needs nothing else."""

    async def call(world: World) -> Any:
        if isinstance(getattr(type(world.connection), method), property):
            return getattr(world.connection, method)
        return getattr(world.connection, method)(*arguments, **named)

    row(operation, f"Connection.{method}")(call)


def things(
    operation: str, kind: str, make: Callable[[World], Awaitable[Any]], method: str, *arguments: Any
) -> None:
    """Note a row of a method or property of a thing on the cluster."""

    async def call(world: World) -> Any:
        member = getattr(await make(world), method)
        return member(*arguments) if callable(member) else member

    row(operation, f"{kind}.{method}")(call)


# The platform and the account
connections("check_health", "check_health")
connections("get_settings", "settings")
connections("list_versions", "versions")
connections("get_user_info", "user_info")
connections("get_user_computing_quotas", "get_user_computing_quotas")
connections("get_organization_computing_quotas", "get_organization_computing_quotas")
connections("get_account_credits", "credits")
connections("list_profiles", "profiles_names")
connections("get_profile", "retrieve_profile", "docker-batch")
connections("list_hardware_constraints", "hardware_constraints_page")
connections("search_cpu_model_constraints", "search_cpu_model_constraints", "Ryzen")


@row("list_project_budgets", "Project.get_all_budgets")
async def _budgets(world: World) -> Any:
    return (await world.project()).get_all_budgets(world.connection)


# Secrets
@row("get_secret", "Secrets.get_secret")
async def _get_secret(world: World) -> Any:
    return world.connection.secrets.get_secret(await world.secret())


@row("create_secret", "Secrets.create_secret")
async def _create_secret(world: World) -> Any:
    return world.connection.secrets.create_secret(f"all/{world.name()}", "v")


@row("update_secret", "Secrets.update_secret")
async def _update_secret(world: World) -> Any:
    return world.connection.secrets.update_secret(await world.secret(), "w")


@row("delete_secret", "Secrets.delete_secret")
async def _delete_secret(world: World) -> Any:
    return world.connection.secrets.delete_secret(await world.secret())


@row("list_secrets", "Secrets.list_secrets")
async def _list_secrets(world: World) -> Any:
    await world.secret()
    return world.connection.secrets.list_secrets("all")


# Tasks
@row("create_task", "Task.submit")
async def _create_task(world: World) -> Any:
    task = world.draft()
    world.made.append(task)
    return task.submit()


def listing(operation: str, kind: str, method: str, **named: Any) -> None:
    """Note a row of a listing that has something to show."""

    async def call(world: World) -> Any:
        await getattr(world, kind)()
        return getattr(world.connection, method)(**named)

    row(operation, f"Connection.{method}")(call)


listing("list_tasks", "task", "tasks", summary=False)
listing("list_task_summaries", "task", "tasks")
listing("paginate_tasks", "task", "tasks_page", summary=False, maximum=2)
listing("paginate_task_summaries", "task", "tasks_page", maximum=2)
listing("search_tasks", "task", "search_tasks", maximum=2)


@row("get_task", "Connection.retrieve_task")
async def _get_task(world: World) -> Any:
    return world.connection.retrieve_task((await world.task()).uuid)


@row("update_task", "Task.commit")
async def _update_task(world: World) -> Any:
    task = await world.running()
    task.constants["NEW"] = "value"
    return task.commit()


@row("list_job_tasks", "Job.tasks")
async def _list_job_tasks(world: World) -> Any:
    job = await world.job()
    await world.task(job=job)
    return job.tasks


@row("get_task_snapshot", "Task.snapshot_status")
async def _get_task_snapshot(world: World) -> Any:
    task = await world.with_results()
    return task.snapshot_status(await world.do(task.instant()))


things("update_task_resources", "Task", World.running, "update_resources")
things("delete_task", "Task", World.task, "delete")
things("abort_task", "Task", World.running, "abort")
things("set_periodic_snapshot", "Task", World.with_results, "snapshot", 300)
things("snapshot_task", "Task", World.with_results, "instant")
things("get_task_port_forwards", "Task", World.running, "port_forwards")
things("get_task_credits", "Task", World.ended, "credits")
things("get_task_carbon_facts", "Task", World.ended, "carbon_facts")
things("restart_task", "Task", World.ended, "restart")
for _output in ("stdout", "stderr"):
    things(f"get_task_{_output}", "Task", World.running, _output)
    things(f"get_task_instance_{_output}", "Task", World.running, _output, 0)
    things(f"read_fresh_task_{_output}", "Task", World.running, f"fresh_{_output}")
    things(f"read_fresh_task_instance_{_output}", "Task", World.running, f"fresh_{_output}", 0)


def copies(operation: str, method: str, command: str) -> None:
    """Note a row of a method that makes another task of one that has ended."""

    async def call(world: World) -> Any:
        task = await world.ended(command)
        copy = await world.do(getattr(task, method)())
        world.made.append(copy)
        return copy.update()

    row(operation, f"Task.{method}")(call)


copies("clone_task", "clone", "true")
copies("retry_task", "retry", "exit 3")
copies("recover_task", "recover", "exit 3")


@row("resume_task", "Task.resume_cancelled")
async def _resume_task(world: World) -> Any:
    task = await world.running()
    await world.do(task.abort())
    await world.do(task.wait(30))
    copy = await world.do(task.resume_cancelled())
    world.made.append(copy)
    return copy.update()


# Pools
@row("create_pool", "Pool.submit")
async def _create_pool(world: World) -> Any:
    pool = world.connection.create_pool(world.name(), "docker-batch", 1)
    world.made.append(pool)
    return pool.submit()


listing("list_pools", "pool", "pools", summary=False)
listing("list_pool_summaries", "pool", "pools")
listing("paginate_pools", "pool", "pools_page", summary=False, maximum=2)
listing("paginate_pool_summaries", "pool", "pools_page", maximum=2)
listing("search_pools", "pool", "search_pools", maximum=2)


@row("get_pool", "Connection.retrieve_pool")
async def _get_pool(world: World) -> Any:
    return world.connection.retrieve_pool((await world.pool()).uuid)


@row("update_pool", "Pool.commit")
async def _update_pool(world: World) -> Any:
    pool = await world.pool()
    pool.tags = ["new"]
    return pool.commit()


@row("clone_pool", "Pool.clone")
async def _clone_pool(world: World) -> Any:
    copy = await world.do((await world.pool()).clone())
    world.made.append(copy)
    return copy.update()


@row("list_pool_tasks", "Pool.tasks")
async def _list_pool_tasks(world: World) -> Any:
    pool = await world.pool()
    task = world.connection.create_task(world.name(), pool, 1)
    task.constants["DOCKER_CMD"] = "true"
    await world.submitted(task)
    return pool.tasks


@row("list_pool_jobs", "Pool.jobs")
async def _list_pool_jobs(world: World) -> Any:
    pool = await world.pool()
    await world.job(pool=pool)
    return pool.jobs


ONE_SLOT = Scaling([FixedScalingPolicy(1)])
things("update_pool_resources", "Pool", World.pool, "update_resources")
things("close_pool", "Pool", World.pool, "close")
things("delete_pool", "Pool", World.pool, "delete")
things("get_pool_credits", "Pool", World.pool, "credits")
things("get_pool_carbon_facts", "Pool", World.pool, "carbon_facts")
things("get_pool_scaling", "Pool", World.pool, "read_scaling")
things("replace_pool_scaling", "Pool", World.pool, "replace_scaling", ONE_SLOT)
things("check_pool_scaling", "Pool", World.pool, "check_scaling", ONE_SLOT)
for _output in ("stdout", "stderr"):
    things(f"get_pool_{_output}", "Pool", World.pool, _output)
    things(f"get_pool_instance_{_output}", "Pool", World.pool, _output, 0)
    things(f"read_fresh_pool_{_output}", "Pool", World.pool, f"fresh_{_output}")
    things(f"read_fresh_pool_instance_{_output}", "Pool", World.pool, f"fresh_{_output}", 0)


# Jobs
@row("create_job", "Job.submit")
async def _create_job(world: World) -> Any:
    job = world.connection.create_job(world.name())
    world.made.append(job)
    return job.submit()


@row("get_job", "Connection.retrieve_job")
async def _get_job(world: World) -> Any:
    return world.connection.retrieve_job((await world.job()).uuid)


listing("list_jobs", "job", "jobs")
listing("paginate_jobs", "job", "jobs_page", maximum=2)
listing("search_jobs", "job", "search_jobs", maximum=2)
things("terminate_job", "Job", World.job, "terminate")
things("delete_job", "Job", World.job, "delete")


@pytest.fixture(scope="module")
def roomy_cluster() -> Iterator[Emulator]:
    with Emulator(slots=8, organization="an organization") as emulator:
        yield emulator


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
async def world(
    colour: Colour, roomy_cluster: Emulator, recorder: Recorder
) -> AsyncIterator[World]:
    transport = AsyncTransport if colour.is_async else BlockingTransport
    connection = colour.connection(
        cluster_url=roomy_cluster.cluster_url, transport=transport(recorder)
    )
    world = World(colour, connection)
    yield world
    await world.clean()
    await colour.close(connection)


def operation_of(sent: Sent) -> Operation:
    match = MATCHER.match(sent.method, sent.path)
    assert match is not None, sent
    return DOCUMENT.operations[match[0].name]


def test_every_operation_has_a_row_and_every_row_a_public_method() -> None:
    missing = sorted(DOCUMENT.operations.keys() - ROWS.keys())
    assert not missing, f"write their rows in tests/contract/test_facade.py: {missing}"
    assert not ROWS.keys() - DOCUMENT.operations.keys()
    for kinds in (qarnot, qarnot.aio):
        for each in ROWS.values():
            kind, _, method = each.method.partition(".")
            home = getattr(kinds, kind, None) or getattr(
                getattr(kinds, kind.lower(), None), kind, None
            )
            assert hasattr(home, method), (kinds, each.method)
            assert not method.startswith("_")


@pytest.mark.filterwarnings("ignore:.* is deprecated:DeprecationWarning")
@pytest.mark.parametrize("name", sorted(DOCUMENT.operations))
async def test_an_operation_is_reached_and_its_exchange_fits_the_document(
    world: World, recorder: Recorder, name: str
) -> None:
    await world.do(await ROWS[name].call(world))
    asked = [(operation_of(sent), sent, answer) for sent, answer in recorder.exchanges]
    assert name in [operation.name for operation, _, answer in asked if answer.is_success]
    for operation, sent, answer in asked:
        assert judge_request(operation, sent) == []
        assert judge_answer(operation, answer).deviations == ()
