"""The status of a task or pool, and what all received values have in common."""

from __future__ import annotations

import inspect
from datetime import UTC, datetime
from typing import Any

import pytest
from fault_options import examples
from hypothesis import given, strategies as st

from qarnot._carbon_facts import CarbonFacts
from qarnot._completed import BulkTaskResponse, CompletedInstance
from qarnot._credits import Credits
from qarnot._fields import Value, fields_of
from qarnot._forwards import PortForward, PortForwardAccess
from qarnot._project import Project
from qarnot._received import EitherField
from qarnot.budget import Budget
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

RECEIVED: list[type[Value]] = [
    BulkTaskResponse, Budget, CarbonFacts, CompletedInstance, Credits, ExecutionTimeByCpuModel,
    ExecutionTimeByInstance, ExecutionTimeByMachineSpecification, ExecutionTimeBySiteAndMachine,
    ExecutionTimeGhzByCpuModel, PerRunningInstanceInfo, PeriodicSnapshotConfiguration, PortForward,
    PortForwardAccess, Project, RunningCoresByCpuModel, RunningInstancesInfo, Snapshot,
    SnapshotConfiguration, Status, TaskActiveForward, TaskVpnConnection,
]  # fmt: skip
MADE: list[Any] = [kind for kind in RECEIVED if hasattr(kind, "from_json")]

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=5),
    st.sampled_from(["0001-01-01T00:00:00", "2024-12-24T15:10:54.8659210Z", "success", "12"]),
)
any_json = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


def made(kind: Any, json: Any) -> Any:
    return kind.from_json(json) if hasattr(kind, "from_json") else kind(json)


def keys_of(kind: type) -> list[str]:
    fields = fields_of(kind).values()
    others = [field.other_key for field in fields if isinstance(field, EitherField)]
    return [*(field.key for field in fields), *others]


def json_for(kind: type) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from([*keys_of(kind), "unknown"]), any_json)


@pytest.mark.parametrize("kind", RECEIVED)
@examples(30)
@given(data=st.data())
def test_d26_no_value_of_any_field_raises_and_none_is_lost(
    kind: type[Value], data: st.DataObject
) -> None:
    json = data.draw(json_for(kind))
    value = made(kind, json)
    for name in fields_of(kind):
        getattr(value, name)
    assert kind.__name__ in repr(value)
    assert dict(value.raw) == json
    assert value == made(kind, dict(json))


@pytest.mark.parametrize("kind", RECEIVED)
@pytest.mark.parametrize("json", [None, [], "text", 5])
def test_d26_what_is_no_object_reads_as_an_empty_one(kind: type[Value], json: Any) -> None:
    value = made(kind, json)
    assert dict(value.raw) == {}
    assert {name: getattr(value, name) for name in fields_of(kind)} == {
        name: getattr(made(kind, {}), name) for name in fields_of(kind)
    }


@pytest.mark.parametrize("kind", RECEIVED)
def test_d26_null_reads_as_what_is_missing(kind: type[Value]) -> None:
    nulls, nothing = made(kind, dict.fromkeys(keys_of(kind))), made(kind, {})
    for name in fields_of(kind):
        assert getattr(nulls, name) == getattr(nothing, name)


@pytest.mark.parametrize("kind", MADE)
@examples(30)
@given(data=st.data())
def test_what_was_received_is_given_back_untouched(kind: Any, data: st.DataObject) -> None:
    json = data.draw(json_for(kind))
    assert kind.from_json(json).to_json() == json
    assert kind.from_json(kind.from_json(json).to_json()) == kind.from_json(json)


DOCUMENTED: dict[type, str] = {
    TaskActiveForward: "application_port forwarder_port forwarder_host bind_address",
    TaskVpnConnection: "node_ip_address_cidr vpn_name",
    ExecutionTimeByCpuModel: "model time core",
    ExecutionTimeGhzByCpuModel: "model time_ghz clock_ratio core",
    PerRunningInstanceInfo: """
        phase instance_id max_frequency_ghz current_frequency_ghz cpu_usage max_memory_mb
        current_memory_mb memory_usage network_in_kbps network_out_kbps progress
        execution_time_sec execution_time_ghz cpu_model execution_attempt_count
        active_forward vpn_connections
    """,
    RunningInstancesInfo: """
        per_running_instance_info timestamp average_frequency_ghz max_frequency_ghz
        min_frequency_ghz average_max_frequency_ghz average_cpu_usage
        cluster_power_indicator average_memory_usage average_network_in_kbps
        average_network_out_kbps total_network_in_kbps total_network_out_kbps
        snapshot_results running_core_count_by_cpu_model
    """,
    Status: """
        download_progress execution_progress upload_progress instance_count download_time
        download_time_sec environment_time environment_time_sec execution_time
        execution_time_sec upload_time upload_time_sec wall_time wall_time_sec
        succeeded_range executed_range failed_range last_update_timestamp
        execution_time_by_cpu_model execution_time_ghz_by_cpu_model running_instances_info
    """,
    CompletedInstance: """
        instance_id state wall_time_sec exec_time_sec exec_time_sec_ghz peak_memory_mb
        average_ghz results execution_attempt_count
    """,
    BulkTaskResponse: "status_code uuid message",
}


@pytest.mark.parametrize("kind", DOCUMENTED)
def test_the_documented_attributes_are_there(kind: type) -> None:
    assert set(DOCUMENTED[kind].split()) <= fields_of(kind).keys()
    json = inspect.signature(kind).parameters["json"]
    assert json.default is json.empty


STATUS = Status(
    {
        "timestamp": "2024-12-24T15:10:54.8659210Z",
        "lastUpdateTimestamp": "2024-12-24T15:10:55",
        "downloadProgress": 100,
        "executionProgress": 12.5,
        "executionTime": "1.03:16:50.5000000",
        "executionTimeSec": 98210.5,
        "succeededRange": "0-2,4",
        "cancelledRange": "3",
        "executionTimeByCpuModel": [{"model": "R7", "time": 25.1, "core": 16}],
        "executionTimeByInstanceId": [{"instanceId": 4, "time": 3, "siteUuid": "s"}],
        "runningInstancesInfo": {
            "timestamp": "0001-01-01T00:00:00",
            "runningCoreCountByCpuModel": [{"model": "R7", "core": 16, "runningCoreCount": 8}],
            "perRunningInstanceInfo": [
                {
                    "instanceId": 7,
                    "phase": "execution",
                    "cpuUsage": 99.5,
                    "activeForwards": [
                        {
                            "applicationPort": 22,
                            "forwarderPort": 20001,
                            "forwarderHost": " forward.qarnot.com ",
                        }
                    ],
                    "vpnConnections": [{"vpnName": "lab", "nodeIPAddressCidr": "10.0.0.1/24"}],
                }
            ],
        },
    }
)


def test_dates_are_aware() -> None:
    assert STATUS.timestamp == datetime(2024, 12, 24, 15, 10, 54, 865921, tzinfo=UTC)
    assert STATUS.last_update_timestamp == datetime(2024, 12, 24, 15, 10, 55, tzinfo=UTC)
    assert STATUS.running_instances_info.timestamp is None


def test_times_come_as_the_text_of_the_platform_and_in_seconds() -> None:
    assert STATUS.execution_time == "1.03:16:50.5000000"
    assert STATUS.execution_time_sec == 98210.5
    assert (STATUS.wall_time, STATUS.wall_time_sec) == (None, None)


def test_d66_every_list_and_range_of_the_platform_is_there() -> None:
    assert STATUS.cancelled_range == "3"
    assert STATUS.execution_time_by_cpu_model[0].core == 16
    assert STATUS.execution_time_by_instance_id[0].instance_id == 4
    assert STATUS.execution_time_by_site_and_machine == []
    assert STATUS.started_once_range is None


def test_the_way_to_a_forward_that_scripts_go() -> None:
    instance = STATUS.running_instances_info.per_running_instance_info[0]
    forward = instance.active_forward[0]
    assert (forward.forwarder_host, forward.forwarder_port) == ("forward.qarnot.com", 20001)
    assert forward.application_port == 22
    assert instance.active_forwards == instance.active_forward
    assert instance.vpn_connections[0].vpn_name == "lab"
    assert (instance.cpu_usage, instance.execution_attempt_count) == (99.5, 0)


@pytest.mark.parametrize("json", [{}, {"runningInstancesInfo": None}])
def test_d26_a_status_without_running_instances_has_an_empty_list_of_them(json: Any) -> None:
    assert Status(json).running_instances_info.per_running_instance_info == []


@pytest.mark.parametrize("key", ["runningCoreCount", "runningCorecount"])
def test_running_cores_are_read_in_both_spellings(key: str) -> None:
    assert RunningCoresByCpuModel({key: 8}).running_core_count == 8


def test_the_first_spelling_wins_unless_it_is_null() -> None:
    both = {"runningCoreCount": 0, "runningCorecount": 8}
    assert RunningCoresByCpuModel(both).running_core_count == 0
    assert RunningCoresByCpuModel({**both, "runningCoreCount": None}).running_core_count == 8


@pytest.mark.parametrize("key", ["averageMemoryUsage", "averageMemoryOccupation"])
def test_the_use_of_memory_is_read_under_its_older_name_too(key: str) -> None:
    assert RunningInstancesInfo({key: 0.5}).average_memory_usage == 0.5


@pytest.mark.parametrize(
    ("json", "is_success"),
    [
        ({"statusCode": 200, "uuid": "u"}, True),
        ({"statusCode": 201, "uuid": "u"}, True),
        ({"uuid": "u"}, True),
        ({"statusCode": 400, "message": "no"}, False),
        ({"statusCode": 500, "uuid": "u"}, False),
        ({"statusCode": 200, "uuid": None}, False),
        ({}, False),
    ],
)
def test_a_task_of_a_list_was_created_if_it_has_a_uuid_and_no_error(
    json: Any, is_success: bool
) -> None:
    assert BulkTaskResponse(json).is_success() is is_success
