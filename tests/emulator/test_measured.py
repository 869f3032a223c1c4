"""What a task's status and results tell of processes that really ran."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .support import Rest, content_of, until

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")

SERVE = """exec python3 -c '
import socket
taken = bytearray(b"x") * (50 << 20)
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
connection, _ = listener.accept()
connection.sendall(b"hello")
'"""


def running(rest: Rest, uuid: str) -> dict[str, Any]:
    [instance] = rest.task(uuid)["status"]["runningInstancesInfo"]["perRunningInstanceInfo"]
    return dict(instance)


@needs_proc
def test_a_forward_leads_to_the_port_that_a_job_listens_on(rest: Rest) -> None:
    uuid = rest.submit(SERVE)
    until(lambda: rest.text(f"/tasks/{uuid}/stdout/0"), what="the port")
    port = int(rest.text(f"/tasks/{uuid}/stdout/0"))
    until(lambda: running(rest, uuid)["activeForwards"], what="the forward")
    instance = running(rest, uuid)
    [forward] = instance["activeForwards"]
    assert forward["applicationPort"] == port
    assert 50 <= instance["currentMemoryMB"] < 200
    address = (forward["forwarderHost"], forward["forwarderPort"])
    with socket.create_connection(address, timeout=10) as connection:
        assert connection.recv(5) == b"hello"
    [done] = rest.finished(uuid)["completedInstances"]
    assert done["peakMemoryMB"] >= 50


def test_chosen_results_go_below_their_prefix(rest: Rest, storage: S3Client) -> None:
    uuid = rest.submit(
        "touch a.txt b.txt c.log",
        constants={"KIND": "txt"},
        resultBucket="chosen",
        resultsBucketPrefix="run/",
        resultsWhitelist=r"\.${KIND}$",
        resultsBlacklist="^b",
    )
    done = rest.finished(uuid)
    assert (done["state"], done["resultsCount"]) == ("Success", 1)
    assert content_of(storage, "chosen") == {"run/a.txt": b""}


def test_an_expression_that_is_none_fails_the_task(rest: Rest) -> None:
    done = rest.finished(rest.submit("touch a", resultBucket="unchosen", resultsWhitelist="["))
    assert done["state"] == "Failure"
    assert "the whitelist '[' is not a regular expression" in done["errors"][0]["message"]


def test_a_snapshot_is_followed_to_its_end(rest: Rest, storage: S3Client) -> None:
    uuid = rest.submit("echo part > part; echo x > other; echo ready; sleep 300")
    until(lambda: rest.text(f"/tasks/{uuid}/stdout/0"), what="the files")
    reply = rest.http.post(
        f"/tasks/{uuid}/snapshot",
        json={"whitelist": "^part", "bucket": "of-a-snapshot", "bucketPrefix": "s/"},
    )
    assert reply.status_code == 200, reply.text
    path = f"/tasks/{uuid}/snapshot/{reply.json()['id']}"

    def has_ended() -> bool:
        return rest.http.get(path).json()["status"] in ("success", "failure")

    until(has_ended, what="the snapshot")
    snapshot = rest.http.get(path).json()
    assert (snapshot["status"], snapshot["sizeToUpload"], snapshot["transferredSize"]) == (
        "success",
        5,
        5,
    )
    assert content_of(storage, "of-a-snapshot") == {"s/part": b"part\n"}
    assert rest.http.post(f"/tasks/{uuid}/abort").status_code == 200


def test_another_try_of_an_instance_finds_a_fresh_folder(rest: Rest, tmp_path: Path) -> None:
    uuid = rest.submit(
        f"ls; touch leftover; [ -e {tmp_path}/tried ] || {{ touch {tmp_path}/tried; exit 1; }}",
        retrySettings={"maxPerInstanceRetries": 1},
    )
    assert rest.finished(uuid)["state"] == "Success"
    assert rest.text(f"/tasks/{uuid}/stdout/0") == ""
