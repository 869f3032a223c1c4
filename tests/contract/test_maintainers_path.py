"""The path that CONTRIBUTING.md describes, taken on a copy: a new operation and a new field."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from fault_options import Scale

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("spec", "generated", "scripts", "qarnot", "tests", "pyproject.toml")
# The tests that hold document, client and emulator against each other,
GENERIC = [
    "tests/contract/test_document.py",
    "tests/emulator/test_document.py::test_every_operation_has_a_handler",
    "tests/contract/test_facade.py::test_every_operation_has_a_row_and_every_row_a_public_method",
]
# and those that look at all operations besides.
OTHERS = [
    "tests/emulator/test_document.py",
    "tests/contract/test_style.py",
    "tests/contract/runner/test_all_operations.py",
    *(
        "tests/contract/test_facade.py::"
        f"test_an_operation_is_reached_and_its_exchange_fits_the_document[{colour}-get_task_notes]"
        for colour in ("sync", "async")
    ),
]

OPERATION = """\
  /tasks/{taskUuid}/notes:
    get:
      operationId: get_task_notes
      tags: [tasks]
      summary: Read the notes on a task.
      description: Answers 404 when there is no such task.
      parameters:
        - $ref: '#/components/parameters/task'
      responses:
        '200':
          description: The notes.
          content:
            application/json:
              schema:
                type: array
                items:
                  type: string
        '401':
          $ref: '#/components/responses/Unauthorized'
        '403':
          $ref: '#/components/responses/Forbidden'
        '404':
          $ref: '#/components/responses/NotFound'
        '429':
          $ref: '#/components/responses/TooManyRequests'
        '5XX':
          $ref: '#/components/responses/ServerFailure'
  /tasks/{taskUuid}/abort:
"""
PROPERTY = """\
            noteCount:
              type: [integer, 'null']
              format: int32
              description: How many notes there are on the task.
            resultsCount:
"""
METHOD = '''\
    async def notes(self) -> list[object]:
        """Read the notes on the task."""
        arguments = get_task_notes._get_kwargs(self.identifier("read"))
        ask = request(get_task_notes, arguments, list_reply)
        return await self.connection.wire.read(ask)

    async def abort(
'''
ROW = """\
things("get_task_notes", "Task", World.task, "notes")
things("update_task_resources", """
FIELD = """\
    note_count = Field(
        "noteCount", whole_number, "How many notes there are.", changes=True, is_detail=True
    )
    results_count = Field(
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, tmp_path / part, ignore=ignored)
        else:
            shutil.copy(source, tmp_path / part)
    return tmp_path


def edit(root: Path, name: str, *changes: tuple[str, str]) -> None:
    path = root / name
    text = path.read_text()
    for before, after in changes:
        assert text.count(before) == 1, f"{name} has {before!r} {text.count(before)} times"
        text = text.replace(before, after)
    path.write_text(text)


def run(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=root,
        env={
            **os.environ,
            "PYTHONPATH": f"{root}{os.pathsep}{root / 'generated'}",
            # What the first run of its tests has compiled serves the others.
            "PYTHONDONTWRITEBYTECODE": "",
        },
        capture_output=True,
        text=True,
        check=False,
    )


def said_by(root: Path, tests: list[str]) -> str:
    """Run tests of a copy, and give the lines in which they fail."""
    done = run(root, "-m", "pytest", "-q", "-p", "no:randomly", "--tb=line", *tests)
    assert "error" not in done.stdout.splitlines()[-1], done.stdout
    return "" if done.returncode == 0 else done.stdout


@pytest.mark.timeout(180)
def test_three_places_are_edited_and_the_tests_name_those_that_are_left(
    copy: Path, scale: Scale
) -> None:
    edit(
        copy,
        "spec/openapi.yaml",
        ("  /tasks/{taskUuid}/abort:\n", OPERATION),
        ("            resultsCount:\n", PROPERTY),
    )
    assert run(copy, "scripts/generate.py").returncode == 0
    said = said_by(copy, GENERIC)
    assert "write their rows in qarnot/_operations.py: ['get_task_notes']" in said
    assert "write their methods in qarnot/_async: ['get_task_notes']" in said
    assert "lack these properties of Task: ['noteCount']" in said
    assert "write their handlers in qarnot/emulator: ['get_task_notes']" in said
    assert "write their rows in tests/contract/test_facade.py: ['get_task_notes']" in said

    edit(copy, "tests/contract/test_facade.py", ('things("update_task_resources", ', ROW))
    edit(copy, "qarnot/_operations.py", ('"get_task get_task', '"get_task_notes get_task get_task'))
    edit(
        copy,
        "qarnot/_async/task.py",
        ("    delete_task,\n", "    delete_task,\n    get_task_notes,\n"),
        ("    async def abort(", METHOD.removesuffix("\n")),
        ("_replies import nothing", "_replies import list_reply, nothing"),
    )
    edit(copy, "qarnot/_async/task_fields.py", ("    results_count = Field(\n", FIELD))
    assert run(copy, "scripts/convert.py").returncode == 0
    said = said_by(copy, GENERIC)
    assert "write their handlers in qarnot/emulator: ['get_task_notes']" in said
    assert "qarnot/_async" not in said
    assert "qarnot/_operations.py" not in said

    edit(
        copy,
        "qarnot/emulator/operations_tasks.py",
        (
            '        "clone_task": ',
            '        "get_task_notes": lambda _: Reply(json=[]),\n        "clone_task": ',
        ),
    )
    assert said_by(copy, GENERIC + scale.pick(OTHERS, 1)) == ""
    assert run(copy, "scripts/convert.py", "--check").returncode == 0
    if scale.is_whole:
        assert run(copy, "scripts/generate.py", "--check").returncode == 0
