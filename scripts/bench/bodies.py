"""Tasks to list, as the emulator shows them."""

from __future__ import annotations

import copy
import datetime
import json
import random
import urllib.request
import uuid
from collections.abc import Iterator
from typing import Any

from attrs import frozen

from qarnot.emulator import Emulator

__all__ = ["Templates", "many_tasks", "record_templates"]

SEED = 20250101
FIRST_DATE = datetime.datetime(2025, 1, 1, 8, 30, tzinfo=datetime.UTC)
# What the official SDK cannot read when it is null; its 2.23.0 fails on the whole page then.
FILLED: dict[str, Any] = {
    "secretsAccessRights": {"bySecret": [], "byPrefix": []},
    "privileges": {"exportApiAndStorageCredentialsInEnvironment": False},
    "retrySettings": {"maxTotalRetries": None, "maxPerInstanceRetries": None},
    "hardwareConstraints": [],
    "schedulingType": "Flex",
}


@frozen
class Templates:
    """What the API shows of a few tasks, and of the account and the platform.

    :ivar summaries: tasks in short, each with ``uuid``, ``name``, ``shortname``.
    :ivar tasks: the same tasks in full.
    :ivar platform: the answers to ``GET /settings`` and ``GET /info``, by path.
    """

    summaries: list[dict[str, Any]]
    tasks: list[dict[str, Any]]
    platform: dict[str, Any]


def record_templates() -> Templates:
    """Run a few tasks on the emulator, and record what it shows of them."""
    with Emulator(slots=2) as cluster, cluster.connect() as connection:
        for number, command in enumerate(("true", "echo done; sleep 0.1", "exit 3")):
            task = connection.create_task(
                f"frame {number}",
                "docker-batch",
                number + 1,
                constants={"DOCKER_CMD": command, "DOCKER_REPO": "library/python"},
                tags=["nightly", f"frame-{number}"],
                labels={"team": "bench"},
            )
            task.submit()
            task.wait(60)
        ask = _Asker(cluster.cluster_url)
        tasks = [{**each, **_filled(each)} for each in ask.page("/tasks/paginate")]
        summaries = ask.page("/tasks/summaries/paginate")
        return Templates(summaries, tasks, {path: ask.get(path) for path in ("/settings", "/info")})


@frozen
class _Asker:
    url: str

    def get(self, path: str) -> Any:
        return self._answer(urllib.request.Request(self.url + path))  # noqa: S310 - on loopback

    def page(self, path: str) -> list[dict[str, Any]]:
        request = urllib.request.Request(  # noqa: S310 - on loopback
            self.url + path, data=b"{}", headers={"Content-Type": "application/json"}
        )
        found: list[dict[str, Any]] = self._answer(request)["data"]
        return found

    def _answer(self, request: urllib.request.Request) -> Any:
        request.add_header("Authorization", "bench")
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - on loopback
            return json.load(answer)


def _filled(task: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in FILLED.items() if task.get(key) is None}


def many_tasks(templates: list[dict[str, Any]], count: int) -> Iterator[dict[str, Any]]:
    """Give many tasks that differ in their names and dates; the same ones each time.

    :param templates: what the API shows of a few.
    :param count: how many.
    """
    random_bits = random.Random(SEED)  # noqa: S311 - to be repeatable
    for number in range(count):
        task = copy.deepcopy(templates[number % len(templates)])
        date = FIRST_DATE + datetime.timedelta(seconds=17.000123 * number)
        task |= {
            "uuid": str(uuid.UUID(int=random_bits.getrandbits(128), version=4)),
            "name": f"{task['name']} of {number}",
            "shortname": f"frame-{number}",
            "creationDate": date.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        }
        yield task
