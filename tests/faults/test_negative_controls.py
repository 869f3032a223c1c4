"""Three wires that are bad on purpose break their promises, and the tests of faults see it.

What is expected of each is counted: a test that finds less has become blind, and one that finds
more has become unjust.
"""

from __future__ import annotations

import gzip
import random
from collections import Counter
from collections.abc import Callable, Collection

import pytest
from bad_wires import WITHOUT_SIZE_CAP, without_deadline, without_escaping
from conftest import Colour
from fault_options import Scale
from fault_plans import BY_NAME, Close, Fault, Say, answer, good
from operation_calls import sample_call
from test_no_hang_virtual import GRACE, REPLY_BYTES, cells
from virtual_network import SEGMENT_BYTES
from virtual_wire import TIMEOUT, VirtualWire, virtual_wire

from qarnot._operations import OPERATIONS
from qarnot.exceptions import InvalidValue, OutcomeUnknown, UnreadableReply

pytestmark = pytest.mark.anyio

MIB = 1024 * 1024
PATIENCE = 1.0

# No deadline: these never end, whatever the operation.
NEVER_ENDING = {"drip-headers", "drip", "1xx-flood"}
OPERATIONS_OF_SLICE = ("get_task", "get_task_stdout")

# No size cap: all of these are taken in whole, or for as long as the time lasts.
LONG_BODY = b"[" + b" " * (8 * MIB) + b"]"
LONG = (
    Fault("body:8MiB", (Say(answer(LONG_BODY)), Close())),
    Fault(
        "gzip-bomb:8MiB",
        (Say(answer(gzip.compress(LONG_BODY, mtime=0), "Content-Encoding: gzip")), Close()),
    ),
    BY_NAME["huge"],
)
READ_WHOLE = {"body:8MiB", "gzip-bomb:8MiB"}

# No escaping: what becomes of 200 identifiers.
IDENTIFIERS = 200
PIECES = ("../", "..", ".", "/", "%2e%2e", "%2F", "?", "#", "\\", "a", "7", "é", " ", "\r\n", "\0")
REFUSED = 59
ELSEWHERE, REFUSED_ANYWAY = 60, 54


async def late(wire: VirtualWire, names: Collection[str]) -> Counter[str]:
    """Count the faults under which operations do not end in time."""
    found: Counter[str] = Counter()
    for cell in cells():
        if cell.sample.name in names:
            outcome = await wire.meet(cell.sample, cell.fault, patience=PATIENCE)
            if outcome.seconds > TIMEOUT + GRACE:
                found[cell.fault.name] += 1
    return found


@pytest.mark.timeout(300)
async def test_a_wire_without_a_deadline_never_ends(
    colour: Colour, scale: Scale, figure: Callable[[str], None]
) -> None:
    names = OPERATIONS if scale.is_whole else OPERATIONS_OF_SLICE
    async with virtual_wire(colour.is_async, options={"max_reply_bytes": REPLY_BYTES}) as wire:
        with without_deadline():
            overruns = await late(wire, names)
    assert overruns == dict.fromkeys(NEVER_ENDING, len(names))
    kind = "async" if colour.is_async else "sync"
    figure(f"bad wire without deadline, {kind}: {sum(overruns.values())} overruns, as expected")


async def too_long(wire: VirtualWire) -> tuple[set[str], set[str]]:
    """Name the long replies that are not refused, and among them those that are read whole."""
    not_refused, read_whole = set(), set()
    for name in ("get_task", "list_tasks", "update_task", "snapshot_task"):
        for fault in LONG:
            outcome = await wire.meet(sample_call(name), fault)
            is_refused = isinstance(outcome.error, UnreadableReply | OutcomeUnknown)
            taken = wire.network.bytes_read
            if not is_refused or taken > REPLY_BYTES + 4 * SEGMENT_BYTES:
                not_refused.add(fault.name)
            if outcome.is_success:
                read_whole.add(fault.name)
    return not_refused, read_whole


async def test_a_wire_without_a_size_cap_takes_all_there_is(
    colour: Colour, figure: Callable[[str], None]
) -> None:
    async with virtual_wire(colour.is_async, options={"max_reply_bytes": REPLY_BYTES}) as wire:
        assert await too_long(wire) == (set(), set())
    async with virtual_wire(colour.is_async, options=WITHOUT_SIZE_CAP) as wire:
        assert await too_long(wire) == ({fault.name for fault in LONG}, READ_WHOLE)
    kind = "async" if colour.is_async else "sync"
    figure(f"bad wire without size cap, {kind}: {len(LONG)} of {len(LONG)} long replies taken in")


def identifiers() -> list[str]:
    chance = random.Random(18)
    return ["".join(chance.choices(PIECES, k=chance.randint(1, 4))) for _ in range(IDENTIFIERS)]


async def strayed(wire: VirtualWire) -> tuple[int, int]:
    """Count the identifiers that lead elsewhere, and those that are refused."""
    elsewhere = refused = 0
    for name in identifiers():
        wire.network.play(good())
        try:
            given = wire.wire.call("get_task", name)
            await given if wire.is_async else given
        except InvalidValue:
            refused += 1
            assert wire.network.met == []
            continue
        (met,) = wire.network.met
        verb, _, path = met.line.partition(" ")
        segments = path.split("/")
        elsewhere += verb != "GET" or len(segments) != 3 or segments[1] != "tasks" or "?" in path
    return elsewhere, refused


async def test_a_wire_without_escaping_goes_elsewhere(
    colour: Colour, figure: Callable[[str], None]
) -> None:
    async with virtual_wire(colour.is_async) as wire:
        assert await strayed(wire) == (0, REFUSED)
        with without_escaping():
            assert await strayed(wire) == (ELSEWHERE, REFUSED_ANYWAY)
    kind = "async" if colour.is_async else "sync"
    figure(f"bad wire without escaping, {kind}: {ELSEWHERE} of {IDENTIFIERS} identifiers strayed")
