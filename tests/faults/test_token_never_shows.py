"""The token shows nowhere (P14): not in reprs, errors with all that they carry, logs or hooks.

It is looked for in every form that a server, a library or a person may write it in. In tracebacks
the local variables of our own frames count, as error trackers show them; those of other people's
frames are not ours to keep clean.
"""

from __future__ import annotations

import base64
import copy
import gzip
import html
import itertools
import json
import logging
import netrc
import pickle
import random
import socket
import ssl
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote, quote_plus

import httpx
import pytest
import qarnot_rest
from attrs import define, field, frozen
from conftest import Colour
from fault_options import Scale
from head_server import HeadServer, reply_of
from operation_calls import SampleCall, sample_calls
from rawserver import RawServer, answer, cut, drop

import qarnot
import qarnot._async.wire
import qarnot._sync.wire
from qarnot._proxies import read_proxy
from qarnot.config import Settings, resolve_settings
from qarnot.emulator import Emulator
from qarnot.exceptions import InvalidValue, QarnotException
from qarnot.hooks import Attempt

pytestmark = pytest.mark.anyio

PLAIN_TOKEN = "kQ3xV9t2-5d7c0b1e4f3a6688"
# Every form of it differs from every other; a token like it is allowed.
ODD_TOKEN = "Tk+5d7c/0b1e=&~4f%3a'\"<q>\\end"
PASSWORD = "pr0xy/p@ss+5d7c0b1e"
OURS = tuple(str(Path(str(module.__file__)).parent) for module in (qarnot, qarnot_rest))


# The oracle


def as_plain(secret: str) -> str:
    return secret


def as_json(secret: str) -> str:
    return json.dumps(secret)[1:-1]


def as_json_of_php(secret: str) -> str:
    return as_json(secret).replace("/", r"\/")


def as_json_of_dotnet(secret: str) -> str:
    def written(sign: str) -> str:
        return rf"\u{ord(sign):04X}" if sign in "\"&'+<>`" else as_json(sign)

    return "".join(map(written, secret))


def as_json_of_nobody(secret: str) -> str:
    return "".join(rf"\u{ord(each):04x}" for each in secret)


def as_url(secret: str) -> str:
    return quote(secret, safe="")


def as_base64(secret: str) -> str:
    return base64.b64encode(secret.encode()).decode()


# The forms that a server may send back what it was sent in.
ECHOES = (as_plain, as_json, as_json_of_php, as_json_of_dotnet, as_url, as_base64)


def forms_of(secret: str) -> dict[str, str]:
    forms = {form.__name__: form(secret) for form in (*ECHOES, as_json_of_nobody)}
    for shift in range(3):
        # As it stands in the base64 of something longer; what depends on its neighbours is cut off.
        whole = base64.b64encode(b"\0" * shift + secret.encode()).decode().rstrip("=")
        begin = (shift * 8 + 5) // 6
        end = (shift + len(secret)) * 8 // 6
        forms[f"base64 +{shift}"] = whole[begin:end]
        forms[f"base64url +{shift}"] = whole[begin:end].replace("+", "-").replace("/", "_")
    forms["url path"] = quote(secret)
    forms["form"] = quote_plus(secret)
    forms["repr"] = repr(secret)[1:-1]
    forms["html"] = html.escape(secret)
    return forms


@define
class Watch:
    """Looks for secrets in texts, and keeps where they were found."""

    _secrets: list[str]
    found: list[str] = field(factory=list)
    looked: int = 0
    _forms: list[tuple[str, str]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._forms = [
            (name, text.lower()) for secret in self._secrets for name, text in
            forms_of(secret).items()
        ]  # fmt: skip

    def judge(self) -> None:
        """Fail when a secret was found."""
        if self.found:
            shown = "\n".join(ascii(each)[:400] for each in self.found[:12])
            pytest.fail(f"{len(self.found)} places show a secret:\n{shown}", pytrace=False)

    def look(self, where: str, text: str) -> None:
        self.looked += 1
        lowered = text.lower()
        for name, form in self._forms:
            if form in lowered:
                place = lowered.index(form)
                around = text[max(0, place - 100) : place + 100]
                self.found.append(f"{where}: {name} in …{around}…")
                return

    def look_at_error(self, where: str, error: BaseException, *, variables: bool = True) -> None:
        """Look at an error, at all that it came from, and at the variables of our frames.

        :param variables: whether to; what the API gives as its data may hold what it may.
        """
        for each in whole_chain(error):
            named = f"{where}: {type(each).__name__}"
            notes = getattr(each, "__notes__", "")
            self.look(f"{named}, its text", f"{each} {each!r} {each.args!r} {notes}")
            # Not the lines of the source, which are the test's, too.
            summary = traceback.TracebackException(type(each), each, None, compact=True)
            self.look(f"{named}, its traceback", "".join(summary.format_exception_only()))
            if isinstance(each, QarnotException):
                self.look(f"{named}, its attributes", readable(vars(each)))
                self.look(f"{named}, its message", each.message)
                self.look_at_pickle(named, each)
        for each in whole_chain(error) if variables else ():
            for frame, line in traceback.walk_tb(each.__traceback__):
                if frame.f_code.co_filename.startswith(OURS):
                    place = f"{where}: {frame.f_code.co_filename}:{line}"
                    for name, value in frame.f_locals.items():
                        self.look_at_variable(f"{place}, variable {name}", value)

    def look_at_pickle(self, where: str, error: QarnotException) -> None:
        try:
            pickled = pickle.dumps(error, 0)
        except Exception as failure:  # noqa: BLE001 - an error that is not ours to raise is found
            self.found.append(f"{where} cannot be pickled: {failure!r}")
        else:
            self.look(f"{where}, pickled", pickled.decode("latin-1"))

    def look_at_variable(self, where: str, value: Any) -> None:
        """Show a variable as error trackers and `TracebackException(capture_locals=True)` do."""
        try:
            shown = repr(value)
        except Exception as error:  # noqa: BLE001 - whatever a repr does wrong is found
            self.found.append(f"{where} of type {type(value).__name__} has no repr: {error!r}")
        else:
            self.look(where, shown)


def readable(value: Any) -> str:
    """Show a value so that a text in bytes is found, too."""
    return f"{value!r} " + " ".join(
        each.decode("latin-1") for each in value.values() if isinstance(each, bytes)
    )


def whole_chain(error: BaseException) -> Iterator[BaseException]:
    """Give an error and all that it came from, but for what `from None` hid, as tracebacks do."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        each = waiting.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        waiting.append(each.__cause__)
        if not each.__suppress_context__:
            waiting.append(each.__context__)
        if isinstance(each, BaseExceptionGroup):
            waiting += each.exceptions


class Lines(logging.Handler):
    """Keeps every line that anybody logs, with its traceback.

    :param loggers: whose lines are kept; of all by default.
    """

    def __init__(self, loggers: str = "") -> None:
        super().__init__(logging.DEBUG)
        self._loggers = loggers
        self.lines: list[str] = []
        self.names: set[str] = set()
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.startswith(self._loggers):
            self.names.add(record.name.partition(".")[0])
            self.lines.append(self.format(record))


@contextmanager
def all_lines(loggers: str = "") -> Iterator[Lines]:
    """Keep what is logged at DEBUG, by whom it may be."""
    handler, root = Lines(loggers), logging.getLogger()
    level = root.level
    libraries = ("qarnot", "httpx", "httpcore", "boto3", "botocore", "s3transfer", "urllib3")
    levels = {name: logging.getLogger(name).level for name in libraries}
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    for name in libraries:
        logging.getLogger(name).setLevel(logging.DEBUG)
    try:
        yield handler
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        for name, before in levels.items():
            logging.getLogger(name).setLevel(before)


def test_the_oracle_finds_every_form_wherever_it_is() -> None:
    for secret in (PLAIN_TOKEN, ODD_TOKEN):
        for shift in range(3):
            watch = Watch([secret])
            watch.look("", as_base64("x" * shift + secret + "yz"))
            watch.look("", as_base64("?" * shift + secret))
            assert len(watch.found) == 2
        for form in (*ECHOES, as_json_of_nobody, repr, html.escape, quote_plus):
            watch = Watch([secret])
            watch.look("", f"before {form(secret)} after")
            assert len(watch.found) == 1, form


def test_the_oracle_looks_into_chains_groups_attributes_and_our_frames() -> None:
    def failing(where: str, source: str) -> BaseException:
        scope: dict[str, Any] = {"secret": PLAIN_TOKEN, "QarnotException": QarnotException}
        try:
            exec(compile(source, where, "exec"), scope)
        except BaseException as error:  # noqa: BLE001 - it is what is looked at
            return error
        raise AssertionError

    ours, other = f"{OURS[0]}/made_up.py", "/elsewhere/made_up.py"
    local = "def f(hidden):\n    raise ValueError('x')\nf({'a': [secret]})"
    in_context = "try:\n    1 / 0\nexcept ZeroDivisionError:\n    raise ValueError('x')"
    for where, source, is_found in [
        (other, "raise ValueError(secret)", True),
        (other, "raise ValueError('x') from KeyError(secret)", True),
        (other, "raise ExceptionGroup('x', [ValueError(secret)])", True),
        (other, "e = QarnotException('x')\ne.reply = secret.encode()\nraise e", True),
        (other, "e = ValueError('x')\ne.add_note(secret)\nraise e", True),
        (other, in_context.replace("1 / 0", "raise ZeroDivisionError(secret)"), True),
        (ours, local, True),
        (other, local, False),
        (
            other,
            "try:\n    raise KeyError(secret)\nexcept KeyError:\n    raise ValueError from None",
            False,
        ),
        (other, in_context, False),
    ]:
        watch = Watch([PLAIN_TOKEN])
        watch.look_at_error(source, failing(where, source))
        assert bool(watch.found) == is_found, (source, watch.found)


# Faults of the API


@frozen
class Fault:
    """How a call fails.

    :ivar play: gives the answer, or raises, with a text that was sent back in it.
    """

    name: str
    play: Callable[[str], httpx.Response] = field(repr=False)


def response(
    status: int, body: bytes, *headers: tuple[str, str], kind: str = "application/json", **rest: Any
) -> httpx.Response:
    return httpx.Response(
        status,
        headers=[("Content-Type", kind), *headers],
        stream=httpx.ByteStream(body),
        **rest,
    )


def of_json(value: Any, echo: str) -> bytes:
    """Write JSON in which a text stands as it is, in the form it already has."""
    return json.dumps(value).replace("ECHO", echo).encode("utf-8", "replace")


BODIES: Mapping[str, Callable[[str], tuple[bytes, str]]] = {
    "message": lambda echo: (of_json({"message": "bad ECHO!"}, echo), "application/json"),
    "nested": lambda echo: (of_json({"error": {"message": "ECHO"}}, echo), "application/json"),
    "problem": lambda echo: (
        of_json(
            {
                "title": "ECHO",
                "detail": "no ECHO",
                "errors": {"ECHO": ["is ECHO"], "b": "ECHO"},
                "traceId": "t-ECHO",
                "extensions": {"traceId": "ECHO"},
            },
            echo,
        ),
        "application/problem+json",
    ),
    "list": lambda echo: (of_json([{"message": "ECHO"}, "ECHO"], echo), "application/json"),
    "string": lambda echo: (of_json("ECHO", echo), "application/json"),
    "text": lambda echo: (f"denied: {echo}".encode(), "text/plain"),
    "html": lambda echo: (f"<html>{echo}</html>".encode(), "text/html"),
    "broken": lambda echo: (f'{{"message": "{echo}'.encode() + b"\xff", "application/json"),
    "wrapped": lambda echo: (f"{' ' * 1990}{echo}\n{echo}".encode(), "text/plain"),
}
STATUSES = [400, 401, 402, 403, 404, 408, 409, 422, 429, 499, 500, 501, 503, 504, 520]


def statuses() -> Iterator[Fault]:
    for status, (name, body) in itertools.product(STATUSES, BODIES.items()):

        def play(
            echo: str,
            status: int = status,
            body: Callable[[str], tuple[bytes, str]] = body,
        ) -> httpx.Response:
            content, kind = body(echo)
            return response(
                status,
                content,
                ("X-Request-Id", f"r-{echo}"),
                ("WWW-Authenticate", f'Basic realm="{echo}"'),
                ("Set-Cookie", f"session={echo}"),
                ("Retry-After", echo),
                kind=kind,
                extensions={"reason_phrase": echo.encode("latin-1", "replace")},
            )

        yield Fault(f"{status} {name}", play)
    for status in (301, 302, 307, 308, 304):

        def redirect(echo: str, status: int = status) -> httpx.Response:
            return response(status, b"", ("Location", f"https://evil.example/{echo}?t={echo}"))

        yield Fault(f"{status} location", redirect)


def unreadable() -> Iterator[Fault]:
    for name, body in {
        "cut": lambda echo: f'{{"a":"{echo}'.encode(),
        "not utf-8": lambda echo: f'{{"a":"{echo}"}}'.encode() + b"\xff",
        "deep": lambda echo: f'{{"a":"{echo}","b":{"[" * 100_000}'.encode(),
        "nan": lambda echo: f'{{"a":"{echo}","b":NaN}}'.encode(),
        "digits": lambda echo: f'{{"a":"{echo}","b":{"9" * 10_000}}}'.encode(),
        "text": lambda echo: echo.encode(),
        "too long": lambda echo: f'"{echo * 20_000}"'.encode(),
    }.items():
        yield Fault(f"200 {name}", lambda echo, body=body: response(200, body(echo)))  # type: ignore[misc]
    yield Fault("200 html", lambda echo: response(200, f"<p>{echo}".encode(), kind="text/html"))
    yield Fault(
        "200 kind", lambda echo: response(200, b"\xff", kind=f"application/json-{echo}; a={echo}")
    )
    yield Fault(
        "200 encoding", lambda echo: response(200, echo.encode(), ("Content-Encoding", echo))
    )
    yield Fault(
        "200 bad gzip", lambda echo: response(200, echo.encode(), ("Content-Encoding", "gzip"))
    )
    yield Fault(
        "200 cut gzip",
        lambda echo: response(200, gzip.compress(echo.encode())[:-6], ("Content-Encoding", "gzip")),
    )


class BreakingBody(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that breaks off in the middle."""

    def __init__(self, echo: str) -> None:
        self._echo = echo

    def __iter__(self) -> Iterator[bytes]:
        yield self._echo.encode()
        raise httpx.ReadError(f"broke after {self._echo}")

    async def __aiter__(self) -> Any:
        for each in self:
            yield each


def failures() -> Iterator[Fault]:
    kinds: list[type[httpx.HTTPError]] = [
        httpx.ConnectError,
        httpx.ConnectTimeout,
        httpx.ReadError,
        httpx.ReadTimeout,
        httpx.WriteError,
        httpx.WriteTimeout,
        httpx.PoolTimeout,
        httpx.ProxyError,
        httpx.UnsupportedProtocol,
        httpx.LocalProtocolError,
        httpx.RemoteProtocolError,
    ]
    for kind in kinds:

        def fail(echo: str, kind: Callable[[str], httpx.HTTPError] = kind) -> httpx.Response:
            # As h11 does: "illegal header line: bytearray(b'...')".
            raise kind(f"illegal {echo.encode()!r}") from OSError(f"cannot {echo}")

        yield Fault(kind.__name__, fail)

    def distrust(echo: str) -> httpx.Response:
        raise httpx.ConnectError(echo) from ssl.SSLCertVerificationError(1, f"bad {echo}")

    yield Fault("certificate", distrust)
    yield Fault(
        "breaking body",
        lambda echo: httpx.Response(200, stream=BreakingBody(echo)),
    )
    yield Fault(
        "breaking error body",
        lambda echo: httpx.Response(500, stream=BreakingBody(echo)),
    )


FAULTS = [*statuses(), *unreadable(), *failures()]
SUCCESSES = {
    "200 text",
    "200 kind",
    "200 nan",
    "200 digits",
    "200 deep",
    "200 cut",
    "200 not utf-8",
}


@define
class Player:
    """Stands in for the network: plays one fault at a time."""

    fault: Fault
    echo: str
    met: int = 0

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._answer)

    def _answer(self, _: httpx.Request) -> httpx.Response:
        self.met += 1
        return self.fault.play(self.echo)


def settings_of(token: str, url: str = "http://api.example", **arguments: Any) -> Settings:
    return resolve_settings(
        None,
        {"client_token": token, "cluster_url": url, "cluster_proxy": "", **arguments},
        retry_count=arguments.pop("retry_count", 0),
        retry_wait=0.0,
        environment={},
    )


@define
class Bench:
    """A wire in one colour with one token, whose faults are changed from call to call."""

    colour: Colour
    token: str
    watch: Watch
    player: Player
    wire: Any
    attempts: list[Attempt]

    @classmethod
    def make(cls, colour: Colour, token: str) -> Self:
        attempts: list[Attempt] = []
        player = Player(FAULTS[0], token)
        module: Any = qarnot._async.wire if colour.is_async else qarnot._sync.wire
        wire = module.Wire(
            settings_of(token),
            logging.getLogger("qarnot"),
            transport=player.transport(),
            hooks=[attempts.append],
            max_reply_bytes=100_000,
        )
        return cls(colour, token, Watch([token]), player, wire, attempts)

    async def fail(self, call: SampleCall, fault: Fault, echo: str, log: Lines) -> bool:
        """Make a call that meets a fault; tell whether it failed."""
        self.player.fault, self.player.echo, met = fault, echo, self.player.met
        where = f"{call.name}, {fault.name}"
        failed = False
        try:
            await self.colour.do(self.wire.call(call.name, *call.positional, **call.keywords))
        except QarnotException as error:
            failed = True
            self.watch.look_at_error(where, error)
        if self.player.met == met:
            self.watch.found.append(f"{where}: nothing was sent")
        self.watch.look(f"{where}, hook", repr(self.attempts))
        self.watch.look(f"{where}, log", "\n".join(log.lines))
        self.attempts.clear()
        log.lines.clear()
        return failed

    async def close(self) -> None:
        await self.colour.do(self.wire.aclose() if self.colour.is_async else self.wire.close())


@pytest.mark.timeout(900)
async def test_no_error_log_or_hook_of_any_operation_under_any_fault_shows_the_token(
    scale: Scale, figure: Callable[[str], None]
) -> None:
    chance = random.Random(scale.seed)
    benches = [
        Bench.make(Colour(colour), token)
        for colour in ("sync", "async")
        for token in (PLAIN_TOKEN, ODD_TOKEN)
    ]
    failed = 0
    cells = scale.pick(itertools.product(sample_calls(), FAULTS), 150)
    with all_lines("qarnot") as log:
        for call, fault in cells:
            bench = chance.choice(benches)
            failed += await bench.fail(call, fault, chance.choice(ECHOES)(bench.token), log)
    for bench in benches:
        await bench.close()
    for bench in benches:
        bench.watch.judge()
    assert failed > 0.9 * len(cells)
    looked = sum(bench.watch.looked for bench in benches)
    figure(
        f"P14 operations x faults: {len(cells)} of {len(sample_calls())} x {len(FAULTS)} cells, "
        f"{failed} failed, {looked} places, 0 showed the token"
    )


@pytest.mark.timeout(600)
async def test_no_error_of_tasks_and_listings_shows_the_token(
    scale: Scale, figure: Callable[[str], None]
) -> None:
    """What the operations are used for adds words, frames and variables of its own."""

    async def of_account(colour: Colour, connection: Any) -> None:
        await connection.user_info if colour.is_async else connection.user_info

    calls: Mapping[str, Callable[[Colour, Any], Any]] = {
        "profiles": lambda colour, each: colour.do(each.profiles_names()),
        "profile": lambda colour, each: colour.do(each.retrieve_profile("p")),
        "task": lambda colour, each: colour.do(each.retrieve_task("t")),
        "page": lambda colour, each: colour.do(each.tasks_page()),
        "tasks": lambda colour, each: colour.collect(each.all_tasks()),
        "buckets": lambda colour, each: colour.do(each.buckets()),
        "account": of_account,
        "submit": lambda colour, each: colour.do(each.create_task("n", "p").submit()),
        "run": lambda colour, each: colour.do(each.create_task("n", "p").run(None, 1)),
    }
    cells = scale.pick(itertools.product(("sync", "async"), calls, FAULTS), 60)
    chance, failed = random.Random(scale.seed), 0
    for name, call, fault in cells:
        colour, token = Colour(name), chance.choice((PLAIN_TOKEN, ODD_TOKEN))
        player, watch = Player(fault, chance.choice(ECHOES)(token)), Watch([token])
        connection = colour.connection(
            client_token=token,
            cluster_url="http://api.example",
            retry_count=0,
            transport=player.transport(),
        )
        with all_lines("qarnot") as log:
            try:
                await calls[call](colour, connection)
            except QarnotException as error:
                failed += 1
                watch.look_at_error(f"{call}, {fault.name}", error)
        await colour.close(connection)
        watch.look("log", "\n".join(log.lines))
        assert player.met
        watch.judge()
    assert failed > 0.9 * len(cells)
    figure(f"P14 tasks and listings x faults: {len(cells)} cells, {failed} failed, 0 showed it")


async def test_no_error_of_the_generated_client_shows_the_token(
    scale: Scale,
) -> None:
    chance, failed = random.Random(scale.seed), 0
    cells = scale.pick(itertools.product(("sync", "async"), FAULTS), 30)
    for name, fault in cells:
        colour, token = Colour(name), chance.choice((PLAIN_TOKEN, ODD_TOKEN))
        # Its errors are those of httpx, and may quote what the server said in its own words.
        player, watch = Player(fault, "nothing"), Watch([token])
        connection = colour.connection(
            client_token=token, cluster_url="http://api.example", transport=player.transport()
        )
        rest = connection.rest
        client = rest.get_async_httpx_client() if colour.is_async else rest.get_httpx_client()
        watch.look("repr", f"{rest!r} {client.headers!r} {vars(client)}")
        try:
            await colour.do(client.get("/versions"))
        except httpx.HTTPError as error:
            failed += 1
            watch.look_at_error(fault.name, error)
        await colour.close(connection)
        assert player.met
        watch.judge()
    # A slice may have none that fails.
    assert failed or not scale.is_whole


async def test_a_token_that_a_limit_cuts_in_two_does_not_show_its_half(colour: Colour) -> None:
    """Texts are cut to some length; a token at the cut must go before it is cut."""
    bench = Bench.make(colour, PLAIN_TOKEN)
    half = PLAIN_TOKEN[: len(PLAIN_TOKEN) // 2]
    shown = []
    for length in (200, 2_000, 4_000, 2**20):
        for kept in range(len(half), len(PLAIN_TOKEN)):
            text = f"{'x' * (length - kept)}{PLAIN_TOKEN} {'y' * 50}"
            bodies = (text.encode(), json.dumps({"message": text}).encode())
            for body in bodies if length < 2**20 or kept == len(half) else ():
                bench.player.fault = Fault("long", lambda _, body=body: response(400, body))  # type: ignore[misc]
                bench.wire._max_reply_bytes = 2**22
                with pytest.raises(QarnotException) as caught:
                    await colour.do(bench.wire.call("get_task", "t"))
                if half in f"{caught.value} {caught.value.reply!r}":
                    shown.append((length, kept))
    await bench.close()
    assert shown == []


# Faults on sockets, with the lines of all libraries


def echoing_head(connected: socket.socket, _: Any) -> None:
    connected.sendall(b"HTTP/1.1 200 OK\r\nbad header " + PLAIN_TOKEN.encode() + b"\0\r\n\r\n")


def echoing_status(connected: socket.socket, _: Any) -> None:
    connected.sendall(b"HTTP/9.9 " + PLAIN_TOKEN.encode() + b"\r\n\r\n")


async def test_what_a_real_server_sends_back_shows_in_no_error(colour: Colour) -> None:
    watch = Watch([PLAIN_TOKEN])
    for behaviour in (echoing_head, echoing_status, drop, cut(PLAIN_TOKEN.encode(), 1000)):
        with RawServer(behaviour) as server, all_lines("qarnot") as log:
            connection = colour.connection(
                cluster_url=server.url, client_token=PLAIN_TOKEN, retry_count=1, retry_wait=0
            )
            with pytest.raises(QarnotException) as caught:
                await colour.do(connection.profiles_names())
            await colour.close(connection)
        watch.look_at_error(str(behaviour), caught.value)
        watch.look(str(behaviour), "\n".join(log.lines))
    watch.judge()


async def test_no_library_logs_the_token_of_good_and_failing_calls(colour: Colour) -> None:
    watch = Watch([ODD_TOKEN])
    good = answer(b'["a"]')
    with all_lines() as log:
        for behaviour in (good, answer(b"no", "500 No"), answer(b"", "302 No"), drop):
            with RawServer(behaviour) as server:
                connection = colour.connection(
                    cluster_url=server.url, client_token=ODD_TOKEN, retry_count=1, retry_wait=0
                )
                for call in (connection.profiles_names, connection.buckets):
                    try:
                        await colour.do(call())
                    except QarnotException as error:
                        watch.look_at_error("", error)
                await colour.close(connection)
    assert log.names >= {"qarnot", "httpcore"}
    watch.look("log", "\n".join(log.lines))
    watch.judge()


async def test_no_call_after_the_end_shows_the_token(colour: Colour) -> None:
    watch = Watch([ODD_TOKEN])
    connection = colour.connection(cluster_url="http://127.0.0.1:9", client_token=ODD_TOKEN)
    await colour.close(connection)
    for call in (connection.profiles_names, connection.buckets):
        with pytest.raises(QarnotException) as caught:
            await colour.do(call())
        watch.look_at_error("closed", caught.value)
    watch.judge()


# The storage


async def test_no_library_logs_the_token_of_work_with_the_storage(
    scale: Scale, cluster: Emulator, tmp_path: Path
) -> None:
    for name in scale.pick(("sync", "async"), 1):
        folder = tmp_path / name
        folder.mkdir()
        await work_with_the_storage(Colour(name), cluster, folder)


async def work_with_the_storage(colour: Colour, cluster: Emulator, tmp_path: Path) -> None:
    watch = Watch([ODD_TOKEN])
    source = tmp_path / "a"
    source.write_bytes(b"content")
    with all_lines() as log:
        connection = colour.connection(
            cluster_url=cluster.cluster_url, client_token=ODD_TOKEN, retry_count=0
        )
        name = f"secrecy-{'async' if colour.is_async else 'sync'}"
        bucket = await colour.do(connection.create_bucket(name))
        await colour.do(bucket.add_file(str(source), "a"))
        await colour.do(bucket.add_string("text", "b"))
        await colour.do(bucket.list_files())
        await colour.do(bucket.get_all_files(str(tmp_path / "all")))
        refused: list[Callable[[], Any]] = [
            lambda: bucket.get_file("none", str(tmp_path / "none")),
            lambda: connection.retrieve_bucket("no-such-bucket"),
            lambda: connection.create_bucket("Not A Name"),
            lambda: bucket.add_file(str(tmp_path / "missing"), "c"),
        ]
        for call in refused:
            with pytest.raises(QarnotException) as caught:
                await colour.do(call())
            watch.look_at_error("storage", caught.value)
        store = await colour.do(connection.object_store())
        for each in (bucket, store, store.settings, store.client, store.resource):
            watch.look("repr", f"{each!r} {each} {getattr(each, '__dict__', '')}")
        await colour.do(bucket.delete())
        await colour.close(connection)
    assert log.names >= {"qarnot", "httpcore", "botocore", "urllib3"}
    assert len(log.lines) > 100
    watch.look("log", "\n".join(log.lines))
    watch.judge()


STORAGE_ERRORS = ["AccessDenied", "NoSuchBucket", "NoSuchKey", "InternalError", "SlowDown", "Odd"]


def storage_replies(echo: str) -> Iterator[tuple[str, bytes]]:
    inner = html.escape(echo)
    for kind in STORAGE_ERRORS:
        body = f"<Error><Code>{kind}</Code><Message>{inner}</Message><Key>{inner}</Key></Error>"
        for status in (400, 403, 404, 409, 500):
            text = f"{status} {echo}" if status == 409 else f"{status} No"
            yield f"{status} {kind}", reply_of(body.encode(), "application/xml", text)
    code = f"<Error><Code>{inner}</Code><RequestId>{inner}</RequestId></Error>".encode()
    yield "code", reply_of(code, "application/xml", "400 No")
    yield "html", reply_of(f"<html>{inner}</html>".encode(), "text/html")
    yield "broken xml", reply_of(f"<Error>{echo}<".encode(), "application/xml", "500 No")
    yield "broken list", reply_of(f"<ListBucketResult>{echo}<&".encode(), "application/xml")
    yield "not xml", reply_of(echo.encode(), "text/plain")
    redirect = reply_of(b"", status="301 Moved")
    location = f"\r\nLocation: http://evil.example/{quote(echo)}\r\n".encode()
    yield "redirect", redirect.replace(b"\r\n", location, 1)
    bad = f"\r\nConnection: close\r\n{echo}\0\r\n".encode()
    yield "bad header", redirect.replace(b"\r\n", bad, 1)


async def test_what_a_storage_sends_back_shows_in_no_error(
    scale: Scale, tmp_path: Path, figure: Callable[[str], None]
) -> None:
    replies = list(storage_replies(PLAIN_TOKEN))
    reply = [b""]
    source = tmp_path / "a"
    source.write_bytes(b"content")
    watch, failed = Watch([PLAIN_TOKEN]), 0
    calls: Mapping[str, Callable[[Any, Any], Any]] = {
        "buckets": lambda connection, _: connection.buckets(),
        "create_bucket": lambda connection, _: connection.create_bucket("b"),
        "retrieve_bucket": lambda connection, _: connection.retrieve_bucket("b"),
        "list_files": lambda _, bucket: bucket.list_files(),
        "add_string": lambda _, bucket: bucket.add_string("t", "k"),
        "add_file": lambda _, bucket: bucket.add_file(str(source), "k"),
        "get_file": lambda _, bucket: bucket.get_file("k", str(tmp_path / "k")),
        "sync": lambda _, bucket: bucket.sync_directory(str(tmp_path)),
        "delete": lambda _, bucket: bucket.delete(),
    }
    cells = scale.pick(itertools.product(replies, calls), 20)
    colours = scale.pick(("sync", "async"), 1)
    with (
        HeadServer(lambda _: reply_of(b'{"email":"a@b.example"}')) as api,
        HeadServer(lambda _: reply[0]) as storage,
    ):
        for colour in map(Colour, colours):
            connection = colour.connection(
                cluster_url=api.url,
                storage_url=storage.url,
                client_token=PLAIN_TOKEN,
                retry_count=0,
                cluster_timeout=2,
            )
            reply[0] = reply_of(b"", "application/xml")
            bucket = await colour.do(connection.create_bucket("b"))
            with all_lines("qarnot") as log:
                for (name, content), call in cells:
                    reply[0] = content
                    where = f"{call}, {name}"
                    seen = len(storage.heads)
                    try:
                        await colour.do(calls[call](connection, bucket))
                    except QarnotException as error:
                        failed += 1
                        watch.look_at_error(where, error)
                    except Exception as error:  # noqa: BLE001 - one of other people's is found
                        watch.found.append(f"{where}: {error!r}")
                    assert len(storage.heads) > seen, where
                    watch.look(f"{where}, log", "\n".join(log.lines))
                    log.lines.clear()
            await colour.close(connection)
    watch.judge()
    count = len(colours) * len(cells)
    assert failed > count / 2
    figure(f"P14 storage replies: {count} cells, {failed} failed, 0 showed the token")


@pytest.mark.parametrize("form", ["plain", "quoted"])
async def test_a_storage_address_with_the_token_in_it_does_not_show_it(
    colour: Colour, form: str
) -> None:
    watch = Watch([PLAIN_TOKEN, ODD_TOKEN])
    for token in (PLAIN_TOKEN, ODD_TOKEN):
        echo = token if form == "plain" else quote(token, safe="")
        for address in (
            f"https://evil.example/{echo}",
            f"https://storage.example/?{echo}",
            f"https://u:{echo}@storage.example",
            f"https://{echo}",
            echo,
        ):
            body = json.dumps({"storage": address, "email": "a@b.example"}).encode()
            with HeadServer(lambda _, body=body: reply_of(body)) as server:  # type: ignore[misc]
                connection = colour.connection(
                    cluster_url=server.url, client_token=token, retry_count=0
                )
                with pytest.raises(QarnotException) as caught:
                    await colour.do(connection.buckets())
                await colour.close(connection)
            watch.look_at_error(address, caught.value, variables=False)
    watch.judge()


# Settings


def wrong_settings(folder: Path) -> Iterator[dict[str, Any]]:
    no_certificates = folder / "none.pem"
    no_certificates.write_text("nothing")
    secret_proxy = f"http://user:{PASSWORD}@proxy:x"
    yield {"cluster_url": "api.example"}
    yield {"cluster_url": "http://[::1"}
    yield {"cluster_url": f"http://{'a' * 70}.b"}
    yield {"cluster_url": f"https://u:{quote(PASSWORD, safe='')}@api.example"}
    yield {"cluster_timeout": "soon"}
    yield {"cluster_timeout": -1}
    yield {"cluster_unsafe": "perhaps"}
    yield {"storage_unsafe": 7}
    yield {"storage_url": "ftp://storage"}
    yield {"retry_count": -1}
    yield {"retry_count": "many"}
    yield {"retry_wait": "long"}
    yield {"cluster_custom_certificate": folder / "missing.pem"}
    yield {"cluster_custom_certificate": no_certificates}
    yield {"storage_custom_certificate": folder / "missing.pem"}
    yield {"cluster_proxy": secret_proxy}
    yield {"storage_proxy": secret_proxy}
    yield {"cluster_proxy": 5}
    yield {"max_reply_bytes": 0}
    yield {"max_reply_bytes": "many"}


def wrong_tokens(token: str) -> Iterator[str]:
    for wrong in ("{}\nmore", "{} more", "{}é", "{}\x00", "a\r\nX: {}", "\ud800{}", "{}\x7f"):
        yield wrong.format(token)


def channels(token: str, folder: Path) -> Iterator[tuple[str, dict[str, Any], dict[str, str]]]:
    """Give each way to give a token, with the variables that must be set."""
    for name in ("client_token", "client_auth"):
        yield f"dict {name}", {"fileconf": {name: token}}, {}
    yield "argument", {"client_token": token}, {}
    # Variables and files cannot hold every text.
    if "\0" not in token and "\ud800" not in token:
        for variable in ("QARNOT_CLIENT_TOKEN", "QARNOT_TOKEN"):
            yield variable, {}, {variable: token}
        for key in ("token", "auth"):
            path = folder / f"{key}.conf"
            path.write_text(f"[client]\n{key}={token}\n", encoding="utf-8")
            path.chmod(0o600)
            yield f"file {key}", {"fileconf": path}, {}


@pytest.mark.timeout(300)
async def test_no_refusal_of_settings_shows_the_token(
    scale: Scale, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, figure: Callable[[str], None]
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    watch = Watch([ODD_TOKEN, PASSWORD])
    every: list[tuple[str, dict[str, Any], dict[str, str]]] = [
        (channel, {**given, **wrong}, variables)
        for channel, given, variables in channels(ODD_TOKEN, tmp_path)
        for wrong in wrong_settings(tmp_path)
    ]
    (tmp_path / "wrong").mkdir()
    for number, token in enumerate(wrong_tokens(ODD_TOKEN)):
        folder = tmp_path / "wrong" / str(number)
        folder.mkdir()
        every += [*channels(token, folder)]
    every += broken_files(ODD_TOKEN, tmp_path)
    cells = scale.pick(itertools.product(("sync", "async"), every), 60)
    refused = 0
    for name, (channel, given, variables) in cells:
        with monkeypatch.context() as patch, warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            for variable, value in variables.items():
                patch.setenv(variable, value)
            error = refusal_of(Colour(name), given)
        where = f"{channel}: {sorted(given)}"
        for warning in caught:
            watch.look(f"{where}, warning", str(warning.message))
        if error is not None:
            refused += 1
            watch.look_at_error(where, error)
    watch.judge()
    # Some are refused only when they are used; a slice may have more of these.
    assert refused > (0.9 if scale.is_whole else 0.6) * len(cells)
    figure(f"P14 settings: {len(cells)} wrong ones, {refused} refused, 0 showed a secret")


def broken_files(token: str, folder: Path) -> Iterator[tuple[str, dict[str, Any], dict[str, str]]]:
    contents = [
        f"token={token}\n".encode(),
        f"[client]\ntoken {token}\n".encode(),
        f"[client\ntoken={token}\n".encode(),
        f"[client]\ntoken={token}\ntoken={token}\n".encode(),
        f"[client]\ntoken={token}\n[client]\n".encode(),
        f"[client]\ntoken={token}\n{token}\n".encode(),
        f"[client]\ntoken={token}\n# \xe9\n".encode("latin-1"),
    ]
    for number, content in enumerate(contents):
        path = folder / f"broken{number}.conf"
        path.write_bytes(content)
        yield "broken file", {"fileconf": path}, {}
    yield "unknown key", {"fileconf": {"client_token": token, "cluster_ulr": "x"}}, {}
    yield "unknown key", {"fileconf": {"token": token}}, {}
    yield "list", {"fileconf": ["client_token", token]}, {}


def refusal_of(colour: Colour, given: Mapping[str, Any]) -> QarnotException | None:
    kind: Any = qarnot.AsyncConnection if colour.is_async else qarnot.Connection
    try:
        connection = kind(**given)
    except QarnotException as error:
        return error
    if isinstance(connection, qarnot.Connection):
        connection.close()
    return None


async def test_nothing_that_a_connection_is_made_of_shows_the_token(
    scale: Scale, cluster: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheres = ("argument", "dict", "file", "QARNOT_CLIENT_TOKEN")
    for name, where in scale.pick(itertools.product(("sync", "async"), wheres), 1):
        with monkeypatch.context() as patch:
            await look_at_a_connection(Colour(name), cluster, tmp_path, where, patch)


async def look_at_a_connection(
    colour: Colour,
    cluster: Emulator,
    tmp_path: Path,
    where: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "qarnot.conf"
    path.write_text(f"[client]\ntoken={ODD_TOKEN}\n")
    path.chmod(0o600)
    ways: Mapping[str, dict[str, Any]] = {
        "argument": {"client_token": ODD_TOKEN},
        "dict": {"fileconf": {"client_token": ODD_TOKEN}, "client_token": None},
        "file": {"fileconf": path, "client_token": None},
        "QARNOT_CLIENT_TOKEN": {"client_token": None},
    }
    if where == "QARNOT_CLIENT_TOKEN":
        monkeypatch.setenv(where, ODD_TOKEN)
    proxy = f"http://user:{quote(PASSWORD, safe='')}@127.0.0.1:9"
    watch = Watch([ODD_TOKEN, PASSWORD])
    connection = colour.connection(
        cluster_url=cluster.cluster_url, retry_count=0, storage_proxy=proxy, **ways[where]
    )
    task = connection.create_task("n", "docker-batch")
    assert await colour.do(connection.profiles_names())
    page = await colour.do(connection.tasks_page())
    rest = connection.rest
    settings = connection._settings
    assert isinstance(settings, Settings)
    bucket_type = qarnot.aio.Bucket if colour.is_async else qarnot.bucket.Bucket
    bucket = bucket_type(connection, "b", create=False)
    user = await colour.do(connection.user_info) if colour.is_async else connection.user_info
    holders = (connection, connection.wire, settings, settings.token, task, bucket)
    for each in (*holders, page, rest, user, read_proxy(proxy, "x")):
        shown = f"{each!r} {each} {each:} {[each]} {getattr(each, '__dict__', '')}"
        watch.look(f"repr of {type(each).__name__}", shown)
    for each in holders:
        for way in (pickle.dumps, copy.deepcopy):
            with pytest.raises((QarnotException, TypeError)) as caught:
                way(each)
            watch.look_at_error(f"pickle of {type(each).__name__}", caught.value)
    await colour.close(connection)
    watch.judge()


async def test_a_proxy_with_a_password_shows_it_nowhere(
    scale: Scale, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = Watch([ODD_TOKEN, PASSWORD, f"user:{PASSWORD}"])
    with socket.create_server(("127.0.0.1", 0)) as gone:
        nobody = f"127.0.0.1:{gone.getsockname()[1]}"
    proxy = f"http://user:{quote(PASSWORD, safe='')}@{nobody}"
    with HeadServer(lambda _: reply_of(b'{"email":"a@b.example"}')) as api, all_lines() as log:
        cases: list[tuple[dict[str, Any], dict[str, str]]] = [
            ({"cluster_proxy": proxy}, {}),
            ({"cluster_proxy": "", "storage_proxy": proxy}, {}),
            ({}, {"HTTP_PROXY": proxy, "http_proxy": proxy}),
            ({"cluster_proxy": ""}, {"HTTP_PROXY": proxy, "http_proxy": proxy}),
        ]
        every = itertools.product(("sync", "async"), cases)
        for name, (given, variables) in scale.pick(every, 1):
            colour = Colour(name)
            with monkeypatch.context() as patch:
                patch.delenv("NO_PROXY", raising=False)
                patch.delenv("no_proxy", raising=False)
                for variable, value in variables.items():
                    patch.setenv(variable, value)
                connection = colour.connection(
                    cluster_url=api.url,
                    storage_url="http://storage.invalid",
                    client_token=ODD_TOKEN,
                    retry_count=0,
                    **given,
                )
                with pytest.raises(QarnotException) as caught:
                    await colour.do(connection.buckets())
                watch.look_at_error(str(variables), caught.value)
                store = connection._store
                watch.look("repr", f"{connection!r} {vars(connection)} {vars(connection.wire)}")
                if store is not None:
                    watch.look("repr", f"{store!r} {vars(store)} {store.settings!r}")
                await colour.close(connection)
    watch.look("log", "\n".join(log.lines))
    watch.judge()


# Defects of the vendor's SDK


async def test_d38_a_token_with_its_newline_is_sent_without_it(
    colour: Colour, tmp_path: Path
) -> None:
    path = tmp_path / "token"
    path.write_text(f"{PLAIN_TOKEN}\n")
    with HeadServer() as server:
        connection = colour.connection(cluster_url=server.url, client_token=path.read_text())
        await colour.do(connection.wire.call("list_versions"))
        await colour.close(connection)
        assert ("authorization", PLAIN_TOKEN) in server.last_headers()
    assert PLAIN_TOKEN not in f"{vars(connection)} {vars(connection.wire)}"


async def test_d38_a_token_that_no_header_can_hold_is_refused_without_showing_it(
    colour: Colour,
) -> None:
    watch = Watch([PLAIN_TOKEN])
    with HeadServer() as server:
        for wrong in wrong_tokens(PLAIN_TOKEN):
            with pytest.raises(InvalidValue, match="client_token") as caught:
                colour.connection(cluster_url=server.url, client_token=wrong)
            watch.look_at_error(repr(wrong), caught.value)
        assert server.heads == []
    watch.judge()


async def test_d39_netrc_is_never_read(
    colour: Colour, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (".netrc", "_netrc"):
        path = tmp_path / name
        path.write_text("machine 127.0.0.1 login bob password hunter2\n")
        path.chmod(0o600)
    assert netrc.netrc(path).authenticators("127.0.0.1")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    with HeadServer() as server:
        connection = colour.connection(cluster_url=server.url, client_token=PLAIN_TOKEN)
        await colour.do(connection.wire.call("list_versions"))
        first = server.last_headers()
        rest = connection.rest
        client = rest.get_async_httpx_client() if colour.is_async else rest.get_httpx_client()
        await colour.do(client.get("/versions"))
        await colour.close(connection)
        for headers in (first, server.last_headers()):
            sent = [value for name, value in headers if name == "authorization"]
            assert sent == [PLAIN_TOKEN]
        assert len(server.heads) == 2
        assert not any(b"Basic" in head for head in server.heads)
