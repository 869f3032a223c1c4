"""The emulator, held against the document."""

from __future__ import annotations

import pytest

from qarnot.emulator import Emulator
from qarnot.emulator.buckets import BucketStore
from qarnot.emulator.core.cluster import Cluster
from qarnot.emulator.operations import handlers
from qarnot.emulator.runners import NullRunner

from .support import OPERATIONS, Run, run

MODELLED = set(handlers(Cluster(NullRunner(), slots=1), BucketStore("http://127.0.0.1:9")))


@pytest.fixture(scope="module")
def found(strict_cluster: Emulator) -> Run:
    return run(strict_cluster.cluster_url, "--write")


def test_nothing_of_the_emulator_deviates(found: Run) -> None:
    deviating = [each for each in found.report["operations"] if each["outcome"] == "deviates"]
    assert deviating == []
    assert (found.status, found.err) == (0, "")


def test_everything_that_is_modelled_conforms(found: Run) -> None:
    missed = {
        name: (found.of(name)["reason"], found.of(name)["message"])
        for name in MODELLED - found.outcomes("conforms")
    }
    assert missed == {}


def test_everything_else_is_told_to_be_not_modelled(found: Run) -> None:
    assert found.reasons("not modelled here") == set(OPERATIONS) - MODELLED


def test_nothing_is_left_behind(found: Run, strict_cluster: Emulator) -> None:
    assert found.report["left_behind"] == []
    before = len(strict_cluster.tasks)
    again = run(strict_cluster.cluster_url, "--write")
    assert again.report["left_behind"] == []
    made = strict_cluster.tasks[before:]
    assert all(each.shortname.startswith("qarnot-contract-") for each in made)
    assert {each.state for each in made} == {"PendingDelete"}


def test_without_write_nothing_is_made_and_nothing_deviates(strict_cluster: Emulator) -> None:
    before = len(strict_cluster.tasks)
    found = run(strict_cluster.cluster_url)
    assert (found.status, found.outcomes("deviates")) == (0, set())
    assert len(strict_cluster.tasks) == before
    assert {"get_user_info", "get_settings", "list_profiles"} <= found.outcomes("conforms")
    assert "create_task" in found.reasons("needs --write")
