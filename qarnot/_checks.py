"""Checks of what users give, made before anything is sent.

Each returns the value in the form that is kept, or raises
:class:`~qarnot.exceptions.InvalidValue` with the name, the value and what was expected.
"""

from __future__ import annotations

import enum
import inspect
import os
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from qarnot.exceptions import InvalidValue

__all__ = [
    "can_stand_in_address",
    "constants",
    "constants_json",
    "count_or_range",
    "expression",
    "factor",
    "flag",
    "functions",
    "identifier",
    "instance_count",
    "instance_range",
    "is_sendable",
    "labels",
    "labels_json",
    "local_path",
    "name",
    "object_uuid",
    "optional_count",
    "optional_factor",
    "optional_flag",
    "optional_integer",
    "optional_name",
    "optional_number",
    "optional_text",
    "shortname",
    "shown",
    "tags",
    "tags_json",
    "timeout",
    "whole_number",
]

_SHORTNAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")
_NUMBER = re.compile(r"[0-9]{1,9}")
_RANGE = re.compile(r"[0-9]{1,9}(?:-[0-9]{1,9})?(?:,[0-9]{1,9}(?:-[0-9]{1,9})?)*")
_CONSTANT_KEY = re.compile(r"[A-Za-z0-9_.-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
LONGEST_TEXT = 2048
LONGEST_SHOWN = 200
LARGEST_NUMBER = 2**31 - 1
MOST_CONSTANTS = 150
MOST_TAGS = 10
LONGEST_TAG = 511


def _wrong(what: str, value: Any, expected: str) -> InvalidValue:
    return InvalidValue(f"{what}: {expected} was expected, not {shown(value)}")


def shown(value: Any) -> str:
    """Show a value in a message, whatever it is and however long."""
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001 - a message is made, which must not fail
        text = f"a {type(value).__name__} that cannot be shown"
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def is_sendable(text: str) -> bool:
    """Tell whether a text can be written in UTF-8, which half a surrogate pair cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def can_stand_in_address(name: str) -> bool:
    """Tell whether a name stays one part of a path: neither empty nor dots, no control signs."""
    return name not in ("", ".", "..") and _CONTROL.search(name) is None


def identifier(what: str, value: Any) -> str:
    """Check something that becomes a part of an address, such as a uuid or a shortname."""
    if isinstance(value, uuid.UUID):
        return str(value)
    if (
        not isinstance(value, str)
        or not 0 < len(value) <= LONGEST_TEXT
        or not can_stand_in_address(value)
        or not is_sendable(value)
    ):
        raise _wrong(what, value, "a name or uuid")
    return value


def name(what: str, value: Any) -> str:
    """Check the name of an object."""
    if not isinstance(value, str) or not 0 < len(value) < LONGEST_TEXT or not is_sendable(value):
        raise _wrong(what, value, f"a text of 1 to {LONGEST_TEXT - 1} characters")
    return value


def optional_name(what: str, value: Any) -> str | None:
    """Check the name of an object, or ``None``."""
    return None if value is None else name(what, value)


def shortname(what: str, value: Any) -> str | None:
    """Check a shortname."""
    if value is None:
        return None
    if not isinstance(value, str) or not _SHORTNAME.fullmatch(value) or len(value) >= LONGEST_TEXT:
        raise _wrong(what, value, "letters, digits and '-', with a letter or digit at both ends,")
    return value


def whole_number(what: str, value: Any, least: int = 0) -> int:
    """Check a whole number from ``least`` on."""
    if (
        not isinstance(value, int)
        or isinstance(value, bool)
        or not least <= value <= LARGEST_NUMBER
    ):
        expected = f"a whole number, {least} or more, at most {LARGEST_NUMBER},"
        raise _wrong(what, value, expected)
    return value


def instance_count(what: str, value: Any) -> int:
    """Check a number of instances; a text of digits counts as one."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return int(value)
    return whole_number(what, value)


def instance_range(what: str, value: Any) -> str | None:
    """Check ranges of instances such as ``'0-2,4-5,17'``."""
    if value is None:
        return None
    if not isinstance(value, str) or not _RANGE.fullmatch(value):
        raise _wrong(what, value, "ranges such as '0-2,4-5,17'")
    for part in value.split(","):
        first, _, last = part.partition("-")
        if last and int(last) < int(first):
            raise _wrong(what, value, "ranges whose end is not before their beginning")
    return value


def count_or_range(what: str, value: Any) -> tuple[int, str | None]:
    """Check what may be a number of instances, or, as a text, ranges of their numbers."""
    if isinstance(value, str):
        return 0, instance_range(what, value)
    return instance_count(what, value), None


def optional_count(what: str, value: Any) -> int | None:
    """Check a number from 1 on, or ``None``."""
    return None if value is None else whole_number(what, value, least=1)


def optional_number(what: str, value: Any) -> int | None:
    """Check a whole number from 0 on, or ``None``."""
    return None if value is None else whole_number(what, value)


def optional_integer(what: str, value: Any) -> int | None:
    """Check a whole number, negative ones included, or ``None``."""
    if value is None:
        return None
    return whole_number(what, value, least=-LARGEST_NUMBER - 1)


def factor(what: str, value: Any) -> float:
    """Check a number above 0, at most 1; a whole one stays one."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 < value <= 1:
        raise _wrong(what, value, "a number above 0, at most 1,")
    return value  # type: ignore[no-any-return] # as checked


def optional_factor(what: str, value: Any) -> float | None:
    """Check a number above 0, at most 1, or ``None``."""
    return None if value is None else factor(what, value)


def local_path(what: str, value: Any) -> Path:
    """Check the path of a file or folder on this machine, which need not exist."""
    if not isinstance(value, str | os.PathLike):
        raise _wrong(what, value, "a path")
    text = os.fspath(value)
    try:
        usable = isinstance(text, str) and text != "" and "\0" not in text
        os.fsencode(text)
    except UnicodeError:
        usable = False
    if not usable:
        raise _wrong(what, value, "a path")
    return Path(text)


def optional_text(what: str, value: Any) -> str | None:
    """Check a text, or ``None``."""
    if value is not None and (not isinstance(value, str) or not is_sendable(value)):
        raise _wrong(what, value, "a text")
    return value


def timeout(what: str, value: Any) -> float | None:
    """Check a number of seconds, or ``None``."""
    if value is None:
        return None
    if not isinstance(value, int | float) or isinstance(value, bool) or not value >= 0:
        raise _wrong(what, value, "a number of seconds, 0 or more,")
    try:
        return float(value)
    except OverflowError:
        raise _wrong(what, value, "a number of seconds that a float can hold") from None


def flag(what: str, value: Any) -> bool:
    """Check a yes or no."""
    if not isinstance(value, bool):
        raise _wrong(what, value, "True or False")
    return value


def optional_flag(what: str, value: Any) -> bool | None:
    """Check a yes or no, or ``None``."""
    return None if value is None else flag(what, value)


def expression(what: str, value: Any) -> str | None:
    """Check a regular expression of the platform, whose dialect is its own, or ``None``."""
    text = optional_text(what, value)
    if text is not None and len(text) >= LONGEST_TEXT:
        raise _wrong(what, value, f"an expression of at most {LONGEST_TEXT - 1} characters")
    return text


def object_uuid(what: str, value: Any) -> str:
    """Check the uuid of an object, given as such, as its text, or as the object itself."""
    found = getattr(value, "uuid", None) if not isinstance(value, str | uuid.UUID) else value
    try:
        return str(uuid.UUID(str(found))) if found is not None else _no_uuid(what, value)
    except ValueError:
        return _no_uuid(what, value)


def _no_uuid(what: str, value: Any) -> NoReturn:
    expected = "a uuid, or an object that was submitted,"
    raise _wrong(what, value, expected)


def functions(what: str, value: Any) -> tuple[Callable[..., Any], ...]:
    """Check a list of functions, which are not awaited."""
    found = tuple(value) if isinstance(value, Iterable) and not isinstance(value, str) else (None,)
    if not all(callable(each) and not inspect.iscoroutinefunction(each) for each in found):
        raise _wrong(what, value, "a list of functions, none of them async,")
    return found


def tags(what: str, value: Any) -> list[str]:
    """Check tags."""
    if value is None:
        return []
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise _wrong(what, value, "a list of texts")
    found = list(value)
    if not all(
        isinstance(tag, str) and len(tag) <= LONGEST_TAG and is_sendable(tag) for tag in found
    ):
        raise _wrong(what, value, f"texts of at most {LONGEST_TAG} characters")
    return found


def labels(what: str, value: Any) -> dict[str, str]:
    """Check labels."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise _wrong(what, value, "a dict of texts")
    parts = [part for item in value.items() for part in item]
    if not all(isinstance(part, str) and is_sendable(part) for part in parts):
        raise _wrong(what, value, "texts as keys and values")
    return dict(value)


def labels_json(value: Mapping[str, str]) -> dict[str, str]:
    """Check labels as they are sent."""
    return labels("labels", value)


def constants(what: str, value: Any) -> dict[str, Any]:
    """Check constants as they are assigned; their values are checked when they are sent."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise _wrong(what, value, "a dict")
    return dict(value)


def constants_json(value: Mapping[str, Any]) -> list[dict[str, str]]:
    """Check constants as they are sent: any scalar is written as text, ``None`` removes one."""
    found = [_constant_json(key, item) for key, item in value.items() if item is not None]
    if len(found) > MOST_CONSTANTS:
        raise _wrong("constants", f"{len(found)} of them", f"at most {MOST_CONSTANTS}")
    return found


def _constant_json(key: Any, value: Any) -> dict[str, str]:
    what = f"constants[{key!r}]"
    if not isinstance(key, str) or not _CONSTANT_KEY.fullmatch(key) or len(key) > LONGEST_TEXT:
        raise _wrong(what, key, "a key of letters, digits, '_', '.' and '-'")
    if isinstance(value, enum.Enum):
        value = value.value
    if isinstance(value, bytes):
        try:
            value = value.decode()
        except UnicodeDecodeError:
            raise InvalidValue(f"{what}: text in UTF-8 was expected") from None
    if not isinstance(value, str | int | float):
        raise InvalidValue(f"{what}: a text or number was expected, not {type(value).__name__}")
    if isinstance(value, int) and abs(value) >= 10**LONGEST_TEXT:
        raise InvalidValue(f"{what}: a number of at most {LONGEST_TEXT} digits was expected")
    text = str(value)
    if not is_sendable(text):
        raise InvalidValue(f"{what}: a text that UTF-8 can hold was expected")
    if len(text) > LONGEST_TEXT:
        # The value may be a secret and stays out of the message.
        raise InvalidValue(
            f"{what}: at most {LONGEST_TEXT} characters were expected, not {len(text)}"
        )
    return {"key": key, "value": text}


def tags_json(value: list[str]) -> list[str]:
    """Check tags as they are sent."""
    found = tags("tags", value)
    if len(found) > MOST_TAGS:
        raise _wrong("tags", f"{len(found)} of them", f"at most {MOST_TAGS}")
    return found
