"""Ways into and out of instances over the network."""

from __future__ import annotations

import re
from typing import Any

from qarnot import _checks
from qarnot._fields import Field, Settable
from qarnot._readers import text
from qarnot._values import Editable
from qarnot.exceptions import InvalidValue

__all__ = ["ForcedNetworkRule"]

LAST_PORT = 65535
_PORT = re.compile("[0-9]{1,5}")


def _port(what: str, value: Any) -> str | None:
    if value is None:
        return None
    is_int = isinstance(value, int) and not isinstance(value, bool)
    written = str(_checks.whole_number(what, value, least=1)) if is_int else value
    is_number = isinstance(written, str) and _PORT.fullmatch(written)
    if not is_number or not 0 < int(written) <= LAST_PORT:
        raise InvalidValue(
            f"{what}: a port from 1 to {LAST_PORT} was expected, not {_checks.shown(value)}"
        )
    return str(written)


def _priority(what: str, value: Any) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(_checks.whole_number(what, value))
    return _checks.optional_text(what, value)


def _optional_flag(what: str, value: Any) -> bool | None:
    return None if value is None else _checks.flag(what, value)


def _read_flag(raw: Any) -> bool | None:
    return raw if isinstance(raw, bool) else None


class ForcedNetworkRule(Editable):
    """A way into or out of instances over the network (schema ``ForcedNetworkRuleInput``).

    What is ``None`` is not sent.

    :param inbound: whether the connections come from outside.
    :param proto: the protocol, such as ``"tcp"`` or ``"udp"``.
    :param port: the port on the instance, from 1 to 65535, as number or text. Default ``None``.
    :param to: the address that connections may go to. Default ``None``.
    :param public_host: the host that is reached from outside. Default ``None``.
    :param public_port: the port that is reached from outside, as ``port``. Default ``None``.
    :param forwarder: the machine that forwards the connections. Default ``None``.
    :param priority: the rank of the rule among others, as number or text. Default ``None``.
    :param description: what the rule is for. Default ``None``.
    :param to_qbox: whether the rule is for the machine itself. Default ``None``.
    :param to_payload: whether the rule is for the command that runs on it. Default ``None``.
    :param name: the name of the rule. Default ``None``.
    :param application_type: what is spoken over the connection, such as ``"vnc"``. Default
        ``None``.
    :raises InvalidValue: a value cannot be right.

    >>> rule = ForcedNetworkRule(True, "tcp", port=8080, to_payload=True)
    """

    inbound = Field(
        "inbound",
        _read_flag,
        "Whether the connections come from outside.",
        settable=Settable.ALWAYS,
        check=_checks.flag,
    )
    proto = Field(
        "proto",
        text,
        "The protocol, such as ``tcp`` or ``udp``.",
        settable=Settable.ALWAYS,
        check=_checks.name,
    )
    port = Field("port", text, "The port on the instance.", settable=Settable.ALWAYS, check=_port)
    to = Field(
        "to",
        text,
        "The address that connections may go to.",
        settable=Settable.ALWAYS,
        check=_checks.optional_text,
    )
    public_host = Field(
        "publicHost",
        text,
        "The host that is reached from outside.",
        settable=Settable.ALWAYS,
        check=_checks.optional_text,
    )
    public_port = Field(
        "publicPort",
        text,
        "The port that is reached from outside.",
        settable=Settable.ALWAYS,
        check=_port,
    )
    forwarder = Field(
        "forwarder",
        text,
        "The machine that forwards the connections.",
        settable=Settable.ALWAYS,
        check=_checks.optional_text,
    )
    priority = Field(
        "priority",
        text,
        "The rank of the rule among others.",
        settable=Settable.ALWAYS,
        check=_priority,
    )
    description = Field(
        "description",
        text,
        "What the rule is for.",
        settable=Settable.ALWAYS,
        check=_checks.optional_text,
    )
    to_qbox = Field(
        "toQBox",
        _read_flag,
        "Whether the rule is for the machine itself.",
        settable=Settable.ALWAYS,
        check=_optional_flag,
    )
    to_payload = Field(
        "toPayload",
        _read_flag,
        "Whether the rule is for the command that runs on the machine.",
        settable=Settable.ALWAYS,
        check=_optional_flag,
    )
    name = Field(
        "name",
        text,
        "The name of the rule.",
        settable=Settable.ALWAYS,
        check=_checks.optional_text,
    )
    application_type = Field(
        "applicationType",
        text,
        "What is spoken over the connection, such as ``vnc``.",
        settable=Settable.ALWAYS,
        check=_checks.optional_text,
    )

    def __init__(
        self,
        inbound: bool,
        proto: str,
        port: str | int | None = None,
        to: str | None = None,
        public_host: str | None = None,
        public_port: str | int | None = None,
        forwarder: str | None = None,
        priority: str | int | None = None,
        description: str | None = None,
        to_qbox: bool | None = None,
        to_payload: bool | None = None,
        name: str | None = None,
        application_type: str | None = None,
    ) -> None:
        super().__init__({})
        self.inbound = inbound
        self.proto = proto
        self.port = port
        self.to = to
        self.public_host = public_host
        self.public_port = public_port
        self.forwarder = forwarder
        self.priority = priority
        self.description = description
        self.to_qbox = to_qbox
        self.to_payload = to_payload
        self.name = name
        self.application_type = application_type
