"""What the HTTP stack raises, in words of our own, so that nothing else clings to an error."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from typing import Final

import httpx

from qarnot._decoding import TooLong, Undecodable
from qarnot._exchange import Fault, FaultKind
from qarnot._secret import Secret
from qarnot._text import one_line

__all__ = ["CONNECTIONS", "CONNECT_TIMEOUT", "fault_of"]

CONNECTIONS: Final = 20
CONNECT_TIMEOUT: Final = 10.0

# What is quoted of an answer may be a part of its body, and so of the value of a secret.
_QUOTED_BYTES = re.compile(r":? (bytearray\()?b['\"].*", re.DOTALL)
_NEVER_SENT = (httpx.ConnectError, httpx.ProxyError, httpx.UnsupportedProtocol, UnicodeError)


def fault_of(error: Exception, timeout: float, address: str, secret: Secret) -> Fault:
    """Say what an exception means for the request that it ended.

    :param error: whatever came.
    :param timeout: seconds that the attempt could take.
    :param address: of the API.
    :param secret: is taken out of the words.
    """
    match error:
        case httpx.PoolTimeout():
            late = TimeoutError(f"all {CONNECTIONS} connections were in use for {timeout:g} s")
            return Fault(FaultKind.NEVER_SENT, late, address, timed_out=True)
        case httpx.ConnectTimeout():
            late = TimeoutError(f"no connection within {min(CONNECT_TIMEOUT, timeout):g} s")
            return Fault(FaultKind.NEVER_SENT, late, address, timed_out=True)
        case httpx.TimeoutException():
            late = TimeoutError(f"no whole answer within {timeout:g} s")
            return Fault(FaultKind.UNANSWERED, late, address, timed_out=True)
    said = _QUOTED_BYTES.sub("", str(error))
    reason = one_line(secret.hide(said)) or type(error).__name__
    if isinstance(error, Undecodable | TooLong):
        return Fault(FaultKind.UNREADABLE, ValueError(reason), address)
    if any(isinstance(each, ssl.SSLCertVerificationError) for each in _chain(error)):
        return Fault(FaultKind.DISTRUSTED, ConnectionError(reason), address)
    kind = FaultKind.NEVER_SENT if isinstance(error, _NEVER_SENT) else FaultKind.UNANSWERED
    return Fault(kind, ConnectionError(reason), address)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
