"""A Qarnot cluster on this machine, for tests and for trying things out without an account.

:class:`Emulator` starts one from Python, ``python -m qarnot.emulator`` from a shell. Needs the
extra ``emulator`` of the package and a POSIX system.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qarnot.emulator.core.tasks import StateChange, TaskRecord
    from qarnot.emulator.emulator import Emulator
    from qarnot.emulator.ledger import RecordedRequest

__all__ = ["Emulator", "RecordedRequest", "StateChange", "TaskRecord"]

_HOMES = {
    "Emulator": "qarnot.emulator.emulator",
    "RecordedRequest": "qarnot.emulator.ledger",
    "StateChange": "qarnot.emulator.core.tasks",
    "TaskRecord": "qarnot.emulator.core.tasks",
}


def _require_extra() -> None:
    needed = ("flask", "flask_cors", "jsonschema", "moto", "openapi_schema_validator", "werkzeug")
    missing = [name for name in needed if find_spec(name) is None]
    if missing:
        raise ImportError(
            f"The emulator needs {', '.join(missing)}: install `qarnot-client[emulator]`"
        )


_require_extra()


def __getattr__(name: str) -> Any:
    # Loaded on first use, so that the command can heed signals while the rest is loading.
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
