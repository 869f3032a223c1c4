"""A process that is killed leaves the old file or the new one under a name, and no other."""

from __future__ import annotations

import json
import os
import random
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from fault_options import Scale

from qarnot._objects import ObjectStore, StorageSettings

from .catalogue import at_exchange, doing, doing_amid
from .proxy import PATIENCE, FaultProxy, Spoiler, Step
from .random_trees import Pair, draw_pair
from .test_random_trees import Stage

MIB = 1024 * 1024
OLD = b"what was there before" * 1000
TEMPORARY = re.compile(r"\..*\.[0-9a-f]{16}\.qarnot-part", re.DOTALL)


class Zygote:
    """Starts processes that do one job each, and kills them."""

    def __init__(self) -> None:
        environment = {name: text for name, text in os.environ.items() if "QARNOT" not in name}
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("zygote.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            text=True,
            bufsize=1,
        )
        self.child = 0

    def begin(self, **job: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        self.child = self._read()

    def has_ended(self, within: float) -> bool:
        assert self._process.stdout is not None
        return bool(select.select([self._process.stdout], [], [], within)[0])

    def kill(self) -> None:
        os.kill(self.child, signal.SIGKILL)

    def end(self) -> int:
        """Give the wait status of the process that was begun."""
        assert self.has_ended(PATIENCE), "it does not end"
        status = self._read()
        self.child = 0
        return status

    def _read(self) -> int:
        assert self._process.stdout is not None
        return int(self._process.stdout.readline())

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        if self.child:
            self.kill()
        self._process.stdin.close()
        self._process.wait(PATIENCE)
        self._process.stdout.close()


@pytest.fixture
def zygote() -> Iterator[Zygote]:
    zygote = Zygote()
    yield zygote
    zygote.close()


class Killer:
    """Runs jobs and kills them: at an exchange, or after a while.

    :ivar killed: how many jobs were killed.
    :ivar too_late: how many had ended before.
    """

    def __init__(
        self, zygote: Zygote, proxy: FaultProxy, settings: StorageSettings, chance: random.Random
    ) -> None:
        self._zygote = zygote
        self._proxy = proxy
        self._settings = attrs.asdict(settings)
        self._chance = chance
        self._seconds = 0.0
        self.killed = self.too_late = 0

    def run(self, exchanges: int, **job: Any) -> None:
        """Do a job and kill it on the way, at one of so many exchanges or at any time."""
        mark = self._proxy.mark()
        at_exchange = self._chance.random() < 0.5
        spoil = self._kill_at(self._chance.randrange(exchanges)) if at_exchange else None
        begin = time.monotonic()
        with self._proxy.playing(spoil=spoil):
            self._zygote.begin(settings=self._settings, **job)
            is_timed = self._seconds > 0 and not at_exchange
            if is_timed and not self._zygote.has_ended(self._chance.uniform(0, self._seconds)):
                self._zygote.kill()
            status = self._zygote.end()
            self._proxy.wait_until_gone(mark)
        assert status in (0, signal.SIGKILL), status
        if status:
            self.killed += 1
        else:
            self._seconds = time.monotonic() - begin
            self.too_late += 1

    def until(self, count: int) -> Iterator[int]:
        """Number the jobs until so many have been killed."""
        number = 0
        while self.killed < count:
            assert self.too_late < 10 * count, "the jobs end before they are killed"
            yield number
            number += 1

    def _kill_at(self, number: int) -> Spoiler:
        kill = self._zygote.kill
        is_executed = self._chance.random() < 0.5
        ways = (doing(kill, is_executed=is_executed), doing_amid(kill))
        return at_exchange(number, self._chance.choice(ways))


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("size", "exchanges"), [(65_537, 2), (4 * MIB, 2), (20 * MIB, 4)])
def test_a_killed_download_leaves_the_old_file_or_the_new_one(
    size: int,
    exchanges: int,
    zygote: Zygote,
    proxy: FaultProxy,
    store: ObjectStore,
    spoiled_settings: StorageSettings,
    bucket: str,
    folder: Path,
    scale: Scale,
    figure: Callable[[str], None],
) -> None:
    chance = random.Random(f"{scale.seed} {size}")
    content = chance.randbytes(size)
    store.put_bytes(bucket, "k", content)
    target = folder / "k"
    killer = Killer(zygote, proxy, spoiled_settings, chance)
    parts = new = 0
    for _ in killer.until(count := scale.count(67, 2)):
        target.write_bytes(OLD)
        killer.run(exchanges, kind="download", bucket=bucket, key="k", place=str(target))
        found = target.read_bytes()
        assert found in (OLD, content)
        new += found == content
        left = [each.name for each in folder.iterdir() if each != target]
        assert all(TEMPORARY.fullmatch(name) for name in left), left
        parts += len(left)
        if left and chance.random() < 0.5:
            store.download(bucket, "k", target)
            assert [each.name for each in folder.iterdir()] == ["k"]
    store.download(bucket, "k", target)
    assert target.read_bytes() == content
    assert [each.name for each in folder.iterdir()] == ["k"]
    figure(
        f"kills of a download of {size} bytes: {count} amid it, {killer.too_late} after its end; "
        f"{new} new files, {count + killer.too_late - new} old ones, no partial one; {parts} "
        "temporary files named as such, all cleaned by the next run"
    )


def test_a_download_into_the_final_file_is_seen_to_leave_a_part(
    zygote: Zygote,
    proxy: FaultProxy,
    store: ObjectStore,
    spoiled_settings: StorageSettings,
    bucket: str,
    folder: Path,
    figure: Callable[[str], None],
) -> None:
    content = bytes(MIB)
    store.put_bytes(bucket, "k", content)
    target = folder / "k"

    def kill_when_it_writes() -> None:
        deadline = time.monotonic() + PATIENCE
        while target.stat().st_size == len(OLD):
            assert time.monotonic() < deadline, "nothing is written"
            time.sleep(0.001)
        zygote.kill()

    parts = 0
    for _ in range(count := 5):
        target.write_bytes(OLD)
        with proxy.playing(Step("get", doing_amid(kill_when_it_writes))):
            zygote.begin(
                settings=attrs.asdict(spoiled_settings),
                kind="plain",
                bucket=bucket,
                key="k",
                place=str(target),
            )
            assert zygote.end() == signal.SIGKILL
        parts += target.read_bytes() not in (OLD, content)
    assert parts == count
    figure(f"bad client, writes the final file: {parts} of {count} kills left a part of it")


def are_one_file_somewhere(pair: Pair) -> bool:
    """Tell whether names differ by case only, which is refused."""
    names = pair.remote.keys() | pair.local.keys()
    return len({name.casefold() for name in names}) < len(names)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("way", ["up", "down"])
def test_a_killed_synchronisation_loses_nothing(
    way: str,
    zygote: Zygote,
    proxy: FaultProxy,
    store: ObjectStore,
    spoiled_settings: StorageSettings,
    bucket: str,
    tmp_path: Path,
    scale: Scale,
    figure: Callable[[str], None],
) -> None:
    chance = random.Random(f"{scale.seed} {way}")
    killer = Killer(zygote, proxy, spoiled_settings, chance)
    for number in killer.until(count := scale.count(100, 2)):
        pair = draw_pair(chance)
        while way == "down" and are_one_file_somewhere(pair):
            pair = draw_pair(chance)
        stage = Stage(store, bucket, tmp_path / f"{number}", f"tree{number}", pair)
        job = {"bucket": bucket, "key": stage.prefix, "place": str(stage.folder)}
        try:
            killer.run(6 if way == "up" else 3, kind=way, **job)
            if way == "up":
                stage.check_up(delete=True, is_success=False)
                stage.up(store)
                stage.check_up(delete=True, is_success=True)
            else:
                stage.check_down(is_success=False, left_over=TEMPORARY)
                stage.down(store)
                stage.check_down(is_success=True)
        except BaseException as error:
            error.add_note(f"example {number}: {way}, {pair}")
            raise
    figure(
        f"kills of a synchronisation, {way}: {count} amid it, {killer.too_late} after its end; "
        "nothing lost, and a clean run made both alike"
    )
