"""Send a folder to the cluster, and get a folder back, in async code.

    python examples/aio_folders.py

Does what folders.py does. The address and the token come from the environment
(QARNOT_CLUSTER_URL, QARNOT_CLIENT_TOKEN).
"""

import asyncio
import tempfile
from pathlib import Path

import qarnot

COMMAND = "tr a-z A-Z < text-$INSTANCE_ID.txt > capitals-$INSTANCE_ID.txt"


async def change_to_capitals(texts: Path, capitals: Path, instances: int) -> None:
    """Let each instance change one of the texts of a folder."""
    async with qarnot.AsyncConnection() as connection:
        task = connection.create_task(
            "capitals",
            instancecount_or_range=instances,
            image="library/ubuntu:24.04",
            command=["sh", "-c", COMMAND],
            inputs=texts,
            outputs=capitals,
        )
        try:
            await task.run(check=True)
        finally:
            await task.delete(purge_resources=True, purge_results=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        texts, capitals = Path(place, "texts"), Path(place, "capitals")
        texts.mkdir()
        for number, text in enumerate(["one fish\n", "two fish\n"]):
            (texts / f"text-{number}.txt").write_text(text)

        asyncio.run(change_to_capitals(texts, capitals, instances=2))

        for path in sorted(capitals.iterdir()):
            print(f"{path.name}: {path.read_text().strip()}")


if __name__ == "__main__":
    main()
