"""Tasks that really run."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from qarnot.emulator import Emulator

from .support import Rest, content_of, fill, history, task, until

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def _is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _pids_in(text: str) -> list[int]:
    return [int(each) for each in text.split()]


@pytest.mark.parametrize(
    ("instances", "states"),
    [
        (1, ["FullyDispatched", "FullyExecuting"]),
        (4, ["FullyDispatched", "PartiallyExecuting", "FullyExecuting"]),
        (6, ["PartiallyDispatched", "PartiallyExecuting", "FullyExecuting"]),
    ],
)
def test_all_states_are_passed_in_order(instances: int, states: list[str]) -> None:
    with Emulator(slots=4) as emulator:
        rest = Rest(emulator.cluster_url)
        with rest.http:
            uuid = rest.submit("true", instanceCount=instances)
            done = rest.finished(uuid)
        assert history(emulator, uuid) == ["Submitted", *states, "UploadingResults", "Success"]
        assert (done["progress"], done["resultsCount"], done["errors"]) == (100, 0, [])


def test_outputs_are_kept_apart_and_merged(rest: Rest) -> None:
    uuid = rest.submit(
        "echo out $INSTANCE_ID of $INSTANCE_COUNT; echo err $INSTANCE_ID >&2",
        instanceCount=None,
        advancedRanges="3,5-6",
    )
    rest.finished(uuid)
    base = f"/tasks/{uuid}"
    expected = {f"{number}> out {number} of 3" for number in (3, 5, 6)}
    assert set(rest.text(f"{base}/stdout").splitlines()) == expected
    assert rest.text(f"{base}/stdout/5") == "out 5 of 3\n"
    assert rest.text(f"{base}/stderr/6") == "err 6\n"
    assert sorted(rest.text(f"{base}/stderr", fresh=True).splitlines()) == [
        "3> err 3",
        "5> err 5",
        "6> err 6",
    ]
    assert rest.text(f"{base}/stderr", fresh=True) == ""
    assert rest.text(f"{base}/stderr/3", fresh=True) == "err 3\n"
    assert rest.text(f"{base}/stderr/3", fresh=True) == ""
    assert rest.text(f"{base}/stderr/3") == "err 3\n"
    assert rest.refusal("GET", f"{base}/stdout/4") == (404, f"No such instance: 4 of task {uuid}")


def test_output_is_read_while_the_command_runs(rest: Rest, tmp_path: Path) -> None:
    go = tmp_path / "go"
    uuid = rest.submit(f"printf par; while [ ! -e {go} ]; do sleep 0.05; done; echo tial; echo é")
    until(lambda: rest.text(f"/tasks/{uuid}/stdout/0") == "par", what="the first piece")
    assert rest.task(uuid)["state"] == "FullyExecuting"
    assert rest.task(uuid)["runningInstanceCount"] == 1
    assert rest.text(f"/tasks/{uuid}/stdout", fresh=True) == "0> par"
    go.touch()
    rest.finished(uuid)
    assert rest.text(f"/tasks/{uuid}/stdout", fresh=True) == "tial\n0> é\n"


def test_large_outputs_are_whole(rest: Rest) -> None:
    uuid = rest.submit("seq 200000; seq 100000 >&2")
    rest.finished(uuid)
    assert rest.text(f"/tasks/{uuid}/stdout/0") == "".join(f"{n}\n" for n in range(1, 200_001))
    assert len(rest.text(f"/tasks/{uuid}/stderr").splitlines()) == 100_000


def test_the_environment_is_minimal(rest: Rest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QARNOT_CLIENT_TOKEN", "the caller's secret")
    uuid = rest.submit(
        "env; pwd; cat; python3 -c 'print(6 * 7)'",
        constants={"GREETING": "it's ${WORD}", "WORD": "good", "EMPTY": None},
    )
    assert rest.finished(uuid)["state"] == "Success"
    lines = rest.text(f"/tasks/{uuid}/stdout/0").splitlines()
    variables = dict(line.split("=", 1) for line in lines if "=" in line)
    folder, answer = lines[-2:]
    assert answer == "42"
    assert variables.keys() == {
        *("PATH", "HOME", "LANG", "INSTANCE_ID", "INSTANCE_COUNT", "PWD"),
        *("DOCKER_CMD", "GREETING", "WORD", "EMPTY"),
    }
    assert variables["HOME"] == variables["PWD"] == folder
    assert variables["LANG"] == "C.UTF-8"
    assert variables["GREETING"] == "it's good"
    assert variables["EMPTY"] == ""
    assert not Path(folder).exists()


def test_files_go_in_and_changed_files_come_out(rest: Rest, storage: S3Client) -> None:
    files = {"same": b"1", "changed": b"1", "rewritten": b"1", "sub/deep": b"x", "empty/": b""}
    uuid = rest.submit(
        "printf 2 > changed; printf 1 > rewritten; mkdir new; cp sub/deep new/copy.$INSTANCE_ID;"
        "[ -d empty ] && printf e > empty/e; ln -s /etc/passwd link; ln -s /etc folder",
        resourceBuckets=[fill(storage, "in-1", files)],
        resultBucket="made-when-missing",
        instanceCount=2,
    )
    done = rest.finished(uuid)
    assert (done["state"], done["errors"], done["resultsCount"]) == ("Success", [], 1)
    assert content_of(storage, "made-when-missing") == {
        "changed": b"2",
        "new/copy.0": b"x",
        "new/copy.1": b"x",
        "empty/e": b"e",
    }
    assert content_of(storage, "in-1") == files


def test_buckets_are_filtered_renamed_and_laid_over_each_other(
    rest: Rest, storage: S3Client
) -> None:
    fill(storage, "lower", {"a": b"lower", "b": b"lower", "other/c": b"lower"})
    fill(storage, "upper", {"keep/b": b"upper", "keep/d": b"upper", "keep": b"no", "drop/e": b""})
    uuid = rest.submit(
        "find . -type f | sort | xargs grep -H .",
        advancedResourceBuckets=[
            {"bucketName": "lower"},
            {
                "bucketName": "upper",
                "filtering": {"prefixFiltering": {"prefix": "keep/"}},
                "resourcesTransformation": {"stripPrefix": {"prefix": "keep/"}},
            },
        ],
    )
    done = rest.finished(uuid)
    assert rest.text(f"/tasks/{uuid}/stdout/0").split() == [
        "./a:lower",
        "./b:upper",
        "./d:upper",
        "./other/c:lower",
    ]
    assert done["advancedResourceBuckets"][0] == {
        "bucketName": "lower",
        "filtering": None,
        "resourcesTransformation": None,
        "cacheTTLSec": None,
    }


@pytest.mark.parametrize("key", ["../escaped", "a/../../escaped", "/escaped"])
def test_a_key_that_would_leave_the_folder_fails_the_task(
    rest: Rest, storage: S3Client, key: str
) -> None:
    bucket = fill(storage, f"evil-{abs(hash(key))}", {"x" + key: b"evil"})
    uuid = rest.submit(
        "touch ran",
        instanceCount=2,
        advancedResourceBuckets=[
            {"bucketName": bucket, "resourcesTransformation": {"stripPrefix": {"prefix": "x"}}}
        ],
        resultBucket="never-made",
    )
    done = rest.finished(uuid)
    assert done["state"] == "Failure"
    assert [each["message"] for each in done["errors"]] == [
        f"The key {'x' + key!r} of bucket {bucket} would leave the folder of the job"
    ]
    names = [each["Name"] for each in storage.list_buckets()["Buckets"]]
    assert "never-made" not in names


def test_a_task_is_aborted_while_its_resources_are_fetched(
    cluster: Emulator, rest: Rest, storage: S3Client
) -> None:
    bucket = fill(storage, "many-files", {f"file-{number}": b"x" for number in range(200)})
    uuid = rest.submit("true", resourceBuckets=[bucket], instanceCount=2)
    assert rest.http.post(f"/tasks/{uuid}/abort").status_code == 200
    assert rest.finished(uuid)["errors"] == []
    assert history(cluster, uuid) == ["Submitted", "FullyDispatched", "PendingCancel", "Cancelled"]


def test_a_file_and_a_folder_of_one_name_fail_the_task(rest: Rest, storage: S3Client) -> None:
    bucket = fill(storage, "both", {"a": b"file", "a/b": b"below"})
    done = rest.finished(rest.submit(resourceBuckets=[bucket]))
    assert done["state"] == "Failure"
    assert "The key 'a/b' of bucket both has no place" in done["errors"][0]["message"]


def test_a_failing_command_fails_its_task_and_uploads_what_there_is(
    rest: Rest, storage: S3Client
) -> None:
    uuid = rest.submit(
        "touch of-$INSTANCE_ID; [ $INSTANCE_ID != 1 ] || exit 3; [ $INSTANCE_ID != 2 ] || kill $$",
        instanceCount=3,
        resultBucket="of-a-failure",
    )
    done = rest.finished(uuid)
    assert done["state"] == "Failure"
    assert sorted(each["message"] for each in done["errors"]) == [
        "Instance 1 ended with exit status 3",
        "Instance 2 ended with signal SIGTERM",
    ]
    assert content_of(storage, "of-a-failure").keys() == {"of-0", "of-1", "of-2"}


def test_results_that_cannot_be_uploaded_fail_the_task(rest: Rest) -> None:
    done = rest.finished(rest.submit("touch a", resultBucket="Not A Bucket!"))
    assert done["state"] == "Failure"
    assert "Results cannot be uploaded to Not A Bucket!" in done["errors"][0]["message"]


def test_a_command_that_cannot_be_started_fails_its_task(rest: Rest) -> None:
    done = rest.finished(rest.submit("true", constants={"A": "null\0character"}))
    assert done["state"] == "Failure"
    assert done["errors"][0]["message"].startswith("Instance 0 cannot run: ")


def test_a_task_without_a_command_fails(rest: Rest) -> None:
    done = rest.finished(rest.submit(None))
    assert done["state"] == "Failure"
    assert "DOCKER_CMD is missing" in done["errors"][0]["message"]


def test_a_command_may_begin_with_a_dash(rest: Rest) -> None:
    uuid = rest.submit("-nothing")
    rest.finished(uuid)
    assert "-nothing" in rest.text(f"/tasks/{uuid}/stderr")


def test_what_a_command_leaves_running_ends_with_it(rest: Rest) -> None:
    uuid = rest.submit("sleep 300 & echo $!")
    assert rest.finished(uuid)["state"] == "Success"
    [pid] = _pids_in(rest.text(f"/tasks/{uuid}/stdout/0"))
    until(lambda: not _is_alive(pid), what="the end of the background process")


@pytest.mark.skipif(shutil.which("setsid") is None, reason="needs setsid")
def test_a_process_that_left_its_group_does_not_hold_its_task(rest: Rest, tmp_path: Path) -> None:
    go = tmp_path / "go"
    loop = f"while [ ! -e {go} ]; do sleep 0.05; done"
    uuid = rest.submit(f"setsid sh -c '{loop}' & echo done")
    try:
        assert rest.finished(uuid)["state"] == "Success"
        assert rest.text(f"/tasks/{uuid}/stdout/0") == "done\n"
    finally:
        go.touch()


@pytest.mark.parametrize("shield", ["", "trap '' TERM; "])
def test_an_abort_kills_grandchildren_too(cluster: Emulator, rest: Rest, shield: str) -> None:
    uuid = rest.submit(
        f"{shield}sh -c 'sleep 300 & echo $$ $!; wait'; echo $$; sleep 300",
        instanceCount=2,
        resultBucket="of-an-abort",
    )
    until(
        lambda: len(rest.text(f"/tasks/{uuid}/stdout").split()) == 6, what="the children to start"
    )
    pids = [pid for n in (0, 1) for pid in _pids_in(rest.text(f"/tasks/{uuid}/stdout/{n}"))]
    assert all(map(_is_alive, pids))
    assert rest.http.post(f"/tasks/{uuid}/abort").status_code == 200
    done = rest.finished(uuid)
    assert done["state"] == "Cancelled"
    assert done["errors"] == []
    assert history(cluster, uuid)[-3:] == ["FullyExecuting", "PendingCancel", "Cancelled"]
    until(lambda: not any(map(_is_alive, pids)), what="the end of all processes")


def test_a_running_task_is_deleted_and_its_slot_freed() -> None:
    with Emulator(slots=1) as emulator:
        rest = Rest(emulator.cluster_url)
        with rest.http:
            uuid = rest.submit("echo $$; sleep 300", shortname="gone")
            until(lambda: rest.text("/tasks/gone/stdout/0"), what="the command to start")
            [pid] = _pids_in(rest.text("/tasks/gone/stdout/0"))
            assert rest.http.delete("/tasks/gone").status_code == 200
            assert rest.refusal("GET", f"/tasks/{uuid}")[0] == 404
            again = rest.submit("echo again", shortname="gone")
            assert rest.finished(again)["state"] == "Success"
        assert not _is_alive(pid)
        assert history(emulator, uuid)[-2:] == ["PendingCancel", "PendingDelete"]


def test_many_small_tasks_all_end(cluster: Emulator, rest: Rest) -> None:
    body = [task("echo $INSTANCE_ID", instanceCount=2) for _ in range(25)]
    uuids = [each["uuid"] for each in rest.http.post("/tasks", json=body).json()]
    for uuid in uuids:
        assert rest.finished(uuid)["state"] == "Success"
        assert sorted(rest.text(f"/tasks/{uuid}/stdout").splitlines()) == ["0> 0", "1> 1"]
    assert rest.http.get("/info").json()["runningInstanceCount"] == 0


def test_a_result_that_cannot_be_stored_does_not_cost_the_others(
    rest: Rest, storage: S3Client
) -> None:
    uuid = rest.submit(
        r"""for i in 1 2 3; do echo x > r$i; done; echo x > "$(printf 'b\377')"; echo x > z""",
        resultBucket="odd-names",
    )
    done = rest.finished(uuid)
    assert set(content_of(storage, "odd-names")) == {"r1", "r2", "r3", "z"}
    assert done["state"] == "Failure"
    assert r"b\udcff" in done["errors"][0]["message"]
