"""Run by test_many_threads.py: Ctrl-C in a blocking call, and use of the same wire afterwards."""

from __future__ import annotations

import json
import signal
import sys
import threading
import time

from busy_server import open_wire


def main() -> None:
    url, together = map(json.loads, sys.argv[1:])
    # Whoever runs the tests in the background of a shell has Ctrl-C ignored, by children as well.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    wire = open_wire(url, cluster_timeout=60, retry_count=5, retry_wait=60)
    interrupted = 0
    for name in ("held", "refused"):
        begin = time.monotonic()
        try:
            wire.call("get_task", name)
        except KeyboardInterrupt:
            interrupted += 1
        assert time.monotonic() - begin < 20

    answers: list[str] = []

    def ask(name: str) -> None:
        answers.append(wire.call("get_task", name)["uuid"])

    names = [f"together-{number}" for number in range(together)]
    threads = [threading.Thread(target=ask, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wire.close()
    is_whole = sorted(answers) == sorted(names)
    sys.stdout.write(json.dumps({"interrupted": interrupted, "is_whole": is_whole}))


if __name__ == "__main__":
    main()
