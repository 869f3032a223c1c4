"""An emulated cluster that is started and stopped from Python."""

from __future__ import annotations

import math
import os
import tempfile
import threading
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, get_args
from urllib.parse import urlsplit

from qarnot.emulator import connect as client
from qarnot.emulator.buckets import BucketStore
from qarnot.emulator.core.accounts import DEFAULT_CREDITS, DEFAULT_PROJECT, Account
from qarnot.emulator.core.cluster import MOST_TASKS, Cluster, RepeatedShortname, Runner
from qarnot.emulator.core.quotas import DEFAULT_ORGANIZATION
from qarnot.emulator.core.tasks import TaskRecord
from qarnot.emulator.document import Document
from qarnot.emulator.folders import remove_folder
from qarnot.emulator.http_server import HttpServer
from qarnot.emulator.ledger import Ledger, RecordedRequest
from qarnot.emulator.machine import this_machine
from qarnot.emulator.operations import handlers
from qarnot.emulator.projects import read_projects
from qarnot.emulator.quotas import read_quotas
from qarnot.emulator.rest import RestApi
from qarnot.emulator.runners import NullRunner, ProcessRunner
from qarnot.emulator.storage import StorageServer, listen_on_loopback
from qarnot.emulator.timer import ClusterTimer
from qarnot.exceptions import InvalidValue

__all__ = ["DEFAULT_TOKEN", "Emulator"]

DEFAULT_TOKEN = "emulator-token"  # noqa: S105 - it guards nothing
"""The token that is handed out when none was set."""


@dataclass(frozen=True)
class _Running:
    """The parts of an emulator that was started."""

    cluster: Cluster
    ledger: Ledger
    cluster_url: str
    storage_url: str


class Emulator:
    """A cluster on this machine, for tests and for trying things out without an account.

    It serves the REST API and an S3 storage on 127.0.0.1. Each instance of a task runs the constant
    ``DOCKER_CMD`` with ``/bin/sh`` in a folder of its own: the image is not looked at, the command
    is not fenced in. Requests are checked against the API's document; what the emulator does not
    model is refused with status 501.

    There is one account, ``user@emulator.local``. The header ``QarnotReadOnlyRequestForAccount``,
    where the document has it, may name it; any other account is refused with status 403.

    Everything ends with :meth:`stop`, and also when this process is killed.

    ::

        with Emulator(slots=2) as cluster:
            task = cluster.connect().create_task("hello", "docker-batch", 2)
            task.constants["DOCKER_CMD"] = "echo hello from $INSTANCE_ID"
            task.run()
            print(task.stdout())

    :param token: the only token that is good; by default any is.
    :param slots: how many instances run at once; by default as many as there are processors.
    :param runner: ``"process"`` runs commands, ``"none"`` leaves every task submitted.
    :param port: port of the REST API; 0 takes a free one.
    :param storage_port: port of the storage; 0 takes a free one.
    :param data_dir: where the folders of instances are made and left for inspection; by default
        they are made in a temporary folder and removed with their task's end.
    :param repeated_shortname: whether a task whose shortname another task has is refused with
        status 400 (``"refuse"``) or 409 (``"conflict"``), or accepted (``"accept"``); so it is
        with pools and jobs.
    :param max_tasks: how many tasks may exist at once; more are refused with status 403.
    :param max_pools: how many pools may exist at once, in the same way.
    :param max_jobs: how many jobs may exist at once, in the same way.
    :param credits: how many euros there are to spend, 10,000 by default; when they are used up,
        new work is refused with status 402. CPU time has a price, see
        :mod:`qarnot.emulator.core.costs`.
    :param projects: what work may be charged to, each as a ``Project`` of the API with its
        ``budgets`` besides, as ``Budget`` of the API; by default one project with one budget.
    :param quotas: how many instances and cores each kind of scheduling may take at once, as
        ``UserComputingQuotas`` of the API: ``{"flex": {"maxInstances": 2}, "reserved": []}``. What
        is left out may take all slots. By default there is one reservation, and work may name any;
        otherwise work that names one that is not given is refused with status 400. Each instance
        has one core, and so has each machine of a pool. Work beyond its quota waits.
    :param organization: the name of the account's organization, which has the same quotas;
        ``None`` for none. Default ``"emulator"``.
    :raises InvalidValue: for a setting that cannot be right; it is a :class:`ValueError`.
    """

    def __init__(
        self,
        token: str | None = None,
        slots: int | None = None,
        runner: str = "process",
        port: int = 0,
        storage_port: int = 0,
        data_dir: str | os.PathLike[str] | None = None,
        *,
        repeated_shortname: RepeatedShortname = "refuse",
        max_tasks: int = MOST_TASKS,
        max_pools: int = MOST_TASKS,
        max_jobs: int = MOST_TASKS,
        credits: float = DEFAULT_CREDITS,  # noqa: A002 - the word of the API
        projects: Iterable[Mapping[str, Any]] | None = None,
        quotas: Mapping[str, Any] | None = None,
        organization: str | None = DEFAULT_ORGANIZATION,
    ) -> None:
        if token is not None and not (token.isascii() and token.isprintable() and token.strip()):
            raise InvalidValue("token: expected printable ASCII text that is not empty")
        numbers = {
            "slots": slots,
            "max_tasks": max_tasks,
            "max_pools": max_pools,
            "max_jobs": max_jobs,
        }
        for name, number in numbers.items():
            if number is not None and (not _is_integer(number) or number < 1):
                raise InvalidValue(f"{name}: expected a whole number of at least 1, not {number!r}")
        if not _is_amount(credits):
            raise InvalidValue(f"credits: expected a number that is not negative, not {credits!r}")
        _check_choice("runner", runner, ("process", "none"))
        _check_choice("repeated_shortname", repeated_shortname, get_args(RepeatedShortname))
        for name, value in (("port", port), ("storage_port", storage_port)):
            if not _is_integer(value) or not 0 <= value <= 65535:
                raise InvalidValue(
                    f"{name}: expected a whole number from 0 to 65535, not {value!r}"
                )
        self._token = token
        self._slots = slots or os.cpu_count() or 1
        self._runner = runner
        self._port = port
        self._storage_port = storage_port
        self._data_dir = None if data_dir is None else Path(data_dir).absolute()
        self._repeated_shortname: RepeatedShortname = repeated_shortname
        self._max_tasks = max_tasks
        self._max_pools = max_pools
        self._max_jobs = max_jobs
        self._credits = credits
        self._projects = (DEFAULT_PROJECT,) if projects is None else read_projects(projects)
        self._machine = this_machine()
        self._quotas = read_quotas(
            quotas, organization, self._slots, self._machine.specification_key
        )
        self._running: _Running | None = None
        self._ending: ExitStack | None = None
        self._lock = threading.Lock()

    def start(self) -> Self:
        """Start the cluster, empty, and wait until it answers.

        :returns: this emulator.
        :raises RuntimeError: when it runs already, or its storage did not start.
        :raises OSError: when a port is taken.
        """
        with self._lock:
            if self._ending is not None:
                raise RuntimeError("this emulator runs already")
            with ExitStack() as stack:
                self._running = self._start_parts(stack)
                self._ending = stack.pop_all()
        return self

    def stop(self) -> None:
        """Stop all tasks and end the cluster. Does nothing when it does not run.

        :attr:`ledger` and :attr:`tasks` can still be read.
        """
        with self._lock:
            ending, self._ending = self._ending, None
            if ending is not None:
                ending.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def token(self) -> str:
        """A token that is good."""
        return self._token or DEFAULT_TOKEN

    @property
    def cluster_url(self) -> str:
        """Address of the REST API.

        :raises RuntimeError: when the emulator was never started; so do the others.
        """
        return self._parts.cluster_url

    @property
    def storage_url(self) -> str:
        """Address of the S3 storage, which takes any credentials."""
        return self._parts.storage_url

    @property
    def ledger(self) -> tuple[RecordedRequest, ...]:
        """The latest requests to the REST API, oldest first; 10,000 at most are kept."""
        return self._parts.ledger.snapshot()

    @property
    def tasks(self) -> tuple[TaskRecord, ...]:
        """All tasks that were ever accepted, deleted ones too, oldest first."""
        return self._parts.cluster.records()

    def connect(self, **settings: Any) -> client.Connection:
        """Connect to this cluster.

        :param settings: more settings of the connection.
        """
        return client.connect(self.cluster_url, self.token, settings)

    def connect_async(self, **settings: Any) -> client.AsyncConnection:
        """Connect to this cluster from async code.

        :param settings: more settings of the connection.
        """
        return client.connect_async(self.cluster_url, self.token, settings)

    @property
    def _parts(self) -> _Running:
        if self._running is None:
            raise RuntimeError("this emulator was never started")
        return self._running

    def _start_parts(self, stack: ExitStack) -> _Running:
        """Start the parts; the stack then ends them, the last one first."""
        scratch = Path(tempfile.mkdtemp(prefix="qarnot-emulator-"))
        stack.callback(remove_folder, scratch)
        storage = StorageServer(self._storage_port, scratch)
        stack.callback(storage.stop)
        listener = stack.enter_context(listen_on_loopback(self._port))
        store = BucketStore(storage.url)
        cluster = self._make_cluster(stack, storage, store, scratch)
        ledger = Ledger()
        api = RestApi(Document(), handlers(cluster, store), self._token, ledger)
        server = HttpServer(listener, api.answer)
        storage.wait_until_ready()
        server.start()
        stack.callback(server.stop)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        return _Running(cluster, ledger, url, storage.url)

    def _make_cluster(
        self, stack: ExitStack, storage: StorageServer, store: BucketStore, scratch: Path
    ) -> Cluster:
        if self._runner == "none":
            cluster = self._cluster_of(NullRunner(), storage)
            self._start_timer(stack, cluster)
            return cluster
        if self._data_dir is not None:
            self._data_dir.mkdir(parents=True, exist_ok=True)
        runner = ProcessRunner(
            self._data_dir or scratch / "jobs",
            store,
            storage.guard,
            keep_folders=self._data_dir is not None,
        )
        cluster = self._cluster_of(runner, storage)
        runner.report_to(cluster)
        stack.callback(runner.close)
        stack.callback(cluster.close)
        self._start_timer(stack, cluster)
        return cluster

    def _cluster_of(self, runner: Runner, storage: StorageServer) -> Cluster:
        return Cluster(
            runner,
            slots=self._slots,
            repeated_shortname=self._repeated_shortname,
            max_tasks=self._max_tasks,
            max_pools=self._max_pools,
            max_jobs=self._max_jobs,
            account=Account(self._credits, self._projects),
            machine=self._machine,
            quotas=self._quotas,
            storage_host=urlsplit(storage.url).netloc,
        )

    def _start_timer(self, stack: ExitStack, cluster: Cluster) -> None:
        timer = ClusterTimer(cluster)
        timer.start()
        stack.callback(timer.stop)


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_amount(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < math.inf


def _check_choice(name: str, value: object, choices: tuple[str, ...]) -> None:
    if value not in choices:
        known = " or ".join(repr(each) for each in choices)
        raise InvalidValue(f"{name}: expected {known}, not {value!r}")
