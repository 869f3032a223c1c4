"""Run one task for each value of a parameter, and take the results as they come, in async code.

    python examples/aio_parameter_sweep.py

Does what parameter_sweep.py does. The address and the token come from the environment
(QARNOT_CLUSTER_URL, QARNOT_CLIENT_TOKEN).
"""

import asyncio
import uuid

import qarnot
from qarnot import aio
from qarnot.filters import Field

SIDES = [2, 3, 5, 7]


async def main() -> None:
    sweep = f"sweep-{uuid.uuid4().hex[:8]}"
    async with qarnot.AsyncConnection() as connection:
        tasks = [
            connection.create_task(
                f"square of {side}",
                image="library/ubuntu:24.04",
                command=["sh", "-c", "echo $((SIDE * SIDE))"],
                env={"SIDE": side},
                tags=[sweep],
            )
            for side in SIDES
        ]
        try:
            await connection.submit_tasks(tasks)
            areas = {}
            async for task in aio.as_completed(tasks, timeout=3600):
                await task.raise_for_state()
                areas[int(task.constants["SIDE"])] = int(await task.stdout(0))
                print(f"{len(areas)} of {len(tasks)} are here")
        finally:
            await connection.delete_tasks(Field.tags == sweep)
        for side, area in sorted(areas.items()):
            print(f"{side} x {side} = {area}")


if __name__ == "__main__":
    asyncio.run(main())
