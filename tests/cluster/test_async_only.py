"""What only async code can do, or do wrong."""

from __future__ import annotations

import asyncio

import pytest

import qarnot
from qarnot.emulator import Emulator
from qarnot.exceptions import ConnectionClosed, ReadOnlyAttribute


def test_a_connection_in_a_second_event_loop_says_so(cluster: Emulator) -> None:
    connection = qarnot.AsyncConnection(client_token="any", cluster_url=cluster.cluster_url)

    async def use_and_close() -> None:
        await connection.profiles_names()
        await connection.wire._client.aclose()

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


def test_unknown_attributes_are_refused(cluster: Emulator) -> None:
    async def main() -> None:
        async with cluster.connect_async() as connection:
            task = connection.create_task("strict", "docker-batch")
            with pytest.raises(ReadOnlyAttribute, match="did you mean 'results'"):
                task.result = "typo"  # type: ignore[attr-defined]

    asyncio.run(main())
