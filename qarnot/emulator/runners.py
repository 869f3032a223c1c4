"""How the instances of tasks are run: as real processes, or not at all."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from qarnot.emulator.core.cluster import Stream
from qarnot.emulator.core.intake import TaskPlan
from qarnot.emulator.guardian import Guard
from qarnot.emulator.job import Job
from qarnot.emulator.workspace import FileStore, Workspace, WorkspaceError

__all__ = ["NullRunner", "ProcessRunner", "ResultStore"]

_GRACE_SECONDS = 0.5
_CLOSE_SECONDS = 10.0
_FAILURES_SHOWN = 5
_SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Reports(Protocol):
    """Whom a runner tells what happened."""

    def started(self, uuid: str, number: int) -> None: ...

    def wrote(self, uuid: str, number: int, stream: Stream, data: bytes, *, last: bool) -> None: ...

    def ended(self, uuid: str, number: int, error: str | None) -> None: ...

    def collected(self, uuid: str, *, uploaded: bool, error: str | None) -> None: ...


class ResultStore(FileStore, Protocol):
    """What the process runner needs of the storage."""

    def make_bucket(self, bucket: str) -> None: ...

    def put(self, bucket: str, key: str, path: Path) -> None: ...


class NullRunner:
    """Runs nothing: tasks stay submitted."""

    runs_commands = False

    def run(self, uuid: str, plan: TaskPlan, number: int) -> None:
        raise NotImplementedError("this runner runs no commands")

    def stop(self, uuid: str) -> None:
        """Nothing runs."""

    def collect(self, uuid: str, plan: TaskPlan, *, upload: bool) -> None:
        """Nothing ran."""


class ProcessRunner:
    """Runs each instance as a process group in a folder of its own.

    What a command leaves running in its group ends with it. A process that leaves the group, as
    ``setsid`` does, is not followed.

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
        self._reports: Reports | None = None
        self._lock = threading.Lock()
        self._workspaces: dict[str, Workspace] = {}
        self._jobs: defaultdict[str, list[Job]] = defaultdict(list)
        self._stopped: set[str] = set()
        self._threads: set[threading.Thread] = set()
        self._is_closing = threading.Event()

    def report_to(self, reports: Reports) -> None:
        """Set whom to tell; once, before anything is run."""
        self._reports = reports

    def run(self, uuid: str, plan: TaskPlan, number: int) -> None:
        self._begin(self._run, uuid, plan, number)

    def stop(self, uuid: str) -> None:
        with self._lock:
            self._stopped.add(uuid)
            jobs = list(self._jobs[uuid])
        self._begin(_end_jobs, jobs)

    def collect(self, uuid: str, plan: TaskPlan, *, upload: bool) -> None:
        self._begin(self._collect, uuid, plan, upload)

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
            if uuid not in self._workspaces:
                folder = self._folder / uuid
                self._workspaces[uuid] = Workspace(
                    folder, plan.resources, self._store, partial(self._has_stopped, uuid)
                )
            return self._workspaces[uuid]

    def _run(self, uuid: str, plan: TaskPlan, number: int) -> None:
        try:
            error = self._run_command(uuid, plan, number)
        except WorkspaceError as failure:
            error = str(failure)
        except Exception as failure:  # noqa: BLE001 - each run is answered by one report
            error = f"Instance {number} cannot run: {failure}"
        self._listener.ended(uuid, number, error)

    def _run_command(self, uuid: str, plan: TaskPlan, number: int) -> str | None:
        if self._has_stopped(uuid):
            return None
        folder = self._workspace(uuid, plan).instance_folder(number)

        def write(stream: Stream, data: bytes, last: bool) -> None:
            self._listener.wrote(uuid, number, stream, data, last=last)

        with self._lock:
            if self._has_stopped(uuid):
                return None
            command = plan.constants["DOCKER_CMD"]
            job = Job(command, folder, _environment(plan, number, folder), self._guard, write)
            self._jobs[uuid].append(job)
        self._listener.started(uuid, number)
        status = job.wait()
        with self._lock:
            self._jobs[uuid].remove(job)
        if status == 0:
            return None
        how = f"exit status {status}" if status > 0 else f"signal {signal.Signals(-status).name}"
        return f"Instance {number} ended with {how}"

    def _has_stopped(self, uuid: str) -> bool:
        return uuid in self._stopped or self._is_closing.is_set()

    def _collect(self, uuid: str, plan: TaskPlan, upload: bool) -> None:
        workspace = self._workspace(uuid, plan)
        error = None
        uploaded = False
        try:
            if upload and plan.result_bucket:
                error = self._upload(workspace, plan, plan.result_bucket)
                uploaded = True
        except Exception as failure:  # noqa: BLE001 - each collection is answered by one report
            error = f"Results cannot be uploaded to {plan.result_bucket}: {failure}"
        workspace.remove(keep_instances=self._keep_folders)
        with self._lock:
            del self._workspaces[uuid]
            self._jobs.pop(uuid, None)
            self._stopped.discard(uuid)
        self._listener.collected(uuid, uploaded=uploaded, error=error)

    def _upload(self, workspace: Workspace, plan: TaskPlan, bucket: str) -> str | None:
        """Upload what can be uploaded; gives what went wrong with the rest, if anything."""
        failures: list[str] = []
        self._store.make_bucket(bucket)
        for number in plan.numbers:
            for name, path in workspace.changed_files(number):
                if self._is_closing.is_set():
                    raise InterruptedError("the emulator is stopping")
                try:
                    self._store.put(bucket, name, path)
                except Exception as failure:  # noqa: BLE001 - the others must not suffer
                    failures.append(f"{name!r} of instance {number}: {failure}")
        if not failures:
            return None
        shown = "; ".join(failures[:_FAILURES_SHOWN])
        return f"{len(failures)} results cannot be uploaded to {bucket}: {shown}"


def _end_jobs(jobs: list[Job]) -> None:
    """Ask jobs to end, and kill those that have not after a short grace."""
    for job in jobs:
        job.send(signal.SIGTERM)
    end = time.monotonic() + _GRACE_SECONDS
    for job in jobs:
        if not job.ended.wait(max(0.0, end - time.monotonic())):
            job.send(signal.SIGKILL)


def _environment(plan: TaskPlan, number: int, folder: Path) -> dict[str, str]:
    return {
        "PATH": f"{os.path.dirname(sys.executable)}:{_SYSTEM_PATH}",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        **plan.constants,
        "INSTANCE_ID": str(number),
        "INSTANCE_COUNT": str(len(plan.numbers)),
    }
