"""Dependencies: final states, states, and what the API says of them."""

from __future__ import annotations

import copy
import pickle
import uuid
from typing import Any

import pytest
from hypothesis import given, strategies as st
from sent_json import flaws, objects, same, texts

from qarnot.dependency import (
    AdvancedDependency,
    AdvancedDependencyOutput,
    DependencyState,
    DependencyStateConditionsFulfilled,
    DependencyStateConditionsNotFulfilled,
    DependencyStateWaiting,
    TaskDependencies,
    TaskFinalState,
    TaskFinalStateCancelled,
    TaskFinalStateFailure,
    TaskFinalStateSuccess,
)
from qarnot.exceptions import InvalidValue, ReadOnlyAttribute

UUID = "01234567-89ab-cdef-0123-456789abcdef"
SUCCESS, FAILURE, CANCELLED = (
    TaskFinalStateSuccess(),
    TaskFinalStateFailure(),
    TaskFinalStateCancelled(),
)
KNOWN: list[tuple[Any, Any, str]] = [
    (TaskFinalState, TaskFinalStateSuccess, "success"),
    (TaskFinalState, TaskFinalStateFailure, "failure"),
    (TaskFinalState, TaskFinalStateCancelled, "cancelled"),
    (DependencyState, DependencyStateWaiting, "waiting"),
    (DependencyState, DependencyStateConditionsFulfilled, "dependencyConditionsFulfilled"),
    (DependencyState, DependencyStateConditionsNotFulfilled, "dependencyConditionsNotFulfilled"),
]
FAMILIES: list[Any] = [TaskFinalState, DependencyState]
OUTPUT_KEYS = ("taskUuid", "taskFinalStateCondition", "actualFinalState", "state")

# States


@pytest.mark.parametrize(("family", "kind", "text"), KNOWN)
def test_a_known_state_is_read_in_any_case(family: Any, kind: Any, text: str) -> None:
    for written in (text, text.upper(), text[0].upper() + text[1:]):
        found = family.from_string(written)
        assert type(found) is kind
        assert found == kind()
        assert found.value == kind.value == text == str(found) == found.to_json()
    assert repr(kind()) == f"{kind.__name__}()"


@pytest.mark.parametrize("family", FAMILIES)
def test_d27_an_unknown_state_is_kept(family: Any) -> None:
    found = family.from_string("Exploded")
    assert type(found) is family
    assert found.value == "Exploded" == found.to_json()
    assert family.value == ""


@pytest.mark.parametrize("family", FAMILIES)
@given(text=texts)
def test_every_state_survives(family: Any, text: str) -> None:
    found = family.from_json(text)
    assert found.value == text or found.value.casefold() == text.casefold()
    assert family.from_json(found.to_json()) == found == pickle.loads(pickle.dumps(found))
    assert hash(family.from_json(text)) == hash(found)


@pytest.mark.parametrize("family", FAMILIES)
def test_d26_null_is_none(family: Any) -> None:
    assert family.from_string(None) is None
    assert family.from_json(None) is None


def test_states_of_two_families_are_never_equal() -> None:
    assert TaskFinalState.from_string("x") != DependencyState.from_string("x")


def test_final_states_have_an_order() -> None:
    assert sorted([SUCCESS, FAILURE, CANCELLED]) == [CANCELLED, FAILURE, SUCCESS]


def test_a_state_cannot_be_changed() -> None:
    with pytest.raises(ReadOnlyAttribute):
        SUCCESS.value = "failure"


# What a user makes


@pytest.mark.parametrize(
    ("conditions", "json"),
    [
        (None, None),
        ([], []),
        ([SUCCESS], ["success"]),
        ((FAILURE, SUCCESS, FAILURE), ["failure", "success"]),
        ([TaskFinalStateCancelled, "Success"], ["cancelled", "success"]),
        ([TaskFinalState.from_string("Exploded")], ["Exploded"]),
    ],
)
def test_a_dependency_is_written_and_read(conditions: Any, json: Any) -> None:
    dependency = AdvancedDependency(UUID, conditions)
    assert dependency.to_json() == {"taskUuid": UUID, "taskFinalStateCondition": json}
    assert flaws("AdvancedDependencyInput", dependency.to_json()) == []
    again = AdvancedDependency.from_json(dependency.to_json())
    assert again == dependency
    assert hash(again) == hash(dependency)
    assert again.task_uuid == UUID
    found = again.task_final_state_condition
    assert (None if found is None else [each.value for each in found]) == json


def test_a_uuid_may_be_given_as_such() -> None:
    assert AdvancedDependency(uuid.UUID(UUID)).task_uuid == UUID  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [None, "", "a task", f"{UUID}x", 5, f"{UUID}\n"])
def test_d51_what_is_no_uuid_is_refused(value: Any) -> None:
    with pytest.raises(InvalidValue, match="task_uuid: the uuid of a task"):
        AdvancedDependency(value)
    with pytest.raises(InvalidValue, match="depends_on: "):
        TaskDependencies(depends_on=[value])


def test_a_missing_uuid_comes_with_advice() -> None:
    missing: Any = None
    with pytest.raises(InvalidValue, match="submit the task first"):
        AdvancedDependency(missing)


@pytest.mark.parametrize(
    "value", ["success", SUCCESS, 5, ["Succes"], [None], [5], [TaskFinalState()], [TaskFinalState]]
)
def test_conditions_that_cannot_be_right_are_refused(value: Any) -> None:
    with pytest.raises(InvalidValue, match="task_final_state_condition: "):
        AdvancedDependency(UUID, value)


def test_equality_goes_by_content_whatever_the_order() -> None:
    assert AdvancedDependency(UUID, [SUCCESS, FAILURE]) == AdvancedDependency(
        UUID, [FAILURE, SUCCESS]
    )
    assert AdvancedDependency(UUID) == AdvancedDependency(UUID, [])
    assert AdvancedDependency(UUID) != AdvancedDependency(UUID, [SUCCESS])
    assert AdvancedDependency(UUID) != AdvancedDependency(UUID.replace("0", "1"))


def test_a_dependency_cannot_be_changed() -> None:
    dependency = AdvancedDependency(UUID, [SUCCESS])
    with pytest.raises(ReadOnlyAttribute):
        dependency.task_uuid = UUID
    conditions = dependency.task_final_state_condition
    assert conditions is not None
    conditions.append(FAILURE)
    assert dependency == AdvancedDependency(UUID, [SUCCESS])
    assert repr(dependency) == f"AdvancedDependency({UUID!r}, [TaskFinalStateSuccess()])"


# What the API says


def test_an_output_is_written_and_read() -> None:
    output = AdvancedDependencyOutput(
        UUID, [SUCCESS], state=DependencyStateWaiting(), actual_final_state=FAILURE
    )
    json = {
        "taskUuid": UUID,
        "taskFinalStateCondition": ["success"],
        "state": "waiting",
        "actualFinalState": "failure",
    }
    assert output.to_json() == json
    assert flaws("AdvancedDependencyOutput", json) == []
    assert AdvancedDependencyOutput.from_json(json) == output
    assert (output.state, output.actual_final_state) == (DependencyStateWaiting(), FAILURE)
    assert output.task_final_state_condition == [SUCCESS]


def test_the_case_of_the_fixture_is_read() -> None:
    output = AdvancedDependencyOutput.from_json({"actualFinalState": "Success"})
    assert output.actual_final_state == SUCCESS
    assert output.to_json() == {"actualFinalState": "Success"}


def test_dependencies_are_written_and_read() -> None:
    output = AdvancedDependencyOutput(UUID, None, None)
    dependencies = TaskDependencies([UUID], [output], DependencyStateConditionsFulfilled())
    json = {
        "dependsOn": [UUID],
        "advancedDependsOn": [output.to_json()],
        "state": "dependencyConditionsFulfilled",
    }
    assert dependencies.to_json() == json
    assert flaws("DependenciesOutput", json) == []
    again = TaskDependencies.from_json(json)
    assert again == dependencies
    assert again is not None
    assert again.depends_on == [UUID]
    assert again.advanced_depends_on == [output]
    assert again.state == DependencyStateConditionsFulfilled()


@pytest.mark.parametrize("kind", [AdvancedDependency, AdvancedDependencyOutput])
@given(json=objects(*OUTPUT_KEYS))
def test_d27_whatever_the_server_sends_of_one_goes_back(kind: Any, json: dict[str, Any]) -> None:
    found = kind.from_json(json)
    assert same(found.to_json(), json)
    assert found == kind.from_json(copy.deepcopy(json))
    assert hash(found) == hash(kind.from_json(copy.deepcopy(json)))
    repr(found)


@given(
    objects("dependsOn", "advancedDependsOn", "state"),
    st.lists(st.none() | objects(*OUTPUT_KEYS), max_size=2),
)
def test_d27_whatever_the_server_sends_of_all_goes_back(
    json: dict[str, Any], advanced: list[Any]
) -> None:
    for each in (json, {**json, "advancedDependsOn": advanced}):
        found = TaskDependencies.from_json(each)
        assert found is not None
        assert same(found.to_json(), each)
        repr(found)
        hash(found)


def test_d26_nulls_are_read() -> None:
    assert TaskDependencies.from_json(None) is None
    nulls = dict.fromkeys(("dependsOn", "advancedDependsOn", "state"))
    for json in ({}, nulls):
        found = TaskDependencies.from_json(json)
        assert found == TaskDependencies()
        assert found is not None
        assert (found.depends_on, found.advanced_depends_on, found.state) == ([], [], None)
    output = AdvancedDependencyOutput.from_json(dict.fromkeys(OUTPUT_KEYS))
    assert output == AdvancedDependencyOutput.from_json(None)
    assert output.task_uuid is None
    assert output.task_final_state_condition is None
    assert output.state is None


@pytest.mark.parametrize(
    "values",
    [
        {"depends_on": UUID},
        {"depends_on": 5},
        {"advanced_depends_on": [UUID]},
        {"advanced_depends_on": 5},
        {"state": "waiting"},
    ],
)
def test_values_of_another_kind_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(InvalidValue, match=f"{next(iter(values))}: "):
        TaskDependencies(**values)
