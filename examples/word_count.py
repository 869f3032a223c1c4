"""Count the words of a folder of text files on the cluster.

    python examples/word_count.py [FOLDER]

Uploads the *.txt files of the folder (by default, the one it is started in), runs a task of four
instances that share the files among them, waits, downloads the partial counts, merges them, and
prints the ten most frequent words and the totals. The address and the token come from the
environment (QARNOT_CLUSTER_URL, QARNOT_CLIENT_TOKEN).
"""

from __future__ import annotations

import collections
import contextlib
import json
import shutil
import sys
import tempfile
import uuid
from pathlib import Path

import qarnot

INSTANCES = 4

# Runs on each instance. The files lie in the working folder; an instance takes every fourth.
COUNT = r"""
import collections, json, os, pathlib, re
instance, instances = int(os.environ["INSTANCE_ID"]), int(os.environ["INSTANCE_COUNT"])
files = sorted(path for path in pathlib.Path(".").rglob("*.txt") if path.is_file())
words = collections.Counter()
mine = files[instance::instances]
for path in mine:
    words.update(re.findall(r"\w+", path.read_text(encoding="utf-8").lower()))
counts = {"files": len(mine), "words": words}
pathlib.Path(f"counts-{instance}.json").write_text(json.dumps(counts))
print(f"counted {words.total()} words in {len(mine)} files")
"""


def count_words(connection: qarnot.Connection, folder: Path) -> tuple[int, dict[str, int]]:
    """Count the words of a folder on the cluster, and leave nothing there.

    :return: the number of files, and how often each word occurs.
    """
    run = f"word-count-{uuid.uuid4().hex[:12]}"
    inputs = connection.create_bucket(f"{run}-in")
    results = connection.create_bucket(f"{run}-out")
    task = connection.create_task(run, "docker-batch", INSTANCES)
    task.constants["DOCKER_REPO"] = "library/python"
    task.constants["DOCKER_TAG"] = "3.11"
    task.constants["DOCKER_CMD"] = "python3 count.py"
    task.resources.append(inputs)
    task.results = results
    try:
        upload_texts(folder, inputs)
        inputs.add_string(COUNT, "count.py")
        follow(task)
        return merge(task)
    finally:
        for leftover in (task, inputs, results):
            # What went wrong before says more than a clean-up that fails after it.
            with contextlib.suppress(qarnot.QarnotException):
                leftover.delete()


def upload_texts(folder: Path, bucket: qarnot.Bucket) -> None:
    """Upload the text files of a folder, and nothing else that may lie in it."""
    with tempfile.TemporaryDirectory() as staging:
        shutil.copytree(folder, staging, ignore=all_but_texts, dirs_exist_ok=True)
        bucket.sync_directory(staging)


def all_but_texts(place: str, names: list[str]) -> list[str]:
    """Say which names in a folder are neither text files nor folders, or are hidden."""
    return [
        name
        for name in names
        if name.startswith(".") or not (name.endswith(".txt") or Path(place, name).is_dir())
    ]


def follow(task: qarnot.Task) -> None:
    """Submit a task and print each state that it goes through."""
    task.submit()
    state, ended = "", False
    while not ended:
        ended = task.wait(0.05)
        if task.state != state:
            state = task.state
            print(f"state: {state}", flush=True)
    if state != "Success":
        raise SystemExit(f"the task ended as {state}: {task.errors}")
    print(task.stdout(), end="")


def merge(task: qarnot.Task) -> tuple[int, dict[str, int]]:
    """Download the partial counts of a task and add them up."""
    files, words = 0, collections.Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        task.download_results(folder)
        for path in sorted(Path(folder).glob("counts-*.json")):
            counts = json.loads(path.read_text())
            files += counts["files"]
            words.update(counts["words"])
    return files, dict(words)


def report(files: int, words: dict[str, int]) -> str:
    """Give the ten most frequent words, and the totals, as text."""
    ten = sorted(words.items(), key=lambda item: (-item[1], item[0]))[:10]
    lines = [f"{count:>8}  {word}" for word, count in ten]
    lines.append(f"{sum(words.values())} words, {len(words)} different, in {files} files")
    return "\n".join(lines)


def main() -> None:
    """Count the words of the folder that the command line names."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    with qarnot.Connection() as connection:
        print(report(*count_words(connection, folder)))


if __name__ == "__main__":
    main()
