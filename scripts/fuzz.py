"""Send generated requests to an emulator of its own, and hold each answer against the document.

Schemathesis makes the requests from spec/openapi.yaml: what the document allows, what it does not,
every boundary, and sequences in which one answer leads to the next request. It fails when an answer
has a status of 500 or more, is not what the document says, when a wrong request is accepted or a
wrong token is, or when fewer requests were made than were asked for.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "spec/openapi.yaml"
TOKEN = "fuzz"  # noqa: S105 - of a cluster that lives as long as this script
LEFT_OUT = {
    "positive_data_acceptance": "what the document allows may still name what is not there",
    "allow_header_conformance": (
        "of /tasks/search it expects POST alone, but it is also the path of a task called search"
    ),
}
END_SECONDS = 10


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--requests", type=int, default=10_000, help="at least; 10,000")
    parser.add_argument("--examples", type=int, default=40, help="of each operation; 40")
    parser.add_argument("--seed", type=int, help="the same one makes the same requests; chance")
    chosen = parser.parse_args(arguments)
    with _emulator() as url, tempfile.TemporaryDirectory() as scratch:
        command = [
            *(sys.executable, "-m", "schemathesis.cli", "run", str(DOCUMENT), "--url", url),
            *("--header", f"Authorization: {TOKEN}", "--no-color", "--warnings", "off"),
            *("--phases", "examples,coverage,fuzzing,stateful", "--continue-on-failure"),
            *("--checks", "all", "--exclude-checks", ",".join(LEFT_OUT)),
            *("--max-examples", str(chosen.examples)),
            *(("--seed", str(chosen.seed)) if chosen.seed is not None else ()),
        ]
        done = subprocess.run(command, cwd=scratch, capture_output=True, text=True, check=False)
    sys.stdout.write(done.stdout)
    sys.stderr.write(done.stderr)
    made = re.search(r"^\s*([0-9]+) generated", done.stdout, re.MULTILINE)
    count = int(made[1]) if made else 0
    if count < chosen.requests:
        sys.stderr.write(f"only {count} requests were made, {chosen.requests} were asked for\n")
        return 1
    return done.returncode


@contextlib.contextmanager
def _emulator() -> Iterator[str]:
    """Run an emulator that runs no task; gives its address."""
    command = [
        *(sys.executable, "-m", "qarnot.emulator", "--runner", "none"),
        *("--token", TOKEN, "--end-with-parent"),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())["cluster_url"]
        finally:
            process.terminate()
            process.wait(END_SECONDS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
