"""The process behind :class:`~qarnot.emulator.storage.StorageServer`.

Called with the descriptor of a listening socket, the process id of the emulator and its scratch
folder; standard input is the pipe of the guardian. Writes one line when it answers.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from typing import Any

from qarnot.emulator.guardian import keep_watch


def main() -> None:
    """Serve S3 until the emulator has ended."""
    listener, emulator, scratch = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    threading.Thread(target=_end_with_emulator, args=(emulator, scratch), daemon=True).start()
    server = _moto_server(listener)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    server.serve_forever()


def _end_with_emulator(emulator: int, scratch: Path) -> None:
    try:
        keep_watch(sys.stdin.fileno(), emulator, scratch)
    finally:
        os._exit(0)


def _moto_server(listener: int) -> Any:
    from moto.moto_server.werkzeug_app import (
        DomainDispatcherApplication,
        MotoRequestHandler,
        create_backend_app,
    )
    from werkzeug.serving import make_server

    class QuietHandler(MotoRequestHandler):
        def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002
            """Say nothing; clients see errors in the answers."""

    application = DomainDispatcherApplication(create_backend_app)
    return make_server(
        "127.0.0.1", 0, application, threaded=True, request_handler=QuietHandler, fd=listener
    )


if __name__ == "__main__":
    main()
