"""Every transfer tells how far it is."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from conftest import Colour

pytestmark = pytest.mark.anyio

CONTENT = {"a": bytes(2 * 1024 * 1024), "folder/b": b"1234", "folder/empty": b""}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for key, content in CONTENT.items():
        path = tmp_path / "local" / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path / "local"


@pytest.fixture
async def bucket(colour: Colour, connection: Any) -> AsyncIterator[Any]:
    """An empty bucket."""
    bucket = await colour.do(connection.create_bucket(f"progress-{uuid4().hex}"))
    yield bucket
    await colour.do(bucket.delete())


Transfer = Callable[[Any, Path, Any], Any]

UPLOADS: dict[str, Transfer] = {
    "add_file": lambda bucket, folder, told: bucket.add_file(folder / "a", progress=told),
    "add_file of a stream": lambda bucket, _, told: bucket.add_file(
        io.BytesIO(CONTENT["a"]), "a", progress=told
    ),
    "add_directory": lambda bucket, folder, told: bucket.add_directory(folder, progress=told),
    "sync_directory": lambda bucket, folder, told: bucket.sync_directory(folder, progress=told),
    "sync_files": lambda bucket, folder, told: bucket.sync_files(
        {key: folder / key for key in CONTENT}, progress=told
    ),
}
DOWNLOADS: dict[str, Transfer] = {
    "get_file": lambda bucket, folder, told: bucket.get_file("a", folder / "new", progress=told),
    "get_file to a stream": lambda bucket, _, told: bucket.get_file(
        "a", io.BytesIO(), progress=told
    ),
    "get_all_files": lambda bucket, folder, told: bucket.get_all_files(folder / "new", told),
    "sync_remote_to_local": lambda bucket, folder, told: bucket.sync_remote_to_local(
        folder / "new", progress=told
    ),
}
ALL = [pytest.param(name, do, id=name) for name, do in (UPLOADS | DOWNLOADS).items()]


async def carry_out(
    name: str, do: Transfer, colour: Colour, bucket: Any, folder: Path, progress: Any
) -> dict[str, bytes]:
    """Do a transfer, and give what it is to have moved."""
    if name in DOWNLOADS:
        await colour.do(bucket.sync_directory(folder))
    await colour.do(do(bucket, folder, progress))
    return {"a": CONTENT["a"]} if "_file" in name and "files" not in name else CONTENT


@pytest.mark.parametrize(("name", "do"), ALL)
async def test_d32_a_callback_is_told_of_each_file_to_its_end(
    name: str, do: Transfer, colour: Colour, bucket: Any, folder: Path
) -> None:
    told: dict[str, list[tuple[float, float]]] = {}

    def progress(done: float, total: float, key: str) -> None:
        told.setdefault(key, []).append((done, total))

    moved = await carry_out(name, do, colour, bucket, folder, progress)
    assert told.keys() == moved.keys()
    for key, content in moved.items():
        size = float(len(content))
        steps = told[key]
        assert steps[0][0] == 0
        assert steps[-1] == (size, size)
        assert all(0 <= done <= size and total in (0, size) for done, total in steps)
    assert len(told["a"]) > 3


@pytest.mark.parametrize(("name", "do"), ALL)
async def test_d32_progress_is_shown_when_it_is_asked_for(
    name: str,
    do: Transfer,
    colour: Colour,
    bucket: Any,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    moved = await carry_out(name, do, colour, bucket, folder, True)
    title = "a" if len(moved) == 1 else "3 files"
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[-1].startswith(f"{title}: 2.0 MiB in ")


@pytest.mark.parametrize(
    ("name", "do"), [each for each in ALL if each.id in ("sync_files", "get_file", "get_all_files")]
)
async def test_an_error_of_a_callback_ends_the_transfer_and_is_raised(
    name: str, do: Transfer, colour: Colour, bucket: Any, folder: Path
) -> None:
    class OutOfInk(Exception):
        pass

    def progress(done: float, total: float, key: str) -> None:
        raise OutOfInk

    with pytest.raises(OutOfInk):
        await carry_out(name, do, colour, bucket, folder, progress)
    assert not (folder / "new").is_file()
    assert not list(folder.rglob("new/a"))


async def test_what_is_up_to_date_shows_nothing(
    colour: Colour, bucket: Any, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await colour.do(bucket.sync_directory(folder))
    await colour.do(bucket.sync_directory(folder, progress=True))
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("progress", ["yes", 1, object()])
async def test_progress_that_is_none_is_refused_before_anything_is_sent(
    colour: Colour, bucket: Any, folder: Path, progress: Any
) -> None:
    with pytest.raises(ValueError, match="progress: True, False, None or a function"):
        await colour.do(bucket.sync_directory(folder, progress=progress))
    assert await colour.do(bucket.list_files()) == []
