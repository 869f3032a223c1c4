"""Parameters in the path, the query and the headers, of operations with and without handlers."""

from __future__ import annotations

from typing import Any

import pytest

from qarnot.emulator.core.refusals import Refusal
from qarnot.emulator.document import Document
from qarnot.emulator.validation import checked_parameters

DOCUMENT = Document()


def read(method: str, target: str, **headers: str) -> dict[str, Any]:
    path, _, query = target.partition("?")
    match = DOCUMENT.match(method, path)
    assert match is not None, target
    return checked_parameters(*match, query, headers)


@pytest.mark.parametrize(
    ("method", "target", "values"),
    [
        ("GET", "/tasks", {}),
        ("GET", "/tasks?tag=a", {"tag": ["a"]}),
        ("GET", "/pools?tag=a,b&tag=c+d&tag=%26", {"tag": ["a,b", "c d", "&"]}),
        ("GET", "/jobs/summaries", {"jobUuid": "summaries"}),
        ("GET", "/pools/summaries", {}),
        ("DELETE", "/jobs/j?force=True", {"jobUuid": "j", "force": True}),
        ("DELETE", "/jobs/j?force=false", {"jobUuid": "j", "force": False}),
        (
            "GET",
            "/credits/v1/projects/p/budgets?activeOnly=False",
            {"projectUuid": "p", "activeOnly": False},
        ),
        ("GET", "/hardware-constraints?Limit=50&Offset=0", {"Limit": 50, "Offset": 0}),
        (
            "GET",
            "/hardware-constraints/cpu-model-constraints/search?cpuModel=AMD%20Ryzen",
            {"cpuModel": "AMD Ryzen"},
        ),
        (
            "GET",
            "/carbon/v1/pools/p/carbon-facts?comparisonDatacenter=european_dc",
            {"poolUuid": "p", "comparisonDatacenter": "european_dc"},
        ),
        ("GET", "/secrets-manager/data/a%2Fb%20c", {"key": "a/b c"}),
        ("GET", "/hardware-constraints?limit=5&OFFSET=7", {"Limit": 5, "Offset": 7}),
        ("GET", "/secrets-manager/data/a/b%2Fc/d", {"key": "a/b/c/d"}),
        ("PATCH", "/secrets-manager/data/search/x", {"key": "search/x"}),
        ("PUT", "/secrets-manager/data/%252F", {"key": "%2F"}),
        ("GET", "/secrets-manager/search/", {"prefix": ""}),
        ("GET", "/secrets-manager/search/a/b", {"prefix": "a/b"}),
        ("GET", "/pools/p%2Fq/stdout/12", {"poolUuid": "p/q", "instanceId": 12}),
    ],
)
def test_parameters_are_read(method: str, target: str, values: dict[str, Any]) -> None:
    assert read(method, target) == values


@pytest.mark.parametrize(
    ("method", "target", "message"),
    [
        ("DELETE", "/jobs/j?force=yes", "query.force: expected boolean, not string"),
        ("DELETE", "/jobs/j?force=1", "query.force: expected boolean, not string"),
        ("DELETE", "/jobs/j?force=true&force=true", "query.force: given 2 times"),
        ("GET", "/hardware-constraints?Limit=ten", "query.Limit: expected integer, not string"),
        (
            "GET",
            "/hardware-constraints?Limit=0&Offset=-1",
            (
                "query.Limit: 0 is less than the minimum of 1; "
                "query.Offset: -1 is less than the minimum of 0"
            ),
        ),
        (
            "GET",
            "/hardware-constraints?Limit=51",
            "query.Limit: 51 is greater than the maximum of 50",
        ),
        ("GET", "/hardware-constraints?Limit=5&limit=6", "query.Limit: given 2 times"),
        ("GET", "/secrets-manager/data/", "path.key: '' should be non-empty"),
        (
            "GET",
            "/hardware-constraints/cpu-model-constraints/search",
            "query.cpuModel: missing",
        ),
        (
            "GET",
            "/carbon/v1/tasks/t/carbon-facts?comparisonDataCenter=x",
            "query.comparisonDataCenter: unknown parameter",
        ),
    ],
)
def test_bad_parameters_are_refused_by_name(method: str, target: str, message: str) -> None:
    with pytest.raises(Refusal) as caught:
        read(method, target)
    assert (caught.value.status, caught.value.message) == (400, message)


def test_a_declared_header_is_read_and_others_are_not() -> None:
    name = "QarnotReadOnlyRequestForAccount"
    headers = {name.lower(): "other@example.org", "accept": "*/*"}
    assert read("GET", "/jobs", **headers) == {name: "other@example.org"}
    assert read("GET", "/settings", **headers) == {}
    with pytest.raises(Refusal, match=rf"header\.{name}: "):
        read("GET", "/jobs", **{name.lower(): ""})


def test_a_path_of_other_segments_is_no_operation() -> None:
    for path in (
        *("/secrets-manager%2Fdata/a", "/secrets-manager/other/a", "/secrets-manager/data"),
        *("/secrets-manager", "/tasks%2Ft", "/jobs//tasks", "", "x"),
    ):
        assert DOCUMENT.match("GET", path) is None
