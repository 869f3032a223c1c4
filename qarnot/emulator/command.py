"""The command ``python -m qarnot.emulator``."""

from __future__ import annotations

import argparse
import json
import os
import select
import signal
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qarnot.emulator.emulator import Emulator

__all__ = ["main"]

_PARENT_CHECK_SECONDS = 0.5


def main(arguments: Sequence[str] | None = None) -> int:
    """Run an emulator until SIGINT or SIGTERM comes.

    Writes one line of JSON with ``cluster_url``, ``storage_url`` and ``token`` when it is ready.

    :param arguments: those of the command line; by default the process's own.
    :returns: the exit status: 0 after a clean end, 1 when it could not start.
    """
    parent = os.getppid()
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: os.write(writing, b"!"))
    options = _options().parse_args(arguments)
    return _run(options, reading, parent if options.end_with_parent else None)


def _run(options: argparse.Namespace, signals: int, parent: int | None) -> int:
    from qarnot.emulator.core.accounts import DEFAULT_CREDITS
    from qarnot.emulator.core.cluster import MOST_TASKS
    from qarnot.emulator.emulator import Emulator
    from qarnot.exceptions import InvalidValue

    try:
        emulator = Emulator(
            token=options.token,
            slots=options.slots,
            runner=options.runner,
            port=options.port,
            storage_port=options.storage_port,
            data_dir=options.data_dir,
            repeated_shortname=options.repeated_shortname,
            max_tasks=MOST_TASKS if options.max_tasks is None else options.max_tasks,
            max_pools=MOST_TASKS if options.max_pools is None else options.max_pools,
            max_jobs=MOST_TASKS if options.max_jobs is None else options.max_jobs,
            credits=DEFAULT_CREDITS if options.credits is None else options.credits,
            quotas={
                "flex": {"maxInstances": options.max_flex_instances},
                "onDemand": {"maxInstances": options.max_on_demand_instances},
            },
            organization=options.organization or None,
        )
        emulator.start()
    except (InvalidValue, OSError, RuntimeError) as error:
        sys.stderr.write(f"qarnot.emulator: {error}\n")
        return 1
    try:
        if not select.select([signals], [], [], 0)[0]:
            _announce(emulator)
            _wait(signals, parent)
    finally:
        emulator.stop()
    return 0


def _announce(emulator: Emulator) -> None:
    where = {
        "cluster_url": emulator.cluster_url,
        "storage_url": emulator.storage_url,
        "token": emulator.token,
    }
    sys.stdout.write(json.dumps(where) + "\n")
    sys.stdout.flush()


def _wait(signals: int, parent: int | None) -> None:
    """Wait for a signal, or for the end of the parent process when one is given."""
    pause = None if parent is None else _PARENT_CHECK_SECONDS
    while not select.select([signals], [], [], pause)[0]:
        if parent is not None and os.getppid() != parent:
            return


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m qarnot.emulator",
        description="A Qarnot cluster on 127.0.0.1: REST API, S3 storage, and real commands.",
    )
    parser.add_argument(
        "--port", type=int, default=0, help="port of the REST API; a free one by default"
    )
    parser.add_argument(
        "--storage-port", type=int, default=0, help="port of the storage; a free one by default"
    )
    parser.add_argument(
        "--data-dir", help="folder to make job folders in, and to leave them for inspection"
    )
    parser.add_argument("--token", help="the only token that is good; by default any is")
    parser.add_argument(
        "--slots", type=int, help="instances that run at once; the number of processors by default"
    )
    parser.add_argument(
        "--runner",
        choices=("process", "none"),
        default="process",
        help="run commands as processes (the default), or leave every task submitted",
    )
    parser.add_argument(
        "--repeated-shortname",
        choices=("refuse", "conflict", "accept"),
        default="refuse",
        help="answer a shortname that is taken with status 400 (the default) or 409, or accept it",
    )
    for noun in ("tasks", "pools", "jobs"):
        parser.add_argument(
            f"--max-{noun}", type=int, help=f"{noun} that may exist at once; 100000 by default"
        )
    parser.add_argument(
        "--credits", type=float, help="euros that there are to spend; 10000 by default"
    )
    parser.add_argument(
        "--max-flex-instances",
        type=int,
        help="instances that run at once with flex scheduling; all slots by default",
    )
    parser.add_argument(
        "--max-on-demand-instances",
        type=int,
        help="instances that run at once with on-demand scheduling; all slots by default",
    )
    parser.add_argument(
        "--organization",
        default="emulator",
        help="name of the account's organization, empty for none; emulator by default",
    )
    parser.add_argument(
        "--end-with-parent",
        action="store_true",
        help="end within a second after the process that started this one has ended",
    )
    return parser
