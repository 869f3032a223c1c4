"""Answers that a server might give by mistake, by misconfiguration or by malice, made by chance.

Every number of a seed gives one answer, so that one that was found can be made again.
"""

from __future__ import annotations

import gzip
import json
import random
import zlib
from collections.abc import Callable
from typing import Any

from fault_plans import Close, Fault, Reset, Say, Stall, Step, Wait
from virtual_wire import TOKEN

__all__ = ["odd_answer"]

TASK = {
    "uuid": "00000000-0000-4000-8000-000000000001",
    "name": "count words",
    "shortname": "count-words-1",
    "state": "FullyExecuting",
    "instanceCount": 4,
    "progress": 12.5,
    "errors": [],
    "status": None,
    "constants": [{"key": "DOCKER_CMD", "value": "echo"}],
}
GOOD: tuple[Any, ...] = (
    TASK,
    [TASK, TASK],
    {"data": [TASK], "nextToken": "t", "isTruncated": True},
    {"storage": "https://storage.example"},
    {"key": "k", "value": "v"},
    ["docker-batch", "docker-network"],
    [{"version": "v0.1", "endOfLife": "2020-03-16"}],
    "output of a task\n",
    {"uuid": "u"},
    [{"statusCode": 200, "uuid": "u", "message": "Ok"}],
)
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
FIELDS = {"name": ["too long", "odd"], "": ["nothing fits"], "tags[0]": ["is null"]}
# The five shapes in which the platform gives errors, and near misses of each.
ERRORS: tuple[Any, ...] = (
    {"message": "Maximum number of tasks reached"},
    {"message": "No such task: x"},
    {"message": f"bad token {TOKEN}, not {TOKEN!r}"},
    {"title": TOKEN, "errors": {TOKEN: [f"token={TOKEN}"]}, "traceId": TOKEN},
    {"message": ""},
    {"message": None},
    {"message": {"text": "inner"}},
    {"error": "secret not found"},
    {"error": {"message": "Bad authentication token", "code": 401}, "data": {}},
    {"error": {"message": 5}},
    {"error": [1, 2]},
    {"title": "One or more validation errors occurred.", "status": 400, "errors": FIELDS},
    {"type": "about:blank", "title": "Bad", "detail": "why", "extensions": {"traceId": TRACE}},
    {"title": "Bad", "errors": FIELDS, "traceId": TRACE},
    {"errors": {"name": "one text"}, "extensions": None},
    {"errors": [{"field": "name"}], "traceId": 5},
    {"errors": {"name": {"deeper": ["x"]}, "n": 1, "o": None, "p": [None, 1, ["x"]]}},
    {"errors": "text", "title": 5, "detail": ["x"]},
    [{"statusCode": 403, "uuid": None, "message": "Not enough credits"}],
    [{"statusCode": "x", "message": None}, None, 5, "text"],
    {"Message": "in capitals"},
    {"message": "two\r\nlines\tand\x00more\x1b[31m red \u2028 \x85 \u202e right to left"},
    {"message": "half a pair \ud800 and \udfff"},
    {"message": "x" * 5_000},
    {"message": "🦊" * 3_000},
    {"message": " \n\t "},
    {"message": "\x00\x01\x02"},
)
PAGES = (
    b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>",
    b"<!DOCTYPE html>\n<html>\n<body>Please sign in</body></html>",
    b"<?xml version='1.0'?><Error><Code>SlowDown</Code></Error>",
    b"\xef\xbb\xbf<html></html>",
    b"upstream connect error or disconnect/reset before headers",
    f"Authorization: {TOKEN}".encode(),
    b"no healthy\x00upstream\r\n\r\n\x1b[2J",
)
CURIOUS_JSON = (
    b"",
    b" ",
    b"null",
    b"true",
    b"0",
    b"-0",
    b"1e999",
    b"-1E400",
    b'""',
    b'"text"',
    b"[]",
    b"{}",
    b"[null]",
    b"[[]]",
    b"NaN",
    b"Infinity",
    b'{"uuid":NaN}',
    b"-Infinity",
    b'{"a":1,"a":2,"uuid":"x","uuid":null}',
    b'{"message":"a","message":5}',
    b"\xff\xfe",
    b'"\xff"',
    b'{"message":"\xe9t\xe9"}',
    b"\xef\xbb\xbf{}",
    '{"message":"bom"}'.encode("utf-16"),
    '{"message":"no bom"}'.encode("utf-16-le"),
    '{"message":"wide"}'.encode("utf-32"),
    b"{}\x00",
    b"{} {}",
    b"{,}",
    b"{'a':1}",
    b'{"a":undefined}',
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b"[" * 3_000 + b"]" * 3_000,
    b"1" * 100_000,
    b'{"uuid":' + b"9" * 100_000 + b"}",
    b"[" + b"1" * 5_000 + b"]",
    b'{"message":"' + b"\\u0000" * 100 + b'"}',
    b'{"message":"\\ud83d"}',
    b'{"__class__":"x","__proto__":{},"constructor":1}',
)
STATUSES: tuple[int, ...] = (
    200,
    200,
    200,
    201,
    202,
    204,
    205,
    206,
    207,
    226,
    300,
    301,
    302,
    303,
    304,
    307,
    308,
)
STATUSES += (400, 401, 402, 403, 404, 405, 407, 408, 409, 410, 411, 413, 415, 418, 419, 421, 422)
STATUSES += (423, 425, 426, 428, 429, 431, 444, 451, 499, 500, 501, 502, 503, 504, 505, 507, 511)
STATUSES += (520, 524, 525, 526, 529, 530, 598, 599)
VERY_ODD_STATUSES = (0, 99, 100, 101, 102, 103, 199, 600, 666, 700, 999)
CONTENT_TYPES = (
    "application/json",
    "application/json; charset=utf-8",
    "application/problem+json",
    "application/json;charset=latin-1",
    "application/json; charset=utf-16",
    "application/json; charset=none-such",
    "text/html",
    "text/html; charset=iso-8859-1",
    "text/plain",
    "TEXT/PLAIN; charset=\x22utf-8\x22",
    "application/octet-stream",
    "application/xml",
    "multipart/form-data; boundary=x",
    "json",
    ";;;",
    "",
    "application/json, text/html",
)
ENCODINGS: tuple[str, ...] = (
    "gzip",
    "deflate",
    "GZIP",
    "x-gzip",
    "identity",
    "br",
    "zstd",
    "gzip, gzip",
    "none",
)
ENCODINGS += ("deflate, gzip", "", ",", "compress")
DATES = (
    "Sun, 06 Nov 1994 08:49:37 GMT",
    "Sunday, 06-Nov-94 08:49:37 GMT",
    "Sun Nov  6 08:49:37 1994",
    "Fri, 31 Dec 9999 23:59:59 GMT",
    "Mon, 01 Jan 0001 00:00:00 +2359",
    "Mon, 01 Jan 0001 00:00:00 GMT",
    "Wed, 21 Oct 100000 07:28:00 GMT",
    "Sun, 06 Nov 1994 08:49:37 -9999",
    "0",
    "now",
)
WAITS = ("0", "1", "20", "121", "-10", " 20 ", "20.5", "1e3", "inf", "nan", "9" * 35, "", "\xb2")
LOCATIONS: tuple[str, ...] = (
    "/elsewhere",
    "//evil.example",
    "https://a:b@evil.example/x",
    "file:///etc",
    "",
    "\\\\h",
)
LOCATIONS += (
    f"/login?token={TOKEN}",
    "http://[bad",
    "data:text/html,<x>",
    "x" * 5_000,
    "\xe4\xf6\xfc",
    "?",
    "\x7f\x80",
)
IDS = ("r-7", "", "x" * 3_000, "\xe9\xe8", "a b\tc", TOKEN, "<script>", "\x85\xa0\xad")
REASONS = ("OK", "", "Not Found", "\xe9 \xff", "x" * 100, "a\tb", "  ")
NAMES = ("Server", "Via", "X-Cache", "Set-Cookie", "WWW-Authenticate", "Trailer", "Upgrade", "Date")


def odd_answer(seed: int) -> Fault:
    """Give what a server does with a request, by chance."""
    maker = _Maker(random.Random(seed))
    return Fault(f"odd answer {seed}", tuple(maker.steps()))


class _Maker:
    """Makes one answer; what is usual stays more likely than what is odd, so that much is read."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._one = chance.choice

    def steps(self) -> list[Step]:
        answer = self._whole()
        if self._happens(0.15):
            answer = self._mutated(answer, most=8)
        if self._happens(0.05):
            answer = answer[: self._chance.randrange(len(answer) + 1)]
        said: list[Step] = [Say(part) for part in self._parts(answer)]
        if self._happens(0.1):
            said.insert(self._chance.randrange(len(said) + 1), Wait(self._one((0.001, 0.1, 0.5))))
        return [*said, self._one((Close(), Close(), Close(), Reset(), Stall()))]

    def _happens(self, how_often: float) -> bool:
        return self._chance.random() < how_often

    def _parts(self, answer: bytes) -> list[bytes]:
        if self._happens(0.7) or len(answer) < 2:
            return [answer]
        count = self._chance.randrange(1, 4)
        places = sorted(self._chance.randrange(len(answer)) for _ in range(count))
        return [answer[a:b] for a, b in zip([0, *places], [*places, len(answer)], strict=True)]

    def _whole(self) -> bytes:
        body = self._body()
        lines = [f"HTTP/{self._version()} {self._status()} {self._one(REASONS)}"]
        headers, body = self._framed(body)
        headers += self._headers()
        self._chance.shuffle(headers)
        lines += [f"{name}: {value}" for name, value in headers]
        end = "\n" if self._happens(0.02) else "\r\n"
        head = end.join([*lines, "", ""]).encode("latin-1", errors="replace")
        return self._interim() + head + body

    def _interim(self) -> bytes:
        if not self._happens(0.03):
            return b""
        return b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * self._chance.randrange(1, 4)

    def _version(self) -> str:
        return "1.1" if self._happens(0.97) else self._one(("1.0", "0.9", "2", "3.0", "1.2", "x"))

    def _status(self) -> str:
        roll = self._chance.random()
        if roll < 0.2:
            return "200"
        if roll < 0.6:
            return str(self._one(STATUSES))
        if roll < 0.97:
            return str(self._chance.randrange(200, 600))
        return f"{self._one(VERY_ODD_STATUSES):03}"

    # Bodies

    def _body(self) -> bytes:
        makers: tuple[Callable[[], bytes], ...] = (
            lambda: self._json(self._one(GOOD)),
            lambda: self._json(self._one(ERRORS)),
            lambda: self._json(self._one(ERRORS)),
            lambda: self._json(self._changed(self._one((*GOOD, *ERRORS)), 3)),
            lambda: self._mutated(self._json(self._one((*GOOD, *ERRORS)))),
            lambda: self._cut(self._json(self._one((*GOOD, *ERRORS)))),
            lambda: self._one(CURIOUS_JSON),
            lambda: self._one(PAGES),
            lambda: self._chance.randbytes(self._chance.randrange(200)),
            lambda: self._json(self._value(4)),
        )
        return self._one(makers)()

    def _json(self, value: Any) -> bytes:
        text = json.dumps(value, ensure_ascii=self._happens(0.7))
        if self._happens(0.1):
            return text.encode("latin-1", errors="replace")
        return text.encode("utf-8", errors="surrogatepass")

    def _cut(self, data: bytes) -> bytes:
        return data[: self._chance.randrange(len(data) + 1)]

    def _mutated(self, data: bytes, most: int = 4) -> bytes:
        changed = bytearray(data)
        for _ in range(self._chance.randrange(1, most)):
            place = self._chance.randrange(len(changed) + 1)
            kind = self._chance.randrange(5)
            if kind == 0:
                changed[place : place + 1] = bytes([self._chance.randrange(256)])
            elif kind == 1:
                del changed[place : place + self._chance.randrange(1, 9)]
            elif kind == 2:
                changed[place:place] = self._one(
                    (b"\x00", b"\r\n", b"\n", b"\xff", b'"', b":", b"{")
                )
            elif kind == 3:
                changed[place:place] = changed[place : place + self._chance.randrange(1, 40)]
            elif place < len(changed):
                changed[place] ^= 1 << self._chance.randrange(8)
        return bytes(changed)

    def _changed(self, value: Any, depth: int) -> Any:
        """Change a good value a little: another type somewhere, something missing or added."""
        if self._happens(0.25):
            return self._value(depth - 1)
        if isinstance(value, dict) and value:
            key = self._one(list(value))
            changed = {**value, key: self._changed(value[key], depth)}
            if self._happens(0.2):
                del changed[key]
            if self._happens(0.2):
                changed[self._text()] = self._value(depth - 1)
            return changed
        if isinstance(value, list) and value:
            return [self._changed(self._one(value), depth), *value[1:]]
        return self._value(depth - 1)

    def _value(self, depth: int) -> Any:
        kind = self._chance.randrange(9 if depth > 0 else 6)
        if kind < 3:
            return self._text()
        if kind == 3:
            return self._chance.randrange(-(2**70), 2**70)
        if kind == 4:
            return self._one((None, True, False, float("nan"), float("inf"), 1e308, -0.0))
        if kind == 5:
            return self._chance.random()
        inner = [self._value(depth - 1) for _ in range(self._chance.randrange(4))]
        if kind == 6:
            return inner
        names = ("message", "error", "errors", "uuid", "title", "detail", "data", "traceId")
        return {self._one((*names, "extensions", "status", self._text())): each for each in inner}

    def _text(self) -> str:
        alphabet = "ab \n\r\t\x00\x1b\x7f\x85\xa0é�\u2028\u202e\ud800\udfff🦊<&\"'\\/%"
        return "".join(self._chance.choices(alphabet, k=self._chance.randrange(12)))

    # Headers

    def _framed(self, body: bytes) -> tuple[list[tuple[str, str]], bytes]:
        """Give the headers that say how the body is packed and how long it is, true or not."""
        headers = []
        if self._happens(0.15):
            encoding = self._one(ENCODINGS)
            headers.append(("Content-Encoding", encoding))
            if self._happens(0.8):
                body = self._packed(body, encoding)
        roll = self._chance.random()
        if roll < 0.6:
            headers.append(("Content-Length", str(len(body))))
        elif roll < 0.7:
            lies = (len(body) + 1, max(0, len(body) - 1), 0, -1, 10**12, "x", "", "1, 1", "0x10")
            headers.append(("Content-Length", str(self._one(lies))))
        elif roll < 0.88:
            headers.append(("Transfer-Encoding", "chunked"))
            body = self._chunked(body)
        elif roll < 0.93:
            headers.append(("Transfer-Encoding", self._one(("gzip", "identity", "chunked, gzip"))))
        if self._happens(0.02):
            headers.append(("Content-Length", str(self._chance.randrange(2000))))
        return headers, body

    def _packed(self, body: bytes, encoding: str) -> bytes:
        for each in encoding.lower().split(","):
            if "gzip" in each:
                body = gzip.compress(body, 1, mtime=0)
            elif "deflate" in each:
                body = zlib.compress(body, 1) if self._happens(0.5) else zlib.compress(body)[2:-4]
        if self._happens(0.3):
            return self._mutated(body)
        return self._cut(body) if self._happens(0.2) else body

    def _chunked(self, body: bytes) -> bytes:
        middle = self._chance.randrange(len(body) + 1)
        parts = [part for part in (body[:middle], body[middle:]) if part]
        said = b"".join(b"%x%s\r\n%s\r\n" % (len(each), self._extension(), each) for each in parts)
        said += b"0\r\n\r\n" if self._happens(0.9) else b"0\r\nX-Trailer: \xff\r\n\r\n"
        return self._mutated(said) if self._happens(0.1) else said

    def _extension(self) -> bytes:
        return b";a=b" if self._happens(0.05) else b""

    def _headers(self) -> list[tuple[str, str]]:
        headers = []
        if self._happens(0.9):
            headers.append(("Content-Type", self._one(CONTENT_TYPES)))
        choices: tuple[tuple[float, str, tuple[str, ...]], ...] = (
            (0.2, "Retry-After", (*WAITS, *DATES)),
            (0.3, "Date", DATES),
            (0.3, "X-Request-Id", IDS),
            (0.15, "Location", LOCATIONS),
            (0.05, "Connection", ("close", "keep-alive", "upgrade", "x, y")),
        )
        for how_often, name, values in choices:
            while self._happens(how_often):
                headers.append((name, self._one(values)))
        while self._happens(0.2):
            headers.append((self._one(NAMES), self._one((*IDS, *DATES))))
        return headers
