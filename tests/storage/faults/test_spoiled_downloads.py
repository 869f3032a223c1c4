"""A download gives the bytes that the storage holds, or an error and the old file."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from attrs import frozen
from fault_options import Scale

from qarnot._objects import ObjectStore, StorageSettings
from qarnot.exceptions import QarnotException, StorageError

from .bad_clients import plain_client, plain_download
from .catalogue import cut, flip, other_range, told_range
from .proxy import Fault, FaultProxy, Step

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

MIB = 1024 * 1024
OLD = b"what was there before"


@frozen
class Mix:
    """How many downloads of objects of one size are spoiled: in all, and in a slice."""

    size: int
    whole: int
    part: int


MIXES = (
    Mix(1, 2200, 10),
    Mix(1000, 3400, 15),
    Mix(65_537, 3400, 15),
    Mix(8 * MIB - 1, 320, 1),
    Mix(8 * MIB, 320, 1),
    Mix(8 * MIB + 1, 320, 1),
    Mix(100 * MIB, 40, 0),
)
assert sum(mix.whole for mix in MIXES) == 10_000


@pytest.fixture
def remembering(proxy: FaultProxy) -> Iterator[FaultProxy]:
    """The proxy, answering from memory what it was asked before."""
    proxy.remembers = True
    yield proxy
    proxy.remembers = False
    proxy.forget()


def faults_for(size: int, chance: random.Random) -> Fault:
    """Draw what happens to an answer that holds an object of this size, or a part of it."""
    if size == 1:
        return chance.choice((flip(chance.randrange(8)), cut(0)))
    place = chance.randrange(1, size)
    bit = place * 8 + chance.randrange(8)
    kinds = (flip(bit), flip(bit), flip(bit), cut(place), other_range(place), told_range(place))
    return chance.choice(kinds)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("mix", MIXES, ids=lambda mix: f"{mix.size}")
def test_a_spoiled_download_is_repaired_or_refused(
    mix: Mix,
    remembering: FaultProxy,
    store: ObjectStore,
    spoiled: ObjectStore,
    bucket: str,
    folder: Path,
    scale: Scale,
    figure: Callable[[str], None],
) -> None:
    count = scale.count(mix.whole, mix.part)
    if not count:
        pytest.skip("the slice has none of this size")
    chance = random.Random(f"{scale.seed} {mix.size}")
    content = chance.randbytes(mix.size)
    store.put_bytes(bucket, "k", content)
    target = folder / "k"
    outcomes: Counter[str] = Counter()
    for _ in range(count):
        target.write_bytes(OLD)
        # One spoiled answer can be made good by a second one; if all are, nothing can.
        is_lasting = mix.size < MIB and chance.random() < 0.5
        fault = faults_for(mix.size, chance)
        outcome = "repaired"
        with remembering.playing(Step("get", fault, times=None if is_lasting else 1)):
            try:
                spoiled.download(bucket, "k", target)
            except QarnotException:
                outcome = "refused"
        outcomes[outcome] += 1
        assert target.read_bytes() == (OLD if outcome == "refused" else content), fault.name
        assert outcome == "refused" or not is_lasting, fault.name
        assert [each.name for each in folder.iterdir()] == ["k"], fault.name
    assert outcomes.total() == count
    figure(
        f"spoiled downloads of {mix.size} bytes: {count} of {count} detected "
        f"({outcomes['repaired']} repaired, {outcomes['refused']} refused)"
    )


UNUSUAL = 100_003
"""Bytes of a part; no client cuts so by itself, so that nobody tries it."""


@pytest.fixture
def in_unusual_parts(store: ObjectStore, bucket: str) -> bytes:
    """The content of the object ``k``, of which nothing but its ETag tells the digest."""
    content = random.Random(UNUSUAL).randbytes(UNUSUAL * 2 + 5)
    upload = store.resource.Object(bucket, "k").initiate_multipart_upload()
    parts: list[CompletedPartTypeDef] = []
    for number, start in enumerate(range(0, len(content), UNUSUAL), start=1):
        answer = upload.Part(number).upload(Body=content[start : start + UNUSUAL])
        parts.append({"PartNumber": number, "ETag": answer["ETag"]})
    upload.complete(MultipartUpload={"Parts": parts})
    return content


@pytest.mark.storage_lacks("seaweed", "it takes no small parts")
def test_an_object_in_unusual_parts_is_taken_when_it_comes_twice(
    in_unusual_parts: bytes,
    proxy: FaultProxy,
    spoiled: ObjectStore,
    bucket: str,
    folder: Path,
    scale: Scale,
) -> None:
    target = folder / "k"
    spoiled.download(bucket, "k", target)
    assert target.read_bytes() == in_unusual_parts
    assert spoiled.read_bytes(bucket, "k") == in_unusual_parts
    chance = random.Random(1)
    for _ in range(scale.count(100, 3)):
        target.write_bytes(OLD)
        is_repaired = True
        with proxy.playing(Step("get", flip(chance.randrange(len(in_unusual_parts) * 8)))):
            try:
                spoiled.download(bucket, "k", target)
            except StorageError:
                is_repaired = False
        assert target.read_bytes() == (in_unusual_parts if is_repaired else OLD)


def test_plain_boto3_takes_every_flipped_bit(
    remembering: FaultProxy,
    store: ObjectStore,
    spoiled_settings: StorageSettings,
    bucket: str,
    folder: Path,
    scale: Scale,
    figure: Callable[[str], None],
) -> None:
    chance = random.Random(scale.seed)
    client = plain_client(spoiled_settings)
    content = chance.randbytes(1000)
    store.put_bytes(bucket, "k", content)
    target = folder / "k"
    for _ in range(count := scale.count(1000, 50)):
        with remembering.playing(Step("get", flip(chance.randrange(8000)))):
            plain_download(client, bucket, "k", target)
        assert target.read_bytes() != content
    figure(f"bad client, plain boto3: 0 of {count} flipped bits in downloads detected, as expected")
