"""What only blocking code can do: attributes that ask the cluster, as existing scripts expect."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

import qarnot
from qarnot.emulator import Emulator
from qarnot.exceptions import UnknownAttributeWarning


def test_a_loop_that_only_reads_the_state_ends(cluster: Emulator) -> None:
    with cluster.connect() as connection:
        task = connection.create_task("polled", "docker-batch")
        task.constants["DOCKER_CMD"] = "true"
        task.update_cache_time = 0.05
        task.submit()
        deadline = time.monotonic() + 10
        while task.state != "Success":
            assert time.monotonic() < deadline


def test_reading_asks_at_most_once_in_the_cache_time(cluster: Emulator) -> None:
    with cluster.connect() as connection:
        task = connection.create_task("read often", "docker-batch")
        task.constants["DOCKER_CMD"] = "true"
        task.run()
        before = len(cluster.ledger)
        for _ in range(100):
            assert task.state == "Success"
            assert task.errors == []
            repr(task)
        assert len(cluster.ledger) - before <= 1
        task.auto_update = False
        task.update_cache_time = 0
        before = len(cluster.ledger)
        assert task.state == "Success"
        assert len(cluster.ledger) == before


def test_an_unknown_attribute_warns_with_a_suggestion_and_is_kept(cluster: Emulator) -> None:
    with cluster.connect() as connection:
        task = connection.create_task("typo", "docker-batch")
        with pytest.warns(UnknownAttributeWarning, match="did you mean 'results'") as caught:
            task.result = "typo"  # type: ignore[attr-defined]
        assert caught[0].filename == __file__
        assert task.result == "typo"  # type: ignore[attr-defined]


def test_one_connection_serves_many_threads(cluster: Emulator) -> None:
    with cluster.connect() as connection:

        def run(number: int) -> str:
            task = connection.create_task(f"thread {number}", "docker-batch")
            task.constants["DOCKER_CMD"] = f"echo {number}"
            task.run()
            return task.stdout(0)

        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(run, range(16))) == [f"{number}\n" for number in range(16)]


def test_one_task_submitted_from_many_threads_is_one_task(cluster: Emulator) -> None:
    with cluster.connect() as connection, ThreadPoolExecutor(8) as pool:
        for _ in range(10):
            task = connection.create_task("from many threads", "docker-batch")
            task.constants["DOCKER_CMD"] = "true"
            before = len(cluster.tasks)
            for done in [pool.submit(task.submit) for _ in range(8)]:
                done.result()
            assert len(cluster.tasks) == before + 1


def test_a_closed_connection_leaves_no_thread(cluster: Emulator) -> None:
    before = set(threading.enumerate())
    with qarnot.Connection(client_token="any", cluster_url=cluster.cluster_url) as connection:
        bucket = connection.create_bucket("threads")
        bucket.add_string("x", "y")
        bucket.delete()
    left = {
        thread.name
        for thread in set(threading.enumerate()) - before
        if "emulator" not in thread.name
    }
    assert left == set()


def test_state_changes_and_output_can_be_logged(
    cluster: Emulator, caplog: pytest.LogCaptureFixture
) -> None:
    with cluster.connect() as connection:
        task = connection.create_task("followed", "docker-batch")
        task.constants["DOCKER_CMD"] = "echo one; echo two; echo three >&2; printf unfinished"
        with caplog.at_level("INFO", logger="qarnot"):
            task.run(follow_state=True, follow_stdout=True, follow_stderr=True)
    said = [record.getMessage() for record in caplog.records if record.name == "qarnot"]
    assert "state of followed: Success" in said
    assert [line for line in said if line.startswith("0> ")][:3].count("0> one") == 1
    assert said.count("0> two") == said.count("0> three") == 1
    assert said.count("0> unfinished") == 1
