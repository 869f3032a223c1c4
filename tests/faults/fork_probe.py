"""Run by test_life_cycle.py: one connection, used by threads, and by children that fork meanwhile.

The names that are asked for begin with who asks, so that the server can tell who uses which socket.
"""

from __future__ import annotations

import faulthandler
import itertools
import json
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable
from functools import partial
from typing import Any

from busy_server import TOKEN

from qarnot import Connection
from qarnot.exceptions import ConnectionClosed
from qarnot.hooks import Attempt

CHILD_SECONDS = 20

Ask = Callable[[str], str]


class Asker:
    """Asks for names of one's own, and keeps what went wrong."""

    def __init__(self, owner: str, ask: Ask) -> None:
        self._owner = owner
        self._ask = ask
        self.asked = 0
        self.failures: list[str] = []

    def __call__(self, caller: int, count: int | None, stop: threading.Event) -> None:
        for number in itertools.count() if count is None else range(count):
            if stop.is_set():
                return
            name = f"{self._owner}-{caller}-{number}"
            try:
                answered = self._ask(name)
            except Exception as error:  # noqa: BLE001 - each is counted
                self.failures.append(f"{name}: {error!r}")
            else:
                if answered != name:
                    self.failures.append(f"{name} was answered {answered}")
            self.asked += 1

    def in_threads(self, callers: int, count: int) -> None:
        never = threading.Event()
        threads = [
            threading.Thread(target=self, args=(caller, count, never)) for caller in range(callers)
        ]
        for thread in threads:
            thread.start()
        self(callers, count, never)
        for thread in threads:
            thread.join()


def fork(work: Callable[[], list[str]]) -> list[str]:
    """Do work in a child; give what went wrong there. A child that hangs shows where, and ends."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(CHILD_SECONDS)
        try:
            failures = work()
        except BaseException as error:  # noqa: BLE001 - the child ends here
            failures = [f"the child ended with {error!r}"]
        with os.fdopen(writing, "w") as pipe:
            json.dump(failures, pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    status = os.waitpid(child, 0)[1]
    if status:
        return [f"the child ended with status {status}"]
    failures = json.loads(said)
    assert isinstance(failures, list)
    return failures


def in_child(connection: Connection, ask: Ask, callers: int, number: int) -> list[str]:
    """Use the parent's connection in a child, and in a child of that, and close it there."""
    asker = Asker(f"child{os.getpid()}", ask)
    asker.in_threads(callers, 3)
    failures = asker.failures
    if number % 5 == 0:
        failures += fork(lambda: in_child(connection, ask, callers, 1))
        asker.in_threads(callers, 1)
    if number % 2 == 0:
        connection.close()
        try:
            ask("closed")
        except ConnectionClosed:
            return failures
        failures.append("a connection that was closed in the child goes on")
    return failures


def run(connection: Connection, ask: Ask, callers: int, rounds: int) -> dict[str, Any]:
    stop = threading.Event()
    asker = Asker("parent", ask)
    threads = [
        threading.Thread(target=asker, args=(caller, None, stop), daemon=True)
        for caller in range(callers)
    ]
    for thread in threads:
        thread.start()
    while asker.asked < callers and not asker.failures:
        stop.wait(0.001)
    before = asker.asked
    failures: list[str] = []
    for number in range(1, rounds + 1):
        failures += fork(partial(in_child, connection, ask, max(1, callers // 4), number))
    meanwhile = asker.asked - before
    stop.set()
    for thread in threads:
        thread.join(CHILD_SECONDS)
        if thread.is_alive():
            failures.append("a thread of the parent hangs")
    return {"failures": failures + asker.failures, "asked_meanwhile": meanwhile}


def api(url: str, callers: int, rounds: int) -> dict[str, Any]:
    broken: list[str] = []

    def observe(attempt: Attempt) -> None:
        if attempt.status is None:
            broken.append(f"{os.getpid()}: {attempt!r}")

    connection = Connection(
        client_token=TOKEN,
        cluster_url=url,
        cluster_timeout=CHILD_SECONDS / 2,
        retry_count=3,
        retry_wait=0.001,
        hooks=[observe],
    )

    def ask(name: str) -> str:
        return str(connection.wire.call("get_task", name)["uuid"])

    result = run(connection, ask, callers, rounds)
    result["failures"] += broken
    connection.close()
    return result


def storage(url: str, callers: int, rounds: int) -> dict[str, Any]:
    connection = Connection(client_token="any", cluster_url=url)
    bucket = f"forked-{os.getpid()}"
    connection.create_bucket(bucket)
    parent, parents_client = os.getpid(), connection.object_store().client

    def ask(name: str) -> str:
        if name == "closed":
            connection.object_store()
        store = connection.object_store()
        if os.getpid() != parent and store.client is parents_client:
            return "the parent's client"
        store.put_bytes(bucket, name, name.encode())
        return store.read_bytes(bucket, name).decode()

    result = run(connection, ask, callers, rounds)
    connection.close()
    return result


def main() -> None:
    warnings.simplefilter("ignore", DeprecationWarning)  # of forking with threads, from 3.12 on
    faulthandler.register(signal.SIGALRM, all_threads=True, chain=True)
    kind, url, callers, rounds = map(json.loads, sys.argv[1:])
    result = (api if kind == "api" else storage)(url, callers, rounds)
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main()
