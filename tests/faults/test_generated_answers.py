"""P6: whatever a server answers, what comes out is a value or an error of ours that can be read."""

from __future__ import annotations

import asyncio
import os
import random
import zlib
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from conftest import Colour
from fault_options import Scale
from fault_plans import BY_NAME, Close, Fault, Say, answer, good
from judged_answers import Judged, Share, judge, judge_in_process
from odd_answers import odd_answer
from operation_calls import sample_call
from virtual_network import NeverEnds
from virtual_wire import unfit, virtual_wire

from qarnot.exceptions import QarnotGenericException, UnreadableReply

pytestmark = pytest.mark.anyio

ANSWERS = 200_000
ANSWERS_OF_SLICE = 1_500
SHARES = 20
# Whatever the seed, a slice comes upon the first, and all of it upon all.
USUAL = {"success", "UnreadableReply", "ApiUnreachable", "OutcomeUnknown"}
SELDOM = {
    *("ApiTimeout", "MissingTaskException", "NotEnoughCreditsException"),
    *("RateLimited", "RejectedValue", "RequestConflict", "UnauthorizedException"),
}


@pytest.mark.timeout(900)
async def test_p6_only_our_errors_come_out_of_any_answer(
    colour: Colour, scale: Scale, figure: Callable[[str], None]
) -> None:
    count = scale.count(ANSWERS, ANSWERS_OF_SLICE) // 2
    if scale.is_whole:
        judged = judge_everywhere(scale.seed, count, colour.is_async)
    else:
        judged = await judge(Share(scale.seed, 0, count, colour.is_async))
    assert not judged.wrong, "\n".join(judged.wrong[:20])
    assert sum(judged.kinds.values()) == count
    assert judged.kinds.keys() >= (USUAL | SELDOM if scale.is_whole else USUAL)
    kind = "async" if colour.is_async else "sync"
    figure(
        f"P6, {kind}: {count} generated answers, 0 foreign exceptions, "
        f"{judged.kinds['success']} successes, {len(judged.kinds) - 1} kinds of errors"
    )


def judge_everywhere(seed: int, count: int, is_async: bool) -> Judged:
    """Judge on all processors."""
    size = count // SHARES
    shares = [Share(seed, number * size, (number + 1) * size, is_async) for number in range(SHARES)]
    judged = Judged()
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as processes:
        for part in processes.map(judge_in_process, shares):
            judged.add(part)
    return judged


def test_p6_an_answer_can_be_made_again_by_its_number() -> None:
    assert [odd_answer(number) for number in range(200)] == [
        odd_answer(number) for number in range(200)
    ]


def test_p6_the_oracle_sees_what_is_wrong() -> None:
    sample = sample_call("get_task")

    def error(**known: object) -> QarnotGenericException:
        made = QarnotGenericException("it failed")
        usual = {"operation": "get_task", "method": "GET", "path": sample.path, "attempts": 1}
        for name, value in {**usual, **known}.items():
            setattr(made, name, value)
        return made

    assert list(unfit(error(), sample)) == []
    wrong = [
        ValueError("foreign"),
        NeverEnds(),
        error(operation=None),
        error(path="/tasks/other"),
        error(attempts=0),
        error(args=("",)),
        error(args=("Error: ",)),
        error(args=("two\nlines",)),
        error(args=("half a pair \ud800",)),
        error(args=("\x1b[2J",)),
        error(args=("x" * 3_000,)),
        error(request_id="a\u2028b"),
        error(request_id=5),
        error(details={"name": [5]}),
        error(reply="text"),
        error(reply=b"SECRET-TOKEN-4711"),
    ]
    assert [each for each in wrong if not list(unfit(each, sample))] == []


@pytest.mark.parametrize("when", ["connecting", "reading", "pausing"])
async def test_p6_no_base_exception_is_swallowed(colour: Colour, when: str) -> None:
    """Neither on the way out nor later: the next call finds the wire as it was."""
    # An interrupt would stop the event loop of the tests.
    kinds = [NeverEnds, asyncio.CancelledError]
    kinds += [] if colour.is_async else [KeyboardInterrupt, SystemExit, GeneratorExit]
    fault = BY_NAME["refuse" if when == "pausing" else "stall@headers"]
    retries = 1 if when == "pausing" else 0
    for kind in kinds:
        async with virtual_wire(colour.is_async, retry_count=retries, retry_wait=1.0) as wire:
            wire.network.connects = when != "connecting"
            wire.network.play(fault)
            wire.network.clock.too_late = kind
            wire.network.clock.ends = wire.network.clock.now() + 0.1
            with pytest.raises(kind):
                await wire.call(sample_call("get_task"))
            wire.network.connects = True
            assert (await wire.meet(sample_call("get_task"), good())).is_success


def packed(text: bytes, kind: str) -> bytes:
    """Compress as a server does; what is called deflate comes with a header or without."""
    bits = {"gzip": 31, "deflate": 15, "deflate without header": -15}[kind]
    packer = zlib.compressobj(9, zlib.DEFLATED, bits)
    return packer.compress(text) + packer.flush()


@pytest.mark.parametrize("kind", ["gzip", "deflate", "deflate without header"])
async def test_p6_compressed_output_is_whole_or_an_error(
    colour: Colour, kind: str, scale: Scale
) -> None:
    """Where plain text ends nobody can see, but a compressed one says so."""
    chance = random.Random(scale.seed)
    sample, encoding = sample_call("get_task_stdout"), f"Content-Encoding: {kind.split()[0]}"
    longest = 65_536 + 300
    lengths = [1, 2, 500, 65_535, 65_536, 65_537, *chance.sample(range(longest - 900, longest), 12)]
    async with virtual_wire(colour.is_async) as wire:
        for length in lengths:
            text = b"a" * length
            body = packed(text, kind)
            cuts = {len(body), 1, 2, len(body) - 1, chance.randrange(1, len(body))}
            for cut in cuts:
                said = answer(body[:cut], encoding, content_type="text/plain")
                # In two parts: what has begun with one byte is no error yet.
                place = len(said) - cut + chance.choice([0, 1, cut])
                steps = (Say(said[:place]), Say(said[place:]), Close())
                outcome = await wire.meet(sample, Fault("packed", steps))
                if cut == len(body):
                    assert outcome.value == text.decode(), (length, outcome.error)
                else:
                    assert isinstance(outcome.error, UnreadableReply), (length, cut, outcome)
