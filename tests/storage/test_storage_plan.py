"""Plans: what is moved, copied, kept and deleted, without disk or network."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from itertools import permutations
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from attrs import evolve, frozen
from hypothesis import given, settings, strategies as st

from qarnot._objects import (
    Action,
    Details,
    LocalContent,
    LocalFile,
    LocalFolder,
    StoredObject,
    SyncPlan,
    UnsafeKey,
    confirmed_deletions,
    plan_download,
    plan_upload,
)
from qarnot.exceptions import ApiUnreachable, InvalidValue, StorageError

from .contents import MIB, CountedContent, content_of, local_file, stored, unreadable


@frozen
class Held:
    """A content as a storage holds it, and how it was stored."""

    data: bytes
    kind: str = "plain"

    def listed(self, key: str) -> StoredObject:
        match self.kind:
            case "plain":
                etag = content_of(self.data).etag(None)
            case "parts":
                etag = content_of(self.data).etag(2)
            case _:
                etag = f"opaque-{self.kind}-{hash(self.data)}"
        return StoredObject(key, len(self.data), etag)

    @property
    def details(self) -> Details:
        match self.kind:
            case "parts":
                return Details(part_size=2)
            case "checksum":
                return Details(checksums={"SHA256": content_of(self.data).checksum("SHA256")})
        return Details()


Bucket = dict[str, Held]


def listing(bucket: Mapping[str, Held], prefix: str = "") -> dict[str, StoredObject]:
    return {key: held.listed(key) for key, held in bucket.items() if key.startswith(prefix)}


def plan_of(
    local: Mapping[str, bytes], bucket: Mapping[str, Held], prefix: str = "", **options: Any
) -> SyncPlan:
    return plan_upload(
        {prefix + name: local_file(data, name) for name, data in local.items()},
        listing(bucket, prefix),
        prefix=prefix,
        details=lambda it: bucket[it.key].details,
        **options,
    )


def carried_out(
    plan: SyncPlan, local: Mapping[str, bytes], bucket: Mapping[str, Held], prefix: str = ""
) -> Bucket:
    """Do what a plan says, and make sure that each step finds what the plan took for granted."""
    result = dict(bucket)
    changed = {step.key for step in (*plan.copies, *plan.uploads)}
    for step in plan.copies:
        assert step.source is not None
        assert step.source not in changed
        assert step.size > 0
        assert step.etag == bucket[step.source].listed(step.source).etag
        assert bucket[step.source].data == local[step.key.removeprefix(prefix)]
        # A copy of parts may come out as another object, as to its ETag.
        result[step.key] = evolve(result[step.source], kind="parts")
    for step in plan.uploads:
        result[step.key] = Held(local[step.key.removeprefix(prefix)])
    for step in confirmed_deletions(plan, listing(result, prefix).values()):
        assert step.key.startswith(prefix)
        assert step.key not in changed
        del result[step.key]
    return result


contents = st.sampled_from([b"", b"X", b"Y", b"XYX", b"YXY"])
names = st.sampled_from(["a", "b", "c", "z", "d/a", "d/b", "/x", "x", "d//b", "e/f/g"])
trees = st.dictionaries(names, contents)
holds = st.builds(
    Held, contents, st.sampled_from(["plain", "plain", "parts", "checksum", "opaque"])
)
keys = st.builds(
    str.__add__, st.sampled_from(["", "run/", "run1/", "run", "other/"]), names
) | st.sampled_from(["run/", "run", "d/", "a/", "run/d/", "run/e/", "run/empty/", "empty/"])
buckets = st.dictionaries(keys, holds)
prefixes = st.sampled_from(["", "run/", "run1/"])


def markers_in(
    bucket: Bucket, local: Mapping[str, bytes], prefix: str = "", folders: Iterable[str] = ()
) -> set[str]:
    """Give the empty objects that stand for the target itself or for a folder that is here."""
    files = [prefix + name for name in local]
    return {
        key
        for key, held in bucket.items()
        if key.endswith("/")
        and key.startswith(prefix)
        and not held.data
        and (
            key == prefix
            or any(file.startswith(key) for file in files)
            or key[:-1] in {prefix + folder for folder in folders}
        )
    }


@settings(max_examples=200)
@given(trees, buckets, prefixes)
def test_the_result_equals_the_local_tree_and_twice_is_nothing(
    local: dict[str, bytes], bucket: Bucket, prefix: str
) -> None:
    """D3, D5, D6: only what is below the prefix changes, and equal contents lose no object."""
    plan = plan_of(local, bucket, prefix, allow_empty=True)
    assert plan == plan_of(
        dict(reversed(local.items())), dict(reversed(bucket.items())), prefix, allow_empty=True
    )
    result = carried_out(plan, local, bucket, prefix)
    others = {key: held for key, held in bucket.items() if not key.startswith(prefix)}
    wanted = {prefix + name: data for name, data in local.items()}
    wanted |= dict.fromkeys(markers_in(bucket, local, prefix), b"")
    assert {key: held.data for key, held in result.items() if key not in others} == wanted
    assert {key: result[key] for key in others} == others
    assert plan_of(local, result, prefix, allow_empty=True).changes_nothing


@given(trees, buckets)
def test_only_given_objects_without_a_file_are_deleted(
    local: dict[str, bytes], bucket: Bucket
) -> None:
    """D4: what is about to be replaced is never deleted."""
    plan = plan_of(local, bucket, allow_empty=True)
    gone = bucket.keys() - local.keys() - markers_in(bucket, local)
    assert {step.key for step in plan.deletions} == gone
    assert plan_of(local, bucket, delete=False).deletions == ()


@given(trees, buckets, st.sets(st.sampled_from(["a", "d", "d/a", "x"])))
def test_objects_of_what_is_left_out_stay(
    local: dict[str, bytes], bucket: Bucket, unread: set[str]
) -> None:
    left_out = dict.fromkeys(unread, "may not be read")
    plan = plan_of(local, bucket, allow_empty=True, unread=left_out)
    kept = {key for key in bucket if {key, key.partition("/")[0]} & unread}
    kept |= markers_in(bucket, local)
    assert {step.key for step in plan.deletions} == bucket.keys() - local.keys() - kept
    assert {step.key for step in plan.skips if step.reason == "may not be read"} == unread


def test_the_order_is_that_of_the_keys() -> None:
    plan = plan_of(dict.fromkeys("cab", b""), dict.fromkeys("zy", Held(b"")))
    assert [step.key for step in plan.uploads] == ["a", "b", "c"]
    assert [step.key for step in plan.deletions] == ["y", "z"]


def test_d2_an_empty_source_does_not_empty_the_target() -> None:
    bucket = {"precious": Held(b"1")}
    with pytest.raises(InvalidValue, match="'precious'"):
        plan_of({}, bucket)
    assert plan_of({}, bucket, delete=False).changes_nothing
    assert plan_of({}, {}).changes_nothing
    assert len(plan_of({}, bucket, allow_empty=True).deletions) == 1


def test_objects_that_stand_for_folders_that_exist_stay() -> None:
    """They were deleted at each sync, and made one of an empty folder fail."""
    bucket = {key: Held(b"") for key in ("p/", "p/empty/", "p/d/", "p/d/e/", "p/a/", "p/gone/")}
    bucket["p/full/"] = Held(b"1")
    plan = plan_of({"d/e/f": b"1", "a": b"1"}, bucket, "p/", folders=["p/empty", "p/full"])
    assert [step.key for step in plan.deletions] == ["p/a/", "p/full/", "p/gone/"]
    standing = [step for step in plan.skips if "stands for a folder that exists" in step.reason]
    assert [step.key for step in standing] == ["p/", "p/d/", "p/d/e/", "p/empty/"]
    assert all(step.etag is not None for step in standing)
    markers = {key: bucket[key] for key in ("p/", "p/empty/")}
    assert plan_of({}, markers, "p/", folders=["p/empty"]).changes_nothing
    with pytest.raises(InvalidValue, match=r"1 in number, 'p/x' first"):
        plan_of({}, {**markers, "p/x": Held(b"")}, "p/", folders=["p/empty"])


def test_nothing_is_refused_that_deletes_nothing() -> None:
    unread = {"locked": "may not be read"}
    assert plan_of({}, {"locked/a": Held(b"1")}, unread=unread).changes_nothing


@pytest.mark.parametrize("outside", ["data2/x", "database.csv", "data", "other", ""])
def test_d3_an_object_outside_of_the_prefix_is_never_planned_for(outside: str) -> None:
    """D3: a sync to ``data`` deleted ``data2/…`` and ``database.csv``."""
    remote = {key: stored(key, b"") for key in ("data/old", outside)}
    with pytest.raises(StorageError, match=f"{outside!r}, which is not below it"):
        plan_upload({"data/a": local_file(b"1")}, remote, prefix="data/")
    with pytest.raises(InvalidValue, match="'data' is not that of a folder"):
        plan_upload({}, {}, prefix="data")
    with pytest.raises(InvalidValue, match="'data2/a' is not to go below 'data/'"):
        plan_upload({"data2/a": local_file(b"1")}, {}, prefix="data/")


def test_d6_equal_contents_lose_no_object_in_whatever_order_they_come() -> None:
    """D6: of two equal files one was deleted, depending on the seed of Python's hashes."""
    local = {"a": b"same", "b": b"same", "c": b"same"}
    bucket = {"c": Held(b"same"), "d": Held(b"same"), "a": Held(b"else")}
    for listed in permutations(bucket.items()):
        plan = plan_of(local, dict(listed))
        assert [(step.key, step.source) for step in plan.copies] == [("a", "c"), ("b", "c")]
        assert [step.key for step in plan.deletions] == ["d"]
        assert carried_out(plan, local, bucket).keys() == local.keys()


def test_the_first_of_several_sources_is_taken_however_each_was_stored() -> None:
    content = bytes(9 * MIB)
    for first, second in permutations([None, 8 * MIB]):
        remote = {"k": stored("k", content, first), "l": stored("l", content, second)}
        (step,) = plan_upload({"new": local_file(content)}, remote).copies
        assert step.source == "k"


def test_many_objects_of_one_size_cost_a_file_few_digests() -> None:
    size = 1024 * MIB
    remote = {f"{n}": StoredObject(f"{n}", size, f"{n:032x}-{n}") for n in range(2, 2000)}
    asked: list[int | None] = []

    class Content(LocalContent):
        def etags(self, part_sizes: Iterable[int | None]) -> list[str]:
            wanted = list(part_sizes)
            asked.extend(wanted)
            return ["?"] * len(wanted)

    file = LocalFile(Path("f"), size, Content(BytesIO))
    assert len(plan_upload({"new": file}, remote).uploads) == 1
    assert 16 <= len(asked) <= 32


def test_contents_that_change_places_are_uploaded_not_copied() -> None:
    plan = plan_of({"a": b"1", "b": b"2"}, {"a": Held(b"2"), "b": Held(b"1")})
    assert [step.key for step in plan.uploads] == ["a", "b"]
    assert plan.copies == ()


def test_a_moved_file_is_copied_and_its_old_object_deleted_last() -> None:
    bucket = {"old": Held(b"123")}
    plan = plan_of({"new": b"123"}, bucket)
    etag = hashlib.md5(b"123").hexdigest()
    assert plan.copies == (Action("copy", "new", Path("new"), 3, "no such object", "old", etag),)
    assert plan.deletions == (Action("delete", "old", None, 3, "no such file", etag=etag),)
    assert plan.uploads == ()


@pytest.mark.parametrize(
    "held",
    [Held(b""), Held(b"XYX", "opaque"), Held(b"XYX", "checksum"), Held(b"XYX", "parts")],
)
def test_what_the_etag_does_not_prove_is_not_copied(held: Held) -> None:
    assert plan_of({"new": held.data}, {"old": held}).copies == ()


def test_d30_equal_content_in_parts_of_another_size_is_skipped_or_copied() -> None:
    """D30: an object in 5 MiB parts was sent again at each sync."""
    content = bytes(17 * MIB)
    file = local_file(content)
    for part_size in (8 * MIB, 5 * MIB, 16 * MIB, 6 * MIB, 10_000_000):
        remote = {"k": stored("k", content, part_size)}
        assert plan_upload({"k": file}, remote).changes_nothing
        plan = plan_upload({"k": file, "l": file}, remote)
        assert [step.source for step in plan.copies] == ["k"]


def test_d30_an_object_whose_etag_tells_nothing_is_compared_by_what_else_is_known() -> None:
    """D30: with ETags that are no MD5, every sync uploaded everything again."""
    local = {"known": b"XYX", "changed": b"XYX", "unknown": b"XYX"}
    bucket = {
        "known": Held(b"XYX", "checksum"),
        "changed": Held(b"YXY", "checksum"),
        "unknown": Held(b"XYX", "opaque"),
    }
    plan = plan_of(local, bucket)
    assert [(step.key, step.reason) for step in plan.uploads] == [
        ("changed", "other content"),
        ("unknown", "content cannot be compared"),
    ]
    assert [step.key for step in plan.skips] == ["known"]


def test_the_storage_is_asked_only_when_an_etag_cannot_tell() -> None:
    asked: list[str] = []

    def details(of: StoredObject) -> Details:
        asked.append(of.key)
        return Details()

    remote = [stored("same", b"1"), stored("other", b"2"), StoredObject("opaque", 1, "?")]
    plan_upload(
        {key: local_file(b"1") for key in ("same", "other", "opaque", "new")},
        {it.key: it for it in remote},
        details=details,
    )
    plan_download(remote, "out", local=lambda _: local_file(b"1"), details=details)
    assert asked == ["opaque", "opaque"]


def test_no_file_is_read_when_the_sizes_tell() -> None:
    content = CountedContent(b"12345")
    file = LocalFile(Path("k"), 5, content)
    plan = plan_upload({"k": file, "new": file}, {"k": stored("k", b"1")})
    assert [step.reason for step in plan.uploads] == ["other size", "no such object"]
    assert content.reads == 0


def test_what_cannot_be_read_is_skipped_and_its_object_stays() -> None:
    gone = LocalFile(Path("gone"), 1, unreadable(FileNotFoundError(2, "No such file")))
    remote = {key: stored(key, b"1") for key in ("gone", "locked/a/b", "link", "linked", "old")}
    plan = plan_upload(
        {"gone": gone, "new": gone},
        remote,
        unread={"locked": "may not be read", "link": "leads outside"},
    )
    assert [step.key for step in plan.deletions] == ["linked", "old"]
    assert plan.uploads == ()
    assert plan.copies == ()
    assert [(step.key, step.reason) for step in plan.skips] == [
        ("gone", "vanished"),
        ("link", "leads outside"),
        ("locked", "may not be read"),
        ("new", "vanished"),
    ]
    assert all(step.etag is None for step in plan.skips)


def test_a_key_that_s3_cannot_hold_is_left_out_by_name() -> None:
    plan = plan_of({"x" * 1025: b"1", "fine": b"1"}, {})
    assert [step.key for step in plan.uploads] == ["fine"]
    (skip,) = plan.skips
    assert skip.reason == "has 1025 bytes; 1024 are the most"


def test_files_that_are_all_left_out_do_not_empty_the_target() -> None:
    with pytest.raises(InvalidValue, match="'precious'"):
        plan_of({"x" * 1025: b"1"}, {"precious": Held(b"1")})


def test_an_error_of_the_storage_is_no_flaw_of_the_file() -> None:
    def details(_: StoredObject) -> Details:
        raise ApiUnreachable("the network is gone")

    opaque = StoredObject("k", 1, "opaque")
    with pytest.raises(ApiUnreachable):
        plan_upload({"k": local_file(b"1")}, {"k": opaque}, details=details)
    with pytest.raises(ApiUnreachable):
        plan_download([opaque], "out", local=lambda _: local_file(b"1"), details=details)


def lines_run(work: Callable[[], object]) -> int:
    """Count the lines of the library that run, in place of the time that they take."""
    count = 0

    def trace(frame: FrameType, event: str, arg: object) -> Any:
        nonlocal count
        if event == "call" and "_objects" not in frame.f_code.co_filename:
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def test_d46_the_work_grows_with_the_number_of_files_only() -> None:
    """D46: 4,000 changed files took 3.3 s, and four times as long for twice as many."""

    def work(count: int) -> tuple[int, int]:
        read = [CountedContent(b"%05d" % number) for number in range(count)]
        local = {f"d/{n}": LocalFile(Path(f"d/{n}"), 5, it) for n, it in enumerate(read)}
        remote = {f"d/{n}": stored(f"d/{n}", b"%05d" % (n * 7)) for n in range(count)}
        remote |= {f"e/{n}": stored(f"e/{n}", b"%05d" % n) for n in range(0, count, 3)}

        def everything() -> None:
            plan = plan_upload(local, remote)
            assert plan.uploads
            assert plan.copies
            str(plan)
            confirmed_deletions(plan, remote.values())
            plan_download(remote.values(), "out", ignores_case=True)

        return lines_run(everything), sum(it.reads for it in read)

    lines, reads = work(300)
    twice_the_lines, twice_the_reads = work(600)
    assert reads == 300
    assert twice_the_reads == 600
    assert twice_the_lines < 2.1 * lines


def test_a_plan_prints_as_a_table() -> None:
    bucket = {"old\x1b[2J": Held(b"1"), "same": Held(b"3"), "cut\nhere": Held(b"123")}
    plan = plan_of({"new": b"12", "same": b"3", "moved": b"123"}, bucket, unread={"bad": "a\nb"})
    lines = str(plan).splitlines()
    assert lines[0].split() == ["action", "bytes", "key", "reason"]
    assert lines[1].split(maxsplit=3) == [
        "copy", "3", "moved", "no such object; from 'cut\\nhere'",
    ]  # fmt: skip
    assert len(lines) == 1 + 6 + 1
    assert all(line.isprintable() for line in lines)
    assert lines[-1] == (
        "1 to upload, 1 to copy, 0 to download, 2 to delete, 2 to skip; 2 bytes to move"
    )
    assert str(SyncPlan()).endswith("0 bytes to move")


def confirmed(plan: SyncPlan, now: Iterable[StoredObject]) -> list[str]:
    return [step.key for step in confirmed_deletions(plan, now)]


def test_deletions_are_confirmed_by_a_second_listing() -> None:
    bucket = {key: Held(b"1") for key in ("p/same", "p/old", "p/replaced", "p/gone")}
    plan = plan_of({"same": b"1", "new": b"22", "copy": b"1"}, bucket, "p/")
    now = {key: stored(key, b"1") for key in ("p/same", "p/old", "p/copy")}
    now |= {"p/new": stored("p/new", b"22"), "p/replaced": stored("p/replaced", b"2")}
    now["p/of-others"] = stored("p/of-others", b"")
    assert confirmed(plan, now.values()) == ["p/old"]
    for key in ("p/same", "p/new", "p/copy"):
        with pytest.raises(StorageError, match=f"nothing was deleted.*{key!r}"):
            confirmed(plan, (it for it in now.values() if it.key != key))
    with pytest.raises(StorageError, match="cannot be trusted"):
        confirmed(plan, [*now.values(), stored("elsewhere", b"1")])


def test_a_listing_that_lacks_much_is_refused_in_few_words() -> None:
    plan = plan_of({f"k{number}": b"" for number in range(9)}, {"old": Held(b"")})
    with pytest.raises(StorageError, match=r"lacks 9 objects.*'k4' and 4 more$"):
        confirmed_deletions(plan, [])


@pytest.mark.parametrize(("first", "second"), [("a", "a/b"), ("a/b", "a/b/c/d"), ("a/b", "a/b/")])
def test_of_a_file_and_a_folder_of_one_name_both_are_refused_or_the_later_skipped(
    first: str, second: str
) -> None:
    """With ``skip_unsafe=True`` it was an error all the same, and nothing could be fetched."""
    content = b"1" if second[-1] != "/" else b""
    for keys in ((first, second), (second, first)):
        remote = [stored(key, content) for key in keys]
        plan = plan_download(remote, "out", skip_unsafe=True)
        assert [step.key for step in plan.downloads] == [first]
        (skip,) = plan.skips
        assert (skip.key, skip.etag) == (second, None)
        assert "folder of the same name as the file of" in skip.reason
        if not content:
            assert plan_download(remote, "out") == plan
            continue
        with pytest.raises(UnsafeKey, match=r"folder of the same.*skip_unsafe=True") as caught:
            plan_download(remote, "out")
        assert caught.value.keys == (first, second)


def test_two_objects_of_one_key_are_refused() -> None:
    with pytest.raises(UnsafeKey, match="one file") as caught:
        plan_download([stored("a", b"1"), stored("a", b"2")], "out")
    assert caught.value.keys == ("a",)


def test_all_that_is_refused_is_in_one_error() -> None:
    remote = [stored(key, b"1") for key in ("a/b", "a", "../x", "a/c")]
    with pytest.raises(UnsafeKey, match="of keys that clash, the later one") as caught:
        plan_download(remote, "out")
    assert caught.value.keys == ("../x", "a", "a/b", "a/c")


def test_a_key_of_a_folder_that_has_content_is_refused_or_skipped() -> None:
    """It was reported as downloaded, and its content was nowhere."""
    remote = [stored("d/", b"12345"), stored("d/a", b"1"), stored("e/", b"")]
    with pytest.raises(UnsafeKey, match=r"'d/' ends in '/'.*but has content") as caught:
        plan_download(remote, "out")
    assert caught.value.keys == ("d/",)
    plan = plan_download(remote, "out", skip_unsafe=True)
    assert [step.key for step in plan.downloads] == ["d/a", "e/"]
    assert [(step.key, step.size, step.etag) for step in plan.skips] == [("d/", 5, None)]


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        ("d/File", "d/fILE", "one file"),
        ("caf\u00e9", "cafe\u0301", "one file"),
        ("stra\u00dfe", "STRASSE", "one file"),
        ("D", "d/x", "folder of the same"),
        ("D/a", "d/A", "one file"),
    ],
)
def test_names_that_differ_in_spelling_only_clash_where_that_is_ignored(
    first: str, second: str, text: str
) -> None:
    remote = [stored(first, b"1"), stored(second, b"2")]
    with pytest.raises(UnsafeKey, match=text) as caught:
        plan_download(remote, "out", ignores_case=True)
    assert set(caught.value.keys) == {first, second}
    assert repr(first) in str(caught.value)
    assert repr(second) in str(caught.value)
    plan = plan_download(remote, "out", ignores_case=True, skip_unsafe=True)
    assert [step.key for step in plan.downloads] == [min(first, second)]
    assert len(plan_download(remote, "out", ignores_case=False).downloads) == 2


def test_unsafe_keys_are_all_refused_in_one_error_or_skipped_by_name() -> None:
    unsafe = sorted(["../x", "/etc/passwd", "a/../../b", "C:/x", "nul", "a\\b", "a//b"])
    remote = [stored(key, b"1") for key in (*unsafe, "fine")]
    with pytest.raises(UnsafeKey, match=r"'\.\./x'.* and 2 more; nothing was downloaded") as caught:
        plan_download(remote, "out")
    assert caught.value.keys == tuple(unsafe)
    plan = plan_download(remote, "out", skip_unsafe=True)
    assert [step.key for step in plan.downloads] == ["fine"]
    assert [step.key for step in plan.skips] == unsafe
    assert all(step.reason.startswith("is not safe as a file name: ") for step in plan.skips)
    assert all(step.etag is None for step in plan.skips)


def test_a_key_that_cannot_be_written_is_no_file_name() -> None:
    odd = StoredObject("a/\udcff", 1, "")
    with pytest.raises(UnsafeKey, match="UTF-8"):
        plan_download([odd], "out")


def test_what_windows_cannot_hold_is_refused_there_only() -> None:
    remote = [stored(key, b"1") for key in ("a.", "b ", "what?", "tab\t", "fine")]
    assert len(plan_download(remote, "out", windows=False).downloads) == 5
    with pytest.raises(UnsafeKey) as caught:
        plan_download(remote, "out", windows=True)
    assert set(caught.value.keys) == {"a.", "b ", "what?", "tab\t"}


hostile = st.lists(
    st.sampled_from(
        ["a", "b", "..", ".", "/", "//", "\\", "C:", "nul", " ", "\0", "...", "é", "É"]
    ),
    min_size=1,
    max_size=8,
).map("".join)


@given(st.sets(hostile, max_size=8), st.booleans(), st.booleans())
def test_no_plan_leads_outside_or_to_one_file_twice(
    keys: set[str], windows: bool, ignores_case: bool
) -> None:
    plan = plan_download(
        [stored(key, b"") for key in keys],
        "/some/folder",
        skip_unsafe=True,
        windows=windows,
        ignores_case=ignores_case,
    )
    taken = [str(step.path) for step in plan.downloads]
    assert all(os.path.normpath(path) == path for path in taken)
    assert all(Path(path).is_relative_to("/some/folder") for path in taken)
    files = [path for path, step in zip(taken, plan.downloads, strict=True) if step.key[-1] != "/"]
    if ignores_case:
        files = [path.casefold() for path in files]
    assert len(set(files)) == len(files)
    folders = {str(parent) for path in files for parent in Path(path).parents}
    assert folders.isdisjoint(files)
    assert [step.key for step in plan.downloads] == sorted(step.key for step in plan.downloads)
    assert {step.key for step in (*plan.downloads, *plan.skips)} == keys


def test_d7_a_download_compares_first_and_never_deletes() -> None:
    """D7: the official client fetches everything at each sync."""
    present: dict[Path, LocalFile | LocalFolder] = {
        Path("out/same"): local_file(b"1"),
        Path("out/changed"): local_file(b"2"),
        Path("out/extra"): local_file(b"3"),
        Path("out/folder"): LocalFolder(Path("out/folder")),
    }
    remote = [stored(key, b"1") for key in ("same", "changed", "new")] + [stored("folder/", b"")]
    plan = plan_download(remote, "out", local=present.get)
    assert [step.key for step in plan.downloads] == ["changed", "new"]
    assert [step.etag for step in plan.downloads] == [hashlib.md5(b"1").hexdigest()] * 2
    assert plan.deletions == ()
    assert all(step.etag is not None for step in plan.skips)


def test_d8_a_folder_of_a_bucket_is_left_out_of_the_paths_by_whole_components() -> None:
    """D8: the folder was a bare prefix, and ``run10/a`` became ``0/a``."""
    remote = [stored(key, b"1") for key in ("run1/a", "run1/d/b")] + [stored("run1/", b"")]
    plan = plan_download(remote, "out", strip_prefix="run1")
    assert [step.path for step in plan.downloads] == [Path("out"), Path("out/a"), Path("out/d/b")]
    assert plan.prefix == "run1/"
    with pytest.raises(InvalidValue, match="'run10/a'"):
        plan_download([stored("run10/a", b"1")], "out", strip_prefix="run1")


def test_a_local_folder_in_the_way_is_an_error() -> None:
    with pytest.raises(InvalidValue, match="folder already"):
        plan_download([stored("a", b"1")], "out", local=lambda path: LocalFolder(path))


def test_a_local_file_that_cannot_be_read_is_fetched_again() -> None:
    def locked(path: Path) -> LocalFile:
        return LocalFile(path, 1, unreadable(PermissionError(13, "Permission denied")))

    def unseen(_: Path) -> LocalFile:
        raise OSError(36, "File name too long")

    for local, text in ((locked, "Permission denied"), (unseen, "File name too long")):
        (step,) = plan_download([stored("a", b"1")], "out", local=local).downloads
        assert step.reason == f"the local file cannot be read: {text}"
