"""The token goes to the address that it was given for, and nowhere else (promise P15)."""

from __future__ import annotations

import contextlib
import gc
import itertools
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import trustme
from attrs import frozen
from conftest import Colour
from fault_options import Scale
from fault_plans import Fault, Say, answer, good
from fault_server import FaultServer, Plan
from fault_wires import TOKEN, call, opened
from operation_calls import SampleCall, sample_call

from qarnot._objects import ObjectStore, StorageSettings
from qarnot.exceptions import OutcomeUnknown, QarnotException, QarnotGenericException

pytestmark = pytest.mark.anyio

STATUSES = (
    "301 Moved Permanently",
    "302 Found",
    "303 See Other",
    "307 Temporary Redirect",
    "308 Permanent Redirect",
)
SAMPLES = tuple(
    map(sample_call, ("get_task", "search_tasks", "update_task", "abort_task", "create_task"))
)


@frozen
class Target:
    """A form of address that an answer redirects to.

    :ivar address: makes it of the server that redirects and of the one that must stay untouched.
    :ivar is_reachable: a client that follows would come to the other server.
    """

    name: str
    address: Callable[[FaultServer, FaultServer], str]
    is_reachable: bool = True


TARGETS = (
    Target("other port", lambda _, other: f"http://127.0.0.1:{other.port}/tasks"),
    Target("other host", lambda _, other: f"http://localhost:{other.port}/tasks"),
    Target("no scheme", lambda _, other: f"//127.0.0.1:{other.port}/tasks"),
    Target("user", lambda _, other: f"http://u:p@127.0.0.1:{other.port}/t"),
    Target("file", lambda _, other: f"file:///{other.port}/tasks", is_reachable=False),
    Target("loop", lambda here, _: f"{here.url}/tasks", is_reachable=False),
    Target(
        "backslashes", lambda _, other: f"\\\\127.0.0.1:{other.port}\\tasks", is_reachable=False
    ),
    Target("relative", lambda _, other: f"/elsewhere/{other.port}", is_reachable=False),
)
UNREADABLE_TO_URLLIB3 = ("303 See Other",)
FORMS = tuple(itertools.product(STATUSES, TARGETS))


def redirect(status: str, target: str) -> Fault:
    return Fault("redirect", (Say(answer(b"", f"Location: {target}", status=status)),))


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@contextlib.contextmanager
def secure_server(authority: trustme.CA) -> Iterator[FaultServer]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with FaultServer(context) as server:
        yield server


async def complaints(
    colour: Colour, plan: Plan, sample: SampleCall, status: str, target: str, **settings: Any
) -> list[str]:
    """Call an operation that is redirected, and say what is wrong with what comes of it."""
    async with opened(colour, plan, retry_count=3, **settings) as wire:
        try:
            return [f"taken for a success: {await call(colour, wire, sample)!r}"]
        except QarnotException as caught:
            error = caught
    wrong = []
    if isinstance(error, OutcomeUnknown) or not isinstance(error, QarnotGenericException):
        wrong.append(f"another error: {error!r}")
    if error.status != int(status[:3]) or error.attempts != 1:
        wrong.append(f"status {error.status}, {error.attempts} attempts")
    # A password in the target stays out of the message.
    if target.replace("u:p@", "***@") not in error.message:
        wrong.append(f"the target is not named: {error}")
    if [(seen.method, seen.path) for seen in plan.seen] != [(sample.method, sample.path)]:
        wrong.append(f"the server saw {plan.seen}")
    return wrong


async def test_no_form_of_redirect_is_followed(
    colour: Colour, scale: Scale, figure: Callable[[str], None]
) -> None:
    wrong = []
    with FaultServer() as server, FaultServer() as other:
        cells = scale.pick(itertools.product(FORMS, SAMPLES), 60)
        for (status, form), sample in cells:
            target = form.address(server, other)
            plan = server.plan(redirect(status, target), always=good())
            found = await complaints(colour, plan, sample, status, target)
            wrong += [f"{sample.name}, {status}, {form.name}: {text}" for text in found]
        server.assert_all_closed()
        assert not wrong, "\n".join(wrong)
        assert other.connections == 0
    kind = "async" if colour.is_async else "sync"
    figure(
        f"P15, {kind}: {len(cells)} redirects of {len(STATUSES)} codes x {len(TARGETS)} targets "
        f"x {len(SAMPLES)} operations, 0 followed"
    )


async def test_no_redirect_leads_out_of_https(
    colour: Colour, scale: Scale, authority: trustme.CA, tmp_path: Path
) -> None:
    file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(file)
    with secure_server(authority) as server, FaultServer() as other:
        for status, sample in scale.pick(itertools.product(STATUSES, SAMPLES), 5):
            plan = server.plan(redirect(status, other.url), always=good())
            trust = {"cluster_custom_certificate": file}
            assert await complaints(colour, plan, sample, status, other.url, **trust) == []
        server.assert_all_closed()
        assert other.connections == 0


@pytest.mark.parametrize("headers", [(), ("Location: ",), ("Refresh: 0; url=http://127.0.0.1/",)])
async def test_a_redirect_to_nowhere_is_one_clear_error(
    colour: Colour, headers: tuple[str, ...]
) -> None:
    with FaultServer() as server:
        plan = server.plan(Fault("redirect", (Say(answer(b"", *headers, status=STATUSES[1])),)))
        async with opened(colour, plan) as wire:
            with pytest.raises(QarnotGenericException, match="redirect") as caught:
                await call(colour, wire, SAMPLES[0])
        assert caught.value.status == 302
        plan.assert_completed()


async def test_a_target_that_holds_the_token_is_shown_without_it(colour: Colour) -> None:
    with FaultServer() as server, FaultServer() as other:
        plan = server.plan(redirect(STATUSES[0], f"{other.url}/?token={TOKEN}"))
        async with opened(colour, plan) as wire:
            with pytest.raises(QarnotGenericException, match=f"{other.port}") as caught:
                await call(colour, wire, SAMPLES[0])
        assert TOKEN not in f"{caught.value!r} {caught.value} {vars(caught.value)}"
        assert other.connections == 0


async def test_d55_a_301_never_turns_a_creation_into_a_read(colour: Colour) -> None:
    with FaultServer() as server:
        address = f"{server.url}/v1/tasks"
        plan = server.plan(redirect(STATUSES[0], address), always=good())
        async with opened(colour, plan, retry_count=3) as wire:
            with pytest.raises(QarnotGenericException, match=address) as caught:
                await call(colour, wire, sample_call("create_task"))
        assert [(seen.method, seen.path) for seen in plan.seen] == [("POST", "/tasks")]
        assert "cluster_url" in str(caught.value)
        assert caught.value.status == 301


async def test_d55_a_301_of_a_submission_names_the_right_address(colour: Colour) -> None:
    with FaultServer() as server:
        address = f"{server.url}/v1/tasks"
        plan = server.plan(redirect(STATUSES[0], address), always=good(), own_port=True)
        connection = colour.connection(cluster_url=plan.url, client_token=TOKEN)
        try:
            task = connection.create_task("n", "docker-batch")
            with pytest.raises(QarnotGenericException, match=address):
                await colour.do(task.submit())
        finally:
            await colour.close(connection)
        assert [(seen.method, seen.path) for seen in plan.seen] == [("POST", "/tasks")]


def assert_storage_stays(
    server: FaultServer, other: FaultServer, status: str, form: Target
) -> None:
    target = form.address(server, other)
    plan = server.plan(always=redirect(status, target), own_port=True)
    settings = StorageSettings(
        endpoint_url=plan.url, access_key="user@example.com", secret=TOKEN, retries=0
    )
    store = ObjectStore(settings)
    with pytest.raises(QarnotException):
        store.list_objects("bucket")
    store.close()
    assert len(plan.seen) == 1, plan.seen
    assert other.connections == 0


def test_no_redirect_of_the_storage_is_followed(scale: Scale) -> None:
    forms = [(status, form) for status, form in FORMS if status not in UNREADABLE_TO_URLLIB3]
    with FaultServer() as server, FaultServer() as other:
        for status, form in scale.pick(forms, 1):
            assert_storage_stays(server, other, status, form)


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_no_odd_redirect_of_the_storage_is_followed(scale: Scale) -> None:
    """urllib3 2.8 stumbles over a 303 when botocore sends headers in bytes, and leaves a socket."""
    forms = [(status, form) for status, form in FORMS if status in UNREADABLE_TO_URLLIB3]
    with FaultServer() as server, FaultServer() as other:
        for status, form in scale.pick(forms, 1):
            assert_storage_stays(server, other, status, form)
    gc.collect()


def test_a_client_that_follows_is_caught(scale: Scale) -> None:
    """Without this, a second server that nobody can reach would prove nothing."""
    with FaultServer() as server, FaultServer() as other:
        reached = 0
        forms = scale.pick(FORMS, 8)
        for status, form in forms:
            plan = server.plan(redirect(status, form.address(server, other)), always=good())
            headers = {**plan.headers, "X-Api-Token": TOKEN}
            before = len(other.seen)
            with contextlib.suppress(httpx.HTTPError, httpx.InvalidURL):
                httpx.get(plan.url, headers=headers, follow_redirects=True, trust_env=False)
            reached += len(other.seen) > before
        assert reached == sum(form.is_reachable for _, form in forms)
        assert all(seen.headers["x-api-token"] == TOKEN for seen in other.seen)
