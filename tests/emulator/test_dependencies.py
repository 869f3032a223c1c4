"""Tasks that wait for others."""

from __future__ import annotations

from typing import Any

import pytest

from .stage import Stage, refused

WAITING = "waiting"
FULFILLED = "dependencyConditionsFulfilled"
NOT_FULFILLED = "dependencyConditionsNotFulfilled"


class Chain(Stage):
    """A stage with a job that has dependencies."""

    def __init__(self, slots: int = 4) -> None:
        super().__init__(slots)
        self.group = self.job(useDependencies=True)

    def first(self) -> str:
        uuid = self.submit(jobUuid=self.group)
        self.runner.take()
        return uuid

    def after(self, *uuids: str) -> str:
        return self.submit(jobUuid=self.group, dependencies={"dependsOn": list(uuids)})

    def after_ends(self, **ends: Any) -> str:
        entries = [
            {"taskUuid": uuid.replace("_", "-"), "taskFinalStateCondition": wanted}
            for uuid, wanted in ends.items()
        ]
        return self.submit(jobUuid=self.group, dependencies={"advancedDependsOn": entries})

    def overall(self, uuid: str) -> str:
        return str(self.cluster.details(uuid)["dependencies"]["state"])


def test_a_task_runs_when_all_that_it_depends_on_have_succeeded() -> None:
    chain = Chain()
    one, two = chain.first(), chain.first()
    last = chain.after(one, two)
    assert chain.runner.take() == []
    assert chain.overall(last) == WAITING
    chain.finish(one, 0)
    assert chain.runner.take() == [("collect", True)]
    chain.finish(two, 0)
    assert chain.runner.take() == [("collect", True), ("run", 0)]
    shown = chain.cluster.details(last)
    assert shown["dependencies"] == {
        "dependsOn": [one, two],
        "advancedDependsOn": [],
        "state": FULFILLED,
    }


def test_a_task_that_depends_on_one_that_failed_is_cancelled_and_so_are_those_behind_it() -> None:
    chain = Chain()
    one = chain.first()
    rest = [one]
    for _ in range(3):
        rest.append(chain.after(rest[-1]))
    chain.finish(one, 0, error="bad")
    assert [chain.state(each) for each in rest] == ["Failure", *["Cancelled"] * 3]
    assert chain.overall(rest[1]) == NOT_FULFILLED
    [error] = chain.cluster.details(rest[1])["errors"]
    assert error["code"] == "DEPENDENCY_FAILED"


def test_a_very_long_chain_falls_without_harm() -> None:
    chain = Chain()
    chain.cluster._tasks.most = 5_000
    uuid = chain.first()
    first = uuid
    for _ in range(2_000):
        uuid = chain.after(uuid)
    chain.cluster.abort(first)
    chain.cluster.ended(first, 0, "killed")
    chain.cluster.collected(first, uploaded=False, error=None)
    assert chain.state(uuid) == "Cancelled"


@pytest.mark.parametrize(
    ("wanted", "state"),
    [
        (["failure"], FULFILLED),
        (["Success", "FAILURE"], FULFILLED),
        (["cancelled"], NOT_FULFILLED),
        (None, FULFILLED),
        ([], FULFILLED),
    ],
)
def test_an_advanced_dependency_names_the_ends_that_it_wants(wanted: Any, state: str) -> None:
    chain = Chain()
    one = chain.first()
    second = chain.after_ends(**{one: wanted})
    entry = chain.cluster.details(second)["dependencies"]["advancedDependsOn"]
    assert entry == [
        {
            "taskUuid": one,
            "taskFinalStateCondition": wanted,
            "actualFinalState": None,
            "state": WAITING,
        }
    ]
    chain.finish(one, 0, error="bad")
    shown = chain.cluster.details(second)
    [entry] = shown["dependencies"]["advancedDependsOn"]
    assert (entry["actualFinalState"], entry["state"]) == ("Failure", state)
    assert shown["state"] == ("FullyDispatched" if state == FULFILLED else "Cancelled")


def test_one_dependency_that_cannot_hold_ends_the_waiting_for_the_others() -> None:
    chain = Chain()
    one, two = chain.first(), chain.first()
    last = chain.after(one, two)
    chain.finish(one, 0, error="bad")
    assert chain.state(last) == "Cancelled"


def test_a_task_that_is_deleted_before_its_end_counts_as_cancelled() -> None:
    chain = Chain()
    one = chain.first()
    good = chain.after_ends(**{one: ["cancelled"]})
    bad = chain.after(one)
    chain.cluster.delete(one)
    assert (chain.state(good), chain.state(bad)) == ("FullyDispatched", "Cancelled")


def test_a_task_that_ended_well_and_was_deleted_still_counts() -> None:
    chain = Chain()
    one, two = chain.first(), chain.first()
    last = chain.after(one, two)
    chain.finish(one, 0)
    chain.cluster.delete(one)
    assert chain.overall(last) == WAITING
    chain.finish(two, 0)
    assert chain.overall(last) == FULFILLED


def test_dependencies_that_cannot_be_are_refused() -> None:
    chain = Chain()
    one, stranger = chain.first(), "01234567-89ab-cdef-0123-456789abcdef"
    assert refused(chain.after, stranger) == (400, f"dependencies: no such task: {stranger}")
    only_in_jobs = (400, "dependencies: only in a job that has useDependencies")
    asked = {"dependsOn": [one]}
    assert refused(chain.submit, dependencies=asked) == only_in_jobs
    plain = chain.job()
    assert refused(chain.submit, jobUuid=plain, dependencies=asked) == only_in_jobs
    status, message = refused(chain.after_ends, **{one: ["done"]})
    assert (status, "not 'done'" in message) == (400, True)
    both = {"dependsOn": [one], "advancedDependsOn": [{"taskUuid": one}]}
    status, message = refused(chain.submit, jobUuid=chain.group, dependencies=both)
    assert (status, message) == (400, "dependencies: dependsOn not together with advancedDependsOn")
    assert chain.submit(dependencies={"dependsOn": []})


def test_what_has_ended_holds_no_memory_of_those_that_came_after_it() -> None:
    chain = Chain()
    one = chain.first()
    chain.finish(one, 0)
    later = chain.after(one)
    chain.finish(later, 0)
    chain.cluster.restart(later)
    assert chain.state(later) == "FullyDispatched"
    assert chain.cluster._life._dependents == {}
