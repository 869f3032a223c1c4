"""Synchronising random trees through faults loses nothing, and a clean run makes them alike."""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import pytest
from botocore.exceptions import BotoCoreError, ClientError
from fault_options import Scale
from hypothesis import HealthCheck, given, note, seed, settings
from hypothesis.strategies import integers, randoms

from qarnot._objects import (
    ObjectStore,
    StorageSettings,
    plan_download_all,
    plan_sync_directory,
    run_plan,
)
from qarnot.exceptions import InvalidValue, QarnotException

from .bad_clients import plain_client, plain_sync_up
from .proxy import FaultProxy
from .random_trees import (
    KINDS,
    Pair,
    RandomFaults,
    draw_pair,
    etags_in,
    md5_of,
    read_tree,
    store_tree,
    write_tree,
)

SHARDS = 8
WHOLE, PART = 250, 2
PAIRS_IN_A_BUCKET = 25

OUTSIDE = {"beside": b"not of the folder", "folder2/a": b"of another one"}
NOTHING = re.compile("(?!)")
LINK, LINKED = "link", b"-> ../beside"


class Stage:
    """One example: a folder, a prefix, and what is around both."""

    def __init__(
        self, store: ObjectStore, bucket: str, around: Path, name: str, pair: Pair
    ) -> None:
        self.store = store
        self.bucket = bucket
        self.prefix = f"{name}/"
        self.around = around
        self.folder = around / "folder"
        self.pair = pair
        write_tree(around, OUTSIDE)
        write_tree(self.folder, pair.local)
        (self.folder / LINK).symlink_to("../beside")
        store_tree(store, bucket, self.prefix, pair.remote)
        store_tree(store, bucket, name, {"x": b"a sibling"})
        self._objects_before = etags_in(store, bucket)
        self._tree_before = read_tree(around)

    def up(self, store: ObjectStore, *, delete: bool = True) -> None:
        plan = plan_sync_directory(
            store, self.bucket, self.folder, self.prefix, delete=delete, allow_empty=True
        )
        run_plan(store, self.bucket, plan)

    def down(self, store: ObjectStore) -> None:
        plan = plan_download_all(store, self.bucket, self.folder, self.prefix)
        run_plan(store, self.bucket, plan)

    def objects(self) -> tuple[dict[str, str], dict[str, str]]:
        """Give the objects below the prefix, by name, and all others."""
        found = etags_in(self.store, self.bucket)
        below = {
            key.removeprefix(self.prefix): etag
            for key, etag in found.items()
            if key.startswith(self.prefix)
        }
        others = {key: found[key] for key in found if not key.startswith(self.prefix)}
        return below, others

    def check_local_untouched(self) -> None:
        assert read_tree(self.around) == self._tree_before

    def check_objects_untouched(self) -> None:
        assert etags_in(self.store, self.bucket) == self._objects_before

    def check_up(self, *, delete: bool, is_success: bool) -> None:
        """Nothing outside the prefix is another; what is gone had no file, and all files are up."""
        self.check_local_untouched()
        below, others = self.objects()
        assert others == {
            key: etag
            for key, etag in self._objects_before.items()
            if not key.startswith(self.prefix)
        }
        wanted = {name: md5_of(content) for name, content in self.pair.local.items()}
        old = {name: md5_of(content) for name, content in self.pair.remote.items()}
        for name, etag in below.items():
            assert etag in (wanted.get(name), old.get(name)), name
        gone = old.keys() - below.keys()
        assert not gone & wanted.keys()
        if gone:
            assert delete
            assert wanted.items() <= below.items(), "deleted before all was in place"
        if is_success:
            assert below == (wanted if delete else old | wanted)

    def check_down(self, *, is_success: bool, left_over: re.Pattern[str] = NOTHING) -> None:
        """Nothing outside the folder is another, and each file is the old or the new one.

        :param left_over: names of temporary files that may be there as well.
        """
        self.check_objects_untouched()
        found = read_tree(self.around)
        below = read_tree(self.folder)
        assert {name: found[name] for name in found if not name.startswith("folder/")} == OUTSIDE
        below = {
            name: content
            for name, content in below.items()
            if not left_over.fullmatch(name.rpartition("/")[2])
        }
        assert below.pop(LINK) == LINKED
        for name, content in below.items():
            assert content in (self.pair.local.get(name), self.pair.remote.get(name)), name
        assert self.pair.local.keys() <= below.keys()
        if is_success:
            assert below == self.pair.local | self.pair.remote


@pytest.fixture
def buckets(store: ObjectStore) -> Iterator[Callable[[int], str]]:
    """Names a bucket for each example; moto is slow with many objects in one."""
    names: dict[int, str] = {}

    def name(number: int) -> str:
        which = number // PAIRS_IN_A_BUCKET
        if which not in names:
            names[which] = f"trees-{uuid4().hex}"
            store.create_bucket(names[which])
        return names[which]

    yield name
    for each in names.values():
        store.delete_bucket(each)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("shard", range(SHARDS))
def test_random_trees(
    shard: int,
    proxy: FaultProxy,
    store: ObjectStore,
    spoiled: ObjectStore,
    buckets: Callable[[int], str],
    tmp_path: Path,
    scale: Scale,
    figure: Callable[[str], None],
) -> None:
    outcomes: Counter[str] = Counter()
    met: Counter[str] = Counter()
    numbers = itertools.count()
    count = scale.count(WHOLE, PART)

    @seed(f"{scale.seed}-{shard}")
    @settings(
        max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(randoms(use_true_random=False), integers(0, 2**64 - 1))
    def synchronise(chance: random.Random, faults_seed: int) -> None:
        number = next(numbers)
        name = f"{scale.seed}-{shard}-{number}"
        way = chance.choice(("up", "up", "down"))
        delete = chance.random() < 0.8
        pair = draw_pair(chance)
        faults = RandomFaults(random.Random(faults_seed))
        note(f"{way}, delete={delete}, {pair}")
        stage = Stage(store, buckets(number), tmp_path / name, name, pair)
        is_success = True
        with proxy.playing(spoil=faults):
            try:
                stage.up(spoiled, delete=delete) if way == "up" else stage.down(spoiled)
            except InvalidValue:
                # Trees that cannot be alike: a file where the other one has a folder, names that
                # differ by case only.
                assert way == "down"
                outcomes["refused"] += 1
                stage.check_local_untouched()
                stage.check_objects_untouched()
                return
            except QarnotException:
                is_success = False
        note(f"faults met: {faults.met}")
        is_success = is_success and not faults.has_lied
        if way == "up":
            stage.check_up(delete=delete, is_success=is_success)
            stage.up(spoiled)
            stage.check_up(delete=True, is_success=True)
        else:
            stage.check_down(is_success=is_success)
            stage.down(spoiled)
            stage.check_down(is_success=True)
        outcomes[f"{way}, {'whole' if is_success else 'failed'}"] += 1
        met.update(operation for operation, _ in faults.met)

    synchronise()
    if scale.is_whole:
        assert outcomes.total() >= count
        assert len(met) >= len(KINDS) - 2
    told = ", ".join(f"{outcomes[each]} {each}" for each in sorted(outcomes))
    figure(
        f"random trees, shard {shard}: {outcomes.total()} pairs, {met.total()} faults met, "
        f"no byte lost ({told})"
    )


CONTROLS = 40
LOSES = 6


@pytest.mark.timeout(300)
def test_a_client_that_deletes_first_is_seen_to_lose_objects(
    proxy: FaultProxy,
    store: ObjectStore,
    spoiled_settings: StorageSettings,
    bucket: str,
    tmp_path: Path,
    figure: Callable[[str], None],
) -> None:
    losses = 0
    for number in range(CONTROLS):
        chance = random.Random(f"control {number}")
        client = plain_client(spoiled_settings)
        stage = Stage(store, bucket, tmp_path / f"{number}", f"control{number}", draw_pair(chance))
        with proxy.playing(spoil=RandomFaults(chance)):
            with suppress(BotoCoreError, ClientError):
                plain_sync_up(client, bucket, stage.prefix, stage.pair.local)
        try:
            stage.check_up(delete=True, is_success=False)
        except AssertionError:
            losses += 1
    assert losses == LOSES
    figure(f"bad client, deletes first: {losses} of {CONTROLS} random trees lost something")
