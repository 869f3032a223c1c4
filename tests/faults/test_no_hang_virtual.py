"""P5 in virtual time: whatever a server does, every operation ends by its deadline."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest
from attrs import frozen
from conftest import Colour
from fault_options import Scale
from fault_plans import (
    BY_NAME,
    FAULTS,
    Fault,
    HalfClose,
    NeverAccept,
    Repeat,
    Say,
    Stall,
    Step,
    Wait,
    catalogue,
    good,
    head,
)
from operation_calls import SampleCall, sample_call, sample_calls
from virtual_network import FOREVER
from virtual_wire import TIMEOUT, Outcome, VirtualWire, unfit, virtual_wire

from qarnot._operations import Repeat as RepeatClass
from qarnot.exceptions import QarnotException

pytestmark = pytest.mark.anyio

GRACE = 0.5
CONNECT_SECONDS = 10.0
RETRIES = 5
RETRY_WAIT = 1.0
SLOWEST_BYTES_PER_SECOND = 1024
REPLY_BYTES = 1024 * 1024
CELLS_OF_SLICE = 75
RETRIED_CELLS = 300
RETRIED_CELLS_OF_SLICE = 12

OUTPUT = b"line 1 of the output\nline 2 of the output\nline 3 of the output\n"
OUTPUT_FAULTS = catalogue(OUTPUT, "text/plain")
# Output is any text, and where it is cut nobody can see unless its length was announced.
TEXT_ANYWAY = {"no-length-close@k"}
SENT_ONCE = {RepeatClass.ONE_SHOT, RepeatClass.CONSUMING}


@frozen
class Cell:
    """One operation under one fault."""

    sample: SampleCall
    fault: Fault

    def __str__(self) -> str:
        return f"{self.sample.name} under {self.fault.name}"

    @property
    def may_succeed(self) -> bool:
        is_text = self.sample.operation.gives_output and self.fault.name in TEXT_ANYWAY
        return self.fault.may_succeed or is_text

    @property
    def takes_all_its_time(self) -> bool:
        """Whether there is nothing to do but wait until the time is over."""
        waits = isinstance(self.fault.steps[-1], Stall | NeverAccept | Repeat)
        return waits and not isinstance(self.fault.steps[0], HalfClose)

    def is_sent_once(self) -> bool:
        """Whether nobody may send it again when this fault was met."""
        return self.sample.operation.repeat in SENT_ONCE and self.fault.name != "refuse"

    def requests_when_it_lasts(self) -> range:
        """Give how many requests there may be when a passing fault does not pass.

        After that many attempts the object of a state operation is looked at. That of a creation is
        looked for before it is sent again.
        """
        if self.is_sent_once():
            return range(1, 2)
        looks = {RepeatClass.STATE: 1, RepeatClass.CREATION: RETRIES + 1}
        least = 2 if self.sample.operation.repeat is RepeatClass.CREATION else RETRIES + 1
        return range(least, RETRIES + 2 + looks.get(self.sample.operation.repeat, 0))


def cells() -> list[Cell]:
    """Give every operation of the document under every fault of the catalogue."""
    return [
        Cell(sample, fault)
        for sample in sample_calls()
        for fault in (OUTPUT_FAULTS if sample.operation.gives_output else FAULTS)
    ]


async def complaints(wire: VirtualWire, cell: Cell, retries: int = 0) -> tuple[list[str], float]:
    """Play a cell; give what is wrong with its outcome, and the seconds that it took."""
    outcome = await wire.meet(cell.sample, cell.fault)
    limit = (retries + 1) * TIMEOUT + RETRY_WAIT * sum(range(retries + 1))
    found = [f"{cell}: {each}" for each in _complaints(wire, cell, outcome, limit)]
    return found, outcome.seconds


def _complaints(wire: VirtualWire, cell: Cell, outcome: Outcome, limit: float) -> Iterator[str]:
    network = wire.network
    if cell.sample.operation.gives_output:
        limit += network.bytes_read / SLOWEST_BYTES_PER_SECOND
    if outcome.seconds > limit + GRACE:
        yield f"it took {outcome.seconds:.2f} s"
    if outcome.seconds < 0.99 * TIMEOUT and cell.takes_all_its_time:
        yield f"it gave up after {outcome.seconds:.2f} s"
    if network.unmet:
        yield "the fault was not met"
    if network.open_connections > 1:
        yield f"{network.open_connections} connections are open"
    if outcome.error is None:
        if not cell.may_succeed:
            yield "it succeeded"
        return
    yield from unfit(outcome.error, cell.sample)
    if isinstance(outcome.error, QarnotException) and outcome.error.attempts != len(network.met):
        yield f"{len(network.met)} requests came, it knows of {outcome.error.attempts}"
    if cell.takes_all_its_time and not any(
        isinstance(each, TimeoutError) for each in (outcome.error, outcome.error.__cause__)
    ):
        yield f"it is no TimeoutError: {outcome.error!r}"


@pytest.mark.timeout(300)
async def test_p5_every_call_ends_by_its_deadline(
    colour: Colour, scale: Scale, figure: Callable[[str], None]
) -> None:
    picked = scale.pick(cells(), CELLS_OF_SLICE)
    wrong, slowest = [], 0.0
    async with virtual_wire(colour.is_async, options={"max_reply_bytes": REPLY_BYTES}) as wire:
        for cell in picked:
            found, seconds = await complaints(wire, cell)
            wrong += found
            slowest = max(slowest, seconds)
    assert not wrong, "\n".join(wrong)
    kind = "async" if colour.is_async else "sync"
    figure(
        f"P5 virtual, {kind}: {len(picked)} cells of {len(cells())}, 0 overruns, slowest "
        f"{slowest:.2f} s of {TIMEOUT} s"
    )


@pytest.mark.timeout(300)
async def test_p5_every_call_with_its_retries_ends_by_its_deadline(
    colour: Colour, scale: Scale, figure: Callable[[str], None]
) -> None:
    count = scale.count(RETRIED_CELLS, RETRIED_CELLS_OF_SLICE)
    picked = random.Random(scale.seed).sample(cells(), count)
    wrong, slowest = [], 0.0
    for cell in picked:
        async with virtual_wire(
            colour.is_async,
            options={"max_reply_bytes": REPLY_BYTES},
            retry_count=RETRIES,
            retry_wait=RETRY_WAIT,
        ) as wire:
            found, seconds = await complaints(wire, cell, RETRIES)
            wrong += found
            slowest = max(slowest, seconds)
            sent = len(wire.network.met)
            if cell.is_sent_once() and sent != 1:
                wrong.append(f"{cell}: it was sent {sent} times")
            elif cell.fault.is_passing and sent not in cell.requests_when_it_lasts():
                wrong.append(f"{cell}: there were {sent} requests")
    assert not wrong, "\n".join(wrong)
    kind = "async" if colour.is_async else "sync"
    figure(f"P5 virtual with retries, {kind}: {count} cells, 0 overruns, slowest {slowest:.2f} s")


async def test_p5_retries_end_in_success_when_the_fault_passes(colour: Colour) -> None:
    sample, passing = sample_call("get_task"), [each for each in FAULTS if each.is_passing]
    for fault in passing:
        async with virtual_wire(colour.is_async, retry_count=2, retry_wait=0.1) as wire:
            outcome = await wire.meet(sample, fault, fault, good())
            assert outcome.is_success, (fault.name, outcome.error)
            assert wire.network.unmet == []
            assert [each.fault.name for each in wire.network.met] == [fault.name] * 2 + ["good"]


@pytest.mark.parametrize("missing", ["connects", "shakes_hands"])
@pytest.mark.parametrize("timeout", [0.3, 60.0])
async def test_p5_a_connection_that_does_not_come_about(
    colour: Colour, missing: str, timeout: float
) -> None:
    address = "https://api.example"
    async with virtual_wire(colour.is_async, cluster_url=address, cluster_timeout=timeout) as wire:
        setattr(wire.network, missing, False)
        outcome = await wire.meet(sample_call("create_task"), good())
    assert isinstance(outcome.error, TimeoutError)
    assert list(unfit(outcome.error, sample_call("create_task"))) == []
    assert outcome.seconds == pytest.approx(min(timeout, CONNECT_SECONDS))


@pytest.mark.parametrize("name", ["drip", "drip-headers", "stall@k", "half-close"])
async def test_p5_the_default_timeout_holds_too(colour: Colour, name: str) -> None:
    """With 60 s an attempt, and no test's patience in the way."""
    async with virtual_wire(colour.is_async, cluster_timeout=None) as wire:
        outcome = await wire.meet(sample_call("get_task"), BY_NAME[name], patience=FOREVER)
    assert outcome.seconds <= 60.0 + GRACE
    assert list(unfit(outcome.error or AssertionError(), sample_call("get_task"))) == []


async def test_p5_output_that_comes_fast_enough_may_take_longer_than_an_attempt(
    colour: Colour,
) -> None:
    """A long log over a slow line is no fault: silence and too slow a rate are."""
    sample, line = sample_call("get_task_stdout"), b"a line of the output\n" * 50
    steps: list[Step] = [Say(head(f"Content-Length: {100 * len(line)}", content_type="text/plain"))]
    for _ in range(100):
        steps += [Wait(0.1), Say(line)]
    async with virtual_wire(colour.is_async) as wire:
        outcome = await wire.meet(sample, Fault("slow output", tuple(steps), may_succeed=True))
    assert outcome.value == line.decode() * 100
    assert outcome.seconds == pytest.approx(100 * 0.1)


@pytest.mark.parametrize("every", [0.05, 0.29])
async def test_p5_output_that_drips_ends_although_it_is_never_silent(
    colour: Colour, every: float
) -> None:
    sample = sample_call("read_fresh_pool_stderr")
    said = Say(head("Content-Length: 1000000", content_type="text/plain"))
    async with virtual_wire(colour.is_async) as wire:
        outcome = await wire.meet(sample, Fault("dripping output", (said, Repeat(b"a", every))))
    assert isinstance(outcome.error, QarnotException)
    assert outcome.seconds <= TIMEOUT + wire.network.bytes_read / SLOWEST_BYTES_PER_SECOND + GRACE
