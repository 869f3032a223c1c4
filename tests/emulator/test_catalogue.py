"""Conditions on machines and secrets, over HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from qarnot.emulator import Emulator
from qarnot.emulator.core.hardware import constraints, constraints_page, find_cpu_models
from qarnot.emulator.core.refusals import Refusal
from qarnot.emulator.core.running import Machine
from qarnot.emulator.core.secrets import SecretStore

from .support import Rest, task

DATA = "/secrets-manager/data/"
SEARCH = "/secrets-manager/search/"
NO_RIGHTS: dict[str, list[Any]] = {"bySecret": [], "byPrefix": []}


@pytest.fixture(scope="module")
def empty() -> Iterator[Rest]:
    """An emulator without secrets, for requests that are refused."""
    with Emulator(runner="none") as emulator:
        client = Rest(emulator.cluster_url)
        with client.http:
            yield client


@pytest.fixture
def rest() -> Iterator[Rest]:
    """An emulator of its own, as all of its secrets are listed."""
    with Emulator(runner="none") as emulator:
        client = Rest(emulator.cluster_url)
        with client.http:
            yield client


def test_a_secret_lives_from_its_creation_to_its_deletion(rest: Rest) -> None:
    http, key = rest.http, f"{DATA}a/b"
    missing = (404, {"error": "Secret a/b doesn't exist"})
    body = {"Value": "open sesame"}

    def answer(method: str, json: Any = None) -> tuple[int, Any]:
        reply = http.request(method, key, json=json)
        return reply.status_code, reply.json() if reply.content else None

    assert answer("GET") == answer("DELETE") == answer("PATCH", body) == missing
    assert answer("PUT", body) == (201, None)
    assert answer("PUT", {"Value": "x"}) == (409, {"error": "Secret a/b already exists"})
    assert answer("GET") == (200, {"value": "open sesame"})
    assert answer("PATCH", {"Value": ""}) == (204, None)
    assert answer("GET") == (200, {"value": ""})
    assert answer("DELETE") == (204, None)
    assert answer("GET") == missing


def test_a_key_is_the_same_with_encoded_slashes(rest: Rest) -> None:
    assert rest.http.put(f"{DATA}a%2Fb%20c", json={"Value": "v"}).status_code == 201
    assert rest.http.get(f"{DATA}a/b%20c").json() == {"value": "v"}
    assert rest.http.get(f"{SEARCH}a").json() == {"keys": ["b c"]}


def test_a_folder_is_listed_with_names_relative_to_it(rest: Rest) -> None:
    for key in ("a", "a/b", "a/c/d", "a/c/e", "ab", "z/y"):
        assert rest.http.put(DATA + key, json={"Value": key}).status_code == 201
    listings = {"": ["a", "a/", "ab", "z/"], "a": ["b", "c/"], "a/c": ["d", "e"], "none": []}
    for folder, names in listings.items():
        assert rest.http.get(SEARCH + folder).json() == {"keys": names}
        assert rest.http.get(f"{SEARCH}{folder}/").json() == {"keys": names}


@pytest.mark.parametrize("key", ["a//b", "a%2F%2Fb", "%2e%2e/a", "a/%2E", "a/"])
def test_a_key_with_an_odd_part_is_refused(empty: Rest, key: str) -> None:
    reply = empty.http.put(DATA + key, json={"Value": "v"})
    assert (reply.status_code, "is no key" in reply.json()["error"]) == (400, True)
    assert empty.http.get(SEARCH).json() == {"keys": []}


@pytest.mark.parametrize("body", [{}, {"value": "v"}, {"Value": 5}, {"Value": None}, "v"])
def test_a_body_that_is_no_secret_is_refused(empty: Rest, body: Any) -> None:
    for method in ("PUT", "PATCH"):
        assert empty.http.request(method, f"{DATA}k", json=body).status_code == 400


def test_of_many_creations_at_once_one_succeeds() -> None:
    store, results = SecretStore(), []
    begin = threading.Barrier(8)

    def create(value: str) -> None:
        begin.wait(10)
        try:
            store.create("k", value)
        except Refusal as refusal:
            results.append(refusal.status)
        else:
            results.append(201)

    threads = [threading.Thread(target=create, args=(str(number),)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(results) == [201, *[409] * 7]


def test_rights_to_secrets_are_lists_in_every_answer(rest: Rest) -> None:
    by_prefix = {"byPrefix": [{"prefix": "a"}]}
    pool = {"name": "p", "profile": "docker-batch", "instanceCount": 1}
    for path, body in (("/tasks", task()), ("/pools", pool)):
        for rights, shown in (
            (None, NO_RIGHTS),
            ({}, NO_RIGHTS),
            (by_prefix, NO_RIGHTS | by_prefix),
        ):
            given = {} if rights is None else {"secretsAccessRights": rights}
            uuid = rest.http.post(path, json=body | given).json()["uuid"]
            assert rest.http.get(f"{path}/{uuid}").json()["secretsAccessRights"] == shown


def test_conditions_have_all_kinds_and_begin_with_the_machine_itself() -> None:
    machine = Machine("here", "Some CPU")
    found = constraints(machine)
    assert len({each["discriminator"] for each in found}) == 12
    assert found[0] == {"discriminator": "SpecificHardwareConstraint", "specificationKey": "here"}
    assert {"discriminator": "CpuModelHardwareConstraint", "cpuModel": "Some CPU"} in found
    assert len({str(each) for each in found}) == len(found) == len(constraints(Machine())) + 1


@pytest.mark.parametrize(
    ("limit", "offset", "count"), [(None, None, 26), (3, 0, 3), (3, 24, 2), (50, 26, 0)]
)
def test_a_page_of_conditions(limit: int | None, offset: int | None, count: int) -> None:
    everything = constraints(Machine(cpu_model=None))
    page = constraints_page(Machine(), limit, offset)
    start = offset or 0
    assert page["total"] == len(everything) == 26
    assert page["data"] == everything[start : start + (limit or 50)]
    assert (page["offset"], page["limit"], len(page["data"])) == (start, limit or 50, count)


def test_pages_are_asked_for_in_any_case(rest: Rest) -> None:
    path = "/hardware-constraints"
    pages = [rest.http.get(f"{path}?{name}=2").json()["limit"] for name in ("limit", "Limit")]
    assert pages == [2, 2]
    assert rest.refusal("GET", f"{path}?limit=51")[0] == 400


@pytest.mark.parametrize(
    ("text", "first", "count"),
    [
        ("AMD", "AMD EPYC 7543 32-Core Processor", 3),
        ("amd  RYZEN", "AMD Ryzen 7 2700X Eight-Core Processor", 2),
        ("ryzen 3900x", "AMD Ryzen 9 3900X 12-Core Processor", 1),
        ("core processor", "AMD EPYC 7543 32-Core Processor", 3),
        ("Core", "Core One", 5),
        ("zen", "AMD Ryzen 7 2700X Eight-Core Processor", 2),
    ],
)
def test_models_are_found_the_best_fit_first(text: str, first: str, count: int) -> None:
    found = find_cpu_models(Machine(cpu_model="Core One"), text)
    assert found[0] == {"discriminator": "CpuModelHardwareConstraint", "cpuModel": first}
    assert len(found) == count
    assert find_cpu_models(Machine(), "no such model") == []
