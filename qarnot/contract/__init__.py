"""Holds an API, the emulator or the live cluster, against the OpenAPI document of this package.

``python -m qarnot.contract`` calls the operations of the document through the generated request
builders, and says of each whether what went out and what came back is what the document says. Needs
the extra ``contract`` of the package.

::

    command ── what was asked for, signals, exit status
      └─ runner ── goes through the steps, and removes what it made
           ├─ steps ── the table: one row for each operation, in order
           │    └─ bodies, world ── what is sent, what is known and owned
           ├─ sender ── one request, one answer, within a deadline
           ├─ judge ── an exchange against the document
           │    └─ document, explain
           └─ findings, report ── what is said of each operation

The exit status is 0 when nothing deviates and something was reached; 1 when something deviates, was
left behind, or the API stopped answering; 2 when nothing was reached or the command line is wrong;
130 after an interruption.

The validator of schemas is openapi-schema-validator. openapi-core, which would also find the
parameters and the media types, needs an older one than the emulator and the checks of the document
are pinned to (0.23.1 wants openapi-schema-validator below 0.9 and jsonschema-path below 0.5).
"""

from __future__ import annotations

from importlib.util import find_spec

__all__: list[str] = []


def _require_extra() -> None:
    needed = ("jsonschema", "openapi_schema_validator", "referencing")
    missing = [name for name in needed if find_spec(name) is None]
    if missing:
        raise ImportError(
            f"The contract runner needs {', '.join(missing)}: install `qarnot-client[contract]`"
        )


_require_extra()
