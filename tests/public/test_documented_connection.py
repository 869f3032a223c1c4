"""The documented page of ``qarnot.connection``, line by line.

Each row of the tables below is one statement of that page: an argument with its place and default,
what a method returns, what it raises, a note, a variable of the environment, the sample of a
configuration file. Every row is run against the emulator, in both colours.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import botocore.client
import pytest
from attrs import Factory, define, field
from boto3.resources.base import ServiceResource
from botocore.exceptions import ClientError
from conftest import Colour
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

import qarnot
from qarnot.config import resolve_settings
from qarnot.emulator import Emulator
from qarnot.exceptions import (
    MissingJobException,
    MissingPoolException,
    MissingProfileException,
    MissingTaskException,
    QarnotException,
    QarnotGenericException,
    UnauthorizedException,
)

pytestmark = pytest.mark.anyio

TOKEN = "documented-token"
NOBODY = "00000000-1111-2222-3333-444444444444"

# Method -> its arguments in their order, with their defaults. REQUIRED has none.
REQUIRED = object()
CONSTRUCTOR = {
    "fileconf": None,
    "client_token": None,
    "cluster_url": None,
    "cluster_unsafe": False,
    "cluster_timeout": None,
    "storage_url": None,
    "storage_unsafe": False,
    "retry_count": 5,
    "retry_wait": 1.0,
    "cluster_custom_certificate": None,
    "storage_custom_certificate": None,
}
# The documented False cannot be told from an argument that was not given; see the docstring.
NOT_GIVEN = {"cluster_unsafe", "storage_unsafe"}
METHODS: dict[str, dict[str, Any]] = {
    "buckets": {},
    "pools": {"summary": True, "tags_intersect": None},
    "tasks": {"tags": None, "summary": True, "tags_intersect": None},
    "jobs": {},
    "retrieve_pool": {"uuid": REQUIRED},
    "retrieve_task": {"uuid": REQUIRED},
    "retrieve_job": {"uuid": REQUIRED},
    "retrieve_or_create_bucket": {"uuid": REQUIRED},
    "retrieve_bucket": {"uuid": REQUIRED},
    "create_pool": {
        "name": REQUIRED,
        "profile": REQUIRED,
        "instancecount": 1,
        "shortname": None,
    },
    "create_elastic_pool": {
        "name": REQUIRED,
        "profile": REQUIRED,
        "minimum_total_slots": 0,
        "maximum_total_slots": 1,
        "minimum_idle_slots": 0,
        "minimum_idle_time_seconds": 0,
        "resize_factor": 1,
        "resize_period": 90,
        "shortname": None,
    },
    "create_task": {
        "name": REQUIRED,
        "profile_or_pool": None,
        "instancecount_or_range": 1,
        "shortname": None,
        "job": None,
    },
    "submit_tasks": {"tasks": REQUIRED},
    "profiles": {},
    "retrieve_profile": {"name": REQUIRED},
    "create_bucket": {"name": REQUIRED},
}
PROPERTIES = ("s3client", "s3resource", "user_info")
DEPRECATED = ("pools", "tasks", "jobs")


@define
class Page:
    """What a row is run with: a colour, a cluster, and a connection to it."""

    colour: Colour
    cluster: Emulator
    failing_url: str
    folder: Path
    connections: list[Any] = Factory(list)
    _names: Iterator[str] = field(factory=lambda: iter(map("documented-{}".format, range(99))))

    def connect(self, **settings: Any) -> Any:
        usual = {
            "client_token": TOKEN,
            "cluster_url": self.cluster.cluster_url,
            "retry_count": 0,
        }
        self.connections.append(self.colour.connection(**{**usual, **settings}))
        return self.connections[-1]

    def failing(self) -> Any:
        """Connect to an API that answers 500."""
        return self.connect(cluster_url=self.failing_url)

    def refused(self) -> Any:
        """Connect with a token that is wrong."""
        return self.connect(client_token="wrong")

    async def do(self, value: Any) -> Any:
        return await self.colour.do(value)

    async def call(self, connection: Any, name: str, *arguments: Any) -> Any:
        """Call a method, or read a property."""
        if name in PROPERTIES:
            return await self.do(getattr(connection, name))
        if name in DEPRECATED:
            with pytest.warns(DeprecationWarning, match=f"all_{name}"):
                return await self.do(getattr(connection, name)(*arguments))
        return await self.do(getattr(connection, name)(*arguments))

    async def submitted(self, thing: Any) -> Any:
        await self.do(thing.submit())
        return thing


Row = Callable[[Page], Awaitable[None]]
ROWS: dict[str, Row] = {}


def row(statement: str) -> Callable[[Row], Row]:
    """Note a statement of the page, and the function that checks it."""

    def note(check: Row) -> Row:
        assert statement not in ROWS
        ROWS[statement] = check
        return check

    return note


@pytest.fixture(scope="module")
def documented_cluster() -> Iterator[Emulator]:
    with Emulator(token=TOKEN, slots=2) as emulator:
        yield emulator


@pytest.fixture
async def page(
    colour: Colour, documented_cluster: Emulator, httpserver: HTTPServer, tmp_path: Path
) -> AsyncIterator[Page]:
    def fail(request: Request) -> Response:
        request.get_data()
        return Response('{"message": "see this"}', 500, content_type="application/json")

    httpserver.expect_request(re.compile(".*")).respond_with_handler(fail)
    page = Page(colour, documented_cluster, httpserver.url_for("").rstrip("/"), tmp_path)
    yield page
    for connection in page.connections:
        await colour.close(connection)


# Arguments, their order and their defaults


def signature_row(name: str, documented: dict[str, Any]) -> Row:
    async def check(page: Page) -> None:
        kind = type(page.connect())
        function = kind if name == "__init__" else getattr(kind, name)
        found = [
            each
            for each in inspect.signature(function).parameters.values()
            if each.name != "self" and each.kind is each.POSITIONAL_OR_KEYWORD
        ]
        # What newer versions of the documented SDK have besides comes after it.
        assert [each.name for each in found[: len(documented)]] == list(documented)
        for parameter in found[: len(documented)]:
            default = documented[parameter.name]
            if default is REQUIRED:
                assert parameter.default is parameter.empty
            elif parameter.name in NOT_GIVEN:
                assert parameter.default is None
            else:
                assert parameter.default == default
        assert all(each.default is not each.empty for each in found[len(documented) :])

    return check


ROWS["Connection(...): arguments, order, defaults"] = signature_row("__init__", CONSTRUCTOR)
for _method, _arguments in METHODS.items():
    ROWS[f"{_method}: arguments, order, defaults"] = signature_row(_method, _arguments)


@row("Connection(...): every argument by its place")
async def _constructor(page: Page) -> None:
    kind = qarnot.AsyncConnection if page.colour.is_async else qarnot.Connection
    url = page.cluster.cluster_url
    made = kind(None, TOKEN, url, False, 7, page.cluster.storage_url, False, 2, 0.5, None, None)
    page.connections.append(made)
    assert (made.cluster, made.timeout) == (url, 7)
    assert (await page.call(made, "user_info")).email


@row("Connection(...): unsafe is False unless it is set")
async def _safe(page: Page) -> None:
    settings = resolve_settings(None, {"client_token": TOKEN}, retry_count=5, retry_wait=1.0)
    assert settings.cluster_verify is not False
    assert settings.storage_verify is not False


@row("fileconf: a path or a dict")
async def _fileconf(page: Page) -> None:
    path = page.folder / "qarnot.conf"
    path.write_text(
        f"[cluster]\nurl={page.cluster.cluster_url}\nunsafe=False\n[client]\ntoken={TOKEN}\n"
        f"[storage]\nurl={page.cluster.storage_url}\nunsafe=False\n"
    )
    path.chmod(0o600)
    settings = {"client_token": TOKEN, "cluster_url": page.cluster.cluster_url}
    for fileconf in (str(path), path, settings):
        made = page.connect(fileconf=fileconf, client_token=None, cluster_url=None)
        assert (await page.call(made, "user_info")).email


@row("configuration sample")
async def _sample(page: Page) -> None:
    path = page.folder / "sample.conf"
    path.write_text(
        "[cluster]\n# url of the REST API\nurl=https://localhost\n# No SSL verification ?\n"
        "unsafe=False\n[client]\n# auth string of the client\ntoken=login\n[storage]\n"
        "url=https://storage\nunsafe=False\n"
    )
    path.chmod(0o600)
    settings = resolve_settings(path, {}, retry_count=5, retry_wait=1.0)
    assert settings.cluster_url == "https://localhost"
    assert settings.storage_url == "https://storage"
    assert settings.token.reveal() == "login"
    assert settings.cluster_verify is not False
    assert settings.storage_verify is not False


def environment_row(name: str, value: Callable[[Page], str]) -> Row:
    async def check(page: Page) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(name, value(page))
            given = {
                "QARNOT_CLUSTER_URL": "cluster_url",
                "QARNOT_CLIENT_TOKEN": "client_token",
            }.get(name)
            settings = {} if given is None else {given: None}
            made = page.connect(**settings)
            assert (await page.call(made, "user_info")).email
            if name == "QARNOT_CLUSTER_TIMEOUT":
                assert made.timeout == 7

    return check


ROWS["QARNOT_CLUSTER_URL"] = environment_row(
    "QARNOT_CLUSTER_URL", lambda page: page.cluster.cluster_url
)
ROWS["QARNOT_CLIENT_TOKEN"] = environment_row("QARNOT_CLIENT_TOKEN", lambda _: TOKEN)
ROWS["QARNOT_CLUSTER_TIMEOUT"] = environment_row("QARNOT_CLUSTER_TIMEOUT", lambda _: "7")


@row("QARNOT_CLUSTER_UNSAFE")
async def _unsafe(page: Page) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QARNOT_CLUSTER_UNSAFE", "false")
        assert (await page.call(page.connect(), "user_info")).email
        patch.setenv("QARNOT_CLUSTER_UNSAFE", "true")
        with pytest.warns(UserWarning, match="cluster_unsafe"):
            assert (await page.call(page.connect(), "user_info")).email


@row("retry_count: retries after an error of the connection")
async def _retry_count(page: Page) -> None:
    for retries in (0, 3):
        seen: list[Any] = []
        made = page.connect(
            cluster_url="http://127.0.0.1:1",
            retry_count=retries,
            retry_wait=0.01,
            hooks=[seen.append],
        )
        with pytest.raises(QarnotException):
            await page.call(made, "user_info")
        assert len(seen) == retries + 1


@row("retry_wait: progressive")
async def _retry_wait(page: Page) -> None:
    settings = resolve_settings(None, {"client_token": TOKEN}, retry_count=5, retry_wait=2.0)
    assert list(settings.retry.waits) == [2.0, 4.0, 6.0, 8.0, 10.0]


# What comes back


@row("s3client: a client of the storage, ready for use")
async def _s3client(page: Page) -> None:
    client = await page.call(page.connect(), "s3client")
    assert "Buckets" in client.list_buckets()
    assert isinstance(client, botocore.client.BaseClient)


@row("s3resource: a resource of the storage, ready for use")
async def _s3resource(page: Page) -> None:
    resource = await page.call(page.connect(), "s3resource")
    assert list(resource.buckets.all()) is not None
    assert isinstance(resource, ServiceResource)


@row("user_info: the account")
async def _user_info(page: Page) -> None:
    kind = qarnot.aio.UserInfo if page.colour.is_async else qarnot.connection.UserInfo
    found = await page.call(page.connect(), "user_info")
    assert isinstance(found, kind)
    assert found.email == "user@emulator.local"


@row("buckets: a list of buckets")
async def _buckets(page: Page) -> None:
    connection = page.connect()
    made = await page.do(connection.create_bucket("documented-list"))
    found = await page.do(connection.buckets())
    assert isinstance(found, list)
    assert made in found
    assert all(type(each) is type(made) for each in found)


def listing_row(name: str, make: Callable[[Any], Any]) -> Row:
    async def check(page: Page) -> None:
        connection = page.connect()
        thing = await page.submitted(make(connection))
        found = await page.call(connection, name)
        assert isinstance(found, list)
        assert thing.uuid in {each.uuid for each in found}
        assert all(type(each) is type(thing) for each in found)

    return check


def _a_task(connection: Any) -> Any:
    return connection.create_task("documented", "docker-batch")


def _a_pool(connection: Any) -> Any:
    return connection.create_pool("documented", "docker-batch")


def _a_job(connection: Any) -> Any:
    return connection.create_job("documented")


ROWS["tasks: a list of tasks of the account"] = listing_row("tasks", _a_task)
ROWS["pools: a list of pools of the account"] = listing_row("pools", _a_pool)
ROWS["jobs: a list of jobs of the account"] = listing_row("jobs", _a_job)


@row("tasks: tags, summary and tags_intersect by their places")
async def _tasks_by_place(page: Page) -> None:
    connection = page.connect()
    made = []
    for tags in (["d1"], ["d2"], ["d1", "d2"]):
        task = _a_task(connection)
        task.tags = tags
        made.append((await page.submitted(task)).uuid)

    async def found(*arguments: Any) -> set[int]:
        listed = {each.uuid for each in await page.call(connection, "tasks", *arguments)}
        return {number for number, uuid in enumerate(made) if uuid in listed}

    assert await found(["d1"]) == {0, 2}
    assert await found(["d1", "d2"], False) == {0, 1, 2}
    assert await found(None, True, ["d1", "d2"]) == {2}
    assert await found(["d2"], False, ["d1"]) == {2}
    assert await found() == {0, 1, 2}


@row("pools: summary and tags_intersect by their places")
async def _pools_by_place(page: Page) -> None:
    connection = page.connect()
    made = []
    for tags in (["p1"], ["p1", "p2"]):
        pool = _a_pool(connection)
        pool.tags = tags
        made.append((await page.submitted(pool)).uuid)
    listed = {each.uuid for each in await page.call(connection, "pools", True, ["p1", "p2"])}
    assert listed & set(made) == {made[1]}
    listed = {each.uuid for each in await page.call(connection, "pools", False)}
    assert set(made) <= listed


def retrieval_row(name: str, make: Callable[[Any], Any]) -> Row:
    async def check(page: Page) -> None:
        connection = page.connect()
        thing = await page.submitted(make(connection))
        found = await page.call(connection, name, thing.uuid)
        assert type(found) is type(thing)
        assert (found.uuid, found.name) == (thing.uuid, "documented")

    return check


ROWS["retrieve_task: the task of a uuid"] = retrieval_row("retrieve_task", _a_task)
ROWS["retrieve_pool: the pool of a uuid"] = retrieval_row("retrieve_pool", _a_pool)
ROWS["retrieve_job: the job of a uuid"] = retrieval_row("retrieve_job", _a_job)


@row("retrieve_or_create_bucket: an existing bucket or a new one")
async def _retrieve_or_create(page: Page) -> None:
    connection = page.connect()
    name = f"documented-both-{page.colour.is_async}".lower()
    new = await page.do(connection.retrieve_or_create_bucket(name))
    await page.do(new.add_string("stays", "a.txt"))
    same = await page.do(connection.retrieve_or_create_bucket(name))
    assert same == new
    assert [each.key for each in await page.do(same.list_files())] == ["a.txt"]


@row("retrieve_bucket: the bucket of a name")
async def _retrieve_bucket(page: Page) -> None:
    connection = page.connect()
    made = await page.do(connection.create_bucket("documented-one"))
    assert await page.do(connection.retrieve_bucket("documented-one")) == made


@row("create_bucket: a new bucket, or the existing one")
async def _create_bucket(page: Page) -> None:
    connection = page.connect()
    name = f"documented-new-{page.colour.is_async}".lower()
    first = await page.do(connection.create_bucket(name))
    await page.do(first.add_string("stays", "a.txt"))
    assert await page.do(connection.create_bucket(name)) == first
    assert len(await page.do(first.list_files())) == 1


@row("create_pool: a pool, by places")
async def _create_pool(page: Page) -> None:
    name = f"documented-pool-{page.colour.is_async}"
    pool = page.connect().create_pool("a pool", "docker-batch", 2, name)
    assert (pool.name, pool.profile, pool.instancecount, pool.shortname) == (
        "a pool", "docker-batch", 2, name
    )  # fmt: skip
    await page.submitted(pool)
    assert (await page.do(page.connect().retrieve_pool(name))).instancecount == 2


@row("create_elastic_pool: a pool, by places")
async def _create_elastic_pool(page: Page) -> None:
    name = f"documented-elastic-{page.colour.is_async}"
    pool = page.connect().create_elastic_pool("a pool", "docker-batch", 1, 4, 1, 30, 0.5, 60, name)
    await page.submitted(pool)
    found = await page.do(page.connect().retrieve_pool(name))
    assert found.is_elastic is True
    assert (
        found.elastic_minimum_slots,
        found.elastic_maximum_slots,
        found.elastic_minimum_idle_slots,
        found.elastic_minimum_idle_time,
        found.elastic_resize_factor,
        found.elastic_resize_period,
    ) == (1, 4, 1, 30, 0.5, 60)


@row("create_elastic_pool: the documented defaults")
async def _elastic_defaults(page: Page) -> None:
    pool = page.connect().create_elastic_pool("a pool", "docker-batch")
    assert (
        pool.elastic_minimum_slots,
        pool.elastic_maximum_slots,
        pool.elastic_minimum_idle_slots,
        pool.elastic_minimum_idle_time,
        pool.elastic_resize_factor,
        pool.elastic_resize_period,
        pool.shortname,
    ) == (0, 1, 0, 0, 1, 90, None)


@row("create_task: a task, by places, with a profile")
async def _create_task(page: Page) -> None:
    name = f"documented-task-{page.colour.is_async}"
    task = page.connect().create_task("a task", "docker-batch", 3, name, None)
    await page.submitted(task)
    found = await page.do(page.connect().retrieve_task(name))
    assert (found.profile, found.instancecount, found.shortname) == ("docker-batch", 3, name)


@row("create_task: with ranges of instances")
async def _create_task_with_ranges(page: Page) -> None:
    task = page.connect().create_task("a task", "docker-batch", "1-2,5")
    await page.submitted(task)
    assert (await page.do(page.connect().retrieve_task(task.uuid))).advanced_range == "1-2,5"


@row("create_task: one instance by default")
async def _create_task_default(page: Page) -> None:
    assert page.connect().create_task("a task", "docker-batch").instancecount == 1


@row("create_task: in a pool")
async def _create_task_in_pool(page: Page) -> None:
    connection = page.connect()
    pool = await page.submitted(_a_pool(connection))
    task = await page.submitted(connection.create_task("a task", pool))
    assert (await page.do(connection.retrieve_task(task.uuid))).pool_uuid == pool.uuid


@row("create_task: in a job")
async def _create_task_in_job(page: Page) -> None:
    connection = page.connect()
    job = await page.submitted(_a_job(connection))
    task = await page.submitted(connection.create_task("a task", "docker-batch", job=job))
    assert (await page.do(connection.retrieve_task(task.uuid))).job_uuid == job.uuid


@row("submit_tasks: submits a list of tasks")
async def _submit_tasks(page: Page) -> None:
    connection = page.connect()
    tasks = [_a_task(connection) for _ in range(3)]
    await page.do(connection.submit_tasks(tasks))
    assert len({task.uuid for task in tasks} - {None}) == 3


@row("submit_tasks: added files are in the resource bucket")
async def _submit_tasks_with_files(page: Page) -> None:
    connection = page.connect()
    (page.folder / "inputs").mkdir()
    (page.folder / "inputs" / "a.txt").write_text("a text")
    task = connection.create_task("a task", "docker-batch", inputs=str(page.folder / "inputs"))
    await page.do(connection.submit_tasks([task]))
    (bucket,) = (await page.do(connection.retrieve_task(task.uuid))).resources
    assert [each.key for each in await page.do(bucket.list_files())] == ["a.txt"]


@row("profiles: a list of profiles")
async def _profiles(page: Page) -> None:
    from qarnot.connection import Profile

    found = await page.do(page.connect().profiles())
    assert isinstance(found, list)
    assert found
    assert all(isinstance(each, Profile) for each in found)


@row("retrieve_profile: the details of a profile")
async def _retrieve_profile(page: Page) -> None:
    found = await page.do(page.connect().retrieve_profile("docker-batch"))
    assert found.name == "docker-batch"
    assert "DOCKER_CMD" in dict(found.constants)


@row("create_pool, create_elastic_pool, create_task: profiles() has the profiles")
async def _note_on_profiles(page: Page) -> None:
    connection = page.connect()
    name = (await page.do(connection.profiles()))[0].name
    for make in (connection.create_pool, connection.create_elastic_pool, connection.create_task):
        await page.submitted(make("documented", name))


# What is raised

REFUSED: dict[str, tuple[Any, ...]] = {
    "user_info": (),
    "pools": (),
    "tasks": (),
    "jobs": (),
    "retrieve_pool": (NOBODY,),
    "retrieve_task": (NOBODY,),
    "retrieve_job": (NOBODY,),
    "profiles": (),
    "retrieve_profile": ("docker-batch",),
}
MISSING: dict[str, type[QarnotException]] = {
    "retrieve_pool": MissingPoolException,
    "retrieve_task": MissingTaskException,
    "retrieve_job": MissingJobException,
}


def refusal_row(name: str) -> Row:
    async def check(page: Page) -> None:
        with pytest.raises(UnauthorizedException):
            await page.call(page.refused(), name, *REFUSED[name])

    return check


def failure_row(name: str) -> Row:
    async def check(page: Page) -> None:
        with pytest.raises(QarnotGenericException, match="see this"):
            await page.call(page.failing(), name, *REFUSED[name])

    return check


def missing_row(name: str) -> Row:
    async def check(page: Page) -> None:
        with pytest.raises(MISSING[name]):
            await page.call(page.connect(), name, NOBODY)

    return check


for _method in REFUSED:
    ROWS[f"{_method}: UnauthorizedException"] = refusal_row(_method)
    ROWS[f"{_method}: QarnotGenericException, with the message"] = failure_row(_method)
for _method in MISSING:
    ROWS[f"{_method}: {MISSING[_method].__name__}"] = missing_row(_method)


@row("retrieve_profile: MissingProfileException is a QarnotException")
async def _missing_profile(page: Page) -> None:
    with pytest.raises(MissingProfileException):
        await page.do(page.connect().retrieve_profile("no-such-profile"))


@row("submit_tasks: QarnotGenericException, with the message")
async def _submit_tasks_fails(page: Page) -> None:
    connection = page.failing()
    with pytest.raises(QarnotGenericException):
        await page.do(connection.submit_tasks([_a_task(connection)]))


@row("retrieve_bucket: ClientError of botocore for a missing bucket")
async def _missing_bucket(page: Page) -> None:
    with pytest.raises(ClientError):
        await page.do(page.connect().retrieve_bucket("documented-missing"))


@row("retrieve_bucket: ClientError of botocore for invalid credentials")
async def _refused_bucket(page: Page) -> None:
    server = HTTPServer()
    server.start()
    try:
        server.expect_request("/documented-refused").respond_with_data("", 403)
        connection = page.connect(storage_url=server.url_for("").rstrip("/"))
        with pytest.raises(ClientError) as caught:
            await page.do(connection.retrieve_bucket("documented-refused"))
        assert isinstance(caught.value, UnauthorizedException)
    finally:
        server.clear()
        server.stop()


def test_every_member_of_the_page_has_rows() -> None:
    for name in (*METHODS, *PROPERTIES):
        assert any(statement.startswith(name) for statement in ROWS), name
    assert len(ROWS) == 80


@pytest.mark.parametrize("statement", sorted(ROWS))
async def test_the_page_keeps_its_word(statement: str, page: Page) -> None:
    await ROWS[statement](page)
