from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from qarnot.emulator import Emulator

from .support import Rest, s3

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@pytest.fixture(scope="module")
def cluster() -> Iterator[Emulator]:
    """An emulator that the tests of one module share."""
    with Emulator(slots=4) as emulator:
        yield emulator


@pytest.fixture(scope="module")
def rest(cluster: Emulator) -> Iterator[Rest]:
    client = Rest(cluster.cluster_url)
    with client.http:
        yield client


@pytest.fixture(scope="module")
def storage(cluster: Emulator) -> Iterator[S3Client]:
    client = s3(cluster.storage_url)
    yield client
    client.close()
