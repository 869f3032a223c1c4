"""What the cluster decides and what processes do, together."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from qarnot.emulator import Emulator

from .support import Rest, content_of, history, until

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@pytest.fixture(scope="module")
def gate(rest: Rest) -> str:
    """A job whose tasks may wait for each other."""
    reply = rest.http.post("/jobs", json={"name": "j", "useDependencies": True})
    return str(reply.json()["uuid"])


def running(rest: Rest, uuid: str) -> Any:
    """Give what the status tells of the first running instance, once it writes something."""
    until(lambda: rest.text(f"/tasks/{uuid}/stdout"), what="the command to write")
    status = rest.task(uuid)["status"]
    return status["runningInstancesInfo"]["perRunningInstanceInfo"][0]


def test_a_port_that_a_command_listens_on_is_shown(rest: Rest) -> None:
    listens = (
        "import socket, time; s = socket.create_server(('127.0.0.1', 0));"
        "print(s.getsockname()[1], flush=True); time.sleep(60)"
    )
    uuid = rest.submit(f'exec {sys.executable} -c "{listens}"')
    shown = running(rest, uuid)
    port = int(rest.text(f"/tasks/{uuid}/stdout/0"))
    assert [each["applicationPort"] for each in shown["activeForwards"]] == [port]
    assert shown["currentMemoryMB"] > 0
    found = rest.http.get(f"/v1/network/tasks/{uuid}/port-forward").json()
    assert found["0"][f"port-{port}"]["access"] == {"publicHost": "127.0.0.1", "publicPort": port}
    rest.http.delete(f"/tasks/{uuid}")


def test_a_command_that_fails_runs_again_in_a_fresh_folder(rest: Rest) -> None:
    uuid = rest.submit(
        "ls; echo ran; touch left-behind; exit 7", retrySettings={"maxPerInstanceRetries": 2}
    )
    shown = rest.finished(uuid)
    assert shown["state"] == "Failure"
    [instance] = shown["completedInstances"]
    assert (instance["executionAttemptCount"], instance["state"]) == (3, "Failure")
    assert "exit status 7" in instance["error"]["message"]
    assert rest.text(f"/tasks/{uuid}/stdout/0") == "ran\nran\nran\n"


def test_a_chain_of_tasks_hands_results_on(rest: Rest, gate: str, storage: S3Client) -> None:
    storage.create_bucket(Bucket="handed-on")
    first = rest.submit("sleep 0.1; echo made > made", jobUuid=gate, resultBucket="handed-on")
    second = rest.submit(
        "cat made",
        jobUuid=gate,
        resourceBuckets=["handed-on"],
        dependencies={"dependsOn": [first]},
    )
    assert rest.finished(second)["state"] == "Success"
    assert rest.text(f"/tasks/{second}/stdout/0") == "made\n"
    [instance] = rest.task(first)["completedInstances"]
    [address] = instance["results"]
    assert address.endswith("/handed-on/made")


def test_a_snapshot_saves_what_is_there(rest: Rest, storage: S3Client) -> None:
    uuid = rest.submit(
        "echo 1 > a.txt; echo 2 > b.log; echo ready; sleep 60", constants={"EXT": "txt"}
    )
    running(rest, uuid)
    asked = {"bucket": "snapped", "bucketPrefix": "p/", "whitelist": r"\.${EXT}$"}
    snapshot = rest.http.post(f"/tasks/{uuid}/snapshot", json=asked).json()
    path = f"/tasks/{uuid}/snapshot/{snapshot['id']}"
    until(lambda: rest.http.get(path).json()["status"] == "success", what="the snapshot")
    shown = rest.http.get(path).json()
    assert (shown["sizeToUpload"], shown["transferredSize"]) == (2, 2)
    assert content_of(storage, "snapped") == {"p/a.txt": b"1\n"}
    rest.http.delete(f"/tasks/{uuid}")


def test_snapshots_come_by_the_clock_alone(rest: Rest, storage: S3Client) -> None:
    uuid = rest.submit("echo 1 > a; echo ready; sleep 60", snapshotBucket="by-the-clock")
    running(rest, uuid)
    reply = rest.http.post(f"/tasks/{uuid}/snapshot/periodic", json={"interval": 1})
    assert reply.status_code == 200

    def is_there() -> bool:
        names = [each["Name"] for each in storage.list_buckets()["Buckets"]]
        return "by-the-clock" in names and bool(content_of(storage, "by-the-clock"))

    until(is_there, what="a periodic snapshot")
    rest.http.delete(f"/tasks/{uuid}")


def test_tasks_run_in_a_pool_and_cost_something(cluster: Emulator, rest: Rest) -> None:
    pool = {"name": "p", "profile": "docker-batch", "instanceCount": 1}
    pool_uuid = rest.http.post("/pools", json=pool).json()["uuid"]
    burn = "import time\nwhile time.process_time() < 0.2: pass"
    uuid = rest.submit(f"{sys.executable} -c '{burn}'", profile=None, poolUuid=pool_uuid)
    shown = rest.finished(uuid)
    assert shown["completedInstances"][0]["peakMemoryMB"] > 0
    credits_used = rest.http.get(f"/credits/v1/tasks/{uuid}/credits").json()["credits"]
    assert credits_used >= 0.2 / 3600 * 0.03
    assert rest.http.get(f"/credits/v1/pools/{pool_uuid}/credits").json() == {
        "credits": credits_used
    }
    facts = rest.http.get(f"/carbon/v1/tasks/{uuid}/carbon-facts").json()
    assert facts["total_energy_it_Wh"] == pytest.approx(credits_used / 0.03 * 15)
    assert rest.http.post(f"/pools/{pool_uuid}/close").status_code == 200
    assert rest.http.get(f"/pools/{pool_uuid}").json()["state"] == "Closed"
    assert history(cluster, uuid)[-1] == "Success"


def test_an_ended_task_can_be_run_again(rest: Rest) -> None:
    uuid = rest.submit("test $INSTANCE_ID != 1", instanceCount=3)
    assert rest.finished(uuid)["status"]["failedOnlyRange"] == "1"
    again = rest.http.post(f"/tasks/{uuid}/retry", json={}).json()["uuid"]
    assert rest.finished(again)["advancedRanges"] == "1"
    rest.http.put(
        f"/tasks/{uuid}", json={"constants": [{"key": "DOCKER_CMD", "value": "echo better"}]}
    )
    rest.http.post(f"/tasks/{uuid}/restart")
    assert rest.finished(uuid)["state"] == "Success"
    assert rest.text(f"/tasks/{uuid}/stdout/2") == "better\n"
