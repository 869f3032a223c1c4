"""One attempt and its repetitions, over real sockets, in both colours."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import Colour
from rawserver import Behaviour, RawServer, answer, cut, drip, drop, silence

from qarnot.exceptions import (
    ApiTimeout,
    ApiUnreachable,
    BucketStorageUnavailableException,
    ConnectionClosed,
    InvalidValue,
    MissingTaskException,
    QarnotException,
    QarnotGenericException,
    UnauthorizedException,
    UnreadableReply,
)

pytestmark = pytest.mark.anyio

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


async def ask(colour: Colour, server: RawServer, **settings: Any) -> Any:
    """Make one reading call, with retries that do not wait."""
    connection = colour.connection(
        **{"cluster_url": server.url, "retry_wait": 0, "retry_count": 0, **settings}
    )
    try:
        return await colour.do(connection.profiles_names())
    finally:
        await colour.close(connection)


@pytest.mark.parametrize(
    "dripping",
    [
        drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
        drip(HEAD + b"Content-Length: 1000000\r\n\r\n", b" "),
        drip(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"a"),
        drip(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
        silence,
    ],
    ids=["chunks", "body", "header", "interim answers", "silence"],
)
async def test_a_server_that_never_finishes_ends_at_the_deadline(
    colour: Colour, dripping: Behaviour
) -> None:
    with RawServer(dripping) as server:
        begin = time.monotonic()
        with pytest.raises(ApiTimeout) as caught:
            await ask(colour, server, cluster_timeout=0.2)
    assert 0.15 < time.monotonic() - begin < 2
    assert isinstance(caught.value, TimeoutError)
    assert caught.value.operation == "list_profiles"


async def test_a_dropped_connection_on_a_read_is_repeated(colour: Colour) -> None:
    with RawServer(drop, drop, answer(b'["a"]')) as server:
        assert await ask(colour, server, retry_count=2) == ["a"]
        assert server.requests == ["GET /profiles"] * 3


async def test_a_dropped_connection_is_repeated_retry_count_times(colour: Colour) -> None:
    with RawServer(drop) as server:
        with pytest.raises(ApiUnreachable) as caught:
            await ask(colour, server, retry_count=3)
        assert server.requests == ["GET /profiles"] * 4
    assert caught.value.attempts == 4
    assert isinstance(caught.value, ConnectionError)


async def test_a_cut_answer_is_never_taken_for_a_whole_one(colour: Colour) -> None:
    with RawServer(cut(b'["a"]', 100), answer(b'["b"]')) as server:
        assert await ask(colour, server, retry_count=1) == ["b"]


async def test_nobody_listens(colour: Colour) -> None:
    with RawServer(silence) as server:
        pass
    with pytest.raises(ApiUnreachable):
        await ask(colour, server)


async def test_a_redirect_is_not_followed_and_names_its_target(colour: Colour) -> None:
    with RawServer(silence) as other:
        target = f"Location: {other.url}/elsewhere"
        with RawServer(answer(b"", "307 Temporary Redirect", target)) as server:
            with pytest.raises(QarnotGenericException, match="elsewhere"):
                await ask(colour, server)
        assert other.requests == []


@pytest.mark.parametrize(
    "body", [b"<html>sign in</html>", b"", b"null", b"{}", b'["a"', b"\xff\xfe", b"[" * 200_000]
)
async def test_a_reply_that_is_no_list_of_names_is_one_clear_error(
    colour: Colour, body: bytes
) -> None:
    with RawServer(answer(body)) as server:
        with pytest.raises(UnreadableReply) as caught:
            await ask(colour, server)
    assert caught.value.status == 200


async def test_a_compressed_flood_is_refused(colour: Colour) -> None:
    bomb = gzip.compress(b"[" + b" " * 64 * 1024 * 1024 + b"]")
    with RawServer(answer(bomb, "200 OK", "Content-Encoding: gzip")) as server:
        with pytest.raises(UnreadableReply, match="longer than"):
            await ask(colour, server)


@pytest.mark.parametrize("code", [401, 403])
async def test_a_refused_token_says_what_the_server_said(colour: Colour, code: int) -> None:
    refusal = answer(b'{"message":"token expired"}', f"{code} No", "X-Request-Id: r-7")
    with RawServer(refusal) as server:
        with pytest.raises(UnauthorizedException, match="token expired") as caught:
            await ask(colour, server, client_token="SECRET-TOKEN-123")
    assert caught.value.status == code
    assert caught.value.request_id == "r-7"
    assert "SECRET" not in repr(caught.value) + str(caught.value)


@pytest.mark.parametrize("code", [499, 520, 599])
async def test_a_status_that_nobody_knows_is_an_error_of_ours(colour: Colour, code: int) -> None:
    with RawServer(answer(b"", f"{code} What")) as server:
        with pytest.raises(QarnotGenericException) as caught:
            await ask(colour, server)
    assert caught.value.status == code


@pytest.mark.parametrize("uuid", ["", ".", "..", "a\nb", None])
async def test_an_id_that_would_change_the_address_is_refused(colour: Colour, uuid: Any) -> None:
    with RawServer(answer()) as server:
        connection = colour.connection(cluster_url=server.url)
        with pytest.raises(QarnotGenericException):
            await colour.do(connection.retrieve_task(uuid))
        await colour.close(connection)
        assert server.requests == []


@pytest.mark.parametrize("uuid", ["../info", "a/b", "a#b", "a?b=c", "%2e%2e"])
async def test_an_odd_id_stays_one_segment_of_the_address(colour: Colour, uuid: str) -> None:
    with RawServer(answer(b'{"message":"No such task"}', "404 Not Found")) as server:
        connection = colour.connection(cluster_url=server.url)
        with pytest.raises(MissingTaskException):
            await colour.do(connection.retrieve_task(uuid))
        await colour.close(connection)
    (path,) = (line.partition(" ")[2] for line in server.requests)
    assert path.startswith("/tasks/")
    assert path.count("/") == 2
    assert "?" not in path


async def test_a_base_path_of_the_address_is_kept(colour: Colour) -> None:
    with RawServer(answer(b"[]")) as server:
        await ask(colour, server, cluster_url=f"{server.url}/gateway/")
        assert server.requests == ["GET /gateway/profiles"]


async def test_a_closed_connection_says_so(colour: Colour) -> None:
    connection = colour.connection(cluster_url="http://127.0.0.1:9")
    await colour.close(connection)
    with pytest.raises(ConnectionClosed):
        await colour.do(connection.profiles_names())
    with pytest.raises(ConnectionClosed):
        await colour.do(connection.buckets())


async def test_output_comes_as_text_or_as_a_json_string(colour: Colour) -> None:
    task = answer(b'{"uuid":"u","state":"Success"}')
    plain = answer("température\n".encode(), "200 OK", "Content-Type: text/plain")
    quoted = answer(b'" 0> Hello world"')
    with RawServer(task, plain, quoted) as server:
        connection = colour.connection(cluster_url=server.url)
        found = await colour.do(connection.retrieve_task("u"))
        assert await colour.do(found.stdout()) == "température\n"
        assert await colour.do(found.stdout(0)) == " 0> Hello world"
        await colour.close(connection)
        assert server.requests[1:] == ["GET /tasks/u/stdout", "GET /tasks/u/stdout/0"]


@pytest.mark.parametrize("reply", [b"{}", b'{"uuid":null}', b'{"uuid":5}', b'{"uuid":"other"}'])
async def test_a_task_never_becomes_a_draft_or_another_task(colour: Colour, reply: bytes) -> None:
    task = answer(b'{"uuid":"u","state":"FullyExecuting"}')
    with RawServer(task, answer(reply)) as server:
        connection = colour.connection(cluster_url=server.url)
        found = await colour.do(connection.retrieve_task("u"))
        with pytest.raises(UnreadableReply):
            await colour.do(found.update(True))
        assert await colour.do(found.wait(0.05)) is False
        assert (found.uuid, found.state) == ("u", "FullyExecuting")
        if reply != b'{"uuid":"other"}':
            with pytest.raises(UnreadableReply):
                await colour.do(connection.retrieve_task("u"))
        await colour.close(connection)


@pytest.mark.parametrize(
    "odd",
    [
        b'"advancedResourceBuckets":5',
        b'"advancedResourceBuckets":[5,{},{"bucketName":".."}]',
        b'"resourceBuckets":[null,"/"],"resultBucket":".."',
        b'"tags":{"a":1},"labels":[1],"constants":[[],{"key":null}],"errors":"no"',
    ],
)
async def test_an_odd_value_hurts_nothing_else(colour: Colour, odd: bytes) -> None:
    with RawServer(answer(b'{"uuid":"u","state":"Success",' + odd + b"}")) as server:
        connection = colour.connection(cluster_url=server.url)
        task = await colour.do(connection.retrieve_task("u"))
        for _ in range(2):
            assert task.state == "Success"
            for name in ("resources", "results", "tags", "labels", "constants", "errors"):
                getattr(task, name)
            assert await colour.do(task.wait(1))
        await colour.close(connection)


@pytest.mark.parametrize("page", [b"{}", b'{"data":null}', b'{"data":{}}'])
async def test_what_is_no_page_is_not_an_empty_listing(colour: Colour, page: bytes) -> None:
    with RawServer(answer(page)) as server:
        connection = colour.connection(cluster_url=server.url)
        with pytest.raises(UnreadableReply):
            await colour.collect(connection.all_tasks())
        await colour.close(connection)


async def test_pages_are_followed_as_long_as_there_is_a_token(colour: Colour) -> None:
    first = answer(b'{"data":[{"uuid":"a"}],"nextToken":"t"}')
    with RawServer(first, answer(b'{"data":[{"uuid":"b"}]}')) as server:
        connection = colour.connection(cluster_url=server.url)
        tasks = await colour.collect(connection.all_tasks())
        assert [task.uuid for task in tasks] == ["a", "b"]
        await colour.close(connection)
    repeating = answer(b'{"data":[{"uuid":"a"}],"nextToken":"t","isTruncated":true}')
    with RawServer(repeating) as server:
        connection = colour.connection(cluster_url=server.url)
        with pytest.raises(UnreadableReply, match="come to an end"):
            await colour.collect(connection.all_tasks())
        await colour.close(connection)


async def test_a_token_that_the_server_repeats_is_not_shown(colour: Colour) -> None:
    token = "SECRET-TOKEN-123"
    body = b'{"message":"bad token SECRET-TOKEN-123"}'
    with RawServer(answer(body, "401 No", f"X-Request-Id: {token}")) as server:
        with pytest.raises(UnauthorizedException, match="bad token") as caught:
            await ask(colour, server, client_token=token)
    error: QarnotException = caught.value
    assert token not in f"{error!r} {error} {error.reply!r} {error.request_id}"
    page = b"<html>SECRET-TOKEN-123</html>"
    with RawServer(answer(page, "200 OK", "Content-Type: text/html")) as server:
        with pytest.raises(UnreadableReply) as unreadable:
            await ask(colour, server, client_token=token)
    error = unreadable.value
    assert error.reply == b"<html>***</html>"
    assert token not in f"{error!r} {error}"


async def test_a_token_like_a_word_spoils_no_message(colour: Colour) -> None:
    with RawServer(answer(b'{"message":"too many"}', "400 No")) as server:
        with pytest.raises(QarnotGenericException, match="too many"):
            await ask(colour, server, client_token="any")


@pytest.mark.parametrize(
    "address", ["http://1.2.3.999", "http://a..b", f"http://{'a' * 70}.b", "http://[::1"]
)
async def test_an_address_that_cannot_be_is_an_error_of_ours(colour: Colour, address: str) -> None:
    async def use() -> None:
        connection = colour.connection(cluster_url=address, retry_count=0)
        await colour.do(connection.profiles_names())

    with pytest.raises(QarnotException):
        await use()


@pytest.mark.parametrize(
    "proxy", ["http://h:abc", "http://h:99999", "[::1", "ftp://h", "://x", "socks5://h"]
)
def test_a_proxy_that_cannot_be_is_refused_without_showing_it(
    colour: Colour, proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", proxy)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with pytest.raises(InvalidValue, match="HTTP_PROXY"):
        colour.connection(cluster_url="http://cluster.example")


def test_a_certificate_file_without_certificates_is_refused(colour: Colour, tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    path.write_text("nothing")
    with pytest.raises(InvalidValue, match=r"ca\.pem"):
        colour.connection(cluster_custom_certificate=path)


@pytest.mark.parametrize(
    "address", ["http://[bad", "http://a b", "ftp://storage", "", "http://u:p@h"]
)
async def test_a_storage_address_that_cannot_be_is_an_error_of_ours(
    colour: Colour, address: str
) -> None:
    settings = answer(json.dumps({"storage": address}).encode())
    with RawServer(settings, answer(b'{"email":"a@b"}')) as server:
        connection = colour.connection(cluster_url=server.url)
        with pytest.raises(BucketStorageUnavailableException):
            await colour.do(connection.buckets())
        await colour.close(connection)


async def test_what_cannot_be_written_as_json_is_refused(colour: Colour) -> None:
    with RawServer(answer()) as server:
        connection = colour.connection(cluster_url=server.url)
        with pytest.raises(InvalidValue):
            await colour.do(connection.tasks_page(token=object()))
        task = connection.create_task("n", "docker-batch")
        task.labels["x"] = object()
        with pytest.raises(InvalidValue, match="labels"):
            await colour.do(task.submit())
        await colour.close(connection)
        assert server.requests == []


async def test_an_unreachable_address_is_named(colour: Colour) -> None:
    with RawServer(silence) as server:
        pass
    with pytest.raises(ApiUnreachable, match=server.url):
        await ask(colour, server)


async def test_making_a_connection_and_a_task_sends_nothing(colour: Colour) -> None:
    with RawServer(answer()) as server:
        connection = colour.connection(cluster_url=server.url)
        task = connection.create_task("n", "docker-batch", 1)
        repr(connection), repr(task), task.state, task.resources, task.results, task.tags
        await colour.close(connection)
        assert server.requests == []


async def test_every_error_is_ours(colour: Colour) -> None:
    def garbage(connected: socket.socket, _: threading.Event) -> None:
        connected.sendall(b"\x00\x01nonsense\r\n\r\n")

    bad_gzip = answer(b"not gzip", "200 OK", "Content-Encoding: gzip")
    for behaviour in (garbage, bad_gzip, cut(b"", 5), drop):
        with RawServer(behaviour) as server:
            with pytest.raises(QarnotException):
                await ask(colour, server)


@pytest.mark.parametrize(
    ("behaviour", "kind"),
    [
        (answer(b"x", "401 No", "Content-Encoding: br"), UnauthorizedException),
        (answer(b"not gzip", "401 No", "Content-Encoding: gzip"), UnauthorizedException),
        (answer(b"x" * 17_000_000, "401 No"), UnauthorizedException),
        (answer(b"x", "503 No", "Content-Encoding: br"), QarnotGenericException),
    ],
)
async def test_a_status_counts_whatever_its_explanation(
    colour: Colour, behaviour: Behaviour, kind: type[QarnotException]
) -> None:
    with RawServer(behaviour) as server:
        with pytest.raises(kind) as caught:
            await ask(colour, server, retry_count=0)
    assert caught.value.status in (401, 503)
    assert len(caught.value.reply or b"") <= 1024 * 1024


async def test_a_failure_whose_explanation_is_cut_is_repeated_as_its_status_says(
    colour: Colour,
) -> None:
    cut_401 = b"HTTP/1.1 401 No\r\nContent-Length: 100\r\n\r\n{"
    cut_503 = b"HTTP/1.1 503 No\r\nContent-Length: 100\r\n\r\n{"

    def saying(text: bytes) -> Behaviour:
        def behave(connected: socket.socket, _: threading.Event) -> None:
            connected.sendall(text)
            connected.close()

        return behave

    with RawServer(saying(cut_503), saying(cut_401)) as server:
        with pytest.raises(UnauthorizedException) as caught:
            await ask(colour, server, retry_count=3)
    assert caught.value.attempts == 2


@pytest.mark.parametrize(
    "setting",
    [
        {"logger": 42},
        {"transport": 42},
        {"retry_wait": 1e11},
        {"retry_count": 10**8},
        {"storage_url": "https://a..b"},
        {"storage_url": "https://exa$mple.com"},
        {"cluster_url": "https://a..b"},
        {"storage_custom_certificate": __file__},
        {"sanitize_bucket_paths": "no"},
        {"show_bucket_warnings": 0},
        {"strict": "no"},
        {"max_reply_bytes": 0},
        {"cluster_proxy": "socks5://localhost:1"},
        {"storage_proxy": "ftp://localhost:1"},
    ],
    ids=lambda setting: "-".join(setting),
)
def test_a_setting_that_cannot_be_is_refused_at_once(
    colour: Colour, setting: dict[str, Any]
) -> None:
    with pytest.raises(InvalidValue, match=next(iter(setting))):
        colour.connection(**setting)
