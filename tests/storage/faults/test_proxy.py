"""The proxy passes on what it does not spoil, and tells of plans that were not carried out."""

from __future__ import annotations

import random

import pytest

from qarnot._objects import ObjectStore

from .catalogue import flip
from .proxy import AS_IT_IS, FaultProxy, Step


@pytest.mark.storage_lacks("seaweed", "it refuses keys that lead out of a folder")
def test_exchanges_pass_as_they_are(
    proxy: FaultProxy, store: ObjectStore, spoiled: ObjectStore, bucket: str
) -> None:
    content = random.Random(1).randbytes(100_000)
    keys = ["a", "d/é+ &=%20", "d/../e//f"]
    with proxy.playing() as ledger:
        for key in keys:
            spoiled.put_bytes(bucket, key, content)
            assert spoiled.read_bytes(bucket, key) == content
        listed = spoiled.list_objects(bucket)
        spoiled.copy(bucket, "a", "b")
        spoiled.delete_objects(bucket, ["b"])
    assert listed == store.list_objects(bucket)
    assert {stored.key for stored in listed} == set(keys)
    assert [each.key for each in ledger if each.operation == "put"] == keys
    told = {each.operation for each in ledger}
    assert told >= {"put", "get", "list", "copy", "delete_objects"}
    assert all(each.fault is None and each.status == 200 for each in ledger)


def test_pages_are_cut_of_one_listing(
    proxy: FaultProxy, store: ObjectStore, spoiled: ObjectStore, bucket: str
) -> None:
    for number in range(5):
        store.put_bytes(bucket, f"k{number}", b"")
    proxy.page_size = 2
    try:
        with proxy.playing(Step("list", AS_IT_IS, times=3)) as ledger:
            assert spoiled.list_objects(bucket) == store.list_objects(bucket)
    finally:
        proxy.page_size = None
    assert len(ledger) == 3


def test_a_step_that_nothing_meets_is_told(
    proxy: FaultProxy, store: ObjectStore, spoiled: ObjectStore, bucket: str
) -> None:
    store.put_bytes(bucket, "k", b"content")
    steps = [Step("get", flip(0), times=2), Step("put", AS_IT_IS, key="other")]
    with pytest.raises(AssertionError, match=r"get: flip@0 \(1 of 2\)', \"put 'other'"):
        with proxy.playing(*steps):
            spoiled.client.get_object(Bucket=bucket, Key="k")["Body"].read()
