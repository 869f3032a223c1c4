"""The main job on the emulated cluster, in both colours."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import Colour
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from qarnot.emulator import Emulator
from qarnot.exceptions import (
    InvalidValue,
    LocalFileError,
    MissingBucketException,
    MissingLocalFile,
    MissingProfileException,
    MissingTaskException,
    MissingTaskInstanceException,
    NotSubmitted,
    QarnotGenericException,
    ReadOnlyAttribute,
    ShortnameConflict,
)

pytestmark = pytest.mark.anyio


def echo(connection: Any, command: str, count: int | str = 1, **more: Any) -> Any:
    task = connection.create_task("a task", "docker-batch", count, **more)
    task.constants["DOCKER_CMD"] = command
    return task


async def test_the_greeting(colour: Colour, connection: Any) -> None:
    task = echo(connection, "echo hello world from ${INSTANCE_ID}!", 2)
    await colour.do(task.run())
    assert sorted((await colour.do(task.stdout())).splitlines()) == [
        "0> hello world from 0!",
        "1> hello world from 1!",
    ]
    assert await colour.do(task.stdout(1)) == "hello world from 1!\n"
    assert task.state == "Success"
    assert task.errors == []
    with pytest.raises(MissingTaskInstanceException):
        await colour.do(task.stdout(7))


async def test_a_run_ends_soon_after_its_task(
    colour: Colour, connection: Any, cluster: Emulator
) -> None:
    task = echo(connection, "true")
    begin = time.monotonic()
    await colour.do(task.run())
    assert time.monotonic() - begin < 2


async def test_a_failing_command_gives_errors_and_does_not_raise(
    colour: Colour, connection: Any
) -> None:
    task = echo(connection, "echo broken >&2; exit 3")
    await colour.do(task.run())
    assert task.state == "Failure"
    assert "3" in str(task.errors[0])
    assert await colour.do(task.stderr(0)) == "broken\n"


async def test_fresh_output_comes_once(colour: Colour, connection: Any) -> None:
    task = echo(connection, "echo once")
    await colour.do(task.run())
    assert await colour.do(task.fresh_stdout()) == "0> once\n"
    assert await colour.do(task.fresh_stdout()) == ""
    assert await colour.do(task.stdout()) == "0> once\n"
    assert await colour.do(task.fresh_stdout(0)) == "once\n"
    assert await colour.do(task.fresh_stderr()) == ""


async def test_wait_tells_an_end_from_a_timeout(colour: Colour, connection: Any) -> None:
    task = echo(connection, "sleep 60")
    assert await colour.do(task.wait(0.1)) is False
    await colour.do(task.submit())
    assert await colour.do(task.wait(0.3)) is False
    await colour.do(task.abort())
    assert await colour.do(task.wait(10)) is True
    assert task.state == "Cancelled"


async def test_a_run_that_takes_too_long_is_aborted(colour: Colour, connection: Any) -> None:
    task = echo(connection, "sleep 60")
    await colour.do(task.run(job_timeout=0.3))
    assert task.state == "Cancelled"


async def test_a_run_that_ends_in_time_is_not_aborted_and_gives_its_results(
    colour: Colour, connection: Any, tmp_path: Path
) -> None:
    results = await colour.do(connection.create_bucket("timely-results"))
    task = echo(connection, "echo done > out.txt")
    task.results = results
    await colour.do(task.run(output_dir=tmp_path / "new" / "folder", job_timeout=30))
    assert task.state == "Success"
    assert (tmp_path / "new" / "folder" / "out.txt").read_text() == "done\n"


async def test_files_go_in_and_come_out(colour: Colour, connection: Any, tmp_path: Path) -> None:
    suffix = "async" if colour.is_async else "sync"
    inputs = await colour.do(connection.create_bucket(f"inputs-{suffix}"))
    results = await colour.do(connection.create_bucket(f"results-{suffix}"))
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "a.txt").write_text("one two\n")
    (tmp_path / "in" / "deep" / "b.txt").write_text("three\n")
    report = await colour.do(inputs.sync_directory(tmp_path / "in"))
    assert sorted(report.uploaded) == ["a.txt", "deep/b.txt"]
    assert (await colour.do(inputs.sync_directory(tmp_path / "in"))).uploaded == ()
    await colour.do(inputs.add_string("four\n", "c.txt"))
    listed = await colour.do(inputs.list_files())
    assert {item.key: item.size for item in listed} == {"a.txt": 8, "deep/b.txt": 6, "c.txt": 5}

    task = echo(connection, "cat a.txt deep/b.txt c.txt > all.$INSTANCE_ID; echo new >> a.txt", 2)
    task.resources.append(inputs)
    task.results = results
    await colour.do(task.run())
    assert task.errors == []
    keys = await colour.do(task.download_results(tmp_path / "out"))
    assert keys == ["a.txt", "all.0", "all.1"]
    assert (tmp_path / "out" / "all.1").read_text() == "one two\nthree\nfour\n"

    found = await colour.do(connection.retrieve_task(task.uuid))
    assert [bucket.uuid for bucket in found.resources] == [inputs.uuid]
    assert found.results == results
    assert results.uuid in {bucket.uuid for bucket in await colour.do(connection.buckets())}
    await colour.do(found.delete(purge_resources=True, purge_results=True))
    assert found.state == "Deleted"
    with pytest.raises(MissingTaskException):
        await colour.do(connection.retrieve_task(task.uuid))
    with pytest.raises(MissingBucketException):
        await colour.do(connection.retrieve_bucket(inputs.uuid))


async def test_a_folder_for_results_is_made_even_when_there_are_none(
    colour: Colour, connection: Any, tmp_path: Path
) -> None:
    task = echo(connection, "true")
    task.results = await colour.do(connection.create_bucket("no-results"))
    await colour.do(task.run(output_dir=tmp_path / "made"))
    assert list((tmp_path / "made").iterdir()) == []


async def test_purging_deletes_only_what_the_task_was_submitted_with(
    colour: Colour, connection: Any
) -> None:
    suffix = "a" if colour.is_async else "s"
    own = await colour.do(connection.create_bucket(f"own-{suffix}"))
    other = await colour.do(connection.create_bucket(f"other-{suffix}"))
    task = echo(connection, "true")
    task.results = own
    await colour.do(task.run())
    task.results = other
    task.resources.append(other)
    await colour.do(task.delete(purge_resources=True, purge_results=True))
    left = {bucket.uuid for bucket in await colour.do(connection.buckets())}
    assert other.uuid in left
    assert own.uuid not in left


async def test_a_task_without_a_results_bucket_says_so(
    colour: Colour, connection: Any, tmp_path: Path
) -> None:
    task = echo(connection, "true")
    await colour.do(task.run())
    with pytest.raises(QarnotGenericException, match="results bucket"):
        await colour.do(task.download_results(tmp_path))


async def test_submitting_twice_makes_one_task(
    colour: Colour, connection: Any, cluster: Emulator
) -> None:
    task = echo(connection, "true")
    await colour.do(task.submit())
    uuid = task.uuid
    await colour.do(task.submit())
    assert task.uuid == uuid
    assert [one.uuid for one in cluster.tasks].count(uuid) == 1


async def test_a_submission_answered_502_after_it_was_created_makes_one_task(
    colour: Colour, httpserver: HTTPServer
) -> None:
    answers: list[int] = []

    with Emulator(runner="none") as cluster:

        def lose_the_first_answer(request: Request) -> Response:
            forwarded = httpx.request(
                request.method,
                cluster.cluster_url + request.path,
                content=request.get_data(),
                headers={"Authorization": "any", "Content-Type": "application/json"},
            )
            is_first_submission = request.method == "POST" and not answers
            answers.append(502 if is_first_submission else forwarded.status_code)
            if is_first_submission:
                return Response("<html>Bad Gateway</html>", 502, content_type="text/html")
            kind = forwarded.headers["content-type"]
            return Response(forwarded.content, forwarded.status_code, content_type=kind)

        everything = re.compile(".*")
        httpserver.expect_request(everything).respond_with_handler(lose_the_first_answer)
        connection = colour.connection(
            cluster_url=httpserver.url_for("").rstrip("/"), retry_wait=0.01
        )
        task = echo(connection, "true")
        await colour.do(task.submit())
        await colour.close(connection)

        assert answers == [502, 200]
        assert [one.uuid for one in cluster.tasks] == [task.uuid]


async def test_a_shortname_finds_its_task_and_is_not_given_twice(
    colour: Colour, connection: Any
) -> None:
    name = f"nightly-{'a' if colour.is_async else 's'}"
    task = echo(connection, "true", shortname=name)
    await colour.do(task.submit())
    assert (await colour.do(connection.retrieve_task(name))).uuid == task.uuid
    with pytest.raises(ShortnameConflict, match=name):
        await colour.do(echo(connection, "false", shortname=name).submit())
    with pytest.raises(MissingProfileException, match="no-profile"):
        await colour.do(connection.create_task("n", "no-profile").submit())


async def test_what_is_wrong_is_said_before_anything_is_sent(
    colour: Colour, connection: Any, cluster: Emulator
) -> None:
    before = len(cluster.tasks)
    for task, field in [
        (connection.create_task("n", None, 1), "profile"),
        (connection.create_task("n", "docker-batch", 0), "instancecount"),
    ]:
        with pytest.raises(InvalidValue, match=field):
            await colour.do(task.submit())
    both = connection.create_task("n", "docker-batch", 2)
    both.advanced_range = "0-3"
    with pytest.raises(InvalidValue, match="advanced_range"):
        await colour.do(both.submit())
    with pytest.raises(InvalidValue):
        connection.create_task("", "docker-batch")
    with pytest.raises(NotSubmitted):
        await colour.do(connection.create_task("n", "docker-batch").abort())
    assert len(cluster.tasks) == before


async def test_ranges_say_which_instances_run(colour: Colour, connection: Any) -> None:
    task = echo(connection, "echo $INSTANCE_ID of $INSTANCE_COUNT", "3,5-6")
    await colour.do(task.run())
    lines = sorted((await colour.do(task.stdout())).splitlines())
    assert [line.split("> ")[0] for line in lines] == ["3", "5", "6"]


async def test_a_text_says_which_instance_and_constants_are_any_scalar(
    colour: Colour, connection: Any
) -> None:
    task = echo(connection, "echo $NUMBER $TEXT $BYTES", "1")
    task.constants.update(NUMBER=5, TEXT="a b", BYTES=b"c", NOTHING=None)
    await colour.do(task.run())
    assert await colour.do(task.stdout(1)) == "5 a b c\n"
    assert task.constants["NUMBER"] == "5"


async def test_an_edit_survives_a_refresh(colour: Colour, connection: Any) -> None:
    task = echo(connection, "sleep 30")
    task.tags = ["first"]
    tags = task.tags
    await colour.do(task.submit())
    tags.append("second")
    await colour.do(task.update(True))
    assert task.tags is tags
    assert tags == ["first", "second"]
    with pytest.raises(ReadOnlyAttribute):
        task.name = "too late"
    await colour.do(task.delete())


async def test_tags_do_not_freeze_a_task(colour: Colour, connection: Any) -> None:
    task = echo(connection, "true")
    task.tags = ["a"]
    task.update_cache_time = 0
    await colour.do(task.submit())
    deadline = time.monotonic() + 10
    while task.state != "Success" and time.monotonic() < deadline:
        if colour.is_async:
            await colour.do(task.update())
    assert task.state == "Success"


async def test_missing_things_have_errors_of_their_own(colour: Colour, connection: Any) -> None:
    with pytest.raises(MissingTaskException):
        await colour.do(connection.retrieve_task("no-such-task"))
    with pytest.raises(MissingProfileException):
        await colour.do(connection.retrieve_profile("no-such-profile"))
    with pytest.raises(MissingBucketException):
        await colour.do(connection.retrieve_bucket("no-such-bucket"))
    task = echo(connection, "true")
    task.resources = [
        type(await colour.do(connection.create_bucket("exists")))(connection, "gone", create=False)
    ]
    with pytest.raises(MissingBucketException):
        await colour.do(task.submit())


async def test_reading_buckets_of_a_task_creates_none(
    colour: Colour, connection: Any, cluster: Emulator
) -> None:
    task = echo(connection, "true")
    task.results = await colour.do(connection.create_bucket("short-lived"))
    await colour.do(task.run())
    await colour.do(task.results.delete())
    found = await colour.do(connection.retrieve_task(task.uuid))
    assert found.results.uuid == "short-lived"
    names = {bucket.uuid for bucket in await colour.do(connection.buckets())}
    assert "short-lived" not in names


async def test_listings_come_page_by_page_and_by_tag(colour: Colour) -> None:
    with Emulator(runner="none") as cluster:
        connection = colour.connection(cluster_url=cluster.cluster_url)
        for number in range(5):
            task = echo(connection, "true", shortname=f"t{number}")
            task.tags = ["even" if number % 2 == 0 else "odd", "all"]
            await colour.do(task.submit())
        page = await colour.do(connection.tasks_page(maximum=2))
        assert len(page.page_data) == 2
        assert page.is_truncated
        rest = await colour.do(connection.tasks_page(token=page.next_token, maximum=50))
        assert len(rest.page_data) == 3
        assert not rest.is_truncated
        every = await colour.collect(connection.all_tasks())
        assert sorted(task.shortname for task in every) == [f"t{n}" for n in range(5)]
        odd = await colour.collect(connection.all_tasks(tags=("odd",)))
        assert sorted(task.shortname for task in odd) == ["t1", "t3"]
        both = await colour.collect(
            connection.all_tasks(tags=["odd", "even"], tags_intersect=["all", "even"])
        )
        assert sorted(task.shortname for task in both) == ["t0", "t2", "t4"]
        await colour.close(connection)


async def test_a_summary_gives_its_details_when_they_are_asked_for(
    colour: Colour, connection: Any
) -> None:
    task = echo(connection, "true")
    task.tags = ["here"]
    await colour.do(task.submit())
    tasks = await colour.collect(connection.all_tasks())
    (found,) = (one for one in tasks if one.uuid == task.uuid)
    assert found.lacks_details
    if colour.is_async:
        with pytest.raises(QarnotGenericException, match="update"):
            found.tags  # noqa: B018 - reading is what is tested
        await colour.do(found.update())
    assert found.tags == ["here"]


async def test_the_account_and_its_profiles(
    colour: Colour, connection: Any, cluster: Emulator
) -> None:
    user = await colour.do(connection.user_info) if colour.is_async else connection.user_info
    assert "@" in user.email
    assert user.max_cores >= 1
    names = await colour.do(connection.profiles_names())
    assert "docker-batch" in names
    profile = await colour.do(connection.retrieve_profile("docker-batch"))
    assert "DOCKER_CMD" in dict(profile.constants)
    storage = await colour.do(connection.storage) if colour.is_async else connection.storage
    assert storage == cluster.storage_url


async def test_single_files_go_up_and_down(
    colour: Colour, connection: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    bucket = await colour.do(connection.create_bucket("single"))
    Path("local.txt").write_text("hello")
    await colour.do(bucket.add_file(Path("local.txt")))
    with open("local.txt", "rb") as file:
        await colour.do(bucket.add_file(file, "deep/other.txt"))
        assert not file.closed
    assert await colour.do(bucket.get_file("deep/other.txt")) == "deep/other.txt"
    assert await colour.do(bucket.get_file("local.txt", "folder/")) == "folder/local.txt"
    assert Path("folder/local.txt").read_text() == "hello"
    report = await colour.do(bucket.get_all_files("all"))
    assert report.downloaded == ("deep/other.txt", "local.txt")
    report = await colour.do(bucket.get_all_files("all"))
    assert report.skipped == ("deep/other.txt", "local.txt")
    assert report.bytes_moved == 0
    await colour.do(bucket.delete())


async def test_a_bucket_is_created_by_its_constructor_in_blocking_code_only(
    colour: Colour, connection: Any
) -> None:
    kind = type(await colour.do(connection.create_bucket("made-before")))
    if colour.is_async:
        with pytest.raises(InvalidValue, match="create_bucket"):
            kind(connection, "made-now")
    else:
        kind(connection, "made-now")
        assert connection.retrieve_bucket("made-now").uuid == "made-now"


async def test_progress_is_told_to_a_function_or_shown_when_true(
    colour: Colour, connection: Any, tmp_path: Path
) -> None:
    bucket = await colour.do(connection.create_bucket("progress"))
    (tmp_path / "in").mkdir()
    for name in ("a", "b"):
        (tmp_path / "in" / name).write_text(name * 1000)
    told: list[tuple[float, float, str]] = []
    await colour.do(bucket.sync_directory(tmp_path / "in", progress=lambda *one: told.append(one)))
    assert {key: (done, total) for done, total, key in told} == {
        "a": (1000, 1000),
        "b": (1000, 1000),
    }
    await colour.do(bucket.get_all_files(tmp_path / "out", True))
    await colour.do(bucket.get_file("a", tmp_path / "one", progress=False))
    with pytest.raises(InvalidValue, match="progress"):
        await colour.do(bucket.get_file("a", tmp_path / "one", progress="yes"))
    await colour.do(bucket.delete())


async def test_an_error_of_a_users_own_function_comes_out_as_it_is(
    colour: Colour, connection: Any, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x")
    bucket = await colour.do(connection.create_bucket("callback"))

    def fail(done: float, total: float, key: str) -> None:
        raise ValueError("the user's own")

    with pytest.raises(ValueError, match=r"^the user's own"):
        await colour.do(bucket.sync_directory(tmp_path, progress=fail))
    await colour.do(bucket.delete())


async def test_files_of_this_machine_have_errors_of_their_own(
    colour: Colour, connection: Any, tmp_path: Path
) -> None:
    bucket = await colour.do(connection.create_bucket("local-errors"))
    await colour.do(bucket.add_string("x", "key"))
    (tmp_path / "file").write_text("")
    with pytest.raises(MissingLocalFile) as caught:
        await colour.do(bucket.add_file(tmp_path / "missing"))
    assert isinstance(caught.value, FileNotFoundError)
    with pytest.raises(LocalFileError):
        await colour.do(bucket.add_file(tmp_path / "file" / "below"))
    with pytest.raises(LocalFileError):
        await colour.do(bucket.get_file("key", tmp_path / "file" / "below"))
    for path in ("nul\0byte", "", 5, b"bytes", "half\udc00pair\ud800"):
        with pytest.raises(InvalidValue, match="local"):
            await colour.do(bucket.get_file("key", path))
        with pytest.raises(InvalidValue, match="directory"):
            await colour.do(bucket.sync_directory(path))
    for wrong in (5, None, Path("key"), b"key", ""):
        with pytest.raises(InvalidValue, match="remote"):
            await colour.do(bucket.get_file(wrong))
    with pytest.raises(InvalidValue, match="string"):
        await colour.do(bucket.add_string("\ud800", "key"))
    await colour.do(bucket.delete())
