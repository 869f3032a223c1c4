"""How the instances of tasks are run: as real processes, or not at all."""

from __future__ import annotations

import logging
import os
import re
import signal
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from qarnot.emulator.core.cluster import Stream
from qarnot.emulator.core.intake import TaskPlan
from qarnot.emulator.core.running import FileSelection, Usage
from qarnot.emulator.guardian import Guard
from qarnot.emulator.job import Job
from qarnot.emulator.probes import ProcessMeter
from qarnot.emulator.uploads import ResultStore, Snapshot, UploadInterrupted, upload_results
from qarnot.emulator.workspace import Workspace, WorkspaceError

__all__ = ["NullRunner", "ProcessRunner", "ResultStore"]

_GRACE_SECONDS = 0.5
_CLOSE_SECONDS = 10.0
_SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

_log = logging.getLogger(__name__)


class Reports(Protocol):
    """Whom a runner tells what happened."""

    def started(self, uuid: str, number: int) -> None: ...

    def wrote(self, uuid: str, number: int, stream: Stream, data: bytes, *, last: bool) -> None: ...

    def ended(self, uuid: str, number: int, error: str | None, usage: Usage) -> None: ...

    def collected(
        self,
        uuid: str,
        *,
        uploaded: bool,
        error: str | None,
        results: Mapping[int, tuple[str, ...]],
    ) -> None: ...

    def snapshot_progress(
        self, uuid: str, snapshot_id: str, size_to_upload: int, transferred: int
    ) -> None: ...

    def snapshot_taken(
        self, uuid: str, snapshot_id: str, transferred_bytes: int, error: str | None
    ) -> None: ...


class NullRunner:
    """Runs nothing: tasks stay submitted."""

    runs_commands = False

    def run(self, uuid: str, plan: TaskPlan, number: int) -> None:
        raise NotImplementedError("this runner runs no commands")

    def stop(self, uuid: str) -> None:
        """Nothing runs."""

    def collect(
        self, uuid: str, plan: TaskPlan, *, upload: bool, numbers: tuple[int, ...] | None = None
    ) -> None:
        """Nothing ran."""

    def discard(self, uuid: str, number: int) -> None:
        """Nothing ran."""

    def usage(self, uuid: str, number: int) -> Usage:  # noqa: ARG002 - the same for all
        """Tell that nothing is used."""
        return Usage()

    def snapshot(
        self, uuid: str, plan: TaskPlan, snapshot_id: str, selection: FileSelection
    ) -> None:
        raise NotImplementedError("this runner runs no commands")

    def refresh_resources(self, uuid: str, plan: TaskPlan) -> None:
        """Nothing runs."""


@dataclass
class _Work:
    """What the runner holds of a task.

    :ivar jobs: the latest job of each instance, which may have ended.
    :ivar saving: held while the files of instances are uploaded or removed.
    """

    workspace: Workspace | None = None
    jobs: dict[int, Job] = field(default_factory=dict)
    is_stopped: bool = False
    saving: threading.Lock = field(default_factory=threading.Lock)


class ProcessRunner:
    """Runs each instance as a process group in a folder of its own.

    What a command leaves running in its group ends with it. A process that leaves the group, as
    ``setsid`` does, is not followed, and not measured.

    :param folder: where the folders of the tasks are made.
    :param store: the buckets.
    :param guard: where processes are registered.
    :param keep_folders: whether the folders of instances are left when a task has ended.
    """

    runs_commands = True

    def __init__(
        self, folder: Path, store: ResultStore, guard: Guard, *, keep_folders: bool
    ) -> None:
        self._folder = folder
        self._store = store
        self._guard = guard
        self._keep_folders = keep_folders
        self._meter = ProcessMeter()
        self._reports: Reports | None = None
        self._lock = threading.Lock()
        self._works: defaultdict[str, _Work] = defaultdict(_Work)
        self._threads: set[threading.Thread] = set()
        self._is_closing = threading.Event()

    def report_to(self, reports: Reports) -> None:
        """Set whom to tell; once, before anything is run."""
        self._reports = reports

    def run(self, uuid: str, plan: TaskPlan, number: int) -> None:
        self._begin(self._run, uuid, plan, number)

    def stop(self, uuid: str) -> None:
        with self._lock:
            work = self._works[uuid]
            work.is_stopped = True
            jobs = list(work.jobs.values())
        self._begin(_end_jobs, jobs)

    def collect(
        self, uuid: str, plan: TaskPlan, *, upload: bool, numbers: tuple[int, ...] | None = None
    ) -> None:
        """Upload the results of a task whose instances have ended, if asked to, and clean up.

        :param numbers: the instances whose results count; by default all.
        """
        self._begin(self._collect, uuid, plan, upload, plan.numbers if numbers is None else numbers)

    def discard(self, uuid: str, number: int) -> None:
        """Clean up what an instance left that has ended, while its task goes on."""
        with self._lock:
            work = self._works.get(uuid)
            if work is None:
                return
            work.jobs.pop(number, None)
        if work.workspace is not None and not self._keep_folders:
            self._begin(work.workspace.remove_instance, number)

    def usage(self, uuid: str, number: int) -> Usage:
        """Tell what an instance uses now, or used in its last run."""
        with self._lock:
            work = self._works.get(uuid)
            job = work.jobs.get(number) if work else None
        return job.usage() if job else Usage()

    def snapshot(
        self, uuid: str, plan: TaskPlan, snapshot_id: str, selection: FileSelection
    ) -> None:
        """Save the files that the instances of a task have made so far."""
        self._begin(self._snapshot, uuid, plan, snapshot_id, selection)

    def refresh_resources(self, uuid: str, plan: TaskPlan) -> None:
        """Bring new and changed resources to the instances of a task that run.

        When they cannot be fetched the instances run on with what they have.
        """
        self._begin(self._refresh, uuid, plan)

    def close(self) -> None:
        """Wait until all that was stopped has ended, for ten seconds at most."""
        self._is_closing.set()
        end = time.monotonic() + _CLOSE_SECONDS
        while time.monotonic() < end:
            with self._lock:
                threads = [each for each in self._threads if each.is_alive()]
            if not threads:
                return
            threads[0].join(end - time.monotonic())

    @property
    def _listener(self) -> Reports:
        assert self._reports is not None
        return self._reports

    def _begin(self, work: Callable[..., None], *arguments: Any) -> None:
        thread = threading.Thread(
            target=work, args=arguments, name="qarnot-emulator-runner", daemon=True
        )
        with self._lock:
            self._threads = {each for each in self._threads if each.is_alive()}
            self._threads.add(thread)
            thread.start()

    def _workspace(self, uuid: str, plan: TaskPlan) -> Workspace:
        with self._lock:
            work = self._works[uuid]
            if work.workspace is None:
                work.workspace = Workspace(
                    self._folder / uuid,
                    plan.resources,
                    self._store,
                    partial(self._is_unwanted, work),
                )
            return work.workspace

    def _run(self, uuid: str, plan: TaskPlan, number: int) -> None:
        error, usage = None, Usage()
        try:
            error, usage = self._run_command(uuid, plan, number)
        except WorkspaceError as failure:
            error = str(failure)
        except Exception as failure:  # noqa: BLE001 - each run is answered by one report
            error = f"Instance {number} cannot run: {failure}"
        self._listener.ended(uuid, number, error, usage)

    def _run_command(self, uuid: str, plan: TaskPlan, number: int) -> tuple[str | None, Usage]:
        with self._lock:
            work = self._works[uuid]
            work.jobs.pop(number, None)
        if self._is_unwanted(work):
            return None, Usage()
        folder = self._workspace(uuid, plan).instance_folder(number)

        is_known_to_run = threading.Event()

        def write(stream: Stream, data: bytes, last: bool) -> None:
            is_known_to_run.wait()
            self._listener.wrote(uuid, number, stream, data, last=last)

        try:
            with self._lock:
                if self._is_unwanted(work):
                    return None, Usage()
                job = work.jobs[number] = Job(
                    _command(plan),
                    folder,
                    _environment(plan, number, folder),
                    self._guard,
                    self._meter,
                    write,
                )
            self._listener.started(uuid, number)
        finally:
            is_known_to_run.set()
        ending = job.wait()
        return _failure_of(number, ending.status), ending.usage

    def _is_unwanted(self, work: _Work) -> bool:
        return work.is_stopped or self._is_closing.is_set()

    def _collect(self, uuid: str, plan: TaskPlan, upload: bool, numbers: Iterable[int]) -> None:
        workspace = self._workspace(uuid, plan)
        selection = plan.results
        results: Mapping[int, tuple[str, ...]] = {}
        error = None
        uploaded = False
        with self._lock:
            work = self._works[uuid]
        with work.saving:
            if upload and selection is not None:
                try:
                    results, error = upload_results(
                        self._store, workspace, numbers, selection, self._check_open
                    )
                    uploaded = True
                except Exception as failure:  # noqa: BLE001 - each collection is answered once
                    error = f"Results cannot be uploaded to {selection.bucket}: {failure}"
            workspace.remove(keep_instances=self._keep_folders)
        with self._lock:
            del self._works[uuid]
        self._listener.collected(uuid, uploaded=uploaded, error=error, results=results)

    def _snapshot(
        self, uuid: str, plan: TaskPlan, snapshot_id: str, selection: FileSelection
    ) -> None:
        with self._lock:
            work = self._works.get(uuid) or _Work()

        def check() -> None:
            self._check_open()
            if work.is_stopped:
                raise UploadInterrupted("the task was stopped")

        progress = partial(self._listener.snapshot_progress, uuid, snapshot_id)
        snapshot = Snapshot(self._store, selection, progress, check)
        error = None
        try:
            with work.saving:
                error = snapshot.take(work.workspace, plan.numbers)
        except Exception as failure:  # noqa: BLE001 - each snapshot is answered by one report
            error = f"The snapshot cannot be saved to {selection.bucket}: {failure}"
        self._listener.snapshot_taken(uuid, snapshot_id, snapshot.transferred, error)

    def _refresh(self, uuid: str, plan: TaskPlan) -> None:
        with self._lock:
            work = self._works.get(uuid)
            if work is None or work.workspace is None:
                return
            running = [number for number, job in work.jobs.items() if not job.ended.is_set()]
        try:
            work.workspace.refresh(plan.resources, running)
        except Exception as failure:  # noqa: BLE001 - there is nobody to answer
            _log.warning("The resources of task %s stay as they are: %s", uuid, failure)

    def _check_open(self) -> None:
        if self._is_closing.is_set():
            raise UploadInterrupted("the emulator is stopping")


def _failure_of(number: int, status: int) -> str | None:
    if status == 0:
        return None
    how = f"exit status {status}" if status > 0 else f"signal {_signal_name(-status)}"
    return f"Instance {number} ended with {how}"


def _signal_name(number: int) -> str:
    """Name a signal; those for real time have numbers only."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)


def _end_jobs(jobs: list[Job]) -> None:
    """Ask jobs to end, and kill those that have not after a short grace."""
    for job in jobs:
        job.send(signal.SIGTERM)
    end = time.monotonic() + _GRACE_SECONDS
    for job in jobs:
        if not job.ended.wait(max(0.0, end - time.monotonic())):
            job.send(signal.SIGKILL)


def _command(plan: TaskPlan) -> str:
    """Give the command, with the constants put in that its shell cannot know."""

    def known(reference: re.Match[str]) -> str:
        name = reference[1]
        is_variable = name in plan.environment and name.isidentifier()
        return reference[0] if is_variable else plan.constants.get(name, reference[0])

    return re.sub(r"\$\{([A-Za-z0-9_.-]+)\}", known, plan.constants["DOCKER_CMD"])


def _environment(plan: TaskPlan, number: int, folder: Path) -> dict[str, str]:
    """Give all that a job sees of an environment.

    The numbers of the instance also stand where constants refer to them as ``${NAME}``; the command
    is left to its shell.
    """
    numbers = {"INSTANCE_ID": str(number), "INSTANCE_COUNT": str(len(plan.numbers))}

    def known(reference: re.Match[str]) -> str:
        return numbers[reference[1]]

    constants = {
        key: value
        if key == "DOCKER_CMD"
        else re.sub(r"\$\{(INSTANCE_ID|INSTANCE_COUNT)\}", known, value)
        for key, value in plan.environment.items()
    }
    return {
        "PATH": f"{os.path.dirname(sys.executable)}:{_SYSTEM_PATH}",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        **constants,
        **numbers,
    }
