"""Run a command on the cluster and check how it has ended, in async code.

    python examples/aio_check_outcome.py

Does what check_outcome.py does, with both tasks at the same time. The address and the token come
from the environment (QARNOT_CLUSTER_URL, QARNOT_CLIENT_TOKEN).
"""

import asyncio

import qarnot
from qarnot.exceptions import TaskFailed

IMAGE = "library/ubuntu:24.04"


async def main() -> None:
    async with qarnot.AsyncConnection() as connection:
        good = connection.create_task("good", image=IMAGE, command="echo all is well")
        bad = connection.create_task(
            "bad", image=IMAGE, command=["sh", "-c", "echo no such data >&2; exit 3"]
        )
        async with good, bad:
            await asyncio.gather(good.run(), bad.run())

            await good.raise_for_state()
            print(f"{good.name}: {good.outcome}, it said: {(await good.stdout(0)).strip()}")
            try:
                await bad.raise_for_state()
            except TaskFailed as error:
                print(f"{bad.name}: {bad.outcome}, {error.errors[0].message}")
                print(f"its standard error ends with: {error.stderr.strip()}")


if __name__ == "__main__":
    asyncio.run(main())
