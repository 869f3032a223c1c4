"""The bench of listings: 10,000 tasks, and uuid, name, state and creation date of each."""

from __future__ import annotations

import sys
import tempfile
import urllib.request
from contextlib import ExitStack
from pathlib import Path

from bench.bodies import Templates, many_tasks, record_templates
from bench.environment import OfficialSdkMissing, official_python, official_version
from bench.rounds import Contender, Measurement, run_rounds, table
from bench.server import COUNT_PATH, bytes_of_items, serving, write_answers

__all__ = ["contenders", "measure", "run"]

CLIENTS = "bench.listing_clients"
PARSE = "json.loads"
OFFICIAL = "official SDK"
AMOUNTS = {"summary": "summaries (`summary=True`)", "full": "full tasks (`summary=False`)"}
ITEMS = 10_000


def run(rounds: int, items: int | None = None) -> str:
    """Measure, and give a report in Markdown.

    :param rounds: how often each client lists all tasks.
    :param items: how many tasks there are; 10,000 when ``None``.
    """
    count = ITEMS if items is None else items
    parts = [f"## Listing {count:,} tasks\n"]
    official: Path | None = None
    try:
        official = official_python()
    except OfficialSdkMissing as error:
        parts.append(f"The official SDK {official_version()} cannot be installed: {error}\n")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        prepare(folder, record_templates(), count)
        for amount, title in AMOUNTS.items():
            found = measure(folder, amount, rounds, official)
            size = bytes_of_items(folder, amount)
            parts.append(f"### As {title}: {size / 1e6:.1f} MB of JSON\n")
            parts.append(table(found, [PARSE, f"{OFFICIAL} {official_version()}"]) + "\n")
    return "\n".join(parts)


def prepare(folder: Path, templates: Templates, count: int) -> None:
    """Write what the server answers.

    :param folder: where to.
    :param templates: what the API shows of a few tasks.
    :param count: how many tasks there are.
    """
    summaries, tasks = (many_tasks(each, count) for each in (templates.summaries, templates.tasks))
    write_answers(folder, summaries, tasks, templates.platform)


def measure(
    folder: Path, amount: str, rounds: int, official: Path | None
) -> dict[str, list[Measurement]]:
    """Let all clients list the tasks, in turn.

    :param folder: what :func:`prepare` wrote.
    :param amount: ``"summary"`` or ``"full"``.
    :param rounds: how often.
    :param official: a Python that has the official SDK; ``None`` when there is none.
    """
    with ExitStack() as stack:
        url = stack.enter_context(serving(folder))
        running = [stack.enter_context(each) for each in contenders(url, amount, official)]
        return run_rounds(running, rounds, lambda: _answered(url))


def contenders(url: str, amount: str, official: Path | None) -> list[Contender]:
    """Give the clients, none of which runs yet."""
    ours = {
        PARSE: "parse",
        "httpx and json.loads": "httpx",
        "qarnot-client": "large pages",
        "qarnot-client, async": "async",
        "qarnot-client, usual pages": "usual pages",
    }
    found = [
        Contender(name, sys.executable, CLIENTS, [client, url, amount])
        for name, client in ours.items()
    ]
    if official is not None:
        name = f"{OFFICIAL} {official_version()}"
        found.append(Contender(name, str(official), CLIENTS, ["usual pages", url, amount]))
    return found


def _answered(url: str) -> int:
    with urllib.request.urlopen(url + COUNT_PATH) as answer:  # noqa: S310 - on loopback
        return int(answer.read())
