"""Making a new object of one that is there."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any, Final, Self

from qarnot._fields import fields_of
from qarnot._finding import creation_of
from qarnot._replies import nothing
from qarnot._requests import request
from qarnot.exceptions import InvalidValue

from .field_kinds import PlaceField
from .work_fields import WorkFields, refuse_hidden

__all__ = ["WithCopies"]

# What is set by another name than that of its field.
PLACES: Final = {"pool": "pool_uuid", "job": "job_uuid", "project": "project_uuid"}


class WithCopies(WorkFields):
    """An object of which the cluster makes new ones."""

    async def _again(self, operation: ModuleType, model: Any, changes: Mapping[str, Any]) -> Self:
        """Create a new object of this one, at most once.

        :param operation: what creates it.
        :param model: the generated model of its body.
        :param changes: what it has in another way, by names of attributes.
        """
        identifier, wire = self.identifier("run again"), self.connection.wire
        body = self._changes_json(operation, model, changes)
        await self.until_seen()
        # The models drop what this library does not know of values that a server sent.
        built = operation._get_kwargs(identifier, body=model.from_dict(body))
        arguments = {**built, "json": body}
        creation = creation_of(request(operation, arguments, nothing), settle_wait=wire.settle_wait)
        created = await wire.create(creation)
        copy = type(self).of_json(self.connection, {})
        copy.take(creation, created, is_summary=True)
        wire.warn_of(creation, created)
        return copy

    def _changes_json(
        self, operation: ModuleType, model: Any, changes: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Give the JSON of what is changed; what is emptied is sent as such."""
        draft, fields = type(self).of_json(self.connection, {}), fields_of(type(self))
        body: dict[str, Any] = {}
        for name, value in changes.items():
            field = fields.get(PLACES.get(name, name))
            if field is None or field.write is None or not draft.is_settable(name):
                raise InvalidValue(
                    f"{name}: an attribute of a {self.kind()} that can be set was expected"
                )
            if value is None:
                raise InvalidValue(
                    f"{name}: a value was expected; a copy cannot be told to have none"
                )
            setattr(draft, name, value)
            if isinstance(field, PlaceField):
                field.check_submitted(draft)
            content = field.peek(draft)
            json = field.write(content)
            body[field.key] = _empty_json(content) if json is None else json
        refuse_hidden(body)
        wrong = sorted(body.keys() - model.from_dict(body).to_dict().keys())
        if wrong:
            what = operation.__name__.rpartition(".")[2]
            raise InvalidValue(f"{what}: {', '.join(wrong)} cannot be changed")
        return body


def _empty_json(content: Any) -> Any:
    """Write a value that says nothing, and is left out elsewhere."""
    return content.to_json() if hasattr(content, "to_json") else content
