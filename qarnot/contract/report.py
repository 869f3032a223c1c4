"""What a run is said to have found: a text for people, or the same as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen

from qarnot._secret import Secret
from qarnot.contract.explain import Deviation
from qarnot.contract.findings import Finding, Outcome, Probe, Reason

__all__ = ["Report"]

INDENT = " " * 13
PLURALS = {
    Outcome.CONFORMS: "conform",
    Outcome.DEVIATES: "deviate",
    Outcome.NOT_REACHED: "not reached",
}


@frozen
class Report:
    """All that is said at the end of a run.

    :param url: the address of the API.
    :param findings: one for each operation of the document.
    :param left_behind: what could not be removed.
    :param secret: keeps the token out of it.
    """

    url: str
    findings: Sequence[Finding]
    left_behind: Sequence[str]
    interrupted: bool
    secret: Secret

    @property
    def counts(self) -> Mapping[Outcome, int]:
        found = Counter(each.outcome for each in self.findings)
        return {outcome: found[outcome] for outcome in Outcome}

    @property
    def is_empty(self) -> bool:
        """Whether nothing was reached, and nothing is left behind either."""
        missed = self.counts[Outcome.NOT_REACHED]
        return missed == len(self.findings) and not self.left_behind

    @property
    def is_good(self) -> bool:
        """Whether nothing deviates, nothing is left behind, and the API went on answering."""
        is_silent = Reason.UNREACHABLE.value in dict(self._reasons())
        return not (self.counts[Outcome.DEVIATES] or self.left_behind or is_silent)

    def as_text(self) -> str:
        """Write the report; operations that were not asked for are counted only."""
        lines = [line for each in self.findings if _is_told(each) for line in _lines(each)]
        lines += [f"left behind  {each}" for each in self.left_behind]
        return self.secret.hide("\n".join([*lines, self._summary()]) + "\n")

    def as_json(self) -> str:
        """Write the report as JSON in ASCII, with every operation of the document."""
        counts = {outcome.value.replace(" ", "_"): n for outcome, n in self.counts.items()}
        content = {
            "url": self.url,
            "summary": {**counts, "not_reached_because": dict(self._reasons())},
            "interrupted": self.interrupted,
            "left_behind": list(self.left_behind),
            "operations": [_as_json(each) for each in self.findings],
        }
        return json.dumps(self.secret.hide_value(content), indent=2) + "\n"

    def _reasons(self) -> list[tuple[str, int]]:
        missed = (each for each in self.findings if each.outcome is Outcome.NOT_REACHED)
        return Counter(each.reason.value for each in missed).most_common()

    def _summary(self) -> str:
        parts = [f"{n} {PLURALS[outcome]}" for outcome, n in self.counts.items()]
        reasons = ", ".join(f"{n} {reason}" for reason, n in self._reasons())
        because = f" ({reasons})" if reasons else ""
        ending = "; interrupted" if self.interrupted else ""
        return f"{len(self.findings)} operations: {', '.join(parts)}{because}{ending}"


def _is_told(finding: Finding) -> bool:
    is_silent = finding.outcome is Outcome.NOT_REACHED and not finding.probes
    return not (is_silent and finding.reason is Reason.NOT_ASKED_FOR)


def _lines(finding: Finding) -> Iterator[str]:
    if finding.succeeded or finding.deviations:
        said = str(finding.status or "")
    else:
        said = ": ".join(filter(None, (finding.reason.value, finding.text)))
    yield f"{finding.outcome.value:<12} {finding.operation.name:<34} {said}".rstrip()
    yield from (f"{INDENT}{each}" for each in finding.deviations)
    yield from (f"{INDENT}note: {each}" for each in finding.notes)
    for probe in finding.probes:
        verdict = "not refused" if probe.status < 300 else "refused as declared"
        if probe.deviations:
            verdict = "deviates"
        yield f"{INDENT}on purpose, {probe.name}: {probe.status}, {verdict}"
        yield from (f"{INDENT}  {each}" for each in probe.deviations)


def _as_json(finding: Finding) -> dict[str, Any]:
    operation, missed = finding.operation, finding.outcome is Outcome.NOT_REACHED
    return {
        "operation": operation.name,
        "method": operation.method,
        "path": operation.path,
        "outcome": finding.outcome.value,
        "status": finding.status,
        "reason": finding.reason.value if missed else None,
        "message": finding.text if missed else "",
        "deviations": _deviations(finding.deviations),
        "notes": list(finding.notes),
        "probes": [_probe(each) for each in finding.probes],
    }


def _probe(probe: Probe) -> dict[str, Any]:
    return {
        "name": probe.name,
        "status": probe.status,
        "deviations": _deviations(probe.deviations),
    }


def _deviations(deviations: Iterable[Deviation]) -> list[dict[str, Any]]:
    return [
        {
            "place": each.place,
            "pointer": each.pointer,
            "expected": each.expected,
            "got": each.got,
            "times": each.times,
        }
        for each in deviations
    ]
