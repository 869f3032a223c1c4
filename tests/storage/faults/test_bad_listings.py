"""Nothing is deleted on the strength of a listing that is not a whole one, and of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from qarnot._objects import ObjectStore, StorageSettings, plan_sync_directory, run_plan
from qarnot.exceptions import QarnotException

from .bad_clients import plain_client, plain_sync_up
from .catalogue import (
    CUT_XML,
    EMPTY200,
    FLIPPED_TRUNCATED,
    FORBIDDEN,
    HTML200,
    KEY_TWICE,
    NO_CONTENTS,
    NO_TOKEN,
    NO_TRUNCATED,
    OTHER_BUCKET,
    RESET,
    SLOW_DOWN,
    XHTML200,
    keep,
    page_again,
    token_again,
    with_key,
    without_key,
)
from .proxy import AS_IT_IS, Answer, Fault, FaultProxy, Step

PAGE = 2
LOCAL = {"a": b"same", "b": b"new content", "n": b"new file"}
BELOW = {"a": b"same", "b": b"old content", **{name: name.encode() for name in "cdef"}}
BESIDE = {"database": b"not below", "other/c": b"not below", "c": b"not below"}
PAGES_BEFORE, PAGES_AFTER = 3, 4


def always(fault: Fault) -> list[Step]:
    return [Step("list", fault, times=None)]


def at_page(number: int, *faults: Fault, lasting: bool = False) -> list[Step]:
    """Spoil a page and those that follow, one by one; or for ever."""
    good = [Step("list", AS_IT_IS, times=number - 1)] if number > 1 else []
    return good + [Step("list", fault, times=None if lasting else 1) for fault in faults]


def after_first(make: Callable[[list[Answer]], Fault]) -> list[Step]:
    """Spoil page 2 with what page 1 was."""
    kept: list[Answer] = []
    return [Step("list", keep(kept)), Step("list", make(kept))]


# Each of them in place of the first listing, and of the one that is taken before deletions.
BAD: dict[str, Callable[[], list[Step]]] = {
    "HTML": lambda: always(HTML200),
    "XHTML": lambda: always(XHTML200),
    "nothing": lambda: always(EMPTY200),
    "page 2 is XHTML": lambda: at_page(2, XHTML200),
    "page 3 is 503": lambda: at_page(3, SLOW_DOWN, lasting=True),
    "page 3 is 403": lambda: at_page(3, FORBIDDEN, lasting=True),
    "page 2 is reset": lambda: at_page(2, RESET, lasting=True),
    "page 2 is cut": lambda: at_page(2, CUT_XML, lasting=True),
    "no token": lambda: at_page(1, NO_TOKEN),
    "same token": lambda: after_first(token_again),
    "same page": lambda: after_first(page_again),
    "same page, other token": lambda: after_first(
        lambda kept: page_again(kept, with_own_token=True)
    ),
    "ends early": lambda: at_page(1, FLIPPED_TRUNCATED),
    "does not say whether it ends": lambda: at_page(2, NO_TRUNCATED),
    "a key twice": lambda: at_page(2, KEY_TWICE),
    "a key beside the folder": lambda: at_page(3, with_key("database")),
    "another bucket's": lambda: always(OTHER_BUCKET),
    "without objects": lambda: at_page(1, *[NO_CONTENTS] * 3),
}
assert len(BAD) >= 16
WHOLE_BY_ALL_THEY_SAY = ("without objects", "ends early")
"""As the first listing they are taken; they name nothing that could be deleted."""


@pytest.fixture
def paged(proxy: FaultProxy) -> Iterator[FaultProxy]:
    proxy.page_size = PAGE
    yield proxy
    proxy.page_size = None


@pytest.fixture
def source(folder: Path) -> Path:
    for name, content in LOCAL.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def filled(store: ObjectStore, bucket: str) -> str:
    """A bucket of which the folder ``data`` differs from the source."""
    for name, content in BELOW.items():
        store.put_bytes(bucket, f"data/{name}", content)
    for key, content in BESIDE.items():
        store.put_bytes(bucket, key, content)
    return bucket


def keys_in(store: ObjectStore, bucket: str) -> set[str]:
    return {stored.key for stored in store.list_objects(bucket)}


ALL_KEYS = {f"data/{name}" for name in BELOW} | BESIDE.keys()


@pytest.mark.parametrize("which", ["first", "second"])
@pytest.mark.parametrize("name", BAD)
def test_a_bad_listing_deletes_nothing(
    name: str,
    which: str,
    paged: FaultProxy,
    store: ObjectStore,
    spoiled: ObjectStore,
    filled: str,
    source: Path,
) -> None:
    before = [Step("list", AS_IT_IS, times=PAGES_BEFORE)] if which == "second" else []
    with paged.playing(*before, *BAD[name]()) as ledger:
        is_refused = False
        try:
            run_plan(spoiled, filled, plan_sync_directory(spoiled, filled, source, "data"))
        except QarnotException:
            is_refused = True
    assert is_refused is not (which == "first" and name in WHOLE_BY_ALL_THEY_SAY)
    assert keys_in(store, filled) >= ALL_KEYS
    assert not [each for each in ledger if each.operation.startswith("delete")]


def test_good_listings_delete_what_is_no_longer_there(
    paged: FaultProxy, store: ObjectStore, spoiled: ObjectStore, filled: str, source: Path
) -> None:
    steps = [
        Step("list", AS_IT_IS, times=PAGES_BEFORE + PAGES_AFTER),
        Step("delete_objects", AS_IT_IS),
    ]
    with paged.playing(*steps):
        report = run_plan(spoiled, filled, plan_sync_directory(spoiled, filled, source, "data"))
    assert report.deleted == tuple(f"data/{name}" for name in "cdef")
    assert keys_in(store, filled) == {f"data/{name}" for name in LOCAL} | BESIDE.keys()


@pytest.mark.parametrize("lost", ["data/a", "data/b", "data/n"])
def test_a_key_that_the_second_listing_lacks_keeps_all_others(
    lost: str,
    proxy: FaultProxy,
    store: ObjectStore,
    spoiled: ObjectStore,
    filled: str,
    source: Path,
) -> None:
    with proxy.playing(Step("list", AS_IT_IS), Step("list", without_key(lost))):
        with pytest.raises(QarnotException, match=lost):
            run_plan(spoiled, filled, plan_sync_directory(spoiled, filled, source, "data"))
    assert keys_in(store, filled) >= ALL_KEYS


def test_an_old_listing_in_place_of_the_second_deletes_nothing(
    proxy: FaultProxy, store: ObjectStore, spoiled: ObjectStore, filled: str, source: Path
) -> None:
    kept: list[Answer] = []
    with proxy.playing(Step("list", keep(kept)), Step("list", page_again(kept))):
        with pytest.raises(QarnotException, match="data/n"):
            run_plan(spoiled, filled, plan_sync_directory(spoiled, filled, source, "data"))
    assert keys_in(store, filled) >= ALL_KEYS


def test_an_object_that_somebody_else_wrote_meanwhile_stays(
    proxy: FaultProxy, store: ObjectStore, spoiled: ObjectStore, filled: str, source: Path
) -> None:
    plan = plan_sync_directory(spoiled, filled, source, "data")
    store.put_bytes(filled, "data/d", b"somebody's")
    store.put_bytes(filled, "data/z", b"somebody's")
    report = run_plan(spoiled, filled, plan)
    assert report.deleted == ("data/c", "data/e", "data/f")
    assert store.read_bytes(filled, "data/d") == b"somebody's"
    assert store.read_bytes(filled, "data/z") == b"somebody's"


def test_an_object_that_the_first_listing_lacks_stays(
    proxy: FaultProxy, store: ObjectStore, spoiled: ObjectStore, filled: str, source: Path
) -> None:
    with proxy.playing(Step("list", without_key("data/d"))):
        report = run_plan(spoiled, filled, plan_sync_directory(spoiled, filled, source, "data"))
    assert report.deleted == ("data/c", "data/e", "data/f")
    assert "data/d" in keys_in(store, filled)


@pytest.mark.parametrize(
    "fault", [FORBIDDEN, HTML200, EMPTY200, RESET], ids=lambda fault: fault.name
)
def test_a_file_that_could_not_be_stored_keeps_all_others(
    fault: Fault,
    proxy: FaultProxy,
    store: ObjectStore,
    spoiled: ObjectStore,
    filled: str,
    source: Path,
) -> None:
    with proxy.playing(Step("put", fault, times=None, key="data/n")) as ledger:
        with pytest.raises(QarnotException, match="data/n"):
            run_plan(spoiled, filled, plan_sync_directory(spoiled, filled, source, "data"))
    assert keys_in(store, filled) == ALL_KEYS
    assert not [each for each in ledger if each.operation.startswith("delete")]


# What the official SDK does: it lists as boto3 does, and deletes first.
DELETES_ANYWAY = 5


def test_a_client_that_trusts_its_listing_deletes(
    paged: FaultProxy,
    store: ObjectStore,
    spoiled_settings: StorageSettings,
    filled: str,
    figure: Callable[[str], None],
) -> None:
    client = plain_client(spoiled_settings)
    deletes, deletes_beside = [], []
    for name in BAD:
        with paged.playing(*BAD[name]()):
            with suppress(ClientError, BotoCoreError):
                plain_sync_up(client, filled, "data/", LOCAL)
        gone = ALL_KEYS - keys_in(store, filled)
        deletes += [name] if gone else []
        deletes_beside += [name] if gone & BESIDE.keys() else []
        for key in gone:
            content = BESIDE.get(key) or BELOW[key.removeprefix("data/")]
            store.put_bytes(filled, key, content)
        store.delete_objects(filled, ["data/n"])
    assert (len(deletes), deletes_beside) == (DELETES_ANYWAY, ["a key beside the folder"]), deletes
    figure(
        f"bad client, deletes what its listing names: {len(deletes)} of {len(BAD)} bad listings "
        f"deleted something, {len(deletes_beside)} beside the folder"
    )
