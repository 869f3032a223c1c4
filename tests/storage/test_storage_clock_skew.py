"""A clock that is wrong is named (P21), also where the storage says less than that."""

from __future__ import annotations

import copy
import pickle
import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from botocore.exceptions import ClientError
from hypothesis import given, strategies as st
from storage_options import SECRET

from qarnot._objects import ObjectStore, StorageForbidden, StorageRefused
from qarnot._objects.errors import StorageClockSkew, storage_errors
from qarnot.exceptions import ClockSkew, QarnotException, StorageError, UnauthorizedException

from .conftest import settings_for

RETRIES = 3
HOUR, DAY = 3600, 86400
MOST_SKEW = 900
LISTING = (
    b'<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>data</Name>'
    b"<IsTruncated>false</IsTruncated></ListBucketResult>"
)

OPERATIONS: dict[str, Callable[[ObjectStore], object]] = {
    "PutObject": lambda store: store.put_bytes("data", "k", b"bytes"),
    "GetObject": lambda store: store.read_bytes("data", "k"),
    "ListObjectsV2": lambda store: store.list_objects("data"),
    "HeadBucket": lambda store: store.head_bucket("data"),
}
each_operation = pytest.mark.parametrize("operation", OPERATIONS)


def refusal(code: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code>'
        f"<Message>{SECRET}</Message><RequestId>tx0001</RequestId></Error>"
    ).encode()


class Clockwork(ThreadingHTTPServer):
    """A storage that judges the time of each request by its own clock, which may be wrong.

    :ivar shift: by how many seconds its clock is ahead.
    :ivar code: what it calls its refusal.
    :ivar is_open: refuses nothing but what bears a wrong time.
    :ivar dates: what its answers bear as ``Date``; ``None`` for its own time.
    :ivar requests: method and path of each request.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Clerk)
        self.shift = 0.0
        self.code = "RequestTimeTooSkewed"
        self.is_open = True
        self.dates: list[str] | None = None
        self.requests: list[str] = []
        self.url = f"http://127.0.0.1:{self.server_port}"


class Clerk(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Clockwork

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.requests.append(f"{self.command} {self.path.partition('?')[0]}")
        now = time.time() + self.server.shift
        signed = datetime.strptime(self.headers["x-amz-date"], "%Y%m%dT%H%M%SZ")
        wrong = abs(signed.replace(tzinfo=UTC).timestamp() - now) > MOST_SKEW
        refuses = wrong or not self.server.is_open
        body = refusal(self.server.code) if refuses else LISTING
        self.send_response_only(403 if refuses else 200)
        own = [formatdate(now, usegmt=True)]
        for date in own if self.server.dates is None else self.server.dates:
            self.send_header("Date", date)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_HEAD = do_PUT = answer  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def clockwork() -> Iterator[Clockwork]:
    with Clockwork() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def patient(clockwork: Clockwork) -> Iterator[ObjectStore]:
    """A store that repeats what may be repeated."""
    store = ObjectStore(settings_for(clockwork.url, RETRIES))
    yield store
    store.close()


def refused(store: ObjectStore, operation: str) -> QarnotException:
    with pytest.raises(QarnotException) as caught:
        OPERATIONS[operation](store)
    return caught.value


def check_named(error: QarnotException, operation: str, shift: float) -> None:
    assert type(error) is StorageClockSkew
    assert isinstance(error, ClockSkew)
    assert isinstance(error, StorageError)
    assert isinstance(error, ClientError)
    assert not isinstance(error, UnauthorizedException)
    assert error.offset == pytest.approx(shift, abs=2)
    assert (error.operation, error.operation_name) == (operation, operation)
    assert (error.status, error.attempts) == (403, 1)
    assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    side = "behind" if shift > 0 else "ahead of"
    found = re.search(rf"the clock here is ([\d,]+) s {side} that of the storage", str(error))
    assert found, str(error)
    assert int(found[1].replace(",", "")) == pytest.approx(abs(shift), abs=2)
    assert "bucket 'data'" in str(error)
    assert "set the clock of this machine right" in str(error)
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(again) is StorageClockSkew
        assert again.offset == error.offset
        assert vars(again) == vars(error)
        assert str(again) == str(error)


def test_p21_clock_skew_is_named(
    clockwork: Clockwork, patient: ObjectStore, figure: Callable[[str], None]
) -> None:
    named = requests = 0
    shifts = (-HOUR, HOUR, -DAY, DAY)
    for shift in shifts:
        clockwork.shift = shift
        for operation in OPERATIONS:
            clockwork.requests.clear()
            check_named(refused(patient, operation), operation, shift)
            assert len(clockwork.requests) == 1, operation
            named += 1
            requests += len(clockwork.requests)
    figure(
        f"P21 clock skew: {len(shifts)} skews x {len(OPERATIONS)} operations, {named} named, "
        f"{requests} requests"
    )


@pytest.mark.parametrize("shift", [-600, 600])
def test_p21_a_clock_that_is_right_enough_is_no_error(
    clockwork: Clockwork, patient: ObjectStore, shift: float
) -> None:
    clockwork.shift = shift
    assert patient.list_objects("data") == []
    patient.head_bucket("data")


@each_operation
@pytest.mark.parametrize("code", ["AccessDenied", "SignatureDoesNotMatch"])
@pytest.mark.parametrize("shift", [-HOUR, HOUR])
def test_p21_a_storage_that_only_denies_access_is_judged_by_its_date(
    clockwork: Clockwork, patient: ObjectStore, shift: float, code: str, operation: str
) -> None:
    clockwork.shift, clockwork.code = shift, code
    error = refused(patient, operation)
    check_named(error, operation, shift)
    assert "if that does not help, check the account's email and token" in str(error)
    assert len(clockwork.requests) == 1


@each_operation
@pytest.mark.parametrize("code", ["AccessDenied", "SignatureDoesNotMatch"])
@pytest.mark.parametrize("shift", [-600, 0, 600])
def test_access_that_is_denied_at_the_right_time_is_denied(
    clockwork: Clockwork, patient: ObjectStore, shift: float, code: str, operation: str
) -> None:
    clockwork.shift, clockwork.code, clockwork.is_open = shift, code, False
    assert type(refused(patient, operation)) is StorageForbidden
    assert len(clockwork.requests) == 1


@pytest.mark.parametrize(
    ("code", "kind"), [("InvalidAccessKeyId", StorageForbidden), ("QuotaExceeded", StorageRefused)]
)
def test_what_has_another_reason_keeps_it(
    clockwork: Clockwork, patient: ObjectStore, code: str, kind: type[QarnotException]
) -> None:
    clockwork.shift, clockwork.code, clockwork.is_open = DAY, code, False
    assert type(refused(patient, "GetObject")) is kind


def test_a_request_that_was_too_long_under_way_is_not_put_down_to_the_clock(
    clockwork: Clockwork, patient: ObjectStore
) -> None:
    clockwork.shift, clockwork.code, clockwork.is_open = 0, "RequestTimeTooSkewed", False
    error = refused(patient, "GetObject")
    assert type(error) is StorageClockSkew
    assert error.offset == pytest.approx(0, abs=2)
    assert "under way for too long" in str(error)
    assert "set the clock" not in str(error)


@pytest.mark.parametrize(
    "dates",
    [[], [""], ["yesterday"], ["Mon, 99 Foo 2026 99:99:99 GMT"], ["0"], [formatdate(0)] * 2],
    ids=["none", "empty", "word", "no such day", "number", "two"],
)
@pytest.mark.parametrize(
    ("code", "kind"),
    [("RequestTimeTooSkewed", StorageClockSkew), ("AccessDenied", StorageForbidden)],
)
def test_p21_without_a_readable_date_the_code_decides(
    clockwork: Clockwork,
    patient: ObjectStore,
    dates: list[str],
    code: str,
    kind: type[QarnotException],
) -> None:
    clockwork.shift, clockwork.code, clockwork.dates = DAY, code, dates
    error = refused(patient, "GetObject")
    assert clockwork.requests == ["GET /data/k"]
    assert type(error) is kind
    if isinstance(error, StorageClockSkew):
        assert error.offset is None
        assert "its clock and the one here differ too much" in str(error)
        assert pickle.loads(pickle.dumps(error)).offset is None


def refusal_read(date: str, **about: float) -> ClientError:
    metadata = {"HTTPStatusCode": 403, "HTTPHeaders": {"date": date}, **about}
    response = {"Error": {"Code": "AccessDenied"}, "ResponseMetadata": metadata}
    return ClientError(response, "PutObject")  # type: ignore[arg-type]


def translated(error: ClientError) -> QarnotException:
    with pytest.raises(QarnotException) as caught, storage_errors("data", "k"):
        raise error
    return caught.value


@pytest.mark.parametrize("clock", [time.strftime, time.asctime], ids=["zone", "asctime"])
def test_a_date_without_a_zone_is_in_utc(clock: Callable[..., str]) -> None:
    moment = time.gmtime(time.time() + DAY)
    date = clock("%d %b %Y %H:%M:%S -0000", moment) if clock is time.strftime else clock(moment)
    error = translated(refusal_read(date))
    assert isinstance(error, StorageClockSkew)
    assert error.offset == pytest.approx(DAY, abs=2)


def test_what_counts_is_when_the_answer_came_and_not_when_it_was_looked_at() -> None:
    # The parts of a large upload are waited for before the refusal of one is raised.
    long_ago = time.time() - HOUR
    date = formatdate(long_ago, usegmt=True)
    assert isinstance(translated(refusal_read(date)), StorageClockSkew)
    assert isinstance(translated(refusal_read(date, ArrivedAt=long_ago)), StorageForbidden)


def test_every_refusal_says_when_it_came(clockwork: Clockwork, patient: ObjectStore) -> None:
    clockwork.shift, clockwork.code, clockwork.is_open = 0, "AccessDenied", False
    error = refused(patient, "ListObjectsV2")
    assert isinstance(error, ClientError)
    arrived = dict(error.response["ResponseMetadata"])["ArrivedAt"]
    assert arrived == pytest.approx(time.time(), abs=5)


@given(st.text() | st.from_regex(r"[A-Z][a-z]{2}, \d+ [A-Z][a-z]{2} \d+ \d+:\d+:\d+ [+-]?\w*"))
def test_no_date_is_too_odd_for_an_error(date: str) -> None:
    assert isinstance(translated(refusal_read(date)), StorageForbidden | StorageClockSkew)
