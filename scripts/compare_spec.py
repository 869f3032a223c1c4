"""Compare spec/openapi.yaml with the vendor's document.

    python scripts/compare_spec.py vendor-api.json                 say what nobody explained; exit 1
    python scripts/compare_spec.py vendor-api.json --json          the same as JSON
    python scripts/compare_spec.py vendor-api.json --if-present    no such file is no failure

Each difference must be covered by a row of spec/deviations.toml, whose head explains the rows. A
row is a promise about every place that it names: where our document does not keep it, that place
is reported, and so is a row, or a part of one, that covers no difference. So neither document can
change without a row that says why.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from spec_facts import (
    FACTS,
    Document,
    DocumentError,
    Facts,
    Shape,
    Slot,
    Value,
    parsed,
    read_facts,
    root_of,
    signature,
    type_text,
    unsaid,
)

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "spec/openapi.yaml"
DEVIATIONS = ROOT / "spec/deviations.toml"

ABSENT: Final = "absent"
# How our generated functions are called is our own affair.
OUR_OWN: Final = frozenset({"operationId", "tag"})
TABLES: Final = ("requests", "replies")


class DeviationsError(Exception):
    """The file of deviations, or a document, cannot be read, and why."""


class Finding(NamedTuple):
    """One thing that is wrong. `rule` is the deviation that it breaks, or the one that is stale."""

    pointer: str
    problem: str
    vendor: Value
    ours: Value
    rule: str = ""

    def __str__(self) -> str:
        values = f"vendor: {_shown(self.vendor)}; ours: {_shown(self.ours)}"
        rule = f" [{self.rule}]" if self.rule else ""
        return f"{self.pointer}: {self.problem} ({values}){rule}"


class Row(NamedTuple):
    """A deviation: where, what the vendor says there, what we say instead, and what we add."""

    what: str
    at: tuple[str, ...]
    vendor: tuple[Value, ...]
    ours: Value
    exceptions: tuple[str, ...]
    added: Mapping[str, str]

    @property
    def is_of_facts(self) -> bool:
        return any(_split(entry)[1] for entry in self.at)


class Deviations(NamedTuple):
    """What spec/deviations.toml says."""

    paths: Mapping[str, str]
    requests: Mapping[str, tuple[str, ...]]
    replies: Mapping[str, tuple[str, ...]]
    rows: tuple[Row, ...]


@dataclasses.dataclass
class Report:
    """The findings, and the figures of a comparison."""

    findings: list[Finding]
    operations: int
    same_operations: int
    schemas: int
    properties: int
    rows: int
    covered: int

    def __str__(self) -> str:
        return (
            f"{self.same_operations} of {self.operations} operations, {self.schemas} schemas, "
            f"{self.properties} properties compared; {self.rows} deviation rows cover "
            f"{self.covered} differences; {len(self.findings)} unexplained"
        )


def compare(ours: Document, vendor: Document, deviations: Deviations) -> list[Finding]:
    """List what is wrong between two documents."""
    return Expectation(vendor, deviations).check(read_facts(ours)).findings


@dataclasses.dataclass
class _Wanted:
    """A slot that our document should have, as the vendor says and the rows change it.

    `types` are the texts of our types that stand for the vendor's, `text` is the vendor's own.
    """

    kind: str
    parent: str
    tables: frozenset[str]
    text: str
    types: frozenset[str]
    facts: dict[str, Value]
    signature: str

    def said(self, fact: str) -> Value:
        return self.facts.get(fact, unsaid(fact)) if fact else self.text


class Expectation:
    """What our document has to say, according to the vendor's and the deviations.

    It is worked out once; `check` then only looks whether a document does.
    """

    def __init__(self, vendor: Document, deviations: Deviations) -> None:
        self.deviations = deviations
        self.problems: list[Finding] = []
        self.slots = self._projected(vendor)
        self.operations = {
            pointer for pointer, slot in self.slots.items() if slot.kind == "operation"
        }
        self.dropped: dict[str, Row] = {}
        self.rules: dict[tuple[str, str], Row] = {}
        # What a row says of the facts of a place holds only where the place stays, with its type.
        for row in deviations.rows:
            if row.ours == ABSENT:
                self._apply(row, self._drop)
        for row in deviations.rows:
            if row.ours != ABSENT and not row.is_of_facts:
                self._apply(row, self._rule)
        self._forget_items()
        for row in deviations.rows:
            if row.is_of_facts:
                self._apply(row, self._rule)
        self.expected = self._stated()
        self.added = self._expanded()

    def check(self, ours: Facts) -> Report:
        """Look whether the facts of a document are as expected."""
        findings = list(self.problems)
        for pointer in ours.keys() | self.slots.keys() | self.added.keys():
            mine, wanted = ours.get(pointer), self.slots.get(pointer)
            if pointer in self.added:
                findings += self._check_addition(pointer, mine)
            elif mine is not None and wanted is not None:
                findings += self._check_facts(pointer, wanted, mine)
            elif mine is not None:
                findings += self._check_news(pointer, mine)
            elif wanted is not None and self._is_due(wanted, ours):
                findings.append(Finding(pointer, "is missing", wanted.signature, ABSENT))
        count = dict.fromkeys(("schema", "property"), 0)
        for pointer in self.slots.keys() & ours.keys():
            if self.slots[pointer].kind in count:
                count[self.slots[pointer].kind] += 1
        return Report(
            findings=sorted(set(findings), key=lambda finding: (finding.pointer, str(finding))),
            operations=len(self.operations),
            same_operations=len(self.operations & ours.keys()),
            schemas=count["schema"],
            properties=count["property"],
            rows=len(self.deviations.rows),
            covered=len(self.dropped) + len(self.rules) + len(self.added),
        )

    def _check_addition(self, pointer: str, mine: Slot | None) -> Iterator[Finding]:
        row, text = self.added[pointer]
        if pointer in self.slots:
            problem = "is no addition, the vendor has it"
            yield Finding(pointer, problem, self.slots[pointer].signature, text, row.what)
        elif mine is None:
            yield Finding(pointer, f"should be: {text}", ABSENT, ABSENT, row.what)
        elif signature(mine) != text:
            said, wanted = _parts(signature(mine)), _parts(text)
            for fact in sorted(said.keys() | wanted.keys()):
                value, right = said.get(fact, unsaid(fact)), wanted.get(fact, unsaid(fact))
                if value != right:
                    name = f"{pointer} {fact}".strip()
                    yield Finding(name, f"should be: {_shown(right)}", ABSENT, value, row.what)

    @staticmethod
    def _is_due(wanted: _Wanted, ours: Facts) -> bool:
        """Tell whether the lack of a slot is worth a finding: not where one above it lacks."""
        return wanted.kind != "items" and (not wanted.parent or wanted.parent in ours)

    def _check_news(self, pointer: str, mine: Slot) -> list[Finding]:
        """Report a slot that only we have, unless one above it is reported."""
        if pointer in self.dropped:
            rule = self.dropped[pointer].what
            return [Finding(pointer, "is not dropped", ABSENT, signature(mine), rule)]
        if mine.kind == "items":
            is_news = bool(mine.facts) and mine.parent in self.added
        else:
            is_news = not mine.parent or mine.parent in self.slots or mine.parent in self.added
        return [Finding(pointer, "is only ours", ABSENT, signature(mine))] if is_news else []

    def _check_facts(self, pointer: str, wanted: _Wanted, mine: Slot) -> list[Finding]:
        types, facts = self.expected[pointer]
        findings = []
        text = type_text(mine.shape)
        if text not in types and wanted.kind != "items":
            findings.append(self._difference(pointer, "", wanted, text))
        if mine.facts != facts:
            for fact in sorted((facts.keys() | mine.facts.keys()) - OUR_OWN):
                value = mine.facts.get(fact, unsaid(fact))
                if value != facts.get(fact, unsaid(fact)):
                    findings.append(self._difference(pointer, fact, wanted, value))
        return findings

    def _difference(self, pointer: str, fact: str, wanted: _Wanted, ours: Value) -> Finding:
        name = f"{pointer} {fact}".strip()
        rule = self.rules.get((pointer, fact))
        if rule is None:
            return Finding(name, "differs", wanted.said(fact), ours)
        return Finding(name, f"should be: {_shown(rule.ours)}", wanted.said(fact), ours, rule.what)

    # What the vendor's document says, in our names

    def _projected(self, vendor: Document) -> dict[str, _Wanted]:
        """Give the vendor's slots by our pointers."""
        facts = read_facts({**vendor, "paths": self._our_paths(vendor.get("paths", {}))})
        slots: dict[str, _Wanted] = {}
        sources: dict[str, set[str]] = {}
        for table in TABLES:
            for name in getattr(self.deviations, table).keys() - facts.keys():
                self._complain(name, f"[{table}] names a schema that the vendor does not have")
        for pointer, slot in facts.items():
            root = root_of(facts, pointer)
            kind = facts[root].kind
            if kind == "schema":
                places = self._places(root)
            else:
                places = [("", "replies" if kind in {"response", "header"} else "requests")]
            for name, table in places:
                mine = pointer if kind != "schema" else name + pointer[len(root) :]
                parent = slot.parent if kind != "schema" else name + slot.parent[len(root) :]
                wanted = _Wanted(
                    kind=slot.kind,
                    parent=parent if slot.parent else "",
                    tables=frozenset({table}),
                    text=type_text(slot.shape),
                    types=self._our_types(slot.shape, table),
                    facts=dict(slot.facts),
                    signature=signature(slot),
                )
                slots[mine] = _joined(slots[mine], wanted) if mine in slots else wanted
                sources.setdefault(mine, set()).add(root)
        for pointer, joined in slots.items():
            if joined.kind in {"property", "items"} and sources[pointer] != sources[joined.parent]:
                lack = ", ".join(sorted(sources[joined.parent] - sources[pointer]))
                self._complain(pointer, f"not all of the vendor's schemas have it: {lack} lacks it")
        return slots

    def _places(self, schema: str) -> list[tuple[str, str]]:
        """List our names of a schema of the vendor's, each with the table that it stands in."""
        found = [
            (name, table)
            for table in TABLES
            for name in getattr(self.deviations, table).get(schema, ())
        ]
        return found or [(f"vendor:{schema}", "")]

    def _our_paths(self, paths: Mapping[str, Any]) -> dict[str, Any]:
        used, renamed = set(), {}
        for path, item in paths.items():
            prefixes = [prefix for prefix in self.deviations.paths if path.startswith(prefix)]
            prefix = max(prefixes, key=len, default="")
            used.add(prefix)
            rest = path.removeprefix(prefix)
            renamed[self.deviations.paths.get(prefix, "") + rest or "/"] = item
        for prefix in self.deviations.paths.keys() - used:
            self._complain(prefix, "[paths] names a beginning that no path of the vendor's has")
        return renamed

    def _our_types(self, shape: Shape, table: str) -> frozenset[str]:
        """Write a type of the vendor's with our names; a name may stand for several of ours."""
        names: Mapping[str, tuple[str, ...]] = getattr(self.deviations, table, {})
        choices: list[dict[str, str]] = [{}]
        for name in dict.fromkeys(shape.names()):
            choices = [
                {**choice, name: mine}
                for choice in choices
                for mine in names.get(name, (f"vendor:{name}",))
            ]
        return frozenset(
            type_text(_merged(shape.renamed(choice.__getitem__))) for choice in choices
        )

    # What the rows make of it

    def _apply(self, row: Row, change: Callable[[Row, str, str], None]) -> None:
        """Find what a row covers, and complain of the parts that cover nothing."""
        places: dict[tuple[str, str], None] = {}
        values_met: set[Value] = set()
        for entry in row.at:
            met = []
            for pointer, fact in self._matches(entry):
                slot = self.slots[pointer]
                value = slot.signature if row.ours == ABSENT else slot.said(fact)
                if value in row.vendor:
                    met.append((pointer, fact))
                    values_met.add(value)
            if not met:
                self.problems.append(_stale(row, "this covers no difference", entry))
            places.update(dict.fromkeys(met))
        for value in row.vendor:
            if row.at and value not in values_met:
                self.problems.append(_stale(row, "the vendor says this nowhere", str(value)))
        for exception in row.exceptions:
            place = _split(exception)
            if place not in places:
                self.problems.append(_stale(row, "this exception is not needed", exception))
            places.pop(place, None)
        for pointer, fact in places:
            change(row, pointer, fact)

    def _matches(self, entry: str) -> Iterator[tuple[str, str]]:
        table, separator, rest = entry.partition(": ")
        tables = {table} if separator and table in TABLES else set()
        pattern, fact = _split(rest if tables else entry)
        matches = _pattern(pattern).fullmatch
        if "*" in pattern:
            candidates = [pointer for pointer in self.slots if matches(pointer)]
        else:
            candidates = [pattern] if pattern in self.slots else []
        for pointer in candidates:
            if not tables or tables & self.slots[pointer].tables:
                yield pointer, fact

    def _drop(self, row: Row, pointer: str, _fact: str) -> None:
        """Take a slot away, with all that is below it."""
        self.dropped[pointer] = row
        self._remove(pointer)

    def _remove(self, pointer: str) -> None:
        self.slots.pop(pointer, None)
        for below in [name for name, slot in self.slots.items() if slot.parent == pointer]:
            self._remove(below)

    def _rule(self, row: Row, pointer: str, fact: str) -> None:
        place = (pointer, fact)
        if place in self.rules:
            name = f"{pointer} {fact}".strip()
            other = self.rules[place].what
            self.problems.append(_stale(row, f"another row covers this as well: {other}", name))
        self.rules[place] = row

    def _forget_items(self) -> None:
        """Drop the items of lists and maps that are something else in our document."""
        for (pointer, _), row in self.rules.items():
            if not re.search(r"\b(array|map) of ", str(row.ours)):
                self._remove(f"{pointer}[]")

    def _stated(self) -> dict[str, tuple[frozenset[str], dict[str, Value]]]:
        """Give the types and facts that each slot of our document has to state."""
        expected = {
            pointer: (slot.types, {fact: slot.facts[fact] for fact in slot.facts.keys() - OUR_OWN})
            for pointer, slot in self.slots.items()
        }
        for (pointer, fact), row in self.rules.items():
            facts = expected[pointer][1]
            if not fact:
                expected[pointer] = (frozenset({str(row.ours)}), facts)
            elif row.ours == unsaid(fact):
                facts.pop(fact, None)
            else:
                facts[fact] = row.ours
        return expected

    def _expanded(self) -> dict[str, tuple[Row, str]]:
        """Give all additions; `* 429` stands for that response of every operation."""
        said = [
            (row, pointer, text)
            for row in self.deviations.rows
            for pointer, text in row.added.items()
        ]
        own = {pointer for _, pointer, text in said if text.split(",")[0] == "operation"}
        operations = sorted(own | {pointer for pointer in self.operations if pointer in self.slots})
        added: dict[str, tuple[Row, str]] = {}
        for row, pointer, text in said:
            rest = pointer.removeprefix("*")
            names = [name + rest for name in operations] if rest != pointer else [pointer]
            for name in names:
                if name in added:
                    other = added[name][0].what
                    self.problems.append(
                        _stale(row, f"another row adds this as well: {other}", name)
                    )
                added[name] = (row, text)
        return added

    def _complain(self, pointer: str, problem: str) -> None:
        self.problems.append(Finding(pointer, problem, ABSENT, ABSENT))


def _shown(value: Value) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def _stale(row: Row, problem: str, entry: str) -> Finding:
    return Finding(entry, problem, "-", "-", row.what)


def _parts(text: str) -> dict[str, Value]:
    """Take the line that says all of a slot apart into its type and its facts."""
    parts: dict[str, Value] = {}
    for part in text.split(", "):
        word, _, rest = part.partition(" ")
        if word in FACTS:
            parts[word] = rest or True
        else:
            parts[""] = part.removesuffix(" or null")
            if part.endswith(" or null"):
                parts["null"] = True
    return parts


def _split(pointer: str) -> tuple[str, str]:
    """Part a pointer into slot and fact."""
    slot, _, last = pointer.rpartition(" ")
    return (slot, last) if slot and last in FACTS else (pointer, "")


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """Read a pattern: a star is any text without brackets, so items are named by `[]` only."""
    return re.compile(re.escape(text).replace(r"\*", r"[^\[\]]*"))


def _merged(shape: Shape) -> Shape:
    """Join the members of a union that have become the same."""
    parts = tuple(dict.fromkeys(_merged(part) for part in shape.parts))
    if shape.kind == "union" and len(parts) == 1:
        return parts[0]
    return Shape(shape.kind, shape.name, parts)


def _joined(first: _Wanted, second: _Wanted) -> _Wanted:
    """Join what two schemas of the vendor's say of one slot of ours."""
    tables = first.tables | second.tables
    if first.facts == second.facts and first.types == second.types:
        return dataclasses.replace(first, tables=tables)
    facts = {
        fact: first.said(fact)
        if first.said(fact) == second.said(fact)
        else f"{_shown(first.said(fact))} / {_shown(second.said(fact))}"
        for fact in first.facts.keys() | second.facts.keys()
    }
    return dataclasses.replace(
        first,
        tables=tables,
        text=first.text if first.types == second.types else f"{first.text} / {second.text}",
        types=first.types & second.types,
        facts=facts,
        signature=f"{first.signature} / {second.signature}",
    )


# The file of deviations


def read_deviations(text: str) -> Deviations:
    """Read the text of a file of deviations."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DeviationsError(str(error)) from error
    _refuse_unknown("the file", table, {"paths", "requests", "replies", "deviation"})
    return Deviations(
        paths=table.get("paths", {}),
        requests=_names(table.get("requests", {})),
        replies=_names(table.get("replies", {})),
        rows=tuple(_read_row(row) for row in table.get("deviation", [])),
    )


def _names(table: Mapping[str, str | list[str]]) -> dict[str, tuple[str, ...]]:
    return {
        vendor: (ours,) if isinstance(ours, str) else tuple(ours) for vendor, ours in table.items()
    }


def _read_row(row: Mapping[str, Any]) -> Row:
    name = repr(row.get("what", row))
    known = {"what", "because", "evidence", "at", "vendor", "ours", "except", "added"}
    _refuse_unknown(f"the row {name}", row, known)
    for key in ("what", "because", "evidence"):
        if not str(row.get(key, "")).strip():
            raise DeviationsError(f"the row {name} lacks `{key}`")
    if ("at" in row) != ("vendor" in row) or ("at" in row) != ("ours" in row):
        raise DeviationsError(f"the row {name} needs `at`, `vendor` and `ours` together")
    if "at" not in row and "added" not in row:
        raise DeviationsError(f"the row {name} needs `at` or `added`")
    vendor = row.get("vendor", [])
    values = tuple(vendor) if isinstance(vendor, list) else (vendor,)
    ours = row.get("ours", "")
    if ours in values:
        raise DeviationsError(f"the row {name} says the same for the vendor and for us")
    at = row.get("at", [])
    entries = (at,) if isinstance(at, str) else tuple(at)
    if len({bool(_split(entry)[1]) for entry in entries}) > 1:
        raise DeviationsError(f"the row {name} names types and facts; that takes two rows")
    if ours == ABSENT and any(_split(entry)[1] for entry in entries):
        raise DeviationsError(f"the row {name} drops a fact; only a whole place can be absent")
    return Row(
        what=row["what"],
        at=entries,
        vendor=values,
        ours=ours,
        exceptions=tuple(row.get("except", [])),
        added=row.get("added", {}),
    )


def _refuse_unknown(where: str, table: Mapping[str, Any], known: set[str]) -> None:
    unknown = sorted(table.keys() - known)
    if unknown:
        raise DeviationsError(f"{where} has unknown keys: {unknown}")


# The command


def read_document(path: Path) -> Document:
    """Read a document from a file of YAML or JSON."""
    try:
        return parsed(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise DeviationsError(f"{path}: {error}") from error


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("vendor", type=Path, help="the vendor's document, JSON or YAML")
    parser.add_argument("--document", type=Path, default=DOCUMENT, help="ours")
    parser.add_argument("--deviations", type=Path, default=DEVIATIONS)
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.add_argument(
        "--if-present", action="store_true", help="succeed when VENDOR is not there"
    )
    arguments = parser.parse_args()
    if arguments.if_present and not arguments.vendor.exists():
        sys.stdout.write(f"left out: {arguments.vendor} is not there to compare with\n")
        return 0
    try:
        text = arguments.deviations.read_text(encoding="utf-8")
        expectation = Expectation(read_document(arguments.vendor), read_deviations(text))
        report = expectation.check(read_facts(read_document(arguments.document)))
    except (OSError, DeviationsError, DocumentError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if arguments.json:
        listed = [finding._asdict() for finding in report.findings]
        sys.stdout.write(json.dumps({"findings": listed, "summary": str(report)}, indent=2) + "\n")
    else:
        sys.stdout.write("".join(f"{finding}\n" for finding in report.findings) + f"{report}\n")
    return 1 if report.findings else 0


if __name__ == "__main__":
    sys.exit(main())
