from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.constant_input import ConstantInput
    from ..models.cpu_model_hardware_input import CpuModelHardwareInput
    from ..models.elastic_property_input import ElasticPropertyInput
    from ..models.forced_constant_input import ForcedConstantInput
    from ..models.gpu_hardware_input import GpuHardwareInput
    from ..models.labels import Labels
    from ..models.maximum_core_hardware_input import MaximumCoreHardwareInput
    from ..models.maximum_ram_core_ratio_hardware_input import MaximumRamCoreRatioHardwareInput
    from ..models.maximum_ram_hardware_input import MaximumRamHardwareInput
    from ..models.minimum_core_hardware_input import MinimumCoreHardwareInput
    from ..models.minimum_ram_core_ratio_hardware_input import MinimumRamCoreRatioHardwareInput
    from ..models.minimum_ram_hardware_input import MinimumRamHardwareInput
    from ..models.no_gpu_hardware_input import NoGpuHardwareInput
    from ..models.no_ssd_hardware_input import NoSSDHardwareInput
    from ..models.other_hardware_input import OtherHardwareInput
    from ..models.pool_preparation_task_input import PoolPreparationTaskInput
    from ..models.privileges_input import PrivilegesInput
    from ..models.resource_bucket_input import ResourceBucketInput
    from ..models.retry_settings_input import RetrySettingsInput
    from ..models.scaling_input import ScalingInput
    from ..models.secrets_access_rights_input import SecretsAccessRightsInput
    from ..models.specific_hardware_input import SpecificHardwareInput
    from ..models.ssd_hardware_input import SSDHardwareInput


T = TypeVar("T", bound="PoolCloneInput")


@_attrs_define
class PoolCloneInput:
    """What a copy of a pool has in another way; what is absent is as in the first pool."""

    name: None | str | Unset = UNSET
    """ The name of the new pool; that of the first one when absent. """
    profile: None | str | Unset = UNSET
    """ The profile that the pool runs. """
    instance_count: int | None | Unset = UNSET
    """ How many instances the pool has, when it is not elastic and has no scaling. """
    elastic_property: ElasticPropertyInput | None | Unset = UNSET
    """ How the pool grows and shrinks, in the older way that `scaling` replaces. """
    scaling: None | ScalingInput | Unset = UNSET
    """ How the pool grows and shrinks. """
    preparation_task: None | PoolPreparationTaskInput | Unset = UNSET
    """ A command that runs on each machine when it joins the pool. """
    task_default_wait_for_pool_resources_synchronization: bool | None | Unset = UNSET
    """ Whether instances of tasks wait until the pool has its newest files, for
    tasks that do not say.
     """
    default_retry_settings: None | RetrySettingsInput | Unset = UNSET
    """ How often instances of tasks are started again after a failure, for tasks
    that do not say.
     """
    shortname: None | str | Unset = UNSET
    """ A name that is unique in the account: letters, digits and `-`, beginning
    with a letter or digit, not ending with `-`. The uuid when absent.
     """
    constants: list[ConstantInput] | None | Unset = UNSET
    """ Settings of the pool. """
    forced_constants: list[ForcedConstantInput] | None | Unset = UNSET
    """ Constants of the profile that get other values. """
    hardware_constraints: (
        list[
            CpuModelHardwareInput
            | GpuHardwareInput
            | MaximumCoreHardwareInput
            | MaximumRamCoreRatioHardwareInput
            | MaximumRamHardwareInput
            | MinimumCoreHardwareInput
            | MinimumRamCoreRatioHardwareInput
            | MinimumRamHardwareInput
            | NoGpuHardwareInput
            | NoSSDHardwareInput
            | OtherHardwareInput
            | SpecificHardwareInput
            | SSDHardwareInput
        ]
        | None
        | Unset
    ) = UNSET
    """ Conditions on the machines. """
    secrets_access_rights: None | SecretsAccessRightsInput | Unset = UNSET
    """ Which secrets the instances may read. """
    tags: list[str] | None | Unset = UNSET
    """ Words to find the pool by. """
    resource_buckets: list[str] | None | Unset = UNSET
    """ The names of the buckets whose files the instances need. """
    advanced_resource_buckets: list[ResourceBucketInput] | None | Unset = UNSET
    """ The buckets whose files the instances need, each with its settings. """
    auto_delete_on_completion: bool | None | Unset = UNSET
    """ Whether the pool may be deleted after its end, when the account has as many
    pools as it may have.
     """
    completion_time_to_live: None | str | Unset = UNSET
    """ How long after its end the pool is deleted, as a time span; the official
    SDK presets `00:00:00`. So say the documents of the Python SDK; the
    vendor's calls it a limit of the pool's life.
     """
    labels: Labels | None | Unset = UNSET
    """ Free key and value pairs. """
    scheduling_type: None | str | Unset = UNSET
    """ How the work is placed: `flex`, `onDemand` or `reserved`; as the account
    says when absent.
     """
    targeted_reserved_machine_key: None | str | Unset = UNSET
    """ The kind of reserved machine, with `reserved` scheduling only;
    `targetedReservationName` replaces it.
     """
    default_resources_cache_ttl_sec: int | None | Unset = UNSET
    """ How many seconds files may be served from a cache, for buckets that do not
    say.
     """
    privileges: None | PrivilegesInput | Unset = UNSET
    """ What the instances may do on behalf of the account. """

    def to_dict(self) -> dict[str, Any]:
        from ..models.cpu_model_hardware_input import CpuModelHardwareInput  # noqa: PLC0415
        from ..models.elastic_property_input import ElasticPropertyInput  # noqa: PLC0415
        from ..models.gpu_hardware_input import GpuHardwareInput  # noqa: PLC0415
        from ..models.labels import Labels  # noqa: PLC0415
        from ..models.maximum_core_hardware_input import MaximumCoreHardwareInput  # noqa: PLC0415
        from ..models.maximum_ram_core_ratio_hardware_input import MaximumRamCoreRatioHardwareInput  # noqa: PLC0415
        from ..models.maximum_ram_hardware_input import MaximumRamHardwareInput  # noqa: PLC0415
        from ..models.minimum_core_hardware_input import MinimumCoreHardwareInput  # noqa: PLC0415
        from ..models.minimum_ram_core_ratio_hardware_input import MinimumRamCoreRatioHardwareInput  # noqa: PLC0415
        from ..models.minimum_ram_hardware_input import MinimumRamHardwareInput  # noqa: PLC0415
        from ..models.no_gpu_hardware_input import NoGpuHardwareInput  # noqa: PLC0415
        from ..models.no_ssd_hardware_input import NoSSDHardwareInput  # noqa: PLC0415
        from ..models.pool_preparation_task_input import PoolPreparationTaskInput  # noqa: PLC0415
        from ..models.privileges_input import PrivilegesInput  # noqa: PLC0415
        from ..models.retry_settings_input import RetrySettingsInput  # noqa: PLC0415
        from ..models.scaling_input import ScalingInput  # noqa: PLC0415
        from ..models.secrets_access_rights_input import SecretsAccessRightsInput  # noqa: PLC0415
        from ..models.specific_hardware_input import SpecificHardwareInput  # noqa: PLC0415
        from ..models.ssd_hardware_input import SSDHardwareInput  # noqa: PLC0415

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        profile: None | str | Unset
        if isinstance(self.profile, Unset):
            profile = UNSET
        else:
            profile = self.profile

        instance_count: int | None | Unset
        if isinstance(self.instance_count, Unset):
            instance_count = UNSET
        else:
            instance_count = self.instance_count

        elastic_property: dict[str, Any] | None | Unset
        if isinstance(self.elastic_property, Unset):
            elastic_property = UNSET
        elif isinstance(self.elastic_property, ElasticPropertyInput):
            elastic_property = self.elastic_property.to_dict()
        else:
            elastic_property = self.elastic_property

        scaling: dict[str, Any] | None | Unset
        if isinstance(self.scaling, Unset):
            scaling = UNSET
        elif isinstance(self.scaling, ScalingInput):
            scaling = self.scaling.to_dict()
        else:
            scaling = self.scaling

        preparation_task: dict[str, Any] | None | Unset
        if isinstance(self.preparation_task, Unset):
            preparation_task = UNSET
        elif isinstance(self.preparation_task, PoolPreparationTaskInput):
            preparation_task = self.preparation_task.to_dict()
        else:
            preparation_task = self.preparation_task

        task_default_wait_for_pool_resources_synchronization: bool | None | Unset
        if isinstance(self.task_default_wait_for_pool_resources_synchronization, Unset):
            task_default_wait_for_pool_resources_synchronization = UNSET
        else:
            task_default_wait_for_pool_resources_synchronization = (
                self.task_default_wait_for_pool_resources_synchronization
            )

        default_retry_settings: dict[str, Any] | None | Unset
        if isinstance(self.default_retry_settings, Unset):
            default_retry_settings = UNSET
        elif isinstance(self.default_retry_settings, RetrySettingsInput):
            default_retry_settings = self.default_retry_settings.to_dict()
        else:
            default_retry_settings = self.default_retry_settings

        shortname: None | str | Unset
        if isinstance(self.shortname, Unset):
            shortname = UNSET
        else:
            shortname = self.shortname

        constants: list[dict[str, Any]] | None | Unset
        if isinstance(self.constants, Unset):
            constants = UNSET
        elif isinstance(self.constants, list):
            constants = []
            for constants_type_0_item_data in self.constants:
                constants_type_0_item = constants_type_0_item_data.to_dict()
                constants.append(constants_type_0_item)

        else:
            constants = self.constants

        forced_constants: list[dict[str, Any]] | None | Unset
        if isinstance(self.forced_constants, Unset):
            forced_constants = UNSET
        elif isinstance(self.forced_constants, list):
            forced_constants = []
            for forced_constants_type_0_item_data in self.forced_constants:
                forced_constants_type_0_item = forced_constants_type_0_item_data.to_dict()
                forced_constants.append(forced_constants_type_0_item)

        else:
            forced_constants = self.forced_constants

        hardware_constraints: list[dict[str, Any]] | None | Unset
        if isinstance(self.hardware_constraints, Unset):
            hardware_constraints = UNSET
        elif isinstance(self.hardware_constraints, list):
            hardware_constraints = []
            for hardware_constraints_type_0_item_data in self.hardware_constraints:
                hardware_constraints_type_0_item: dict[str, Any]
                if isinstance(hardware_constraints_type_0_item_data, MinimumCoreHardwareInput):
                    hardware_constraints_type_0_item = (
                        hardware_constraints_type_0_item_data.to_dict()
                    )
                elif isinstance(hardware_constraints_type_0_item_data, MaximumCoreHardwareInput):
                    hardware_constraints_type_0_item = (
                        hardware_constraints_type_0_item_data.to_dict()
                    )
                elif isinstance(
                    hardware_constraints_type_0_item_data, MinimumRamCoreRatioHardwareInput
                ):
                    hardware_constraints_type_0_item = (
                        hardware_constraints_type_0_item_data.to_dict()
                    )
                elif isinstance(
                    hardware_constraints_type_0_item_data, MaximumRamCoreRatioHardwareInput
                ):
                    hardware_constraints_type_0_item = (
                        hardware_constraints_type_0_item_data.to_dict()
                    )
                elif isinstance(hardware_constraints_type_0_item_data, MinimumRamHardwareInput):
                    hardware_constraints_type_0_item = (
                        hardware_constraints_type_0_item_data.to_dict()
                    )
                elif isinstance(hardware_constraints_type_0_item_data, MaximumRamHardwareInput):
                    hardware_constraints_type_0_item = (
                        hardware_constraints_type_0_item_data.to_dict()
                    )
                elif isinstance(hardware_constraints_type_0_item_data, SpecificHardwareInput):
                    hardware_constraints_type_0_item = (
                        hardware_constraints_type_0_item_data.to_dict()
                    )
                elif isinstance(hardware_constraints_type_0_item_data, GpuHardwareInput):
                    hardware_constraints_type_0_item = (
                        hardware_constraints_type_0_item_data.to_dict()
                    )
                elif isinstance(hardware_constraints_type_0_item_data, NoGpuHardwareInput):
                    hardware_constraints_type_0_item = (
                        hardware_constraints_type_0_item_data.to_dict()
                    )
                elif isinstance(hardware_constraints_type_0_item_data, SSDHardwareInput):
                    hardware_constraints_type_0_item = (
                        hardware_constraints_type_0_item_data.to_dict()
                    )
                elif isinstance(hardware_constraints_type_0_item_data, NoSSDHardwareInput):
                    hardware_constraints_type_0_item = (
                        hardware_constraints_type_0_item_data.to_dict()
                    )
                elif isinstance(hardware_constraints_type_0_item_data, CpuModelHardwareInput):
                    hardware_constraints_type_0_item = (
                        hardware_constraints_type_0_item_data.to_dict()
                    )
                else:
                    hardware_constraints_type_0_item = (
                        hardware_constraints_type_0_item_data.to_dict()
                    )

                hardware_constraints.append(hardware_constraints_type_0_item)

        else:
            hardware_constraints = self.hardware_constraints

        secrets_access_rights: dict[str, Any] | None | Unset
        if isinstance(self.secrets_access_rights, Unset):
            secrets_access_rights = UNSET
        elif isinstance(self.secrets_access_rights, SecretsAccessRightsInput):
            secrets_access_rights = self.secrets_access_rights.to_dict()
        else:
            secrets_access_rights = self.secrets_access_rights

        tags: list[str] | None | Unset
        if isinstance(self.tags, Unset):
            tags = UNSET
        elif isinstance(self.tags, list):
            tags = self.tags

        else:
            tags = self.tags

        resource_buckets: list[str] | None | Unset
        if isinstance(self.resource_buckets, Unset):
            resource_buckets = UNSET
        elif isinstance(self.resource_buckets, list):
            resource_buckets = self.resource_buckets

        else:
            resource_buckets = self.resource_buckets

        advanced_resource_buckets: list[dict[str, Any]] | None | Unset
        if isinstance(self.advanced_resource_buckets, Unset):
            advanced_resource_buckets = UNSET
        elif isinstance(self.advanced_resource_buckets, list):
            advanced_resource_buckets = []
            for advanced_resource_buckets_type_0_item_data in self.advanced_resource_buckets:
                advanced_resource_buckets_type_0_item = (
                    advanced_resource_buckets_type_0_item_data.to_dict()
                )
                advanced_resource_buckets.append(advanced_resource_buckets_type_0_item)

        else:
            advanced_resource_buckets = self.advanced_resource_buckets

        auto_delete_on_completion: bool | None | Unset
        if isinstance(self.auto_delete_on_completion, Unset):
            auto_delete_on_completion = UNSET
        else:
            auto_delete_on_completion = self.auto_delete_on_completion

        completion_time_to_live: None | str | Unset
        if isinstance(self.completion_time_to_live, Unset):
            completion_time_to_live = UNSET
        else:
            completion_time_to_live = self.completion_time_to_live

        labels: dict[str, Any] | None | Unset
        if isinstance(self.labels, Unset):
            labels = UNSET
        elif isinstance(self.labels, Labels):
            labels = self.labels.to_dict()
        else:
            labels = self.labels

        scheduling_type: None | str | Unset
        if isinstance(self.scheduling_type, Unset):
            scheduling_type = UNSET
        else:
            scheduling_type = self.scheduling_type

        targeted_reserved_machine_key: None | str | Unset
        if isinstance(self.targeted_reserved_machine_key, Unset):
            targeted_reserved_machine_key = UNSET
        else:
            targeted_reserved_machine_key = self.targeted_reserved_machine_key

        default_resources_cache_ttl_sec: int | None | Unset
        if isinstance(self.default_resources_cache_ttl_sec, Unset):
            default_resources_cache_ttl_sec = UNSET
        else:
            default_resources_cache_ttl_sec = self.default_resources_cache_ttl_sec

        privileges: dict[str, Any] | None | Unset
        if isinstance(self.privileges, Unset):
            privileges = UNSET
        elif isinstance(self.privileges, PrivilegesInput):
            privileges = self.privileges.to_dict()
        else:
            privileges = self.privileges

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if name is not UNSET:
            field_dict["name"] = name
        if profile is not UNSET:
            field_dict["profile"] = profile
        if instance_count is not UNSET:
            field_dict["instanceCount"] = instance_count
        if elastic_property is not UNSET:
            field_dict["elasticProperty"] = elastic_property
        if scaling is not UNSET:
            field_dict["scaling"] = scaling
        if preparation_task is not UNSET:
            field_dict["preparationTask"] = preparation_task
        if task_default_wait_for_pool_resources_synchronization is not UNSET:
            field_dict["taskDefaultWaitForPoolResourcesSynchronization"] = (
                task_default_wait_for_pool_resources_synchronization
            )
        if default_retry_settings is not UNSET:
            field_dict["defaultRetrySettings"] = default_retry_settings
        if shortname is not UNSET:
            field_dict["shortname"] = shortname
        if constants is not UNSET:
            field_dict["constants"] = constants
        if forced_constants is not UNSET:
            field_dict["forcedConstants"] = forced_constants
        if hardware_constraints is not UNSET:
            field_dict["hardwareConstraints"] = hardware_constraints
        if secrets_access_rights is not UNSET:
            field_dict["secretsAccessRights"] = secrets_access_rights
        if tags is not UNSET:
            field_dict["tags"] = tags
        if resource_buckets is not UNSET:
            field_dict["resourceBuckets"] = resource_buckets
        if advanced_resource_buckets is not UNSET:
            field_dict["advancedResourceBuckets"] = advanced_resource_buckets
        if auto_delete_on_completion is not UNSET:
            field_dict["autoDeleteOnCompletion"] = auto_delete_on_completion
        if completion_time_to_live is not UNSET:
            field_dict["completionTimeToLive"] = completion_time_to_live
        if labels is not UNSET:
            field_dict["labels"] = labels
        if scheduling_type is not UNSET:
            field_dict["schedulingType"] = scheduling_type
        if targeted_reserved_machine_key is not UNSET:
            field_dict["targetedReservedMachineKey"] = targeted_reserved_machine_key
        if default_resources_cache_ttl_sec is not UNSET:
            field_dict["defaultResourcesCacheTTLSec"] = default_resources_cache_ttl_sec
        if privileges is not UNSET:
            field_dict["privileges"] = privileges

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.constant_input import ConstantInput  # noqa: PLC0415
        from ..models.cpu_model_hardware_input import CpuModelHardwareInput  # noqa: PLC0415
        from ..models.elastic_property_input import ElasticPropertyInput  # noqa: PLC0415
        from ..models.forced_constant_input import ForcedConstantInput  # noqa: PLC0415
        from ..models.gpu_hardware_input import GpuHardwareInput  # noqa: PLC0415
        from ..models.labels import Labels  # noqa: PLC0415
        from ..models.maximum_core_hardware_input import MaximumCoreHardwareInput  # noqa: PLC0415
        from ..models.maximum_ram_core_ratio_hardware_input import MaximumRamCoreRatioHardwareInput  # noqa: PLC0415
        from ..models.maximum_ram_hardware_input import MaximumRamHardwareInput  # noqa: PLC0415
        from ..models.minimum_core_hardware_input import MinimumCoreHardwareInput  # noqa: PLC0415
        from ..models.minimum_ram_core_ratio_hardware_input import MinimumRamCoreRatioHardwareInput  # noqa: PLC0415
        from ..models.minimum_ram_hardware_input import MinimumRamHardwareInput  # noqa: PLC0415
        from ..models.no_gpu_hardware_input import NoGpuHardwareInput  # noqa: PLC0415
        from ..models.no_ssd_hardware_input import NoSSDHardwareInput  # noqa: PLC0415
        from ..models.other_hardware_input import OtherHardwareInput  # noqa: PLC0415
        from ..models.pool_preparation_task_input import PoolPreparationTaskInput  # noqa: PLC0415
        from ..models.privileges_input import PrivilegesInput  # noqa: PLC0415
        from ..models.resource_bucket_input import ResourceBucketInput  # noqa: PLC0415
        from ..models.retry_settings_input import RetrySettingsInput  # noqa: PLC0415
        from ..models.scaling_input import ScalingInput  # noqa: PLC0415
        from ..models.secrets_access_rights_input import SecretsAccessRightsInput  # noqa: PLC0415
        from ..models.specific_hardware_input import SpecificHardwareInput  # noqa: PLC0415
        from ..models.ssd_hardware_input import SSDHardwareInput  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        def _parse_profile(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        profile = _parse_profile(d.pop("profile", UNSET))

        def _parse_instance_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        instance_count = _parse_instance_count(d.pop("instanceCount", UNSET))

        def _parse_elastic_property(data: object) -> ElasticPropertyInput | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                elastic_property_type_0 = ElasticPropertyInput.from_dict(data)

                return elastic_property_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ElasticPropertyInput | None | Unset, data)

        elastic_property = _parse_elastic_property(d.pop("elasticProperty", UNSET))

        def _parse_scaling(data: object) -> None | ScalingInput | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                scaling_type_0 = ScalingInput.from_dict(data)

                return scaling_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ScalingInput | Unset, data)

        scaling = _parse_scaling(d.pop("scaling", UNSET))

        def _parse_preparation_task(data: object) -> None | PoolPreparationTaskInput | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                preparation_task_type_0 = PoolPreparationTaskInput.from_dict(data)

                return preparation_task_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PoolPreparationTaskInput | Unset, data)

        preparation_task = _parse_preparation_task(d.pop("preparationTask", UNSET))

        def _parse_task_default_wait_for_pool_resources_synchronization(
            data: object,
        ) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        task_default_wait_for_pool_resources_synchronization = (
            _parse_task_default_wait_for_pool_resources_synchronization(
                d.pop("taskDefaultWaitForPoolResourcesSynchronization", UNSET)
            )
        )

        def _parse_default_retry_settings(data: object) -> None | RetrySettingsInput | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                default_retry_settings_type_0 = RetrySettingsInput.from_dict(data)

                return default_retry_settings_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RetrySettingsInput | Unset, data)

        default_retry_settings = _parse_default_retry_settings(d.pop("defaultRetrySettings", UNSET))

        def _parse_shortname(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        shortname = _parse_shortname(d.pop("shortname", UNSET))

        def _parse_constants(data: object) -> list[ConstantInput] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                constants_type_0 = []
                _constants_type_0 = data
                for constants_type_0_item_data in _constants_type_0:
                    constants_type_0_item = ConstantInput.from_dict(constants_type_0_item_data)

                    constants_type_0.append(constants_type_0_item)

                return constants_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[ConstantInput] | None | Unset, data)

        constants = _parse_constants(d.pop("constants", UNSET))

        def _parse_forced_constants(data: object) -> list[ForcedConstantInput] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                forced_constants_type_0 = []
                _forced_constants_type_0 = data
                for forced_constants_type_0_item_data in _forced_constants_type_0:
                    forced_constants_type_0_item = ForcedConstantInput.from_dict(
                        forced_constants_type_0_item_data
                    )

                    forced_constants_type_0.append(forced_constants_type_0_item)

                return forced_constants_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[ForcedConstantInput] | None | Unset, data)

        forced_constants = _parse_forced_constants(d.pop("forcedConstants", UNSET))

        def _parse_hardware_constraints(
            data: object,
        ) -> (
            list[
                CpuModelHardwareInput
                | GpuHardwareInput
                | MaximumCoreHardwareInput
                | MaximumRamCoreRatioHardwareInput
                | MaximumRamHardwareInput
                | MinimumCoreHardwareInput
                | MinimumRamCoreRatioHardwareInput
                | MinimumRamHardwareInput
                | NoGpuHardwareInput
                | NoSSDHardwareInput
                | OtherHardwareInput
                | SpecificHardwareInput
                | SSDHardwareInput
            ]
            | None
            | Unset
        ):
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                hardware_constraints_type_0 = []
                _hardware_constraints_type_0 = data
                for hardware_constraints_type_0_item_data in _hardware_constraints_type_0:

                    def _parse_hardware_constraints_type_0_item(
                        data: object,
                    ) -> (
                        CpuModelHardwareInput
                        | GpuHardwareInput
                        | MaximumCoreHardwareInput
                        | MaximumRamCoreRatioHardwareInput
                        | MaximumRamHardwareInput
                        | MinimumCoreHardwareInput
                        | MinimumRamCoreRatioHardwareInput
                        | MinimumRamHardwareInput
                        | NoGpuHardwareInput
                        | NoSSDHardwareInput
                        | OtherHardwareInput
                        | SpecificHardwareInput
                        | SSDHardwareInput
                    ):
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_input_type_0 = (
                                MinimumCoreHardwareInput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_input_type_0
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_input_type_1 = (
                                MaximumCoreHardwareInput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_input_type_1
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_input_type_2 = (
                                MinimumRamCoreRatioHardwareInput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_input_type_2
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_input_type_3 = (
                                MaximumRamCoreRatioHardwareInput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_input_type_3
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_input_type_4 = (
                                MinimumRamHardwareInput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_input_type_4
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_input_type_5 = (
                                MaximumRamHardwareInput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_input_type_5
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_input_type_6 = (
                                SpecificHardwareInput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_input_type_6
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_input_type_7 = (
                                GpuHardwareInput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_input_type_7
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_input_type_8 = (
                                NoGpuHardwareInput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_input_type_8
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_input_type_9 = (
                                SSDHardwareInput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_input_type_9
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_input_type_10 = (
                                NoSSDHardwareInput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_input_type_10
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_input_type_11 = (
                                CpuModelHardwareInput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_input_type_11
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        if not isinstance(data, dict):
                            raise TypeError()
                        componentsschemas_hardware_constraint_input_type_12 = (
                            OtherHardwareInput.from_dict(data)
                        )

                        return componentsschemas_hardware_constraint_input_type_12

                    hardware_constraints_type_0_item = _parse_hardware_constraints_type_0_item(
                        hardware_constraints_type_0_item_data
                    )

                    hardware_constraints_type_0.append(hardware_constraints_type_0_item)

                return hardware_constraints_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(
                list[
                    CpuModelHardwareInput
                    | GpuHardwareInput
                    | MaximumCoreHardwareInput
                    | MaximumRamCoreRatioHardwareInput
                    | MaximumRamHardwareInput
                    | MinimumCoreHardwareInput
                    | MinimumRamCoreRatioHardwareInput
                    | MinimumRamHardwareInput
                    | NoGpuHardwareInput
                    | NoSSDHardwareInput
                    | OtherHardwareInput
                    | SpecificHardwareInput
                    | SSDHardwareInput
                ]
                | None
                | Unset,
                data,
            )

        hardware_constraints = _parse_hardware_constraints(d.pop("hardwareConstraints", UNSET))

        def _parse_secrets_access_rights(data: object) -> None | SecretsAccessRightsInput | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                secrets_access_rights_type_0 = SecretsAccessRightsInput.from_dict(data)

                return secrets_access_rights_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | SecretsAccessRightsInput | Unset, data)

        secrets_access_rights = _parse_secrets_access_rights(d.pop("secretsAccessRights", UNSET))

        def _parse_tags(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                tags_type_0 = cast(list[str], data)

                return tags_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        tags = _parse_tags(d.pop("tags", UNSET))

        def _parse_resource_buckets(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                resource_buckets_type_0 = cast(list[str], data)

                return resource_buckets_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        resource_buckets = _parse_resource_buckets(d.pop("resourceBuckets", UNSET))

        def _parse_advanced_resource_buckets(
            data: object,
        ) -> list[ResourceBucketInput] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                advanced_resource_buckets_type_0 = []
                _advanced_resource_buckets_type_0 = data
                for advanced_resource_buckets_type_0_item_data in _advanced_resource_buckets_type_0:
                    advanced_resource_buckets_type_0_item = ResourceBucketInput.from_dict(
                        advanced_resource_buckets_type_0_item_data
                    )

                    advanced_resource_buckets_type_0.append(advanced_resource_buckets_type_0_item)

                return advanced_resource_buckets_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[ResourceBucketInput] | None | Unset, data)

        advanced_resource_buckets = _parse_advanced_resource_buckets(
            d.pop("advancedResourceBuckets", UNSET)
        )

        def _parse_auto_delete_on_completion(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        auto_delete_on_completion = _parse_auto_delete_on_completion(
            d.pop("autoDeleteOnCompletion", UNSET)
        )

        def _parse_completion_time_to_live(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        completion_time_to_live = _parse_completion_time_to_live(
            d.pop("completionTimeToLive", UNSET)
        )

        def _parse_labels(data: object) -> Labels | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                labels_type_0 = Labels.from_dict(data)

                return labels_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Labels | None | Unset, data)

        labels = _parse_labels(d.pop("labels", UNSET))

        def _parse_scheduling_type(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        scheduling_type = _parse_scheduling_type(d.pop("schedulingType", UNSET))

        def _parse_targeted_reserved_machine_key(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        targeted_reserved_machine_key = _parse_targeted_reserved_machine_key(
            d.pop("targetedReservedMachineKey", UNSET)
        )

        def _parse_default_resources_cache_ttl_sec(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        default_resources_cache_ttl_sec = _parse_default_resources_cache_ttl_sec(
            d.pop("defaultResourcesCacheTTLSec", UNSET)
        )

        def _parse_privileges(data: object) -> None | PrivilegesInput | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                privileges_type_0 = PrivilegesInput.from_dict(data)

                return privileges_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PrivilegesInput | Unset, data)

        privileges = _parse_privileges(d.pop("privileges", UNSET))

        pool_clone_input = cls(
            name=name,
            profile=profile,
            instance_count=instance_count,
            elastic_property=elastic_property,
            scaling=scaling,
            preparation_task=preparation_task,
            task_default_wait_for_pool_resources_synchronization=task_default_wait_for_pool_resources_synchronization,
            default_retry_settings=default_retry_settings,
            shortname=shortname,
            constants=constants,
            forced_constants=forced_constants,
            hardware_constraints=hardware_constraints,
            secrets_access_rights=secrets_access_rights,
            tags=tags,
            resource_buckets=resource_buckets,
            advanced_resource_buckets=advanced_resource_buckets,
            auto_delete_on_completion=auto_delete_on_completion,
            completion_time_to_live=completion_time_to_live,
            labels=labels,
            scheduling_type=scheduling_type,
            targeted_reserved_machine_key=targeted_reserved_machine_key,
            default_resources_cache_ttl_sec=default_resources_cache_ttl_sec,
            privileges=privileges,
        )

        return pool_clone_input
