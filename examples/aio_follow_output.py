"""Follow what several instances print, while they run, in async code.

    python examples/aio_follow_output.py

Does what follow_output.py does. The address and the token come from the environment
(QARNOT_CLUSTER_URL, QARNOT_CLIENT_TOKEN).
"""

import asyncio

import qarnot
from qarnot.task import StateChange

COMMAND = "for step in 1 2 3; do echo step $step; sleep 0.2; done; echo finished >&2"


async def main() -> None:
    async with qarnot.AsyncConnection() as connection:
        task = connection.create_task(
            "three instances",
            instancecount_or_range=3,
            image="library/ubuntu:24.04",
            command=["sh", "-c", COMMAND],
        )
        async with task:
            await task.submit()
            async for event in task.follow():
                if isinstance(event, StateChange):
                    print(f"state: {event.state}", flush=True)
                else:
                    print(f"instance {event.instance}, {event.stream}: {event.text}", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
