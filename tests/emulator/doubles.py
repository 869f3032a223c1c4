"""Stand-ins for what a runner works with: a storage in memory, and a cluster that takes notes."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from qarnot.emulator.core.cluster import Stream
from qarnot.emulator.core.running import Usage


class MemoryStore:
    """Buckets in memory.

    :ivar on_put: called before each file is stored.
    """

    def __init__(self, **buckets: dict[str, bytes]) -> None:
        self.buckets = dict(buckets)
        self.fetched: list[str] = []
        self.on_put: Callable[[str], None] = lambda _: None

    def keys(self, bucket: str, prefix: str) -> Iterator[str]:
        yield from sorted(key for key in self.buckets[bucket] if key.startswith(prefix))

    def fetch(self, bucket: str, key: str, path: Path) -> None:
        self.fetched.append(key)
        path.write_bytes(self.buckets[bucket][key])

    def make_bucket(self, bucket: str) -> None:
        self.buckets.setdefault(bucket, {})

    def put(self, bucket: str, key: str, path: Path) -> None:
        self.on_put(key)
        self.buckets[bucket][key] = path.read_bytes()


@dataclass
class Notes:
    """What a runner reported; each wait ends the test when nothing comes."""

    output: dict[tuple[int, Stream], bytes] = field(default_factory=lambda: defaultdict(bytes))
    endings: list[tuple[int, str | None, Usage]] = field(default_factory=list)
    collections: list[tuple[bool, str | None, Mapping[int, tuple[str, ...]]]] = field(
        default_factory=list
    )
    progress: list[tuple[int, int]] = field(default_factory=list)
    snapshots: list[tuple[str, int, str | None]] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def started(self, uuid: str, number: int) -> None:
        with self._change(uuid):
            self.starts.append(number)

    def wrote(self, uuid: str, number: int, stream: Stream, data: bytes, *, last: bool) -> None:
        with self._change(uuid):
            self.output[number, stream] += data + (b"<end>" if last else b"")

    def ended(self, uuid: str, number: int, error: str | None, usage: Usage) -> None:
        with self._change(uuid):
            self.endings.append((number, error, usage))

    def collected(
        self,
        uuid: str,
        *,
        uploaded: bool,
        error: str | None,
        results: Mapping[int, tuple[str, ...]],
    ) -> None:
        with self._change(uuid):
            self.collections.append((uploaded, error, results))

    def snapshot_progress(
        self, uuid: str, snapshot_id: str, size_to_upload: int, transferred: int
    ) -> None:
        with self._change(uuid):
            assert snapshot_id
            self.progress.append((size_to_upload, transferred))

    def snapshot_taken(
        self, uuid: str, snapshot_id: str, transferred_bytes: int, error: str | None
    ) -> None:
        with self._change(uuid):
            self.snapshots.append((snapshot_id, transferred_bytes, error))

    def wait_for(self, condition: Callable[[], object], what: str) -> None:
        """Wait until what was reported fulfils a condition."""
        with self.changed:
            assert self.changed.wait_for(condition, 20), f"waited for {what}: {self}"

    @contextmanager
    def _change(self, uuid: str) -> Iterator[None]:
        assert uuid == "the-task"
        with self.changed:
            yield
            self.changed.notify_all()
