"""No call hangs, and every error is ours, on real sockets (promises P4, P5 and P6)."""

from __future__ import annotations

import contextlib
import itertools
import random
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from conftest import Colour
from fault_options import Scale
from fault_plans import BY_NAME, FAULTS, Fault, Say, answer, good
from fault_server import FaultServer, Plan
from fault_wires import ONE_OF_EACH_CLASS, SENT_ONCE, call, opened
from operation_calls import SampleCall

import qarnot._async.wire
import qarnot._sync.wire
from qarnot._operations import Repeat
from qarnot.exceptions import ApiUnreachable, OutcomeUnknown, QarnotException

pytestmark = pytest.mark.anyio

TIMEOUT = 0.3
GRACE = 0.5
LONGEST_OUTPUT = 1024 * 1024
GONE = Fault("gone", (Say(answer(b"{}", status="404 Not Found")),))


async def outcome_of(colour: Colour, wire: Any, sample: SampleCall) -> Any:
    """Call, and give the answer or the error, whatever it is."""
    try:
        return await call(colour, wire, sample)
    except Exception as error:  # noqa: BLE001 - which it is, is what is tested
        return error


@contextlib.contextmanager
def rescued(server: FaultServer) -> Iterator[None]:
    """Drop the connections of a client that hangs, so that the cell can be named."""
    timer = threading.Timer(TIMEOUT + 4 * GRACE, server.hang_up)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


def complaints(sample: SampleCall, fault: Fault, plan: Plan, outcome: Any) -> list[str]:
    """Say what is wrong with the outcome of one call under one fault."""
    wrong = []
    if isinstance(outcome, Exception) and not isinstance(outcome, QarnotException):
        wrong.append(f"a foreign error: {outcome!r}")
    if not isinstance(outcome, Exception) and not fault.may_succeed:
        wrong.append(f"taken for a success: {outcome!r}")
    if isinstance(outcome, QarnotException):
        if outcome.operation != sample.name:
            wrong.append(f"the operation is not told: {outcome.operation!r}")
        if outcome.attempts != max(1, len(plan.seen)):
            wrong.append(f"{outcome.attempts} attempts are told of {plan.seen}")
        is_unknown = isinstance(outcome, OutcomeUnknown)
        if fault.is_executed and sample.operation.repeat in SENT_ONCE and not is_unknown:
            wrong.append(f"it was executed, and yet: {outcome!r}")
    arrived = 0 if fault.is_of_connection else 1
    # What may have been created is looked for by another request.
    if sum(request.method == sample.method for request in plan.seen) != arrived:
        wrong.append(f"the server saw {plan.seen}")
    try:
        plan.assert_completed()
    except AssertionError as error:
        wrong.append(str(error))
    return wrong


@pytest.mark.timeout(600)
async def test_every_call_ends_in_time_with_an_error_of_ours(
    colour: Colour, scale: Scale, figure: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The output of tasks may go on for as long as it comes in fast, up to a size.
    monkeypatch.setattr(qarnot._async.wire, "MAX_OUTPUT_BYTES", LONGEST_OUTPUT)
    monkeypatch.setattr(qarnot._sync.wire, "MAX_OUTPUT_BYTES", LONGEST_OUTPUT)
    cells = scale.pick(itertools.product(ONE_OF_EACH_CLASS, FAULTS), 6)
    wrong: list[str] = []
    overruns, slowest = 0, 0.0
    with FaultServer() as server:
        for sample, fault in cells:
            is_creation = sample.operation.repeat is Repeat.CREATION
            plan = server.plan(fault, always=GONE if is_creation else None)
            async with opened(colour, plan, cluster_timeout=TIMEOUT) as wire:
                with rescued(server):
                    begin = time.monotonic()
                    outcome = await outcome_of(colour, wire, sample)
                    seconds = time.monotonic() - begin
            if plan.next_is_refusal and isinstance(outcome, ApiUnreachable):
                plan.refused()
            server.wait_for(plan.is_met)
            slowest = max(slowest, seconds)
            overruns += seconds > TIMEOUT + GRACE
            cell = f"{sample.name} under {fault.name}"
            if seconds > TIMEOUT + GRACE:
                wrong.append(f"{cell}: {seconds:.3f} s")
            if fault.is_endless and fault.name != "huge" and seconds < 0.9 * TIMEOUT:
                wrong.append(f"{cell}: over after {seconds:.3f} s, before the deadline")
            wrong += [f"{cell}: {text}" for text in complaints(sample, fault, plan, outcome)]
        server.assert_all_closed()
    assert not wrong, "\n".join(wrong)
    kind = "async" if colour.is_async else "sync"
    figure(
        f"P5 sockets, {kind}: {len(cells)} cells, {overruns} overruns, slowest {slowest:.2f} s "
        f"of {TIMEOUT} s"
    )


@pytest.mark.timeout(300)
async def test_what_may_not_be_repeated_is_sent_once(
    colour: Colour, scale: Scale, figure: Callable[[str], None]
) -> None:
    samples = [one for one in ONE_OF_EACH_CLASS if one.operation.repeat in SENT_ONCE]
    faults = [fault for fault in FAULTS if not fault.is_of_connection and not fault.is_endless]
    cells = scale.pick(itertools.product(samples, faults), 16)
    wrong = []
    with FaultServer() as server:
        for sample, fault in cells:
            plan = server.plan(fault, always=good())
            async with opened(colour, plan, cluster_timeout=TIMEOUT, retry_count=3) as wire:
                outcome = await outcome_of(colour, wire, sample)
            cell = f"{sample.name} under {fault.name}"
            if len(plan.seen) != 1:
                wrong.append(f"{cell}: {len(plan.seen)} requests, {plan.seen}")
            if fault.is_passing and not isinstance(outcome, OutcomeUnknown):
                wrong.append(f"{cell}: its outcome cannot be known, and yet {outcome!r}")
        server.assert_all_closed()
    assert not wrong, "\n".join(wrong)
    kind = "async" if colour.is_async else "sync"
    figure(f"P4 sockets, {kind}: {len(cells)} cells with 3 retries allowed, 1 request in each")


@pytest.mark.timeout(300)
async def test_reads_and_replacements_survive_what_passes(
    colour: Colour, scale: Scale, figure: Callable[[str], None]
) -> None:
    chance = random.Random(scale.seed)
    repeatable = (Repeat.SAFE, Repeat.IDEMPOTENT)
    samples = [one for one in ONE_OF_EACH_CLASS if one.operation.repeat in repeatable]
    passing = [fault for fault in FAULTS if fault.is_passing]
    plans, requests, wrong = scale.count(100, 3), 0, []
    with FaultServer() as server:
        for _ in range(plans):
            sample = chance.choice(samples)
            faults = chance.choices(passing, k=chance.randint(1, 3))
            # Nobody can begin to refuse once there is a connection.
            faults.sort(key=lambda fault: fault.name != "refuse")
            plan = server.plan(*faults, good())

            def follow(_: Any, plan: Plan = plan) -> None:
                if plan.next_is_refusal:
                    plan.refused()

            settings = {"cluster_timeout": 0.25, "retry_count": 3}
            async with opened(colour, plan, options={"hooks": (follow,)}, **settings) as wire:
                outcome = await outcome_of(colour, wire, sample)
            requests += len(plan.met)
            if isinstance(outcome, Exception) or plan.met != [*(f.name for f in faults), "good"]:
                wrong.append(f"{sample.name} under {[f.name for f in faults]}: {outcome!r}")
            plan.assert_completed()
        server.assert_all_closed()
    assert not wrong, "\n".join(wrong)
    kind = "async" if colour.is_async else "sync"
    figure(
        f"P3 sockets, {kind}: {plans} plans of up to 3 faults, all survived, {requests} requests"
    )


async def test_a_connection_that_was_closed_while_idle_costs_no_call(colour: Colour) -> None:
    with FaultServer() as server:
        for sample in ONE_OF_EACH_CLASS:
            plan = server.plan(BY_NAME["idle-close"], good())
            async with opened(colour, plan, retry_count=0) as wire:
                await call(colour, wire, ONE_OF_EACH_CLASS[0])
                server.assert_all_closed()
                await call(colour, wire, sample)
            plan.assert_completed()


def call_without_a_deadline(plan: Plan) -> None:
    """Be a client as they are written every day: a limit for each read, and none for the call."""
    with contextlib.suppress(httpx.HTTPError):
        httpx.get(plan.url, headers=plan.headers, timeout=0.2, trust_env=False)


def test_a_client_with_a_limit_for_each_read_is_caught(scale: Scale) -> None:
    """Without this, a server that is not slow enough would prove nothing."""
    with FaultServer() as server:
        # Who was flooded takes a second to swallow what is on the way.
        names = ("drip-headers", "drip", *(("1xx-flood",) if scale.is_whole else ()))
        for name in scale.pick(names, 1):
            plan = server.plan(BY_NAME[name])
            caller = threading.Thread(target=call_without_a_deadline, args=(plan,))
            caller.start()
            caller.join(0.4)
            assert caller.is_alive(), f"{name}: no client would be late here"
            plan.assert_completed()
            server.hang_up()
            caller.join()


def test_a_fault_that_nobody_meets_is_caught() -> None:
    with FaultServer() as server:
        plan = server.plan(BY_NAME["rst@0"], good())
        with pytest.raises(AssertionError, match=r"never met: \['rst@0', 'good'\]"):
            plan.assert_completed()
        with pytest.raises(httpx.ReadError):
            httpx.get(server.url, headers=plan.headers, trust_env=False)
        with pytest.raises(AssertionError, match=r"never met: \['good'\]"):
            plan.assert_completed()
        for _ in range(2):
            httpx.get(server.url, headers=plan.headers, trust_env=False)
        with pytest.raises(AssertionError, match="more requests than planned"):
            plan.assert_completed()
