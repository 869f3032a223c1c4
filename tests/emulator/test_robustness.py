"""No request makes the REST door fail."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, strategies as st

from qarnot.emulator.core.cluster import Cluster
from qarnot.emulator.document import Document
from qarnot.emulator.ledger import Ledger
from qarnot.emulator.operations import handlers
from qarnot.emulator.rest import RestApi
from qarnot.emulator.runners import NullRunner

from .support import task


class _NoBuckets:
    url = "http://127.0.0.1:9"

    def names(self) -> list[str]:
        return ["a"]

    def used_bytes(self) -> int:
        return 0


DOCUMENT = Document()
API = RestApi(DOCUMENT, handlers(Cluster(NullRunner(), slots=1), _NoBuckets()), None, Ledger())
HEADERS = {"authorization": "x", "content-type": "application/json"}

_words = st.sampled_from(
    [
        "And",
        "Equal",
        "In",
        "Tags",
        "x",
        "a",
        "docker-batch",
        "0-2",
        "9" * 5000,
        "after-1",
        "",
        "\ud800",
    ]
)
_scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | _words
)
_keys = _words | st.sampled_from(
    [
        *(
            "operator",
            "field",
            "filters",
            "value",
            "values",
            "filter",
            "select",
            "fields",
            "token",
            "maximumResults",
        ),
        *("key", "name", "prefix", "bucketName", "filtering", "prefixFiltering"),
    ]
)
_values = st.recursive(
    _scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_keys, inner, max_size=5)
)
_fields = st.sampled_from(
    [
        *("name", "shortname", "profile", "instanceCount", "advancedRanges", "constants", "tags"),
        *("resourceBuckets", "advancedResourceBuckets", "resultBucket", "labels"),
        *("token", "maximumResults", "filter", "select", "orderBy"),
        *("dependencies", "hardwareConstraints", "privileges", "completionTimeToLive", "priority"),
        *("retrySettings", "forcedConstants", "forcedNetworkRules", "maxTimeQueueSeconds"),
        *("schedulingType", "secretsAccessRights", "resultsWhitelist", "projectUuid", "jobUuid"),
        *("scaling", "elasticProperty", "multiSlotsSettings", "maxWallTime", "poolUuid"),
    ]
)


@given(body=_values | st.dictionaries(_fields, _values, max_size=4))
def test_any_body_is_answered(body: Any) -> None:
    for target in (
        *("/tasks", "/tasks/paginate", "/tasks/search", "/pools", "/pools/search"),
        *("/jobs", "/jobs/paginate", "/sanity-checks/pools/scaling", "/tasks/x/snapshot"),
    ):
        reply = API.answer("POST", target, HEADERS, json.dumps(body).encode())
        assert reply.status in (200, 207, 400, 403, 404, 501), reply.json


@given(changes=st.dictionaries(_fields, _values, max_size=3), as_list=st.booleans())
def test_any_change_of_a_good_task_is_answered(changes: dict[str, Any], as_list: bool) -> None:
    body = task() | changes
    content = json.dumps([body, body] if as_list else body).encode()
    reply = API.answer("POST", "/tasks", HEADERS, content)
    assert reply.status in (200, 207, 400, 404, 501), reply.json
    if reply.status == 400 and not as_list:
        assert reply.json["message"].partition(":")[0].partition(".")[0].partition("[")[0] in body


@given(changes=st.dictionaries(_fields, _values, max_size=3))
def test_any_change_of_a_good_pool_or_job_is_answered(changes: dict[str, Any]) -> None:
    for target, body in (
        ("/pools", {"name": "p", "profile": "docker-batch", "instanceCount": 1}),
        ("/jobs", {"name": "j"}),
    ):
        reply = API.answer("POST", target, HEADERS, json.dumps(body | changes).encode())
        assert reply.status in (200, 400, 404, 501), reply.json


@given(
    method=st.sampled_from(["GET", "POST", "DELETE", "PUT"]),
    target=st.text(max_size=20) | st.text("/tasks[]%?=&:#0", max_size=20),
    content=st.binary(max_size=10),
)
def test_any_request_is_answered(method: str, target: str, content: bytes) -> None:
    reply = API.answer(method, "/" + target, HEADERS, content)
    assert reply.status in (200, 400, 404, 405, 501), reply.json
    assert reply.json is not None or reply.status == 200
