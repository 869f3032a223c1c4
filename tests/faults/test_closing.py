"""A connection is closed while requests are under way: what may have happened is not denied."""

from __future__ import annotations

import asyncio
import socket
import threading

import pytest
from conftest import Colour
from operation_calls import SampleCall, sample_call
from rawserver import RawServer, answer

from qarnot.exceptions import ConnectionClosed, OutcomeUnknown, SubmissionUnknown

pytestmark = pytest.mark.anyio


class Held:
    """Answers only when it is let go, and says when it was asked."""

    def __init__(self) -> None:
        self.was_asked = threading.Event()
        self.may_answer = threading.Event()

    def __call__(self, connected: socket.socket, stopped: threading.Event) -> None:
        self.was_asked.set()
        self.may_answer.wait(10)
        answer(b"{}")(connected, stopped)


async def error_when_closed(colour: Colour, sample: SampleCall, retry_count: int) -> Exception:
    """Call, close while the call waits for its answer, and give the error of the call."""
    held = Held()
    with RawServer(held) as server:
        connection = colour.connection(cluster_url=server.url, retry_count=retry_count)

        async def call() -> Exception:
            try:
                await colour.do(
                    connection.wire.call(sample.name, *sample.positional, **sample.keywords)
                )
            except Exception as error:  # noqa: BLE001 - which it is, is what is tested
                return error
            raise AssertionError("the call has ended well")

        work = call() if colour.is_async else asyncio.to_thread(asyncio.run, call())
        calling = asyncio.ensure_future(work)
        try:
            assert await asyncio.to_thread(held.was_asked.wait, 10)
            await colour.close(connection)
            return await asyncio.wait_for(calling, 5)
        finally:
            held.may_answer.set()


@pytest.mark.parametrize("retry_count", [0, 3])
@pytest.mark.parametrize("operation", ["get_task", "update_task", "abort_task"])
async def test_a_call_under_way_ends_with_the_connection(
    colour: Colour, operation: str, retry_count: int
) -> None:
    error = await error_when_closed(colour, sample_call(operation), retry_count)
    assert type(error) is ConnectionClosed


@pytest.mark.parametrize("operation", ["create_task", "snapshot_task", "read_fresh_task_stdout"])
async def test_what_may_have_happened_is_said_to_be_unknown(colour: Colour, operation: str) -> None:
    error = await error_when_closed(colour, sample_call(operation), 3)
    kind = SubmissionUnknown if operation == "create_task" else OutcomeUnknown
    assert type(error) is kind
