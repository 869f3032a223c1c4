"""Send a folder to the cluster, and get a folder back.

    python examples/folders.py

Each of two instances turns one text into capitals. The folder that goes in is uploaded when the
task is submitted; the files that the instances write are downloaded when it has ended. The address
and the token come from the environment (QARNOT_CLUSTER_URL, QARNOT_CLIENT_TOKEN).
"""

import tempfile
from pathlib import Path

import qarnot

COMMAND = "tr a-z A-Z < text-$INSTANCE_ID.txt > capitals-$INSTANCE_ID.txt"


def main() -> None:
    with tempfile.TemporaryDirectory() as place, qarnot.Connection() as connection:
        texts, capitals = Path(place, "texts"), Path(place, "capitals")
        texts.mkdir()
        for number, text in enumerate(["one fish\n", "two fish\n"]):
            (texts / f"text-{number}.txt").write_text(text)

        task = connection.create_task(
            "capitals",
            instancecount_or_range=2,
            image="library/ubuntu:24.04",
            command=["sh", "-c", COMMAND],
            inputs=texts,
            outputs=capitals,
        )
        try:
            task.run(check=True)
        finally:
            task.delete(purge_resources=True, purge_results=True)

        for path in sorted(capitals.iterdir()):
            print(f"{path.name}: {path.read_text().strip()}")


if __name__ == "__main__":
    main()
