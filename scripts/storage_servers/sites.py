"""What a storage server is given, and what it is asked for: the same for each of them."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
from pathlib import Path

import trustme
from attrs import frozen

from storage_servers import HOST
from storage_servers.processes import Processes

__all__ = ["Certificate", "Site", "Unavailable", "free_ports", "is_open"]

ANSWER_SECONDS = 5.0


class Unavailable(Exception):
    """A server cannot be had on this machine; the text says in one sentence what is missing."""


@frozen
class Certificate:
    """A certificate for the loopback address, and the authority that it is checked by."""

    authority: Path
    chain: Path
    key: Path

    @classmethod
    def made_in(cls, folder: Path) -> Certificate:
        made = cls(folder / "authority.pem", folder / "chain.pem", folder / "key.pem")
        authority = trustme.CA()
        authority.cert_pem.write_to_path(made.authority)
        leaf = authority.issue_cert(HOST)
        leaf.private_key_pem.write_to_path(made.key)
        for certificate in leaf.cert_chain_pems:
            certificate.write_to_path(made.chain, append=True)
        return made


@frozen(kw_only=True)
class Site:
    """Where a server is to be, and who may use it.

    :ivar port: of the loopback address.
    :ivar least_part: how many bytes each part of an upload but the last must have.
    :ivar certificate: for TLS; ``None`` for plain http.
    :ivar processes: starts and ends those of the server.
    """

    port: int
    access_key: str
    secret: str
    least_part: int
    certificate: Certificate | None
    processes: Processes

    @property
    def folder(self) -> Path:
        return self.processes.folder

    @property
    def url(self) -> str:
        return f"{'https' if self.certificate else 'http'}://{HOST}:{self.port}"

    def wait_until_it_answers(self) -> None:
        """Wait until the server has answered a request without complaining of itself.

        :raises ServerFailed: it does not, or it has ended.
        :raises Stopped: this process shall end.
        """
        self.processes.wait_until(self._answers, f"an answer of {self.url}")

    def _answers(self) -> bool:
        if not is_open(self.port):
            return False
        connection: http.client.HTTPConnection
        if self.certificate is None:
            connection = http.client.HTTPConnection(HOST, self.port, timeout=ANSWER_SECONDS)
        else:
            context = ssl.create_default_context(cafile=self.certificate.authority)
            connection = http.client.HTTPSConnection(
                HOST, self.port, timeout=ANSWER_SECONDS, context=context
            )
        with contextlib.closing(connection):
            try:
                connection.request("GET", "/")
                return connection.getresponse().status < 500
            except (OSError, http.client.HTTPException):
                return False


def free_ports(count: int) -> list[int]:
    """Give ports of the loopback address that nobody listens on."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server((HOST, 0))) for _ in range(count)]
        return [each.getsockname()[1] for each in sockets]


def is_open(port: int) -> bool:
    """Tell whether somebody listens on a port of the loopback address."""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0
