"""The parts of ``make bench``, at a small size; nothing here depends on how long anything takes."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field
from hypothesis import given, strategies as st

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
sys.path.insert(0, str(SCRIPTS))

from bench import environment, listing, server  # noqa: E402
from bench.__main__ import main  # noqa: E402
from bench.bodies import Templates, many_tasks, record_templates  # noqa: E402
from bench.rounds import BenchError, Contender, Measurement, run_rounds, table  # noqa: E402

sys.path.remove(str(SCRIPTS))

SUMMARIES = "/tasks/summaries/paginate"
TASKS = 120


@pytest.fixture(scope="module")
def templates() -> Templates:
    return record_templates()


@pytest.fixture
def folder(tmp_path: Path, templates: Templates) -> Path:
    listing.prepare(tmp_path, templates, TASKS)
    return tmp_path


# Bodies


def test_the_emulator_shows_the_same_tasks_in_short_and_in_full(templates: Templates) -> None:
    short, full = templates.summaries, templates.tasks
    assert [each["uuid"] for each in short] == [each["uuid"] for each in full]
    assert {"Success", "Failure"} <= {each["state"] for each in short}
    assert all("tags" not in each for each in short)
    assert any(each["completedInstances"] for each in full)
    assert all(each[key] is not None for each in full for key in ("secretsAccessRights", "errors"))


def test_many_tasks_differ_and_are_the_same_each_time() -> None:
    few = [{"uuid": "a", "name": "one", "x": 1}, {"uuid": "b", "name": "two", "x": 2}]
    made = list(many_tasks(few, 100))
    assert made == list(many_tasks(few, 100))
    for key in ("uuid", "name", "shortname", "creationDate"):
        assert len({each[key] for each in made}) == 100
    assert [each["x"] for each in made] == [1, 2] * 50


# The server


def items_by_pages(answers: server.Answers, size: int | None) -> Iterator[dict[str, Any]]:
    token = None
    while True:
        asked = json.dumps({"token": token, "maximumResults": size}).encode()
        page = json.loads(answers.answer(SUMMARIES, asked).partition(b"\r\n\r\n")[2])
        assert page["isTruncated"] == (page["nextToken"] is not None)
        assert len(page["data"]) <= (size or server.USUAL_PAGE)
        yield from page["data"]
        token = page["nextToken"]
        if token is None:
            return


@given(count=st.integers(1, 130), size=st.none() | st.integers(1, 200))
def test_pages_of_any_size_give_every_item_once(
    tmp_path_factory: pytest.TempPathFactory, count: int, size: int | None
) -> None:
    folder = tmp_path_factory.mktemp("answers")
    items = [{"uuid": str(number)} for number in range(count)]
    server.write_answers(folder, items, [], {})
    assert list(items_by_pages(server.Answers(folder), size)) == items


def test_what_is_not_there_is_answered_with_404(tmp_path: Path) -> None:
    server.write_answers(tmp_path, [], [], {"/info": {"email": "x"}})
    with server.serving(tmp_path) as url:
        with urllib.request.urlopen(f"{url}/info") as answer:
            assert json.load(answer) == {"email": "x"}
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(f"{url}/nowhere")
        caught.value.close()
        assert caught.value.code == 404


def test_requests_come_whole_however_they_are_cut() -> None:
    one = b"POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"
    two = b"GET /b HTTP/1.1\r\nHost: x\r\n\r\n"
    for cut in range(len(one + two) + 1):
        conversation, sent = talk()
        conversation.data_received((one + two)[:cut])
        conversation.data_received((one + two)[cut:])
        assert sent == [("/a", b"abc"), ("/b", b"")]


def talk() -> tuple[server.Conversation, list[tuple[str, bytes]]]:
    sent: list[tuple[str, bytes]] = []

    def answer(path: str, body: bytes) -> bytes:
        sent.append((path, body))
        return b""

    return server.Conversation(answer), sent


# Rounds


@define
class Scripted(Contender):
    """Gives what it was told, in order."""

    answers: list[dict[str, Any]] = field(factory=list)

    def work(self) -> dict[str, Any]:
        return self.answers.pop(0)


def scripted(name: str, *answers: tuple[float, float, Any]) -> Contender:
    made = [{"wall": wall, "cpu": cpu, "result": result} for wall, cpu, result in answers]
    return Scripted(name, "", "", [], answers=made)


def test_the_first_round_does_not_count_and_requests_do() -> None:
    counts = iter(range(0, 100, 3))
    one = scripted("one", (9, 9, "r"), (1, 0.5, "r"), (2, 1, "r"))
    other = scripted("other", (9, 9, "r"), (3, 2, "r"), (4, 3, "r"))
    found = run_rounds([one, other], 2, lambda: next(counts))
    assert found["one"] == [Measurement(1, 0.5, 3, "r"), Measurement(2, 1, 3, "r")]
    assert [each.wall for each in found["other"]] == [3, 4]


def test_a_contender_that_gives_something_else_is_told() -> None:
    one, other = scripted("one", (1, 1, [5])), scripted("other", (1, 1, [4]))
    with pytest.raises(BenchError, match=r"one gave \[5\], other gave \[4\]"):
        run_rounds([one, other], 1, lambda: 0)


def test_ratios_are_those_of_the_same_round() -> None:
    found = {
        "base": [Measurement(1, 1, 0, None), Measurement(10, 10, 0, None)],
        "other": [Measurement(2, 3, 7, None), Measurement(40, 50, 7, None)],
    }
    *_, base, other = table(found, ["base", "not there"]).splitlines()
    assert base.endswith("| 1.00 (1.00 to 1.00) | 1.00 (1.00 to 1.00) | 0 |")
    assert other == "| other | 21000 | 26500 | 3.00 (2.00 to 4.00) | 4.00 (3.00 to 5.00) | 7 |"


def test_a_contender_that_ends_is_told() -> None:
    with Contender("nothing", sys.executable, "__future__", []) as ended:
        with pytest.raises(BenchError, match="nothing: the process has ended"):
            ended.work()


# Listings


@pytest.mark.parametrize("amount", ["summary", "full"])
def test_all_clients_list_the_same_tasks(folder: Path, amount: str) -> None:
    found = listing.measure(folder, amount, 1, None)
    ((parsed,), *others) = found.values()
    assert parsed.result[0] == TASKS
    assert parsed.requests == 0
    assert [each.requests for (each,) in others] == [1, 1, 1, -(-TASKS // server.USUAL_PAGE)]
    assert all(each.wall > 0 for (each,) in others)
    assert "json.loads" in table(found, [listing.PARSE])


# The official SDK


def test_an_environment_that_is_there_is_used(tmp_path: Path) -> None:
    wanted = environment.REQUIREMENTS.read_text(encoding="utf-8")
    (tmp_path / environment.INSTALLED).write_text(wanted, encoding="utf-8")
    assert environment.official_python(tmp_path) == tmp_path / "bin/python"


@pytest.mark.parametrize("before", [None, "qarnot==1.0\n"])
def test_what_cannot_be_installed_says_why_and_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str | None
) -> None:
    if before is not None:
        (tmp_path / environment.INSTALLED).write_text(before, encoding="utf-8")
    commands = []

    def run(command: list[str], **_: Any) -> None:
        commands.append(command)
        if "install" in command:
            raise subprocess.CalledProcessError(1, command, stderr="at first\nno network\n\n")

    monkeypatch.setattr(subprocess, "run", run)
    for _ in range(2):
        with pytest.raises(environment.OfficialSdkMissing, match=r"\Ano network\Z"):
            environment.official_python(tmp_path)
    assert len(commands) == 4


def test_the_official_sdk_is_pinned() -> None:
    pinned = environment.REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    assert pinned == [f"qarnot=={environment.official_version()}"]


# The command


def test_a_bench_that_does_not_exist_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["lifting"])
    assert "there is no bench 'lifting'; there are listing" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--rounds", "--items"])
def test_nothing_to_do_is_refused(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([option, "0"])
    assert "1 or more was expected" in capsys.readouterr().err


def test_without_the_official_sdk_the_report_says_so(
    monkeypatch: pytest.MonkeyPatch, templates: Templates, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing() -> Path:
        raise environment.OfficialSdkMissing("no network")

    def measure(*arguments: Any) -> dict[str, list[Measurement]]:
        assert arguments[-1] is None
        return {listing.PARSE: [Measurement(1, 1, 0, None)]}

    monkeypatch.setattr(listing, "official_python", missing)
    monkeypatch.setattr(listing, "record_templates", lambda: templates)
    monkeypatch.setattr(listing, "measure", measure)
    assert main(["listing", "--rounds", "1", "--items", "7"]) == 0
    report = capsys.readouterr().out
    assert "cannot be installed: no network" in report
    assert "Listing 7 tasks" in report
    assert report.count("| json.loads | 1000 |") == 2
