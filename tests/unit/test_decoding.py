"""Content encodings: undone whole, in small parts, or refused."""

from __future__ import annotations

import contextlib
import gzip
import itertools
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, strategies as st

from qarnot._decoding import PART, Decoder, Undecodable


def plain_deflate(content: bytes) -> bytes:
    squeeze = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return squeeze.compress(content) + squeeze.flush()


def two_members(content: bytes) -> bytes:
    middle = len(content) // 2
    return gzip.compress(content[:middle]) + gzip.compress(content[middle:])


WAYS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "plain": ("", bytes),
    "identity": ("identity", bytes),
    "gzip": ("gzip", gzip.compress),
    "upper case": (" GZIP ", gzip.compress),
    "x-gzip": ("x-gzip", gzip.compress),
    "two members": ("gzip", two_members),
    "zlib": ("deflate", zlib.compress),
    "deflate without a frame": ("deflate", plain_deflate),
}


def decoded(encoding: str, body: bytes, cuts: list[int]) -> bytes:
    decoder, content = Decoder(encoding), bytearray()
    places = [0, *sorted(cut % (len(body) + 1) for cut in cuts), len(body)]
    for start, end in itertools.pairwise(places):
        for part in decoder.decode(body[start:end]):
            assert not encoding or len(part) <= max(PART, end - start)
            content += part
    decoder.finish()
    return bytes(content)


@pytest.mark.parametrize("way", WAYS)
@given(content=st.binary(max_size=2000), cuts=st.lists(st.integers(0, 3000), max_size=6))
def test_a_body_comes_back_however_it_is_cut(way: str, content: bytes, cuts: list[int]) -> None:
    encoding, encode = WAYS[way]
    assert decoded(encoding, encode(content), cuts) == content


@pytest.mark.parametrize("way", ["gzip", "zlib", "deflate without a frame"])
def test_a_flood_comes_in_small_parts(way: str) -> None:
    encoding, encode = WAYS[way]
    flood = encode(b"\0" * 50_000_000)
    sizes = [len(part) for part in Decoder(encoding).decode(flood)]
    assert sum(sizes) == 50_000_000
    assert max(sizes) <= PART


@pytest.mark.parametrize("way", ["gzip", "two members", "zlib", "deflate without a frame"])
@pytest.mark.parametrize("size", [PART - 1, PART, PART + 1, 2 * PART, 2 * PART + 1])
def test_a_body_of_whole_parts_is_whole(way: str, size: int) -> None:
    encoding, encode = WAYS[way]
    assert decoded(encoding, encode(b"a" * size), []) == b"a" * size


@pytest.mark.parametrize("way", ["gzip", "two members", "zlib", "deflate without a frame"])
@given(content=st.binary(min_size=20, max_size=500), end=st.integers(1, 400))
def test_a_body_that_is_cut_off_is_refused(way: str, content: bytes, end: int) -> None:
    encoding, encode = WAYS[way]
    body = encode(content)
    first_member = len(gzip.compress(content[: len(content) // 2]))
    end = min(end, len(body) - 1)
    if way == "two members" and end == first_member:
        return
    with pytest.raises(Undecodable):
        decoded(encoding, body[:end], [])


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress", "\x00"])
def test_an_encoding_that_was_not_asked_for_is_refused(encoding: str) -> None:
    with pytest.raises(Undecodable, match="not as gzip, deflate"):
        Decoder(encoding)


@given(garbage=st.binary(min_size=1, max_size=300), encoding=st.sampled_from(["gzip", "deflate"]))
def test_garbage_gives_bytes_or_one_kind_of_error(garbage: bytes, encoding: str) -> None:
    with contextlib.suppress(Undecodable):
        decoded(encoding, garbage, [])


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_an_empty_body_needs_no_encoding(encoding: str) -> None:
    assert decoded(encoding, b"", []) == b""
