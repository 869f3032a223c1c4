"""What the REST door lets in, and what it says to the rest."""

from __future__ import annotations

import socket
import time
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from qarnot.emulator import Emulator, RecordedRequest
from qarnot.emulator.document import Document
from qarnot.emulator.ledger import Ledger
from qarnot.emulator.rest import RestApi

from .support import Rest, task

ACCOUNT = "QarnotReadOnlyRequestForAccount"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (task(name=3), "name: expected string, not integer"),
        (task(instanceCount="4"), "instanceCount: expected integer or null, not string"),
        (task(nmae="x"), "nmae: unexpected property"),
        ({}, "name: missing"),
        (task(labels={"a": 1}), "labels.a: expected string, not integer"),
        (
            task() | {"constants": [{"key": "A", "value": "b"}, {"kye": "A"}]},
            (
                "constants[1].kye: unexpected property; "
                "constants[1].key: missing; constants[1].value: missing"
            ),
        ),
        ([task(), task(), task(), {"profile": "x"}], "body[3].name: missing"),
        ([task(), task(tags=[1])], "body[1].tags[0]: expected string, not integer"),
        ([task(), 3], "body[1]: expected object, not integer"),
        (
            task(advancedResourceBuckets=[{"bucketName": "b", "filtering": {"prefix": "x"}}]),
            "advancedResourceBuckets[0].filtering.prefix: unexpected property",
        ),
        ("text", "body: expected object, not string"),
    ],
)
def test_a_bad_task_is_refused_with_the_place_of_the_fault(
    rest: Rest, body: Any, message: str
) -> None:
    assert rest.refusal("POST", "/tasks", json=body) == (400, message)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            {"filter": {"operator": "Equal", "fiedl": "Tags", "value": "x"}},
            "filter.fiedl: unexpected property; filter.field: missing",
        ),
        (
            {"filter": {"operator": "And", "filters": [{"operator": "Equal", "field": "Tags"}]}},
            "filter.filters[0].value: missing",
        ),
        ({"filter": "x"}, "filter: expected object, not string"),
        ({"maximumResults": 0}, "maximumResults: 0 is less than the minimum of 1"),
        ({"tokn": "x"}, "tokn: unexpected property"),
        ({"token": "after-77777777"}, "token: no page has the token 'after-77777777'"),
        ({"token": "elsewhere"}, "token: no page has the token 'elsewhere'"),
    ],
)
def test_a_bad_page_request_is_refused_with_the_place_of_the_fault(
    rest: Rest, body: Any, message: str
) -> None:
    assert rest.refusal("POST", "/tasks/paginate", json=body) == (400, message)


def test_a_name_does_not_pass_its_pattern_with_a_line_feed_at_its_end(rest: Rest) -> None:
    status, message = rest.refusal("POST", "/tasks", json=task(shortname="abc\n"))
    assert (status, message.partition(":")[0]) == (400, "shortname")


@pytest.mark.parametrize(
    ("content", "kind", "message"),
    [
        (b"", "application/json", "body: missing"),
        (b"{", "application/json", "body: not JSON in UTF-8"),
        (b'{"name": NaN}', "application/json", "body: not JSON in UTF-8"),
        (b"\xff", "application/json", "body: not JSON in UTF-8"),
        (b"[" * 100_000, "application/json", "body: nested too deeply"),
        (b"{}", "text/plain", "body: expected application/json, not text/plain"),
        (b"{}", "", "body: expected application/json, not no type"),
    ],
)
def test_what_is_not_json_is_refused(rest: Rest, content: bytes, kind: str, message: str) -> None:
    headers = {"Content-Type": kind} if kind else {}
    status, said = rest.refusal("POST", "/tasks", content=content, headers=headers)
    assert status == 400
    assert said.startswith(message)


def test_a_deeply_nested_filter_is_refused(rest: Rest) -> None:
    depth = 5_000
    content = (
        '{"filter":' + '{"operator":"And","filters":[' * depth + "3" + "]}" * depth + "}"
    ).encode()
    status, said = rest.refusal(
        "POST", "/tasks/paginate", content=content, headers={"Content-Type": "application/json"}
    )
    assert (status, said) == (400, "body: nested too deeply")


def test_a_fault_deep_in_a_filter_is_found_fast(rest: Rest) -> None:
    definition: dict[str, Any] = {"operator": "Equal", "field": "Tags"}
    for _ in range(20):
        definition = {"operator": "And", "filters": [definition]}
    begun = time.monotonic()
    status, said = rest.refusal("POST", "/tasks/paginate", json={"filter": definition})
    assert (status, said) == (400, f"filter{'.filters[0]' * 20}.value: missing")
    assert time.monotonic() - begun < 1


def test_parameters_are_checked(rest: Rest) -> None:
    assert rest.refusal("GET", "/profiles?tag=a&x=1") == (
        400,
        "query.tag: unknown parameter; query.x: unknown parameter",
    )
    assert rest.refusal("GET", "/tasks/t/stdout/one") == (
        400,
        "path.instanceId: expected integer, not string",
    )
    assert rest.refusal("GET", "/tasks?tag=a&tag=b&tags=c") == (
        400,
        "query.tags: unknown parameter",
    )
    status, message = rest.refusal("GET", "/tasks/t/stdout/-1")
    assert (status, message) == (400, "path.instanceId: -1 is less than the minimum of 0")


def test_a_body_where_none_belongs_is_refused(rest: Rest) -> None:
    assert rest.refusal("POST", "/tasks/t/abort", json={}) == (
        400,
        "body: this operation takes none",
    )


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/pools/x/open"),
        ("GET", "/tasks/"),
        ("GET", "/task"),
        ("GET", "/jobs/a/b"),
    ],
)
def test_what_is_not_modelled_is_refused_by_name(rest: Rest, method: str, path: str) -> None:
    assert rest.refusal(method, path) == (
        501,
        f"not modelled: {method} {path} (this is the emulator)",
    )


@pytest.mark.parametrize(
    ("path", "body", "refused"),
    [
        ("/tasks/paginate", {"maximumResults": 2**31}, "maximumResults: 2147483648"),
        (
            "/sanity-checks/pools/scaling",
            {"policies": [{"type": "Fixed", "slotsCount": 2**63}]},
            "policies[0].slotsCount: 9223372036854775808",
        ),
    ],
)
def test_a_number_that_is_too_wide_is_refused(
    rest: Rest, path: str, body: dict[str, Any], refused: str
) -> None:
    status, message = rest.refusal("POST", path, json=body)
    assert status == 400
    assert refused in message


@pytest.mark.parametrize(
    ("method", "path", "methods"),
    [
        ("PUT", "/tasks", "GET, POST"),
        ("HEAD", "/tasks", "GET, POST"),
        ("DELETE", "/settings", "GET"),
        ("OPTIONS", "/sanity-checks/pools/scaling", "POST"),
        ("TRACE", "/pools/x", "DELETE, GET, PATCH, PUT"),
        ("POST", "/secrets-manager/search/a/b", "GET"),
    ],
)
def test_a_method_that_a_path_does_not_have_is_refused_with_those_that_it_has(
    rest: Rest, method: str, path: str, methods: str
) -> None:
    reply = rest.http.request(method, path)
    assert (reply.status_code, reply.headers["allow"]) == (405, methods)
    if method != "HEAD":
        message = f"{method} is no method of {path}, which has {methods}"
        assert reply.json() == {"message": message}


def test_an_operation_of_the_document_that_is_not_modelled_is_refused_with_its_name() -> None:
    api = RestApi(Document(), handlers={}, token=None, ledger=Ledger())
    reply = api.answer("GET", "/secrets-manager/data/a%2Fb", {"authorization": "any"}, b"")
    message = "not modelled: get_secret, GET /secrets-manager/data/a/b (this is the emulator)"
    assert (reply.status, reply.json) == (501, {"message": message})


def test_the_api_says_that_it_is_there(rest: Rest) -> None:
    reply = rest.http.get("/")
    assert (reply.status_code, reply.content) == (200, b"")


@pytest.mark.parametrize("name", [ACCOUNT, ACCOUNT.upper(), ACCOUNT.lower()])
def test_another_account_is_not_read(rest: Rest, name: str) -> None:
    message = f"{ACCOUNT}: the account other@example.org may not be read"
    for path in ("/", "/info", "/tasks", "/tasks/nobody"):
        assert rest.refusal("GET", path, headers={name: "other@example.org"}) == (403, message)
    page = {"json": {}, "headers": {name: "other@example.org"}}
    assert rest.refusal("POST", "/tasks/paginate", **page) == (403, message)


@pytest.mark.parametrize("name", [ACCOUNT, ACCOUNT.lower()])
def test_the_own_account_may_be_named(rest: Rest, name: str) -> None:
    headers = {name: rest.http.get("/info").json()["email"]}
    for path in ("/", "/info", "/tasks", "/pools", "/jobs", "/profiles"):
        assert rest.http.get(path, headers=headers).status_code == 200
    assert rest.http.post("/tasks/paginate", json={}, headers=headers).status_code == 200
    assert rest.refusal("GET", "/tasks/nobody", headers=headers)[0] == 404


def test_headers_are_heeded_only_where_they_are_declared(rest: Rest) -> None:
    status, message = rest.refusal("GET", "/info", headers={ACCOUNT: ""})
    assert (status, message.partition(":")[0]) == (400, f"header.{ACCOUNT}")
    headers = {ACCOUNT: "other@example.org", "X-Anything": "at all"}
    assert rest.http.get("/settings", headers=headers).status_code == 200
    assert rest.http.post("/tasks", json=task(), headers=headers).status_code == 200


def test_an_encoded_slash_is_part_of_a_name(rest: Rest) -> None:
    assert rest.refusal("GET", "/tasks/a%2fb") == (404, "No such task: a/b")
    assert rest.refusal("GET", "/t%61sks/%2Fstdout/std%6Fut") == (404, "No such task: /stdout")
    assert rest.refusal("GET", "/profiles/a%2Fb%20%C3%A4") == (404, "No such profile: a/b ä")


def test_what_does_not_exist_is_not_found(rest: Rest) -> None:
    assert rest.refusal("GET", "/tasks/nobody") == (404, "No such task: nobody")
    assert rest.refusal("POST", "/tasks/nobody/abort") == (404, "No such task: nobody")
    assert rest.refusal("DELETE", "/tasks/nobody") == (404, "No such task: nobody")
    assert rest.refusal("GET", "/tasks/nobody/stdout") == (404, "No such task: nobody")
    assert rest.refusal("GET", "/profiles/nothing") == (404, "No such profile: nothing")


def test_a_request_needs_a_token_except_for_settings_and_versions(cluster: Emulator) -> None:
    with Rest(cluster.cluster_url, token=None).http as anonymous:
        assert anonymous.get("/settings").json() == {"storage": cluster.storage_url}
        assert anonymous.get("/versions").json() == [{"version": "v1", "endOfLife": None}]
        for path in ("/", "/info", "/tasks/x", "/pools"):
            reply = anonymous.get(path)
            assert reply.status_code == 401
            assert reply.json() == {
                "error": {"message": "Missing authentication token", "code": 401},
                "data": {},
            }


def test_only_the_token_that_was_set_is_good() -> None:
    with Emulator(token="the-one", runner="none") as emulator:
        assert emulator.token == "the-one"
        with Rest(emulator.cluster_url, "the-one").http as good:
            assert good.get("/info").status_code == 200
        with Rest(emulator.cluster_url, "the-other").http as bad:
            reply = bad.get("/info")
        assert reply.status_code == 401
        assert reply.json() == {
            "error": {"message": "Bad authentication token", "code": 401},
            "data": {},
        }
        assert [each.status for each in emulator.ledger] == [200, 401]
        assert "the-one" not in repr(emulator.ledger)


def test_every_reply_has_a_request_id_of_its_own(rest: Rest) -> None:
    replies = [rest.http.get(path) for path in ("/info", "/tasks/nobody", "/pools", "/info?x=1")]
    assert len({each.headers["x-request-id"] for each in replies}) == 4


def test_a_connection_is_kept(rest: Rest) -> None:
    streams = set()
    for path in ("/info", "/tasks/nobody", "/pools", "/profiles"):
        with rest.http.stream("GET", path) as reply:
            reply.read()
            streams.add(reply.extensions["network_stream"].get_extra_info("client_addr"))
    assert len(streams) == 1


def test_a_body_in_chunks_is_read(rest: Rest) -> None:
    reply = rest.http.post(
        "/tasks/paginate",
        content=iter([b'{"maximum', b'Results": 0}']),
        headers={"Content-Type": "application/json"},
    )
    assert reply.json() == {"message": "maximumResults: 0 is less than the minimum of 1"}


@pytest.mark.parametrize(
    "head", [b"Content-Length: -1", b"Content-Length: x", b"Transfer-Encoding: chunked\r\n\r\nzz"]
)
def test_a_body_without_a_usable_length_is_refused(cluster: Emulator, head: bytes) -> None:
    url = urlsplit(cluster.cluster_url)
    with socket.create_connection((url.hostname, url.port), timeout=10) as connection:
        connection.sendall(b"POST /tasks HTTP/1.1\r\nHost: x\r\n" + head + b"\r\n\r\n")
        with connection.makefile("rb") as answer:
            assert answer.readline().startswith(b"HTTP/1.1 400 ")


def test_the_ledger_keeps_what_was_asked() -> None:
    with Emulator(runner="none") as emulator:
        with Rest(emulator.cluster_url).http as http:
            http.get("/profiles?x=1")
            http.post("/tasks/paginate", json={"maximumResults": 3})
            http.post("/tasks/paginate", content=b"{")
        before = emulator.ledger
        assert before == (
            RecordedRequest("GET", "/profiles?x=1", 400, None),
            RecordedRequest("POST", "/tasks/paginate", 200, {"maximumResults": 3}),
            RecordedRequest("POST", "/tasks/paginate", 400, "{"),
        )
        httpx.get(f"{emulator.cluster_url}/settings", trust_env=False)
        assert len(before) == 3
        assert len(emulator.ledger) == 4
    assert len(emulator.ledger) == 4
