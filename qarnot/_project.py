"""Projects as values; re-exported by ``qarnot.project``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from qarnot import _checks
from qarnot._fields import Field, Received
from qarnot._readers import flag, text
from qarnot._values import Made

__all__ = ["Project"]


DEFAULT_SLUG = "default"


class _DefaultField(Field[bool | None]):
    """Whether a project is the default one: by its slug, when the platform does not say."""

    def received(self, record: Received) -> bool | None:
        said = super().received(record)
        slug = record._received.get("slug")
        return slug == DEFAULT_SLUG if said is None and slug is not None else said


class Project(Made):
    """Something that work is charged to (schema ``Project``).

    One that is made of its uuid knows nothing else of itself.

    :param uuid: the uuid of the project.
    :raises InvalidValue: the uuid cannot be one.
    """

    uuid = Field("uuid", text, "The uuid of the project.")
    name = Field("name", text, "The name of the project.")
    slug = Field("slug", text, 'The short form of the name; "default" for the default project.')
    description = Field("description", text, "What the project is for.")
    organization_uuid = Field(
        "organizationUuid", text, "The uuid of the organization that the project belongs to."
    )
    is_default = _DefaultField(
        "isDefault", flag, "Whether work that names no project is charged to this one."
    )

    def __init__(self, uuid: str) -> None:
        super().__init__({"uuid": _checks.identifier("uuid", uuid)})

    @classmethod
    def from_json(cls, payload: Mapping[str, Any] | None) -> Self:
        """Make a project from JSON as the API sends it; nothing is checked.

        :param payload: the JSON object of the API (schema ``Project``).
        """
        return cls._of(payload)
