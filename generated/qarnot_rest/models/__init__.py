"""Contains all the data models used in inputs/outputs"""

from .active_forward import ActiveForward
from .advanced_dependency_input import AdvancedDependencyInput
from .advanced_dependency_output import AdvancedDependencyOutput
from .any_values import AnyValues
from .authentication_error import AuthenticationError
from .authentication_error_details import AuthenticationErrorDetails
from .budget import Budget
from .carbon_facts_in_camel_case import CarbonFactsInCamelCase
from .carbon_facts_in_snake_case import CarbonFactsInSnakeCase
from .cluster_info import ClusterInfo
from .completed_instance import CompletedInstance
from .computing_quotas import ComputingQuotas
from .constant_input import ConstantInput
from .constant_output import ConstantOutput
from .constraint_input import ConstraintInput
from .cpu_model_ghz_time import CpuModelGhzTime
from .cpu_model_hardware_input import CpuModelHardwareInput
from .cpu_model_hardware_output import CpuModelHardwareOutput
from .cpu_model_running_cores import CpuModelRunningCores
from .cpu_model_time import CpuModelTime
from .credit_amount import CreditAmount
from .dependencies_input import DependenciesInput
from .dependencies_output import DependenciesOutput
from .elastic_property_input import ElasticPropertyInput
from .elastic_property_output import ElasticPropertyOutput
from .error_message import ErrorMessage
from .error_text import ErrorText
from .execution_error import ExecutionError
from .execution_status import ExecutionStatus
from .field_problems import FieldProblems
from .field_selection import FieldSelection
from .filter_group import FilterGroup
from .filter_value import FilterValue
from .filter_values import FilterValues
from .fixed_scaling_policy_input import FixedScalingPolicyInput
from .fixed_scaling_policy_output import FixedScalingPolicyOutput
from .forced_constant_input import ForcedConstantInput
from .forced_network_rule_input import ForcedNetworkRuleInput
from .forced_network_rule_output import ForcedNetworkRuleOutput
from .gpu_hardware_input import GpuHardwareInput
from .gpu_hardware_output import GpuHardwareOutput
from .hardware_constraint_page import HardwareConstraintPage
from .instance_time import InstanceTime
from .job import Job
from .job_creation_input import JobCreationInput
from .job_page import JobPage
from .labels import Labels
from .machine_specification_time import MachineSpecificationTime
from .managed_tasks_queue_scaling_policy_input import ManagedTasksQueueScalingPolicyInput
from .managed_tasks_queue_scaling_policy_output import ManagedTasksQueueScalingPolicyOutput
from .maximum_core_hardware_input import MaximumCoreHardwareInput
from .maximum_core_hardware_output import MaximumCoreHardwareOutput
from .maximum_ram_core_ratio_hardware_input import MaximumRamCoreRatioHardwareInput
from .maximum_ram_core_ratio_hardware_output import MaximumRamCoreRatioHardwareOutput
from .maximum_ram_hardware_input import MaximumRamHardwareInput
from .maximum_ram_hardware_output import MaximumRamHardwareOutput
from .minimum_core_hardware_input import MinimumCoreHardwareInput
from .minimum_core_hardware_output import MinimumCoreHardwareOutput
from .minimum_ram_core_ratio_hardware_input import MinimumRamCoreRatioHardwareInput
from .minimum_ram_core_ratio_hardware_output import MinimumRamCoreRatioHardwareOutput
from .minimum_ram_hardware_input import MinimumRamHardwareInput
from .minimum_ram_hardware_output import MinimumRamHardwareOutput
from .multi_slots_settings_input import MultiSlotsSettingsInput
from .multi_slots_settings_output import MultiSlotsSettingsOutput
from .no_gpu_hardware_input import NoGpuHardwareInput
from .no_gpu_hardware_output import NoGpuHardwareOutput
from .no_ssd_hardware_input import NoSSDHardwareInput
from .no_ssd_hardware_output import NoSSDHardwareOutput
from .object_identifier import ObjectIdentifier
from .organization_computing_quotas import OrganizationComputingQuotas
from .organization_reserved_scheduling_quota import OrganizationReservedSchedulingQuota
from .organization_scheduling_quota import OrganizationSchedulingQuota
from .other_hardware_input import OtherHardwareInput
from .other_hardware_output import OtherHardwareOutput
from .other_scaling_policy_input import OtherScalingPolicyInput
from .other_scaling_policy_output import OtherScalingPolicyOutput
from .other_time_period_input import OtherTimePeriodInput
from .other_time_period_output import OtherTimePeriodOutput
from .page_request import PageRequest
from .periodic_snapshot_input import PeriodicSnapshotInput
from .platform_version import PlatformVersion
from .pool import Pool
from .pool_clone_input import PoolCloneInput
from .pool_creation_input import PoolCreationInput
from .pool_page import PoolPage
from .pool_preparation_task_input import PoolPreparationTaskInput
from .pool_preparation_task_output import PoolPreparationTaskOutput
from .pool_summary import PoolSummary
from .pool_summary_page import PoolSummaryPage
from .pool_update_input import PoolUpdateInput
from .port_forward import PortForward
from .port_forward_access import PortForwardAccess
from .port_forwards_by_instance import PortForwardsByInstance
from .port_forwards_by_rule import PortForwardsByRule
from .prefix_filtering_input import PrefixFilteringInput
from .prefix_filtering_output import PrefixFilteringOutput
from .privileges_input import PrivilegesInput
from .privileges_output import PrivilegesOutput
from .problem_details import ProblemDetails
from .profile import Profile
from .profile_constant import ProfileConstant
from .profile_license import ProfileLicense
from .project import Project
from .project_budgets import ProjectBudgets
from .reserved_quota import ReservedQuota
from .reserved_scheduling_quota import ReservedSchedulingQuota
from .resource_bucket_input import ResourceBucketInput
from .resource_bucket_output import ResourceBucketOutput
from .resource_filtering_input import ResourceFilteringInput
from .resource_filtering_output import ResourceFilteringOutput
from .resource_transformation_input import ResourceTransformationInput
from .resource_transformation_output import ResourceTransformationOutput
from .retry_settings_input import RetrySettingsInput
from .retry_settings_output import RetrySettingsOutput
from .running_counts import RunningCounts
from .running_counts_by_user import RunningCountsByUser
from .running_instance import RunningInstance
from .running_instances_info import RunningInstancesInfo
from .scaling_input import ScalingInput
from .scaling_output import ScalingOutput
from .scheduling_quota import SchedulingQuota
from .search_request import SearchRequest
from .secret import Secret
from .secret_by_key_input import SecretByKeyInput
from .secret_by_key_output import SecretByKeyOutput
from .secret_input import SecretInput
from .secret_keys import SecretKeys
from .secrets_access_rights_input import SecretsAccessRightsInput
from .secrets_access_rights_output import SecretsAccessRightsOutput
from .secrets_by_prefix_input import SecretsByPrefixInput
from .secrets_by_prefix_output import SecretsByPrefixOutput
from .settings import Settings
from .site_and_machine_time import SiteAndMachineTime
from .snapshot import Snapshot
from .snapshot_input import SnapshotInput
from .snapshot_settings import SnapshotSettings
from .specific_hardware_input import SpecificHardwareInput
from .specific_hardware_output import SpecificHardwareOutput
from .ssd_hardware_input import SSDHardwareInput
from .ssd_hardware_output import SSDHardwareOutput
from .strip_prefix_input import StripPrefixInput
from .strip_prefix_output import StripPrefixOutput
from .task import Task
from .task_clone_input import TaskCloneInput
from .task_creation_input import TaskCreationInput
from .task_creation_outcome import TaskCreationOutcome
from .task_page import TaskPage
from .task_rerun_input import TaskRerunInput
from .task_summary import TaskSummary
from .task_summary_page import TaskSummaryPage
from .task_update_input import TaskUpdateInput
from .time_period_always_input import TimePeriodAlwaysInput
from .time_period_always_output import TimePeriodAlwaysOutput
from .time_period_weekly_input import TimePeriodWeeklyInput
from .time_period_weekly_output import TimePeriodWeeklyOutput
from .user_computing_quotas import UserComputingQuotas
from .user_info import UserInfo
from .validation_problem_details import ValidationProblemDetails
from .vpn_connection import VpnConnection

__all__ = (
    "ActiveForward",
    "AdvancedDependencyInput",
    "AdvancedDependencyOutput",
    "AnyValues",
    "AuthenticationError",
    "AuthenticationErrorDetails",
    "Budget",
    "CarbonFactsInCamelCase",
    "CarbonFactsInSnakeCase",
    "ClusterInfo",
    "CompletedInstance",
    "ComputingQuotas",
    "ConstantInput",
    "ConstantOutput",
    "ConstraintInput",
    "CpuModelGhzTime",
    "CpuModelHardwareInput",
    "CpuModelHardwareOutput",
    "CpuModelRunningCores",
    "CpuModelTime",
    "CreditAmount",
    "DependenciesInput",
    "DependenciesOutput",
    "ElasticPropertyInput",
    "ElasticPropertyOutput",
    "ErrorMessage",
    "ErrorText",
    "ExecutionError",
    "ExecutionStatus",
    "FieldProblems",
    "FieldSelection",
    "FilterGroup",
    "FilterValue",
    "FilterValues",
    "FixedScalingPolicyInput",
    "FixedScalingPolicyOutput",
    "ForcedConstantInput",
    "ForcedNetworkRuleInput",
    "ForcedNetworkRuleOutput",
    "GpuHardwareInput",
    "GpuHardwareOutput",
    "HardwareConstraintPage",
    "InstanceTime",
    "Job",
    "JobCreationInput",
    "JobPage",
    "Labels",
    "MachineSpecificationTime",
    "ManagedTasksQueueScalingPolicyInput",
    "ManagedTasksQueueScalingPolicyOutput",
    "MaximumCoreHardwareInput",
    "MaximumCoreHardwareOutput",
    "MaximumRamCoreRatioHardwareInput",
    "MaximumRamCoreRatioHardwareOutput",
    "MaximumRamHardwareInput",
    "MaximumRamHardwareOutput",
    "MinimumCoreHardwareInput",
    "MinimumCoreHardwareOutput",
    "MinimumRamCoreRatioHardwareInput",
    "MinimumRamCoreRatioHardwareOutput",
    "MinimumRamHardwareInput",
    "MinimumRamHardwareOutput",
    "MultiSlotsSettingsInput",
    "MultiSlotsSettingsOutput",
    "NoGpuHardwareInput",
    "NoGpuHardwareOutput",
    "NoSSDHardwareInput",
    "NoSSDHardwareOutput",
    "ObjectIdentifier",
    "OrganizationComputingQuotas",
    "OrganizationReservedSchedulingQuota",
    "OrganizationSchedulingQuota",
    "OtherHardwareInput",
    "OtherHardwareOutput",
    "OtherScalingPolicyInput",
    "OtherScalingPolicyOutput",
    "OtherTimePeriodInput",
    "OtherTimePeriodOutput",
    "PageRequest",
    "PeriodicSnapshotInput",
    "PlatformVersion",
    "Pool",
    "PoolCloneInput",
    "PoolCreationInput",
    "PoolPage",
    "PoolPreparationTaskInput",
    "PoolPreparationTaskOutput",
    "PoolSummary",
    "PoolSummaryPage",
    "PoolUpdateInput",
    "PortForward",
    "PortForwardAccess",
    "PortForwardsByInstance",
    "PortForwardsByRule",
    "PrefixFilteringInput",
    "PrefixFilteringOutput",
    "PrivilegesInput",
    "PrivilegesOutput",
    "ProblemDetails",
    "Profile",
    "ProfileConstant",
    "ProfileLicense",
    "Project",
    "ProjectBudgets",
    "ReservedQuota",
    "ReservedSchedulingQuota",
    "ResourceBucketInput",
    "ResourceBucketOutput",
    "ResourceFilteringInput",
    "ResourceFilteringOutput",
    "ResourceTransformationInput",
    "ResourceTransformationOutput",
    "RetrySettingsInput",
    "RetrySettingsOutput",
    "RunningCounts",
    "RunningCountsByUser",
    "RunningInstance",
    "RunningInstancesInfo",
    "ScalingInput",
    "ScalingOutput",
    "SchedulingQuota",
    "SearchRequest",
    "Secret",
    "SecretByKeyInput",
    "SecretByKeyOutput",
    "SecretInput",
    "SecretKeys",
    "SecretsAccessRightsInput",
    "SecretsAccessRightsOutput",
    "SecretsByPrefixInput",
    "SecretsByPrefixOutput",
    "Settings",
    "SiteAndMachineTime",
    "Snapshot",
    "SnapshotInput",
    "SnapshotSettings",
    "SpecificHardwareInput",
    "SpecificHardwareOutput",
    "SSDHardwareInput",
    "SSDHardwareOutput",
    "StripPrefixInput",
    "StripPrefixOutput",
    "Task",
    "TaskCloneInput",
    "TaskCreationInput",
    "TaskCreationOutcome",
    "TaskPage",
    "TaskRerunInput",
    "TaskSummary",
    "TaskSummaryPage",
    "TaskUpdateInput",
    "TimePeriodAlwaysInput",
    "TimePeriodAlwaysOutput",
    "TimePeriodWeeklyInput",
    "TimePeriodWeeklyOutput",
    "UserComputingQuotas",
    "UserInfo",
    "ValidationProblemDetails",
    "VpnConnection",
)
