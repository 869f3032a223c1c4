"""The files of a bucket as a list."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from qarnot._files import FileList, StoredFile
from qarnot.exceptions import InvalidValue

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def files(*keys: str) -> FileList:
    return FileList(StoredFile(key, 1, '"e"', NOW, "texts") for key in keys)


def test_a_file_is_a_value() -> None:
    [file] = files("a")
    assert (file.key, file.size, file.e_tag, file.last_modified) == ("a", 1, '"e"', NOW)
    assert file.bucket_name == "texts"
    assert {file, *files("a")} == {file}
    assert file != files("b")[0]


def test_a_list_of_files_can_be_used_as_a_collection_of_boto3() -> None:
    listed = files("in/a", "in/b", "in2/a", "out")
    assert [file.key for file in listed.all()] == ["in/a", "in/b", "in2/a", "out"]
    assert listed.all() is not listed
    assert listed.filter(Prefix="in/") == files("in/a", "in/b")
    assert listed.filter(Prefix="in").limit(2).filter(Prefix="in/b") == files("in/b")
    assert listed.filter() == listed
    assert listed.limit(0) == []
    assert len(listed) == 4


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"Delimiter": "/"}, "only Prefix is known, not Delimiter"),
        ({"Prefix": "a", "MaxKeys": 5, "Marker": "b"}, "not Marker, MaxKeys"),
        ({"Prefix": 5}, "Prefix: a text was expected, not 5"),
        ({"Prefix": None}, "Prefix: a text was expected, not None"),
    ],
)
def test_other_filters_are_refused(options: dict[str, Any], text: str) -> None:
    with pytest.raises(InvalidValue, match=text):
        files("a").filter(**options)


def test_a_limit_is_a_number() -> None:
    with pytest.raises(InvalidValue, match="count"):
        files("a").limit(-1)
