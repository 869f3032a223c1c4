"""The real wire of either colour over a virtual network, and what every error of it must be."""

from __future__ import annotations

import contextlib
import logging
import pickle
import unicodedata
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any
from unittest.mock import patch

from attrs import field, frozen
from fault_plans import Fault
from operation_calls import SampleCall
from virtual_network import AsyncVirtualBackend, NeverEnds, VirtualBackend, VirtualNetwork

import qarnot._async.wire
import qarnot._sync.wire
from qarnot._transport import AsyncDeadlineTransport, DeadlineTransport
from qarnot.config import Settings, resolve_settings
from qarnot.exceptions import QarnotException

__all__ = [
    "TIMEOUT",
    "TOKEN",
    "Outcome",
    "VirtualWire",
    "unfit",
    "virtual_settings",
    "virtual_wire",
]

TOKEN = "SECRET-TOKEN-4711"
LOGGER = logging.getLogger("qarnot.tests.virtual")
CONNECTIONS = 20
TIMEOUT = 0.3
PATIENCE = 60.0
OUTPUT_BYTES = 1024 * 1024
LONGEST_MESSAGE = 2_500
LONGEST_TEXT = 5_000
SHOWN_AS_NOTHING = {"Cc", "Zl", "Zp", "Cs"}


@frozen
class Outcome:
    """What became of a call.

    :ivar value: what it gave; ``None`` when it raised.
    :ivar error: what it raised.
    :ivar seconds: how long it took, by the clock of the network.
    """

    value: Any = field(repr=False)
    error: BaseException | None
    seconds: float

    @property
    def is_success(self) -> bool:
        return self.error is None


@frozen
class VirtualWire:
    """A wire, in one colour."""

    network: VirtualNetwork
    is_async: bool
    wire: Any

    async def call(self, sample: SampleCall) -> Any:
        """Call an operation."""
        given = self.wire.call(sample.name, *sample.positional, **sample.keywords)
        return await given if self.is_async else given

    async def meet(self, sample: SampleCall, *faults: Fault, patience: float = PATIENCE) -> Outcome:
        """Call an operation that meets faults, and see what becomes of it.

        :param patience: seconds after which whoever still waits is stopped.
        """
        clock = self.network.clock
        self.network.play(*faults)
        clock.ends, begin = clock.now() + patience, clock.now()
        value, raised = None, None
        try:
            value = await self.call(sample)
        except (Exception, NeverEnds) as error:  # noqa: BLE001 - it is judged later
            raised = error
        return Outcome(value, raised, clock.now() - begin)

    async def close(self) -> None:
        if self.is_async:
            await self.wire.aclose()
        else:
            self.wire.close()


def virtual_settings(
    *, retry_count: int = 0, retry_wait: float = 0.0, **arguments: Any
) -> Settings:
    """Make settings that nothing outside of the test has a say in."""
    given = {
        "client_token": TOKEN,
        "cluster_url": "http://api.example",
        "cluster_timeout": TIMEOUT,
        **arguments,
    }
    return resolve_settings(
        None, given, retry_count=retry_count, retry_wait=retry_wait, environment={}
    )


@contextlib.asynccontextmanager
async def virtual_wire(
    is_async: bool, *, options: Mapping[str, Any] | None = None, **settings: Any
) -> AsyncIterator[VirtualWire]:
    """Open a wire over a network of its own, and close it; no connection is left then.

    The output of tasks may be as long as ``OUTPUT_BYTES``, so that an endless one costs little.

    :param options: more arguments of the wire.
    :param settings: of :func:`virtual_settings`.
    """
    network = VirtualNetwork()
    clock = network.clock
    made: Any
    if is_async:
        transport = AsyncDeadlineTransport(True, CONNECTIONS, backend=AsyncVirtualBackend(network))
        made = qarnot._async.wire.Wire(
            virtual_settings(**settings),
            LOGGER,
            transport=transport,
            clock=clock.now,
            pause=clock.pause_async,
            **(options or {}),
        )
    else:
        made = qarnot._sync.wire.Wire(
            virtual_settings(**settings),
            LOGGER,
            transport=DeadlineTransport(True, CONNECTIONS, backend=VirtualBackend(network)),
            clock=clock.now,
            pause=clock.pause,
            **(options or {}),
        )
    wire = VirtualWire(network, is_async, made)
    with (
        patch("qarnot._async.wire.MAX_OUTPUT_BYTES", OUTPUT_BYTES),
        patch("qarnot._sync.wire.MAX_OUTPUT_BYTES", OUTPUT_BYTES),
    ):
        try:
            yield wire
        finally:
            await wire.close()
    assert network.open_connections == 0, "connections were left open"


def unfit(error: BaseException, sample: SampleCall) -> Iterator[str]:
    """Say what is wrong with an error of a call; nothing, when it is as it should be."""
    if not isinstance(error, QarnotException):
        yield f"{type(error).__name__} came out: {str(error)[:200]!r}"
        return
    known = (error.operation, error.method, error.path)
    if known != (sample.name, sample.method, sample.path):
        yield f"it says it was {known}"
    if error.attempts < 1:
        yield "it knows of no attempt"
    yield from _unshowable("message", error.message, LONGEST_MESSAGE)
    yield from _unshowable("text", str(error), LONGEST_TEXT)
    if TOKEN in f"{error!r} {error} {error.reply!r} {error.details}":
        yield "it shows the token"
    for field_name, texts in error.details.items():
        if not isinstance(field_name, str) or not all(isinstance(text, str) for text in texts):
            yield "its details are no texts"
    if not isinstance(error.request_id, str | None) or not isinstance(error.reply, bytes | None):
        yield "its request id or its reply has another type"
    yield from _changed_by_pickle(error)


def _unshowable(name: str, text: str, longest: int) -> Iterator[str]:
    if not text.strip() or text.strip() == "Error:":
        yield f"its {name} is empty"
    if len(text) > longest:
        yield f"its {name} has {len(text)} characters"
    if any(unicodedata.category(each) in SHOWN_AS_NOTHING for each in text):
        yield f"its {name} is not one line that can be shown: {text[:200]!r}"


def _changed_by_pickle(error: QarnotException) -> Iterator[str]:
    try:
        again = pickle.loads(pickle.dumps(error))
    except (TypeError, ValueError, AttributeError, pickle.PickleError) as refusal:
        yield f"it cannot be pickled: {refusal}"
        return
    if (type(again), repr(again), str(again)) != (type(error), repr(error), str(error)):
        yield "pickling changes it"
    if vars(again).keys() != vars(error).keys() or again.reply != error.reply:
        yield "pickling loses a part of it"
