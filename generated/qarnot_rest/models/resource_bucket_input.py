from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.resource_filtering_input import ResourceFilteringInput
    from ..models.resource_transformation_input import ResourceTransformationInput


T = TypeVar("T", bound="ResourceBucketInput")


@_attrs_define
class ResourceBucketInput:
    """A bucket whose files stand in the working folder of every instance."""

    bucket_name: str
    """ The name of the bucket. """
    filtering: None | ResourceFilteringInput | Unset = UNSET
    """ Which files are taken; all of them when absent. """
    resources_transformation: None | ResourceTransformationInput | Unset = UNSET
    """ How the files are named on the instance; as in the bucket when absent. """
    cache_ttl_sec: int | None | Unset = UNSET
    """ How many seconds the files may be served from a cache; 7776000 (90 days)
    when absent.
     """

    def to_dict(self) -> dict[str, Any]:
        from ..models.resource_filtering_input import ResourceFilteringInput  # noqa: PLC0415
        from ..models.resource_transformation_input import ResourceTransformationInput  # noqa: PLC0415

        bucket_name = self.bucket_name

        filtering: dict[str, Any] | None | Unset
        if isinstance(self.filtering, Unset):
            filtering = UNSET
        elif isinstance(self.filtering, ResourceFilteringInput):
            filtering = self.filtering.to_dict()
        else:
            filtering = self.filtering

        resources_transformation: dict[str, Any] | None | Unset
        if isinstance(self.resources_transformation, Unset):
            resources_transformation = UNSET
        elif isinstance(self.resources_transformation, ResourceTransformationInput):
            resources_transformation = self.resources_transformation.to_dict()
        else:
            resources_transformation = self.resources_transformation

        cache_ttl_sec: int | None | Unset
        if isinstance(self.cache_ttl_sec, Unset):
            cache_ttl_sec = UNSET
        else:
            cache_ttl_sec = self.cache_ttl_sec

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "bucketName": bucket_name,
            }
        )
        if filtering is not UNSET:
            field_dict["filtering"] = filtering
        if resources_transformation is not UNSET:
            field_dict["resourcesTransformation"] = resources_transformation
        if cache_ttl_sec is not UNSET:
            field_dict["cacheTTLSec"] = cache_ttl_sec

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.resource_filtering_input import ResourceFilteringInput  # noqa: PLC0415
        from ..models.resource_transformation_input import ResourceTransformationInput  # noqa: PLC0415

        d = dict(src_dict)
        bucket_name = d.pop("bucketName")

        def _parse_filtering(data: object) -> None | ResourceFilteringInput | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                filtering_type_0 = ResourceFilteringInput.from_dict(data)

                return filtering_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ResourceFilteringInput | Unset, data)

        filtering = _parse_filtering(d.pop("filtering", UNSET))

        def _parse_resources_transformation(
            data: object,
        ) -> None | ResourceTransformationInput | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                resources_transformation_type_0 = ResourceTransformationInput.from_dict(data)

                return resources_transformation_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ResourceTransformationInput | Unset, data)

        resources_transformation = _parse_resources_transformation(
            d.pop("resourcesTransformation", UNSET)
        )

        def _parse_cache_ttl_sec(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        cache_ttl_sec = _parse_cache_ttl_sec(d.pop("cacheTTLSec", UNSET))

        resource_bucket_input = cls(
            bucket_name=bucket_name,
            filtering=filtering,
            resources_transformation=resources_transformation,
            cache_ttl_sec=cache_ttl_sec,
        )

        return resource_bucket_input
