"""What ``create_task`` takes besides the names of the API, written as constants."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from qarnot import _checks
from qarnot.exceptions import InvalidValue

__all__ = ["constants"]


def constants(
    image: Any,
    command: str | Sequence[str] | None,
    given: Mapping[str, Any] | None,
    env: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """Give the constants that an image, a command, constants and an environment stand for.

    :raises InvalidValue: one of them cannot be right, or two of them say the same constant in
        different ways.
    """
    found: dict[str, Any] = {}
    for source in (
        _checks.constants("constants", given),
        _checks.constants("env", env),
        _of_image(image),
        {} if command is None else {"DOCKER_CMD": _of_command(command)},
    ):
        for key, value in source.items():
            if found.setdefault(key, value) != value:
                raise InvalidValue(
                    f"{key}: one value was expected, not two: it is given in two ways"
                )
    return found


def _of_image(image: Any) -> dict[str, str]:
    """Split an image into its repository and tag; a colon before a slash belongs to a port."""
    if image is None:
        return {}
    name = _checks.name("image", image)
    repository, colon, tag = name.rpartition(":")
    if not colon or "/" in tag:
        repository, tag = name, ""
    if "@" in name or not repository or name.endswith(":") or any(map(str.isspace, name)):
        raise InvalidValue(
            f"image: a repository and a tag such as 'library/ubuntu:24.04' were expected, "
            f"not {image!r}"
        )
    return {"DOCKER_REPO": repository, **({"DOCKER_TAG": tag} if tag else {})}


def _of_command(command: Any) -> str:
    if isinstance(command, str):
        return command
    is_list = isinstance(command, Sequence) and not isinstance(command, bytes | bytearray)
    if not is_list or not command or not all(isinstance(word, str) for word in command):
        raise InvalidValue(
            f"command: a text or a list of texts was expected, not {_checks.shown(command)}"
        )
    return shlex.join(command)
