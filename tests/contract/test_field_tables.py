"""Every field table has all properties of its schema, and no key that the schema lacks."""

from __future__ import annotations

import pytest
from spec_tree import shape_of, the_document

from qarnot import hardware_constraint
from qarnot._access_rights import (
    SecretAccessRightByPrefix,
    SecretAccessRightBySecret,
    SecretsAccessRights,
)
from qarnot._account import ReservedQuota
from qarnot._carbon_facts import CarbonFacts
from qarnot._completed import BulkTaskResponse, CompletedInstance
from qarnot._credits import Credits
from qarnot._elastic import ElasticProperty
from qarnot._fields import fields_of
from qarnot._forwards import PortForward, PortForwardAccess
from qarnot._platform import PlatformSettings, PlatformVersion
from qarnot._project import Project
from qarnot._received import EitherField
from qarnot._sync.job import Job
from qarnot._sync.pool import Pool
from qarnot._sync.user_info import UserInfo
from qarnot.budget import Budget
from qarnot.computing_quotas import (
    ComputingQuotas,
    OrganizationComputingQuotas,
    OrganizationComputingQuotasBase,
    OrganizationComputingQuotasDetails,
    OrganizationReservedSchedulingQuota,
    OrganizationReservedSchedulingQuotaDetails,
    OrganizationSchedulingQuota,
    OrganizationSchedulingQuotaDetails,
    RunningCounts,
    UserComputingQuotas,
    UserReservedSchedulingQuota,
    UserSchedulingQuota,
)
from qarnot.dependency import AdvancedDependency, AdvancedDependencyOutput, TaskDependencies
from qarnot.forced_constant import ForcedConstant
from qarnot.forced_network_rule import ForcedNetworkRule
from qarnot.hardware_constraint import HardwareConstraint
from qarnot.multi_slots_settings import MultiSlotsSettings
from qarnot.privileges import Privileges
from qarnot.retry_settings import RetrySettings
from qarnot.scaling import (
    FixedScalingPolicy,
    ManagedTasksQueueScalingPolicy,
    Scaling,
    ScalingPolicy,
    TimePeriodAlways,
    TimePeriodSpecification,
    TimePeriodWeeklyRecurring,
)
from qarnot.snapshot import PeriodicSnapshotConfiguration, Snapshot, SnapshotConfiguration
from qarnot.status import (
    ExecutionTimeByCpuModel,
    ExecutionTimeByInstance,
    ExecutionTimeByMachineSpecification,
    ExecutionTimeBySiteAndMachine,
    ExecutionTimeGhzByCpuModel,
    PerRunningInstanceInfo,
    RunningCoresByCpuModel,
    RunningInstancesInfo,
    Status,
    TaskActiveForward,
    TaskVpnConnection,
)

# class -> the schemas that it stands for; where there are several, it has what any of them has
TABLES: list[tuple[type, str | tuple[str, ...]]] = [
    (BulkTaskResponse, "TaskCreationOutcome"),
    (Budget, "Budget"),
    (CarbonFacts, ("CarbonFactsInCamelCase", "CarbonFactsInSnakeCase")),
    (CompletedInstance, "CompletedInstance"),
    (ComputingQuotas, "ComputingQuotas"),
    (Credits, "CreditAmount"),
    (ExecutionTimeByCpuModel, "CpuModelTime"),
    (ExecutionTimeByInstance, "InstanceTime"),
    (ExecutionTimeByMachineSpecification, "MachineSpecificationTime"),
    (ExecutionTimeBySiteAndMachine, "SiteAndMachineTime"),
    (ExecutionTimeGhzByCpuModel, "CpuModelGhzTime"),
    (OrganizationComputingQuotas, "OrganizationComputingQuotas"),
    (OrganizationComputingQuotasBase, "OrganizationComputingQuotas"),
    (OrganizationComputingQuotasDetails, "OrganizationComputingQuotas"),
    (OrganizationReservedSchedulingQuota, "OrganizationReservedSchedulingQuota"),
    (OrganizationReservedSchedulingQuotaDetails, "OrganizationReservedSchedulingQuota"),
    (OrganizationSchedulingQuota, "OrganizationSchedulingQuota"),
    (OrganizationSchedulingQuotaDetails, "OrganizationSchedulingQuota"),
    (PerRunningInstanceInfo, "RunningInstance"),
    (PeriodicSnapshotConfiguration, "PeriodicSnapshotInput"),
    (PlatformSettings, "Settings"),
    (PlatformVersion, "PlatformVersion"),
    (PortForward, "PortForward"),
    (PortForwardAccess, "PortForwardAccess"),
    (Project, "Project"),
    (ReservedQuota, "ReservedQuota"),
    (RunningCoresByCpuModel, "CpuModelRunningCores"),
    (RunningCounts, "RunningCounts"),
    (RunningInstancesInfo, "RunningInstancesInfo"),
    (Snapshot, "Snapshot"),
    (SnapshotConfiguration, ("SnapshotInput", "SnapshotSettings")),
    (Status, "ExecutionStatus"),
    (TaskActiveForward, "ActiveForward"),
    (TaskVpnConnection, "VpnConnection"),
    (UserComputingQuotas, "UserComputingQuotas"),
    (UserInfo, "UserInfo"),
    (UserReservedSchedulingQuota, "ReservedSchedulingQuota"),
    (UserSchedulingQuota, "SchedulingQuota"),
    (AdvancedDependency, "AdvancedDependencyInput"),
    (AdvancedDependencyOutput, "AdvancedDependencyOutput"),
    (ElasticProperty, ("ElasticPropertyInput", "ElasticPropertyOutput")),
    (FixedScalingPolicy, ("FixedScalingPolicyInput", "FixedScalingPolicyOutput")),
    (ForcedConstant, "ForcedConstantInput"),
    (ForcedNetworkRule, ("ForcedNetworkRuleInput", "ForcedNetworkRuleOutput")),
    (Job, ("Job", "JobCreationInput")),
    (
        ManagedTasksQueueScalingPolicy,
        ("ManagedTasksQueueScalingPolicyInput", "ManagedTasksQueueScalingPolicyOutput"),
    ),
    (MultiSlotsSettings, ("MultiSlotsSettingsInput", "MultiSlotsSettingsOutput")),
    (Pool, ("Pool", "PoolCreationInput")),
    (Privileges, ("PrivilegesInput", "PrivilegesOutput")),
    (RetrySettings, ("RetrySettingsInput", "RetrySettingsOutput")),
    (Scaling, ("ScalingInput", "ScalingOutput")),
    (ScalingPolicy, ("OtherScalingPolicyInput", "OtherScalingPolicyOutput")),
    (SecretAccessRightByPrefix, ("SecretsByPrefixInput", "SecretsByPrefixOutput")),
    (SecretAccessRightBySecret, ("SecretByKeyInput", "SecretByKeyOutput")),
    (SecretsAccessRights, ("SecretsAccessRightsInput", "SecretsAccessRightsOutput")),
    (TaskDependencies, "DependenciesOutput"),
    (TimePeriodAlways, ("TimePeriodAlwaysInput", "TimePeriodAlwaysOutput")),
    (TimePeriodSpecification, ("OtherTimePeriodInput", "OtherTimePeriodOutput")),
    (TimePeriodWeeklyRecurring, ("TimePeriodWeeklyInput", "TimePeriodWeeklyOutput")),
    *(
        (kind, (f"{kind.__name__}Input", f"{kind.__name__}Output"))
        for kind in HardwareConstraint.__subclasses__()
        if kind.__name__ in hardware_constraint.__all__
    ),
]
# What a class has no field for, and why.
LEFT_OUT = {
    ForcedConstant: {"constantName": "it is the name under which the constant is set"},
    OrganizationComputingQuotasBase: {"name": "OrganizationComputingQuotas has it"},
    OrganizationComputingQuotasDetails: {"name": "it is not sent where these are read"},
    OrganizationReservedSchedulingQuota: {"runningCountsPerUser": "the class of details has it"},
    OrganizationSchedulingQuota: {"runningCountsPerUser": "the class of details has it"},
    Pool: {
        "resourceBuckets": "read together with advancedResourceBuckets",
    },
}
HARDWARE_KINDS = 12


def keys_of(kind: type) -> set[str]:
    """List the keys that the fields of a class read, in all their spellings."""
    fields = fields_of(kind).values()
    others = {field.other_key for field in fields if isinstance(field, EitherField)}
    return {field.key for field in fields} | others


def properties_of(schemas: str | tuple[str, ...]) -> set[str]:
    document = the_document()
    names = (schemas,) if isinstance(schemas, str) else schemas
    return {
        key
        for name in names
        for key in shape_of(document, document["components"]["schemas"][name]).properties
    }


@pytest.mark.parametrize(
    ("kind", "schemas"), TABLES, ids=[f"{kind.__module__}.{kind.__name__}" for kind, _ in TABLES]
)
def test_a_field_table_and_its_schema_agree_in_both_directions(
    kind: type, schemas: str | tuple[str, ...]
) -> None:
    left_out = LEFT_OUT.get(kind, {}).keys()
    missing = sorted(properties_of(schemas) - keys_of(kind) - left_out)
    assert not missing, f"{kind.__name__} lacks fields for these properties: {missing}"
    unknown = sorted(keys_of(kind) - properties_of(schemas))
    assert not unknown, f"{kind.__name__} reads what is no property: {unknown}"
    assert not left_out & keys_of(kind)


def test_every_kind_of_hardware_has_a_row() -> None:
    kinds = [kind for kind, _ in TABLES if issubclass(kind, HardwareConstraint)]
    assert len(kinds) == HARDWARE_KINDS


def test_carbon_facts_have_each_figure_in_each_spelling() -> None:
    fields = [field for field in fields_of(CarbonFacts).values() if isinstance(field, EitherField)]
    assert {field.key for field in fields} == properties_of("CarbonFactsInSnakeCase")
    assert {field.other_key for field in fields} == properties_of("CarbonFactsInCamelCase")


def test_the_parts_of_a_schema_count_as_its_own() -> None:
    base = the_document()["components"]["schemas"]["Project"]["properties"]
    merged = {"allOf": [{"$ref": "#/components/schemas/Project"}, {"properties": {"extra": {}}}]}
    assert shape_of(the_document(), merged).properties.keys() == {*base, "extra"}
