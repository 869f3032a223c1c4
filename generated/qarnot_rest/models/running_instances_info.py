from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.cpu_model_running_cores import CpuModelRunningCores
    from ..models.running_instance import RunningInstance


T = TypeVar("T", bound="RunningInstancesInfo")


@_attrs_define
class RunningInstancesInfo:
    """What the running instances do now."""

    per_running_instance_info: list[RunningInstance] | None | Unset = UNSET
    """ What each of them does. """
    snapshot_results: list[str] | None | Unset = UNSET
    """ The files of snapshots. """
    timestamp: None | str | Unset = UNSET
    """ When this was measured; sometimes without a time zone, and UTC then. """
    average_frequency_g_hz: float | None | Unset = UNSET
    """ The mean frequency, in GHz. """
    max_frequency_g_hz: float | None | Unset = UNSET
    """ The highest frequency, in GHz. """
    min_frequency_g_hz: float | None | Unset = UNSET
    """ The lowest frequency, in GHz. """
    average_max_frequency_g_hz: float | None | Unset = UNSET
    """ The mean of the highest frequencies that are possible, in GHz. """
    average_cpu_usage: float | None | Unset = UNSET
    """ The mean use of the processors, in percent. """
    cluster_power_indicator: float | None | Unset = UNSET
    """ An indicator of the power that is there; 1 in an example of the vendor's. """
    average_memory_usage: float | None | Unset = UNSET
    """ The mean use of the memory, from 0 to 1. """
    average_memory_occupation: float | None | Unset = UNSET
    """ The older name of `averageMemoryUsage`, seen in an example only. """
    average_network_in_kbps: float | None | Unset = UNSET
    """ What an instance receives on average, in kbit/s. """
    average_network_out_kbps: float | None | Unset = UNSET
    """ What an instance sends on average, in kbit/s. """
    total_network_in_kbps: float | None | Unset = UNSET
    """ What all instances receive, in kbit/s. """
    total_network_out_kbps: float | None | Unset = UNSET
    """ What all instances send, in kbit/s. """
    running_core_count_by_cpu_model: list[CpuModelRunningCores] | None | Unset = UNSET
    """ The running cores by model of processor. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        per_running_instance_info: list[dict[str, Any]] | None | Unset
        if isinstance(self.per_running_instance_info, Unset):
            per_running_instance_info = UNSET
        elif isinstance(self.per_running_instance_info, list):
            per_running_instance_info = []
            for per_running_instance_info_type_0_item_data in self.per_running_instance_info:
                per_running_instance_info_type_0_item = (
                    per_running_instance_info_type_0_item_data.to_dict()
                )
                per_running_instance_info.append(per_running_instance_info_type_0_item)

        else:
            per_running_instance_info = self.per_running_instance_info

        snapshot_results: list[str] | None | Unset
        if isinstance(self.snapshot_results, Unset):
            snapshot_results = UNSET
        elif isinstance(self.snapshot_results, list):
            snapshot_results = self.snapshot_results

        else:
            snapshot_results = self.snapshot_results

        timestamp: None | str | Unset
        if isinstance(self.timestamp, Unset):
            timestamp = UNSET
        else:
            timestamp = self.timestamp

        average_frequency_g_hz: float | None | Unset
        if isinstance(self.average_frequency_g_hz, Unset):
            average_frequency_g_hz = UNSET
        else:
            average_frequency_g_hz = self.average_frequency_g_hz

        max_frequency_g_hz: float | None | Unset
        if isinstance(self.max_frequency_g_hz, Unset):
            max_frequency_g_hz = UNSET
        else:
            max_frequency_g_hz = self.max_frequency_g_hz

        min_frequency_g_hz: float | None | Unset
        if isinstance(self.min_frequency_g_hz, Unset):
            min_frequency_g_hz = UNSET
        else:
            min_frequency_g_hz = self.min_frequency_g_hz

        average_max_frequency_g_hz: float | None | Unset
        if isinstance(self.average_max_frequency_g_hz, Unset):
            average_max_frequency_g_hz = UNSET
        else:
            average_max_frequency_g_hz = self.average_max_frequency_g_hz

        average_cpu_usage: float | None | Unset
        if isinstance(self.average_cpu_usage, Unset):
            average_cpu_usage = UNSET
        else:
            average_cpu_usage = self.average_cpu_usage

        cluster_power_indicator: float | None | Unset
        if isinstance(self.cluster_power_indicator, Unset):
            cluster_power_indicator = UNSET
        else:
            cluster_power_indicator = self.cluster_power_indicator

        average_memory_usage: float | None | Unset
        if isinstance(self.average_memory_usage, Unset):
            average_memory_usage = UNSET
        else:
            average_memory_usage = self.average_memory_usage

        average_memory_occupation: float | None | Unset
        if isinstance(self.average_memory_occupation, Unset):
            average_memory_occupation = UNSET
        else:
            average_memory_occupation = self.average_memory_occupation

        average_network_in_kbps: float | None | Unset
        if isinstance(self.average_network_in_kbps, Unset):
            average_network_in_kbps = UNSET
        else:
            average_network_in_kbps = self.average_network_in_kbps

        average_network_out_kbps: float | None | Unset
        if isinstance(self.average_network_out_kbps, Unset):
            average_network_out_kbps = UNSET
        else:
            average_network_out_kbps = self.average_network_out_kbps

        total_network_in_kbps: float | None | Unset
        if isinstance(self.total_network_in_kbps, Unset):
            total_network_in_kbps = UNSET
        else:
            total_network_in_kbps = self.total_network_in_kbps

        total_network_out_kbps: float | None | Unset
        if isinstance(self.total_network_out_kbps, Unset):
            total_network_out_kbps = UNSET
        else:
            total_network_out_kbps = self.total_network_out_kbps

        running_core_count_by_cpu_model: list[dict[str, Any]] | None | Unset
        if isinstance(self.running_core_count_by_cpu_model, Unset):
            running_core_count_by_cpu_model = UNSET
        elif isinstance(self.running_core_count_by_cpu_model, list):
            running_core_count_by_cpu_model = []
            for (
                running_core_count_by_cpu_model_type_0_item_data
            ) in self.running_core_count_by_cpu_model:
                running_core_count_by_cpu_model_type_0_item = (
                    running_core_count_by_cpu_model_type_0_item_data.to_dict()
                )
                running_core_count_by_cpu_model.append(running_core_count_by_cpu_model_type_0_item)

        else:
            running_core_count_by_cpu_model = self.running_core_count_by_cpu_model

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if per_running_instance_info is not UNSET:
            field_dict["perRunningInstanceInfo"] = per_running_instance_info
        if snapshot_results is not UNSET:
            field_dict["snapshotResults"] = snapshot_results
        if timestamp is not UNSET:
            field_dict["timestamp"] = timestamp
        if average_frequency_g_hz is not UNSET:
            field_dict["averageFrequencyGHz"] = average_frequency_g_hz
        if max_frequency_g_hz is not UNSET:
            field_dict["maxFrequencyGHz"] = max_frequency_g_hz
        if min_frequency_g_hz is not UNSET:
            field_dict["minFrequencyGHz"] = min_frequency_g_hz
        if average_max_frequency_g_hz is not UNSET:
            field_dict["averageMaxFrequencyGHz"] = average_max_frequency_g_hz
        if average_cpu_usage is not UNSET:
            field_dict["averageCpuUsage"] = average_cpu_usage
        if cluster_power_indicator is not UNSET:
            field_dict["clusterPowerIndicator"] = cluster_power_indicator
        if average_memory_usage is not UNSET:
            field_dict["averageMemoryUsage"] = average_memory_usage
        if average_memory_occupation is not UNSET:
            field_dict["averageMemoryOccupation"] = average_memory_occupation
        if average_network_in_kbps is not UNSET:
            field_dict["averageNetworkInKbps"] = average_network_in_kbps
        if average_network_out_kbps is not UNSET:
            field_dict["averageNetworkOutKbps"] = average_network_out_kbps
        if total_network_in_kbps is not UNSET:
            field_dict["totalNetworkInKbps"] = total_network_in_kbps
        if total_network_out_kbps is not UNSET:
            field_dict["totalNetworkOutKbps"] = total_network_out_kbps
        if running_core_count_by_cpu_model is not UNSET:
            field_dict["runningCoreCountByCpuModel"] = running_core_count_by_cpu_model

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.cpu_model_running_cores import CpuModelRunningCores  # noqa: PLC0415
        from ..models.running_instance import RunningInstance  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_per_running_instance_info(data: object) -> list[RunningInstance] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                per_running_instance_info_type_0 = []
                _per_running_instance_info_type_0 = data
                for per_running_instance_info_type_0_item_data in _per_running_instance_info_type_0:
                    per_running_instance_info_type_0_item = RunningInstance.from_dict(
                        per_running_instance_info_type_0_item_data
                    )

                    per_running_instance_info_type_0.append(per_running_instance_info_type_0_item)

                return per_running_instance_info_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[RunningInstance] | None | Unset, data)

        per_running_instance_info = _parse_per_running_instance_info(
            d.pop("perRunningInstanceInfo", UNSET)
        )

        def _parse_snapshot_results(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                snapshot_results_type_0 = cast(list[str], data)

                return snapshot_results_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        snapshot_results = _parse_snapshot_results(d.pop("snapshotResults", UNSET))

        def _parse_timestamp(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        timestamp = _parse_timestamp(d.pop("timestamp", UNSET))

        def _parse_average_frequency_g_hz(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        average_frequency_g_hz = _parse_average_frequency_g_hz(d.pop("averageFrequencyGHz", UNSET))

        def _parse_max_frequency_g_hz(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        max_frequency_g_hz = _parse_max_frequency_g_hz(d.pop("maxFrequencyGHz", UNSET))

        def _parse_min_frequency_g_hz(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        min_frequency_g_hz = _parse_min_frequency_g_hz(d.pop("minFrequencyGHz", UNSET))

        def _parse_average_max_frequency_g_hz(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        average_max_frequency_g_hz = _parse_average_max_frequency_g_hz(
            d.pop("averageMaxFrequencyGHz", UNSET)
        )

        def _parse_average_cpu_usage(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        average_cpu_usage = _parse_average_cpu_usage(d.pop("averageCpuUsage", UNSET))

        def _parse_cluster_power_indicator(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        cluster_power_indicator = _parse_cluster_power_indicator(
            d.pop("clusterPowerIndicator", UNSET)
        )

        def _parse_average_memory_usage(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        average_memory_usage = _parse_average_memory_usage(d.pop("averageMemoryUsage", UNSET))

        def _parse_average_memory_occupation(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        average_memory_occupation = _parse_average_memory_occupation(
            d.pop("averageMemoryOccupation", UNSET)
        )

        def _parse_average_network_in_kbps(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        average_network_in_kbps = _parse_average_network_in_kbps(
            d.pop("averageNetworkInKbps", UNSET)
        )

        def _parse_average_network_out_kbps(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        average_network_out_kbps = _parse_average_network_out_kbps(
            d.pop("averageNetworkOutKbps", UNSET)
        )

        def _parse_total_network_in_kbps(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        total_network_in_kbps = _parse_total_network_in_kbps(d.pop("totalNetworkInKbps", UNSET))

        def _parse_total_network_out_kbps(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        total_network_out_kbps = _parse_total_network_out_kbps(d.pop("totalNetworkOutKbps", UNSET))

        def _parse_running_core_count_by_cpu_model(
            data: object,
        ) -> list[CpuModelRunningCores] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                running_core_count_by_cpu_model_type_0 = []
                _running_core_count_by_cpu_model_type_0 = data
                for (
                    running_core_count_by_cpu_model_type_0_item_data
                ) in _running_core_count_by_cpu_model_type_0:
                    running_core_count_by_cpu_model_type_0_item = CpuModelRunningCores.from_dict(
                        running_core_count_by_cpu_model_type_0_item_data
                    )

                    running_core_count_by_cpu_model_type_0.append(
                        running_core_count_by_cpu_model_type_0_item
                    )

                return running_core_count_by_cpu_model_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[CpuModelRunningCores] | None | Unset, data)

        running_core_count_by_cpu_model = _parse_running_core_count_by_cpu_model(
            d.pop("runningCoreCountByCpuModel", UNSET)
        )

        running_instances_info = cls(
            per_running_instance_info=per_running_instance_info,
            snapshot_results=snapshot_results,
            timestamp=timestamp,
            average_frequency_g_hz=average_frequency_g_hz,
            max_frequency_g_hz=max_frequency_g_hz,
            min_frequency_g_hz=min_frequency_g_hz,
            average_max_frequency_g_hz=average_max_frequency_g_hz,
            average_cpu_usage=average_cpu_usage,
            cluster_power_indicator=cluster_power_indicator,
            average_memory_usage=average_memory_usage,
            average_memory_occupation=average_memory_occupation,
            average_network_in_kbps=average_network_in_kbps,
            average_network_out_kbps=average_network_out_kbps,
            total_network_in_kbps=total_network_in_kbps,
            total_network_out_kbps=total_network_out_kbps,
            running_core_count_by_cpu_model=running_core_count_by_cpu_model,
        )

        running_instances_info.additional_properties = d
        return running_instances_info

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
