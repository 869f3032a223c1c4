"""A server that stands before another one and passes on what comes, over TLS if it should."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Iterator
from functools import partial
from urllib.parse import urlsplit

from anyio.from_thread import start_blocking_portal
from attrs import define

__all__ = ["Front", "put_before"]

HERE = "127.0.0.1"


@define
class Front:
    """A server that passes bytes on, both ways.

    :ivar url: its address.
    :ivar connections: how many were opened to it; over TLS, only those that agreed on it.
    :ivar drops: how many of the next ones it closes before anything is answered.
    """

    _host: str
    _port: int
    url: str = ""
    connections: int = 0
    drops: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with contextlib.closing(writer):
            if self.drops:
                self.drops -= 1
                return
            there_reader, there_writer = await asyncio.open_connection(self._host, self._port)
            with contextlib.closing(there_writer):
                ways = [_pass_on(reader, there_writer), _pass_on(there_reader, writer)]
                both = [asyncio.ensure_future(way) for way in ways]
                # Who closes one way is done with the other, too.
                await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
                for each in both:
                    each.cancel()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()


@contextlib.contextmanager
def put_before(url: str, tls: ssl.SSLContext | None = None) -> Iterator[Front]:
    """Run a server that passes on to an address, in a thread of its own.

    :param url: the address, of http.
    :param tls: makes the server speak TLS.
    """
    address = urlsplit(url)
    assert address.hostname is not None
    assert address.port is not None
    front = Front(address.hostname, address.port)
    with start_blocking_portal() as portal:
        server = portal.call(partial(asyncio.start_server, front.serve, HERE, 0, ssl=tls))
        port = server.sockets[0].getsockname()[1]
        front.url = f"{'http' if tls is None else 'https'}://{HERE}:{port}"
        try:
            yield front
        finally:
            portal.call(server.close)
