"""Filters: the JSON of every operator, and what is refused."""

from __future__ import annotations

import enum
import json
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, strategies as st
from sent_json import anything, flaws

from qarnot.exceptions import InvalidValue
from qarnot.filters import Field, Filter, filter_json

NOON = datetime(2026, 2, 3, 12, tzinfo=UTC)
sendable = st.text(st.characters(exclude_categories=["Cs"]))


class Colour(enum.Enum):
    RED = "red"


def unit(operator: str, field: str, value: str) -> dict[str, Any]:
    return {"operator": operator, "field": field, "value": value}


@pytest.mark.parametrize(
    ("condition", "json"),
    [
        (Field.state == "Success", {"operator": "Equal", "field": "State", "value": "Success"}),
        (Field.state != "Success", {"operator": "NotEqual", "field": "State", "value": "Success"}),
        (
            Field.instancecount < 5,
            {"operator": "LessThan", "field": "InstanceCount", "value": "5"},
        ),
        (
            Field.results_count <= 5,
            {"operator": "LessThanOrEqual", "field": "ResultsCount", "value": "5"},
        ),
        (
            Field.creation_date > NOON,
            {
                "operator": "GreaterThan",
                "field": "CreationDate",
                "value": "2026-02-03T12:00:00Z",
            },
        ),
        (
            Field.end_date >= NOON,
            {
                "operator": "GreaterThanOrEqual",
                "field": "EndDate",
                "value": "2026-02-03T12:00:00Z",
            },
        ),
        (
            Field.name.like("^render-[0-9]+$"),
            {"operator": "Like", "field": "Name", "value": "^render-[0-9]+$"},
        ),
        (
            Field.tags.in_(["a", "b", "a"]),
            {"operator": "In", "field": "Tags", "values": ["a", "b"]},
        ),
        (
            Field.state.not_in(each for each in ("Success", "Failure")),
            {"operator": "NotIn", "field": "State", "values": ["Success", "Failure"]},
        ),
        (
            (Field.state == "Success") & (Field.tags == "a"),
            {
                "operator": "And",
                "filters": [
                    {"operator": "Equal", "field": "State", "value": "Success"},
                    {"operator": "Equal", "field": "Tags", "value": "a"},
                ],
            },
        ),
        (
            (Field.state == "Success") | (Field.tags == "a"),
            {
                "operator": "Or",
                "filters": [
                    {"operator": "Equal", "field": "State", "value": "Success"},
                    {"operator": "Equal", "field": "Tags", "value": "a"},
                ],
            },
        ),
    ],
)
def test_every_operator_is_written_as_the_api_reads_it(
    condition: Filter, json: dict[str, Any]
) -> None:
    assert condition.to_json() == json
    assert flaws("Filter", json) == []


YES, NO = True, False
PARIS = timezone(timedelta(hours=1))
NEW_YORK = timezone(timedelta(hours=-5))
TASK = uuid.UUID("7b1f8a4e-0c1d-4a59-9d5e-3f6b2c8d9e01")

# Each written by hand, as it must go over the wire.
GOLDEN: list[tuple[Filter, str]] = [
    (Field.name == "render", '{"operator":"Equal","field":"Name","value":"render"}'),
    (Field.name == "", '{"operator":"Equal","field":"Name","value":""}'),
    (Field.name == 'a "b" \\ c', r'{"operator":"Equal","field":"Name","value":"a \"b\" \\ c"}'),
    (Field.name != "é✓", '{"operator":"NotEqual","field":"Name","value":"é✓"}'),
    (Field.name < "m", '{"operator":"LessThan","field":"Name","value":"m"}'),
    (Field.name >= "m", '{"operator":"GreaterThanOrEqual","field":"Name","value":"m"}'),
    (Field.name.like(r"^v\d+$"), r'{"operator":"Like","field":"Name","value":"^v\\d+$"}'),
    (
        Field.shortname == "nightly-7",
        '{"operator":"Equal","field":"Shortname","value":"nightly-7"}',
    ),
    (
        Field.profile != "docker-batch",
        '{"operator":"NotEqual","field":"Profile","value":"docker-batch"}',
    ),
    (Field.state == Colour.RED, '{"operator":"Equal","field":"State","value":"red"}'),
    (
        Field.previous_state == "Submitted",
        '{"operator":"Equal","field":"PreviousState","value":"Submitted"}',
    ),
    (
        Field.uuid == TASK,
        '{"operator":"Equal","field":"Uuid","value":"7b1f8a4e-0c1d-4a59-9d5e-3f6b2c8d9e01"}',
    ),
    (
        Field.pool_uuid != TASK,
        '{"operator":"NotEqual","field":"PoolUuid","value":"7b1f8a4e-0c1d-4a59-9d5e-3f6b2c8d9e01"}',
    ),
    (
        Field.job_uuid == str(TASK),
        '{"operator":"Equal","field":"JobUuid","value":"7b1f8a4e-0c1d-4a59-9d5e-3f6b2c8d9e01"}',
    ),
    (
        Field.project_uuid == TASK,
        '{"operator":"Equal","field":"ProjectUuid","value":"7b1f8a4e-0c1d-4a59-9d5e-3f6b2c8d9e01"}',
    ),
    (
        Field.depends_on == TASK,
        '{"operator":"Equal","field":"Dependencies.DependsOn","value":"7b1f8a4e-0c1d-4a59-9d5e-3f6b2c8d9e01"}',
    ),
    (
        Field.creation_date > NOON,
        '{"operator":"GreaterThan","field":"CreationDate","value":"2026-02-03T12:00:00Z"}',
    ),
    (
        Field.creation_date >= datetime(2026, 2, 3, 13, tzinfo=PARIS),
        '{"operator":"GreaterThanOrEqual","field":"CreationDate","value":"2026-02-03T12:00:00Z"}',
    ),
    (
        Field.last_modified < datetime(2025, 12, 31, 23, 30, tzinfo=NEW_YORK),
        '{"operator":"LessThan","field":"LastModified","value":"2026-01-01T04:30:00Z"}',
    ),
    (
        Field.end_date <= datetime(2026, 2, 3, 12, 0, 0, 5, tzinfo=UTC),
        '{"operator":"LessThanOrEqual","field":"EndDate","value":"2026-02-03T12:00:00.000005Z"}',
    ),
    (
        Field.state_transition_time != NOON,
        '{"operator":"NotEqual","field":"StateTransitionTime","value":"2026-02-03T12:00:00Z"}',
    ),
    (
        Field.previous_state_transition_time == NOON,
        '{"operator":"Equal","field":"PreviousStateTransitionTime","value":"2026-02-03T12:00:00Z"}',
    ),
    (
        Field.creation_date.in_([NOON, datetime(2024, 2, 29, tzinfo=UTC)]),
        '{"operator":"In","field":"CreationDate","values":["2026-02-03T12:00:00Z","2024-02-29T00:00:00Z"]}',
    ),
    (
        Field.execution_time > "01:00:00",
        '{"operator":"GreaterThan","field":"ExecutionTime","value":"01:00:00"}',
    ),
    (
        Field.wall_time < "1.00:00:00",
        '{"operator":"LessThan","field":"WallTime","value":"1.00:00:00"}',
    ),
    (Field.instancecount > 10, '{"operator":"GreaterThan","field":"InstanceCount","value":"10"}'),
    (
        Field.instancecount.not_in([1, 2]),
        '{"operator":"NotIn","field":"InstanceCount","values":["1","2"]}',
    ),
    (
        Field.running_instance_count == 0,
        '{"operator":"Equal","field":"RunningInstanceCount","value":"0"}',
    ),
    (
        Field.running_core_count >= 8,
        '{"operator":"GreaterThanOrEqual","field":"RunningCoreCount","value":"8"}',
    ),
    (Field.results_count <= 5, '{"operator":"LessThanOrEqual","field":"ResultsCount","value":"5"}'),
    (Field.results == "out", '{"operator":"Equal","field":"ResultBucket","value":"out"}'),
    (
        Field.max_time_queue_seconds < 3600,
        '{"operator":"LessThan","field":"MaxTimeQueueSeconds","value":"3600"}',
    ),
    (
        Field.snapshot_interval != 0,
        '{"operator":"NotEqual","field":"SnapshotInterval","value":"0"}',
    ),
    (Field.tags == "nightly", '{"operator":"Equal","field":"Tags","value":"nightly"}'),
    (Field.tags != "nightly", '{"operator":"NotEqual","field":"Tags","value":"nightly"}'),
    (Field.tags.in_({"only": 1}.keys()), '{"operator":"In","field":"Tags","values":["only"]}'),
    (Field.tags.not_in(("a", "b", "a")), '{"operator":"NotIn","field":"Tags","values":["a","b"]}'),
    (Field.tags.like("^night"), '{"operator":"Like","field":"Tags","value":"^night"}'),
    (
        Field.use_dependencies == YES,
        '{"operator":"Equal","field":"UseDependencies","value":"true"}',
    ),
    (
        Field.is_elastic == NO,
        '{"operator":"Equal","field":"ElasticProperty.IsElastic","value":"false"}',
    ),
    (
        Field.preparation_command_line.like("apt"),
        '{"operator":"Like","field":"PreparationTask.CommandLine","value":"apt"}',
    ),
    (
        Field.queued_or_running_task_instances_count > 3,
        '{"operator":"GreaterThan","field":"queuedOrRunningTaskInstancesCount","value":"3"}',
    ),
    (
        Field.total_slot_capacity == 64,
        '{"operator":"Equal","field":"totalSlotCapacity","value":"64"}',
    ),
    (Field.pool_usage < 0.25, '{"operator":"LessThan","field":"poolUsage","value":"0.25"}'),
    (
        Field("Constants.Key") == "DOCKER_CMD",
        '{"operator":"Equal","field":"Constants.Key","value":"DOCKER_CMD"}',
    ),
    (
        (Field.state == "Success") & (Field.tags == "a") & (Field.instancecount > 1),
        (
            '{"operator":"And","filters":[{"operator":"Equal","field":"State","value":"Success"},'
            '{"operator":"Equal","field":"Tags","value":"a"},'
            '{"operator":"GreaterThan","field":"InstanceCount","value":"1"}]}'
        ),
    ),
    (
        (Field.tags == "a") | ((Field.tags == "b") | (Field.tags == "c")),
        (
            '{"operator":"Or","filters":[{"operator":"Equal","field":"Tags","value":"a"},'
            '{"operator":"Equal","field":"Tags","value":"b"},'
            '{"operator":"Equal","field":"Tags","value":"c"}]}'
        ),
    ),
    (
        (Field.state.in_(["Success", "Failure"]) | (Field.end_date > NOON)) & Field.name.like("^r"),
        (
            '{"operator":"And","filters":[{"operator":"Or","filters":['
            '{"operator":"In","field":"State","values":["Success","Failure"]},'
            '{"operator":"GreaterThan","field":"EndDate","value":"2026-02-03T12:00:00Z"}]},'
            '{"operator":"Like","field":"Name","value":"^r"}]}'
        ),
    ),
    (
        ((Field.name == "a") & (Field.tags == "x")) | ((Field.name == "b") & (Field.tags != "x")),
        (
            '{"operator":"Or","filters":['
            '{"operator":"And","filters":[{"operator":"Equal","field":"Name","value":"a"},'
            '{"operator":"Equal","field":"Tags","value":"x"}]},'
            '{"operator":"And","filters":[{"operator":"Equal","field":"Name","value":"b"},'
            '{"operator":"NotEqual","field":"Tags","value":"x"}]}]}'
        ),
    ),
    (
        (Field.name == "a") & ((Field.name == "b") | ((Field.name == "c") & (Field.name == "d"))),
        (
            '{"operator":"And","filters":[{"operator":"Equal","field":"Name","value":"a"},'
            '{"operator":"Or","filters":[{"operator":"Equal","field":"Name","value":"b"},'
            '{"operator":"And","filters":[{"operator":"Equal","field":"Name","value":"c"},'
            '{"operator":"Equal","field":"Name","value":"d"}]}]}]}'
        ),
    ),
]


@pytest.mark.parametrize(("condition", "written"), GOLDEN)
def test_a_filter_goes_over_the_wire_as_it_was_written_by_hand(
    condition: Filter, written: str
) -> None:
    sent = json.dumps(condition.to_json(), ensure_ascii=False, separators=(",", ":"))
    assert sent == written
    assert flaws("Filter", json.loads(written)) == []


def test_at_least_forty_filters_are_written_by_hand() -> None:
    assert len({written for _, written in GOLDEN}) == len(GOLDEN) >= 40


def test_conditions_are_joined_flat_and_in_order() -> None:
    a, b, c, d = (Field(name) == "x" for name in "ABCD")
    found = (a & b & c) | d
    ja, jb, jc, jd = (unit("Equal", name, "x") for name in "ABCD")
    assert found.to_json() == {
        "operator": "Or",
        "filters": [{"operator": "And", "filters": [ja, jb, jc]}, jd],
    }
    assert (a & (b & c)).to_json() == (a & b & c).to_json()
    assert ((a | b) & c).to_json() == {
        "operator": "And",
        "filters": [{"operator": "Or", "filters": [ja, jb]}, jc],
    }
    assert flaws("Filter", found.to_json()) == []
    assert a.to_json() == ja


@pytest.mark.parametrize(
    ("field", "name"),
    [
        (Field.uuid, "Uuid"),
        (Field.shortname, "Shortname"),
        (Field.profile, "Profile"),
        (Field.previous_state_transition_time, "PreviousStateTransitionTime"),
        (Field.pool_uuid, "PoolUuid"),
        (Field.depends_on, "Dependencies.DependsOn"),
        (Field.total_slot_capacity, "totalSlotCapacity"),
        (Field("Whatever.It.Is"), "Whatever.It.Is"),
    ],
)
def test_fields_are_sent_under_the_names_of_the_api(field: Field, name: str) -> None:
    assert (field == "x").to_json()["field"] == name
    assert repr(field) == f"Field({name!r})"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("", ""),
        ("äöü", "äöü"),
        (0, "0"),
        (-5, "-5"),
        (2.5, "2.5"),
        (True, "true"),
        (False, "false"),
        (Colour.RED, "red"),
        (uuid.UUID(int=0), "00000000-0000-0000-0000-000000000000"),
        (NOON, "2026-02-03T12:00:00Z"),
        (NOON.replace(microsecond=172000), "2026-02-03T12:00:00.172000Z"),
        (NOON.astimezone(timezone(timedelta(hours=5.5))), "2026-02-03T12:00:00Z"),
        (datetime(33, 1, 1, tzinfo=UTC), "0033-01-01T00:00:00Z"),
    ],
)
def test_values_are_sent_as_text(value: Any, written: str) -> None:
    assert (Field.name == value).to_json()["value"] == written
    assert Field.name.in_([value]).to_json()["values"] == [written]


@pytest.mark.parametrize(
    "value",
    [
        None,
        float("nan"),
        float("inf"),
        b"x",
        ["x"],
        "\ud800",
        Field.state,
        date(2026, 2, 3),
        NOON.replace(tzinfo=None),
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-5))),
    ],
)
def test_values_that_cannot_be_compared_are_refused(value: Any) -> None:
    comparisons: list[Callable[[], Filter]] = [
        lambda: Field.name == value,
        lambda: Field.name != value,
        lambda: Field.name < value,
        lambda: Field.name >= value,
        lambda: Field.name.in_(["x", value]),
        lambda: Field.name.not_in([value]),
    ]
    for compare in comparisons:
        with pytest.raises(InvalidValue, match="Name: "):
            compare()


def test_a_number_of_too_many_digits_is_refused() -> None:
    with pytest.raises(InvalidValue, match="Name: a number of fewer digits"):
        _ = Field.name == 10**5000


def test_a_date_without_a_time_zone_is_refused_with_advice() -> None:
    with pytest.raises(InvalidValue, match="time zone"):
        _ = Field.creation_date > NOON.replace(tzinfo=None)


@pytest.mark.parametrize("values", ["abc", b"abc", [], (), {}, {"a": 1}, None, 5])
def test_a_list_of_values_that_cannot_be_right_is_refused(values: Any) -> None:
    for compare in (Field.tags.in_, Field.tags.not_in):
        with pytest.raises(InvalidValue, match="Tags: a list of one or more values"):
            compare(values)


@pytest.mark.parametrize("pattern", [None, 5, b"x"])
def test_a_pattern_is_a_text(pattern: Any) -> None:
    with pytest.raises(InvalidValue, match="regular expression"):
        Field.name.like(pattern)


def test_a_condition_has_no_truth_value() -> None:
    a, b = Field.state == "Success", Field.tags == "x"
    uses: list[Callable[[], Any]] = [
        lambda: a and b,
        lambda: a or b,
        lambda: not a,
        lambda: 1 < Field.instancecount < 5,
        lambda: Field.state in ["Success"],
    ]
    for use in uses:
        with pytest.raises(InvalidValue, match=r"join conditions by & and \|"):
            use()


def test_conditions_are_joined_with_conditions_only() -> None:
    other: Any = {"operator": "Equal"}
    with pytest.raises(TypeError):
        _ = (Field.state == "x") & other
    with pytest.raises(TypeError):
        _ = (Field.state == "x") | other


@pytest.mark.parametrize("name", ["", None, 5, "\ud800"])
def test_a_field_has_a_name(name: Any) -> None:
    with pytest.raises(InvalidValue, match="the name of a field"):
        Field(name)


def test_a_misspelt_or_nested_field_is_an_attribute_error() -> None:
    kind: Any = Field
    with pytest.raises(AttributeError):
        _ = kind.stat
    with pytest.raises(AttributeError, match="nested"):
        _ = Field.state.uuid


def test_conditions_of_equal_content_are_equal() -> None:
    one, other = Field.state == "x", Field("State") == "x"
    assert one.__eq__(other) is True
    assert len({one, other, Field.state == "y"}) == 2


def test_what_is_given_out_is_a_copy() -> None:
    condition = Field.tags.in_(["a"])
    condition.to_json()["values"].append("b")
    assert condition.to_json()["values"] == ["a"]


def test_a_condition_can_be_read_by_people() -> None:
    condition = ((Field.state == "x") | (Field.tags == "y")) & Field.name.in_(["z"])
    assert repr(condition) == ("<Filter ((State Equal 'x' | Tags Equal 'y') & Name In ['z'])>")


leaves = st.one_of(
    st.builds(lambda name, value: Field(name) == value, sendable.filter(bool), sendable),
    st.builds(
        lambda name, values: Field(name).in_(values),
        sendable.filter(bool),
        st.lists(sendable | st.integers() | st.datetimes(timezones=st.just(UTC)), min_size=1),
    ),
)
conditions = st.recursive(
    leaves,
    lambda inner: (
        st.builds(lambda a, b: a & b, inner, inner) | st.builds(lambda a, b: a | b, inner, inner)
    ),
    max_leaves=6,
)


@given(conditions)
def test_every_condition_fits_the_document(condition: Filter) -> None:
    json = condition.to_json()
    assert flaws("Filter", json) == []
    assert filter_json("filter", condition) == json == filter_json("filter", json)


def test_a_user_may_give_a_filter_json_or_nothing() -> None:
    json = {"operator": "Or", "filters": [unit("Equal", "State", "x")]}
    found = filter_json("filter", json)
    assert found == json
    assert found is not json
    assert filter_json("filter", None) is None


def test_values_in_json_may_be_what_a_field_can_be_compared_with() -> None:
    started = {"operator": "GreaterThan", "field": "CreationDate", "value": NOON}
    json = {
        "operator": "And",
        "filters": (
            {"operator": "In", "field": "InstanceCount", "values": (1, 2, 1)},
            (Field.tags == "a") | (Field.tags == "b"),
            started,
        ),
    }
    found = filter_json("filter", json)
    wanted = (
        Field.instancecount.in_([1, 2])
        & ((Field.tags == "a") | (Field.tags == "b"))
        & (Field.creation_date > NOON)
    )
    assert found == wanted.to_json()
    assert flaws("Filter", found) == []
    assert started["value"] is NOON


LEAF = unit("Equal", "State", "x")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({}, "with an 'operator' that is one of And, Or, Equal"),
        ("State", "such as Field.state == 'Success'"),
        ([], "such as"),
        (True, "such as"),
        (Field.state, "such as"),
        ({"operator": 5}, "with an 'operator'"),
        ({"operator": ["Equal"]}, "with an 'operator'"),
        ({"operator": "equal", "field": "State", "value": "x"}, "is one of .*Equal"),
        ({"operator": "Near", "field": "State", "value": "x"}, "'Near'"),
        ({"operator": "Equal"}, "'Equal' with 'field' and 'value' and nothing else"),
        ({"operator": "Equal", "field": "State"}, "'field' and 'value'"),
        ({**LEAF, "values": ["x"]}, "nothing else"),
        ({**LEAF, "feild": "State"}, "'feild'"),
        ({"operator": "In", "field": "State", "value": "x"}, "'In' with 'field' and 'values'"),
        ({"operator": "Equal", "field": "State", "values": ["x"]}, "'field' and 'value'"),
        ({**LEAF, "field": 5}, "'field': the name of a field was expected, not 5"),
        ({**LEAF, "field": ""}, "'field': the name of a field"),
        ({**LEAF, "value": None}, "State: a text, number"),
        ({**LEAF, "value": ["x"]}, "State: a text, number"),
        ({"operator": "In", "field": "State", "values": []}, "State: a list of one or more values"),
        ({"operator": "In", "field": "State", "values": "xy"}, "State: a list of one or more"),
        ({"operator": "In", "field": "State", "values": [None]}, "State: a text, number"),
        ({"operator": "And", "filters": []}, "'filters' that are a list of one or more"),
        ({"operator": "And", "filters": {}}, "'filters' that are a list"),
        ({"operator": "And", "filters": [LEAF], "field": "State"}, "'filters' and nothing else"),
        ({"operator": "Or", "filters": [LEAF, "State"]}, "not 'State'"),
        ({"operator": "Or", "filters": [{"operator": "And", "filters": [{}]}]}, "not {}"),
    ],
)
def test_anything_else_is_refused(value: Any, text: str) -> None:
    with pytest.raises(InvalidValue, match=rf"^Error: filter: .*{text}"):
        filter_json("filter", value)


@given(anything | conditions.map(Filter.to_json))
def test_a_check_gives_json_that_fits_the_document_or_invalid_value(value: Any) -> None:
    try:
        found = filter_json("filter", value)
    except InvalidValue:
        return
    assert value is None or flaws("Filter", found) == []


def alternating(count: int) -> Filter:
    """Join conditions by turns, so that each stands in the one after it."""
    condition = Field.state == "x"
    for number in range(count - 1):
        other = Field.tags == str(number)
        condition = condition & other if number % 2 else condition | other
    return condition


def test_filters_in_each_other_work_to_a_depth_and_are_refused_beyond() -> None:
    deep = alternating(50)
    assert deep == alternating(50)
    assert len({deep, alternating(50)}) == 1
    assert repr(deep).count("Tags Equal") == 49
    json = deep.to_json()
    assert filter_json("filter", deep) == json == filter_json("filter", json)
    # Joined alike it becomes wider, not deeper.
    assert len((deep | deep | (Field.name == "x")).to_json()["filters"]) == 5
    for other in (deep, Field.name == "x"):
        with pytest.raises(InvalidValue, match="at most 50 filters in each other"):
            _ = other & deep
    with pytest.raises(InvalidValue, match="at most 50 filters in each other"):
        filter_json("filter", {"operator": "Or", "filters": [json]})
    endless: dict[str, Any] = {"operator": "Or", "filters": []}
    endless["filters"].append(endless)
    with pytest.raises(InvalidValue, match="filter: at most 50"):
        filter_json("filter", endless)


def test_a_long_filter_is_no_deep_one() -> None:
    conditions = [Field.tags == str(number) for number in range(2_000)]
    joined = conditions[0]
    for each in conditions[1:]:
        joined = joined | each
    assert len(joined.to_json()["filters"]) == 2_000
    assert repr(joined)
