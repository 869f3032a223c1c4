"""How often a wait looks, and when a task has come to its end."""

from __future__ import annotations

from hypothesis import given, strategies as st

from qarnot._polling import next_look
from qarnot._states import is_final, task_state

times = st.floats(0, 1e7)


def test_the_first_looks_come_fast() -> None:
    assert next_look(0) == 0.2
    assert next_look(1) == 0.2


def test_later_looks_are_a_tenth_of_the_elapsed_time_apart() -> None:
    assert next_look(30) == 3.0


def test_looks_are_never_further_apart_than_ten_seconds() -> None:
    assert next_look(100) == 10.0
    assert next_look(1e9) == 10.0


def test_a_look_is_not_put_off_beyond_the_end_of_the_wait() -> None:
    assert next_look(60, left=1.5) == 1.5
    assert next_look(0, left=0.05) == 0.05


def test_a_wait_that_is_over_does_not_pause() -> None:
    assert next_look(60, left=0) == 0.0
    assert next_look(60, left=-3) == 0.0


@given(times, times)
def test_the_pauses_never_shrink_as_time_passes(earlier: float, later: float) -> None:
    if earlier > later:
        earlier, later = later, earlier
    assert next_look(earlier) <= next_look(later)


@given(times, st.none() | st.floats(-100, 1e7))
def test_a_pause_is_within_its_bounds(elapsed: float, left: float | None) -> None:
    pause = next_look(elapsed, left)
    assert 0 <= pause <= 10
    if left is None:
        assert pause >= 0.2
    elif left > 0:
        assert 0 < pause <= left


@given(st.floats(0, 3600))
def test_the_end_is_seen_late_by_a_tenth_at_most(length: float) -> None:
    elapsed, looks = 0.0, 0
    while elapsed < length:
        elapsed += next_look(elapsed)
        looks += 1
    assert elapsed - length <= max(0.2, 0.1 * length)
    assert looks <= 450


def test_the_documented_final_states_are_final() -> None:
    for state in ("Success", "Failure", "Cancelled", "Deleted"):
        assert is_final(state)


def test_states_that_lead_on_are_not_final() -> None:
    for state in (
        "UnSubmitted",
        "Submitted",
        "PartiallyDispatched",
        "FullyDispatched",
        "PartiallyExecuting",
        "FullyExecuting",
        "UploadingResults",
        "DownloadingResults",
        "PendingCancel",
        "PendingDelete",
    ):
        assert not is_final(state)


@given(st.text())
def test_a_state_of_the_future_is_kept_and_is_not_final(state: str) -> None:
    assert task_state(state) == state
    if state not in ("Success", "Failure", "Cancelled", "Deleted"):
        assert not is_final(state)


def test_a_task_without_a_state_is_not_submitted() -> None:
    assert task_state(None) == "UnSubmitted"
