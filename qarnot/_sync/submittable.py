# Made from qarnot/_async/submittable.py by `make sync`: edit that file, not this one.
"""Objects that are drafts first, and are created on the cluster once."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

from qarnot._colour.freshness import refresh_when_stale
from qarnot._colour.threads import Lock
from qarnot._creation import Created, Creation
from qarnot._fields import Field
from qarnot._finding import creation_of
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
    from .connection import Connection

__all__ = ["Submittable", "identified_reply"]

NOT_FOUND: Final = 404


class Submittable(ConnectedRecord):
    """A draft that becomes an object of the cluster, at most once.

    :cvar creation_operation: the generated module of what creates it.
    :cvar creation_model: the generated model of its body.
    """

    creation_operation: ClassVar[ModuleType]
    creation_model: ClassVar[Any]

    @classmethod
    def of_json(
        cls, connection: Connection, json: Mapping[str, Any], *, is_summary: bool = False
    ) -> Self:
        """Make an object of what the API says of it.

        :param connection: the connection that it belongs to.
        :param json: the JSON object; it is kept, not copied.
        :param is_summary: whether it lacks the details.
        """
        made = cls.__new__(cls)
        made._set_up(connection)
        made.receive(json, is_summary=is_summary)
        return made

    def _set_up(self, connection: Connection) -> None:
        super()._set_up(connection)
        self._submission = Lock()
        self._pending: Creation | None = None
        self._before_submission: Creation | None = None
        self._sent: dict[str, Any] = {}
        self._unsettled: Creation | None = None
        self._unseen_since = -math.inf

    def before_read(self, field: Field[Any]) -> None:
        refresh_when_stale(self, field)

    def update(self, flushcache: bool = False) -> None:
        """Read the object anew; each kind of object says by which operation."""
        raise NotImplementedError

    @property
    def submission(self) -> Lock:
        """Held by whoever submits the object."""
        return self._submission

    def create_once(self) -> None:
        """Create the object, unless it was created already; see ``submit`` of a task."""
        wire, creation = self.connection.wire, self.begin_submission()
        try:
            created = wire.create(creation)
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
            raise NotSubmitted(f"this {type(self).__name__.lower()} was deleted; make a new one")
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

    def adopt_pending(self) -> str | None:
        """Find what an interrupted submission may have made, and become that; sends it no more.

        :return: the shortname of what may still come into being; ``None`` when that is known.
        """
        creation = self._pending
        if creation is None or not creation.may_exist:
            return None
        wire = self.connection.wire
        for wait in (0.0, wire.settle_wait / 2, wire.settle_wait):
            wire.pause(wait)
            try:
                found = wire.read(creation.find)
            except QarnotException as error:
                if error.status != NOT_FOUND:
                    raise
                continue
            if creation.is_ours(found):
                self.end_submission(creation, Created(str(found["uuid"]), is_settled=False))
                return None
        return creation.shortname

    def become_deleted(self) -> None:
        """Take note that the cluster does not have the object any more."""
        self.receive({**self._received, "uuid": None, "state": DELETED})


def identified_reply(answer: Answer) -> dict[str, Any]:
    """Read an object, which is none without a uuid."""
    found = object_reply(answer)
    if not isinstance(found.get("uuid"), str) or not found["uuid"]:
        raise UnreadableReply("the reply is no object of the cluster: it does not name a uuid")
    return found
