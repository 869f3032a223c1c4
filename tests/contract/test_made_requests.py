"""Requests that the library makes without a generated builder are those that the builder makes."""

from __future__ import annotations

from typing import Any

import pytest
from qarnot_rest.models import SearchRequest, SecretInput

from qarnot._builders import build
from qarnot._finding import batch_of, creation_of
from qarnot._judging import look_for
from qarnot._operations import OPERATIONS, Repeat
from qarnot._replies import Request, any_reply
from qarnot._requests import request

CREATIONS = [name for name, row in OPERATIONS.items() if row.repeat is Repeat.CREATION]
STATES = [name for name, row in OPERATIONS.items() if row.repeat is Repeat.STATE]
# Nothing of the object tells that its resources were renewed.
WITHOUT_LOOK = {"update_task_resources", "update_pool_resources"}
BODIES = {"create_secret": {"body": SecretInput.from_dict({"Value": "v"})}}


def made(operation: str, *positional: str, **named: Any) -> dict[str, Any]:
    return build(operation, positional, named)[1]


def essence(arguments: Any) -> dict[str, Any]:
    return {name: arguments.get(name) for name in ("method", "url", "json", "params")}


@pytest.mark.parametrize("operation", CREATIONS)
def test_what_is_created_is_found_by_requests_of_the_document(operation: str) -> None:
    kind = operation.partition("_")[2]
    post: Request[Any] = Request(
        OPERATIONS[operation], {"method": "post", "url": "/x", "json": {"name": "n"}}, any_reply
    )
    creation = creation_of(post)
    assert creation.find.operation.name == f"get_{kind}"
    assert essence(creation.find.arguments) == essence(made(f"get_{kind}", creation.shortname))
    search = creation.search
    body = SearchRequest.from_dict(search.arguments["json"])
    assert search.operation.name == f"search_{kind}s"
    assert essence(search.arguments) == essence(made(f"search_{kind}s", body=body))


def test_a_list_is_found_by_a_request_of_the_document() -> None:
    post: Request[Any] = Request(
        OPERATIONS["create_task"], {"method": "post", "url": "/tasks", "json": {}}, any_reply
    )
    batch = batch_of([creation_of(post), creation_of(post)])
    search = batch.search(batch.items)
    body = SearchRequest.from_dict(search.arguments["json"])
    assert essence(search.arguments) == essence(made("search_tasks", body=body))


@pytest.mark.parametrize("operation", STATES)
def test_a_state_is_looked_at_by_a_request_of_the_document(operation: str) -> None:
    asked = request(*build(operation, ("some/key",), BODIES.get(operation, {})), any_reply)
    look = look_for(asked)
    if operation in WITHOUT_LOOK:
        assert look is None
        return
    assert look is not None
    kind = operation.partition("_")[2]
    expected = request(*build(f"get_{kind}", ("some/key",), {}), any_reply)
    assert look.operation is expected.operation
    assert essence(look.arguments) == essence(expected.arguments)
