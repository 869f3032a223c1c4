from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="PrivilegesInput")


@_attrs_define
class PrivilegesInput:
    """What the work may do on behalf of the account."""

    export_api_and_storage_credentials_in_environment: bool | None | Unset = UNSET
    """ Whether instances find the credentials of the API and the storage in their
    environment.
     """

    def to_dict(self) -> dict[str, Any]:
        export_api_and_storage_credentials_in_environment: bool | None | Unset
        if isinstance(self.export_api_and_storage_credentials_in_environment, Unset):
            export_api_and_storage_credentials_in_environment = UNSET
        else:
            export_api_and_storage_credentials_in_environment = (
                self.export_api_and_storage_credentials_in_environment
            )

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if export_api_and_storage_credentials_in_environment is not UNSET:
            field_dict["exportApiAndStorageCredentialsInEnvironment"] = (
                export_api_and_storage_credentials_in_environment
            )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_export_api_and_storage_credentials_in_environment(
            data: object,
        ) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        export_api_and_storage_credentials_in_environment = (
            _parse_export_api_and_storage_credentials_in_environment(
                d.pop("exportApiAndStorageCredentialsInEnvironment", UNSET)
            )
        )

        privileges_input = cls(
            export_api_and_storage_credentials_in_environment=export_api_and_storage_credentials_in_environment,
        )

        return privileges_input
