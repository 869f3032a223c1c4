"""The folders of instances: what is laid into them, brought to them, and found in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from qarnot.emulator.core.intake import Resource
from qarnot.emulator.workspace import Workspace, WorkspaceError

from .doubles import MemoryStore

IN = (Resource("in"),)


def workspace(
    folder: Path,
    store: MemoryStore,
    resources: tuple[Resource, ...] = IN,
    is_unwanted: Callable[[], bool] = lambda: False,
) -> Workspace:
    return Workspace(folder / "task", resources, store, is_unwanted)


def files_in(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def changed(made: Workspace, number: int) -> list[str]:
    return [name for name, _ in made.changed_files(number)]


def test_resources_are_fetched_once_for_all_instances(tmp_path: Path) -> None:
    store = MemoryStore(**{"in": {"a": b"1", "sub/b": b"2", "empty/": b""}})
    made = workspace(tmp_path, store)
    folders = [made.instance_folder(number) for number in range(3)]
    assert all(files_in(folder) == {"a": "1", "sub/b": "2"} for folder in folders)
    assert all((folder / "empty").is_dir() for folder in folders)
    assert store.fetched == ["a", "sub/b"]


def test_later_buckets_lie_over_earlier_ones_filtered_and_renamed(tmp_path: Path) -> None:
    store = MemoryStore(
        low={"a": b"low", "b": b"low"}, high={"v1/b": b"high", "v1/c": b"high", "v2/a": b"no"}
    )
    resources = (Resource("low"), Resource("high", prefix="v1/", strip="v1/"))
    made = workspace(tmp_path, store, resources)
    assert files_in(made.instance_folder(0)) == {"a": "low", "b": "high", "c": "high"}


def test_only_keys_that_begin_so_are_stripped(tmp_path: Path) -> None:
    store = MemoryStore(**{"in": {"v1/a": b"1", "b": b"2", "deep/v1/c": b"3"}})
    made = workspace(tmp_path, store, (Resource("in", strip="v1/"),))
    assert files_in(made.instance_folder(0)) == {"a": "1", "b": "2", "deep/v1/c": "3"}


def test_a_file_that_loses_its_whole_name_is_refused(tmp_path: Path) -> None:
    store = MemoryStore(**{"in": {"v1": b"1"}})
    made = workspace(tmp_path, store, (Resource("in", strip="v1"),))
    with pytest.raises(WorkspaceError, match="'v1' of bucket in has no name without 'v1'"):
        made.instance_folder(0)


def test_another_run_gets_a_fresh_folder(tmp_path: Path) -> None:
    made = workspace(tmp_path, MemoryStore(**{"in": {"a": b"1", "b": b"2"}}))
    folder = made.instance_folder(0)
    (folder / "a").write_text("changed")
    (folder / "b").unlink()
    (folder / "made").write_text("by the first run")
    assert changed(made, 0) == ["a", "made"]
    assert made.instance_folder(0) == folder
    assert files_in(folder) == {"a": "1", "b": "2"}
    assert changed(made, 0) == []


def test_a_failure_is_shared_but_tried_anew_by_another_run(tmp_path: Path) -> None:
    store = MemoryStore(**{"in": {"../a": b"1"}})
    made = workspace(tmp_path, store)
    for number in (0, 1):
        with pytest.raises(WorkspaceError, match="would leave the folder"):
            made.instance_folder(number)
    store.buckets["in"] = {"a": b"1"}
    with pytest.raises(WorkspaceError, match="would leave the folder"):
        made.instance_folder(2)
    assert files_in(made.instance_folder(0)) == {"a": "1"}
    assert files_in(made.instance_folder(1)) == {"a": "1"}


def test_a_stopped_task_fetches_no_more(tmp_path: Path) -> None:
    store = MemoryStore(**{"in": {"a": b"1", "b": b"2"}})
    made = workspace(tmp_path, store, is_unwanted=lambda: bool(store.fetched))
    with pytest.raises(WorkspaceError, match="stopped while its files were fetched"):
        made.instance_folder(0)
    assert store.fetched == ["a"]


def test_links_and_files_of_other_instances_are_no_results(tmp_path: Path) -> None:
    made = workspace(tmp_path, MemoryStore(**{"in": {"a": b"1"}}))
    folder = made.instance_folder(0)
    made.instance_folder(1)
    (folder / "made").write_text("x")
    (folder / "link").symlink_to("made")
    (folder / "a").unlink()
    (folder / "a").symlink_to("made")
    assert changed(made, 0) == ["made"]
    assert changed(made, 1) == []
    assert changed(made, 2) == []


def test_files_that_vanish_meanwhile_are_passed_over(tmp_path: Path) -> None:
    resources = {"b": b"1", "z/c": b"2"}
    made = workspace(tmp_path, MemoryStore(**{"in": resources}))
    folder = made.instance_folder(0)
    (folder / "a").write_text("made")
    (folder / "z" / "d").write_text("made")
    found = made.changed_files(0)
    assert next(found)[0] == "a"
    (folder / "b").unlink()
    (folder / "z" / "c").unlink()
    (folder / "z" / "d").unlink()
    (folder / "z").rmdir()
    assert list(found) == []


def refreshed(
    folder: Path, before: dict[str, bytes], after: dict[str, bytes], job: Callable[[Path], object]
) -> tuple[Workspace, Path]:
    """Lay out resources, let a job work, then change the bucket and refresh."""
    store = MemoryStore(**{"in": before})
    made = workspace(folder, store)
    instance = made.instance_folder(0)
    job(instance)
    store.buckets["in"] = after
    made.refresh(IN, [0])
    return made, instance


def test_new_and_changed_resources_are_brought(tmp_path: Path) -> None:
    made, folder = refreshed(
        tmp_path,
        {"same": b"1", "changes": b"1", "goes": b"1"},
        {"same": b"1", "changes": b"2", "new/deep": b"3"},
        lambda folder: (folder / "made").write_text("by the job"),
    )
    assert files_in(folder) == {
        "same": "1",
        "changes": "2",
        "goes": "1",
        "new/deep": "3",
        "made": "by the job",
    }
    assert changed(made, 0) == ["made"]


def _change_all(folder: Path) -> None:
    (folder / "changes").write_text("mine")
    (folder / "removed").unlink()
    (folder / "linked").unlink()
    (folder / "linked").symlink_to("changes")
    (folder / "new").write_text("mine")
    (folder / "file").write_text("mine")
    (folder / "folder").mkdir()
    (folder / "outside").symlink_to(folder.parent)


def test_what_a_job_changed_itself_is_left_alone(tmp_path: Path) -> None:
    before = dict.fromkeys(("changes", "removed", "linked"), b"1")
    after = dict.fromkeys(
        (*before, "new", "file/below", "folder", "outside/escaped", "fresh"), b"2"
    )
    made, folder = refreshed(tmp_path, before, after, _change_all)
    assert {name for name, text in files_in(folder).items() if text == "2"} == {"fresh"}
    assert (folder / "linked").is_symlink()
    assert (folder / "folder").is_dir()
    assert not (folder / "removed").exists()
    assert not (folder.parent / "escaped").exists()
    assert changed(made, 0) == ["changes", "file", "new"]


def test_only_the_instances_that_run_are_refreshed_and_later_ones_start_anew(
    tmp_path: Path,
) -> None:
    store = MemoryStore(**{"in": {"a": b"1"}})
    made = workspace(tmp_path, store)
    ended, runs = made.instance_folder(0), made.instance_folder(1)
    store.buckets["other"] = {"a": b"2"}
    made.refresh((Resource("other"),), [1, 7])
    later = made.instance_folder(2)
    texts = [files_in(folder)["a"] for folder in (ended, runs, later)]
    assert texts == ["1", "2", "2"]


def test_a_refresh_that_fails_changes_nothing(tmp_path: Path) -> None:
    store = MemoryStore(**{"in": {"a": b"1"}})
    made = workspace(tmp_path, store)
    folder = made.instance_folder(0)
    store.buckets["in"] = {"a": b"2", "a/b": b"2"}
    with pytest.raises(WorkspaceError, match="has no place"):
        made.refresh(IN, [0])
    assert files_in(folder) == {"a": "1"}
    assert files_in(made.instance_folder(1)) == {"a": "1"}


def test_a_refresh_before_anything_was_fetched_fetches_nothing(tmp_path: Path) -> None:
    store = MemoryStore(**{"in": {"a": b"1"}})
    made = workspace(tmp_path, store)
    made.refresh((Resource("other"),), [0])
    assert store.fetched == []
    store.buckets["other"] = {"b": b"1"}
    assert files_in(made.instance_folder(0)) == {"b": "1"}


def test_the_folder_of_one_instance_is_removed(tmp_path: Path) -> None:
    made = workspace(tmp_path, MemoryStore(**{"in": {"a": b"1"}}))
    folders = [made.instance_folder(number) for number in range(2)]
    for _ in range(2):
        made.remove_instance(0)
    assert [each.exists() for each in folders] == [False, True]
    made.refresh(IN, [0, 1])
    assert files_in(made.instance_folder(2)) == {"a": "1"}


@pytest.mark.parametrize("keep", [True, False])
def test_folders_are_removed_or_left_for_inspection(tmp_path: Path, keep: bool) -> None:
    made = workspace(tmp_path, MemoryStore(**{"in": {"a": b"1"}}))
    folder = made.instance_folder(0)
    made.remove(keep_instances=keep)
    made.refresh(IN, [0])
    left = [path.relative_to(tmp_path / "task").as_posix() for path in tmp_path.rglob("task/**/*")]
    assert sorted(left) == (["0", "0/a"] if keep else [])
    assert folder.exists() == keep
