"""The process of moto: python -m storage_servers.moto_process PORT [CHAIN KEY].

moto's own command is six times slower over TLS: it lets small answers wait for acknowledgements.
"""

from __future__ import annotations

import socket
import ssl
import sys
from collections.abc import Sequence
from typing import Any

from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from werkzeug.serving import make_server

from storage_servers import HOST


class _LateHandshake(ssl.SSLContext):
    """Has each connection's own thread shake hands, so that no client keeps the others waiting."""

    def wrap_socket(self, sock: socket.socket, *given: Any, **options: Any) -> ssl.SSLSocket:
        return super().wrap_socket(sock, *given, **(options | {"do_handshake_on_connect": False}))


class _Handler(MotoRequestHandler):
    disable_nagle_algorithm = True

    def log_request(self, *_: Any) -> None:
        """Say nothing; clients see errors in the answers."""


def main(arguments: Sequence[str]) -> None:
    """Serve S3 until the process is ended."""
    port, *files = arguments
    context = None
    if files:
        context = _LateHandshake(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*files)
    application = DomainDispatcherApplication(create_backend_app)
    make_server(
        *(HOST, int(port), application),
        threaded=True,
        request_handler=_Handler,
        ssl_context=context,
    ).serve_forever()


if __name__ == "__main__":
    main(sys.argv[1:])
