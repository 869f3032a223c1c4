"""What the account and the platform say of themselves."""

from __future__ import annotations

import datetime
import inspect
from typing import Any

import pytest

from qarnot import _account
from qarnot._account import ReservedQuota
from qarnot._fields import fields_of
from qarnot._platform import PlatformSettings, PlatformVersion
from qarnot._project import Project
from qarnot._readers import text, whole_number
from qarnot._sync.user_info import UserInfo
from qarnot.computing_quotas import ComputingQuotas, UserSchedulingQuota
from qarnot.scheduling_type import FlexScheduling

FIGURES = [name for name, field in fields_of(UserInfo).items() if field.read is whole_number]
HOW_MANY_FIGURES = 32
# As in the facts of the official SDK.
DEPRECATED = [
    "max_flex_instances", "max_flex_cores", "max_on_demand_instances", "max_on_demand_cores",
]  # fmt: skip


def test_d57_each_figure_is_read_under_its_own_name() -> None:
    fields = fields_of(UserInfo)
    info = UserInfo({fields[name].key: number for number, name in enumerate(FIGURES)})
    assert {name: getattr(info, name) for name in FIGURES} == {
        name: number for number, name in enumerate(FIGURES)
    }
    assert len(FIGURES) == HOW_MANY_FIGURES
    info = UserInfo({"maxCores": 512, "maxFlexCores": 64})
    assert (info.max_cores, info.max_flex_cores) == (512, 64)


@pytest.mark.parametrize("name", FIGURES)
def test_the_name_of_an_attribute_is_the_words_of_its_key(name: str) -> None:
    key = fields_of(UserInfo)[name].key
    assert name.replace("_", "") == key.lower()


def test_d66_what_the_platform_says_of_an_account_is_all_there() -> None:
    info = UserInfo(
        {
            "email": "a@b.example",
            "maxJob": 3,
            "jobCount": 2,
            "quotaBytes": 2**50,
            "usedQuotaBytes": 2**40,
            "defaultScheduling": "flex",
            "defaultReservedSpecificationKey": "xeon",
            "reservedQuotas": [{"machineKey": "xeon", "maxInstances": 1, "maxCores": 16}],
            "projects": [{"uuid": "p", "slug": "default"}, None, "odd"],
            "new": {"kept": True},
        }
    )
    assert (info.email, info.max_job, info.job_count) == ("a@b.example", 3, 2)
    assert (info.quota_bytes, info.used_quota_bytes) == (2**50, 2**40)
    assert info.default_scheduling == FlexScheduling()
    assert info.default_reserved_specification_key == "xeon"
    [reserved] = info.reserved_quotas
    assert (reserved.machine_key, reserved.max_instances, reserved.max_cores) == ("xeon", 1, 16)
    [project] = info.projects
    assert (project.uuid, project.is_default) == ("p", True)
    assert hasattr(project, "get_active_budgets")
    assert info.raw["new"] == {"kept": True}


def test_d27_a_scheduling_that_is_not_known_is_kept() -> None:
    assert str(UserInfo({"defaultScheduling": "Spot"}).default_scheduling) == "Spot"


def test_quotas_come_in_the_new_form_or_in_the_older_one() -> None:
    older = {"maxFlexCores": 2, "runningFlexCoreCount": 1}
    user = UserInfo(older).computing_quotas.user
    assert user is not None
    assert user.flex == UserSchedulingQuota(2, 1, None, None)
    newer = {"user": {"flex": {"maxCores": 7}}, "organization": {"name": "lab"}}
    quotas = UserInfo({**older, "computingQuotas": newer}).computing_quotas
    assert quotas == ComputingQuotas.from_json(newer)
    nothing: list[Any] = [None, "odd", []]
    for odd in nothing:
        user = UserInfo({**older, "computingQuotas": odd}).computing_quotas.user
        assert user is not None
        assert user.flex.max_cores == 2


@pytest.mark.parametrize("odd", [None, {}, [], "odd", [None], {"user": None}, {"user": []}])
def test_d26_what_is_missing_or_odd_does_not_raise(odd: Any) -> None:
    fields = fields_of(UserInfo)
    for info in (UserInfo({field.key: odd for field in fields.values()}), UserInfo({})):
        for name in fields:
            getattr(info, name)
        assert repr(info)
    empty = UserInfo({})
    assert (empty.projects, empty.reserved_quotas, empty.default_scheduling) == ([], [], None)
    assert empty.computing_quotas.user is None
    assert [getattr(empty, name) for name in FIGURES] == [None] * len(FIGURES)


def test_deprecated_figures_are_read_without_a_warning() -> None:
    info = UserInfo({fields_of(UserInfo)[name].key: 1 for name in DEPRECATED})
    assert [getattr(info, name) for name in DEPRECATED] == [1, 1, 1, 1]


def test_accounts_are_equal_by_content() -> None:
    assert UserInfo({"email": "a"}) == UserInfo({"email": "a"})
    assert UserInfo({"email": "a"}) != UserInfo({"email": "b"})
    assert list(inspect.signature(UserInfo).parameters) == ["info"]
    assert fields_of(UserInfo).keys() == fields_of(_account.UserInfo).keys()
    assert ReservedQuota({"maxCores": 1}) == ReservedQuota({"maxCores": 1})


@pytest.mark.parametrize(
    ("json", "is_default"),
    [
        ({"isDefault": True, "slug": "other"}, True),
        ({"isDefault": False, "slug": "default"}, False),
        ({"slug": "default"}, True),
        ({"isDefault": None, "slug": "default"}, True),
        ({"slug": "other"}, False),
        ({}, None),
    ],
)
def test_a_project_whose_slug_says_so_is_the_default(
    json: dict[str, Any], is_default: bool | None
) -> None:
    assert Project.from_json(json).is_default is is_default


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2020-03-16", datetime.date(2020, 3, 16)),
        ("2020-03-16T23:59:59Z", datetime.date(2020, 3, 16)),
        ("2020-03-16T23:59:59.1234567", datetime.date(2020, 3, 16)),
        ("0001-01-01", None),
        ("soon", None),
        (None, None),
        (20200316, None),
    ],
)
def test_a_version_has_a_last_day(said: Any, day: datetime.date | None) -> None:
    version = PlatformVersion({"version": "v0.1", "endOfLife": said, "new": 1})
    assert (version.version, version.end_of_life) == ("v0.1", day)
    assert type(version.end_of_life) in (datetime.date, type(None))
    assert version.raw["new"] == 1
    assert "v0.1" in repr(version)


def test_settings_tell_where_the_storage_is() -> None:
    settings = PlatformSettings({"storage": "https://storage.example", "color": "blue"})
    assert settings.storage == "https://storage.example"
    assert settings.raw["color"] == "blue"
    assert PlatformSettings({"storage": None}).storage is None
    assert fields_of(PlatformSettings)["storage"].read is text
