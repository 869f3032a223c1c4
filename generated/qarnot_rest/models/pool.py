from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.constant_output import ConstantOutput
    from ..models.cpu_model_hardware_output import CpuModelHardwareOutput
    from ..models.elastic_property_output import ElasticPropertyOutput
    from ..models.execution_error import ExecutionError
    from ..models.execution_status import ExecutionStatus
    from ..models.forced_network_rule_output import ForcedNetworkRuleOutput
    from ..models.gpu_hardware_output import GpuHardwareOutput
    from ..models.labels import Labels
    from ..models.maximum_core_hardware_output import MaximumCoreHardwareOutput
    from ..models.maximum_ram_core_ratio_hardware_output import MaximumRamCoreRatioHardwareOutput
    from ..models.maximum_ram_hardware_output import MaximumRamHardwareOutput
    from ..models.minimum_core_hardware_output import MinimumCoreHardwareOutput
    from ..models.minimum_ram_core_ratio_hardware_output import MinimumRamCoreRatioHardwareOutput
    from ..models.minimum_ram_hardware_output import MinimumRamHardwareOutput
    from ..models.multi_slots_settings_output import MultiSlotsSettingsOutput
    from ..models.no_gpu_hardware_output import NoGpuHardwareOutput
    from ..models.no_ssd_hardware_output import NoSSDHardwareOutput
    from ..models.other_hardware_output import OtherHardwareOutput
    from ..models.pool_preparation_task_output import PoolPreparationTaskOutput
    from ..models.privileges_output import PrivilegesOutput
    from ..models.resource_bucket_output import ResourceBucketOutput
    from ..models.retry_settings_output import RetrySettingsOutput
    from ..models.scaling_output import ScalingOutput
    from ..models.secrets_access_rights_output import SecretsAccessRightsOutput
    from ..models.specific_hardware_output import SpecificHardwareOutput
    from ..models.ssd_hardware_output import SSDHardwareOutput


T = TypeVar("T", bound="Pool")


@_attrs_define
class Pool:
    """A pool in full."""

    uuid: str
    """ The uuid of the pool. """
    name: None | str | Unset = UNSET
    """ The name of the pool. """
    shortname: None | str | Unset = UNSET
    """ The name that is unique in the account; the uuid when none was given. """
    profile: None | str | Unset = UNSET
    """ The profile that the pool runs. """
    state: None | str | Unset = UNSET
    """ Where the pool stands: Submitted, PartiallyDispatched, FullyDispatched,
    PartiallyExecuting, FullyExecuting, Closing, Closed, Failure or
    PendingDelete. The final ones are Closed and Failure.
     """
    previous_state: None | str | Unset = UNSET
    """ The state before this one. """
    state_transition_time: None | str | Unset = UNSET
    """ When the pool came into its state. """
    previous_state_transition_time: None | str | Unset = UNSET
    """ When the pool came into its previous state. """
    creation_date: None | str | Unset = UNSET
    """ When the pool was submitted. """
    last_modified: None | str | Unset = UNSET
    """ When the pool last changed. """
    end_date: None | str | Unset = UNSET
    """ When the pool ended; `0001-01-01T00:00:00Z` while it has not. """
    instance_count: int | None | Unset = UNSET
    """ How many instances were asked for. """
    target_running_instance_count: int | None | Unset = UNSET
    """ How many instances the pool is growing or shrinking to. """
    running_instance_count: int | None | Unset = UNSET
    """ How many instances are running. """
    running_core_count: int | None | Unset = UNSET
    """ How many cores are running. """
    queued_or_running_task_instances_count: int | None | Unset = UNSET
    """ How many instances of tasks wait for the pool or run in it. """
    execution_time: None | str | Unset = UNSET
    """ The time that all instances together have run, as a time span. """
    wall_time: None | str | Unset = UNSET
    """ The time from submission to the end, as a time span. """
    task_default_wait_for_pool_resources_synchronization: bool | None | Unset = UNSET
    """ Whether instances of tasks wait until the pool has its newest files, for
    tasks that do not say.
     """
    constants: list[ConstantOutput] | None | Unset = UNSET
    """ The settings of the pool. """
    resource_buckets: list[str] | None | Unset = UNSET
    """ The names of the buckets whose files the instances need. """
    advanced_resource_buckets: list[ResourceBucketOutput] | None | Unset = UNSET
    """ The buckets whose files the instances need, each with its settings. """
    tags: list[str] | None | Unset = UNSET
    """ The words to find the pool by. """
    labels: Labels | None | Unset = UNSET
    """ Free key and value pairs. """
    errors: list[ExecutionError] | None | Unset = UNSET
    """ What went wrong. """
    status: ExecutionStatus | None | Unset = UNSET
    """ How far the pool is; null before it has begun. """
    hardware_constraints: (
        list[
            CpuModelHardwareOutput
            | GpuHardwareOutput
            | MaximumCoreHardwareOutput
            | MaximumRamCoreRatioHardwareOutput
            | MaximumRamHardwareOutput
            | MinimumCoreHardwareOutput
            | MinimumRamCoreRatioHardwareOutput
            | MinimumRamHardwareOutput
            | NoGpuHardwareOutput
            | NoSSDHardwareOutput
            | OtherHardwareOutput
            | SpecificHardwareOutput
            | SSDHardwareOutput
        ]
        | None
        | Unset
    ) = UNSET
    """ The conditions on the machines. """
    secrets_access_rights: None | SecretsAccessRightsOutput | Unset = UNSET
    """ Which secrets the instances may read. """
    privileges: None | PrivilegesOutput | Unset = UNSET
    """ What the instances may do on behalf of the account. """
    scheduling_type: None | str | Unset = UNSET
    """ How the work is placed: `flex`, `onDemand` or `reserved`. """
    targeted_reserved_machine_key: None | str | Unset = UNSET
    """ The kind of reserved machine; `targetedReservationName` replaces it. """
    auto_delete_on_completion: bool | None | Unset = UNSET
    """ Whether the pool may be deleted after its end, when the account has as many
    as it may have.
     """
    completion_time_to_live: None | str | Unset = UNSET
    """ How long after its end the pool is deleted, as a time span; the
    official SDK presets `00:00:00`. So say the documents of the Python
    SDK; the vendor's calls it a limit of the pool's life.
     """
    project_uuid: None | str | Unset = UNSET
    """ The uuid of the project that the work is charged to. """
    max_time_queue_seconds: int | None | Unset = UNSET
    """ How many seconds the work may wait for a machine. """
    targeted_reservation_name: None | str | Unset = UNSET
    """ The name of the reservation to run on. """
    forced_network_rules: list[ForcedNetworkRuleOutput] | None | Unset = UNSET
    """ Ways into and out of the instances over the network. """
    default_resources_cache_ttl_sec: int | None | Unset = UNSET
    """ How many seconds files may be served from a cache, for buckets that do not
    say.
     """
    credits_: float | None | Unset = UNSET
    """ What the work has cost so far, in euros; not in every reply. """
    elastic_property: ElasticPropertyOutput | None | Unset = UNSET
    """ How the pool grows and shrinks, in the older way that `scaling` replaces. """
    scaling: None | ScalingOutput | Unset = UNSET
    """ How the pool grows and shrinks. """
    preparation_task: None | PoolPreparationTaskOutput | Unset = UNSET
    """ A command that runs on each machine when it joins the pool. """
    total_slot_capacity: int | None | Unset = UNSET
    """ How many slots the pool has. """
    pool_usage: float | None | Unset = UNSET
    """ How much of the pool is in use; probably from 0 to 1, as in an
    example of the vendor's.
     """
    multi_slots_settings: MultiSlotsSettingsOutput | None | Unset = UNSET
    """ How many instances share a machine. """
    default_retry_settings: None | RetrySettingsOutput | Unset = UNSET
    """ How often instances of tasks are started again after a failure, for tasks
    that do not say.
     """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.cpu_model_hardware_output import CpuModelHardwareOutput  # noqa: PLC0415
        from ..models.elastic_property_output import ElasticPropertyOutput  # noqa: PLC0415
        from ..models.execution_status import ExecutionStatus  # noqa: PLC0415
        from ..models.gpu_hardware_output import GpuHardwareOutput  # noqa: PLC0415
        from ..models.labels import Labels  # noqa: PLC0415
        from ..models.maximum_core_hardware_output import MaximumCoreHardwareOutput  # noqa: PLC0415
        from ..models.maximum_ram_core_ratio_hardware_output import (
            MaximumRamCoreRatioHardwareOutput,  # noqa: PLC0415
        )
        from ..models.maximum_ram_hardware_output import MaximumRamHardwareOutput  # noqa: PLC0415
        from ..models.minimum_core_hardware_output import MinimumCoreHardwareOutput  # noqa: PLC0415
        from ..models.minimum_ram_core_ratio_hardware_output import (
            MinimumRamCoreRatioHardwareOutput,  # noqa: PLC0415
        )
        from ..models.minimum_ram_hardware_output import MinimumRamHardwareOutput  # noqa: PLC0415
        from ..models.multi_slots_settings_output import MultiSlotsSettingsOutput  # noqa: PLC0415
        from ..models.no_gpu_hardware_output import NoGpuHardwareOutput  # noqa: PLC0415
        from ..models.no_ssd_hardware_output import NoSSDHardwareOutput  # noqa: PLC0415
        from ..models.pool_preparation_task_output import PoolPreparationTaskOutput  # noqa: PLC0415
        from ..models.privileges_output import PrivilegesOutput  # noqa: PLC0415
        from ..models.retry_settings_output import RetrySettingsOutput  # noqa: PLC0415
        from ..models.scaling_output import ScalingOutput  # noqa: PLC0415
        from ..models.secrets_access_rights_output import SecretsAccessRightsOutput  # noqa: PLC0415
        from ..models.specific_hardware_output import SpecificHardwareOutput  # noqa: PLC0415
        from ..models.ssd_hardware_output import SSDHardwareOutput  # noqa: PLC0415

        uuid = self.uuid

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        shortname: None | str | Unset
        if isinstance(self.shortname, Unset):
            shortname = UNSET
        else:
            shortname = self.shortname

        profile: None | str | Unset
        if isinstance(self.profile, Unset):
            profile = UNSET
        else:
            profile = self.profile

        state: None | str | Unset
        if isinstance(self.state, Unset):
            state = UNSET
        else:
            state = self.state

        previous_state: None | str | Unset
        if isinstance(self.previous_state, Unset):
            previous_state = UNSET
        else:
            previous_state = self.previous_state

        state_transition_time: None | str | Unset
        if isinstance(self.state_transition_time, Unset):
            state_transition_time = UNSET
        else:
            state_transition_time = self.state_transition_time

        previous_state_transition_time: None | str | Unset
        if isinstance(self.previous_state_transition_time, Unset):
            previous_state_transition_time = UNSET
        else:
            previous_state_transition_time = self.previous_state_transition_time

        creation_date: None | str | Unset
        if isinstance(self.creation_date, Unset):
            creation_date = UNSET
        else:
            creation_date = self.creation_date

        last_modified: None | str | Unset
        if isinstance(self.last_modified, Unset):
            last_modified = UNSET
        else:
            last_modified = self.last_modified

        end_date: None | str | Unset
        if isinstance(self.end_date, Unset):
            end_date = UNSET
        else:
            end_date = self.end_date

        instance_count: int | None | Unset
        if isinstance(self.instance_count, Unset):
            instance_count = UNSET
        else:
            instance_count = self.instance_count

        target_running_instance_count: int | None | Unset
        if isinstance(self.target_running_instance_count, Unset):
            target_running_instance_count = UNSET
        else:
            target_running_instance_count = self.target_running_instance_count

        running_instance_count: int | None | Unset
        if isinstance(self.running_instance_count, Unset):
            running_instance_count = UNSET
        else:
            running_instance_count = self.running_instance_count

        running_core_count: int | None | Unset
        if isinstance(self.running_core_count, Unset):
            running_core_count = UNSET
        else:
            running_core_count = self.running_core_count

        queued_or_running_task_instances_count: int | None | Unset
        if isinstance(self.queued_or_running_task_instances_count, Unset):
            queued_or_running_task_instances_count = UNSET
        else:
            queued_or_running_task_instances_count = self.queued_or_running_task_instances_count

        execution_time: None | str | Unset
        if isinstance(self.execution_time, Unset):
            execution_time = UNSET
        else:
            execution_time = self.execution_time

        wall_time: None | str | Unset
        if isinstance(self.wall_time, Unset):
            wall_time = UNSET
        else:
            wall_time = self.wall_time

        task_default_wait_for_pool_resources_synchronization: bool | None | Unset
        if isinstance(self.task_default_wait_for_pool_resources_synchronization, Unset):
            task_default_wait_for_pool_resources_synchronization = UNSET
        else:
            task_default_wait_for_pool_resources_synchronization = (
                self.task_default_wait_for_pool_resources_synchronization
            )

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

        tags: list[str] | None | Unset
        if isinstance(self.tags, Unset):
            tags = UNSET
        elif isinstance(self.tags, list):
            tags = self.tags

        else:
            tags = self.tags

        labels: dict[str, Any] | None | Unset
        if isinstance(self.labels, Unset):
            labels = UNSET
        elif isinstance(self.labels, Labels):
            labels = self.labels.to_dict()
        else:
            labels = self.labels

        errors: list[dict[str, Any]] | None | Unset
        if isinstance(self.errors, Unset):
            errors = UNSET
        elif isinstance(self.errors, list):
            errors = []
            for errors_type_0_item_data in self.errors:
                errors_type_0_item = errors_type_0_item_data.to_dict()
                errors.append(errors_type_0_item)

        else:
            errors = self.errors

        status: dict[str, Any] | None | Unset
        if isinstance(self.status, Unset):
            status = UNSET
        elif isinstance(self.status, ExecutionStatus):
            status = self.status.to_dict()
        else:
            status = self.status

        hardware_constraints: list[dict[str, Any]] | None | Unset
        if isinstance(self.hardware_constraints, Unset):
            hardware_constraints = UNSET
        elif isinstance(self.hardware_constraints, list):
            hardware_constraints = []
            for hardware_constraints_type_0_item_data in self.hardware_constraints:
                hardware_constraints_type_0_item: dict[str, Any]
                if isinstance(hardware_constraints_type_0_item_data, MinimumCoreHardwareOutput):
                    hardware_constraints_type_0_item = (
                        hardware_constraints_type_0_item_data.to_dict()
                    )
                elif isinstance(hardware_constraints_type_0_item_data, MaximumCoreHardwareOutput):
                    hardware_constraints_type_0_item = (
                        hardware_constraints_type_0_item_data.to_dict()
                    )
                elif isinstance(
                    hardware_constraints_type_0_item_data, MinimumRamCoreRatioHardwareOutput
                ):
                    hardware_constraints_type_0_item = (
                        hardware_constraints_type_0_item_data.to_dict()
                    )
                elif isinstance(
                    hardware_constraints_type_0_item_data, MaximumRamCoreRatioHardwareOutput
                ):
                    hardware_constraints_type_0_item = (
                        hardware_constraints_type_0_item_data.to_dict()
                    )
                elif isinstance(hardware_constraints_type_0_item_data, MinimumRamHardwareOutput):
                    hardware_constraints_type_0_item = (
                        hardware_constraints_type_0_item_data.to_dict()
                    )
                elif isinstance(hardware_constraints_type_0_item_data, MaximumRamHardwareOutput):
                    hardware_constraints_type_0_item = (
                        hardware_constraints_type_0_item_data.to_dict()
                    )
                elif isinstance(hardware_constraints_type_0_item_data, SpecificHardwareOutput):
                    hardware_constraints_type_0_item = (
                        hardware_constraints_type_0_item_data.to_dict()
                    )
                elif isinstance(hardware_constraints_type_0_item_data, GpuHardwareOutput):
                    hardware_constraints_type_0_item = (
                        hardware_constraints_type_0_item_data.to_dict()
                    )
                elif isinstance(hardware_constraints_type_0_item_data, NoGpuHardwareOutput):
                    hardware_constraints_type_0_item = (
                        hardware_constraints_type_0_item_data.to_dict()
                    )
                elif isinstance(hardware_constraints_type_0_item_data, SSDHardwareOutput):
                    hardware_constraints_type_0_item = (
                        hardware_constraints_type_0_item_data.to_dict()
                    )
                elif isinstance(hardware_constraints_type_0_item_data, NoSSDHardwareOutput):
                    hardware_constraints_type_0_item = (
                        hardware_constraints_type_0_item_data.to_dict()
                    )
                elif isinstance(hardware_constraints_type_0_item_data, CpuModelHardwareOutput):
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
        elif isinstance(self.secrets_access_rights, SecretsAccessRightsOutput):
            secrets_access_rights = self.secrets_access_rights.to_dict()
        else:
            secrets_access_rights = self.secrets_access_rights

        privileges: dict[str, Any] | None | Unset
        if isinstance(self.privileges, Unset):
            privileges = UNSET
        elif isinstance(self.privileges, PrivilegesOutput):
            privileges = self.privileges.to_dict()
        else:
            privileges = self.privileges

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

        project_uuid: None | str | Unset
        if isinstance(self.project_uuid, Unset):
            project_uuid = UNSET
        else:
            project_uuid = self.project_uuid

        max_time_queue_seconds: int | None | Unset
        if isinstance(self.max_time_queue_seconds, Unset):
            max_time_queue_seconds = UNSET
        else:
            max_time_queue_seconds = self.max_time_queue_seconds

        targeted_reservation_name: None | str | Unset
        if isinstance(self.targeted_reservation_name, Unset):
            targeted_reservation_name = UNSET
        else:
            targeted_reservation_name = self.targeted_reservation_name

        forced_network_rules: list[dict[str, Any]] | None | Unset
        if isinstance(self.forced_network_rules, Unset):
            forced_network_rules = UNSET
        elif isinstance(self.forced_network_rules, list):
            forced_network_rules = []
            for forced_network_rules_type_0_item_data in self.forced_network_rules:
                forced_network_rules_type_0_item = forced_network_rules_type_0_item_data.to_dict()
                forced_network_rules.append(forced_network_rules_type_0_item)

        else:
            forced_network_rules = self.forced_network_rules

        default_resources_cache_ttl_sec: int | None | Unset
        if isinstance(self.default_resources_cache_ttl_sec, Unset):
            default_resources_cache_ttl_sec = UNSET
        else:
            default_resources_cache_ttl_sec = self.default_resources_cache_ttl_sec

        credits_: float | None | Unset
        if isinstance(self.credits_, Unset):
            credits_ = UNSET
        else:
            credits_ = self.credits_

        elastic_property: dict[str, Any] | None | Unset
        if isinstance(self.elastic_property, Unset):
            elastic_property = UNSET
        elif isinstance(self.elastic_property, ElasticPropertyOutput):
            elastic_property = self.elastic_property.to_dict()
        else:
            elastic_property = self.elastic_property

        scaling: dict[str, Any] | None | Unset
        if isinstance(self.scaling, Unset):
            scaling = UNSET
        elif isinstance(self.scaling, ScalingOutput):
            scaling = self.scaling.to_dict()
        else:
            scaling = self.scaling

        preparation_task: dict[str, Any] | None | Unset
        if isinstance(self.preparation_task, Unset):
            preparation_task = UNSET
        elif isinstance(self.preparation_task, PoolPreparationTaskOutput):
            preparation_task = self.preparation_task.to_dict()
        else:
            preparation_task = self.preparation_task

        total_slot_capacity: int | None | Unset
        if isinstance(self.total_slot_capacity, Unset):
            total_slot_capacity = UNSET
        else:
            total_slot_capacity = self.total_slot_capacity

        pool_usage: float | None | Unset
        if isinstance(self.pool_usage, Unset):
            pool_usage = UNSET
        else:
            pool_usage = self.pool_usage

        multi_slots_settings: dict[str, Any] | None | Unset
        if isinstance(self.multi_slots_settings, Unset):
            multi_slots_settings = UNSET
        elif isinstance(self.multi_slots_settings, MultiSlotsSettingsOutput):
            multi_slots_settings = self.multi_slots_settings.to_dict()
        else:
            multi_slots_settings = self.multi_slots_settings

        default_retry_settings: dict[str, Any] | None | Unset
        if isinstance(self.default_retry_settings, Unset):
            default_retry_settings = UNSET
        elif isinstance(self.default_retry_settings, RetrySettingsOutput):
            default_retry_settings = self.default_retry_settings.to_dict()
        else:
            default_retry_settings = self.default_retry_settings

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "uuid": uuid,
            }
        )
        if name is not UNSET:
            field_dict["name"] = name
        if shortname is not UNSET:
            field_dict["shortname"] = shortname
        if profile is not UNSET:
            field_dict["profile"] = profile
        if state is not UNSET:
            field_dict["state"] = state
        if previous_state is not UNSET:
            field_dict["previousState"] = previous_state
        if state_transition_time is not UNSET:
            field_dict["stateTransitionTime"] = state_transition_time
        if previous_state_transition_time is not UNSET:
            field_dict["previousStateTransitionTime"] = previous_state_transition_time
        if creation_date is not UNSET:
            field_dict["creationDate"] = creation_date
        if last_modified is not UNSET:
            field_dict["lastModified"] = last_modified
        if end_date is not UNSET:
            field_dict["endDate"] = end_date
        if instance_count is not UNSET:
            field_dict["instanceCount"] = instance_count
        if target_running_instance_count is not UNSET:
            field_dict["targetRunningInstanceCount"] = target_running_instance_count
        if running_instance_count is not UNSET:
            field_dict["runningInstanceCount"] = running_instance_count
        if running_core_count is not UNSET:
            field_dict["runningCoreCount"] = running_core_count
        if queued_or_running_task_instances_count is not UNSET:
            field_dict["queuedOrRunningTaskInstancesCount"] = queued_or_running_task_instances_count
        if execution_time is not UNSET:
            field_dict["executionTime"] = execution_time
        if wall_time is not UNSET:
            field_dict["wallTime"] = wall_time
        if task_default_wait_for_pool_resources_synchronization is not UNSET:
            field_dict["taskDefaultWaitForPoolResourcesSynchronization"] = (
                task_default_wait_for_pool_resources_synchronization
            )
        if constants is not UNSET:
            field_dict["constants"] = constants
        if resource_buckets is not UNSET:
            field_dict["resourceBuckets"] = resource_buckets
        if advanced_resource_buckets is not UNSET:
            field_dict["advancedResourceBuckets"] = advanced_resource_buckets
        if tags is not UNSET:
            field_dict["tags"] = tags
        if labels is not UNSET:
            field_dict["labels"] = labels
        if errors is not UNSET:
            field_dict["errors"] = errors
        if status is not UNSET:
            field_dict["status"] = status
        if hardware_constraints is not UNSET:
            field_dict["hardwareConstraints"] = hardware_constraints
        if secrets_access_rights is not UNSET:
            field_dict["secretsAccessRights"] = secrets_access_rights
        if privileges is not UNSET:
            field_dict["privileges"] = privileges
        if scheduling_type is not UNSET:
            field_dict["schedulingType"] = scheduling_type
        if targeted_reserved_machine_key is not UNSET:
            field_dict["targetedReservedMachineKey"] = targeted_reserved_machine_key
        if auto_delete_on_completion is not UNSET:
            field_dict["autoDeleteOnCompletion"] = auto_delete_on_completion
        if completion_time_to_live is not UNSET:
            field_dict["completionTimeToLive"] = completion_time_to_live
        if project_uuid is not UNSET:
            field_dict["projectUuid"] = project_uuid
        if max_time_queue_seconds is not UNSET:
            field_dict["maxTimeQueueSeconds"] = max_time_queue_seconds
        if targeted_reservation_name is not UNSET:
            field_dict["targetedReservationName"] = targeted_reservation_name
        if forced_network_rules is not UNSET:
            field_dict["forcedNetworkRules"] = forced_network_rules
        if default_resources_cache_ttl_sec is not UNSET:
            field_dict["defaultResourcesCacheTTLSec"] = default_resources_cache_ttl_sec
        if credits_ is not UNSET:
            field_dict["credits"] = credits_
        if elastic_property is not UNSET:
            field_dict["elasticProperty"] = elastic_property
        if scaling is not UNSET:
            field_dict["scaling"] = scaling
        if preparation_task is not UNSET:
            field_dict["preparationTask"] = preparation_task
        if total_slot_capacity is not UNSET:
            field_dict["totalSlotCapacity"] = total_slot_capacity
        if pool_usage is not UNSET:
            field_dict["poolUsage"] = pool_usage
        if multi_slots_settings is not UNSET:
            field_dict["multiSlotsSettings"] = multi_slots_settings
        if default_retry_settings is not UNSET:
            field_dict["defaultRetrySettings"] = default_retry_settings

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.constant_output import ConstantOutput  # noqa: PLC0415
        from ..models.cpu_model_hardware_output import CpuModelHardwareOutput  # noqa: PLC0415
        from ..models.elastic_property_output import ElasticPropertyOutput  # noqa: PLC0415
        from ..models.execution_error import ExecutionError  # noqa: PLC0415
        from ..models.execution_status import ExecutionStatus  # noqa: PLC0415
        from ..models.forced_network_rule_output import ForcedNetworkRuleOutput  # noqa: PLC0415
        from ..models.gpu_hardware_output import GpuHardwareOutput  # noqa: PLC0415
        from ..models.labels import Labels  # noqa: PLC0415
        from ..models.maximum_core_hardware_output import MaximumCoreHardwareOutput  # noqa: PLC0415
        from ..models.maximum_ram_core_ratio_hardware_output import (
            MaximumRamCoreRatioHardwareOutput,  # noqa: PLC0415
        )
        from ..models.maximum_ram_hardware_output import MaximumRamHardwareOutput  # noqa: PLC0415
        from ..models.minimum_core_hardware_output import MinimumCoreHardwareOutput  # noqa: PLC0415
        from ..models.minimum_ram_core_ratio_hardware_output import (
            MinimumRamCoreRatioHardwareOutput,  # noqa: PLC0415
        )
        from ..models.minimum_ram_hardware_output import MinimumRamHardwareOutput  # noqa: PLC0415
        from ..models.multi_slots_settings_output import MultiSlotsSettingsOutput  # noqa: PLC0415
        from ..models.no_gpu_hardware_output import NoGpuHardwareOutput  # noqa: PLC0415
        from ..models.no_ssd_hardware_output import NoSSDHardwareOutput  # noqa: PLC0415
        from ..models.other_hardware_output import OtherHardwareOutput  # noqa: PLC0415
        from ..models.pool_preparation_task_output import PoolPreparationTaskOutput  # noqa: PLC0415
        from ..models.privileges_output import PrivilegesOutput  # noqa: PLC0415
        from ..models.resource_bucket_output import ResourceBucketOutput  # noqa: PLC0415
        from ..models.retry_settings_output import RetrySettingsOutput  # noqa: PLC0415
        from ..models.scaling_output import ScalingOutput  # noqa: PLC0415
        from ..models.secrets_access_rights_output import SecretsAccessRightsOutput  # noqa: PLC0415
        from ..models.specific_hardware_output import SpecificHardwareOutput  # noqa: PLC0415
        from ..models.ssd_hardware_output import SSDHardwareOutput  # noqa: PLC0415

        d = dict(src_dict)
        uuid = d.pop("uuid")

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        def _parse_shortname(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        shortname = _parse_shortname(d.pop("shortname", UNSET))

        def _parse_profile(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        profile = _parse_profile(d.pop("profile", UNSET))

        def _parse_state(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        state = _parse_state(d.pop("state", UNSET))

        def _parse_previous_state(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        previous_state = _parse_previous_state(d.pop("previousState", UNSET))

        def _parse_state_transition_time(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        state_transition_time = _parse_state_transition_time(d.pop("stateTransitionTime", UNSET))

        def _parse_previous_state_transition_time(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        previous_state_transition_time = _parse_previous_state_transition_time(
            d.pop("previousStateTransitionTime", UNSET)
        )

        def _parse_creation_date(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        creation_date = _parse_creation_date(d.pop("creationDate", UNSET))

        def _parse_last_modified(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        last_modified = _parse_last_modified(d.pop("lastModified", UNSET))

        def _parse_end_date(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        end_date = _parse_end_date(d.pop("endDate", UNSET))

        def _parse_instance_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        instance_count = _parse_instance_count(d.pop("instanceCount", UNSET))

        def _parse_target_running_instance_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        target_running_instance_count = _parse_target_running_instance_count(
            d.pop("targetRunningInstanceCount", UNSET)
        )

        def _parse_running_instance_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        running_instance_count = _parse_running_instance_count(d.pop("runningInstanceCount", UNSET))

        def _parse_running_core_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        running_core_count = _parse_running_core_count(d.pop("runningCoreCount", UNSET))

        def _parse_queued_or_running_task_instances_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        queued_or_running_task_instances_count = _parse_queued_or_running_task_instances_count(
            d.pop("queuedOrRunningTaskInstancesCount", UNSET)
        )

        def _parse_execution_time(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        execution_time = _parse_execution_time(d.pop("executionTime", UNSET))

        def _parse_wall_time(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        wall_time = _parse_wall_time(d.pop("wallTime", UNSET))

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

        def _parse_constants(data: object) -> list[ConstantOutput] | None | Unset:
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
                    constants_type_0_item = ConstantOutput.from_dict(constants_type_0_item_data)

                    constants_type_0.append(constants_type_0_item)

                return constants_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[ConstantOutput] | None | Unset, data)

        constants = _parse_constants(d.pop("constants", UNSET))

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
        ) -> list[ResourceBucketOutput] | None | Unset:
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
                    advanced_resource_buckets_type_0_item = ResourceBucketOutput.from_dict(
                        advanced_resource_buckets_type_0_item_data
                    )

                    advanced_resource_buckets_type_0.append(advanced_resource_buckets_type_0_item)

                return advanced_resource_buckets_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[ResourceBucketOutput] | None | Unset, data)

        advanced_resource_buckets = _parse_advanced_resource_buckets(
            d.pop("advancedResourceBuckets", UNSET)
        )

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

        def _parse_errors(data: object) -> list[ExecutionError] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                errors_type_0 = []
                _errors_type_0 = data
                for errors_type_0_item_data in _errors_type_0:
                    errors_type_0_item = ExecutionError.from_dict(errors_type_0_item_data)

                    errors_type_0.append(errors_type_0_item)

                return errors_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[ExecutionError] | None | Unset, data)

        errors = _parse_errors(d.pop("errors", UNSET))

        def _parse_status(data: object) -> ExecutionStatus | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                status_type_0 = ExecutionStatus.from_dict(data)

                return status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ExecutionStatus | None | Unset, data)

        status = _parse_status(d.pop("status", UNSET))

        def _parse_hardware_constraints(
            data: object,
        ) -> (
            list[
                CpuModelHardwareOutput
                | GpuHardwareOutput
                | MaximumCoreHardwareOutput
                | MaximumRamCoreRatioHardwareOutput
                | MaximumRamHardwareOutput
                | MinimumCoreHardwareOutput
                | MinimumRamCoreRatioHardwareOutput
                | MinimumRamHardwareOutput
                | NoGpuHardwareOutput
                | NoSSDHardwareOutput
                | OtherHardwareOutput
                | SpecificHardwareOutput
                | SSDHardwareOutput
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
                        CpuModelHardwareOutput
                        | GpuHardwareOutput
                        | MaximumCoreHardwareOutput
                        | MaximumRamCoreRatioHardwareOutput
                        | MaximumRamHardwareOutput
                        | MinimumCoreHardwareOutput
                        | MinimumRamCoreRatioHardwareOutput
                        | MinimumRamHardwareOutput
                        | NoGpuHardwareOutput
                        | NoSSDHardwareOutput
                        | OtherHardwareOutput
                        | SpecificHardwareOutput
                        | SSDHardwareOutput
                    ):
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_output_type_0 = (
                                MinimumCoreHardwareOutput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_output_type_0
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_output_type_1 = (
                                MaximumCoreHardwareOutput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_output_type_1
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_output_type_2 = (
                                MinimumRamCoreRatioHardwareOutput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_output_type_2
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_output_type_3 = (
                                MaximumRamCoreRatioHardwareOutput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_output_type_3
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_output_type_4 = (
                                MinimumRamHardwareOutput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_output_type_4
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_output_type_5 = (
                                MaximumRamHardwareOutput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_output_type_5
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_output_type_6 = (
                                SpecificHardwareOutput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_output_type_6
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_output_type_7 = (
                                GpuHardwareOutput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_output_type_7
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_output_type_8 = (
                                NoGpuHardwareOutput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_output_type_8
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_output_type_9 = (
                                SSDHardwareOutput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_output_type_9
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_output_type_10 = (
                                NoSSDHardwareOutput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_output_type_10
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_output_type_11 = (
                                CpuModelHardwareOutput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_output_type_11
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        if not isinstance(data, dict):
                            raise TypeError()
                        componentsschemas_hardware_constraint_output_type_12 = (
                            OtherHardwareOutput.from_dict(data)
                        )

                        return componentsschemas_hardware_constraint_output_type_12

                    hardware_constraints_type_0_item = _parse_hardware_constraints_type_0_item(
                        hardware_constraints_type_0_item_data
                    )

                    hardware_constraints_type_0.append(hardware_constraints_type_0_item)

                return hardware_constraints_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(
                list[
                    CpuModelHardwareOutput
                    | GpuHardwareOutput
                    | MaximumCoreHardwareOutput
                    | MaximumRamCoreRatioHardwareOutput
                    | MaximumRamHardwareOutput
                    | MinimumCoreHardwareOutput
                    | MinimumRamCoreRatioHardwareOutput
                    | MinimumRamHardwareOutput
                    | NoGpuHardwareOutput
                    | NoSSDHardwareOutput
                    | OtherHardwareOutput
                    | SpecificHardwareOutput
                    | SSDHardwareOutput
                ]
                | None
                | Unset,
                data,
            )

        hardware_constraints = _parse_hardware_constraints(d.pop("hardwareConstraints", UNSET))

        def _parse_secrets_access_rights(data: object) -> None | SecretsAccessRightsOutput | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                secrets_access_rights_type_0 = SecretsAccessRightsOutput.from_dict(data)

                return secrets_access_rights_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | SecretsAccessRightsOutput | Unset, data)

        secrets_access_rights = _parse_secrets_access_rights(d.pop("secretsAccessRights", UNSET))

        def _parse_privileges(data: object) -> None | PrivilegesOutput | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                privileges_type_0 = PrivilegesOutput.from_dict(data)

                return privileges_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PrivilegesOutput | Unset, data)

        privileges = _parse_privileges(d.pop("privileges", UNSET))

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

        def _parse_project_uuid(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        project_uuid = _parse_project_uuid(d.pop("projectUuid", UNSET))

        def _parse_max_time_queue_seconds(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_time_queue_seconds = _parse_max_time_queue_seconds(d.pop("maxTimeQueueSeconds", UNSET))

        def _parse_targeted_reservation_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        targeted_reservation_name = _parse_targeted_reservation_name(
            d.pop("targetedReservationName", UNSET)
        )

        def _parse_forced_network_rules(
            data: object,
        ) -> list[ForcedNetworkRuleOutput] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                forced_network_rules_type_0 = []
                _forced_network_rules_type_0 = data
                for forced_network_rules_type_0_item_data in _forced_network_rules_type_0:
                    forced_network_rules_type_0_item = ForcedNetworkRuleOutput.from_dict(
                        forced_network_rules_type_0_item_data
                    )

                    forced_network_rules_type_0.append(forced_network_rules_type_0_item)

                return forced_network_rules_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[ForcedNetworkRuleOutput] | None | Unset, data)

        forced_network_rules = _parse_forced_network_rules(d.pop("forcedNetworkRules", UNSET))

        def _parse_default_resources_cache_ttl_sec(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        default_resources_cache_ttl_sec = _parse_default_resources_cache_ttl_sec(
            d.pop("defaultResourcesCacheTTLSec", UNSET)
        )

        def _parse_credits_(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        credits_ = _parse_credits_(d.pop("credits", UNSET))

        def _parse_elastic_property(data: object) -> ElasticPropertyOutput | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                elastic_property_type_0 = ElasticPropertyOutput.from_dict(data)

                return elastic_property_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ElasticPropertyOutput | None | Unset, data)

        elastic_property = _parse_elastic_property(d.pop("elasticProperty", UNSET))

        def _parse_scaling(data: object) -> None | ScalingOutput | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                scaling_type_0 = ScalingOutput.from_dict(data)

                return scaling_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ScalingOutput | Unset, data)

        scaling = _parse_scaling(d.pop("scaling", UNSET))

        def _parse_preparation_task(data: object) -> None | PoolPreparationTaskOutput | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                preparation_task_type_0 = PoolPreparationTaskOutput.from_dict(data)

                return preparation_task_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PoolPreparationTaskOutput | Unset, data)

        preparation_task = _parse_preparation_task(d.pop("preparationTask", UNSET))

        def _parse_total_slot_capacity(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        total_slot_capacity = _parse_total_slot_capacity(d.pop("totalSlotCapacity", UNSET))

        def _parse_pool_usage(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        pool_usage = _parse_pool_usage(d.pop("poolUsage", UNSET))

        def _parse_multi_slots_settings(data: object) -> MultiSlotsSettingsOutput | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                multi_slots_settings_type_0 = MultiSlotsSettingsOutput.from_dict(data)

                return multi_slots_settings_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(MultiSlotsSettingsOutput | None | Unset, data)

        multi_slots_settings = _parse_multi_slots_settings(d.pop("multiSlotsSettings", UNSET))

        def _parse_default_retry_settings(data: object) -> None | RetrySettingsOutput | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                default_retry_settings_type_0 = RetrySettingsOutput.from_dict(data)

                return default_retry_settings_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RetrySettingsOutput | Unset, data)

        default_retry_settings = _parse_default_retry_settings(d.pop("defaultRetrySettings", UNSET))

        pool = cls(
            uuid=uuid,
            name=name,
            shortname=shortname,
            profile=profile,
            state=state,
            previous_state=previous_state,
            state_transition_time=state_transition_time,
            previous_state_transition_time=previous_state_transition_time,
            creation_date=creation_date,
            last_modified=last_modified,
            end_date=end_date,
            instance_count=instance_count,
            target_running_instance_count=target_running_instance_count,
            running_instance_count=running_instance_count,
            running_core_count=running_core_count,
            queued_or_running_task_instances_count=queued_or_running_task_instances_count,
            execution_time=execution_time,
            wall_time=wall_time,
            task_default_wait_for_pool_resources_synchronization=task_default_wait_for_pool_resources_synchronization,
            constants=constants,
            resource_buckets=resource_buckets,
            advanced_resource_buckets=advanced_resource_buckets,
            tags=tags,
            labels=labels,
            errors=errors,
            status=status,
            hardware_constraints=hardware_constraints,
            secrets_access_rights=secrets_access_rights,
            privileges=privileges,
            scheduling_type=scheduling_type,
            targeted_reserved_machine_key=targeted_reserved_machine_key,
            auto_delete_on_completion=auto_delete_on_completion,
            completion_time_to_live=completion_time_to_live,
            project_uuid=project_uuid,
            max_time_queue_seconds=max_time_queue_seconds,
            targeted_reservation_name=targeted_reservation_name,
            forced_network_rules=forced_network_rules,
            default_resources_cache_ttl_sec=default_resources_cache_ttl_sec,
            credits_=credits_,
            elastic_property=elastic_property,
            scaling=scaling,
            preparation_task=preparation_task,
            total_slot_capacity=total_slot_capacity,
            pool_usage=pool_usage,
            multi_slots_settings=multi_slots_settings,
            default_retry_settings=default_retry_settings,
        )

        pool.additional_properties = d
        return pool

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
