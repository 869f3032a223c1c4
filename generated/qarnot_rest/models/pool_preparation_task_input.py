from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="PoolPreparationTaskInput")


@_attrs_define
class PoolPreparationTaskInput:
    """A command that runs on each machine when it joins a pool."""

    command_line: None | str | Unset = UNSET
    """ The command line. """

    def to_dict(self) -> dict[str, Any]:
        command_line: None | str | Unset
        if isinstance(self.command_line, Unset):
            command_line = UNSET
        else:
            command_line = self.command_line

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if command_line is not UNSET:
            field_dict["commandLine"] = command_line

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_command_line(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        command_line = _parse_command_line(d.pop("commandLine", UNSET))

        pool_preparation_task_input = cls(
            command_line=command_line,
        )

        return pool_preparation_task_input
