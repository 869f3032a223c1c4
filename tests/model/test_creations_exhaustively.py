"""P1 and P2: every creation under every short schedule of faults, in virtual time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fault_options import Scale
from schedules import CREATIONS, DERIVED, Client, Looks, Tally, post_of, schedules, verdict_of

from qarnot._batch import created_together
from qarnot._creation import SETTLE_WAIT, Created, Creation, created
from qarnot._exchange import Call, Steps
from qarnot._finding import batch_of, creation_of
from qarnot.exceptions import ShortnameConflict, SubmissionUnknown
from qarnot.retry import RetryPolicy

LONGEST = 3
SCHEDULES_OF_SLICE = 600
WITH_NAME = " with a name that is given"
LIST = "create_task in a list of one"
CASES = [*CREATIONS, LIST, *(name + WITH_NAME for name in DERIVED)]


def in_a_list(call: Call, creation: Creation) -> Steps[Created]:
    (outcome,) = yield from created_together(call, batch_of([creation]))
    if isinstance(outcome, Created):
        return outcome
    raise outcome


def case(name: str) -> tuple[Client, Creation]:
    body = {"shortname": "ours-1"} if name.endswith(WITH_NAME) or name == LIST else {}
    operation = "create_task" if name == LIST else name.removesuffix(WITH_NAME)
    return in_a_list if name == LIST else created, creation_of(post_of(operation, **body))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", CASES)
def test_whatever_happens_there_is_one_object_or_the_truth_about_it(
    name: str, scale: Scale, figure: Callable[[str], None]
) -> None:
    client, creation = case(name)
    tally = Tally()
    for schedule in scale.pick(schedules(LONGEST), SCHEDULES_OF_SLICE):
        verdict = verdict_of(client, creation, schedule, good_looks=creation.must_be_free)
        tally.add(schedule, verdict)
        if isinstance(verdict.last, SubmissionUnknown):
            tally.complain("still unknown", schedule, verdict)
        # A list looks less often for what took a name, and may leave that to whoever goes on.
        is_sure = schedule.looks.recover and name != LIST
        if is_sure and not isinstance(verdict.outcome, Created):
            tally.complain("not created", schedule, verdict)
        is_soon = schedule.looks.recover and not schedule.lag and schedule.delay < SETTLE_WAIT
        if is_soon and verdict.made > 1:
            tally.complain("made twice although it could be seen in time", schedule, verdict)
    assert not tally.complaints
    assert tally.forbidden == tally.unreported == tally.lost == tally.foreign == 0
    assert tally.resolved == tally.unknown > 0
    assert tally.duplicates > 0
    figure(
        f"P1/P2 {name}: {tally.schedules:,} schedules, 0 duplicates with unique names, "
        f"0 unreported without ({tally.duplicates:,} reported), 0 lost, "
        f"{tally.unknown:,} unknown, all of which going on resolved"
    )


@pytest.mark.timeout(600)
@pytest.mark.parametrize("retries", [0, 1])
@pytest.mark.parametrize("name", ["create_task", LIST])
def test_with_few_retries_it_is_the_truth_too(
    name: str, retries: int, scale: Scale, figure: Callable[[str], None]
) -> None:
    client, creation = case(name)
    policy, tally = RetryPolicy.documented(retries), Tally()
    for schedule in scale.pick(schedules(LONGEST), SCHEDULES_OF_SLICE):
        verdict = verdict_of(client, creation, schedule, policy=policy, calls=LONGEST + 2)
        tally.add(schedule, verdict)
        if isinstance(verdict.last, SubmissionUnknown):
            tally.complain("still unknown", schedule, verdict)
    assert not tally.complaints
    assert tally.unknown > 0
    figure(
        f"P1/P2 {name}, retries: {retries}: {tally.schedules:,} schedules, 0 duplicates with "
        f"unique names, 0 unreported without ({tally.duplicates:,} reported), 0 lost, "
        f"{tally.errors:,} refused, {tally.unknown:,} unknown, none of them after going on"
    )


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", [each for each in CASES if each not in DERIVED])
def test_somebody_elses_object_is_never_taken_for_ours(
    name: str, scale: Scale, figure: Callable[[str], None]
) -> None:
    client, creation = case(name)
    theirs = {"name": "theirs", "shortname": creation.shortname}
    cells = (each for each in schedules(LONGEST) if each.names.are_unique)
    tally = Tally()
    for schedule in scale.pick(cells, SCHEDULES_OF_SLICE):
        verdict = verdict_of(client, creation, schedule, taken_by=theirs)
        tally.add(schedule, verdict)
        if verdict.made:
            tally.complain("created", schedule, verdict)
        # When a name cannot be checked beforehand, nothing is sent.
        is_checked = not creation.must_be_free or schedule.looks is not Looks.ALL_DROP
        if isinstance(verdict.last, ShortnameConflict) != is_checked:
            tally.complain("another error", schedule, verdict)
    assert not tally.complaints
    assert tally.foreign == 0
    figure(
        f"P1/P2 {name} under a name that is somebody else's: {tally.schedules:,} schedules, "
        f"0 adopted, {tally.conflicts:,} ShortnameConflict"
    )
