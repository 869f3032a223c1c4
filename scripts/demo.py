"""Run examples/word_count.py on the emulator, with the project's own texts, and check its result.

The example runs as a user would start it: a process of its own that knows an address and a token.
"""

from __future__ import annotations

import collections
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from qarnot.emulator import Emulator

ROOT = Path(__file__).resolve().parent.parent
TEXTS = ("*.md", "qarnot/**/*.py", "examples/*.py", "scripts/*.py", "spec/*.yaml")
EXAMPLE_SECONDS = 120


def write_texts(folder: Path) -> None:
    """Copy the project's text files into a folder, as *.txt."""
    for pattern in TEXTS:
        for path in sorted(ROOT.glob(pattern)):
            target = folder / path.relative_to(ROOT).with_suffix(f"{path.suffix}.txt")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())


def count_locally(folder: Path) -> collections.Counter[str]:
    """Count the words of a folder without the cluster."""
    words: collections.Counter[str] = collections.Counter()
    for path in folder.rglob("*.txt"):
        words.update(re.findall(r"\w+", path.read_text(encoding="utf-8").lower()))
    return words


def run_example(cluster: Emulator, folder: Path) -> str:
    """Run the example as a user would, and give what it printed."""
    environment = {
        **os.environ,
        "QARNOT_CLUSTER_URL": cluster.cluster_url,
        "QARNOT_CLIENT_TOKEN": cluster.token,
    }
    command = [sys.executable, str(ROOT / "examples/word_count.py"), str(folder)]
    done = subprocess.run(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        timeout=EXAMPLE_SECONDS,
        check=False,
    )
    sys.stdout.write(done.stdout)
    if done.returncode:
        raise SystemExit(f"the example ended with status {done.returncode}")
    return done.stdout


def expected_report(folder: Path) -> str:
    """Give the report that the local count makes."""
    words = count_locally(folder)
    files = sum(1 for _ in folder.rglob("*.txt"))
    ten = sorted(words.items(), key=lambda item: (-item[1], item[0]))[:10]
    lines = [f"{count:>8}  {word}" for word, count in ten]
    return "\n".join([*lines, f"{words.total()} words, {len(words)} different, in {files} files\n"])


def main() -> int:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_texts(folder)
        with Emulator() as cluster:
            printed = run_example(cluster, folder)
            (task,) = cluster.tasks
        if not printed.endswith(expected_report(folder)):
            sys.stderr.write("the result differs from the local count\n")
            return 1
    states = " -> ".join(change.state for change in task.history)
    sys.stdout.write(f"states by the cluster's own record: {states}\n")
    sys.stdout.write("identical to the local count\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
