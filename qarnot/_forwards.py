"""Ways into instances: open ports, and the command that goes through them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping
from typing import Any, Final

from attrs import frozen

from qarnot._checks import shown
from qarnot._fields import Field, Value
from qarnot._readers import flag, text, whole_number
from qarnot.exceptions import InvalidValue
from qarnot.status import PerRunningInstanceInfo, Status

__all__ = [
    "Forward",
    "PortForward",
    "PortForwardAccess",
    "forwards_of",
    "forwards_of_instance",
    "port_forwards",
    "ssh_command",
]

LAST_PORT: Final = 65_535
_USER = re.compile(r"[A-Za-z0-9_.][A-Za-z0-9_.\\$-]*")


@frozen
class Forward:
    """An open way into a running instance, from a host and port that are reached from outside.

    :ivar instance: the number of the instance.
    :ivar application_port: the port on the instance, or ``None`` when the platform does not say.
    :ivar host: the host to connect to.
    :ivar port: the port to connect to.
    :ivar bind_address: the address that the forwarder listens on, or ``None``.
    """

    instance: int
    application_port: int | None
    host: str
    port: int
    bind_address: str | None = None


def forwards_of(status: Status | None) -> tuple[Forward, ...]:
    """List the open ways into all running instances, in the platform's order.

    :param status: the status of a task or pool; ``None`` has none.
    :return: those that can be used: with the number of the instance, a host and a port.
    """
    if status is None:
        return ()
    running = status.running_instances_info.per_running_instance_info
    return tuple(each for instance in running for each in forwards_of_instance(instance))


def forwards_of_instance(instance: PerRunningInstanceInfo) -> tuple[Forward, ...]:
    """List the open ways into one running instance, as :func:`forwards_of`."""
    number = instance.instance_id
    if number is None:
        return ()
    return tuple(
        Forward(number, each.application_port, host, port, each.bind_address)
        for each in instance.active_forward
        if (host := each.forwarder_host) and (port := _port(each.forwarder_port))
    )


def _port(number: int | None) -> int | None:
    return number if number is not None and 1 <= number <= LAST_PORT else None


def ssh_command(forward: Forward, user: str = "root", options: Iterable[str] = ()) -> str:
    """Write the command that opens a shell on an instance, quoted for a POSIX shell.

    :param forward: the way to its port 22, or to whatever port its SSH server listens on.
    :param user: the user on the instance. Default ``"root"``.
    :param options: further arguments of ``ssh``, put before the address, one by one.
    :raises InvalidValue: the user is no name of a user, or the options are no list of texts.

    >>> ssh_command(Forward(0, 22, "forward.qarnot.com", 20001))
    'ssh -p 20001 root@forward.qarnot.com'
    """
    if not isinstance(user, str) or not _USER.fullmatch(user):
        raise InvalidValue(f"user: the name of a user was expected, not {shown(user)}")
    is_list = isinstance(options, Iterable) and not isinstance(options, str | bytes)
    arguments = list(options) if is_list else [None]
    if not all(isinstance(each, str) for each in arguments):
        raise InvalidValue(f"options: a list of texts was expected, not {shown(options)}")
    address = f"{user}@{forward.host}"
    return shlex.join(["ssh", "-p", str(forward.port), *map(str, arguments), address])


class PortForwardAccess(Value):
    """Where a way into an instance is reached.

    :param json: the JSON object of the API (schema ``PortForwardAccess``).
    """

    public_host = Field("publicHost", text, "The host.")
    public_port = Field("publicPort", whole_number, "The port.")


def _access(raw: Any) -> PortForwardAccess | None:
    return PortForwardAccess(raw) if isinstance(raw, Mapping) else None


class PortForward(Value):
    """A way into an instance through the gateway of the platform.

    :param json: the JSON object of the API (schema ``PortForward``).
    :param instance: the number of the instance.
    :param rule: the name of the rule that opened it.
    :ivar instance: the number of the instance; ``None`` when what the platform gives is none.
    :ivar rule: the name under which the platform lists it.
    """

    def __init__(
        self, json: Mapping[str, Any], instance: int | None = None, rule: str | None = None
    ) -> None:
        super().__init__(json)
        self.instance = instance
        self.rule = rule

    name = Field("name", text, "The name of the rule, as the rule itself gives it.")
    enabled = Field("enabled", flag, "Whether it is open.")
    application_type = Field("applicationType", text, 'What is spoken over it, such as "vnc".')
    proto = Field("proto", text, 'The protocol, such as "https".')
    port = Field("port", whole_number, "The port on the instance.")
    allowed_ips = Field("allowedIPs", text, "The addresses that may use it.")
    access = Field("access", _access, "Where it is reached, or ``None``.")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PortForward):
            return NotImplemented
        same_place = (self.instance, self.rule) == (other.instance, other.rule)
        return same_place and super().__eq__(other)

    __hash__ = None  # equality goes by content

    def __repr__(self) -> str:
        place = f"instance={self.instance!r}, rule={self.rule!r}, "
        return super().__repr__().replace("(", f"({place}", 1)


def port_forwards(json: Mapping[str, Any] | None) -> tuple[PortForward, ...]:
    """List the ways into the instances of a task through the gateway of the platform.

    :param json: the JSON object of the API (schema ``PortForwardsByInstance``).
    :return: in the order of the instances; those of one instance in the platform's order.
    """
    found = [
        PortForward(forward, _instance_number(instance), str(rule))
        for instance, rules in _entries(json)
        for rule, forward in _entries(rules)
    ]
    return tuple(sorted(found, key=lambda each: (each.instance is None, each.instance or 0)))


def _entries(json: Any) -> Iterable[tuple[Any, Any]]:
    return json.items() if isinstance(json, Mapping) else ()


def _instance_number(key: Any) -> int | None:
    return whole_number(key) if isinstance(key, int) or str(key).isdecimal() else None
