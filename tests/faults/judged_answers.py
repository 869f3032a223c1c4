"""Gives generated answers to the real wire and judges what comes out; can run in a process."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Iterator

from attrs import Factory, define, frozen
from odd_answers import odd_answer
from operation_calls import SampleCall, sample_call
from virtual_wire import Outcome, VirtualWire, unfit, virtual_wire

from qarnot._operations import Repeat
from qarnot.exceptions import QarnotException
from qarnot.hooks import Attempt

__all__ = ["Judged", "Share", "judge", "judge_in_process"]

# One of each way to read an answer, and of each class of repetition.
OPERATIONS = (
    "get_task",
    "list_tasks",
    "get_settings",
    "get_secret",
    "paginate_tasks",
    "create_task",
    "update_task",
    "abort_task",
    "snapshot_task",
    "delete_job",
    "get_task_stdout",
    "read_fresh_pool_instance_stderr",
)
RETRIES_OF_EVERY_FOURTH = 2


@frozen
class Share:
    """So many answers of a seed, in one colour."""

    seed: int
    begin: int
    end: int
    is_async: bool


@define
class Judged:
    """What became of many answers.

    :ivar kinds: how often each kind of outcome was seen.
    :ivar wrong: what should not have been, at most some.
    """

    kinds: Counter[str] = Factory(Counter)
    wrong: list[str] = Factory(list)

    def add(self, other: Judged) -> None:
        self.kinds += other.kinds
        self.wrong += other.wrong


def judge_in_process(share: Share) -> Judged:
    """Judge in an event loop of its own, to be called in another process."""
    return asyncio.run(judge(share))


async def judge(share: Share) -> Judged:
    """Give the answers of a share to a wire without retries, or to one with some."""
    judged, attempts = Judged(), list[Attempt]()
    options = {"hooks": [attempts.append]}
    samples = [sample_call(name) for name in OPERATIONS]
    async with contextlib.AsyncExitStack() as stack:
        wires = [
            await stack.enter_async_context(
                virtual_wire(share.is_async, options=options, retry_count=retries)
            )
            for retries in (0, 0, 0, RETRIES_OF_EVERY_FOURTH)
        ]
        for number in range(share.begin, share.end):
            attempts.clear()
            sample, wire = samples[number % len(samples)], wires[number % 4]
            answer_seed = share.seed * 1_000_003 + number
            outcome = await wire.meet(sample, odd_answer(answer_seed))
            error = outcome.error
            judged.kinds["success" if error is None else type(error).__name__] += 1
            for each in _complaints(sample, wire, outcome, attempts):
                judged.wrong.append(f"odd_answer({answer_seed}) to {sample.name}: {each}")
    return judged


def _complaints(
    sample: SampleCall, wire: VirtualWire, outcome: Outcome, attempts: list[Attempt]
) -> Iterator[str]:
    if wire.network.unmet:
        yield "the answer was not read"
    if wire.network.open_connections > 1:
        yield f"{wire.network.open_connections} connections are open"
    if len(attempts) != len(wire.network.met):
        yield f"{len(wire.network.met)} requests came, the hook knows of {len(attempts)}"
    status = attempts[-1].status if attempts else None
    error = outcome.error
    if error is None:
        if status is None or not 200 <= status < 300:
            yield f"status {status} became {outcome.value!r:.200}"
        return
    yield from unfit(error, sample)
    if isinstance(error, QarnotException):
        # After these may come a look; what is told is the answer to the request itself.
        may_look = sample.operation.repeat in (Repeat.CREATION, Repeat.STATE)
        told = {None, *(each.status for each in attempts)} if may_look else {status}
        if error.status not in told:
            yield f"status {status} became {error.status}"
        if error.attempts != len(attempts):
            yield f"it knows of {error.attempts} attempts of {len(attempts)}"
