"""Run by test_interrupts.py: Ctrl-C while a blocking call waits, and use of the wire afterwards."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from busy_server import settings_for
from qarnot_rest.models import TaskCreationInput

from qarnot._sync.wire import Wire
from qarnot.hooks import Attempt

LONG = 60.0


def main() -> None:
    url, told = map(json.loads, sys.argv[1:])
    # Whoever runs the tests in the background of a shell has Ctrl-C ignored, by children as well.
    signal.signal(signal.SIGINT, signal.default_int_handler)

    def tell(_: Attempt) -> None:
        os.write(told, b".")

    def open_wire(retry_wait: float) -> Wire:
        settings = settings_for(url, retry_count=3, retry_wait=retry_wait, cluster_timeout=LONG)
        return Wire(settings, logging.getLogger("qarnot"), hooks=[tell], settle_wait=LONG)

    reports = []
    retrying, settling = open_wire(LONG), open_wire(0.0)
    body = TaskCreationInput(name="n", profile="p", instance_count=1)
    calls: list[tuple[Wire, Callable[[], Any]]] = [
        (retrying, lambda: retrying.call("get_task", "failing")),
        (retrying, lambda: retrying.call("create_task", body=body)),
        (settling, lambda: settling.call("create_task", body=body)),
    ]
    for number, (wire, call) in enumerate(calls):
        notes = None
        try:
            call()
        except KeyboardInterrupt as interruption:
            notes = getattr(interruption, "__notes__", [])
        name = f"after-{number}"
        reports.append({"notes": notes, "after": wire.call("get_task", name)["uuid"] == name})
    retrying.close()
    settling.close()
    sys.stdout.write(json.dumps(reports))


if __name__ == "__main__":
    main()
