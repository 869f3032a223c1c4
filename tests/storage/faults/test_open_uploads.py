"""An upload in parts that fails leaves nothing open in the storage, or names what it leaves."""

from __future__ import annotations

import _thread
import io
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import frozen
from boto3.s3.transfer import TransferConfig
from fault_options import Scale

from qarnot._objects import (
    ObjectStore,
    StorageSettings,
    TransferReport,
    plan_sync_files,
    run_plan,
    work,
)
from qarnot.exceptions import QarnotException, TransferFailed

from .bad_clients import plain_client
from .catalogue import (
    ERROR_IN_200,
    EXECUTED_500,
    EXECUTED_ERROR_IN_200,
    FORBIDDEN,
    INTERNAL_ERROR,
    LOST,
    NO_SUCH_UPLOAD,
    RESET,
    SLOW_DOWN,
    Stall,
    at_exchange,
    doing,
    flip_sent,
)
from .proxy import PATIENCE, FaultProxy, Step

PARTS = 20
LEFT_BEHIND = "qarnot-storage"
"""Name of the threads that the engine leaves to a silent storage."""
PART_SIZE = 16_384
MIB = 1024 * 1024


@pytest.fixture(autouse=True)
def _small(small_parts: Callable[[int], None]) -> None:
    small_parts(PART_SIZE)


@frozen
class Outcome:
    """How an upload of one file ended.

    :ivar open_ids: of the uploads that are open in the storage.
    :ivar named_ids: of those that were reported.
    """

    error: BaseException | None
    open_ids: frozenset[str]
    named_ids: frozenset[str]


class Uploader:
    """Uploads one file in parts, and looks what is left."""

    def __init__(self, store: ObjectStore, spoiled: ObjectStore, bucket: str, file: Path) -> None:
        self.store = store
        self._spoiled = spoiled
        self.bucket = bucket
        self._file = file

    def upload(self, parts: int, cancelled: threading.Event | None = None) -> Outcome:
        self._file.write_bytes(random.Random(parts).randbytes(PART_SIZE * parts - 1))
        report: TransferReport | None = None
        error: BaseException | None = None
        try:
            plan = plan_sync_files(self._spoiled, self.bucket, {"k": self._file}, "", delete=False)
            report = run_plan(self._spoiled, self.bucket, plan, cancelled=cancelled)
        except TransferFailed as failed:
            error, report = failed, failed.report
        except (QarnotException, KeyboardInterrupt) as failed:
            error = failed
            report = getattr(failed, "report", None)
        named = {each.upload_id for each in report.open_uploads} if report else set()
        found = self.open_ids()
        texts = [] if error is None else [str(error), *getattr(error, "__notes__", [])]
        named |= {each for each in found if any(each in text for text in texts)}
        return Outcome(error, found, frozenset(named))

    def open_ids(self) -> frozenset[str]:
        return frozenset(each.upload_id for each in self.store.open_uploads(self.bucket))

    def clean(self) -> int:
        """Let everything that is open be aborted; say how many there were."""
        cleaned = self.store.clean_uploads(self.bucket)
        assert self.store.open_uploads(self.bucket) == []
        return len(cleaned)


@pytest.fixture
def uploader(store: ObjectStore, spoiled: ObjectStore, bucket: str, folder: Path) -> Uploader:
    return Uploader(store, spoiled, bucket, folder / "k")


PLACES: dict[str, Callable[[int], list[Step]]] = {
    "create refused": lambda _: [Step("create_upload", FORBIDDEN, times=None)],
    "create lost": lambda _: [Step("create_upload", LOST, times=None)],
    "part reset": lambda part: [Step("upload_part", RESET, times=None, part=part)],
    "part lost": lambda part: [Step("upload_part", LOST, times=None, part=part)],
    "part without its upload": lambda part: [
        Step("upload_part", NO_SUCH_UPLOAD, times=None, part=part)
    ],
    "part damaged": lambda part: [Step("upload_part", flip_sent(part), times=None, part=part)],
    "complete refused": lambda _: [Step("complete", INTERNAL_ERROR, times=None)],
    "complete with an error in 200": lambda _: [Step("complete", ERROR_IN_200, times=None)],
    "abort refused": lambda part: [
        Step("upload_part", SLOW_DOWN, times=None, part=part),
        Step("abort", FORBIDDEN, times=None),
    ],
}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("place", PLACES)
def test_a_failed_upload_leaves_nothing_open_that_is_not_named(
    place: str,
    proxy: FaultProxy,
    uploader: Uploader,
    scale: Scale,
    figure: Callable[[str], None],
) -> None:
    left = named = 0
    positions = scale.pick(range(1, PARTS + 1), 2)
    for part in positions:
        with proxy.playing(*PLACES[place](part)):
            outcome = uploader.upload(PARTS)
        assert outcome.error is not None, part
        assert outcome.open_ids <= outcome.named_ids, part
        assert uploader.clean() == len(outcome.open_ids), part
        left += len(outcome.open_ids)
        named += len(outcome.open_ids & outcome.named_ids)
    assert not uploader.store.has_object(uploader.bucket, "k")
    figure(
        f"open uploads, {place}: {len(positions)} failures at {PARTS} parts left {left} open, "
        f"{named} of them named and cleaned"
    )


@pytest.mark.storage_lacks("seaweed", "it takes no small parts")
def test_a_lost_answer_to_the_start_of_an_upload_leaves_one_that_is_named(
    proxy: FaultProxy, uploader: Uploader, caplog: pytest.LogCaptureFixture
) -> None:
    with proxy.playing(Step("create_upload", LOST)):
        outcome = uploader.upload(3)
    assert outcome.error is None
    (orphan,) = outcome.open_ids
    assert outcome.named_ids == {orphan}
    assert orphan in caplog.text
    assert uploader.clean() == 1
    assert uploader.store.has_object(uploader.bucket, "k")


def test_uploads_of_others_are_not_taken_for_a_lost_one(
    proxy: FaultProxy, uploader: Uploader
) -> None:
    client = uploader.store.client
    others = [
        client.create_multipart_upload(Bucket=uploader.bucket, Key=key)["UploadId"]
        for key in ("other", "k2")
    ]
    with proxy.playing(Step("create_upload", LOST)):
        outcome = uploader.upload(3)
    assert outcome.open_ids - outcome.named_ids == set(others)
    assert len(outcome.named_ids) == 1


ENDS: dict[str, list[Step]] = {
    "lost once": [Step("complete", LOST)],
    "lost, then no such upload": [Step("complete", LOST), Step("complete", NO_SUCH_UPLOAD)],
    "done, but 500": [Step("complete", EXECUTED_500, times=None)],
    "done, but an error in 200": [Step("complete", EXECUTED_ERROR_IN_200, times=None)],
    "error in 200 once": [Step("complete", ERROR_IN_200)],
    "slow down once": [Step("complete", SLOW_DOWN)],
}


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.storage_lacks("seaweed", "it takes no small parts")
def test_an_upload_that_was_completed_is_a_success_whatever_was_said(
    end: str, proxy: FaultProxy, uploader: Uploader
) -> None:
    steps = [Step(each.operation, each.fault, each.times) for each in ENDS[end]]
    with proxy.playing(*steps):
        outcome = uploader.upload(3)
    assert outcome.error is None
    assert outcome.open_ids == frozenset()
    stored = uploader.store.read_bytes(uploader.bucket, "k")
    assert stored == random.Random(3).randbytes(PART_SIZE * 3 - 1)


def test_an_upload_that_was_lost_is_no_success_because_an_older_object_is_there(
    proxy: FaultProxy, uploader: Uploader
) -> None:
    uploader.store.put_bytes(uploader.bucket, "k", b"old")
    with proxy.playing(Step("complete", NO_SUCH_UPLOAD, times=None)):
        outcome = uploader.upload(3)
    assert outcome.error is not None
    assert uploader.store.read_bytes(uploader.bucket, "k") == b"old"
    assert outcome.open_ids == frozenset()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("way", ["cancelled", "interrupted"])
def test_an_upload_that_is_ended_leaves_nothing_open_that_is_not_named(
    way: str,
    proxy: FaultProxy,
    uploader: Uploader,
    scale: Scale,
    figure: Callable[[str], None],
) -> None:
    chance = random.Random(f"{scale.seed} {way}")
    outcomes: Counter[str] = Counter()
    for _ in range(count := scale.count(100, 6)):
        cancelled = threading.Event() if way == "cancelled" else None
        end = cancelled.set if cancelled else _thread.interrupt_main
        place = chance.randrange(PARTS + 3)
        fault = doing(end, is_executed=chance.random() < 0.5)
        try:
            with proxy.playing(spoil=at_exchange(place, fault)):
                outcome = uploader.upload(PARTS, cancelled)
        except KeyboardInterrupt:
            outcomes["interrupted outside"] += 1
            uploader.clean()
            continue
        assert outcome.open_ids <= outcome.named_ids, (place, fault.name)
        assert uploader.clean() == len(outcome.open_ids)
        outcomes["whole" if outcome.error is None else "ended"] += 1
        outcomes["open"] += len(outcome.open_ids)
    figure(
        f"uploads {way}: {count}, {outcomes['ended']} ended early and {outcomes['whole']} too late "
        f"to be; {outcomes['open']} left open, all named and cleaned"
    )


@pytest.mark.parametrize("is_executed", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("operation", ["create_upload", "upload_part", "complete"])
def test_an_upload_is_ended_though_the_storage_is_silent(
    operation: str,
    is_executed: bool,
    proxy: FaultProxy,
    uploader: Uploader,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(work, "_GRACE_SECONDS", 0.2)
    stall = Stall(is_executed=is_executed)
    cancelled = threading.Event()

    def end() -> None:
        stall.is_reached.wait(PATIENCE)
        cancelled.set()

    ending = threading.Thread(target=end)
    ending.start()
    with proxy.playing(Step(operation, stall.fault)):
        begin = time.monotonic()
        outcome = uploader.upload(3, cancelled)
        taken = time.monotonic() - begin
        stall.release()
    ending.join()
    assert outcome.error is not None
    assert taken < PATIENCE / 2
    for thread in threading.enumerate():
        if thread.name == LEFT_BEHIND:
            thread.join(PATIENCE)
    assert uploader.open_ids() <= outcome.named_ids


def test_plain_boto3_leaves_an_upload_open_without_a_word(
    proxy: FaultProxy,
    uploader: Uploader,
    spoiled_settings: StorageSettings,
    figure: Callable[[str], None],
) -> None:
    client = plain_client(spoiled_settings)
    settings = TransferConfig(
        multipart_threshold=PART_SIZE,
        multipart_chunksize=PART_SIZE,
        preferred_transfer_client="classic",
    )
    for number in range(count := 5):
        with proxy.playing(Step("create_upload", LOST)):
            client.upload_fileobj(
                io.BytesIO(bytes(2 * 5 * MIB)), uploader.bucket, f"k{number}", Config=settings
            )
    assert uploader.clean() == count
    figure(f"bad client, plain boto3: {count} of {count} lost answers left an upload open, unnamed")
