"""The documented page of ``qarnot.connection``, line by line.

Each row of the tables is one statement of that page: an argument with its default, what comes back,
what is raised, a note, a variable of the environment, the sample of a configuration file. Each is
run in both colours, on real sockets, against the emulator; where a statement needs it, by a server
that stands before the emulator or in its place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from conftest import Colour
from documented import connection, reads, work
from documented.page import (
    PAGE,
    SAMPLE,
    TEXT,
    VARIABLES,
    Page,
    Row,
    Servers,
    open_servers,
    read_page,
    read_sample,
    read_variables,
)
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

ROWS = [*connection.TABLE, *reads.TABLE, *work.TABLE]
NUMBER_OF_ROWS = 123


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    with open_servers(tmp_path_factory.mktemp("authorities")) as servers:
        yield servers


@pytest.fixture
async def page(
    colour: Colour,
    servers: Servers,
    httpserver: HTTPServer,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> AsyncIterator[Page]:
    def fail(request: Request) -> Response:
        request.get_data()
        return Response('{"message": "see this"}', 500, content_type="application/json")

    httpserver.expect_request(re.compile(".*")).respond_with_handler(fail)
    failing_url = httpserver.url_for("").rstrip("/")
    page = Page(colour, servers, failing_url, tmp_path, monkeypatch.setenv)
    yield page
    await page.close()


@pytest.mark.anyio
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
async def test_the_page_keeps_its_word(row: Row, page: Page) -> None:
    await row.check(page)


def test_every_statement_of_the_page_has_a_row() -> None:
    checked = {(row.member, aspect) for row in ROWS for aspect in row.aspects}
    wanted = {(name, aspect) for name, member in PAGE.items() for aspect in member.aspects}
    wanted |= {("Connection", variable) for variable in (*VARIABLES, "class", "sample")}
    wanted |= {(name, "signature") for name, member in PAGE.items() if member.arguments is not None}
    assert wanted - checked == set()
    assert [name for name, times in Counter(row.name for row in ROWS).items() if times > 1] == []
    assert len(ROWS) == NUMBER_OF_ROWS


@pytest.mark.skipif(not TEXT.exists(), reason="the page itself is not here")
def test_what_the_rows_are_measured_by_is_the_page() -> None:
    assert read_page() == PAGE
    assert read_variables() == set(VARIABLES)
    assert read_sample() == SAMPLE.split()
