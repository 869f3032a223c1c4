"""Retry settings, privileges and slots: their JSON, limits and equality."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from hypothesis import given, strategies as st
from sent_json import flaws, objects, same

from qarnot.exceptions import InvalidValue, ReadOnlyAttribute, UnknownAttribute
from qarnot.multi_slots_settings import MultiSlotsSettings
from qarnot.privileges import Privileges
from qarnot.retry_settings import RetrySettings

CREDENTIALS = "exportApiAndStorageCredentialsInEnvironment"
KINDS: list[Any] = [RetrySettings, Privileges, MultiSlotsSettings]
counts = st.none() | st.integers(0, 2**31 - 1)


@given(counts, counts)
def test_retry_settings_are_written_and_read(total: int | None, each: int | None) -> None:
    settings = RetrySettings(maxTotalRetries=total, maxPerInstanceRetries=each)
    json = {"maxTotalRetries": total, "maxPerInstanceRetries": each}
    assert settings.to_json() == json
    assert flaws("RetrySettingsInput", json) == []
    again = RetrySettings.from_json(json)
    assert again == settings
    assert (again.max_total_retries, again.max_per_instance_retries) == (total, each)


@pytest.mark.parametrize("is_given", [True, False])
def test_privileges_are_written_and_read(is_given: bool) -> None:
    privileges = Privileges(exportCredentialsInEnv=is_given)
    json = {CREDENTIALS: is_given}
    assert same(privileges.to_json(), json)
    assert flaws("PrivilegesInput", json) == []
    again = Privileges.from_json(json)
    assert again == privileges
    assert again.export_api_and_storage_credentials_in_environment is is_given


def test_privileges_are_withheld_when_nothing_is_said() -> None:
    assert same(Privileges().to_json(), {CREDENTIALS: False})


@given(st.none() | st.integers(1, 2**31 - 1))
def test_slots_are_written_and_read(count: int | None) -> None:
    settings = MultiSlotsSettings(slotsPerNode=count)
    assert settings.to_json() == {"slotsPerNode": count}
    assert flaws("MultiSlotsSettingsInput", settings.to_json()) == []
    assert MultiSlotsSettings.from_json(settings.to_json()) == settings
    assert settings.slots_per_node == count


@pytest.mark.parametrize("kind", KINDS)
@given(json=objects(CREDENTIALS, "maxTotalRetries", "maxPerInstanceRetries", "slotsPerNode"))
def test_whatever_the_server_sends_goes_back_untouched(kind: Any, json: dict[str, Any]) -> None:
    value = kind.from_json(json)
    assert same(value.to_json(), json)
    assert value == kind.from_json(copy.deepcopy(json))
    assert hash(value) == hash(kind.from_json(copy.deepcopy(json)))
    assert repr(value).startswith(f"{kind.__name__}(")
    assert pickle.loads(pickle.dumps(value)) == value


@pytest.mark.parametrize("kind", KINDS)
def test_d26_null_is_read_as_nothing_said(kind: Any) -> None:
    nulls = dict.fromkeys((CREDENTIALS, "maxTotalRetries", "slotsPerNode"))
    assert kind.from_json(None) == kind.from_json({}) == kind.from_json(nulls)
    assert kind.from_json(None).to_json() == {}
    assert RetrySettings.from_json(None) == RetrySettings()
    assert MultiSlotsSettings.from_json(None) == MultiSlotsSettings()
    assert Privileges.from_json(None).export_api_and_storage_credentials_in_environment is False


@pytest.mark.parametrize("value", [-1, 1.5, "3", True, 2**31])
def test_numbers_that_cannot_be_right_are_refused(value: Any) -> None:
    with pytest.raises(InvalidValue, match="maxTotalRetries"):
        RetrySettings(maxTotalRetries=value)
    with pytest.raises(InvalidValue, match="maxPerInstanceRetries"):
        RetrySettings(maxPerInstanceRetries=value)
    with pytest.raises(InvalidValue, match="slotsPerNode"):
        MultiSlotsSettings(value)


def test_a_machine_has_one_slot_at_least() -> None:
    with pytest.raises(InvalidValue, match="slotsPerNode"):
        MultiSlotsSettings(0)
    assert RetrySettings(0, 0).max_total_retries == 0


@pytest.mark.parametrize("value", [None, 1, "true"])
def test_a_privilege_is_true_or_false(value: Any) -> None:
    with pytest.raises(InvalidValue, match="exportCredentialsInEnv: True or False"):
        Privileges(value)


def test_different_content_is_not_equal() -> None:
    assert RetrySettings(1) != RetrySettings(2)
    assert RetrySettings(1) != RetrySettings(None, 1)
    assert RetrySettings.from_json({"maxTotalRetries": 1, "new": 2}) != RetrySettings(1)
    assert Privileges(True) != Privileges(False)
    assert len({MultiSlotsSettings(2), MultiSlotsSettings(2), MultiSlotsSettings(3)}) == 2
    assert RetrySettings() != MultiSlotsSettings()


def test_they_cannot_be_changed() -> None:
    settings = RetrySettings(1)
    with pytest.raises(ReadOnlyAttribute, match="make a new RetrySettings"):
        settings.max_total_retries = 2
    with pytest.raises(UnknownAttribute, match="has no attribute 'maxTotalRetries'"):
        settings.maxTotalRetries = 2  # type: ignore[attr-defined]
    settings.to_json()["maxTotalRetries"] = 2
    assert settings == RetrySettings(1)


def test_they_show_their_content() -> None:
    assert repr(RetrySettings(3)) == (
        "RetrySettings(max_total_retries=3, max_per_instance_retries=None)"
    )
