"""List what changed in spec/openapi.yaml since a revision, and what of it breaks callers.

    python scripts/spec_diff.py --base main           one line a change; exit 1 for a silent break
    python scripts/spec_diff.py --base main --json    the same as JSON

A change that breaks callers of the generated client has to be told in the part `## Unreleased` of
CHANGELOG.md, outside of `### Added`: by the name in backticks that the line of the change ends
with. For an operation that is its operationId, the old or the new one; for a property
`Schema.property`; for a schema its name. Exit 2 says that a revision or a file cannot be read.

What is sent may demand less than before and take more; what is received may promise more and hold
less. A schema that is used both ways is judged both ways. Names count too: an operationId names a
function of the generated client, a tag its module, a schema its class, a parameter its argument.
Prose is not listed.

It is our own because no tool that npm or PyPI has serves OpenAPI 3.1: openapi-diff 0.24.1 fails on
schemas that contain themselves, and api-smart-diff 1.0.6 is made for 3.0 and has no verdict on a
property of a request that becomes required.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from spec_facts import (
    Document,
    DocumentError,
    Facts,
    Shape,
    Slot,
    Value,
    directions,
    parsed,
    read_facts,
    root_of,
    signature,
    type_text,
    unsaid,
)

ROOT = Path(__file__).resolve().parent.parent
SPEC = "spec/openapi.yaml"
CHANGELOG = ROOT / "CHANGELOG.md"

REQUEST: Final = frozenset({"request"})
REPLY: Final = frozenset({"reply"})
LOWER_BOUNDS: Final = frozenset(
    {"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"}
)
UPPER_BOUNDS: Final = frozenset(
    {"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"}
)
FORMS: Final = frozenset({"pattern", "multipleOf", "uniqueItems"})
# Facts whose every change is a change of the generated code or of the request.
NAMES: Final = frozenset({"operationId", "tag", "name", "style", "const"})
# What a number may be, from less to more. Other formats make other types in the generated code.
WIDTHS: Final = {"int32": 0, "int64": 1, "float": 0, "double": 1, "none": 2}


class DiffError(Exception):
    """A revision or a file that cannot be read, and why."""


@dataclasses.dataclass(frozen=True)
class Change:
    """One change; `why` tells how it breaks callers, and `told_by` which names may tell of it."""

    kind: str
    pointer: str
    before: str
    after: str
    why: str = ""
    told_by: tuple[str, ...] = ()

    @property
    def is_breaking(self) -> bool:
        return bool(self.why)

    def __str__(self) -> str:
        values = {
            "added": self.after,
            "removed": self.before,
            "changed": f"{self.before} -> {self.after}",
        }
        text = f"{self.kind} {self.pointer}: {values[self.kind]}"
        if not self.is_breaking:
            return text
        names = " or ".join(f"`{name}`" for name in self.told_by)
        return f"{text} [breaking: {self.why}; {names}]"


class Differ:
    """Compares two documents."""

    def __init__(self, before: Document, after: Document) -> None:
        self.before, self.after = read_facts(before), read_facts(after)
        self.uses: dict[str, set[str]] = {}
        for document in (before, after):
            for name, found in directions(document).items():
                self.uses.setdefault(name, set()).update(found)

    def changes(self) -> list[Change]:
        """List all changes; of what comes or goes as a whole only the whole."""
        found: list[Change] = []
        for place in self.before.keys() | self.after.keys():
            old, new = self.before.get(place), self.after.get(place)
            if old is not None and new is not None:
                found += self._changed(place, old, new)
            elif old is not None and self._is_top(old, self.after):
                why = self._loss(place, old)
                found.append(self._change("removed", place, "", signature(old), "", why))
            elif new is not None and self._is_top(new, self.before):
                why = self._gain(place, new)
                found.append(self._change("added", place, "", "", signature(new), why))
        return sorted(found, key=lambda change: (not change.is_breaking, change.pointer))

    @staticmethod
    def _is_top(slot: Slot, others: Facts) -> bool:
        return slot.kind != "items" and (not slot.parent or slot.parent in others)

    def _change(
        self, kind: str, place: str, fact: str, before: str, after: str, why: str
    ) -> Change:
        told_by = self._told_by(place) if why else ()
        return Change(kind, f"{place} {fact}".strip(), before, after, why, told_by)

    def _told_by(self, place: str) -> tuple[str, ...]:
        """Give the names that tell of a change: of the operation, or of the part of a schema."""
        facts = self.after if place in self.after else self.before
        while facts[place].kind == "items":
            place = facts[place].parent
        if facts[root_of(facts, place)].kind in {"schema", "security"}:
            return (place,)
        while facts[place].parent:
            place = facts[place].parent
        both = [side[place] for side in (self.before, self.after) if place in side]
        return tuple(dict.fromkeys(str(slot.facts.get("operationId", place)) for slot in both))

    def _directions(self, pointer: str) -> frozenset[str]:
        """Tell whether a place is sent, received, or both."""
        facts = self.after if pointer in self.after else self.before
        root = root_of(facts, pointer)
        kind = facts[root].kind
        if kind == "schema":
            return frozenset(self.uses.get(root, ()))
        return REPLY if kind in {"response", "header"} else REQUEST

    # What comes and what goes

    def _loss(self, pointer: str, slot: Slot) -> str:
        if slot.kind in {"property", "header"}:
            ways = self._directions(pointer)
            if "reply" in ways:
                return "readers miss it"
            is_closed = self.after[slot.parent].facts.get("closed")
            return "it is refused when it is sent" if "request" in ways and is_closed else ""
        reasons = {
            "operation": "callers lose it",
            "parameter": "callers that give it fail",
            "body": "callers that give it fail",
            "response": "it is not read any more",
            "schema": "the generated class goes",
            "security": "callers that use it are refused",
        }
        return reasons[slot.kind]

    def _gain(self, pointer: str, slot: Slot) -> str:
        if slot.kind == "security":
            return "another way to prove who calls"
        is_sent = "request" in self._directions(pointer)
        if is_sent and slot.kind != "schema" and slot.facts.get("required"):
            return "callers do not give it yet"
        return ""

    # What is another

    def _changed(self, place: str, old: Slot, new: Slot) -> Iterator[Change]:
        ways = self._directions(place)
        before, after = type_text(old.shape), type_text(new.shape)
        if before != after and old.kind != "items":
            why = _type_breaks(old.shape, new.shape, ways)
            yield self._change("changed", place, "", before, after, why)
        for fact in sorted(old.facts.keys() | new.facts.keys()):
            was, value = old.facts.get(fact, unsaid(fact)), new.facts.get(fact, unsaid(fact))
            if was != value:
                why = _fact_breaks(fact, was, value, ways)
                yield self._change("changed", place, fact, _shown(was), _shown(value), why)


def _type_breaks(old: Shape, new: Shape, ways: frozenset[str]) -> str:
    if "request" in ways and not _holds(new, old):
        return "what was sent is refused"
    # An answer that had no content may get one: whoever ignored it still does.
    if "reply" in ways and old.kind != "nothing" and not _holds(old, new):
        return "readers meet another type"
    return ""


def _holds(wide: Shape, narrow: Shape) -> bool:
    """Tell whether all values of one type are values of another."""
    if wide == narrow or wide.kind == "any":
        return True
    if narrow.kind == "union":
        return all(_holds(wide, part) for part in narrow.parts)
    if wide.kind == "union":
        return any(_holds(part, narrow) for part in wide.parts)
    if wide.kind == narrow.kind and wide.kind in {"array", "map"}:
        return _holds(wide.parts[0], narrow.parts[0])
    return (wide.kind, narrow.kind) == ("number", "integer")


def _fact_breaks(fact: str, old: Value, new: Value, ways: frozenset[str]) -> str:
    """Tell how a change of a fact breaks callers, if it does."""
    if fact in NAMES:
        return "the generated code has another name or type for it"
    if fact == "format":
        return _format_breaks(str(old), str(new), ways)
    if fact == "public":
        return "a token is needed" if old else ""
    if fact == "content":
        return "" if old == "none" else "it is sent or received in another form"
    if fact == "null":
        return _switch(new, ways, sent_off="null is refused", received_on="readers meet null")
    if fact == "required":
        return _switch(
            new, ways, sent_on="callers do not give it yet", received_off="it may be missing"
        )
    if fact == "closed":
        return _switch(new, ways, sent_on="what is not listed is refused")
    if fact == "enum":
        return _enum_breaks(old, new, ways)
    if "request" in ways and _narrows(fact, old, new):
        return "what was sent is refused"
    return ""


def _switch(
    new: Value,
    ways: frozenset[str],
    *,
    sent_on: str = "",
    sent_off: str = "",
    received_on: str = "",
    received_off: str = "",
) -> str:
    sent = sent_on if new else sent_off
    received = received_on if new else received_off
    return (sent if "request" in ways else "") or (received if "reply" in ways else "")


def _format_breaks(old: str, new: str, ways: frozenset[str]) -> str:
    if old not in WIDTHS or new not in WIDTHS:
        return "the generated code has another type for it"
    if "request" in ways and WIDTHS[new] < WIDTHS[old]:
        return "numbers that were sent are refused"
    if "reply" in ways and WIDTHS[new] > WIDTHS[old]:
        return "readers meet other numbers"
    return ""


def _enum_breaks(old: Value, new: Value, ways: frozenset[str]) -> str:
    before = None if old == "none" else set(str(old).split(" | "))
    after = None if new == "none" else set(str(new).split(" | "))
    if "request" in ways and after is not None and (before is None or before - after):
        return "values that were sent are refused"
    if "reply" in ways and before is not None and (after is None or after - before):
        return "readers meet other values"
    return ""


def _narrows(fact: str, old: Value, new: Value) -> bool:
    """Tell whether a limit takes less than before."""
    if new == "none":
        return False
    if fact in FORMS or old == "none":
        return fact in FORMS | LOWER_BOUNDS | UPPER_BOUNDS
    if fact in LOWER_BOUNDS:
        return float(new) > float(old)
    return fact in UPPER_BOUNDS and float(new) < float(old)


def _shown(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def untold(changes: list[Change], changelog: str) -> list[Change]:
    """List the breaking changes that the changelog does not tell of."""
    names = set(re.findall(r"`([^`\n]+)`", _unreleased(changelog)))
    return [change for change in changes if change.is_breaking and not names & {*change.told_by}]


def _unreleased(changelog: str) -> str:
    """Give the part of a changelog about what is to come, without what is only added."""
    kept, is_kept, is_unreleased = [], False, False
    for line in changelog.splitlines():
        if re.match(r"##\s", line):
            is_unreleased = line.lstrip("#").strip().strip("[]").lower() == "unreleased"
            is_kept = is_unreleased
        elif re.match(r"###\s", line):
            is_kept = is_unreleased and line.lstrip("#").strip().lower() != "added"
        if is_kept:
            kept.append(line)
    return "\n".join(kept)


# The command


def read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DiffError(f"{path} cannot be read: {error}") from error


def read_revision(revision: str) -> str:
    """Give the text of the document at a revision."""
    commit = run_git(
        revision, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}"
    )
    return run_git(revision, "show", f"{commit.strip()}:{SPEC}")


def run_git(revision: str, *arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(ROOT), *arguments], capture_output=True, check=False
        )
    except OSError as error:
        raise DiffError(f"git cannot be run: {error}") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise DiffError(f"{SPEC} cannot be read at the revision {revision!r}: {said}")
    return done.stdout.decode(errors="replace")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--base", required=True, metavar="REV", help="the revision to compare with")
    parser.add_argument("--json", action="store_true", help="print the changes as JSON")
    parser.add_argument("--changelog", type=Path, default=CHANGELOG)
    arguments = parser.parse_args()
    try:
        before = parsed(read_revision(arguments.base), f"{SPEC} at {arguments.base}")
        after = parsed(read_text(ROOT / SPEC), SPEC)
        changes = Differ(before, after).changes()
        silent = untold(changes, read_text(arguments.changelog))
    except (DiffError, DocumentError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    breaking = sum(change.is_breaking for change in changes)
    if arguments.json:
        listed = [
            {
                **dataclasses.asdict(change),
                "breaking": change.is_breaking,
                "told": change not in silent,
            }
            for change in changes
        ]
        sys.stdout.write(json.dumps(listed, indent=2) + "\n")
    else:
        sys.stdout.write("".join(f"{change}\n" for change in changes))
        sys.stdout.write(f"changes: {len(changes)}; breaking: {breaking}\n")
    if silent:
        sys.stderr.write(
            f"breaking changes that `## Unreleased` of {arguments.changelog.name} does not name, "
            f"outside of `### Added`: {len(silent)}\n"
        )
        sys.stderr.write("".join(f"  {change}\n" for change in silent))
    return 1 if silent else 0


if __name__ == "__main__":
    sys.exit(main())
