"""Ways into instances, and the command that goes through them."""

from __future__ import annotations

import shlex
from typing import Any

import pytest
from hypothesis import given, strategies as st

from qarnot._forwards import (
    Forward,
    PortForward,
    PortForwardAccess,
    forwards_of,
    port_forwards,
    ssh_command,
)
from qarnot.exceptions import InvalidValue
from qarnot.status import Status


def status_of(*instances: Any) -> Status:
    return Status({"runningInstancesInfo": {"perRunningInstanceInfo": list(instances)}})


def open_way(**changes: Any) -> dict[str, Any]:
    return {
        "applicationPort": 22,
        "forwarderPort": 20001,
        "forwarderHost": " forward.qarnot.com ",
        "bindAddress": "0.0.0.0",
        **changes,
    }


def test_the_forwards_of_all_running_instances_are_listed() -> None:
    status = status_of(
        {"instanceId": 1, "activeForwards": [open_way(), open_way(applicationPort=None)]},
        {"instanceId": 0, "activeForwards": [open_way(forwarderPort=20002, bindAddress=None)]},
        {"instanceId": 2, "activeForwards": None},
    )
    assert forwards_of(status) == (
        Forward(1, 22, "forward.qarnot.com", 20001, "0.0.0.0"),
        Forward(1, None, "forward.qarnot.com", 20001, "0.0.0.0"),
        Forward(0, 22, "forward.qarnot.com", 20002, None),
    )


@pytest.mark.parametrize(
    "change",
    [
        {"forwarderHost": None},
        {"forwarderHost": " "},
        {"forwarderPort": None},
        {"forwarderPort": 0},
        {"forwarderPort": 65536},
        {"forwarderPort": "odd"},
    ],
)
def test_a_forward_that_cannot_be_used_is_left_out(change: dict[str, Any]) -> None:
    instance = {"instanceId": 0, "activeForwards": [open_way(**change), open_way()]}
    assert len(forwards_of(status_of(instance))) == 1


def test_there_are_no_forwards_without_a_status_or_a_number() -> None:
    assert forwards_of(None) == forwards_of(Status({})) == ()
    assert forwards_of(status_of({"activeForwards": [open_way()]})) == ()


FORWARD = Forward(0, 22, "forward.qarnot.com", 20001)


def test_the_command_opens_a_shell_through_the_forward() -> None:
    assert ssh_command(FORWARD) == "ssh -p 20001 root@forward.qarnot.com"
    assert ssh_command(FORWARD, "ana", ("-i", "my key")) == (
        "ssh -p 20001 -i 'my key' ana@forward.qarnot.com"
    )


texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@given(texts.filter(bool), st.lists(texts))
def test_a_shell_reads_the_command_as_it_was_meant(host: str, options: list[str]) -> None:
    command = ssh_command(Forward(0, 22, host, 5), options=options)
    assert shlex.split(command) == ["ssh", "-p", "5", *options, f"root@{host}"]


@pytest.mark.parametrize("user", ["", "-oProxyCommand=x", "a b", "a@b", "a\n", None, 5])
def test_what_is_no_user_is_refused(user: Any) -> None:
    with pytest.raises(InvalidValue, match="user"):
        ssh_command(FORWARD, user)


@pytest.mark.parametrize("options", ["-v", b"-v", [5], None, 5])
def test_options_are_a_list_of_texts(options: Any) -> None:
    with pytest.raises(InvalidValue, match="options"):
        ssh_command(FORWARD, options=options)


VDI = {
    "name": "vdi",
    "enabled": True,
    "applicationType": "vnc",
    "proto": "https",
    "port": 8000,
    "allowedIPs": "0.0.0.0/0",
    "access": {"publicHost": "t-0-vdi.gateway", "publicPort": 30},
    "new": 1,
}


def test_port_forwards_are_listed_with_their_instance_and_rule() -> None:
    found = port_forwards({"10": {"b": {}, "a": VDI}, "2": {"vdi": VDI}, "odd": {"x": None}})
    assert [(each.instance, each.rule) for each in found] == [
        (2, "vdi"),
        (10, "b"),
        (10, "a"),
        (None, "x"),
    ]
    forward = found[0]
    assert (forward.name, forward.enabled, forward.application_type) == ("vdi", True, "vnc")
    assert (forward.proto, forward.port, forward.allowed_ips) == ("https", 8000, "0.0.0.0/0")
    assert forward.access == PortForwardAccess(VDI["access"])  # type: ignore[arg-type]
    assert forward.access is not None
    assert (forward.access.public_host, forward.access.public_port) == ("t-0-vdi.gateway", 30)
    assert dict(forward.raw) == VDI
    assert "instance=2, rule='vdi', name='vdi'" in repr(forward)


def test_a_port_forward_is_equal_to_one_of_the_same_place_and_content() -> None:
    assert PortForward(VDI, 1, "a") == PortForward(dict(VDI), 1, "a")
    assert PortForward(VDI, 1, "a") != PortForward(VDI, 2, "a")
    assert PortForward(VDI, 1, "a") != PortForward(VDI, 1, "b")
    assert PortForward(VDI, 1, "a") != PortForward({}, 1, "a")
    assert PortForward(VDI) != VDI


anything = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@given(anything)
def test_d26_whatever_the_platform_sends_as_port_forwards_is_read(json: Any) -> None:
    rules = (
        [each for each in json.values() if isinstance(each, dict)]
        if json and isinstance(json, dict)
        else []
    )
    assert len(port_forwards(json)) == sum(map(len, rules))
