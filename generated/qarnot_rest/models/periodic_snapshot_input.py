from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="PeriodicSnapshotInput")


@_attrs_define
class PeriodicSnapshotInput:
    """When and what to save of a running task."""

    interval: int
    """ The seconds from one snapshot to the next, which the platform may adjust; 0
    ends them.
     """
    whitelist: None | str | Unset = UNSET
    """ A regular expression; only files whose names match are saved. It may refer
    to constants as `${NAME}`.
     """
    blacklist: None | str | Unset = UNSET
    """ A regular expression; files whose names match are not saved. It may refer
    to constants as `${NAME}`.
     """
    bucket: None | str | Unset = UNSET
    """ The bucket to save to. """
    bucket_prefix: None | str | Unset = UNSET
    """ What the keys of the saved files begin with. """

    def to_dict(self) -> dict[str, Any]:
        interval = self.interval

        whitelist: None | str | Unset
        if isinstance(self.whitelist, Unset):
            whitelist = UNSET
        else:
            whitelist = self.whitelist

        blacklist: None | str | Unset
        if isinstance(self.blacklist, Unset):
            blacklist = UNSET
        else:
            blacklist = self.blacklist

        bucket: None | str | Unset
        if isinstance(self.bucket, Unset):
            bucket = UNSET
        else:
            bucket = self.bucket

        bucket_prefix: None | str | Unset
        if isinstance(self.bucket_prefix, Unset):
            bucket_prefix = UNSET
        else:
            bucket_prefix = self.bucket_prefix

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "interval": interval,
            }
        )
        if whitelist is not UNSET:
            field_dict["whitelist"] = whitelist
        if blacklist is not UNSET:
            field_dict["blacklist"] = blacklist
        if bucket is not UNSET:
            field_dict["bucket"] = bucket
        if bucket_prefix is not UNSET:
            field_dict["bucketPrefix"] = bucket_prefix

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        interval = d.pop("interval")

        def _parse_whitelist(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        whitelist = _parse_whitelist(d.pop("whitelist", UNSET))

        def _parse_blacklist(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        blacklist = _parse_blacklist(d.pop("blacklist", UNSET))

        def _parse_bucket(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        bucket = _parse_bucket(d.pop("bucket", UNSET))

        def _parse_bucket_prefix(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        bucket_prefix = _parse_bucket_prefix(d.pop("bucketPrefix", UNSET))

        periodic_snapshot_input = cls(
            interval=interval,
            whitelist=whitelist,
            blacklist=blacklist,
            bucket=bucket,
            bucket_prefix=bucket_prefix,
        )

        return periodic_snapshot_input
