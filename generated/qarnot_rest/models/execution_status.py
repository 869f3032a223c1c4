from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.cpu_model_ghz_time import CpuModelGhzTime
    from ..models.cpu_model_time import CpuModelTime
    from ..models.instance_time import InstanceTime
    from ..models.machine_specification_time import MachineSpecificationTime
    from ..models.running_instances_info import RunningInstancesInfo
    from ..models.site_and_machine_time import SiteAndMachineTime


T = TypeVar("T", bound="ExecutionStatus")


@_attrs_define
class ExecutionStatus:
    """How far a task or pool is, and what it has used."""

    timestamp: None | str | Unset = UNSET
    """ When this was measured. """
    last_update_timestamp: None | str | Unset = UNSET
    """ When this last changed. """
    download_progress: float | None | Unset = UNSET
    """ How much of the resources is there, in percent. """
    execution_progress: float | None | Unset = UNSET
    """ How much of the execution is done, in percent. """
    upload_progress: float | None | Unset = UNSET
    """ How much of the results is uploaded, in percent. """
    instance_count: int | None | Unset = UNSET
    """ How many instances there are. """
    download_time: None | str | Unset = UNSET
    """ The time spent on fetching resources, as a time span. """
    download_time_sec: float | None | Unset = UNSET
    """ The time spent on fetching resources, in seconds. """
    environment_time: None | str | Unset = UNSET
    """ The time spent on preparing environments, as a time span. """
    environment_time_sec: float | None | Unset = UNSET
    """ The time spent on preparing environments, in seconds. """
    execution_time: None | str | Unset = UNSET
    """ The time spent on execution, as a time span. """
    execution_time_sec: float | None | Unset = UNSET
    """ The time spent on execution, in seconds. """
    upload_time: None | str | Unset = UNSET
    """ The time spent on uploading results, as a time span. """
    upload_time_sec: float | None | Unset = UNSET
    """ The time spent on uploading results, in seconds. """
    wall_time: None | str | Unset = UNSET
    """ The time from start to end, as a time span. """
    wall_time_sec: float | None | Unset = UNSET
    """ The time from start to end, in seconds. """
    execution_time_by_cpu_model: list[CpuModelTime] | None | Unset = UNSET
    """ The time spent on execution by model of processor. """
    execution_time_ghz_by_cpu_model: list[CpuModelGhzTime] | None | Unset = UNSET
    """ The time spent on execution by model of processor, times the frequency. """
    execution_time_by_machine_specification: list[MachineSpecificationTime] | None | Unset = UNSET
    """ The time spent on execution by kind of machine. """
    execution_time_by_site_and_machine: list[SiteAndMachineTime] | None | Unset = UNSET
    """ The time spent on execution by site and kind of machine. """
    execution_time_by_instance_id: list[InstanceTime] | None | Unset = UNSET
    """ The time spent on execution by instance. """
    succeeded_range: None | str | Unset = UNSET
    """ The instances that have succeeded, as ranges. """
    executed_range: None | str | Unset = UNSET
    """ The instances that have ended, as ranges. """
    failed_range: None | str | Unset = UNSET
    """ The instances that did not succeed, as ranges; in the vendor's example the
    cancelled ones are among them.
     """
    cancelled_range: None | str | Unset = UNSET
    """ The instances that were cancelled, as ranges. """
    failed_only_range: None | str | Unset = UNSET
    """ The instances that failed and were not cancelled, as ranges. """
    started_once_range: None | str | Unset = UNSET
    """ The instances that were started at least once, as ranges. """
    running_instances_info: None | RunningInstancesInfo | Unset = UNSET
    """ What the running instances do now. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.running_instances_info import RunningInstancesInfo  # noqa: PLC0415

        timestamp: None | str | Unset
        if isinstance(self.timestamp, Unset):
            timestamp = UNSET
        else:
            timestamp = self.timestamp

        last_update_timestamp: None | str | Unset
        if isinstance(self.last_update_timestamp, Unset):
            last_update_timestamp = UNSET
        else:
            last_update_timestamp = self.last_update_timestamp

        download_progress: float | None | Unset
        if isinstance(self.download_progress, Unset):
            download_progress = UNSET
        else:
            download_progress = self.download_progress

        execution_progress: float | None | Unset
        if isinstance(self.execution_progress, Unset):
            execution_progress = UNSET
        else:
            execution_progress = self.execution_progress

        upload_progress: float | None | Unset
        if isinstance(self.upload_progress, Unset):
            upload_progress = UNSET
        else:
            upload_progress = self.upload_progress

        instance_count: int | None | Unset
        if isinstance(self.instance_count, Unset):
            instance_count = UNSET
        else:
            instance_count = self.instance_count

        download_time: None | str | Unset
        if isinstance(self.download_time, Unset):
            download_time = UNSET
        else:
            download_time = self.download_time

        download_time_sec: float | None | Unset
        if isinstance(self.download_time_sec, Unset):
            download_time_sec = UNSET
        else:
            download_time_sec = self.download_time_sec

        environment_time: None | str | Unset
        if isinstance(self.environment_time, Unset):
            environment_time = UNSET
        else:
            environment_time = self.environment_time

        environment_time_sec: float | None | Unset
        if isinstance(self.environment_time_sec, Unset):
            environment_time_sec = UNSET
        else:
            environment_time_sec = self.environment_time_sec

        execution_time: None | str | Unset
        if isinstance(self.execution_time, Unset):
            execution_time = UNSET
        else:
            execution_time = self.execution_time

        execution_time_sec: float | None | Unset
        if isinstance(self.execution_time_sec, Unset):
            execution_time_sec = UNSET
        else:
            execution_time_sec = self.execution_time_sec

        upload_time: None | str | Unset
        if isinstance(self.upload_time, Unset):
            upload_time = UNSET
        else:
            upload_time = self.upload_time

        upload_time_sec: float | None | Unset
        if isinstance(self.upload_time_sec, Unset):
            upload_time_sec = UNSET
        else:
            upload_time_sec = self.upload_time_sec

        wall_time: None | str | Unset
        if isinstance(self.wall_time, Unset):
            wall_time = UNSET
        else:
            wall_time = self.wall_time

        wall_time_sec: float | None | Unset
        if isinstance(self.wall_time_sec, Unset):
            wall_time_sec = UNSET
        else:
            wall_time_sec = self.wall_time_sec

        execution_time_by_cpu_model: list[dict[str, Any]] | None | Unset
        if isinstance(self.execution_time_by_cpu_model, Unset):
            execution_time_by_cpu_model = UNSET
        elif isinstance(self.execution_time_by_cpu_model, list):
            execution_time_by_cpu_model = []
            for execution_time_by_cpu_model_type_0_item_data in self.execution_time_by_cpu_model:
                execution_time_by_cpu_model_type_0_item = (
                    execution_time_by_cpu_model_type_0_item_data.to_dict()
                )
                execution_time_by_cpu_model.append(execution_time_by_cpu_model_type_0_item)

        else:
            execution_time_by_cpu_model = self.execution_time_by_cpu_model

        execution_time_ghz_by_cpu_model: list[dict[str, Any]] | None | Unset
        if isinstance(self.execution_time_ghz_by_cpu_model, Unset):
            execution_time_ghz_by_cpu_model = UNSET
        elif isinstance(self.execution_time_ghz_by_cpu_model, list):
            execution_time_ghz_by_cpu_model = []
            for (
                execution_time_ghz_by_cpu_model_type_0_item_data
            ) in self.execution_time_ghz_by_cpu_model:
                execution_time_ghz_by_cpu_model_type_0_item = (
                    execution_time_ghz_by_cpu_model_type_0_item_data.to_dict()
                )
                execution_time_ghz_by_cpu_model.append(execution_time_ghz_by_cpu_model_type_0_item)

        else:
            execution_time_ghz_by_cpu_model = self.execution_time_ghz_by_cpu_model

        execution_time_by_machine_specification: list[dict[str, Any]] | None | Unset
        if isinstance(self.execution_time_by_machine_specification, Unset):
            execution_time_by_machine_specification = UNSET
        elif isinstance(self.execution_time_by_machine_specification, list):
            execution_time_by_machine_specification = []
            for (
                execution_time_by_machine_specification_type_0_item_data
            ) in self.execution_time_by_machine_specification:
                execution_time_by_machine_specification_type_0_item = (
                    execution_time_by_machine_specification_type_0_item_data.to_dict()
                )
                execution_time_by_machine_specification.append(
                    execution_time_by_machine_specification_type_0_item
                )

        else:
            execution_time_by_machine_specification = self.execution_time_by_machine_specification

        execution_time_by_site_and_machine: list[dict[str, Any]] | None | Unset
        if isinstance(self.execution_time_by_site_and_machine, Unset):
            execution_time_by_site_and_machine = UNSET
        elif isinstance(self.execution_time_by_site_and_machine, list):
            execution_time_by_site_and_machine = []
            for (
                execution_time_by_site_and_machine_type_0_item_data
            ) in self.execution_time_by_site_and_machine:
                execution_time_by_site_and_machine_type_0_item = (
                    execution_time_by_site_and_machine_type_0_item_data.to_dict()
                )
                execution_time_by_site_and_machine.append(
                    execution_time_by_site_and_machine_type_0_item
                )

        else:
            execution_time_by_site_and_machine = self.execution_time_by_site_and_machine

        execution_time_by_instance_id: list[dict[str, Any]] | None | Unset
        if isinstance(self.execution_time_by_instance_id, Unset):
            execution_time_by_instance_id = UNSET
        elif isinstance(self.execution_time_by_instance_id, list):
            execution_time_by_instance_id = []
            for (
                execution_time_by_instance_id_type_0_item_data
            ) in self.execution_time_by_instance_id:
                execution_time_by_instance_id_type_0_item = (
                    execution_time_by_instance_id_type_0_item_data.to_dict()
                )
                execution_time_by_instance_id.append(execution_time_by_instance_id_type_0_item)

        else:
            execution_time_by_instance_id = self.execution_time_by_instance_id

        succeeded_range: None | str | Unset
        if isinstance(self.succeeded_range, Unset):
            succeeded_range = UNSET
        else:
            succeeded_range = self.succeeded_range

        executed_range: None | str | Unset
        if isinstance(self.executed_range, Unset):
            executed_range = UNSET
        else:
            executed_range = self.executed_range

        failed_range: None | str | Unset
        if isinstance(self.failed_range, Unset):
            failed_range = UNSET
        else:
            failed_range = self.failed_range

        cancelled_range: None | str | Unset
        if isinstance(self.cancelled_range, Unset):
            cancelled_range = UNSET
        else:
            cancelled_range = self.cancelled_range

        failed_only_range: None | str | Unset
        if isinstance(self.failed_only_range, Unset):
            failed_only_range = UNSET
        else:
            failed_only_range = self.failed_only_range

        started_once_range: None | str | Unset
        if isinstance(self.started_once_range, Unset):
            started_once_range = UNSET
        else:
            started_once_range = self.started_once_range

        running_instances_info: dict[str, Any] | None | Unset
        if isinstance(self.running_instances_info, Unset):
            running_instances_info = UNSET
        elif isinstance(self.running_instances_info, RunningInstancesInfo):
            running_instances_info = self.running_instances_info.to_dict()
        else:
            running_instances_info = self.running_instances_info

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if timestamp is not UNSET:
            field_dict["timestamp"] = timestamp
        if last_update_timestamp is not UNSET:
            field_dict["lastUpdateTimestamp"] = last_update_timestamp
        if download_progress is not UNSET:
            field_dict["downloadProgress"] = download_progress
        if execution_progress is not UNSET:
            field_dict["executionProgress"] = execution_progress
        if upload_progress is not UNSET:
            field_dict["uploadProgress"] = upload_progress
        if instance_count is not UNSET:
            field_dict["instanceCount"] = instance_count
        if download_time is not UNSET:
            field_dict["downloadTime"] = download_time
        if download_time_sec is not UNSET:
            field_dict["downloadTimeSec"] = download_time_sec
        if environment_time is not UNSET:
            field_dict["environmentTime"] = environment_time
        if environment_time_sec is not UNSET:
            field_dict["environmentTimeSec"] = environment_time_sec
        if execution_time is not UNSET:
            field_dict["executionTime"] = execution_time
        if execution_time_sec is not UNSET:
            field_dict["executionTimeSec"] = execution_time_sec
        if upload_time is not UNSET:
            field_dict["uploadTime"] = upload_time
        if upload_time_sec is not UNSET:
            field_dict["uploadTimeSec"] = upload_time_sec
        if wall_time is not UNSET:
            field_dict["wallTime"] = wall_time
        if wall_time_sec is not UNSET:
            field_dict["wallTimeSec"] = wall_time_sec
        if execution_time_by_cpu_model is not UNSET:
            field_dict["executionTimeByCpuModel"] = execution_time_by_cpu_model
        if execution_time_ghz_by_cpu_model is not UNSET:
            field_dict["executionTimeGhzByCpuModel"] = execution_time_ghz_by_cpu_model
        if execution_time_by_machine_specification is not UNSET:
            field_dict["executionTimeByMachineSpecification"] = (
                execution_time_by_machine_specification
            )
        if execution_time_by_site_and_machine is not UNSET:
            field_dict["executionTimeBySiteAndMachine"] = execution_time_by_site_and_machine
        if execution_time_by_instance_id is not UNSET:
            field_dict["executionTimeByInstanceId"] = execution_time_by_instance_id
        if succeeded_range is not UNSET:
            field_dict["succeededRange"] = succeeded_range
        if executed_range is not UNSET:
            field_dict["executedRange"] = executed_range
        if failed_range is not UNSET:
            field_dict["failedRange"] = failed_range
        if cancelled_range is not UNSET:
            field_dict["cancelledRange"] = cancelled_range
        if failed_only_range is not UNSET:
            field_dict["failedOnlyRange"] = failed_only_range
        if started_once_range is not UNSET:
            field_dict["startedOnceRange"] = started_once_range
        if running_instances_info is not UNSET:
            field_dict["runningInstancesInfo"] = running_instances_info

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.cpu_model_ghz_time import CpuModelGhzTime  # noqa: PLC0415
        from ..models.cpu_model_time import CpuModelTime  # noqa: PLC0415
        from ..models.instance_time import InstanceTime  # noqa: PLC0415
        from ..models.machine_specification_time import MachineSpecificationTime  # noqa: PLC0415
        from ..models.running_instances_info import RunningInstancesInfo  # noqa: PLC0415
        from ..models.site_and_machine_time import SiteAndMachineTime  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_timestamp(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        timestamp = _parse_timestamp(d.pop("timestamp", UNSET))

        def _parse_last_update_timestamp(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        last_update_timestamp = _parse_last_update_timestamp(d.pop("lastUpdateTimestamp", UNSET))

        def _parse_download_progress(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        download_progress = _parse_download_progress(d.pop("downloadProgress", UNSET))

        def _parse_execution_progress(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        execution_progress = _parse_execution_progress(d.pop("executionProgress", UNSET))

        def _parse_upload_progress(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        upload_progress = _parse_upload_progress(d.pop("uploadProgress", UNSET))

        def _parse_instance_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        instance_count = _parse_instance_count(d.pop("instanceCount", UNSET))

        def _parse_download_time(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        download_time = _parse_download_time(d.pop("downloadTime", UNSET))

        def _parse_download_time_sec(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        download_time_sec = _parse_download_time_sec(d.pop("downloadTimeSec", UNSET))

        def _parse_environment_time(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        environment_time = _parse_environment_time(d.pop("environmentTime", UNSET))

        def _parse_environment_time_sec(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        environment_time_sec = _parse_environment_time_sec(d.pop("environmentTimeSec", UNSET))

        def _parse_execution_time(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        execution_time = _parse_execution_time(d.pop("executionTime", UNSET))

        def _parse_execution_time_sec(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        execution_time_sec = _parse_execution_time_sec(d.pop("executionTimeSec", UNSET))

        def _parse_upload_time(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        upload_time = _parse_upload_time(d.pop("uploadTime", UNSET))

        def _parse_upload_time_sec(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        upload_time_sec = _parse_upload_time_sec(d.pop("uploadTimeSec", UNSET))

        def _parse_wall_time(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        wall_time = _parse_wall_time(d.pop("wallTime", UNSET))

        def _parse_wall_time_sec(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        wall_time_sec = _parse_wall_time_sec(d.pop("wallTimeSec", UNSET))

        def _parse_execution_time_by_cpu_model(data: object) -> list[CpuModelTime] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                execution_time_by_cpu_model_type_0 = []
                _execution_time_by_cpu_model_type_0 = data
                for (
                    execution_time_by_cpu_model_type_0_item_data
                ) in _execution_time_by_cpu_model_type_0:
                    execution_time_by_cpu_model_type_0_item = CpuModelTime.from_dict(
                        execution_time_by_cpu_model_type_0_item_data
                    )

                    execution_time_by_cpu_model_type_0.append(
                        execution_time_by_cpu_model_type_0_item
                    )

                return execution_time_by_cpu_model_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[CpuModelTime] | None | Unset, data)

        execution_time_by_cpu_model = _parse_execution_time_by_cpu_model(
            d.pop("executionTimeByCpuModel", UNSET)
        )

        def _parse_execution_time_ghz_by_cpu_model(
            data: object,
        ) -> list[CpuModelGhzTime] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                execution_time_ghz_by_cpu_model_type_0 = []
                _execution_time_ghz_by_cpu_model_type_0 = data
                for (
                    execution_time_ghz_by_cpu_model_type_0_item_data
                ) in _execution_time_ghz_by_cpu_model_type_0:
                    execution_time_ghz_by_cpu_model_type_0_item = CpuModelGhzTime.from_dict(
                        execution_time_ghz_by_cpu_model_type_0_item_data
                    )

                    execution_time_ghz_by_cpu_model_type_0.append(
                        execution_time_ghz_by_cpu_model_type_0_item
                    )

                return execution_time_ghz_by_cpu_model_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[CpuModelGhzTime] | None | Unset, data)

        execution_time_ghz_by_cpu_model = _parse_execution_time_ghz_by_cpu_model(
            d.pop("executionTimeGhzByCpuModel", UNSET)
        )

        def _parse_execution_time_by_machine_specification(
            data: object,
        ) -> list[MachineSpecificationTime] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                execution_time_by_machine_specification_type_0 = []
                _execution_time_by_machine_specification_type_0 = data
                for (
                    execution_time_by_machine_specification_type_0_item_data
                ) in _execution_time_by_machine_specification_type_0:
                    execution_time_by_machine_specification_type_0_item = (
                        MachineSpecificationTime.from_dict(
                            execution_time_by_machine_specification_type_0_item_data
                        )
                    )

                    execution_time_by_machine_specification_type_0.append(
                        execution_time_by_machine_specification_type_0_item
                    )

                return execution_time_by_machine_specification_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[MachineSpecificationTime] | None | Unset, data)

        execution_time_by_machine_specification = _parse_execution_time_by_machine_specification(
            d.pop("executionTimeByMachineSpecification", UNSET)
        )

        def _parse_execution_time_by_site_and_machine(
            data: object,
        ) -> list[SiteAndMachineTime] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                execution_time_by_site_and_machine_type_0 = []
                _execution_time_by_site_and_machine_type_0 = data
                for (
                    execution_time_by_site_and_machine_type_0_item_data
                ) in _execution_time_by_site_and_machine_type_0:
                    execution_time_by_site_and_machine_type_0_item = SiteAndMachineTime.from_dict(
                        execution_time_by_site_and_machine_type_0_item_data
                    )

                    execution_time_by_site_and_machine_type_0.append(
                        execution_time_by_site_and_machine_type_0_item
                    )

                return execution_time_by_site_and_machine_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[SiteAndMachineTime] | None | Unset, data)

        execution_time_by_site_and_machine = _parse_execution_time_by_site_and_machine(
            d.pop("executionTimeBySiteAndMachine", UNSET)
        )

        def _parse_execution_time_by_instance_id(data: object) -> list[InstanceTime] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                execution_time_by_instance_id_type_0 = []
                _execution_time_by_instance_id_type_0 = data
                for (
                    execution_time_by_instance_id_type_0_item_data
                ) in _execution_time_by_instance_id_type_0:
                    execution_time_by_instance_id_type_0_item = InstanceTime.from_dict(
                        execution_time_by_instance_id_type_0_item_data
                    )

                    execution_time_by_instance_id_type_0.append(
                        execution_time_by_instance_id_type_0_item
                    )

                return execution_time_by_instance_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[InstanceTime] | None | Unset, data)

        execution_time_by_instance_id = _parse_execution_time_by_instance_id(
            d.pop("executionTimeByInstanceId", UNSET)
        )

        def _parse_succeeded_range(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        succeeded_range = _parse_succeeded_range(d.pop("succeededRange", UNSET))

        def _parse_executed_range(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        executed_range = _parse_executed_range(d.pop("executedRange", UNSET))

        def _parse_failed_range(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        failed_range = _parse_failed_range(d.pop("failedRange", UNSET))

        def _parse_cancelled_range(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        cancelled_range = _parse_cancelled_range(d.pop("cancelledRange", UNSET))

        def _parse_failed_only_range(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        failed_only_range = _parse_failed_only_range(d.pop("failedOnlyRange", UNSET))

        def _parse_started_once_range(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        started_once_range = _parse_started_once_range(d.pop("startedOnceRange", UNSET))

        def _parse_running_instances_info(data: object) -> None | RunningInstancesInfo | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                running_instances_info_type_0 = RunningInstancesInfo.from_dict(data)

                return running_instances_info_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RunningInstancesInfo | Unset, data)

        running_instances_info = _parse_running_instances_info(d.pop("runningInstancesInfo", UNSET))

        execution_status = cls(
            timestamp=timestamp,
            last_update_timestamp=last_update_timestamp,
            download_progress=download_progress,
            execution_progress=execution_progress,
            upload_progress=upload_progress,
            instance_count=instance_count,
            download_time=download_time,
            download_time_sec=download_time_sec,
            environment_time=environment_time,
            environment_time_sec=environment_time_sec,
            execution_time=execution_time,
            execution_time_sec=execution_time_sec,
            upload_time=upload_time,
            upload_time_sec=upload_time_sec,
            wall_time=wall_time,
            wall_time_sec=wall_time_sec,
            execution_time_by_cpu_model=execution_time_by_cpu_model,
            execution_time_ghz_by_cpu_model=execution_time_ghz_by_cpu_model,
            execution_time_by_machine_specification=execution_time_by_machine_specification,
            execution_time_by_site_and_machine=execution_time_by_site_and_machine,
            execution_time_by_instance_id=execution_time_by_instance_id,
            succeeded_range=succeeded_range,
            executed_range=executed_range,
            failed_range=failed_range,
            cancelled_range=cancelled_range,
            failed_only_range=failed_only_range,
            started_once_range=started_once_range,
            running_instances_info=running_instances_info,
        )

        execution_status.additional_properties = d
        return execution_status

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
