"""What only async code can do, or do wrong."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

import qarnot
from qarnot.emulator import Emulator
from qarnot.exceptions import ConnectionClosed, UnknownAttribute


def test_a_connection_in_a_second_event_loop_says_so(cluster: Emulator) -> None:
    connection = qarnot.AsyncConnection(client_token="any", cluster_url=cluster.cluster_url)

    async def use_and_close() -> None:
        await connection.profiles_names()
        await connection.wire._messages.aclose()

    asyncio.run(use_and_close())
    with pytest.raises(ConnectionClosed, match="event loop"):
        asyncio.run(connection.profiles_names())


def test_many_tasks_run_side_by_side(cluster: Emulator) -> None:
    async def run(connection: qarnot.AsyncConnection, number: int) -> str:
        task = connection.create_task(f"side by side {number}", "docker-batch")
        task.constants["DOCKER_CMD"] = f"echo {number}"
        await task.run()
        return await task.stdout(0)

    async def main() -> list[str]:
        async with cluster.connect_async() as connection:
            return await asyncio.gather(*(run(connection, number) for number in range(12)))

    assert asyncio.run(main()) == [f"{number}\n" for number in range(12)]


def test_a_cancelled_wait_ends_at_once_and_leaves_the_task_running(cluster: Emulator) -> None:
    async def main() -> str:
        async with cluster.connect_async() as connection:
            task = connection.create_task("cancelled wait", "docker-batch")
            task.constants["DOCKER_CMD"] = "sleep 30"
            await task.submit()
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.5):
                    await task.wait()
            await task.update(True)
            state = task.state
            await task.delete()
            return state

    assert asyncio.run(main()) == "FullyExecuting"


def test_cancelled_calls_leave_no_connection_in_use(cluster: Emulator) -> None:
    """Cancel at every moment of a call; afterwards the connection must work as before."""

    async def main() -> None:
        async with cluster.connect_async() as connection:
            await connection.profiles_names()
            for step in range(400):
                call = asyncio.ensure_future(connection.profiles_names())
                for _ in range(step % 40):
                    await asyncio.sleep(0)
                call.cancel()
                await asyncio.wait([call])
            pool = connection.wire._transport._pool  # type: ignore[attr-defined]
            assert [one for one in pool.connections if not one.is_idle()] == []
            assert "docker-batch" in await connection.profiles_names()

    asyncio.run(main())


def test_a_cancelled_sync_stops_and_deletes_nothing(cluster: Emulator, tmp_path: Path) -> None:
    for number in range(60):
        (tmp_path / f"{number:03}").write_bytes(b"x" * 200_000)

    async def main() -> None:
        async with cluster.connect_async() as connection:
            bucket = await connection.create_bucket("cancelled-sync")
            await bucket.add_string("old", "old")
            begun = threading.Event()
            sync = asyncio.ensure_future(
                bucket.sync_directory(tmp_path, progress=lambda *_: begun.set())
            )
            await asyncio.to_thread(begun.wait, 20)
            sync.cancel()
            with pytest.raises(asyncio.CancelledError):
                await sync
            names = {thread.name for thread in threading.enumerate()}
            assert not any(name.startswith("qarnot-storage") for name in names)
            after = {item.key for item in await bucket.list_files()}
            assert "old" in after
            assert len(after) < 61
            await bucket.delete()

    asyncio.run(main())


def test_one_task_submitted_at_once_from_two_places_is_one_task(cluster: Emulator) -> None:
    async def main() -> None:
        async with cluster.connect_async() as connection:
            task = connection.create_task("twice at once", "docker-batch")
            task.constants["DOCKER_CMD"] = "true"
            before = len(cluster.tasks)
            await asyncio.gather(*(task.submit() for _ in range(5)))
            assert len(cluster.tasks) == before + 1

    asyncio.run(main())


def test_unknown_attributes_are_refused(cluster: Emulator) -> None:
    async def main() -> None:
        async with cluster.connect_async() as connection:
            task = connection.create_task("strict", "docker-batch")
            with pytest.raises(UnknownAttribute, match="did you mean 'results'"):
                task.result = "typo"  # type: ignore[attr-defined]

    asyncio.run(main())
