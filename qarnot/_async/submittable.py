"""Objects that are drafts first, are created on the cluster once, and are then read anew."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self, TypeVar

from qarnot._colour.freshness import keep_as_received
from qarnot._colour.threads import AsyncLock
from qarnot._colour.waiting import Eventually
from qarnot._creation import Created, Creation
from qarnot._fields import Field
from qarnot._finding import creation_of
from qarnot._polling import Waiting
from qarnot._record import MadeOnce
from qarnot._replies import Answer, nothing, object_reply
from qarnot._requests import request
from qarnot._states import DELETED
from qarnot.exceptions import (
    InvalidValue,
    NotSubmitted,
    OutcomeUnknown,
    QarnotException,
    UnreadableReply,
)

from .field_kinds import ConnectedRecord

if TYPE_CHECKING:
    from .connection import AsyncConnection

__all__ = ["Submittable", "identified_reply"]

T = TypeVar("T")

NOT_FOUND: Final = 404
SECONDS_UNTIL_SEEN: Final = 30.0
SECONDS_BETWEEN_LOOKS: Final = 0.5


class Submittable(ConnectedRecord):
    """A draft that becomes an object of the cluster, at most once.

    :cvar creation_operation: the generated module of what creates it.
    :cvar creation_model: the generated model of its body.
    :cvar reading_operation: the generated module of what reads it.
    :cvar missing_error: says that the cluster does not have it.
    """

    creation_operation: ClassVar[ModuleType]
    creation_model: ClassVar[Any]
    reading_operation: ClassVar[ModuleType]
    missing_error: ClassVar[type[QarnotException]]

    _submission = MadeOnce(AsyncLock)
    _pending: Creation | None = None
    _before_submission: Creation | None = None
    _sent: Mapping[str, Any] = MappingProxyType({})
    _unsettled: Creation | None = None
    _unseen_since = -math.inf

    before_read = keep_as_received

    @classmethod
    def of_json(
        cls,
        connection: AsyncConnection,
        json: Mapping[str, Any],
        *,
        is_summary: bool = False,
        received_at: float | None = None,
    ) -> Self:
        """Make an object of what the API says of it.

        :param connection: the connection that it belongs to.
        :param json: the JSON object; it is kept, not copied.
        :param is_summary: whether it lacks the details.
        :param received_at: when it came, by ``time.monotonic()``; now when ``None``.
        """
        made = cls.__new__(cls)
        made._set_up(connection, json, is_summary, received_at)
        return made

    @classmethod
    def kind(cls) -> str:
        """Give the word for such an object, in messages."""
        return cls.__name__.lower()

    # Creating

    @property
    def submission(self) -> AsyncLock:
        """Held by whoever submits the object."""
        return self._submission

    async def create_once(self) -> None:
        """Create the object, unless it was created already; see ``submit`` of a task."""
        wire, creation = self.connection.wire, self.begin_submission()
        try:
            created = await wire.create(creation)
        except QarnotException as error:
            self.fail_submission(error)
            raise
        self.end_submission(creation, created)
        wire.warn_of(creation, created)

    def begin_submission(self) -> Creation:
        """Check the object, and write down what creates it.

        Once it is sent, and until there is a definite answer, the object may exist.

        :raises InvalidValue: something is missing or cannot be right.
        :raises NotSubmitted: the object was deleted.
        """
        if self._received.get("state") == DELETED:
            raise NotSubmitted(f"this {self.kind()} was deleted; make a new one")
        body = self.creation_body()
        before = self._pending
        if before is not None and not before.may_exist:
            before = None
        if before is not None and body.get("shortname") != before.shortname:
            raise InvalidValue(
                f"shortname: {before.shortname!r} was expected, because it may have been "
                f"submitted by that name already, not {body.get('shortname')!r}"
            )
        model = self.creation_model.from_dict(body)
        # The models drop what this library does not know of values that a server sent.
        arguments = {**self.creation_operation._get_kwargs(body=model), "json": body}
        creation = creation_of(
            request(self.creation_operation, arguments, nothing),
            is_continued=before is not None,
            settle_wait=self.connection.wire.settle_wait,
        )
        self.shortname = creation.shortname
        self._sent = self.copy_of_edits()
        self._before_submission, self._pending = before, creation
        return creation

    def fail_submission(self, error: QarnotException) -> None:
        """Take note of the error with which a submission has ended."""
        if not isinstance(error, OutcomeUnknown):
            self._pending = self._before_submission

    def end_submission(self, creation: Creation, created: Created) -> None:
        """Become what a submission has made."""
        self.take(creation, created)
        self.settle(self._sent)

    def take(self, creation: Creation, created: Created, *, is_summary: bool = False) -> None:
        """Become what a creation has made, until more is read of it.

        :param is_summary: whether the creation says less than there is to know.
        """
        json = {**creation.body, "uuid": created.uuid, "state": "Submitted"}
        self.receive(json, is_summary=is_summary)
        self._received_at = -math.inf
        self._unseen_since = self.connection.wire.clock()
        self._pending = None
        self._unsettled = None if created.is_settled else creation

    async def adopt_pending(self) -> str | None:
        """Find what an interrupted submission may have made, and become that; sends it no more.

        :return: the shortname of what may still come into being; ``None`` when that is known.
        """
        creation = self._pending
        if creation is None or not creation.may_exist:
            return None
        wire = self.connection.wire
        for wait in (0.0, wire.settle_wait / 2, wire.settle_wait):
            await wire.pause(wait)
            try:
                found = await wire.read(creation.find)
            except QarnotException as error:
                if error.status != NOT_FOUND:
                    raise
                continue
            if creation.is_ours(found):
                self.end_submission(creation, Created(str(found["uuid"]), is_settled=False))
                return None
        return creation.shortname

    async def look_for_duplicates(self, timeout: float) -> None:
        """Look once more whether a lost attempt of the submission has made another object."""
        creation, uuid = self._unsettled, self._received.get("uuid")
        if creation is None or uuid is None:
            return
        if await self.connection.wire.look_for_others(creation, str(uuid), timeout):
            self._unsettled = None

    # Reading anew

    async def update(self, flushcache: bool = False) -> None:
        """Read the object anew; what was set since stays set.

        One that was just submitted, and that the API does not show yet, stays as it is.

        :param flushcache: read it even when what was received is younger than
            ``update_cache_time``.
        """
        if self.is_submitted and (flushcache or self.is_old or self.lacks_details):
            try:
                await self.read_anew()
            except self.missing_error as error:
                if not self.may_be_unseen(error):
                    raise

    async def read_anew(self, timeout: float | None = None) -> None:
        """Read the object anew, with all retries, or in one attempt of so many seconds."""
        identifier, wire = self.identifier("update"), self.connection.wire
        arguments = self.reading_operation._get_kwargs(identifier)
        ask = request(self.reading_operation, arguments, identified_reply)
        received = await (wire.read(ask) if timeout is None else wire.read_once(ask, timeout))
        if str(received["uuid"]).lower() != identifier.lower():
            raise UnreadableReply(
                f"{self.kind()} {identifier} was asked for, {received['uuid']} came"
            )
        self.see(received)

    async def look_once(self, timeout: float) -> None:
        """Read the object anew in one attempt; one that is gone is then in the state ``Deleted``.

        :param timeout: seconds.
        """
        try:
            await self.read_anew(timeout)
        except self.missing_error as error:
            if not self.may_be_unseen(error):
                self.become_deleted()

    def see(self, json: Mapping[str, Any], *, is_summary: bool = False) -> None:
        """Take what the cluster shows of the object; from now on a 404 says that it is gone."""
        self.receive(json, is_summary=is_summary)
        self._unseen_since = -math.inf

    async def until_seen(self) -> None:
        """Wait until an object that was just created can be seen, so that a 404 tells something."""
        while self._unseen_since > -math.inf:
            try:
                await self.read_anew()
            except self.missing_error as error:
                if not self.may_be_unseen(error):
                    raise
                await self.connection.wire.pause(SECONDS_BETWEEN_LOOKS)

    async def read_in_full(self) -> None:
        """Read the object anew if it lacks details; one that was just created is waited for."""
        await self.until_seen()
        if self.lacks_details:
            await self.update(True)

    async def known(self, field: Field[T]) -> T:
        """Give the value of a field; when only this object may lack it, it is read anew first."""
        if field.peek(self) is None:
            await self.until_seen()
            if self.lacks(field):
                await self.update(True)
        return field.peek(self)

    def may_be_unseen(self, error: QarnotException) -> bool:
        """Tell whether an error may say that an object that was just created is not seen yet."""
        age = self.connection.wire.clock() - self._unseen_since
        return isinstance(error, self.missing_error) and age < SECONDS_UNTIL_SEEN

    def waiting(self, limit: float | None) -> Waiting:
        """Begin to wait for something of this object.

        :param limit: seconds; ``None`` for ever.
        """
        connection = self.connection
        name = f"{self.kind()} {self._received.get('uuid')}"
        return Waiting(connection.wire.clock, limit, connection.logger, name, connection.polling)

    async def look_until(self, wait: Waiting, look: Callable[[], Eventually[bool]]) -> bool:
        """Look again and again until something holds or the time is over; outlives outages.

        :param wait: what :meth:`waiting` gave.
        :param look: looks once, and tells whether it holds.
        :return: whether it holds.
        """
        while True:
            try:
                holds = await look()
            except QarnotException as error:
                wait.failed(error, may_pass=self.may_be_unseen(error))
            else:
                wait.succeeded()
                if holds:
                    return True
            pause = wait.next_pause()
            if pause is None:
                return False
            await self.connection.wire.pause(pause)

    def become_deleted(self) -> None:
        """Take note that the cluster does not have the object any more."""
        self.receive({**self._received, "uuid": None, "state": DELETED})


def identified_reply(answer: Answer) -> dict[str, Any]:
    """Read an object, which is none without a uuid."""
    found = object_reply(answer)
    if not isinstance(found.get("uuid"), str) or not found["uuid"]:
        raise UnreadableReply("the reply is no object of the cluster: it does not name a uuid")
    return found
