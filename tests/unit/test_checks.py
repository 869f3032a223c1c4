"""Checks of what users give: what passes, in which form, and that the rest is ``InvalidValue``."""

from __future__ import annotations

import enum
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, strategies as st

from qarnot import _checks as checks
from qarnot.exceptions import InvalidValue

NAMED: list[Callable[[str, Any], Any]] = [
    checks.identifier,
    checks.name,
    checks.shortname,
    checks.instance_count,
    checks.instance_range,
    checks.count_or_range,
    checks.optional_count,
    checks.timeout,
    checks.tags,
    checks.labels,
    checks.constants,
]
SECRET = "secret-value-77"

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.binary(),
    st.from_regex(r"[0-9,-]{0,12}", fullmatch=True),
    st.just(object()),
)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner) | st.dictionaries(scalars.filter(lambda key: key == key), inner),
    max_leaves=8,
)


@given(anything)
def test_a_check_gives_a_value_or_raises_invalid_value(value: Any) -> None:
    for check in NAMED:
        refusal = ""
        try:
            check("task.thing", value)
        except InvalidValue as error:
            refusal = str(error)
        if refusal:
            assert "task.thing: " in refusal
            assert "was expected" in refusal or "were expected" in refusal


@given(anything)
def test_what_a_check_gave_passes_it_again_unchanged(value: Any) -> None:
    for check in NAMED:
        if check is checks.count_or_range:
            continue  # gives a pair
        try:
            kept = check("thing", value)
        except InvalidValue:
            continue
        assert check("thing", kept) == kept


@pytest.mark.parametrize("check", NAMED)
def test_a_refusal_does_not_repeat_a_huge_value_at_length(check: Callable[[str, Any], Any]) -> None:
    with pytest.raises(InvalidValue) as caught:
        check("thing", {1: "\0" * 100_000} if check is not checks.constants else "\0" * 100_000)
    assert len(str(caught.value)) < 400


HUGE = 10**5000


@pytest.mark.parametrize(
    ("check", "value"),
    [
        (checks.identifier, HUGE),
        (checks.name, HUGE),
        (checks.shortname, HUGE),
        (checks.instance_count, -HUGE),
        (checks.instance_count, "9" * 5000),
        (checks.count_or_range, "9" * 5000),
        (checks.instance_range, "1-" + "9" * 5000),
        (checks.optional_count, -HUGE),
        (checks.timeout, -HUGE),
        (checks.timeout, 10**400),
        (checks.tags, [HUGE]),
        (checks.labels, {"a": HUGE}),
        (checks.constants, HUGE),
    ],
    ids=map(str, range(13)),
)
def test_a_number_of_thousands_of_digits_is_refused(
    check: Callable[[str, Any], Any], value: Any
) -> None:
    with pytest.raises(InvalidValue, match="thing"):
        check("thing", value)


# Names

UUID = "f78fdff8-7081-46e1-bb2f-d9cd4e185ece"


@pytest.mark.parametrize("value", [UUID, "my-task", "docker-batch", "a b", "é", "a/b", "..."])
def test_a_name_or_uuid_identifies(value: str) -> None:
    assert checks.identifier("uuid", value) == value


def test_a_uuid_object_identifies() -> None:
    assert checks.identifier("uuid", uuid.UUID(UUID)) == UUID


class Choice(enum.Enum):
    YES = "yes"


def test_the_value_of_an_enumeration_is_sent() -> None:
    assert checks.constants_json({"KEY": Choice.YES}) == [{"key": "KEY", "value": "yes"}]


@pytest.mark.parametrize("value", ["", ".", "..", None, "a\nb", "a\0", "\x7f", "x" * 2049])
def test_what_would_address_something_else_does_not_identify(value: Any) -> None:
    with pytest.raises(InvalidValue, match="uuid: a name or uuid was expected"):
        checks.identifier("uuid", value)


def test_what_no_address_can_carry_does_not_identify() -> None:
    with pytest.raises(InvalidValue, match="uuid"):
        checks.identifier("uuid", "a\udc00")


def test_a_name_has_from_1_to_2047_characters() -> None:
    assert checks.name("name", "x" * 2047) == "x" * 2047
    refused: list[Any] = ["", "x" * 2048, None, 5, b"a", ["a"]]
    for wrong in refused:
        with pytest.raises(InvalidValue, match="1 to 2047"):
            checks.name("name", wrong)


@pytest.mark.parametrize("value", ["a", "A1", "0", "a-b", "a--b", "x" * 2047, UUID, None])
def test_a_shortname_of_letters_digits_and_dashes_passes(value: str | None) -> None:
    assert checks.shortname("shortname", value) == value


@pytest.mark.parametrize(
    "value", ["", "-a", "a-", "-", "a_b", "a b", "a.b", "é", "a\n", "x" * 2048, 5, b"a", "²"]
)
def test_any_other_shortname_is_refused(value: Any) -> None:
    with pytest.raises(InvalidValue, match="shortname: letters, digits and '-'"):
        checks.shortname("shortname", value)


# Counts


@pytest.mark.parametrize(("value", "kept"), [(0, 0), (1, 1), (10**6, 10**6), ("1", 1), ("007", 7)])
def test_a_count_may_be_written_as_text(value: Any, kept: int) -> None:
    assert checks.instance_count("instancecount", value) == kept


@pytest.mark.parametrize(("value", "kept"), [(3, (3, None)), ("3", (0, "3")), ("0-2", (0, "0-2"))])
def test_a_text_says_which_instances_and_a_number_how_many(
    value: Any, kept: tuple[int, str | None]
) -> None:
    assert checks.count_or_range("instancecount_or_range", value) == kept


@pytest.mark.parametrize("value", [-1, 1.0, True, None, "", "-1", "1.5", " 1", "²", "٣", [], b"1"])
def test_what_is_no_count_is_refused(value: Any) -> None:
    with pytest.raises(InvalidValue, match="instancecount: a whole number, 0 or more"):
        checks.instance_count("instancecount", value)


ranges = st.lists(
    st.tuples(st.integers(0, 10**6), st.integers(0, 10**6), st.booleans()), min_size=1
).map(
    lambda parts: ",".join(
        f"{min(one, other)}-{max(one, other)}" if is_range else str(one)
        for one, other, is_range in parts
    )
)


@given(ranges)
@example("0-2,4-5,17")
@example("3-3")
def test_every_range_of_the_documented_form_passes(text: str) -> None:
    assert checks.instance_range("advanced_range", text) == text
    if "," in text or "-" in text:
        assert checks.count_or_range("instancecount", text) == (0, text)


@pytest.mark.parametrize(
    "text",
    ["", ",", "1,", ",1", "1-", "-1", "1--2", "1-2-3", "a", "1 -2", "1-2\n", "٣-٤", 3, ["1"]],
)
def test_any_other_range_is_refused(text: Any) -> None:
    with pytest.raises(InvalidValue, match="advanced_range: ranges such as '0-2,4-5,17'"):
        checks.instance_range("advanced_range", text)


@pytest.mark.parametrize("text", ["2-1", "0-1,10-9", "10-9"])
def test_a_range_that_ends_before_it_begins_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="end is not before their beginning"):
        checks.instance_range("advanced_range", text)


def test_a_range_with_numbers_of_unlike_length_is_compared_by_value() -> None:
    assert checks.instance_range("advanced_range", "9-10") == "9-10"


def test_no_range_is_none() -> None:
    assert checks.instance_range("advanced_range", None) is None


@pytest.mark.parametrize("value", ["1-", "", "x", None, True, 1.5, [1]])
def test_what_is_neither_a_count_nor_a_range_is_refused(value: Any) -> None:
    with pytest.raises(InvalidValue, match="instancecount"):
        checks.count_or_range("instancecount", value)


def test_a_number_from_1_on_may_be_left_out() -> None:
    assert checks.optional_count("count", None) is None
    assert checks.optional_count("count", 1) == 1
    for wrong in (0, -1, True, 1.0, "1"):
        with pytest.raises(InvalidValue, match="1 or more"):
            checks.optional_count("count", wrong)


def test_a_timeout_is_a_number_of_seconds_or_none() -> None:
    assert checks.timeout("timeout", None) is None
    assert checks.timeout("timeout", 0) == 0.0
    assert checks.timeout("timeout", 2) == 2.0
    assert checks.timeout("timeout", float("inf")) == float("inf")
    refused: list[Any] = [-1, -0.1, float("nan"), True, "5", [], b"1"]
    for wrong in refused:
        with pytest.raises(InvalidValue, match="timeout: a number of seconds"):
            checks.timeout("timeout", wrong)


# Tags, labels, constants


def test_tags_may_come_in_any_iterable() -> None:
    assert checks.tags("tags", ("a", "b")) == ["a", "b"]
    assert checks.tags("tags", (tag for tag in "ab")) == ["a", "b"]
    assert checks.tags("tags", None) == []


def test_tags_given_are_not_the_users_own_list() -> None:
    given_tags = ["a"]
    checks.tags("tags", given_tags).append("b")
    assert given_tags == ["a"]


@pytest.mark.parametrize("wrong", ["ab", b"ab", 5, [1], [None], ["x" * 512], True])
def test_what_are_no_tags_is_refused(wrong: Any) -> None:
    with pytest.raises(InvalidValue, match="tags"):
        checks.tags("tags", wrong)


def test_ten_tags_are_sent_and_eleven_are_refused() -> None:
    ten = [str(number) for number in range(10)]
    assert checks.tags_json(ten) == ten
    with pytest.raises(InvalidValue, match="at most 10 was expected, not '11 of them'"):
        checks.tags_json([*ten, "x"])


def test_tags_are_checked_once_more_when_they_are_sent() -> None:
    edited: list[Any] = ["a", 5]
    with pytest.raises(InvalidValue, match="tags"):
        checks.tags_json(edited)


def test_labels_are_texts_by_texts() -> None:
    given_labels = {"a": "1", "": ""}
    kept = checks.labels("labels", given_labels)
    assert kept == given_labels
    assert kept is not given_labels
    assert checks.labels("labels", None) == {}


@pytest.mark.parametrize("wrong", [{"a": 1}, {1: "a"}, {"a": None}, [("a", "b")], "ab", 5])
def test_what_are_no_labels_is_refused(wrong: Any) -> None:
    with pytest.raises(InvalidValue, match="labels"):
        checks.labels("labels", wrong)


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("text", "text"),
        ("", ""),
        (5, "5"),
        (-1, "-1"),
        (1.5, "1.5"),
        (True, "True"),
        (b"bytes", "bytes"),
        ("é\n", "é\n"),
        ("x" * 2048, "x" * 2048),
    ],
)
def test_any_scalar_constant_is_sent_as_text(value: Any, sent: str) -> None:
    assert checks.constants_json({"KEY": value}) == [{"key": "KEY", "value": sent}]


def test_a_constant_that_is_none_is_left_out() -> None:
    assert checks.constants_json({"A": None, "B": 0}) == [{"key": "B", "value": "0"}]


@pytest.mark.parametrize("value", [[], {}, object(), ("a",), {"a"}, b"\xff", "x" * 2049])
def test_a_constant_that_is_no_scalar_is_refused_by_its_key(value: Any) -> None:
    with pytest.raises(InvalidValue, match=r"constants\['KEY'\]"):
        checks.constants_json({"KEY": value})


@pytest.mark.parametrize(
    "value", [[SECRET], {SECRET: 1}, SECRET * 200, SECRET.encode() + b"\xff", (SECRET,)]
)
def test_the_value_of_a_refused_constant_is_never_shown(value: Any) -> None:
    with pytest.raises(InvalidValue) as caught:
        checks.constants_json({"KEY": value})
    assert SECRET not in str(caught.value)


def test_a_constant_of_thousands_of_digits_is_refused() -> None:
    with pytest.raises(InvalidValue, match="KEY"):
        checks.constants_json({"KEY": HUGE})


@pytest.mark.parametrize("key", ["", "a b", "a=b", "é", 5, None, "x" * 2049, "a\n", ("a",)])
def test_a_key_that_the_platform_refuses_is_refused_here(key: Any) -> None:
    with pytest.raises(InvalidValue, match=r"a key of letters, digits, '_', '\.' and"):
        checks.constants_json({key: "1"})


def test_150_constants_are_sent_and_one_more_is_refused() -> None:
    most = {f"K{number}": number for number in range(150)}
    assert len(checks.constants_json(most)) == 150
    with pytest.raises(InvalidValue, match="at most 150"):
        checks.constants_json({**most, "one": "more"})


def test_constants_are_taken_as_they_are_when_assigned() -> None:
    assert checks.constants("constants", None) == {}
    assert checks.constants("constants", {"a b": [1]}) == {"a b": [1]}
    for wrong in ([("a", "b")], "ab", 5):
        with pytest.raises(InvalidValue, match="constants: a dict was expected"):
            checks.constants("constants", wrong)


@given(st.dictionaries(st.text(max_size=5) | st.integers(), anything, max_size=5))
def test_constants_are_sent_as_texts_or_refused(value: dict[Any, Any]) -> None:
    try:
        sent = checks.constants_json(value)
    except InvalidValue:
        return
    assert [item["key"] for item in sent] == [key for key in value if value[key] is not None]
    for item in sent:
        assert re.fullmatch(r"[A-Za-z0-9_.-]+", item["key"])
        assert isinstance(item["value"], str)
