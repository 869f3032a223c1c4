"""Profiles, in both colours: names in one request, details of some or all."""

from __future__ import annotations

import json
import logging
import re
import threading
from typing import Any

import pytest
from conftest import Colour
from pytest_httpserver import HTTPServer
from task_support import WrittenAnswers, connections, requests_since
from werkzeug import Request, Response

from qarnot.emulator import Emulator
from qarnot.exceptions import InvalidValue, MissingProfileException, UnauthorizedException

pytestmark = pytest.mark.anyio


def profile_json(name: str) -> dict[str, Any]:
    constants = [{"name": "DOCKER_CMD", "value": name, "description": "a command"}]
    return {"name": name, "constants": constants, "licenses": None}


async def test_d37_the_names_are_one_request(
    colour: Colour, connection: Any, cluster: Emulator
) -> None:
    begin = len(cluster.ledger)
    names = await colour.do(connection.profiles_names())
    assert names == ["docker-batch", "docker-network"]
    paths = [each.path for each in requests_since(cluster, begin) if "profiles" in each.path]
    assert paths.count("/profiles") >= 1


async def test_profiles_have_their_constants(colour: Colour, connection: Any) -> None:
    profiles = await colour.do(connection.profiles())
    assert [each.name for each in profiles] == ["docker-batch", "docker-network"]
    assert dict(profiles[0].constants)["DOCKER_TAG"] == "latest"
    assert repr(profiles[0])
    found = await colour.do(connection.retrieve_profile("docker-batch"))
    assert (found.name, found.constants) == (profiles[0].name, profiles[0].constants)
    details = await colour.do(connection.profile_details("docker-batch"))
    assert details.constants == found.constants


async def test_d28_a_profile_that_is_missing_is_none_or_an_error_of_its_own(
    colour: Colour, connection: Any
) -> None:
    assert await colour.do(connection.profile_details("no-such")) is None
    with pytest.raises(MissingProfileException, match="no-such"):
        await colour.do(connection.retrieve_profile("no-such"))


@pytest.mark.parametrize("name", ["", "..", None, 1, "a\nb"])
async def test_d17_what_is_no_name_is_refused_unsent(
    colour: Colour, connection: Any, name: Any
) -> None:
    with pytest.raises(InvalidValue, match=r"^Error: profile_name: "):
        await colour.do(connection.profile_details(name))
    with pytest.raises(InvalidValue, match=r"^Error: name: "):
        await colour.do(connection.retrieve_profile(name))


async def test_d37_a_profile_that_vanished_is_reported(
    colour: Colour, httpserver: HTTPServer, caplog: Any
) -> None:
    answers = WrittenAnswers.on(httpserver)
    answers.add("GET", "/profiles", ["a", "gone", None, "..", "b"])
    answers.add("GET", "/profiles/a", profile_json("a"))
    answers.add("GET", "/profiles/b", {"name": None, "constants": None, "new": 1})
    answers.add("GET", "/profiles/gone", 404)
    async with connections(colour) as connect:
        with caplog.at_level(logging.WARNING, "qarnot"):
            profiles = await colour.do(connect(answers.url).profiles())
    assert [each.name for each in profiles] == ["a", None]
    assert profiles[1].constants == ()
    said = [each.getMessage() for each in caplog.records if each.name == "qarnot"]
    assert sorted(said) == [
        "profile '..' is listed, but cannot be found",
        "profile 'gone' is listed, but cannot be found",
    ]


async def test_d37_few_profiles_are_read_at_once_and_in_order(colour: Colour) -> None:
    names = [f"p{number}" for number in range(30)]
    lock, now, most = threading.Lock(), 0, 0
    eight = threading.Barrier(8)

    def answer(request: Request) -> Response:
        nonlocal now, most
        if request.path == "/profiles":
            return Response(json.dumps(names), content_type="application/json")
        name = request.path.rpartition("/")[2]
        with lock:
            now += 1
            most = max(most, now)
        if name in names[:8]:
            eight.wait(10)
        with lock:
            now -= 1
        return Response(json.dumps(profile_json(name)), content_type="application/json")

    with HTTPServer(host="127.0.0.1", threaded=True) as server:
        server.expect_request(re.compile(".*")).respond_with_handler(answer)
        async with connections(colour) as connect:
            connection = connect(server.url_for("").rstrip("/"), retry_count=0)
            profiles = await colour.do(connection.profiles())
    assert [each.name for each in profiles] == names
    assert most == 8


async def test_a_refusal_within_the_profiles_is_raised_as_itself(
    colour: Colour, httpserver: HTTPServer
) -> None:
    answers = WrittenAnswers.on(httpserver)
    answers.add("GET", "/profiles", ["a", "b"], 403)
    for name in ("a", "b"):
        answers.add("GET", f"/profiles/{name}", 403)
    async with connections(colour) as connect:
        for _ in range(2):
            with pytest.raises(UnauthorizedException):
                await colour.do(connect(answers.url, retry_count=0).profiles())
