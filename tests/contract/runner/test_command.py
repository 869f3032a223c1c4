"""The command: its exit status, what it says and does not say, and how it is interrupted."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import httpx
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from qarnot.contract.command import main
from qarnot.emulator import Emulator

from .double import Double
from .support import OPERATIONS, TOKEN, Front, as_it_is, instead, run

ODD_TOKEN = "odd+token/with=signs&more"
READ = ("--operation", "get_task", "get_pool")


def test_the_report_is_a_line_for_each_operation_and_a_summary(
    double: Double, capsys: pytest.CaptureFixture[str]
) -> None:
    double.edits["get_task"] = lambda value: value | {"progress": "half"}
    assert main(["--url", double.url, "--token", TOKEN, "--write"]) == 1
    lines = capsys.readouterr().out.splitlines()
    for name in OPERATIONS:
        assert sum(f" {name} " in f"{line} " and not line.startswith(" ") for line in lines) == 1
    assert '             reply body /progress: expected number or null, got string "half"' in lines
    count = len(OPERATIONS)
    assert lines[-1] == f"{count} operations: {count - 1} conform, 1 deviate, 0 not reached"


def test_the_token_and_the_address_may_come_from_the_environment(
    double: Double, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QARNOT_CLIENT_TOKEN", TOKEN)
    monkeypatch.setenv("QARNOT_CLUSTER_URL", double.url)
    assert main(["--operation", "get_user_info"]) == 0
    assert "1 conform" in capsys.readouterr().out


def test_an_address_may_have_a_path(server: HTTPServer) -> None:
    double = Double(server, base="/v1")
    found = run(double.url, "--write")
    assert found.report["url"].endswith("/v1")
    assert found.outcomes("conforms") == set(OPERATIONS)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--operation", "get_tusk"], "no operation get_tusk; did you mean get_task?"),
        (["--tokn", "secret-secret"], "unknown: --tokn"),
        (["--tokn=secret-secret"], "unknown: --tokn"),
        (["secret-secret"], "unknown: a value without an option"),
        (["--url", "nonsense"], "argument cluster_url: an address such as"),
        (["--url", "http://user:secret-secret@host"], "an address without a user or password"),
        (["--token", "secret secret"], "a token of visible ASCII characters"),
        (["--patience", "long"], "argument --patience"),
        (["--patience", "nan"], "argument --patience"),
        (["-tsecret-secret"], "unknown: -t\n"),
        (["--tokensecret-secret"], "unknown: --token\n"),
        (["--tokn secret-secret"], "unknown: --tokn\n"),
        (["--json=secret-secret"], "argument --json: ignored explicit argument\n"),
        (["--write=secret'secret"], "argument --write: ignored explicit argument\n"),
        (["--patience", "secret-secret"], "argument --patience: a number of seconds such as"),
        (["--operation", "get_task", "my-SECRET-9"], "a name that the document does not have"),
    ],
)
def test_a_bad_command_line_is_refused_in_one_sentence(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        status = main(["--token", "t", *arguments])
    except SystemExit as ending:
        status = int(ending.code or 0)
    captured = capsys.readouterr()
    assert (status, captured.out) == (2, "")
    assert sentence in captured.err
    assert captured.err.count("\n") == 1
    assert "secret" not in captured.err.lower()
    assert "_seconds" not in captured.err


def test_a_token_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--url", "http://127.0.0.1:9"]) == 2
    assert "Token is mandatory" in capsys.readouterr().err


def test_a_wrong_token_is_said_in_one_sentence(strict_cluster: Emulator) -> None:
    for options in ((), ("--write",), ("--operation", "list_profiles")):
        found = run(strict_cluster.cluster_url, *options, token="a-wrong-token")
        assert (found.status, found.out) == (2, "")
        assert found.err == (
            f"python -m qarnot.contract: {strict_cluster.cluster_url} cannot be judged: "
            "the token is refused: 401 Bad authentication token\n"
        )


def test_an_address_where_nothing_answers_is_said_in_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    found = run(f"http://127.0.0.1:{port}", "--write")
    assert (found.status, found.out) == (2, "")
    assert found.err.startswith(
        f"python -m qarnot.contract: http://127.0.0.1:{port} cannot be judged: no whole answer: "
    )
    assert found.err.count("\n") == 1
    assert TOKEN not in found.err


def test_an_address_that_answers_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QARNOT_CLUSTER_TIMEOUT", "0.2")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        found = run(f"http://127.0.0.1:{silent.getsockname()[1]}")
    assert found.status == 2
    assert "no whole answer within 0.2 s" in found.err


def test_an_address_that_redirects_is_said_in_one_sentence(front: Front) -> None:
    def edit(_: httpx.Response) -> Response:
        return Response("", 301, headers={"Location": "https://elsewhere.example/"})

    front.change("get_user_info", edit)
    found = run(front.url)
    assert found.status == 2
    assert "it redirects to https://elsewhere.example/" in found.err


def test_a_server_that_stops_answering_is_not_asked_for_ever(front: Front) -> None:
    def cut_off(_: httpx.Response) -> Response:
        return Response(iter([b"{"]), headers={"Content-Length": "1000"})

    for name in OPERATIONS:
        if name not in ("get_user_info", "check_health", "get_settings"):
            front.change(name, cut_off)
    found = run(front.url)
    assert (found.status, found.err) == (1, "")
    assert found.of("list_versions")["message"].startswith("no whole answer: ")
    assert found.of("get_job")["message"] == "the API has stopped answering"
    assert len(found.reasons("no answer")) > 40
    assert len(front.calls) < 10


@pytest.mark.parametrize("writing", [str, lambda text: text.replace("+", "\\u002B")])
def test_the_token_is_in_no_output(server: HTTPServer, writing: Callable[[str], str]) -> None:
    text = writing(f"a token such as {ODD_TOKEN} is no good")
    kind = "application/json"
    for path, reply in {
        "/profiles": Response(f'{{"message": "{text}"}}', 403, content_type=kind),
        "/settings": Response(f'{{"storage": ["x", "{text}"]}}', content_type=kind),
        "/versions": Response(f'[{{"version": {{"{text}": 1}}}}]', content_type=kind),
        "/": Response("", 302, headers={"Location": f"https://x.example/{ODD_TOKEN}"}),
        "/info": Response("{}", content_type=f"text/{ODD_TOKEN}"),
    }.items():
        server.expect_request(path).respond_with_response(reply)
    names = ("get_user_info", "check_health", "get_settings", "list_versions", "list_profiles")
    found = run(server.url_for(""), "--operation", *names, token=ODD_TOKEN)
    assert found.status == 1
    assert found.of("list_profiles")["message"] == "403 a token such as *** is no good"
    assert {"get_user_info", "list_versions", "get_settings"} <= found.outcomes("deviates")
    for said in (found.out, found.err):
        assert ODD_TOKEN not in said
        assert writing(ODD_TOKEN) not in said


def test_secrets_are_not_shown(double: Double) -> None:
    double.edits["get_secret"] = lambda _: {"value": ["open sesame"]}
    double.edits["list_secrets"] = lambda _: {"keys": "open sesame"}
    double.edits["get_task"] = lambda value: value | {"constants": {"PASSWORD": "open sesame"}}
    found = run(double.url, "--write")
    assert found.outcomes("deviates") == {"get_secret", "list_secrets", "get_task"}
    assert "sesame" not in found.out


def test_what_cannot_be_removed_is_named(front: Front) -> None:
    front.change("delete_task", instead('{"message": "not now"}', 403))
    found = run(front.url, "--write", "--operation", "create_task", "delete_task")
    assert found.status == 1
    [left] = found.report["left_behind"]
    assert left.startswith("task qarnot-contract-")
    assert left.endswith("): 403 not now")


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "utf-16"])
@pytest.mark.parametrize("options", [(), ("--json",)])
def test_characters_that_cannot_be_written_lose_nothing(
    front: Front, monkeypatch: pytest.MonkeyPatch, encoding: str, options: tuple[str, ...]
) -> None:
    front.change("delete_task", instead(r'{"message": "\ud800 \u00e9"}', 403))
    content = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(content, encoding=encoding))
    names = ("--operation", "create_task", "delete_task")
    status = main(["--url", front.url, "--token", TOKEN, "--write", *options, *names])
    written = content.getvalue().decode(encoding)
    assert status == 1
    if options:
        report = json.loads(written)
        assert len(report["operations"]) == len(OPERATIONS)
        [left] = report["left_behind"]
        assert left.endswith("): 403 \\ud800 é")
    else:
        [left] = [line for line in written.splitlines() if line.startswith("left behind")]
        assert "task qarnot-contract-" in left
        assert r"): 403 \ud800 " in left
        assert f"{len(OPERATIONS)} operations: " in written


def test_characters_that_cannot_be_written_lose_no_sentence(
    front: Front, capsys: pytest.CaptureFixture[str]
) -> None:
    front.change("get_user_info", instead(r'{"message": "\ud800"}', 401))
    assert main(["--url", front.url, "--token", TOKEN]) == 2
    assert capsys.readouterr().err.endswith("the token is refused: 401 \\ud800\n")


@pytest.mark.parametrize(
    ("status", "options"),
    [(501, ()), (501, ("--write",)), (403, READ), (200, ("--operation", "create_pool"))],
)
def test_when_nothing_is_reached_nothing_is_good(
    server: HTTPServer, status: int, options: tuple[str, ...]
) -> None:
    answer = Response('{"message": "no"}', status, content_type="application/json")
    server.expect_request(re.compile(".*")).respond_with_response(answer)
    found = run(server.url_for("").rstrip("/"), *options)
    assert found.outcomes("not reached") == set(OPERATIONS)
    assert found.status == 2
    assert found.err == (
        f"python -m qarnot.contract: {found.report['url']} cannot be judged: "
        "no operation was reached\n"
    )


def test_what_is_left_behind_counts_also_when_nothing_is_reached(server: HTTPServer) -> None:
    answer = Response('{"message": "later"}', 503, content_type="application/json")
    server.expect_request(re.compile(".*")).respond_with_response(answer)
    found = run(server.url_for("").rstrip("/"), "--write", "--operation", "create_pool")
    assert found.outcomes("not reached") == set(OPERATIONS)
    assert len(found.report["left_behind"]) == 1
    assert (found.status, found.err) == (1, "")


def test_what_may_be_left_behind_counts_also_when_nothing_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    found = run(f"http://127.0.0.1:{port}", "--write", "--operation", "create_pool")
    assert (found.status, found.out) == (1, "")
    assert "; left behind: pool qarnot-contract-" in found.err
    assert found.err.count("\n") == 1


def test_an_error_of_the_runner_itself_leaves_nothing_behind(
    double: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("qarnot.contract.world.World.remember", fail)
    with pytest.raises(RuntimeError, match="broken"):
        run(double.url, "--write", "--operation", "create_job", "paginate_jobs")
    assert "create_job" in double.names()
    assert double.objects == {}


def start(url: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "qarnot.contract", "--url", url, "--write"],
        env={**os.environ, "QARNOT_CLIENT_TOKEN": TOKEN},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("moment", ["create_task", "get_task_stdout", "abort_task"])
def test_an_interruption_in_the_middle_cleans_up(
    front: Front, strict_cluster: Emulator, moment: str
) -> None:
    running: list[subprocess.Popen[str]] = []
    interrupted = threading.Event()

    def edit(answer: httpx.Response) -> Response:
        if not interrupted.is_set():
            running[0].send_signal(signal.SIGINT)
            running[0].send_signal(signal.SIGTERM)
            interrupted.set()
            # The answer comes too late: whoever asked is gone.
            time.sleep(0.2)
        return as_it_is(answer)

    front.change(moment, edit)
    before = len(strict_cluster.tasks)
    running.append(start(front.url))
    out, err = running[0].communicate(timeout=20)
    assert (running[0].returncode, err) == (130, "")
    assert interrupted.is_set()
    assert out.splitlines()[-1].endswith("; interrupted")
    assert "get_pool" in out
    assert {each.state for each in strict_cluster.tasks[before:]} == {"PendingDelete"}


@pytest.mark.parametrize("option", ["--write", "--json"])
def test_a_signal_while_the_report_is_written_changes_nothing(
    double: Double, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    came: list[int] = []

    class Interrupted(io.StringIO):
        def write(self, text: str) -> int:
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGTERM)
            return super().write(text)

    out = Interrupted()
    monkeypatch.setattr(sys, "stdout", out)
    both = (signal.SIGINT, signal.SIGTERM)
    before = {each: signal.signal(each, lambda number, _: came.append(number)) for each in both}
    try:
        arguments = ["--url", double.url, "--token", TOKEN, option]
        status = main([*arguments, "--operation", "get_user_info"])
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
    assert (status, came) == (0, [])
    assert "conform" in out.getvalue()
