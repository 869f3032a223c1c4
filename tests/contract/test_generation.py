"""The generator is given the document without its errors, and leaves error bodies alone."""

from __future__ import annotations

import copy
import importlib
import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("scripts", "spec", "pyproject.toml")

TINY = """\
openapi: 3.1.0
info: {title: Tiny, version: '1'}
paths:
  /things/{name}:
    parameters:
      - {name: name, in: path, required: true, schema: {type: string}}
    get:
      operationId: get_thing
      tags: [things]
      responses:
        '200': {$ref: '#/components/responses/Thing'}
        '204': {description: Nothing.}
        '404': {$ref: '#/components/responses/Missing'}
        5XX: {$ref: '#/components/responses/Failing'}
        default: {$ref: '#/components/responses/Failing'}
components:
  responses:
    Thing:
      description: The thing.
      content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}
    Missing:
      description: There is none.
      content:
        application/json: {schema: {$ref: '#/components/schemas/Problem'}}
        application/problem+json: {schema: {$ref: '#/components/schemas/Problem'}}
    Failing:
      description: Not now.
      content: {application/strange: {schema: {$ref: '#/components/schemas/Problem'}}}
  schemas:
    Thing: {type: object, properties: {name: {type: string}}}
    Problem: {type: object, properties: {message: {type: string}}}
"""


@pytest.fixture
def scripts(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module scripts/generate.py."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    return importlib.import_module("generate")


def statuses(document: dict[str, Any]) -> dict[str, set[str]]:
    """Give the declared statuses of each operation."""
    return {
        operation["operationId"]: {str(status) for status in operation["responses"]}
        for item in document["paths"].values()
        for operation in item.values()
        if "operationId" in operation
    }


def tiny() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(TINY)
    return document


def test_successes_stay_and_errors_go(scripts: Any) -> None:
    document = tiny()
    reduced = scripts.without_errors(document)
    operation = reduced["paths"]["/things/{name}"]["get"]
    assert operation["responses"].keys() == {"200", "204"}
    assert reduced["components"]["responses"].keys() == {"Thing"}
    assert reduced["components"]["schemas"] == document["components"]["schemas"]


def test_what_is_no_error_stays_as_it_is_and_where_it_is(scripts: Any) -> None:
    document = tiny()
    before = copy.deepcopy(document)
    reduced = scripts.without_errors(document)
    assert document == before
    operation = document["paths"]["/things/{name}"]["get"]
    operation["responses"] = {code: operation["responses"][code] for code in ("200", "204")}
    del document["components"]["responses"]["Missing"]
    del document["components"]["responses"]["Failing"]
    assert yaml.dump(reduced, sort_keys=False) == yaml.dump(document, sort_keys=False)


def test_of_the_real_document_every_success_stays_and_no_error(scripts: Any) -> None:
    document = scripts.read_spec()
    successes = {
        name: {code for code in codes if code < "4"} for name, codes in statuses(document).items()
    }
    assert statuses(scripts.without_errors(document)) == successes


def test_the_prose_of_a_parameter_is_in_the_docstring_of_its_builder() -> None:
    text = (ROOT / "generated/qarnot_rest/api/tasks/get_task.py").read_text()
    assert "task_uuid (str): The uuid of the task, or its shortname." in text


def test_no_generated_module_reads_an_error() -> None:
    for path in (ROOT / "generated/qarnot_rest/api").rglob("*.py"):
        assert not re.search(r"status_code (==|>=|<=) [45]", path.read_text()), path


def test_a_document_without_errors_is_left_alone(scripts: Any) -> None:
    document = scripts.without_errors(tiny())
    assert scripts.without_errors(document) == document


def test_a_declared_error_is_answered_without_a_look_at_its_body(tmp_path: Path) -> None:
    for part in PARTS:
        make = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        make(ROOT / part, tmp_path / part)
    (tmp_path / "qarnot").mkdir()
    (tmp_path / "spec/openapi.yaml").write_text(TINY)
    script = str(tmp_path / "scripts/generate.py")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

    package = load("tiny_rest", tmp_path / "generated/qarnot_rest")
    module = importlib.import_module("tiny_rest.api.things.get_thing")
    client = package.Client(base_url="http://127.0.0.1")
    # A response whose body was never read raises as soon as anybody asks for it.
    for status in (404, 500, 503):
        unread = httpx.Response(status, stream=httpx.ByteStream(b"<html>"))
        assert module._parse_response(client=client, response=unread) is None
    unread = httpx.Response(200, stream=httpx.ByteStream(b"<html>"))
    with pytest.raises(httpx.ResponseNotRead):
        module._parse_response(client=client, response=unread)
    assert hasattr(importlib.import_module("tiny_rest.models"), "Problem")


def load(name: str, folder: Path) -> Any:
    """Import a package under another name than its folder has."""
    where = [str(folder)]
    found = importlib.util.spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=where
    )
    assert found is not None
    assert found.loader is not None
    package = importlib.util.module_from_spec(found)
    sys.modules[name] = package
    found.loader.exec_module(package)
    return package
