"""Requests that are not what the document says, as a builder gone wrong would make them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import pytest
from qarnot_rest.api.tasks import create_task, get_task, list_tasks

from .double import Double
from .support import run

Builder = Callable[..., dict[str, Any]]


def with_json(**changes: Any) -> Callable[[dict[str, Any]], None]:
    return lambda made: made["json"].update(changes)


@pytest.mark.parametrize(
    ("module", "change", "place", "pointer"),
    [
        (get_task, {"url": "/tasks"}, "request line", None),
        (get_task, {"method": "post"}, "request line", None),
        (get_task, {"params": {"fields": "x"}}, "request query fields", None),
        (get_task, {"json": {}}, "request body", ""),
        (get_task, {"headers": {"Authorization": ""}}, "request header Authorization", None),
        (list_tasks, {"headers": {"QarnotReadOnlyRequestForAccount": ""}},
         "request header QarnotReadOnlyRequestForAccount", ""),
        (create_task, with_json(instanceCount="one"), "request body", "/instanceCount"),
        (create_task, with_json(nmae="x"), "request body", "/nmae"),
        (create_task, {"json": None}, "request body", ""),
        (create_task, {"headers": {"Content-Type": "text/json"}}, "request header Content-Type",
         None),
    ],
)  # fmt: skip
def test_a_wrong_request_deviates(
    double: Double,
    monkeypatch: pytest.MonkeyPatch,
    module: Any,
    change: dict[str, Any] | Callable[[dict[str, Any]], None],
    place: str,
    pointer: str | None,
) -> None:
    build: Builder = module._get_kwargs

    def build_wrongly(**arguments: Any) -> dict[str, Any]:
        made = build(**arguments)
        if callable(change):
            change(made)
        else:
            made.update(change)
        return made

    functools.update_wrapper(build_wrongly, build)
    monkeypatch.setattr(module, "_get_kwargs", build_wrongly)
    name = module.__name__.rpartition(".")[2]
    found = run(double.url, "--write", "--operation", name, "get_user_info")
    assert found.status == 1
    assert (place, pointer) in found.deviations(name)


def test_a_builder_that_fails_deviates(double: Double, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: Any) -> dict[str, Any]:
        raise KeyError("uuid")

    monkeypatch.setattr(get_task, "_get_kwargs", fail)
    found = run(double.url, "--write", "--operation", "get_task")
    assert found.deviations("get_task") == [("request", None)]
    assert double.objects == {}
