"""P26: of many tasks in one list each is created once, or there is an error that says why."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from bulk import Counts, creations, judge, random_plan, submit
from fault_options import Scale
from hypothesis import example, given, settings, strategies as st
from stage import Reaction, Stage
from world import RESET, Names, PostFault, World, answer, executed_and_reset, of_outcomes

from qarnot._creation import Created
from qarnot._replies import Answer
from qarnot.exceptions import QarnotGenericException, SubmissionUnknown


@pytest.mark.timeout(600)
def test_many_tasks_are_created_once_each_whatever_happens(
    scale: Scale, figure: Callable[[str], None]
) -> None:
    size, plans = scale.count(1_000, 100), scale.count(50, 10)
    items, all_counts, seen_at_once = creations(size), [], 0
    for number in range(plans):
        plan = random_plan(random.Random(f"{scale.seed}/{number}"))
        stage = Stage()
        world = plan.world(stage)
        outcomes = submit(stage, world, items)
        if plan.is_seen_at_once:
            seen_at_once += 1
            assert not world.repeated, plan
        all_counts.append(judge(stage, world, items, outcomes))
    in_all = [sum(getattr(each, name) for each in all_counts) for name in COUNTED]
    created, refused, unknown, reported = in_all
    assert created + refused == size * plans
    figure(
        f"P26: {plans} schedules of {size:,} tasks in one list: {created:,} created, "
        f"{refused:,} refused, 0 missing, 0 duplicates with unique names, 0 unreported without "
        f"({reported:,} reported), {unknown:,} unknown at first, all resolved; "
        f"nothing sent twice in the {seen_at_once} in which all could be seen"
    )


COUNTED = ("created", "refused", "unknown", "reported")


def test_each_item_that_cannot_be_looked_up_has_an_error_of_its_own() -> None:
    stage, items = Stage(), creations(5)
    world = World(stage, posts=[executed_and_reset], looks=itertools.repeat(RESET))
    outcomes = submit(stage, world, items)
    assert all(isinstance(each, SubmissionUnknown) for each in outcomes)
    assert stage.sent.count("create_task") == 1
    assert judge(stage, world, items, outcomes) == Counts(created=5, unknown=5)


def test_only_what_is_missing_is_sent_again() -> None:
    stage, items, sent_names = Stage(), creations(4), []

    def half(world: World, sent: Any) -> Reaction:
        sent_names.append([each["shortname"] for each in sent])
        world.execute(sent[:2])
        return RESET

    def rest(world: World, sent: Any) -> Reaction:
        sent_names.append([each["shortname"] for each in sent])
        return world.execute(sent)

    outcomes = submit(stage, World(stage, posts=[half, rest]), items)
    assert sent_names == [["t0", "t1", "t2", "t3"], ["t2", "t3"]]
    assert [each.uuid for each in outcomes if isinstance(each, Created)] == ["u0", "u1", "u2", "u3"]


def test_refusals_for_good_stand_where_their_items_stood() -> None:
    def refuse_second(world: World, sent: Any) -> Reaction:
        refusal = {"statusCode": 400, "uuid": None, "message": "a constant is missing"}
        return of_outcomes([world.outcome_of(sent[0]), refusal, world.outcome_of(sent[2])])

    stage = Stage()
    first, second, third = submit(stage, World(stage, posts=[refuse_second]), creations(3))
    assert (first, third) == (Created("u0"), Created("u1"))
    assert isinstance(second, QarnotGenericException)
    assert "a constant is missing" in str(second)
    assert stage.sent == ["create_task"]


# Small lists, and answers of any form

nested = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=3,
)
no_status = nested.filter(lambda value: not isinstance(value, int) or not 400 <= value < 600)
senseless = nested | st.fixed_dictionaries(
    {},
    optional={
        "uuid": nested.filter(lambda value: not isinstance(value, str) or not value),
        "statusCode": no_status,
        "message": nested,
    },
)
HONEST = "honest"
refusals = st.sampled_from([400, 402, 403, 404, 409, 422, 429, 451]).map(
    lambda status: (False, {"statusCode": status, "uuid": None, "message": f"status {status}"})
)
failures = st.tuples(
    st.booleans(),
    st.sampled_from([408, 500, 503, 504]).map(lambda status: {"statusCode": status}),
)
# Whether an item is executed, and what is said of it.
said_of_item = st.just((True, HONEST)) | refusals | failures | st.tuples(st.booleans(), senseless)
# What is said of the items in turn, and how much longer or shorter the list is than it should be.
posts = st.tuples(st.lists(said_of_item, min_size=4, max_size=4), st.sampled_from([0, 0, -1, 1]))


def saying(said: Sequence[tuple[bool, Any]], longer: int) -> PostFault:
    def fault(world: World, sent: Any) -> Reaction:
        outcomes: list[Any] = []
        for body, (is_executed, outcome) in zip(sent, said, strict=False):
            honest = world.outcome_of(body) if is_executed else None
            outcomes.append(honest if outcome == HONEST else outcome)
        return answer([*outcomes, {}] if longer > 0 else outcomes[: len(sent) + longer], 207)

    return fault


@settings(max_examples=500)
@given(
    size=st.integers(1, 4),
    plan=st.lists(posts, max_size=4),
    names=st.sampled_from(Names),
    lag=st.sampled_from([0, 4]),
    dropped=st.lists(st.booleans(), max_size=6),
)
@example(1, [([(True, 7)] * 4, 0)], Names.UNIQUE, 0, [])
@example(2, [([(True, HONEST)] * 4, -1)], Names.UNIQUE, 0, [])
@example(2, [([(True, HONEST)] * 4, 1)], Names.SHARED, 4, [True])
def test_no_answer_makes_a_duplicate_or_denies_what_is_there(
    size: int,
    plan: list[tuple[list[tuple[bool, Any]], int]],
    names: Names,
    lag: int,
    dropped: list[bool],
) -> None:
    stage, items = Stage(), creations(size)
    world = World(
        stage,
        names,
        lag=lag,
        posts=[saying(*each) for each in plan],
        looks=[RESET if drop else None for drop in dropped],
    )
    outcomes = submit(stage, world, items)
    if not lag and not any(dropped):
        assert not world.repeated
    judge(stage, world, items, outcomes)


@pytest.mark.parametrize("body", [b"", b"{}", b"null", b"<html>", b"[]", b"[1,2,3]", b'["u0"]'])
def test_a_success_that_cannot_be_read_is_looked_up(body: bytes) -> None:
    def unreadable(world: World, sent: Any) -> Reaction:
        world.execute(sent)
        return Answer(200, body=body)

    stage = Stage()
    outcomes = submit(stage, World(stage, posts=[unreadable]), creations(2))
    assert outcomes == [Created("u0"), Created("u1")]
    assert stage.sent == ["create_task", "search_tasks"]
