"""Holds an exchange against the document: the request that went out, and the answer."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, unquote

from attrs import frozen
from openapi_schema_validator import OAS31Validator

from qarnot._replies import Answer
from qarnot.contract.document import Operation, Parameter, Response
from qarnot.contract.explain import NOTHING, Deviation, faults, shown
from qarnot.contract.sender import Sent

__all__ = ["Judgement", "judge_answer", "judge_request"]

# The slashes of these stand in a path as they are.
_FOLDERS = {"{key}", "{prefix}"}
STATUS, REPLY, REQUEST = "status", "reply body", "request body"


@frozen
class Judgement:
    """What is wrong with an answer, what is worth knowing of it, and its JSON when it has one."""

    deviations: tuple[Deviation, ...]
    notes: tuple[str, ...] = ()
    value: Any = None


def judge_request(operation: Operation, sent: Sent) -> list[Deviation]:
    """Find what a generated builder made otherwise than the document says."""
    captured = _captured(operation.path, sent.path)
    if sent.method != operation.method or captured is None:
        expected, got = f"{operation.method} {operation.path}", f"{sent.method} {sent.path}"
        return [Deviation("request line", None, expected, got)]
    deviations = list(_parameter_faults(operation, captured, sent))
    if operation.token_header and not sent.headers.get(operation.token_header.lower()):
        place = f"request header {operation.token_header}"
        deviations.append(Deviation(place, None, "the token", NOTHING))
    return [*deviations, *_request_body_faults(operation, sent)]


def judge_answer(operation: Operation, answer: Answer) -> Judgement:
    """Find what an answer is otherwise than the document says."""
    declared = operation.response(answer.status)
    if declared is None:
        expected = f"one of {', '.join(operation.responses)}"
        return Judgement((Deviation(STATUS, None, expected, str(answer.status)),))
    headers = [
        Deviation(f"reply header {name}", None, "a value, which is required", NOTHING)
        for name in declared.required_headers
        if name.lower() not in answer.headers
    ]
    body = _judge_body(operation, declared, answer)
    return Judgement((*headers, *body.deviations), body.notes, body.value)


def _judge_body(operation: Operation, declared: Response, answer: Answer) -> Judgement:
    if not declared.content:
        note = f"{len(answer.body)} bytes came that the document does not describe"
        return Judgement((), (note,) if answer.body and answer.is_success else ())
    validator = declared.content.get(answer.content_type)
    if validator is None:
        got = answer.content_type or NOTHING
        place, expected = "reply header Content-Type", " or ".join(declared.content)
        return Judgement((Deviation(place, None, expected, got),))
    try:
        value = _decoded(answer.content_type, answer.body)
    except ValueError as error:
        got = "an empty body" if not answer.body else f"{len(answer.body)} bytes: {error}"
        return Judgement((Deviation(REPLY, "", f"{answer.content_type} that can be read", got),))
    deviations = _body_faults(operation, validator, value, REPLY)
    listed = _listed(value)
    is_empty = listed is not None and not listed and answer.is_success
    note = "the list is empty: what its items look like was not seen"
    return Judgement(tuple(deviations), (note,) if is_empty else (), value)


def _listed(value: Any) -> Sequence[Any] | None:
    """Give the items of a list or a page; ``None`` for anything else."""
    if isinstance(value, dict) and "data" in value:
        value = value["data"] or []
    return value if isinstance(value, list) else None


def _body_faults(
    operation: Operation, validator: OAS31Validator, value: Any, place: str
) -> list[Deviation]:
    return faults(validator, value, place, private=operation.tag == "secrets")


def _decoded(content_type: str, content: bytes) -> Any:
    """Read a body; a :class:`ValueError` says what it is not, without quoting it."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise ValueError("no UTF-8") from None
    if content_type != "application/json" and not content_type.endswith("+json"):
        return text
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise ValueError("no JSON") from None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _captured(template: str, path: str) -> dict[str, str] | None:
    """Take the parameters out of a path; ``None`` when it is no path of this template."""
    patterns, segments = template.split("/"), path.split("/")
    if patterns[-1] in _FOLDERS and len(segments) > len(patterns):
        segments[len(patterns) - 1 :] = ["/".join(segments[len(patterns) - 1 :])]
    if len(patterns) != len(segments):
        return None
    captured = {}
    for pattern, segment in zip(patterns, segments, strict=True):
        if pattern.startswith("{"):
            captured[pattern[1:-1]] = unquote(segment)
        elif pattern != segment:
            return None
    return captured


def _parameter_faults(
    operation: Operation, captured: Mapping[str, str], sent: Sent
) -> Iterator[Deviation]:
    given: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for name, value in captured.items():
        given["path", name].append(value)
    for name, value in parse_qsl(sent.query, keep_blank_values=True):
        given["query", name].append(value)
    for parameter in operation.parameters:
        place = f"request {parameter.place} {parameter.name}"
        texts = given.pop((parameter.place, parameter.name), [])
        if parameter.place == "header" and parameter.name.lower() in sent.headers:
            texts = [sent.headers[parameter.name.lower()]]
        if texts:
            yield from faults(parameter.validator, _read(parameter, texts), place)
        elif parameter.required:
            yield Deviation(place, None, "a value, which is required", NOTHING)
    for kind, name in given:
        yield Deviation(f"request {kind} {name}", None, "no parameter of this name", "one")


def _read(parameter: Parameter, texts: Sequence[str]) -> Any:
    if "array" in parameter.types:
        return list(texts)
    text = ",".join(texts)
    if "integer" in parameter.types and re.fullmatch("-?[0-9]{1,18}", text):
        return int(text)
    if "boolean" in parameter.types and text in ("true", "false"):
        return text == "true"
    return text


def _request_body_faults(operation: Operation, sent: Sent) -> Iterator[Deviation]:
    body = operation.body
    if body is None:
        if sent.body:
            yield Deviation(REQUEST, "", "no body", f"{len(sent.body)} bytes")
        return
    if not sent.body:
        if body.required:
            yield Deviation(REQUEST, "", "a body, which is required", NOTHING)
        return
    kind = sent.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in body.content:
        expected = " or ".join(body.content)
        yield Deviation("request header Content-Type", None, expected, kind or NOTHING)
        return
    try:
        value = _decoded(kind, sent.body)
    except ValueError as error:
        yield Deviation(REQUEST, "", f"{kind} that can be read", shown(str(error)))
        return
    yield from _body_faults(operation, body.content[kind], value, REQUEST)
