"""What the tests of the emulator share."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import httpx
from botocore.config import Config

from qarnot.emulator import Emulator

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

FINAL = ("Success", "Failure", "Cancelled")

# Of a kind that the document does not know, with values that known kinds cannot have.
STRANGE_CONSTRAINT: dict[str, Any] = {
    "discriminator": "Strange",
    "coreCount": [1],
    "cpuModel": {"a": 1},
    "minimumMemoryMB": True,
    "specificationKey": 5,
    "maximumMemoryMB": "1",
}

# A value that asks for something, for each property that a task alone can have.
WHOLE_TASK: dict[str, Any] = {
    "hardwareConstraints": [
        {"discriminator": "GpuHardwareConstraint"},
        {"discriminator": "SpecificHardwareConstraint", "specificationKey": "key"},
        {"discriminator": "CpuModelHardwareConstraint", "cpuModel": "model"},
        {"discriminator": "MinimumCoreHardwareConstraint", "coreCount": 8},
        {"discriminator": "MinimumRamHardwareConstraint", "minimumMemoryMB": 0.5},
        {"discriminator": "MaximumRamHardwareConstraint", "maximumMemoryMB": 10},
        {"discriminator": "MinimumRamCoreRatioHardwareConstraint", "minimumMemoryGBCoreRatio": 1},
        {"discriminator": "MaximumRamCoreRatioHardwareConstraint", "maximumMemoryGBCoreRatio": 2},
        STRANGE_CONSTRAINT,
    ],
    "constraints": [{"key": "a", "value": "b"}],
    "schedulingType": "reserved",
    "targetedReservedMachineKey": "key",
    "targetedReservationName": "name",
    "defaultResourcesCacheTTLSec": 1,
    "resultsCacheTTLSec": 2,
    "privileges": {"exportApiAndStorageCredentialsInEnvironment": True},
    "secretsAccessRights": {"bySecret": [{"key": "a"}], "byPrefix": [{"prefix": "b"}]},
    "retrySettings": {"maxTotalRetries": 0, "maxPerInstanceRetries": None},
    "maxRetriesPerInstance": 3,
    "autoDeleteOnCompletion": True,
    "resultBucket": "a",
    "resultsBucket": "b",
    "resultsBucketPrefix": "c",
    "resultsWhitelist": ".*txt",
    "resultsBlacklist": ".*log",
    "snapshotInterval": 10,
    "snapshotWhitelist": "d",
    "snapshotBlacklist": "e",
    "snapshotBucket": "f",
    "snapshotBucketPrefix": "g",
    "uploadResultsOnCancellation": True,
    "waitForPoolResourcesSynchronization": True,
    "forcedConstants": [{"constantName": "A", "forcedValue": "b", "access": "ReadOnly"}],
    "forcedNetworkRules": [{"inbound": True, "proto": "tcp", "port": "80"}],
    "maxTimeQueueSeconds": 3600,
    "priority": 1,
    "labels": {"a": "b"},
    "tags": ["a"],
    "completionTimeToLive": "01:00:00",
    "projectUuid": "00000000-0000-4000-8000-000000000001",
    "shortname": "with-all-of-it",
}

# The same of what a pool has besides.
WHOLE_POOL: dict[str, Any] = {
    **{
        name: value
        for name, value in WHOLE_TASK.items()
        if not name.startswith(("result", "snapshot", "upload", "wait", "retry", "maxRetries"))
        and name != "priority"
    },
    "constants": [{"key": "A", "value": "b"}],
    "elasticProperty": {
        "isElastic": True,
        "minTotalSlots": 0,
        "maxTotalSlots": 2,
        "minIdleSlots": 1,
        "resizePeriod": 90,
        "rampResizeFactor": 0.5,
        "minIdleTimeSeconds": 90,
    },
    "scaling": {
        "policies": [
            {
                "type": "Fixed",
                "name": "f",
                "slotsCount": 1,
                "enabledPeriods": [
                    {"type": "Weekly", "days": ["monday"], "endTimeUtc": "12:00:00"},
                    {"type": "FullMoon", "phase": [1]},
                ],
            },
            {"type": "Strange", "slotsCount": {"a": 1}},
        ]
    },
    "multiSlotsSettings": {"slotsPerNode": 2},
    "defaultRetrySettings": {"maxTotalRetries": 1, "maxPerInstanceRetries": 2},
    "preparationTask": {"commandLine": "true"},
    "taskDefaultWaitForPoolResourcesSynchronization": True,
}


class Rest:
    """Requests to an emulator's REST API."""

    def __init__(self, url: str, token: str | None = "any") -> None:
        headers = {} if token is None else {"Authorization": token}
        # Reading certificates takes longer than most tests do with it.
        self.http = httpx.Client(
            base_url=url, headers=headers, timeout=20, trust_env=False, verify=False
        )

    def submit(self, command: str | None = "true", **changes: Any) -> str:
        """Submit a task and give its uuid."""
        reply = self.http.post("/tasks", json=task(command, **changes))
        assert reply.status_code == 200, reply.text
        return str(reply.json()["uuid"])

    def task(self, name: str) -> dict[str, Any]:
        reply = self.http.get(f"/tasks/{name}")
        assert reply.status_code == 200, reply.text
        content: dict[str, Any] = reply.json()
        return content

    def finished(self, name: str) -> dict[str, Any]:
        """Wait until a task has ended, and describe it."""
        until(lambda: self.task(name)["state"] in FINAL, what=f"the end of {name}")
        return self.task(name)

    def text(self, path: str, *, fresh: bool = False) -> str:
        reply = self.http.request("POST" if fresh else "GET", path)
        assert reply.status_code == 200, reply.text
        assert reply.headers["content-type"] == "text/plain; charset=utf-8"
        return reply.text

    def refusal(self, method: str, path: str, **arguments: Any) -> tuple[int, str]:
        reply = self.http.request(method, path, **arguments)
        return reply.status_code, reply.json()["message"]


def task(command: str | None = "true", **changes: Any) -> dict[str, Any]:
    """Make the body of a task; a change to ``None`` takes a field away."""
    constants = dict(changes.pop("constants", {}))
    if command is not None:
        constants["DOCKER_CMD"] = command
    body = {
        "name": "a task",
        "profile": "docker-batch",
        "instanceCount": 1,
        "constants": [{"key": key, "value": value} for key, value in constants.items()],
        **changes,
    }
    return {key: value for key, value in body.items() if value is not None}


def history(cluster: Emulator, uuid: str) -> list[str]:
    """Give all states that a task has been in."""
    [record] = [each for each in cluster.tasks if each.uuid == uuid]
    assert list(record.history) == sorted(record.history, key=lambda change: change.time)
    return [change.state for change in record.history]


def until(condition: Callable[[], Any], *, what: str, seconds: float = 15) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited {seconds} s for {what}"
        time.sleep(0.01)


def s3(url: str) -> S3Client:
    """Make a client of an emulator's storage."""
    return boto3.client(
        "s3",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
        config=Config(s3={"addressing_style": "path"}, proxies={}),
    )


def fill(storage: S3Client, bucket: str, files: dict[str, bytes]) -> str:
    """Make a bucket with files in it, and give its name."""
    storage.create_bucket(Bucket=bucket)
    for key, content in files.items():
        storage.put_object(Bucket=bucket, Key=key, Body=content)
    return bucket


def content_of(storage: S3Client, bucket: str) -> dict[str, bytes]:
    """Read all that is in a bucket."""
    found = storage.list_objects_v2(Bucket=bucket).get("Contents", [])
    return {
        each["Key"]: storage.get_object(Bucket=bucket, Key=each["Key"])["Body"].read()
        for each in found
    }


@contextmanager
def command(
    *arguments: str, temporary: Path, environment: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """Run ``python -m qarnot.emulator``, with its temporary files in a folder of the test."""
    process = subprocess.Popen(
        [sys.executable, "-m", "qarnot.emulator", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(temporary), **(environment or {})},
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def ready_line(process: subprocess.Popen[str]) -> dict[str, str]:
    """Wait for the line that tells where the emulator is."""
    assert process.stdout is not None
    content: dict[str, str] = json.loads(process.stdout.readline())
    return content
