"""Run by test_kills.py: does one job after the other, each in a process that may be killed.

Each line of standard input is a job in JSON; the process id of who does it and, at its end, its
wait status are printed. Forking is quick, and all that has to be imported is imported once.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from botocore.retries.standard import ExponentialBackoff

from qarnot._objects import (
    ObjectStore,
    StorageSettings,
    plan_download_all,
    plan_sync_directory,
    run_plan,
)
from qarnot.exceptions import QarnotException


def do(job: dict[str, Any]) -> None:
    store = ObjectStore(StorageSettings(**job["settings"]))
    bucket, place = job["bucket"], Path(job["place"])
    match job["kind"]:
        case "download":
            store.download(bucket, job["key"], place)
        case "plain":
            answer = store.client.get_object(Bucket=bucket, Key=job["key"])
            with place.open("wb", buffering=0) as file:
                for chunk in answer["Body"].iter_chunks(65_536):
                    file.write(chunk)
        case "up":
            plan = plan_sync_directory(store, bucket, place, job["key"], allow_empty=True)
            run_plan(store, bucket, plan)
        case "down":
            run_plan(store, bucket, plan_download_all(store, bucket, place, job["key"]))
    store.close()


def say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def main() -> None:
    ExponentialBackoff.delay_amount = lambda *_: 0  # type: ignore[method-assign]
    settings = StorageSettings(endpoint_url="http://127.0.0.1:1", access_key="a", secret="b")
    ObjectStore(settings).client.close()  # what is read from disk is read before the forks
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                do(json.loads(line))
            except QarnotException:
                os._exit(1)
            os._exit(0)
        say(child)
        _, status = os.waitpid(child, 0)
        say(status)


if __name__ == "__main__":
    main()
