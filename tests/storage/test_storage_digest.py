"""What an ETag, and what else the storage tells, says about a content."""

from __future__ import annotations

import base64
import hashlib
import io
import zlib
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from qarnot._objects import Details, LocalContent
from qarnot._objects.digest import (
    content_matches,
    is_opaque,
    number_of_parts,
    usual_part_sizes,
)

from .contents import MIB, CountedContent, content_of

DATA = bytes(range(256)) * 4096 * 12  # 12 MiB
SHA256_OF_ABC = "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="


def plainly(data: bytes, part_size: int) -> str:
    """The ETag of parts, as the storage computes it."""
    parts = [data[start : start + part_size] for start in range(0, len(data), part_size)] or [b""]
    return (
        f"{hashlib.md5(b''.join(hashlib.md5(p).digest() for p in parts)).hexdigest()}-{len(parts)}"
    )


def never() -> Details:
    raise AssertionError("the storage was asked although the ETag tells")


@given(st.binary(max_size=40), st.integers(1, 12), st.integers(1, 9))
def test_digests_are_those_of_the_storage_in_whatever_portions_it_is_read(
    data: bytes, part_size: int, chunk: int
) -> None:
    class Portions(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(chunk if size is None else min(size, chunk))

    content = LocalContent(lambda: Portions(data))
    assert content.etag(None) == hashlib.md5(data).hexdigest()
    assert content.etag(part_size) == plainly(data, part_size)
    assert content_of(data).etags([None, part_size]) == [
        hashlib.md5(data).hexdigest(),
        plainly(data, part_size),
    ]


def test_a_content_is_read_once_for_several_etags_and_each_is_kept() -> None:
    content = CountedContent(DATA)
    sizes = [5 * MIB, None, 8 * MIB]
    etags = content.etags(sizes)
    assert content.reads == 1
    assert etags == [plainly(DATA, 5 * MIB), hashlib.md5(DATA).hexdigest(), plainly(DATA, 8 * MIB)]
    assert [content.etag(size) for size in sizes] == etags
    assert content.checksum("SHA256") == content.checksum("SHA256")
    assert content.reads == 2


def test_checksums_are_written_as_the_storage_does(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"abc")
    content = LocalContent.of_file(tmp_path / "f")
    crc = zlib.crc32(b"abc").to_bytes(4, "big")
    assert content.checksum("CRC32") == base64.b64encode(crc).decode() == "NSRBwg=="
    assert content.checksum("SHA1") == "qZk+NkcGgWq6PiVxeFDCbJzQ2J0="
    assert content.checksum("SHA256") == SHA256_OF_ABC
    (tmp_path / "f").unlink()
    with pytest.raises(FileNotFoundError):
        content.etag(None)


def test_d30_parts_of_every_usual_size_are_recognised() -> None:
    """D30: an object in parts of another size counted as changed."""
    same, other = CountedContent(DATA), CountedContent(bytes(len(DATA)))
    for part_size in (*(n * MIB for n in range(5, 13)), 5_000_000, 8_000_000, 10_000_000):
        etag = plainly(DATA, part_size)
        assert content_matches(len(DATA), etag, same, never) is True
    etag = plainly(DATA, 8 * MIB)
    assert content_matches(len(DATA), etag, other) is None
    assert other.reads == 2


def test_one_part_stands_for_any_part_size_and_is_sure() -> None:
    for data in (b"", b"abc"):
        etag = plainly(data, 100)
        assert content_matches(len(data), etag, content_of(data), never) is True
        assert content_matches(len(data), etag, content_of(b"abd"), never) is False


def test_an_etag_of_one_piece_is_sure() -> None:
    etag = hashlib.md5(b"abc").hexdigest()
    assert content_matches(3, etag, content_of(b"abc"), never) is True
    assert content_matches(3, etag, content_of(b"abd"), never) is False


@pytest.mark.parametrize(
    ("etag", "details", "same", "other"),
    [
        ("opaque", Details(), None, None),
        ("opaque", Details(checksums={"SHA256": SHA256_OF_ABC}), True, False),
        ("opaque", Details(checksums={"CRC32": "NSRBwg=="}), True, False),
        ("opaque", Details(checksums={"CRC64NVME": "?"}), None, None),
        (plainly(b"abc", 2), Details(), None, None),
        (plainly(b"abc", 2), Details(part_size=2), True, False),
        (plainly(b"abc", 2), Details(part_size=1), None, None),
        ("0" * 32 + "-2", Details(2, {"SHA1": "qZk+NkcGgWq6PiVxeFDCbJzQ2J0="}), True, False),
        ("0" * 32 + "-7", Details(part_size=2), None, None),
        ("0" * 32 + "-99999", Details(), None, None),
    ],
)  # fmt: skip
def test_details_tell_what_the_etag_cannot(
    etag: str, details: Details, same: bool | None, other: bool | None
) -> None:
    assert content_matches(3, etag, content_of(b"abc"), lambda: details) is same
    assert content_matches(3, etag, content_of(b"abd"), lambda: details) is other
    assert content_matches(3, etag, content_of(b"abc")) is None


@given(st.integers(0, 50 * 1024 * MIB), st.integers(1, 10_000))
def test_part_sizes_give_so_many_parts_and_are_few(size: int, count: int) -> None:
    sizes = usual_part_sizes(size, count)
    assert len(sizes) == len(set(sizes)) <= 16
    assert all(max(1, -(-size // part)) == count for part in sizes)


@given(st.integers(8 * MIB + 1, 2 * 1024**4), st.sampled_from([8, 16, 32, 64, 128, 256]))
def test_our_own_part_size_comes_first(size: int, mib: int) -> None:
    count = -(-size // (mib * MIB))
    if 2 <= count <= 10_000:
        first, *_ = usual_part_sizes(size, count)
        assert first % (8 * MIB) == 0
        assert mib * MIB in usual_part_sizes(size, count)


def test_shapes_of_etags() -> None:
    md5 = "0" * 32
    assert [is_opaque(etag) for etag in (md5, f"{md5}-2", "abc", f"{md5}-0", "")] == [
        False, False, True, True, True,
    ]  # fmt: skip
    assert [number_of_parts(etag) for etag in (md5, f"{md5}-12", "abc")] == [None, 12, None]
