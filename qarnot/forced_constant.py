"""Constants of a profile that get another value than the profile gives them."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any, Self

from qarnot import _checks
from qarnot._fields import Field, Settable
from qarnot._readers import text
from qarnot._values import Editable
from qarnot.exceptions import InvalidValue

__all__ = ["ForcedConstant", "ForcedConstantAccess"]

NAME_KEY = "constantName"


class ForcedConstantAccess(enum.Enum):
    """Whether instances may change a constant."""

    ReadWrite = "ReadWrite"
    ReadOnly = "ReadOnly"


_WIRE = {ForcedConstantAccess.ReadWrite: "readWrite", ForcedConstantAccess.ReadOnly: "readOnly"}


def _named(name: str) -> ForcedConstantAccess | None:
    return {text.casefold(): access for access, text in _WIRE.items()}.get(name.casefold())


def _value(what: str, value: Any) -> str | None:
    if isinstance(value, enum.Enum):
        value = value.value
    if value is not None and not isinstance(value, str | int | float):
        # The value may be a secret and stays out of the message.
        raise InvalidValue(f"{what}: a text or number was expected, not {type(value).__name__}")
    try:
        written = None if value is None else str(value)
    except ValueError:
        raise InvalidValue(f"{what}: a number of fewer digits was expected") from None
    if written is not None and not _checks.is_sendable(written):
        raise InvalidValue(f"{what}: a text that UTF-8 can hold was expected")
    return written


def _optional_flag(what: str, value: Any) -> bool | None:
    return None if value is None else _checks.flag(what, value)


def _access(what: str, value: Any) -> ForcedConstantAccess | None:
    if value is None or isinstance(value, ForcedConstantAccess):
        return value
    found = _named(value) if isinstance(value, str) else None
    if found is None:
        raise InvalidValue(
            f"{what}: a ForcedConstantAccess was expected, not {_checks.shown(value)}"
        )
    return found


def _read_flag(raw: Any) -> bool | None:
    return raw if isinstance(raw, bool) else None


def _read_access(raw: Any) -> ForcedConstantAccess | str | None:
    return None if raw is None else _named(str(raw)) or str(raw)


class ForcedConstant(Editable):
    """A constant of a profile that gets another value (schema ``ForcedConstantInput``).

    Its name stands where it is kept: ``forced_constants`` of a task or a pool is a dict.

    :param forced_value: the value, a text or a number.
    :param force_export_in_environment: whether instances find it in their environment. Default
        ``None``, as the profile says.
    :param access: whether instances may change it. Default ``None``, as the profile says.
    :raises InvalidValue: a value cannot be right.

    >>> constant = ForcedConstant("10.0.0.1", access=ForcedConstantAccess.ReadOnly)
    """

    forced_value = Field("forcedValue", text, "The value.", settable=Settable.ALWAYS, check=_value)
    force_export_in_environment = Field(
        "forceExportInEnvironment",
        _read_flag,
        "Whether instances find it in their environment; ``None`` as the profile says.",
        settable=Settable.ALWAYS,
        check=_optional_flag,
    )
    access = Field[ForcedConstantAccess | str | None](
        "access",
        _read_access,
        "Whether instances may change it; a text that this version does not know stays one.",
        settable=Settable.ALWAYS,
        check=_access,
        write=lambda value: _WIRE[value] if isinstance(value, ForcedConstantAccess) else value,
    )

    def __init__(
        self,
        forced_value: str,
        force_export_in_environment: bool | None = None,
        access: ForcedConstantAccess | None = None,
    ) -> None:
        super().__init__({})
        self.forced_value = forced_value
        self.force_export_in_environment = force_export_in_environment
        self.access = access

    @classmethod
    def from_json(cls, json: Mapping[str, Any] | None) -> Self:
        """Make a forced constant from JSON; the name that stands in it is left out.

        :param json: the JSON object, which is copied; ``None`` counts as an empty one.
        """
        constant = cls._of(json)
        constant._received.pop(NAME_KEY, None)
        return constant

    def to_json(self, name: str) -> dict[str, Any]:  # type: ignore[override] # as documented
        """Give the JSON object of the API.

        :param name: the name of the constant.
        :raises InvalidValue: it is no text, or empty.
        """
        return {NAME_KEY: _checks.name(NAME_KEY, name), **super().to_json()}
