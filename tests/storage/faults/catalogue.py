"""The catalogue of what can happen to an exchange with a storage."""

from __future__ import annotations

import itertools
import re
import threading
from collections.abc import Callable
from urllib.parse import unquote

from attrs import evolve

from .proxy import (
    CONTENTS,
    PATIENCE,
    Answer,
    Fault,
    Request,
    Spoiler,
    header_in,
    listing_with,
)

NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
HTML = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><br>Welcome</body></html>"
XHTML = (
    b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>Sign in</title>'
    b"</head><body>Welcome</body></html>"
)
XML = "application/xml"


def with_bit_flipped(data: bytes, bit: int) -> bytes:
    """Give the bytes with one bit flipped, counted round when there are fewer."""
    place = bit // 8 % len(data)
    spoiled = bytearray(data)
    spoiled[place] ^= 1 << bit % 8
    return bytes(spoiled)


def _answer(status: int, body: bytes, content_type: str = XML) -> Answer:
    return Answer(status, [("Content-Type", content_type)]).with_body(body)


def _error(code: str, message: str) -> bytes:
    text = f'<?xml version="1.0"?><Error><Code>{code}</Code><Message>{message}</Message></Error>'
    return text.encode()


def flip(bit: int) -> Fault:
    """One bit of the answer's body is another."""

    def change(_: Request, answer: Answer) -> Answer:
        return evolve(answer, body=with_bit_flipped(answer.body, bit)) if answer.body else answer

    return Fault(f"flip@{bit}", change_answer=change)


def flip_sent(bit: int) -> Fault:
    """One bit of the request's body is another, after it was signed."""

    def change(request: Request) -> Request:
        return evolve(request, body=with_bit_flipped(request.body, bit))

    return Fault(f"flip-sent@{bit}", change_request=change)


def cut(place: int) -> Fault:
    """The connection closes before the end of the answer's body, whose length was told."""

    def change(_: Request, answer: Answer) -> Answer:
        return evolve(answer, sent=place % max(1, len(answer.body)))

    return Fault(f"cut@{place}", change_answer=change)


def other_range(shift: int) -> Fault:
    """The answer holds other bytes of the object than were asked for, as many, and says not so."""

    def change(_: Request, answer: Answer) -> Answer:
        place = shift % max(1, len(answer.body))
        return evolve(answer, body=answer.body[place:] + answer.body[:place])

    return Fault(f"other-range@{shift}", change_answer=change)


def told_range(shift: int) -> Fault:
    """The answer says that it holds another range than was asked for."""

    def change(_: Request, answer: Answer) -> Answer:
        told = header_in(answer.headers, "content-range")
        if told is None:
            body = answer.body[shift % max(1, len(answer.body)) :]
            whole = f"bytes {len(answer.body) - len(body)}-{len(answer.body) - 1}"
            part = answer.with_body(body).with_header(
                "Content-Range", f"{whole}/{len(answer.body)}"
            )
            return evolve(part, status=206)
        numbers = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", told)
        assert numbers is not None, told
        first, last, size = map(int, numbers.groups())
        return answer.with_header("Content-Range", f"bytes {first + shift}-{last + shift}/{size}")

    return Fault(f"told-range@{shift}", change_answer=change)


def header(name: str, value: str | None) -> Fault:
    """A header of the answer has another value, or is missing."""

    def change(_: Request, answer: Answer) -> Answer:
        if value is not None:
            return answer.with_header(name, value)
        kept = [each for each in answer.headers if each[0].lower() != name.lower()]
        return evolve(answer, headers=kept)

    return Fault(f"{name}: {value}", change_answer=change)


WRONG_ETAG = header("ETag", '"0123456789abcdef0123456789abcdef"')
NO_ETAG = header("ETag", None)

RESET = Fault("reset", instead=lambda _: None)
LOST = Fault("lost", change_answer=lambda _, __: None)
HTML200 = Fault("html200", instead=lambda _: _answer(200, HTML, "text/html"))
XHTML200 = Fault("xhtml200", instead=lambda _: _answer(200, XHTML, "text/html"))
EMPTY200 = Fault("empty200", instead=lambda _: _answer(200, b""))


def refusal(status: int, code: str, *, is_executed: bool = False) -> Fault:
    """An error of S3, in place of doing it or after it."""
    answer = _answer(status, _error(code, "spoiled by the proxy"))
    if is_executed:
        return Fault(f"exec+{status}", change_answer=lambda _, __: answer)
    return Fault(code, instead=lambda _: answer)


SLOW_DOWN = refusal(503, "SlowDown")
INTERNAL_ERROR = refusal(500, "InternalError")
NO_SUCH_UPLOAD = refusal(404, "NoSuchUpload")
FORBIDDEN = refusal(403, "AccessDenied")
EXECUTED_500 = refusal(500, "InternalError", is_executed=True)
ERROR_IN_200 = Fault(
    "200-with-Error", instead=lambda _: _answer(200, _error("InternalError", "try again"))
)
EXECUTED_ERROR_IN_200 = Fault(
    "exec+200-with-Error",
    change_answer=lambda _, __: _answer(200, _error("InternalError", "try again")),
)


def doing(action: Callable[[], object], *, is_executed: bool) -> Fault:
    """Nothing is spoiled; something is done when the storage was asked, or before."""

    def before(request: Request) -> Request:
        action()
        return request

    def after(_: Request, answer: Answer) -> Answer:
        action()
        return answer

    if is_executed:
        return Fault("done after", change_answer=after)
    return Fault("done before", change_request=before)


def doing_amid(action: Callable[[], object]) -> Fault:
    """Something is done when half of the answer was sent; the rest never is."""

    def change(_: Request, answer: Answer) -> Answer:
        return evolve(answer, sent=len(answer.body) // 2, at_end=action)

    return Fault("done amid", change_answer=change)


def at_exchange(number: int, fault: Fault) -> Spoiler:
    """Spoil one exchange, of any operation; they are counted from 0."""
    numbers = itertools.count()
    return lambda _: fault if next(numbers) == number else None


class Stall:
    """Holds an exchange back until the test lets it go.

    :ivar is_reached: set when an exchange waits.
    """

    def __init__(self, *, is_executed: bool = True) -> None:
        self.is_reached = threading.Event()
        self._may_go = threading.Event()
        self.fault = Fault(
            "stall",
            change_request=None if is_executed else self._hold_request,
            change_answer=self._hold_answer if is_executed else None,
        )

    def release(self) -> None:
        self._may_go.set()

    def _hold_request(self, request: Request) -> Request:
        self._hold()
        return request

    def _hold_answer(self, _: Request, answer: Answer) -> Answer:
        self._hold()
        return answer

    def _hold(self) -> None:
        self.is_reached.set()
        self._may_go.wait(PATIENCE)


# Listings


def _of_listing(name: str, change: Callable[[bytes], bytes]) -> Fault:
    return Fault(name, change_answer=lambda _, answer: answer.with_body(change(answer.body)))


def _token_in(body: bytes) -> str | None:
    found = re.search(rb"<NextContinuationToken>([^<]*)</", body)
    return None if found is None else found[1].decode()


def _with_contents(name: str, change: Callable[[list[bytes]], list[bytes]]) -> Fault:
    return _of_listing(
        name,
        lambda body: listing_with(body, change(CONTENTS.findall(body)), _token_in(body)),
    )


def _is_of(content: bytes, key: str) -> bool:
    found = re.search(rb"<Key>([^<]*)</Key>", content)
    return found is not None and unquote(found[1].decode()) == key


def without_key(key: str) -> Fault:
    """An object is missing in the page."""
    return _with_contents(
        f"without {key}", lambda contents: [each for each in contents if not _is_of(each, key)]
    )


def with_key(key: str) -> Fault:
    """The page holds a key that was not asked for."""

    def change(contents: list[bytes]) -> list[bytes]:
        named = f"<Key>{key}</Key>".encode()
        return [*contents, *(re.sub(rb"<Key>[^<]*</Key>", named, each) for each in contents[-1:])]

    return _with_contents(f"with {key}", change)


NO_CONTENTS = _with_contents("empty-listing", lambda _: [])
KEY_TWICE = _with_contents("dup-key", lambda contents: [*contents, *contents[:1]])
NO_TOKEN = _of_listing(
    "no-token",
    lambda body: re.sub(rb"<NextContinuationToken>[^<]*</NextContinuationToken>", b"", body),
)
FLIPPED_TRUNCATED = _of_listing(
    "flipped-IsTruncated",
    lambda body: re.sub(
        rb"<IsTruncated>(\w+)</IsTruncated>",
        lambda found: (
            b"<IsTruncated>%s</IsTruncated>" % (b"false" if found[1] == b"true" else b"true")
        ),
        body,
    ),
)
NO_TRUNCATED = _of_listing(
    "no-IsTruncated", lambda body: re.sub(rb"<IsTruncated>\w+</IsTruncated>", b"", body)
)
CUT_XML = _of_listing("cut-xml", lambda body: body[: len(body) * 2 // 3])
OTHER_BUCKET = _of_listing(
    "other-bucket", lambda body: re.sub(rb"<Name>[^<]*</Name>", b"<Name>another</Name>", body)
)


def page_again(kept: list[Answer], *, with_own_token: bool = False) -> Fault:
    """An earlier page comes once more; ``kept`` is what :func:`keep` has filled."""

    def change(_: Request, answer: Answer) -> Answer:
        body = kept[0].body
        if not with_own_token:
            return kept[0]
        return answer.with_body(listing_with(body, CONTENTS.findall(body), _token_in(answer.body)))

    return Fault("page-again", change_answer=change)


def token_again(kept: list[Answer]) -> Fault:
    """The page names as the next one the one that an earlier page named."""

    def change(_: Request, answer: Answer) -> Answer:
        token = _token_in(kept[0].body)
        return answer.with_body(listing_with(answer.body, CONTENTS.findall(answer.body), token))

    return Fault("token-again", change_answer=change)


def keep(kept: list[Answer]) -> Fault:
    """Nothing is spoiled; the answer is kept for another fault."""

    def change(_: Request, answer: Answer) -> Answer:
        kept.append(answer)
        return answer

    return Fault("keep", change_answer=change)
