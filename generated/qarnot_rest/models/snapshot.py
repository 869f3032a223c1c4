from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.snapshot_settings import SnapshotSettings


T = TypeVar("T", bound="Snapshot")


@_attrs_define
class Snapshot:
    """A snapshot of a running task."""

    id: str
    """ The name of the snapshot; its form means nothing to a client. """
    task_uuid: None | str | Unset = UNSET
    """ The uuid of the task. """
    trigger_date: None | str | Unset = UNSET
    """ When the snapshot was asked for. """
    last_update_date: None | str | Unset = UNSET
    """ When the snapshot last changed. """
    snapshot_config: None | SnapshotSettings | Unset = UNSET
    """ What the snapshot saves. """
    status: None | str | Unset = UNSET
    """ How far the snapshot is: `triggered`, `inProgress`, `success` or `failure`;
    the last two are final.
     """
    size_to_upload: int | None | Unset = UNSET
    """ How many bytes there are to save. """
    transferred_size: int | None | Unset = UNSET
    """ How many bytes are saved. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.snapshot_settings import SnapshotSettings  # noqa: PLC0415

        id = self.id

        task_uuid: None | str | Unset
        if isinstance(self.task_uuid, Unset):
            task_uuid = UNSET
        else:
            task_uuid = self.task_uuid

        trigger_date: None | str | Unset
        if isinstance(self.trigger_date, Unset):
            trigger_date = UNSET
        else:
            trigger_date = self.trigger_date

        last_update_date: None | str | Unset
        if isinstance(self.last_update_date, Unset):
            last_update_date = UNSET
        else:
            last_update_date = self.last_update_date

        snapshot_config: dict[str, Any] | None | Unset
        if isinstance(self.snapshot_config, Unset):
            snapshot_config = UNSET
        elif isinstance(self.snapshot_config, SnapshotSettings):
            snapshot_config = self.snapshot_config.to_dict()
        else:
            snapshot_config = self.snapshot_config

        status: None | str | Unset
        if isinstance(self.status, Unset):
            status = UNSET
        else:
            status = self.status

        size_to_upload: int | None | Unset
        if isinstance(self.size_to_upload, Unset):
            size_to_upload = UNSET
        else:
            size_to_upload = self.size_to_upload

        transferred_size: int | None | Unset
        if isinstance(self.transferred_size, Unset):
            transferred_size = UNSET
        else:
            transferred_size = self.transferred_size

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
            }
        )
        if task_uuid is not UNSET:
            field_dict["taskUuid"] = task_uuid
        if trigger_date is not UNSET:
            field_dict["triggerDate"] = trigger_date
        if last_update_date is not UNSET:
            field_dict["lastUpdateDate"] = last_update_date
        if snapshot_config is not UNSET:
            field_dict["snapshotConfig"] = snapshot_config
        if status is not UNSET:
            field_dict["status"] = status
        if size_to_upload is not UNSET:
            field_dict["sizeToUpload"] = size_to_upload
        if transferred_size is not UNSET:
            field_dict["transferredSize"] = transferred_size

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.snapshot_settings import SnapshotSettings  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        def _parse_task_uuid(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        task_uuid = _parse_task_uuid(d.pop("taskUuid", UNSET))

        def _parse_trigger_date(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        trigger_date = _parse_trigger_date(d.pop("triggerDate", UNSET))

        def _parse_last_update_date(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        last_update_date = _parse_last_update_date(d.pop("lastUpdateDate", UNSET))

        def _parse_snapshot_config(data: object) -> None | SnapshotSettings | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                snapshot_config_type_0 = SnapshotSettings.from_dict(data)

                return snapshot_config_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | SnapshotSettings | Unset, data)

        snapshot_config = _parse_snapshot_config(d.pop("snapshotConfig", UNSET))

        def _parse_status(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        status = _parse_status(d.pop("status", UNSET))

        def _parse_size_to_upload(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        size_to_upload = _parse_size_to_upload(d.pop("sizeToUpload", UNSET))

        def _parse_transferred_size(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        transferred_size = _parse_transferred_size(d.pop("transferredSize", UNSET))

        snapshot = cls(
            id=id,
            task_uuid=task_uuid,
            trigger_date=trigger_date,
            last_update_date=last_update_date,
            snapshot_config=snapshot_config,
            status=status,
            size_to_upload=size_to_upload,
            transferred_size=transferred_size,
        )

        snapshot.additional_properties = d
        return snapshot

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
