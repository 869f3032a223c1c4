"""Snapshots: their settings, their status, and what is known of one."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, strategies as st

from qarnot.exceptions import InvalidValue, QarnotException, ReadOnlyAttribute
from qarnot.snapshot import (
    FailedStatus,
    InProgressStatus,
    PeriodicSnapshotConfiguration,
    Snapshot,
    SnapshotConfiguration,
    SnapshotStatus,
    SuccessStatus,
    TriggeredStatus,
)

KNOWN = [
    ("triggered", TriggeredStatus, "Triggered", False),
    ("inProgress", InProgressStatus, "InProgress", False),
    ("success", SuccessStatus, "Success", True),
    ("failure", FailedStatus, "Failure", True),
]


@pytest.mark.parametrize(("text", "kind", "status", "is_completed"), KNOWN)
@pytest.mark.parametrize("change", [str, str.upper, str.lower])
def test_a_known_status_has_a_class_of_its_own(
    text: str, kind: type, status: str, is_completed: bool, change: Any
) -> None:
    found = SnapshotStatus.from_string(change(text))
    assert type(found) is kind
    assert (found.status, str(found), found.is_completed) == (status, status, is_completed)
    assert found == kind()
    assert kind.__name__ in repr(found)


def test_d27_an_unknown_status_is_kept_and_is_not_the_end() -> None:
    found = SnapshotStatus.from_string("onHold")
    assert type(found) is SnapshotStatus
    assert (found.status, str(found), found.is_completed) == ("onHold", "onHold", False)
    assert "onHold" in repr(found)
    assert found != SnapshotStatus.from_string("other")
    assert pickle.loads(pickle.dumps(found)) == copy.copy(found) == found


def test_d27_no_status_is_not_the_beginning() -> None:
    found = Snapshot.from_json({"id": "s", "status": None}).status
    assert type(found) is SnapshotStatus
    assert (found.status, found.is_completed) == (None, False)


JSON = {
    "id": "snap_1",
    "taskUuid": "task-1",
    "triggerDate": "2026-02-03T16:02:08.172Z",
    "lastUpdateDate": None,
    "snapshotConfig": {"whitelist": "a.*", "bucket": "out", "bucketPrefix": "p/", "new": 1},
    "status": "inProgress",
    "sizeToUpload": 2**40,
    "transferredSize": 10,
    "fromTheFuture": [1],
}
TRIGGERED = datetime(2026, 2, 3, 16, 2, 8, 172000, tzinfo=UTC)


def test_d65_a_snapshot_has_public_fields() -> None:
    snapshot = Snapshot.from_json(JSON)
    assert (snapshot.uid, snapshot.task_uuid) == ("snap_1", "task-1")
    assert (snapshot.trigger_date, snapshot.last_update_date) == (TRIGGERED, None)
    assert (snapshot.size_to_upload, snapshot.transferred_size) == (2**40, 10)
    assert snapshot.status == InProgressStatus()
    assert snapshot.snapshot_config is not None
    assert snapshot.snapshot_config.whitelist == "a.*"
    assert snapshot.snapshot_config.bucket_name == "out"
    assert snapshot.snapshot_config.bucket_prefix == "p/"
    assert snapshot.snapshot_config.blacklist is None
    assert dict(snapshot.raw) == JSON


@pytest.mark.parametrize(
    "name",
    ["uid", "task_uuid", "trigger_date", "last_update_date", "snapshot_config", "status",
     "size_to_upload", "transferred_size"],
)  # fmt: skip
def test_d65_a_field_of_a_snapshot_cannot_be_set(name: str) -> None:
    with pytest.raises(ReadOnlyAttribute, match=name):
        setattr(Snapshot.from_json(JSON), name, None)


def test_a_snapshot_is_made_of_the_documented_arguments() -> None:
    configuration = SnapshotConfiguration(whitelist="a.*")
    snapshot = Snapshot("s", "t", TRIGGERED, TRIGGERED, configuration, SuccessStatus(), 5, 4)
    assert (snapshot.uid, snapshot.task_uuid) == ("s", "t")
    assert (snapshot.trigger_date, snapshot.last_update_date) == (TRIGGERED, TRIGGERED)
    assert snapshot.snapshot_config == configuration
    assert (snapshot.status, snapshot.size_to_upload) == (SuccessStatus(), 5)
    assert snapshot.transferred_size == 4
    assert Snapshot().uid is None


@given(
    st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)),
    st.none() | st.integers(-840, 840).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
def test_a_date_is_kept_to_the_microsecond_and_is_in_utc_if_it_does_not_say(
    moment: datetime, zone: timezone | None
) -> None:
    found = Snapshot(trigger_date=moment.replace(tzinfo=zone)).trigger_date
    assert found == moment.replace(tzinfo=zone or UTC)


def test_a_date_is_written_with_its_zone() -> None:
    json = Snapshot(trigger_date=datetime(2026, 2, 3)).to_json()
    assert json["triggerDate"] == "2026-02-03T00:00:00+00:00"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("uid", 5),
        ("trigger_date", "2026-02-03"),
        ("snapshot_config", {"whitelist": "a"}),
        ("status", "success"),
        ("size_to_upload", 1.5),
        ("transferred_size", True),
    ],
)
def test_an_argument_of_another_type_is_refused(name: str, value: Any) -> None:
    with pytest.raises(InvalidValue, match=name) as caught:
        Snapshot(**{name: value})
    assert repr(value) in str(caught.value)


def test_the_settings_of_a_snapshot_are_what_is_sent() -> None:
    assert SnapshotConfiguration("a", "b", "out", "p/").to_json() == {
        "whitelist": "a",
        "blacklist": "b",
        "bucket": "out",
        "bucketPrefix": "p/",
    }


def test_d16_periodic_settings_keep_all_their_options() -> None:
    settings = PeriodicSnapshotConfiguration(60, "a", "b", "out", "p/")
    assert settings.to_json() == {
        "interval": 60,
        "whitelist": "a",
        "blacklist": "b",
        "bucket": "out",
        "bucketPrefix": "p/",
    }
    assert (settings.interval, settings.whitelist, settings.bucket_name) == (60, "a", "out")


class ABucket:
    uuid = "out"


@pytest.mark.parametrize("arguments", [{}, {"interval": 60}])
def test_d16_a_bucket_that_is_no_name_is_refused_in_words(arguments: dict[str, Any]) -> None:
    kind: Any = PeriodicSnapshotConfiguration if arguments else SnapshotConfiguration
    with pytest.raises(InvalidValue, match=r"bucket_name: the name of a bucket.*ABucket"):
        kind(**arguments, bucket_name=ABucket())


@pytest.mark.parametrize("interval", [0, 1, 300, 2**31 - 1])
def test_an_interval_is_a_whole_number_of_seconds(interval: int) -> None:
    assert PeriodicSnapshotConfiguration(interval).interval == interval


@pytest.mark.parametrize("interval", [-1, 1.5, "60", None, True, 2**31])
def test_an_interval_that_cannot_be_right_is_refused(interval: Any) -> None:
    with pytest.raises(InvalidValue, match="interval") as caught:
        PeriodicSnapshotConfiguration(interval)
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, QarnotException)


@pytest.mark.parametrize("name", ["whitelist", "blacklist"])
def test_an_expression_has_2047_characters_at_most(name: str) -> None:
    assert SnapshotConfiguration(**{name: "a" * 2047}).to_json()[name] == "a" * 2047
    with pytest.raises(InvalidValue, match=name):
        SnapshotConfiguration(**{name: "a" * 2048})


@pytest.mark.parametrize("name", ["whitelist", "blacklist", "bucket_name", "bucket_prefix"])
@pytest.mark.parametrize("value", [5, b"a", ["a"], "\ud800"])
def test_what_is_no_text_is_refused(name: str, value: Any) -> None:
    with pytest.raises(InvalidValue, match=name):
        SnapshotConfiguration(**{name: value})


def test_what_the_server_sends_is_not_checked() -> None:
    json = {"whitelist": "a" * 5000, "interval": -1}
    assert SnapshotConfiguration.from_json(json).whitelist == "a" * 5000
    assert PeriodicSnapshotConfiguration.from_json(json).interval == -1
