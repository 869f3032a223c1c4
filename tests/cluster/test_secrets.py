"""Secrets, in both colours: texts and JSON values, folders, and what never shows."""

from __future__ import annotations

import json
import logging
import re
import socket
import traceback
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import quote

import pytest
from conftest import Colour
from hypothesis import HealthCheck, given, settings, strategies as st
from pytest_httpserver import HTTPServer
from rawserver import RawServer
from task_support import Relay, WrittenAnswers, a_task, connections, new_name, requests_since
from werkzeug import Request, Response

import qarnot.aio
import qarnot.carbon_facts
import qarnot.credits_client
import qarnot.secrets
from qarnot.emulator import Emulator
from qarnot.exceptions import (
    ApiUnreachable,
    InvalidValue,
    QarnotException,
    QarnotGenericException,
    SecretConflictException,
    SecretNotFoundException,
    UnauthorizedException,
    UnreadableReply,
)
from qarnot.hooks import Attempt

pytestmark = pytest.mark.anyio

VALUE = "correct horse battery staple"
SEARCH = "/secrets-manager/search/"


@pytest.fixture
async def to_server(colour: Colour, httpserver: HTTPServer) -> AsyncIterator[Any]:
    """Secrets of a server whose answers are written, and that server."""
    answers = WrittenAnswers.on(httpserver)
    async with connections(colour) as connect:
        yield connect(answers.url, retry_count=0).secrets, answers


async def test_a_secret_is_created_read_changed_and_deleted(
    colour: Colour, connection: Any
) -> None:
    secrets, key = connection.secrets, f"{new_name('folder')}/name"
    assert await colour.do(secrets.create_secret(key, VALUE)) == key
    assert await colour.do(secrets.get_secret(key)) == VALUE
    assert await colour.do(secrets.update_secret(key, "")) is None
    assert await colour.do(secrets.get_secret(key)) == ""
    assert await colour.do(secrets.delete_secret(key)) is None
    for call in (
        secrets.get_secret,
        secrets.delete_secret,
        secrets.get_secret_json,
        lambda key: secrets.update_secret(key, VALUE),
    ):
        with pytest.raises(SecretNotFoundException, match=key) as caught:
            await colour.do(call(key))
        assert (caught.value.status, isinstance(caught.value, QarnotException)) == (404, True)


async def test_a_secret_that_exists_is_not_created_again(colour: Colour, connection: Any) -> None:
    secrets, key = connection.secrets, new_name("key")
    await colour.do(secrets.create_secret(key, VALUE))
    with pytest.raises(SecretConflictException) as caught:
        await colour.do(secrets.create_secret(key, "another value"))
    assert caught.value.status == 409
    assert await colour.do(secrets.get_secret(key)) == VALUE


async def test_the_slashes_at_the_ends_of_a_key_do_not_count(
    colour: Colour, connection: Any
) -> None:
    secrets, folder = connection.secrets, new_name("folder")
    assert await colour.do(secrets.create_secret(f"/{folder}/a/", VALUE)) == f"{folder}/a"
    assert await colour.do(secrets.get_secret(f"//{folder}/a")) == VALUE
    assert await colour.do(secrets.list_secrets(f"/{folder}/")) == [f"{folder}/a"]


async def test_a_connection_of_the_other_colour_is_refused(colour: Colour) -> None:
    other_colour = Colour("sync" if colour.is_async else "async")
    own, other = colour.connection(), other_colour.connection()
    kinds: list[Any] = [
        qarnot.secrets.Secrets,
        qarnot.credits_client.CreditsClient,
        qarnot.carbon_facts.CarbonClient,
    ]
    for kind in (
        [getattr(qarnot.aio, each.__name__) for each in kinds] if colour.is_async else kinds
    ):
        for odd in (other, None, "a connection"):
            with pytest.raises(InvalidValue, match=f"class {type(own).__name__} was expected"):
                kind(odd)
        assert kind(own)
    assert isinstance(
        own.secrets, qarnot.aio.Secrets if colour.is_async else qarnot.secrets.Secrets
    )
    await colour.close(own)
    await other_colour.close(other)


@pytest.mark.parametrize(
    "key",
    [
        *("", "/", "//", ".", "..", "../../tasks/x", "a/../b", "a/./b", "a//b", "a/..", "./a"),
        *("a\nb", "a\0", "\x7f", "\ud800", "k" * 2049, None, 1, b"a", ["a"]),
    ],
)
async def test_d17_a_key_that_leads_elsewhere_is_refused_unsent(
    colour: Colour, connection: Any, cluster: Emulator, key: Any
) -> None:
    secrets, begin = connection.secrets, len(cluster.ledger)
    calls: list[Callable[[], Any]] = [
        lambda: secrets.get_secret(key),
        lambda: secrets.get_secret_json(key),
        lambda: secrets.create_secret(key, VALUE),
        lambda: secrets.create_secret_json(key, VALUE),
        lambda: secrets.update_secret(key, VALUE),
        lambda: secrets.update_secret_json(key, VALUE),
        lambda: secrets.delete_secret(key),
    ]
    if not isinstance(key, str) or key.strip("/"):
        calls += [lambda: secrets.list_secrets(key), lambda: secrets.list_secrets(key, True)]
    for call in calls:
        with pytest.raises(InvalidValue, match=r"^Error: (key|prefix): "):
            await colour.do(call())
    sent = [each for each in requests_since(cluster, begin) if "secrets" in each.path]
    assert [each for each in sent if each.path.endswith(("tasks/x", ".."))] == []


@pytest.mark.parametrize(
    "name", ["a#b", "a?b=1", "a%2Fb", "a b&c", "é/日本", "%2e%2e", "a\\b", "…"]
)
async def test_d17_a_key_of_odd_characters_stays_one_key(
    colour: Colour, connection: Any, cluster: Emulator, name: str
) -> None:
    secrets, folder = connection.secrets, new_name("folder")
    key = f"{folder}/{name}"
    await colour.do(secrets.create_secret(key, VALUE))
    [sent] = [each.path for each in cluster.ledger if folder in each.path]
    assert sent.startswith(f"/secrets-manager/data/{folder}/")
    assert not set("#?& ") & set(sent)
    assert await colour.do(secrets.get_secret(key)) == VALUE
    assert await colour.do(secrets.list_secrets(folder, True)) == [key]
    with pytest.raises(SecretNotFoundException):
        await colour.do(secrets.get_secret(f"{folder}/a"))
    await colour.do(secrets.delete_secret(key))


# JSON values


@pytest.mark.parametrize(
    "value", [None, True, 0, -1.5, "text", "é 😀", [], [1, [None]], {"a": {"b": 1}}]
)
async def test_a_json_value_comes_back_as_it_went(
    colour: Colour, connection: Any, value: Any
) -> None:
    secrets, key = connection.secrets, new_name("key")
    await colour.do(secrets.create_secret_json(key, value))
    found = await colour.do(secrets.get_secret_json(key))
    assert (found, type(found)) == (value, type(value))
    await colour.do(secrets.update_secret_json(key, [value]))
    assert json.loads(await colour.do(secrets.get_secret(key))) == [value]


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=3)
    ),
    max_leaves=8,
)


@pytest.mark.filterwarnings("error")
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=JSON_VALUES)
def test_any_json_value_comes_back(cluster: Emulator, value: Any) -> None:
    with cluster.connect() as connection:
        key = connection.secrets.create_secret_json(new_name("any"), value)
        assert connection.secrets.get_secret_json(key) == value


@pytest.mark.parametrize(
    "value",
    [float("nan"), {1: VALUE}, {VALUE}, [VALUE, object()], b"bytes", "\ud800", 10**5000],
    ids=lambda value: type(value).__name__,
)
async def test_what_json_cannot_hold_is_refused_and_not_shown(
    colour: Colour, connection: Any, value: Any
) -> None:
    for call in (connection.secrets.create_secret_json, connection.secrets.update_secret_json):
        with pytest.raises(InvalidValue, match="value: something that JSON can hold") as caught:
            await colour.do(call("key", value))
        assert VALUE not in whole_text(caught.value)


@pytest.mark.parametrize(
    "text",
    ["", "not JSON: " + VALUE, '{"a": "' + VALUE, "NaN", pytest.param("[" * 9999, id="deep")],
)
async def test_a_secret_that_holds_no_json_is_named_and_not_shown(
    colour: Colour, connection: Any, text: str
) -> None:
    secrets, key = connection.secrets, new_name("key")
    await colour.do(secrets.create_secret(key, text))
    with pytest.raises(UnreadableReply, match=f"'{key}' does not hold JSON") as caught:
        await colour.do(secrets.get_secret_json(key))
    assert VALUE not in whole_text(caught.value)
    assert caught.value.__context__ is None


# What never shows


def whole_text(error: BaseException) -> str:
    """Give all that an error shows, to people and to code."""
    parts = "".join(traceback.format_exception(error)), repr(error), repr(vars(error))
    return "\n".join(parts)


@pytest.mark.parametrize("value", [None, 1, b"bytes of a secret", ["list of a secret"], "\ud800"])
async def test_a_value_that_is_no_text_is_refused_and_not_shown(
    colour: Colour, connection: Any, cluster: Emulator, value: Any
) -> None:
    begin = len(cluster.ledger)
    for call in (connection.secrets.create_secret, connection.secrets.update_secret):
        with pytest.raises(InvalidValue, match=r"^Error: value: a text ") as caught:
            await colour.do(call("key-of-no-text", value))
        assert "of a secret" not in whole_text(caught.value)
    assert not [each for each in requests_since(cluster, begin) if "no-text" in each.path]


# How a server may quote the value that it was sent, whole or in part.
QUOTES: list[Callable[[str], Any]] = [
    lambda value: {"message": f"bad: {value}"},
    lambda value: {"message": f"bad: {json.dumps({'Value': value})}"},
    lambda value: {"title": f"bad: …{value[3:-3]}…"},
    lambda value: {"error": {"message": value[-6:]}},
    lambda value: {"errors": {"Value": [f"no: {value}"], value: value}},
    lambda value: value,
]


@pytest.mark.parametrize("value", [VALUE, 'a "quoted"\nstaple', "7351", {"leaf": ["horse"]}])
@pytest.mark.parametrize("status", [200, 302, 400, 403, 404, 409, 422, 500])
async def test_a_value_that_the_server_sends_back_is_not_shown(
    colour: Colour, httpserver: HTTPServer, caplog: Any, value: Any, status: int
) -> None:
    said: list[Callable[[str], Any]] = []

    def refuse(request: Request) -> Response:
        if request.method == "GET":
            return Response('{"value": "another"}', content_type="application/json")
        sent = json.loads(request.get_data())["Value"]
        where = {"Location": f"/{quote(sent)}"} if status == 302 else {}
        # The success is one that cannot be read.
        kind = "text/html" if status == 200 else "application/json"
        return Response(json.dumps(said[-1](sent)), status, where, content_type=kind)

    httpserver.expect_request("/secrets-manager/data/k").respond_with_handler(refuse)
    caplog.set_level(logging.DEBUG, "qarnot")
    attempts: list[Attempt] = []
    words = re.compile("|".join(re.findall(r"\w{4,}", str(value))))
    async with connections(colour) as connect:
        url = httpserver.url_for("").rstrip("/")
        secrets = connect(url, retry_count=1, hooks=[attempts.append]).secrets
        for quoted in QUOTES:
            said.append(quoted)
            for call in (secrets.create_secret_json, secrets.update_secret_json):
                with pytest.raises(QarnotException, match="are left out") as caught:
                    await colour.do(call("k", value))
                assert not words.search(whole_text(caught.value))
                assert (caught.value.status, caught.value.reply) == (status, None)
                assert (caught.value.__cause__, caught.value.__context__) == (None, None)
        assert not words.search(repr(secrets))
    assert len(attempts) >= 2 * len(QUOTES)
    assert not any(words.search(f"{each.path} {each.error} {each.request_id}") for each in attempts)
    assert not words.search(caplog.text)


async def test_an_answer_that_is_badly_cut_into_chunks_is_not_shown(
    colour: Colour, caplog: Any
) -> None:
    def answer(connected: socket.socket, _: object) -> None:
        head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        connected.sendall(f"{head}{json.dumps({'value': VALUE})}\r\n".encode())

    caplog.set_level(logging.DEBUG, "qarnot")
    attempts: list[Attempt] = []
    with RawServer(answer) as server:
        async with connections(colour) as connect:
            secrets = connect(server.url, retry_count=0, hooks=[attempts.append]).secrets
            calls: list[Callable[[], Any]] = [
                lambda: secrets.create_secret("k", VALUE),
                lambda: secrets.update_secret("k", VALUE),
                lambda: secrets.get_secret("k"),
            ]
            for call in calls:
                with pytest.raises(ApiUnreachable, match="illegal chunk header") as caught:
                    await colour.do(call())
                assert VALUE not in whole_text(caught.value)
    assert [each.error for each in attempts] == ["illegal chunk header"] * len(attempts)
    assert VALUE not in caplog.text


async def test_a_refusal_says_what_is_wrong_in_words_of_our_own(
    colour: Colour, to_server: Any
) -> None:
    secrets, answers = to_server
    answers.add("PUT", "/secrets-manager/data/k", 409, 403, 400)
    answers.add("PATCH", "/secrets-manager/data/k", 404)
    kinds: list[tuple[type[QarnotException], str]] = [
        (SecretConflictException, "^there is a secret of this key already; .* 409"),
        (UnauthorizedException, "^the token is wrong or may not do this; .* 403"),
        (QarnotGenericException, "^Error: the API answered with status 400; "),
    ]
    for kind, text in kinds:
        with pytest.raises(kind, match=text):
            await colour.do(secrets.create_secret("k", VALUE))
    with pytest.raises(SecretNotFoundException, match=r"^there is no such secret; "):
        await colour.do(secrets.update_secret("k", VALUE))


@pytest.mark.parametrize("body", [b'{"value": "half of a secret', b'["half of a secret"]'])
async def test_an_answer_that_cannot_be_read_is_not_shown(
    colour: Colour, httpserver: HTTPServer, body: bytes
) -> None:
    httpserver.expect_request("/secrets-manager/data/k").respond_with_data(
        body, content_type="application/json"
    )
    async with connections(colour) as connect:
        secrets = connect(httpserver.url_for("").rstrip("/"), retry_count=0).secrets
        with pytest.raises(UnreadableReply) as caught:
            await colour.do(secrets.get_secret("k"))
    assert "half of" not in whole_text(caught.value)
    assert caught.value.__context__ is None


async def test_a_value_is_not_logged(colour: Colour, connection: Any, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    secrets, key = connection.secrets, new_name("key")
    await colour.do(secrets.create_secret(key, VALUE))
    await colour.do(secrets.update_secret(key, VALUE))
    await colour.do(secrets.get_secret(key))
    assert key in caplog.text
    assert VALUE not in caplog.text


async def test_a_missing_value_counts_as_empty_and_another_kind_as_unreadable(
    colour: Colour, to_server: Any
) -> None:
    secrets, answers = to_server
    answers.add("GET", "/secrets-manager/data/k", {"value": None}, {}, {"value": 5})
    assert await colour.do(secrets.get_secret("k")) == ""
    assert await colour.do(secrets.get_secret("k")) == ""
    with pytest.raises(UnreadableReply, match="a int came"):
        await colour.do(secrets.get_secret("k"))


# Lost answers


async def test_a_creation_whose_answer_was_lost_is_no_conflict(
    colour: Colour, cluster: Emulator, httpserver: HTTPServer
) -> None:
    relay, key = Relay.before(cluster, httpserver), new_name("key")
    lost: list[str] = []

    def lose(request: Request, _: Any) -> Response | None:
        if request.method in ("PUT", "DELETE", "PATCH") and request.method not in lost:
            lost.append(request.method)
            return Response(status=502)
        return None

    relay.change = lose
    async with connections(colour) as connect:
        secrets = connect(relay.url).secrets
        assert await colour.do(secrets.create_secret(key, VALUE)) == key
        await colour.do(secrets.update_secret(key, "new"))
        assert await colour.do(secrets.get_secret(key)) == "new"
        await colour.do(secrets.delete_secret(key))
    assert lost == ["PUT", "PATCH", "DELETE"]


async def test_a_lost_creation_of_another_value_is_a_conflict(
    colour: Colour, cluster: Emulator, httpserver: HTTPServer
) -> None:
    relay, key = Relay.before(cluster, httpserver), new_name("key")
    asked: list[str] = []

    def lose_first(request: Request, _: Any) -> Response | None:
        asked.append(request.method)
        return Response(status=502) if len(asked) == 1 else None

    async with connections(colour) as connect:
        await colour.do(connect(cluster.cluster_url).secrets.create_secret(key, "of another"))
        relay.change = lose_first
        with pytest.raises(SecretConflictException):
            await colour.do(connect(relay.url).secrets.create_secret(key, VALUE))
    assert asked[:3] == ["PUT", "PUT", "GET"]


async def test_a_creation_that_nobody_took_says_so(colour: Colour) -> None:
    async with connections(colour) as connect:
        secrets = connect("http://127.0.0.1:9", retry_count=1).secrets
        with pytest.raises(ApiUnreachable) as caught:
            await colour.do(secrets.create_secret("k", VALUE))
    assert VALUE not in whole_text(caught.value)


# Listing


async def test_a_folder_is_listed_with_whole_keys_and_its_folders(
    colour: Colour, connection: Any
) -> None:
    secrets, root = connection.secrets, new_name("root")
    keys = [f"{root}/{name}" for name in ("b", "a", "n/c", "n/m/d", "n", "x/y/z/e")]
    for key in keys:
        await colour.do(secrets.create_secret(key, VALUE))
    assert await colour.do(secrets.list_secrets(root)) == [
        *(f"{root}/a", f"{root}/b", f"{root}/n", f"{root}/n/", f"{root}/x/"),
    ]
    assert await colour.do(secrets.list_secrets(root, recursive=True)) == sorted(keys)
    assert await colour.do(secrets.list_secrets(f"{root}/n", True)) == [f"{root}/n/c", keys[3]]
    topmost = await colour.do(secrets.list_secrets(""))
    assert f"{root}/" in topmost
    assert set(keys) <= set(await colour.do(secrets.list_secrets("/", True)))
    assert await colour.do(secrets.list_secrets(f"{root}/nothing", True)) == []


async def test_a_folder_that_leads_to_itself_or_above_is_listed_once(
    colour: Colour, to_server: Any
) -> None:
    secrets, answers = to_server
    odd = ["", "/", "./", "../", "b/", "b//", "/a/", "x/../", "k", "k", None, 7, "b/"]
    answers.add("GET", f"{SEARCH}a", {"keys": odd})
    answers.add("GET", f"{SEARCH}a/b", {"keys": ["/", "../", "l"]})
    assert await colour.do(secrets.list_secrets("a", True)) == ["a/b/l", "a/k"]
    assert [path for _, path, _ in answers.asked] == [f"{SEARCH}a", f"{SEARCH}a/b"]


@pytest.mark.parametrize("names", [["a/"], ["a/", "b/"]])
async def test_folders_without_end_are_given_up(
    colour: Colour, httpserver: HTTPServer, monkeypatch: Any, names: list[str]
) -> None:
    for name in ("_async", "_sync"):
        monkeypatch.setattr(f"qarnot.{name}.secrets_client.MOST_FOLDERS", 150)
    asked: list[str] = []

    def answer(request: Request) -> Response:
        asked.append(request.path)
        return Response(json.dumps({"keys": names}), content_type="application/json")

    httpserver.expect_request(f"{SEARCH}a").respond_with_handler(answer)
    httpserver.expect_request(re.compile(".*")).respond_with_handler(answer)
    async with connections(colour) as connect:
        secrets = connect(httpserver.url_for("").rstrip("/")).secrets
        with pytest.raises(UnreadableReply, match="do not come to an end"):
            await colour.do(secrets.list_secrets("a", True))
    assert len(asked) == len(set(asked)) <= 150


async def test_a_folder_that_is_gone_meanwhile_counts_as_empty(
    colour: Colour, to_server: Any
) -> None:
    secrets, answers = to_server
    answers.add("GET", f"{SEARCH}a", {"keys": ["gone/", "k"]})
    answers.add("GET", f"{SEARCH}a/gone", 404)
    answers.add("GET", f"{SEARCH}none", 404)
    answers.add("GET", f"{SEARCH}null", {"keys": None}, {})
    assert await colour.do(secrets.list_secrets("a", True)) == ["a/k"]
    with pytest.raises(SecretNotFoundException):
        await colour.do(secrets.list_secrets("none", True))
    for _ in range(2):
        assert await colour.do(secrets.list_secrets("null")) == []


async def test_a_refusal_within_a_listing_is_raised_as_itself(
    colour: Colour, to_server: Any
) -> None:
    secrets, answers = to_server
    answers.add("GET", f"{SEARCH}a", {"keys": ["b/", "c/"]})
    answers.add("GET", f"{SEARCH}a/b", 403)
    answers.add("GET", f"{SEARCH}a/c", 403)
    with pytest.raises(UnauthorizedException):
        await colour.do(secrets.list_secrets("a", True))
    with pytest.raises(InvalidValue, match="recursive"):
        await colour.do(secrets.list_secrets("a", "yes"))


async def test_rights_to_secrets_are_kept_with_a_task(colour: Colour, connection: Any) -> None:
    task = a_task(connection)
    task.secrets_access_rights.add_secret_by_key("database/password")
    await colour.do(task.submit())
    found = await colour.do(connection.retrieve_task(task.uuid))
    assert [each.key for each in found.secrets_access_rights.by_secret] == ["database/password"]
    assert not found.secrets_access_rights.by_prefix
    await colour.do(task.delete())
