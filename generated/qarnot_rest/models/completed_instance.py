from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.execution_error import ExecutionError


T = TypeVar("T", bound="CompletedInstance")


@_attrs_define
class CompletedInstance:
    """An instance that has ended."""

    instance_id: int | None | Unset = UNSET
    """ The number of the instance. """
    state: None | str | Unset = UNSET
    """ How it ended: `Success` or `Failure`. """
    error: ExecutionError | None | Unset = UNSET
    """ What went wrong. """
    results: list[str] | None | Unset = UNSET
    """ The addresses of the files that it wrote, such as
    `s3://storage.qarnot.com/results/report.txt`.
     """
    wall_time_sec: float | None | Unset = UNSET
    """ The seconds from its start to its end. """
    exec_time_sec: float | None | Unset = UNSET
    """ The seconds that its command ran. """
    exec_time_sec_g_hz: float | None | Unset = UNSET
    """ The seconds that its command ran, times the frequency in GHz. """
    peak_memory_mb: int | None | Unset = UNSET
    """ The most memory that it used, in MB. """
    average_g_hz: float | None | Unset = UNSET
    """ The mean frequency, in GHz. """
    execution_attempt_count: int | None | Unset = UNSET
    """ How many times it was started. """
    specification_key: None | str | Unset = UNSET
    """ The kind of machine that it ran on. """
    cpu_model: None | str | Unset = UNSET
    """ The model of the processor. """
    core_count: int | None | Unset = UNSET
    """ The number of cores. """
    clock_ratio: float | None | Unset = UNSET
    """ The clock rate compared with a reference, such as 0.8. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.execution_error import ExecutionError  # noqa: PLC0415

        instance_id: int | None | Unset
        if isinstance(self.instance_id, Unset):
            instance_id = UNSET
        else:
            instance_id = self.instance_id

        state: None | str | Unset
        if isinstance(self.state, Unset):
            state = UNSET
        else:
            state = self.state

        error: dict[str, Any] | None | Unset
        if isinstance(self.error, Unset):
            error = UNSET
        elif isinstance(self.error, ExecutionError):
            error = self.error.to_dict()
        else:
            error = self.error

        results: list[str] | None | Unset
        if isinstance(self.results, Unset):
            results = UNSET
        elif isinstance(self.results, list):
            results = self.results

        else:
            results = self.results

        wall_time_sec: float | None | Unset
        if isinstance(self.wall_time_sec, Unset):
            wall_time_sec = UNSET
        else:
            wall_time_sec = self.wall_time_sec

        exec_time_sec: float | None | Unset
        if isinstance(self.exec_time_sec, Unset):
            exec_time_sec = UNSET
        else:
            exec_time_sec = self.exec_time_sec

        exec_time_sec_g_hz: float | None | Unset
        if isinstance(self.exec_time_sec_g_hz, Unset):
            exec_time_sec_g_hz = UNSET
        else:
            exec_time_sec_g_hz = self.exec_time_sec_g_hz

        peak_memory_mb: int | None | Unset
        if isinstance(self.peak_memory_mb, Unset):
            peak_memory_mb = UNSET
        else:
            peak_memory_mb = self.peak_memory_mb

        average_g_hz: float | None | Unset
        if isinstance(self.average_g_hz, Unset):
            average_g_hz = UNSET
        else:
            average_g_hz = self.average_g_hz

        execution_attempt_count: int | None | Unset
        if isinstance(self.execution_attempt_count, Unset):
            execution_attempt_count = UNSET
        else:
            execution_attempt_count = self.execution_attempt_count

        specification_key: None | str | Unset
        if isinstance(self.specification_key, Unset):
            specification_key = UNSET
        else:
            specification_key = self.specification_key

        cpu_model: None | str | Unset
        if isinstance(self.cpu_model, Unset):
            cpu_model = UNSET
        else:
            cpu_model = self.cpu_model

        core_count: int | None | Unset
        if isinstance(self.core_count, Unset):
            core_count = UNSET
        else:
            core_count = self.core_count

        clock_ratio: float | None | Unset
        if isinstance(self.clock_ratio, Unset):
            clock_ratio = UNSET
        else:
            clock_ratio = self.clock_ratio

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if instance_id is not UNSET:
            field_dict["instanceId"] = instance_id
        if state is not UNSET:
            field_dict["state"] = state
        if error is not UNSET:
            field_dict["error"] = error
        if results is not UNSET:
            field_dict["results"] = results
        if wall_time_sec is not UNSET:
            field_dict["wallTimeSec"] = wall_time_sec
        if exec_time_sec is not UNSET:
            field_dict["execTimeSec"] = exec_time_sec
        if exec_time_sec_g_hz is not UNSET:
            field_dict["execTimeSecGHz"] = exec_time_sec_g_hz
        if peak_memory_mb is not UNSET:
            field_dict["peakMemoryMB"] = peak_memory_mb
        if average_g_hz is not UNSET:
            field_dict["averageGHz"] = average_g_hz
        if execution_attempt_count is not UNSET:
            field_dict["executionAttemptCount"] = execution_attempt_count
        if specification_key is not UNSET:
            field_dict["specificationKey"] = specification_key
        if cpu_model is not UNSET:
            field_dict["cpuModel"] = cpu_model
        if core_count is not UNSET:
            field_dict["coreCount"] = core_count
        if clock_ratio is not UNSET:
            field_dict["clockRatio"] = clock_ratio

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.execution_error import ExecutionError  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_instance_id(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        instance_id = _parse_instance_id(d.pop("instanceId", UNSET))

        def _parse_state(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        state = _parse_state(d.pop("state", UNSET))

        def _parse_error(data: object) -> ExecutionError | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                error_type_0 = ExecutionError.from_dict(data)

                return error_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ExecutionError | None | Unset, data)

        error = _parse_error(d.pop("error", UNSET))

        def _parse_results(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                results_type_0 = cast(list[str], data)

                return results_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        results = _parse_results(d.pop("results", UNSET))

        def _parse_wall_time_sec(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        wall_time_sec = _parse_wall_time_sec(d.pop("wallTimeSec", UNSET))

        def _parse_exec_time_sec(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        exec_time_sec = _parse_exec_time_sec(d.pop("execTimeSec", UNSET))

        def _parse_exec_time_sec_g_hz(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        exec_time_sec_g_hz = _parse_exec_time_sec_g_hz(d.pop("execTimeSecGHz", UNSET))

        def _parse_peak_memory_mb(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        peak_memory_mb = _parse_peak_memory_mb(d.pop("peakMemoryMB", UNSET))

        def _parse_average_g_hz(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        average_g_hz = _parse_average_g_hz(d.pop("averageGHz", UNSET))

        def _parse_execution_attempt_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        execution_attempt_count = _parse_execution_attempt_count(
            d.pop("executionAttemptCount", UNSET)
        )

        def _parse_specification_key(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        specification_key = _parse_specification_key(d.pop("specificationKey", UNSET))

        def _parse_cpu_model(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        cpu_model = _parse_cpu_model(d.pop("cpuModel", UNSET))

        def _parse_core_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        core_count = _parse_core_count(d.pop("coreCount", UNSET))

        def _parse_clock_ratio(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        clock_ratio = _parse_clock_ratio(d.pop("clockRatio", UNSET))

        completed_instance = cls(
            instance_id=instance_id,
            state=state,
            error=error,
            results=results,
            wall_time_sec=wall_time_sec,
            exec_time_sec=exec_time_sec,
            exec_time_sec_g_hz=exec_time_sec_g_hz,
            peak_memory_mb=peak_memory_mb,
            average_g_hz=average_g_hz,
            execution_attempt_count=execution_attempt_count,
            specification_key=specification_key,
            cpu_model=cpu_model,
            core_count=core_count,
            clock_ratio=clock_ratio,
        )

        completed_instance.additional_properties = d
        return completed_instance

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
