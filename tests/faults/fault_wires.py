"""One operation of each class, and wires of both colours that call them under a plan."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import AsyncIterator, Mapping
from typing import Any

from conftest import Colour
from fault_server import Plan
from operation_calls import SampleCall, sample_call

import qarnot._async.wire
import qarnot._sync.wire
from qarnot._operations import Repeat
from qarnot.config import resolve_settings

TOKEN = "SECRET-TOKEN-4711"
LOGGER = logging.getLogger("qarnot.tests.faults")


ONE_OF_EACH_CLASS = tuple(
    map(
        sample_call,
        (
            "get_task",
            "update_task",
            "abort_task",
            "create_task",
            "snapshot_task",
            "read_fresh_task_stdout",
        ),
    )
)
SENT_ONCE = (Repeat.ONE_SHOT, Repeat.CONSUMING)


def wire_settings(url: str, **settings: Any) -> Any:
    """Make settings that nothing outside of the test has a say in."""
    counts = {"retry_count": settings.pop("retry_count", 0), "retry_wait": 0.0}
    environment = settings.pop("environment", {})
    arguments = {"client_token": TOKEN, "cluster_url": url, "cluster_timeout": 5.0, **settings}
    return resolve_settings(None, arguments, **counts, environment=environment)


@contextlib.asynccontextmanager
async def opened(
    colour: Colour, plan: Plan, *, options: Mapping[str, Any] | None = None, **settings: Any
) -> AsyncIterator[Any]:
    """Open a wire to the server of a plan.

    :param options: more arguments of the wire.
    :param settings: more settings than the token and the address.
    """
    kind: Any = qarnot._async.wire.Wire if colour.is_async else qarnot._sync.wire.Wire
    arguments = {"headers": plan.headers, "settle_wait": 0.0, **(options or {})}
    wire = kind(wire_settings(plan.url, **settings), LOGGER, **arguments)
    try:
        yield wire
    finally:
        await colour.do(wire.aclose() if colour.is_async else wire.close())


async def call(colour: Colour, wire: Any, sample: SampleCall) -> Any:
    """Call an operation through a wire."""
    return await colour.do(wire.call(sample.name, *sample.positional, **sample.keywords))
