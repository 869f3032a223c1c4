"""Leave nothing running behind, however the script is left, in async code.

    python examples/aio_stop_cleanly.py [SECONDS]

Does what stop_cleanly.py does. The address and the token come from the environment
(QARNOT_CLUSTER_URL, QARNOT_CLIENT_TOKEN).
"""

import asyncio
import contextlib
import sys

import qarnot

COMMAND = "for n in $(seq $SECONDS_TO_COUNT); do echo $n; sleep 1; done"


async def count(seconds: int) -> None:
    """Count on the cluster; stop when this is cancelled, as Ctrl-C does it."""
    async with qarnot.AsyncConnection() as connection:
        task = connection.create_task(
            "count",
            image="library/ubuntu:24.04",
            command=["sh", "-c", COMMAND],
            env={"SECONDS_TO_COUNT": seconds},
        )
        async with task:
            try:
                async with task.abort_on_exit():
                    await task.submit()
                    async for line in task.lines():
                        print(line.text, flush=True)
            except asyncio.CancelledError:
                await task.wait(60)
                print("stopped by Ctrl-C")
                raise
            finally:
                print(f"the task: {task.outcome}")


def main() -> None:
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(count(seconds))


if __name__ == "__main__":
    main()
