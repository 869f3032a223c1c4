"""An upload is stored as it was sent, or it is an error."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

import pytest
from botocore.exceptions import ClientError
from fault_options import Scale
from storage_options import StorageServer

from qarnot._objects import ObjectStore, StorageSettings
from qarnot.exceptions import QarnotException, StorageError

from .bad_clients import plain_client
from .catalogue import EMPTY200, HTML200, WRONG_ETAG, XHTML200, flip_sent, header
from .proxy import Fault, FaultProxy, Step

OLD = b"what was there before"
SIZES = (1, 2, 1000, 16_000)

WHOLE, PART = 900, 20
WHOLE_IN_PARTS, PART_IN_PARTS = 100, 4
PART_SIZE = 16_384


@pytest.mark.timeout(300)
@pytest.mark.storage_lacks("seaweed", "it does not check the digest of what it is sent")
def test_an_upload_of_which_a_bit_flips_is_repaired_or_refused(
    proxy: FaultProxy,
    store: ObjectStore,
    storage_server: StorageServer,
    spoiled: ObjectStore,
    bucket: str,
    small_parts: Callable[[int], None],
    scale: Scale,
    figure: Callable[[str], None],
) -> None:
    small_parts(PART_SIZE)
    store.put_bytes(bucket, "k", held := OLD)
    chance = random.Random(scale.seed)
    outcomes: Counter[str] = Counter()
    count = scale.count(WHOLE, PART)
    many = scale.count(WHOLE_IN_PARTS, PART_IN_PARTS)
    for number in range(count + many):
        is_in_parts = number >= count
        size = chance.randint(2, 4) * PART_SIZE + 1 if is_in_parts else chance.choice(SIZES)
        content = chance.randbytes(size)
        operation = "upload_part" if is_in_parts else "put"
        is_lasting = chance.random() < 0.5
        fault = flip_sent(chance.randrange(size * 8))
        try:
            with proxy.playing(Step(operation, fault, times=None if is_lasting else 1)) as ledger:
                spoiled.put_bytes(bucket, "k", content)
        except QarnotException:
            outcomes["refused"] += 1
        else:
            assert not is_lasting, fault.name
            held = content
            outcomes["repaired"] += 1
        if storage_server.is_real or held is content:
            # moto has taken the wrong bytes, which a real storage does not.
            assert store.read_bytes(bucket, "k") == held, fault.name
        statuses = [each.status for each in ledger if each.fault == fault.name]
        outcomes["by the storage"] += all(status == 400 for status in statuses)
    total = count + many
    assert outcomes["refused"] + outcomes["repaired"] == total
    assert store.open_uploads(bucket) == []
    figure(
        f"spoiled uploads: {total} of {total} detected ({outcomes['by the storage']} by the "
        f"storage; {outcomes['repaired']} repaired, {outcomes['refused']} refused)"
    )


def test_plain_boto3_leaves_a_flipped_bit_to_the_storage(
    proxy: FaultProxy,
    store: ObjectStore,
    spoiled_settings: StorageSettings,
    bucket: str,
    figure: Callable[[str], None],
) -> None:
    client = plain_client(spoiled_settings)
    taken = wrong = 0
    for bit in range(20):
        with proxy.playing(Step("put", flip_sent(bit), times=None)):
            with suppress(ClientError):
                client.put_object(Bucket=bucket, Key=f"k{bit}", Body=b"abc")
                taken += 1
        if store.has_object(bucket, f"k{bit}"):
            wrong += store.read_bytes(bucket, f"k{bit}") != b"abc"
    assert taken == wrong
    assert wrong in (0, 20)  # a storage checks the digests that were signed, or it does not
    figure(f"bad client, plain boto3: {wrong} of 20 flipped uploads stored with wrong bytes")


ANSWERS = (HTML200, XHTML200, EMPTY200, WRONG_ETAG)


@pytest.mark.parametrize("fault", ANSWERS, ids=lambda fault: fault.name)
def test_an_answer_that_is_not_that_of_a_storage_is_no_success(
    fault: Fault, proxy: FaultProxy, store: ObjectStore, spoiled: ObjectStore, bucket: str
) -> None:
    store.put_bytes(bucket, "k", OLD)
    with proxy.playing(Step("put", fault, times=None)):
        with pytest.raises(StorageError, match="'k'"):
            spoiled.put_bytes(bucket, "k", b"new")
    assert store.read_bytes(bucket, "k") == (b"new" if fault is WRONG_ETAG else OLD)


@pytest.mark.parametrize("fault", ANSWERS[:3], ids=lambda fault: fault.name)
@pytest.mark.parametrize("operation", ["create_upload", "upload_part", "complete"])
def test_an_answer_about_an_upload_in_parts_that_is_not_that_of_a_storage_is_no_success(
    operation: str,
    fault: Fault,
    proxy: FaultProxy,
    store: ObjectStore,
    spoiled: ObjectStore,
    bucket: str,
    small_parts: Callable[[int], None],
) -> None:
    small_parts(PART_SIZE)
    store.put_bytes(bucket, "k", OLD)
    with proxy.playing(Step(operation, fault, times=None)):
        with pytest.raises(StorageError, match="'k'"):
            spoiled.put_bytes(bucket, "k", bytes(PART_SIZE + 1))
    assert store.read_bytes(bucket, "k") == OLD
    assert store.open_uploads(bucket) == []


def test_plain_boto3_takes_a_page_for_a_stored_object(
    proxy: FaultProxy,
    store: ObjectStore,
    spoiled_settings: StorageSettings,
    bucket: str,
    figure: Callable[[str], None],
) -> None:
    client = plain_client(spoiled_settings)
    successes = 0
    for fault in ANSWERS:
        with proxy.playing(Step("put", fault, times=None)):
            with suppress(ClientError):
                client.put_object(Bucket=bucket, Key=fault.name[:4], Body=b"new")
                successes += 1
    # It tries again after HTML that is no XML.
    assert successes == 3
    assert [each.key for each in store.list_objects(bucket)] == [WRONG_ETAG.name[:4]]
    figure("bad client, plain boto3: 2 of 3 pages in place of a stored object taken for success")


@pytest.mark.parametrize("fault", ANSWERS[:3], ids=lambda fault: fault.name)
@pytest.mark.storage_lacks("seaweed", "it takes no small parts")
def test_a_page_is_no_stored_object_though_the_digest_says_nothing(
    fault: Fault,
    proxy: FaultProxy,
    store: ObjectStore,
    spoiled: ObjectStore,
    bucket: str,
    small_parts: Callable[[int], None],
) -> None:
    small_parts(PART_SIZE)
    old, new = bytes(40_000), b"x" * 40_000
    store.put_bytes(bucket, "k", old)
    opaque = header("ETag", '"opaque"')
    with proxy.playing(Step("complete", fault, times=None), Step("head", opaque, times=None)):
        with pytest.raises(StorageError, match="'k'"):
            spoiled.put_bytes(bucket, "k", new)
    assert store.read_bytes(bucket, "k") == old
