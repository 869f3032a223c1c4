"""What a user gives as a name or a header is refused, or arrives as that one name or header.

A name never leads to another address (P18), and a header never brings another with it (P19). The
paths are compared with the document's, not with what the generated builders say.
"""

from __future__ import annotations

import json
import logging
import random
import re
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qs, unquote

import httpx
import pytest
from attrs import define, field, frozen
from conftest import Colour
from fault_options import Scale
from head_server import HeadServer, reply_of
from operation_calls import sample_call
from qarnot_rest.models.secret_input import SecretInput

import qarnot._async.wire
import qarnot._sync.wire
from qarnot.config import resolve_settings
from qarnot.exceptions import InvalidValue, QarnotException

pytestmark = pytest.mark.anyio

FAR_AWAY = "http://api.example/gateway"
BASE = "/gateway"


# Wires, and what they send


@define
class Recorder:
    """Stands in for the network and keeps every request."""

    requests: list[httpx.Request] = field(factory=list)

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(200, stream=httpx.ByteStream(b'{"uuid":"u"}'))

    @property
    def targets(self) -> list[str]:
        """What stands in the first lines of the requests."""
        return [request.url.raw_path.decode("ascii") for request in self.requests]


def wire_to(colour: Colour, address: str, token: str = "any", **options: Any) -> Any:
    module: Any = qarnot._async.wire if colour.is_async else qarnot._sync.wire
    settings = resolve_settings(
        None,
        {"client_token": token, "cluster_url": address, "cluster_proxy": ""},
        retry_count=0,
        retry_wait=0.0,
        environment={},
    )
    return module.Wire(settings, logging.getLogger("qarnot"), **options)


async def close(colour: Colour, wire: Any) -> None:
    await colour.do(wire.aclose() if colour.is_async else wire.close())


# P18: names in addresses


@frozen
class Slot:
    """A place in the path of an operation that takes what a user gives.

    :ivar template: the path in the document.
    :ivar name: the name of the parameter in it.
    :ivar position: which of the arguments it is.
    """

    operation: str
    method: str
    template: str
    name: str
    position: int

    @property
    def has_folders(self) -> bool:
        return self.template.startswith("/secrets-manager/")

    def arguments(self, value: str) -> tuple[Any, ...]:
        given = list(sample_call(self.operation).positional)
        given[self.position] = value
        return tuple(given)

    def body(self) -> dict[str, Any]:
        keywords = sample_call(self.operation).keywords
        return {"body": keywords["body"]} if "body" in keywords else {}

    def names_in(self, target: str) -> list[str] | None:
        """Read the value back from a target; ``None`` when the target is not of this operation."""
        if not target.startswith(BASE):
            return None
        given = list(sample_call(self.operation).positional)
        parts = re.split(r"\{(\w+)\}", self.template)
        for place in range(1, len(parts), 2):
            position = place // 2
            is_ours = position == self.position
            parts[place] = ("(.*)" if self.has_folders else "([^/]*)") if is_ours else ""
            parts[place] = parts[place] or re.escape(str(given[position]))
            parts[place - 1] = re.escape(parts[place - 1])
        parts[-1] = re.escape(parts[-1])
        found = re.fullmatch("".join(parts), target.removeprefix(BASE))
        if found is None or re.search(r"[^A-Za-z0-9_.~%/-]", found[1]):
            return None
        return [unquote(segment, errors="strict") for segment in found[1].split("/")]


def path_slots() -> list[Slot]:
    document = json.loads(files("qarnot").joinpath("_document.json").read_text("utf-8"))
    return [
        Slot(operation["operationId"], method.upper(), path, name, position)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method != "parameters"
        for position, name in enumerate(re.findall(r"\{(\w+)\}", path))
    ]


PLAIN_SLOTS = [slot for slot in path_slots() if not slot.has_folders]
SECRET_SLOTS = [slot for slot in path_slots() if slot.has_folders]

PIECES = [
    *("../", "..", ".", "./", "/", "//", "\\", "..\\", "%2e%2e", "%2E", "%2f", "%2F", "%5c"),
    *("%", "%00", "%zz", "%u002e", "%252e", "?", "#", "&", "=", ";", ":", "@", "+", "*", "|"),
    *("\r\n", "\r", "\n", "\0", "\t", "\x1f", "\x7f", "\x80", "\x85", "\xa0", " ", "~", "'", '"'),
    *("<", ">", "{", "}", "^", "`", "[", "]", "é", "日本", "😀", "\u202e", "\u2028", "\ufeff"),
    *("\uff0e\uff0e\uff0f", "\u2024", "\u2215", "\ud800", "\udfff", "\ud83d\ude00"),
    *("http://evil.example/", "HTTP/1.1", "tasks", "info", "a", "task-1", "7"),
    *("3f1c6d52-8f0e-4f7e-9c43-2f6d3f1f0001", "DROP TABLE", "x" * 300),
]
FIXED_NAMES = [
    *("", ".", "..", "/", "../", "../info", "a/..", "%2e%2e", "%2e", "..%2f", "a?b", "a#b"),
    *("a\r\nX: y", "a\0b", " ", "\t", "a b", "\\", "..\\..", "~", "-", "_", "😀", "\ud800"),
    *("a" * 10_240, "é" * 10_240, "../" * 3_000, "%", "//evil.example", "http://evil.example"),
]


def odd_names(count: int, seed: int) -> Iterator[str]:
    yield from FIXED_NAMES
    chance = random.Random(seed)
    for _ in range(count - len(FIXED_NAMES)):
        yield "".join(chance.choices(PIECES, k=chance.randint(1, 4)))


def is_impossible(name: str) -> bool:
    """Tell whether no address can have this name as one of its segments."""
    return name in ("", ".", "..") or bool(re.search(r"[\0-\x1f\x7f]", name)) or is_broken(name)


def is_broken(name: str) -> bool:
    return any("\ud800" <= sign <= "\udfff" for sign in name)


@define
class Outcomes:
    """Counts what became of the names, and keeps what is wrong."""

    arrived: int = 0
    refused: int = 0
    wrong: list[str] = field(factory=list)

    async def judge(
        self, colour: Colour, wire: Any, targets: Callable[[], list[str]], slot: Slot, name: str
    ) -> None:
        before = len(targets())
        try:
            await colour.do(wire.call(slot.operation, *slot.arguments(name), **slot.body()))
        except InvalidValue:
            self.refused += 1
            if len(targets()) != before:
                self.wrong.append(f"{slot.operation} of {name[:80]!r} was refused and sent")
            if slot.operation != "list_secrets" and is_harmless(name):
                self.wrong.append(f"{slot.operation} of {name[:80]!r} was refused")
            return
        except QarnotException as error:
            self.wrong.append(f"{slot.operation} of {name[:80]!r}: {error!r}")
            return
        self.arrived += 1
        seen = targets()[before:]
        expected = name.split("/") if slot.has_folders else [name]
        if len(seen) != 1 or slot.names_in(seen[0]) != expected:
            self.wrong.append(f"{slot.operation} of {name[:80]!r} went to {seen}")
        is_topmost = slot.operation == "list_secrets" and name == ""
        if any(map(is_impossible, expected)) and not is_topmost:
            self.wrong.append(f"{slot.operation} of {name[:80]!r} was not refused")


def is_harmless(name: str) -> bool:
    return re.fullmatch(r"[a-z0-9-]{1,40}", name) is not None


@pytest.mark.timeout(600)
async def test_every_name_is_refused_or_is_one_segment_of_the_address(
    colour: Colour, scale: Scale, figure: Callable[[str], None]
) -> None:
    recorder, outcomes = Recorder(), Outcomes()
    chance = random.Random(scale.seed)
    wire = wire_to(colour, FAR_AWAY, transport=recorder.transport())
    calls = 0
    for name in odd_names(scale.count(5_000, 250), scale.seed):
        # Each name in every place once; in async, which builds the same requests, in some.
        is_whole = scale.is_whole and not colour.is_async
        slots = PLAIN_SLOTS if is_whole else chance.sample(PLAIN_SLOTS, 2)
        for slot in slots:
            await outcomes.judge(colour, wire, lambda: recorder.targets, slot, name)
            calls += 1
        recorder.requests.clear()
    await close(colour, wire)
    assert outcomes.wrong == []
    assert outcomes.arrived > calls / 4
    assert outcomes.refused > calls / 20
    figure(
        f"P18 names in addresses, {'async' if colour.is_async else 'sync'}: {calls} calls of "
        f"{len(PLAIN_SLOTS)} places, {outcomes.refused} refused, 0 elsewhere"
    )


@pytest.mark.timeout(300)
async def test_every_name_is_one_segment_of_what_a_server_receives(
    colour: Colour, scale: Scale, figure: Callable[[str], None]
) -> None:
    outcomes, chance = Outcomes(), random.Random(scale.seed)
    names = [name for name in odd_names(3_000, scale.seed) if len(name) < 5_000]
    with HeadServer() as server:
        wire = wire_to(colour, server.url + BASE)

        def targets() -> list[str]:
            return [line.split(" ")[1] for line in server.lines]

        for name in scale.pick(names, 60):
            slot = chance.choice(PLAIN_SLOTS + SECRET_SLOTS)
            await outcomes.judge(colour, wire, targets, slot, name)
            assert all(head.count(b"\r\n") < 12 for head in server.heads)
            server.heads.clear()
        await close(colour, wire)
    assert outcomes.wrong == []
    assert outcomes.arrived > 10
    assert outcomes.refused > 2
    figure(
        f"P18 names on sockets, {'async' if colour.is_async else 'sync'}: "
        f"{outcomes.arrived} arrived, {outcomes.refused} refused, 0 elsewhere"
    )


@pytest.mark.timeout(300)
async def test_a_key_of_a_secret_keeps_its_slashes_and_no_more(
    colour: Colour, scale: Scale, figure: Callable[[str], None]
) -> None:
    recorder, outcomes, chance = Recorder(), Outcomes(), random.Random(scale.seed)
    wire = wire_to(colour, FAR_AWAY, transport=recorder.transport())
    fixed = ["a//b", "a/../b", "/a", "a/", "a/b/c", "../../tasks/x", "a/./b", "a/%2e%2e/b", "//"]
    drawn = [
        "/".join("".join(chance.choices(PIECES, k=chance.randint(0, 2))) for _ in range(depth))
        for depth in chance.choices(range(1, 5), k=scale.count(1_000, 60))
    ]
    for key in [*fixed, *FIXED_NAMES, *drawn]:
        for slot in SECRET_SLOTS:
            await outcomes.judge(colour, wire, lambda: recorder.targets, slot, key)
        recorder.requests.clear()
    await close(colour, wire)
    assert outcomes.wrong == []
    assert outcomes.arrived > len(SECRET_SLOTS) * 5
    assert outcomes.refused > len(SECRET_SLOTS) * len(fixed)
    figure(
        f"P18 keys of secrets, {'async' if colour.is_async else 'sync'}: {outcomes.arrived} "
        f"arrived, {outcomes.refused} refused, 0 elsewhere"
    )


@pytest.mark.parametrize("key", ["a//b", "a/../b", "a/./b", "/a", "a/", "/", "..", ""])
@pytest.mark.parametrize("operation", ["get_secret", "delete_secret", "update_secret"])
async def test_a_key_with_an_empty_or_dotted_folder_is_refused(
    colour: Colour, operation: str, key: str
) -> None:
    recorder = Recorder()
    wire = wire_to(colour, FAR_AWAY, transport=recorder.transport())
    body = {"body": SecretInput.from_dict({"Value": "v"})} if operation == "update_secret" else {}
    with pytest.raises(InvalidValue):
        await colour.do(wire.call(operation, key, **body))
    await close(colour, wire)
    assert recorder.requests == []


async def test_the_topmost_folder_of_secrets_can_be_listed(colour: Colour) -> None:
    recorder = Recorder()
    wire = wire_to(colour, FAR_AWAY, transport=recorder.transport())
    await colour.do(wire.call("list_secrets", ""))
    await colour.do(wire.call("list_secrets", "a/b"))
    for prefix in ("/", "a/", "/a", "a//b", "../x"):
        with pytest.raises(InvalidValue):
            await colour.do(wire.call("list_secrets", prefix))
    await close(colour, wire)
    search = f"{BASE}/secrets-manager/search"
    assert recorder.targets == [f"{search}/", f"{search}/a/b"]


async def test_d17_a_secret_cannot_be_another_address(colour: Colour) -> None:
    recorder = Recorder()
    wire = wire_to(colour, FAR_AWAY, transport=recorder.transport())
    with pytest.raises(InvalidValue, match="delete_secret"):
        await colour.do(wire.call("delete_secret", "../../tasks/x"))
    assert recorder.requests == []
    for key in ("a#b", "a?b"):
        await colour.do(wire.call("delete_secret", key))
    await close(colour, wire)
    data = f"{BASE}/secrets-manager/data"
    assert recorder.targets == [f"{data}/a%23b", f"{data}/a%3Fb"]


async def test_d17_a_task_cannot_be_another_address(colour: Colour) -> None:
    with HeadServer(lambda _: reply_of(status="404 Not Found")) as server:
        connection = colour.connection(cluster_url=server.url, retry_count=0)
        with pytest.raises(QarnotException):
            await colour.do(connection.retrieve_task("../info"))
        with pytest.raises(QarnotException):
            await colour.do(connection.retrieve_profile("../../info"))
        await colour.close(connection)
    allowed = {"GET /tasks/..%2Finfo HTTP/1.1", "GET /profiles/..%2F..%2Finfo HTTP/1.1"}
    assert set(server.lines) <= allowed


async def test_d17_what_stands_in_a_query_stays_one_value(colour: Colour) -> None:
    datacenter = "EU & UK=x#1"
    recorder = Recorder()
    wire = wire_to(colour, FAR_AWAY, transport=recorder.transport())
    await colour.do(wire.call("get_task_carbon_facts", "t", comparison_datacenter=datacenter))
    await close(colour, wire)
    (target,) = recorder.targets
    path, _, query = target.partition("?")
    assert path.startswith(f"{BASE}/")
    assert parse_qs(query, strict_parsing=True) == {"comparisonDatacenter": [datacenter]}
    assert "#" not in target


# P19: headers

CORE = "hdr5d7c0b1e"
HEADER_PIECES = [
    *("\r\n", "\r", "\n", "\r\n ", "\n\t", "\0", "\x0b", "\x0c", "\x1b", "\x7f", "\x80", "\x85"),
    *("\r\nX-Injected: 1", "\nX-Injected: 1\n", "\r\n\r\nGET /evil HTTP/1.1\r\n\r\n"),
    *(" ", "\t", "é", "日本", "\u2028", "\u010a", "\u560d\u560a", "\ud800", "ÿ", "%0d%0a"),
    *("a", "Z", "7", "-", "_", "=", "+", "/", ":", ";", ",", '"', "'", "\\", "{", "x" * 5_000),
]
ACCOUNT_HEADER = "QarnotReadOnlyRequestForAccount"


def odd_values(count: int, seed: int) -> Iterator[str]:
    chance = random.Random(seed)
    for number in range(count):
        core = f"{CORE}{number}."
        # So that most of them are not refused for the same few reasons, half are harmless.
        pieces = HEADER_PIECES if number % 2 else HEADER_PIECES[-16:]
        before = "".join(chance.choices(pieces, k=chance.randint(0, 2)))
        after = "".join(chance.choices(pieces, k=chance.randint(0, 2)))
        yield f"{before}{core}{after}"


def words_of(error: BaseException) -> str:
    """Give all texts of an error and of those that it came from."""
    words, seen, waiting = "", set(), [error]
    while waiting:
        each = waiting.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        words += f"{each} {each!r} {getattr(each, '__notes__', '')}"
        waiting += [cause for cause in (each.__cause__, each.__context__) if cause is not None]
    return words


async def send_as_token(colour: Colour, url: str, value: str) -> tuple[str, str]:
    connection = colour.connection(cluster_url=url, client_token=value, retry_count=0)
    try:
        await colour.do(connection.wire.call("list_versions"))
    finally:
        await colour.close(connection)
    return "authorization", value.strip()


async def send_as_account(colour: Colour, url: str, value: str) -> tuple[str, str]:
    wire = wire_to(colour, url)
    try:
        account = {"qarnot_read_only_request_for_account": value}
        await colour.do(wire.call("get_task", "t", **account))
    finally:
        await close(colour, wire)
    return ACCOUNT_HEADER.lower(), value


async def send_as_user_agent(colour: Colour, url: str, value: str) -> tuple[str, str]:
    return await send_as_header(colour, url, "User-Agent", value)


async def send_as_extra(colour: Colour, url: str, value: str) -> tuple[str, str]:
    return await send_as_header(colour, url, "X-Extra", value)


async def send_as_header(colour: Colour, url: str, name: str, value: str) -> tuple[str, str]:
    wire = wire_to(colour, url, headers={name: value})
    try:
        await colour.do(wire.call("list_versions"))
    finally:
        await close(colour, wire)
    return name.lower(), value


WAYS = [send_as_token, send_as_account, send_as_user_agent, send_as_extra]


@pytest.mark.timeout(600)
async def test_every_header_value_is_refused_unseen_or_arrives_as_one_header(
    colour: Colour, scale: Scale, figure: Callable[[str], None]
) -> None:
    wrong, arrived, refused = [], 0, 0
    count = scale.count(2_000, 60)
    with HeadServer() as server:
        for number, value in enumerate(odd_values(count, scale.seed)):
            way = WAYS[number // 2 % len(WAYS)]
            shown = f"{way.__name__} {value[:80]!r}"
            core = f"{CORE}{number}."
            server.heads.clear()
            try:
                expected = await way(colour, server.url, value)
            except InvalidValue as error:
                refused += 1
                if server.heads:
                    wrong.append(f"{shown} was refused and sent")
                if core in words_of(error):
                    wrong.append(f"{shown} was shown: {error}")
                if re.fullmatch(r"[A-Za-z0-9._=+/:;-]+", value) and len(value) < 4_000:
                    wrong.append(f"{shown} was refused")
                continue
            except QarnotException as error:
                wrong.append(f"{shown}: {error!r}")
                continue
            arrived += 1
            headers = server.last_headers()
            if headers.count(expected) != 1 or len(server.heads) != 1:
                wrong.append(f"{shown} did not arrive: {headers}")
            if [name for name, _ in headers].count(expected[0]) != 1:
                wrong.append(f"{shown} arrived twice: {headers}")
            if sum(core in item for header in headers for item in header) != 1:
                wrong.append(f"{shown} is elsewhere, too: {headers}")
            if "x-injected" in dict(headers):
                wrong.append(f"{shown} brought another header: {headers}")
    assert wrong == []
    assert arrived > count / 5
    assert refused > count / 5
    figure(
        f"P19 headers, {'async' if colour.is_async else 'sync'}: {count} values, "
        f"{refused} refused unseen, {arrived} arrived as one header"
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"X-A\r\nX-Injected": "1"},
        {"X-A: 1\r\nX-Injected": "1"},
        {"": "1"},
        {"X A": "1"},
        {"X-é": "1"},
        {"X-A:": "1"},
        {"X-A\0": "1"},
        {" X-A": "1"},
    ],
)
async def test_a_name_of_a_header_that_none_can_have_is_refused(
    colour: Colour, headers: Mapping[str, str]
) -> None:
    async def use(url: str) -> None:
        wire = wire_to(colour, url, headers=headers)
        try:
            await colour.do(wire.call("list_versions"))
        finally:
            await close(colour, wire)

    with HeadServer() as server:
        with pytest.raises(InvalidValue):
            await use(server.url)
        assert server.heads == []
