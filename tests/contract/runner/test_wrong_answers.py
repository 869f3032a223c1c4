"""Answers that are not what the document says, each found, with its operation and its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from werkzeug import Response

from qarnot.emulator import Emulator

from .support import OPERATIONS, Edit, Front, as_it_is, instead, run, with_json, with_status

REPLY, STATUS, KIND = "reply body", "status", "reply header Content-Type"
DECLARED = "one of the statuses that are declared"


def putting(value: Any, *path: str | int) -> Edit:
    """Put a value at a place of the JSON of an answer."""

    def change(content: Any) -> None:
        for part in path[:-1]:
            content = content[part]
        content[path[-1]] = value

    return with_json(change)


def without(key: str) -> Edit:
    return with_json(lambda content: content.pop(key) and None)


def with_a_bad_second_item(content: Any) -> None:
    second = json.loads(json.dumps(content["data"][0]))
    second["constants"] = [{"key": "A", "value": "b"}, {"key": 7, "value": "b"}]
    content["data"] = [content["data"][0], second]


WRONG: list[tuple[str, str, Edit, str, str | None, str, str]] = [
    ("wrong type", "get_user_info", putting("many", "maxTask"), REPLY, "/maxTask",
     "integer or null", 'string "many"'),
    ("not whole", "get_user_info", putting(1.5, "maxTask"), REPLY, "/maxTask",
     "integer or null", "number 1.5"),
    ("missing uuid", "get_task", without("uuid"), REPLY, "/uuid",
     "a value, which is required", "nothing"),
    ("null uuid", "get_task", putting(None, "uuid"), REPLY, "/uuid", "string", "null"),
    ("null page", "paginate_tasks", instead("null"), REPLY, "", "object", "null"),
    ("list for a page", "paginate_tasks", instead("[]"), REPLY, "", "object", "array of 0"),
    ("HTML with 200", "get_profile", instead("<html>hi</html>", 200, "text/html"), KIND, None,
     "application/json", "text/html"),
    ("wrong content type", "list_profiles", instead('["a"]', 200, "text/plain"), KIND, None,
     "application/json", "text/plain"),
    ("no content type", "list_profiles", instead('["a"]', 200, ""), KIND, None,
     "application/json", "nothing"),
    ("undeclared status", "get_settings", with_status(418), STATUS, None,
     DECLARED, "418"),
    ("redirect", "get_task", with_status(302), STATUS, None,
     DECLARED, "302"),
    ("broken JSON", "get_settings", instead('{"storage": "http:'), REPLY, "",
     "application/json that can be read", "18 bytes: no JSON"),
    ("NaN", "get_settings", instead('{"storage": NaN}'), REPLY, "",
     "application/json that can be read", "16 bytes: no JSON"),
    ("no UTF-8", "get_task_stdout", instead(b"\xff\xfe", 200, "text/plain"), REPLY, "",
     "text/plain that can be read", "2 bytes: no UTF-8"),
    ("deep in a list", "paginate_tasks", with_json(with_a_bad_second_item), REPLY,
     "/data/1/constants/1/key", "string or null", "integer"),
    ("item of a list", "list_profiles", instead('["a", null]'), REPLY, "/1", "string", "null"),
    ("other error", "get_profile", instead('{"reason": "none"}', 404), REPLY, "",
     "one of AuthenticationError, ErrorMessage, ErrorText", "object with reason"),
    ("error as a page", "get_profile", instead("<html>", 404, "text/html"), KIND, None,
     "application/json", "text/html"),
    ("empty body", "get_user_info", instead(""), REPLY, "",
     "application/json that can be read", "an empty body"),
    ("201 for 200", "create_task", with_status(201), STATUS, None,
     DECLARED, "201"),
    ("null identifier", "create_task", instead('{"uuid": null}'), REPLY, "/uuid",
     "string", "null"),
    ("204 for 200", "delete_task", lambda _: Response(b"", 204), STATUS, None,
     DECLARED, "204"),
    ("output as JSON", "get_task_stdout", instead('"0> hello"'), KIND, None,
     "text/plain", "application/json"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("operation", "edit", "place", "pointer", "expected", "got"),
    [pytest.param(*each[1:], id=each[0]) for each in WRONG],
)
def test_a_wrong_answer_is_found_with_its_place(
    front: Front,
    operation: str,
    edit: Edit,
    place: str,
    pointer: str | None,
    expected: str,
    got: str,
) -> None:
    front.change(operation, edit)
    found = run(front.url, "--write", "--operation", operation)
    assert found.status == 1
    assert found.outcomes("deviates") == {operation}
    [deviation] = found.of(operation)["deviations"]
    assert deviation["place"] == place
    assert deviation["pointer"] == pointer
    if expected == DECLARED:
        expected = f"one of {', '.join(OPERATIONS[operation].responses)}"
    assert (deviation["expected"], deviation["got"]) == (expected, got)


def test_the_same_answers_untouched_do_not_deviate(front: Front) -> None:
    names = sorted({each[1] for each in WRONG})
    found = run(front.url, "--write", "--operation", *names)
    assert (found.status, found.outcomes("deviates")) == (0, set())
    assert set(names) <= found.outcomes("conforms")


def test_what_was_made_is_removed_even_when_the_answers_are_wrong(
    front: Front, strict_cluster: Emulator
) -> None:
    for edit in (with_status(201), instead("null"), instead('{"uuid": 3}'), instead("<", 200, "")):
        front.change("create_task", edit)
        before = len(strict_cluster.tasks)
        assert run(front.url, "--write", "--operation", "get_task").status == 1
        made = strict_cluster.tasks[before:]
        assert [each.state for each in made] == ["PendingDelete"]


def test_unknown_properties_are_let_pass(front: Front) -> None:
    front.change("get_user_info", putting({"new": [1]}, "unheardOf"))
    assert run(front.url, "--operation", "get_user_info").status == 0


def test_many_items_with_the_same_fault_are_told_as_one(front: Front) -> None:
    front.change("list_profiles", instead(json.dumps(["a", *[7] * 500])))
    found = run(front.url, "--operation", "list_profiles")
    [deviation] = found.of("list_profiles")["deviations"]
    assert (deviation["pointer"], deviation["times"]) == ("/1", 500)


def test_a_refusal_as_declared_is_not_reached_and_not_wrong(front: Front) -> None:
    front.change("list_profiles", instead('{"message": "not for you"}', 403))
    front.change("get_settings", instead("broken", 505, "text/html"))
    found = run(front.url, "--operation", "get_user_info", "list_profiles", "get_settings")
    assert found.status == 0
    assert found.of("list_profiles")["message"] == "403 not for you"
    assert found.reasons("refused") == {"list_profiles", "get_settings"}


def test_problem_details_are_one_of_the_forms_of_an_error(front: Front) -> None:
    problem = {"title": "Bad", "status": 400, "errors": {"": ["A body is required."]}}
    front.change("create_task", instead(json.dumps(problem), 400, "application/problem+json"))
    found = run(front.url, "--write", "--operation", "create_task")
    assert found.reasons("refused") == {"create_task"}
    front.change("create_task", instead('{"errors": 3}', 400, "application/problem+json"))
    found = run(front.url, "--write", "--operation", "create_task")
    assert ("reply body", "/errors") in found.deviations("create_task")


def test_501_is_always_not_modelled(front: Front) -> None:
    front.change("list_profiles", instead("<html>", 501, "text/html"))
    found = run(front.url, "--operation", "list_profiles")
    assert (found.status, found.reasons("not modelled here")) == (2, {"list_profiles"})


def test_a_deliberate_error_with_the_wrong_shape_deviates(front: Front) -> None:
    def edit(answer: httpx.Response) -> Response:
        if answer.status_code == 404:
            return Response('["no"]', 404, content_type="application/json")
        return as_it_is(answer)

    front.change("get_profile", edit)
    found = run(front.url, "--operation", "get_profile")
    assert found.status == 1
    [probe] = found.of("get_profile")["probes"]
    assert (probe["name"], probe["status"]) == ("missing object", 404)
    assert [each["pointer"] for each in probe["deviations"]] == [""]
    assert found.of("get_profile")["deviations"] == []


def test_a_wrong_token_that_is_refused_in_another_shape_deviates(front: Front) -> None:
    def edit(answer: httpx.Response) -> Response:
        if answer.status_code == 401:
            return Response("go away", 401, content_type="text/plain")
        return as_it_is(answer)

    front.change("get_user_info", edit)
    found = run(front.url, "--operation", "get_user_info")
    assert found.outcomes("deviates") == {"get_user_info"}
    assert found.of("get_user_info")["probes"][0]["name"] == "wrong token"


@pytest.mark.parametrize("changed", [with_status(503), with_status(429)])
def test_a_read_is_sent_again_and_a_change_is_not(
    front: Front, changed: Edit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def now_and_then(failing: int) -> Callable[[httpx.Response], Response]:
        count = iter(range(failing))

        def edit(answer: httpx.Response) -> Response:
            if next(count, None) is None:
                return as_it_is(answer)
            reply = changed(answer)
            reply.headers["Retry-After"] = "0"
            return reply

        return edit

    front.change("get_task_stdout", now_and_then(2))
    front.change("abort_task", now_and_then(1))
    found = run(front.url, "--write", "--operation", "get_task_stdout", "abort_task")
    assert "get_task_stdout" in found.outcomes("conforms")
    assert found.reasons("refused") == {"abort_task"}
    assert front.calls.count("abort_task") == 1
