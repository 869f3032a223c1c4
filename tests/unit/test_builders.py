"""Operations by their addresses."""

from __future__ import annotations

import pytest

from qarnot._builders import operation_at


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("GET", "/", "check_health"),
        ("GET", "/tasks", "list_tasks"),
        ("GET", "/tasks/summaries", "list_task_summaries"),
        ("GET", "/tasks/a%2Fb", "get_task"),
        ("PATCH", "/tasks/summaries", "update_task_resources"),
        ("POST", "/tasks/search", "search_tasks"),
        ("POST", "/tasks/a/snapshot/periodic", "set_periodic_snapshot"),
        ("GET", "/tasks/a/snapshot/periodic", "get_task_snapshot"),
        ("GET", "/secrets-manager/data/a/b%20c", "get_secret"),
        ("GET", "/secrets-manager/search/", "list_secrets"),
        ("GET", "/secrets-manager/search/a/b", "list_secrets"),
    ],
)
def test_an_operation_is_found_by_its_address(method: str, path: str, name: str) -> None:
    found = operation_at(method, path)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(("GET", ""), ("GET", "/task"), ("GET", "/tasks/"), ("GET", "/v1/tasks")),
        *(("GET", "/tasks/a/b"), ("HEAD", "/tasks"), ("get", "/tasks"), ("PUT", "/tasks")),
    ],
)
def test_other_addresses_have_no_operation(method: str, path: str) -> None:
    assert operation_at(method, path) is None
