"""Forced constants and network rules: their JSON, and that nulls stay nulls."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, strategies as st
from sent_json import flaws, objects, same

from qarnot.exceptions import InvalidValue, UnknownAttribute
from qarnot.forced_constant import ForcedConstant, ForcedConstantAccess
from qarnot.forced_network_rule import ForcedNetworkRule

RULE_KEYS = {
    "inbound": "inbound",
    "proto": "proto",
    "port": "port",
    "to": "to",
    "publicHost": "public_host",
    "publicPort": "public_port",
    "forwarder": "forwarder",
    "priority": "priority",
    "description": "description",
    "toQBox": "to_qbox",
    "toPayload": "to_payload",
    "name": "name",
    "applicationType": "application_type",
}
RULE_JSON = {
    "inbound": True,
    "proto": "tcp",
    "port": "5900",
    "to": "10.0.0.1",
    "publicHost": "example.org",
    "publicPort": "443",
    "forwarder": "f1",
    "priority": "1000",
    "description": "screen",
    "toQBox": False,
    "toPayload": True,
    "name": "vdi",
    "applicationType": "vnc",
}

# Constants


@pytest.mark.parametrize(
    ("constant", "json"),
    [
        (ForcedConstant("v"), {"constantName": "N", "forcedValue": "v"}),
        (
            ForcedConstant("", False, ForcedConstantAccess.ReadWrite),
            {
                "constantName": "N",
                "forcedValue": "",
                "forceExportInEnvironment": False,
                "access": "readWrite",
            },
        ),
        (
            ForcedConstant(
                forced_value="v",
                force_export_in_environment=True,
                access=ForcedConstantAccess.ReadOnly,
            ),
            {
                "constantName": "N",
                "forcedValue": "v",
                "forceExportInEnvironment": True,
                "access": "readOnly",
            },
        ),
    ],
)
def test_a_constant_is_written_and_read(constant: ForcedConstant, json: dict[str, Any]) -> None:
    assert same(constant.to_json("N"), json)
    assert flaws("ForcedConstantInput", json) == []
    assert ForcedConstant.from_json(json) == constant
    assert constant.to_json("M")["constantName"] == "M"


@given(objects("constantName", "forcedValue", "forceExportInEnvironment", "access"))
def test_d27_whatever_the_server_sends_of_a_constant_goes_back(json: dict[str, Any]) -> None:
    constant = ForcedConstant.from_json(json)
    assert same(constant.to_json("N"), {**json, "constantName": "N"})
    assert constant == ForcedConstant.from_json(copy.deepcopy(json))
    repr(constant)


@pytest.mark.parametrize("text", ["readOnly", "ReadOnly", "READONLY"])
def test_access_is_read_in_any_case(text: str) -> None:
    constant = ForcedConstant.from_json({"access": text})
    assert constant.access is ForcedConstantAccess.ReadOnly
    assert constant.to_json("N")["access"] == text


def test_d27_an_unknown_access_is_kept() -> None:
    assert ForcedConstant.from_json({"access": "writeOnce"}).access == "writeOnce"


@pytest.mark.parametrize(
    "json",
    [None, {}, {"forcedValue": None, "forceExportInEnvironment": None, "access": None}],
)
def test_d26_nulls_of_a_constant_are_none(json: dict[str, Any] | None) -> None:
    constant = ForcedConstant.from_json(json)
    assert constant.forced_value is None
    assert constant.force_export_in_environment is None
    assert constant.access is None


def test_a_constant_can_be_changed() -> None:
    constant = ForcedConstant("v", True)
    constant.forced_value = 5
    constant.force_export_in_environment = None
    constant.access = "readonly"
    assert constant.to_json("N") == {
        "constantName": "N",
        "forcedValue": "5",
        "access": "readOnly",
    }
    assert constant.access is ForcedConstantAccess.ReadOnly
    with pytest.raises(UnknownAttribute, match="did you mean 'forced_value'"):
        constant.forced_valeu = "x"  # type: ignore[attr-defined]


def test_a_constant_that_cannot_be_right_is_refused() -> None:
    secret: Any = ["secret-77"]
    with pytest.raises(InvalidValue, match="forced_value: a text or number") as raised:
        ForcedConstant(secret)
    assert "secret-77" not in str(raised.value)
    wrong: Any = "yes"
    with pytest.raises(InvalidValue, match="force_export_in_environment: True or False"):
        ForcedConstant("v", wrong)
    with pytest.raises(InvalidValue, match="access: a ForcedConstantAccess"):
        ForcedConstant("v", access=wrong)
    for name in ("", None, 5):
        unnamed: Any = name
        with pytest.raises(InvalidValue, match="constantName"):
            ForcedConstant("v").to_json(unnamed)
    huge: Any = 10**5000
    for value in (huge, "\ud800"):
        with pytest.raises(InvalidValue, match="forced_value"):
            ForcedConstant(value)


def test_the_members_of_access_are_the_documented_ones() -> None:
    assert {each.name: each.value for each in ForcedConstantAccess} == {
        "ReadWrite": "ReadWrite",
        "ReadOnly": "ReadOnly",
    }


# Network rules


def test_a_rule_is_written_and_read() -> None:
    values: dict[str, Any] = {RULE_KEYS[key]: value for key, value in RULE_JSON.items()}
    rule = ForcedNetworkRule(**values)
    assert same(rule.to_json(), RULE_JSON)
    assert flaws("ForcedNetworkRuleInput", RULE_JSON) == []
    again = ForcedNetworkRule.from_json(RULE_JSON)
    assert again == rule
    assert {name: getattr(again, name) for name in RULE_KEYS.values()} == values


def test_what_is_not_given_is_not_sent() -> None:
    rule = ForcedNetworkRule(False, "udp")
    assert rule.to_json() == {"inbound": False, "proto": "udp"}
    assert flaws("ForcedNetworkRuleInput", rule.to_json()) == []


@given(objects(*RULE_KEYS))
def test_d27_whatever_the_server_sends_of_a_rule_goes_back(json: dict[str, Any]) -> None:
    rule = ForcedNetworkRule.from_json(json)
    assert same(rule.to_json(), json)
    assert rule == ForcedNetworkRule.from_json(copy.deepcopy(json))
    assert repr(rule).startswith("ForcedNetworkRule(inbound=")


@pytest.mark.parametrize("json", [None, {}, dict.fromkeys(RULE_KEYS)])
def test_d26_nulls_of_a_rule_are_none_and_never_a_text(json: dict[str, Any] | None) -> None:
    rule = ForcedNetworkRule.from_json(json)
    assert {getattr(rule, name) for name in RULE_KEYS.values()} == {None}
    assert same(rule.to_json(), json or {})


@given(st.integers(1, 65535))
def test_a_port_is_a_number_or_text_and_sent_as_text(port: int) -> None:
    rule = ForcedNetworkRule(True, "tcp", port=port, public_port=str(port), priority=port)
    assert rule.port == rule.public_port == rule.priority == str(port)
    assert flaws("ForcedNetworkRuleInput", rule.to_json()) == []


@pytest.mark.parametrize(
    "value", [0, -1, 65536, 10**400, 80.0, True, "", "0", "65536", "80a", "٨٠", "9" * 400]
)
@pytest.mark.parametrize("name", ["port", "public_port"])
def test_a_port_that_cannot_be_right_is_refused(name: str, value: Any) -> None:
    ports: dict[str, Any] = {name: value}
    with pytest.raises(InvalidValue, match=f"{name}: "):
        ForcedNetworkRule(True, "tcp", **ports)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("inbound", None),
        ("inbound", "true"),
        ("proto", ""),
        ("proto", None),
        ("to", 5),
        ("priority", -1),
        ("priority", 1.5),
        ("to_qbox", 1),
        ("to_payload", "no"),
        ("name", b"x"),
    ],
)
def test_a_rule_that_cannot_be_right_is_refused(name: str, value: Any) -> None:
    values: dict[str, Any] = {"inbound": True, "proto": "tcp", name: value}
    with pytest.raises(InvalidValue, match=f"{name}: "):
        ForcedNetworkRule(**values)
    rule = ForcedNetworkRule(True, "tcp")
    with pytest.raises(InvalidValue, match=f"{name}: "):
        setattr(rule, name, value)
    assert rule == ForcedNetworkRule(True, "tcp")


def test_a_rule_can_be_changed_and_copies_share_nothing() -> None:
    rule = ForcedNetworkRule(True, "tcp", port=80)
    other = copy.copy(rule)
    other.port = None
    other.name = "web"
    assert other.to_json() == {"inbound": True, "proto": "tcp", "name": "web"}
    assert rule.to_json() == {"inbound": True, "proto": "tcp", "port": "80"}
    with pytest.raises(UnknownAttribute, match="did you mean 'public_port'"):
        rule.publicport = 80  # type: ignore[attr-defined]
