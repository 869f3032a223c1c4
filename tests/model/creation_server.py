"""The model of a server that creates objects, on real sockets: what it loses is really lost.

It plays a plan: what goes wrong with each creation that is sent, and with each look. What it really
created is in its ledger, by which the tests judge what a client says.
"""

from __future__ import annotations

import contextlib
import enum
import json
import socket
import struct
import threading
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Any, Self

from attrs import frozen
from stage import Stage
from world import Names, Thing, World, answer

from qarnot._operations import OPERATIONS
from qarnot._replies import Answer, Request, any_reply

__all__ = ["PATIENCE", "POST_FAULTS", "CreationServer", "LookFault", "PostFault", "Reply"]

PATIENCE = 30.0
"""Seconds after which something that must happen is taken never to happen."""

HTML = b"<html><body>Welcome to this proxy</body></html>"
REFUSALS = {402: "not enough credits", 429: "busy", 500: "broken", 503: "unavailable"}


class Reply(enum.Enum):
    """What the client gets for a request."""

    HONEST = "answered"
    RESET = "reset"
    CLOSED = "closed without an answer"
    CUT = "closed within the answer"
    HTML = "answered with a page and 200"
    SILENCE = "never answered"
    REFUSED = 402
    BUSY = 429
    BROKEN = 500
    UNAVAILABLE = 503


@frozen
class PostFault:
    """What becomes of a creation that is sent.

    :ivar share: how much of it is executed; of a list, of its first ones.
    :ivar is_late: it is executed only once the client has given up, after the delay of the server.
    """

    share: float
    reply: Reply
    is_late: bool = False

    def __str__(self) -> str:
        late = " late" if self.is_late else ""
        return f"{self.share:.0%} executed{late}, {self.reply.value}"


POST_FAULTS = (
    *(PostFault(0, reply) for reply in (Reply.RESET, Reply.CLOSED, Reply.SILENCE)),
    *(PostFault(0, reply) for reply in (Reply.REFUSED, Reply.BUSY, Reply.UNAVAILABLE)),
    *(PostFault(1, reply) for reply in (Reply.RESET, Reply.CLOSED, Reply.CUT, Reply.HTML)),
    *(PostFault(1, reply) for reply in (Reply.BROKEN, Reply.UNAVAILABLE, Reply.SILENCE)),
    PostFault(1, Reply.SILENCE, is_late=True),
)
NO_FAULT = PostFault(1, Reply.HONEST)


class LookFault(enum.Enum):
    """What becomes of a look."""

    NONE = Reply.HONEST
    DROPPED = Reply.RESET
    UNAVAILABLE = Reply.UNAVAILABLE


class CreationServer:
    """Answers in threads of its own, as long as the ``with`` block lasts.

    :param names: whether shortnames are unique.
    :param posts: what happens to each creation that is sent; all is well after them.
    :param looks: as ``posts``.
    :param delay: seconds after which a late creation is executed; ``None`` for not before another
        one has been.
    :ivar met: the faults of ``posts`` that were played.
    :ivar met_looks: the faults of ``looks`` that were played.
    :ivar posts: the bodies of all creations that arrived.
    :ivar looks: how many looks arrived.
    :ivar kinds: of which kinds of objects all requests were.
    """

    def __init__(
        self,
        names: Names,
        posts: Iterable[PostFault],
        looks: Iterable[LookFault] = (),
        delay: float | None = 0.0,
    ) -> None:
        self._world = World(Stage(), names)
        self._posts, self._looks = list(posts), list(looks)
        self._delay = delay
        self.met: list[PostFault] = []
        self.met_looks: list[LookFault] = []
        self.posts: list[Any] = []
        self.looks = 0
        self.kinds: set[str] = set()
        self._changed = threading.Condition()
        self._stopped = threading.Event()
        self._accepted: set[int] = set()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._acceptor = threading.Thread(target=self._accept)
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._acceptor.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stopped.set()
        self._knock()
        self._acceptor.join()
        self._listener.close()
        with self._changed:
            for connected in self._open:
                # The client may have closed it.
                with contextlib.suppress(OSError):
                    connected.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()

    @property
    def ledger(self) -> list[Thing]:
        """What was created, in its order."""
        with self._changed:
            return list(self._world.ledger)

    @property
    def requests(self) -> int:
        return len(self.posts) + self.looks

    @property
    def faults_left(self) -> int:
        """How many faults of creations were not met yet."""
        return len(self._posts)

    def forgive(self) -> None:
        """From now on all looks succeed."""
        with self._changed:
            self._looks.clear()

    def wait_until_quiet(self) -> None:
        """Wait until everything that was sent has had its effect; all clients must be closed."""
        # Connections are accepted in their order: those of the clients came before this one.
        port = self._knock()
        with self._changed:
            is_quiet = self._changed.wait_for(
                lambda: port in self._accepted and not self._open, PATIENCE
            )
            assert is_quiet, f"{len(self._open)} connections never end"

    def _knock(self) -> int:
        with socket.create_connection(self._listener.getsockname()) as knocking:
            port: int = knocking.getsockname()[1]
        return port

    def _accept(self) -> None:
        while not self._stopped.is_set():
            connected, (_, port) = self._listener.accept()
            with self._changed:
                self._accepted.add(port)
                self._open.add(connected)
            thread = threading.Thread(target=self._serve, args=(connected,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connected: socket.socket) -> None:
        try:
            while (asked := _read_request(connected)) is not None:
                if not self._react(connected, *asked):
                    return
        except OSError:
            return
        finally:
            with self._changed:
                connected.close()
                self._open.discard(connected)
                self._changed.notify_all()

    def _react(self, connected: socket.socket, method: str, path: str, body: Any) -> bool:
        """Do what is planned for a request; ``False`` when its connection is over."""
        if method == "POST" and not path.endswith("/search"):
            reply, made = self._create(connected, path, body)
        else:
            reply, made = self._look(method, path, body)
        return _say(connected, reply, made)

    def _create(self, connected: socket.socket, path: str, sent: Any) -> tuple[Reply, Answer]:
        with self._changed:
            self.kinds.add(path.split("/")[1])
            self.posts.append(sent)
            fault = NO_FAULT
            if self._posts:
                fault = self._posts.pop(0)
                self.met.append(fault)
        if fault.is_late:
            _wait_for_end(connected)
            self._wait_for_its_time()
        part = sent[: int(fault.share * len(sent))] if isinstance(sent, list) else sent
        if not fault.share or not part:
            return fault.reply, answer({})
        with self._changed:
            made = self._world.execute(part)
            self._changed.notify_all()
            return fault.reply, made

    def _wait_for_its_time(self) -> None:
        if self._delay is not None:
            self._stopped.wait(self._delay)
            return
        with self._changed:
            assert self._changed.wait_for(lambda: self._world.ledger, PATIENCE)

    def _look(self, method: str, path: str, body: Any) -> tuple[Reply, Answer]:
        name = "get_task" if method == "GET" else "search_tasks"
        arguments = {"method": method, "url": path, "json": body}
        request: Request[Any] = Request(OPERATIONS[name], arguments, any_reply)
        with self._changed:
            self.kinds.add(path.split("/")[1])
            self.looks += 1
            fault = LookFault.NONE
            if self._looks:
                fault = self._looks.pop(0)
                self.met_looks.append(fault)
            shown = self._world(request)
        assert isinstance(shown, Answer)
        return fault.value, shown


def _read_request(connected: socket.socket) -> tuple[str, str, Any] | None:
    received = b""
    while b"\r\n\r\n" not in received:
        part = connected.recv(65_536)
        if not part:
            return None
        received += part
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        part = connected.recv(65_536)
        if not part:
            return None
        body += part
    method, path, _ = first.split(" ")
    return method, path, json.loads(body) if body else None


def _wait_for_end(connected: socket.socket) -> None:
    """Wait until the client has closed its connection."""
    with contextlib.suppress(OSError):
        while connected.recv(65_536):
            pass


def _say(connected: socket.socket, reply: Reply, made: Answer) -> bool:
    """Give the answer, or what is left of it; ``False`` when the connection is over."""
    match reply:
        case Reply.HONEST:
            connected.sendall(_written(made.status, made.body))
        case Reply.RESET:
            connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        case Reply.CUT:
            connected.sendall(_written(made.status, made.body)[: -len(made.body) // 2])
        case Reply.HTML:
            connected.sendall(_written(200, HTML, "text/html"))
        case Reply.SILENCE:
            _wait_for_end(connected)
        case Reply.CLOSED:
            pass
        case _:
            said = json.dumps({"message": REFUSALS[reply.value]}).encode()
            connected.sendall(_written(reply.value, said))
    return reply not in ENDS


ENDS: Sequence[Reply] = (Reply.RESET, Reply.CUT, Reply.SILENCE, Reply.CLOSED)


def _written(status: int, body: bytes, kind: str = "application/json") -> bytes:
    head = f"HTTP/1.1 {status} Said\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body
