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


class Rest:
    """Requests to an emulator's REST API."""

    def __init__(self, url: str, token: str | None = "any") -> None:
        headers = {} if token is None else {"Authorization": token}
        self.http = httpx.Client(base_url=url, headers=headers, timeout=20, trust_env=False)

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
