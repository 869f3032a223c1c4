"""Jobs group tasks."""

from __future__ import annotations

import pytest

from .stage import Stage, refused


def job_states(stage: Stage, job: str) -> list[str]:
    return [each.state for each in stage.cluster._jobs.accepted[job].history]


def test_a_terminated_job_is_complete_when_its_tasks_have_ended() -> None:
    stage = Stage(slots=1)
    job = stage.job(shortname="j")
    running, waiting = stage.submit(jobUuid=job), stage.submit(jobUuid=job)
    stage.cluster.started(running, 0)
    stage.cluster.terminate_job("j")
    assert job_states(stage, job) == ["Active", "Terminating"]
    assert stage.state(waiting) == "Cancelled"
    assert refused(stage.submit, jobUuid=job) == (
        400,
        f"jobUuid: the job {job} takes no tasks: its state is Terminating",
    )
    stage.cluster.ended(running, 0, "killed")
    stage.cluster.collected(running, uploaded=False, error=None)
    assert job_states(stage, job)[-1] == "Completed"
    assert refused(stage.cluster.terminate_job, "j")[0] == 403


def test_a_job_with_tasks_is_deleted_by_force_only() -> None:
    stage = Stage(slots=1)
    job = stage.job()
    uuid = stage.submit(jobUuid=job)
    assert refused(stage.cluster.delete_job, job, force=False) == (
        403,
        f"Can't delete the job {job}: it has 1 tasks; use force",
    )
    stage.cluster.delete_job(job, force=True)
    assert refused(stage.cluster.jobs.of, job) == (404, f"No such job: {job}")
    assert stage.states(uuid)[-2:] == ["PendingCancel", "PendingDelete"]
    empty = stage.job()
    stage.submit(jobUuid=empty)
    [task] = stage.cluster.job_tasks(empty)
    stage.cluster.delete(task["uuid"])
    stage.cluster.delete_job(empty, force=False)
    assert job_states(stage, empty)[-1] == "Deleting"


def test_a_job_that_takes_too_long_is_ended_and_later_deleted() -> None:
    stage = Stage(slots=1)
    job = stage.job(maxWallTime="00:10:00", completionTimeToLive="00:05:00")
    uuid = stage.submit(jobUuid=job)
    stage.cluster.started(uuid, 0)
    stage.clock.go(600)
    stage.cluster.tick()
    assert (job_states(stage, job)[-1], stage.state(uuid)) == ("Terminating", "PendingCancel")
    stage.cluster.ended(uuid, 0, "killed")
    stage.cluster.collected(uuid, uploaded=False, error=None)
    assert job_states(stage, job)[-1] == "Completed"
    stage.clock.go(300)
    stage.cluster.tick()
    assert (job_states(stage, job)[-1], stage.state(uuid)) == ("Deleting", "PendingDelete")


def test_tasks_of_a_job_run_in_its_pool() -> None:
    stage = Stage(slots=2)
    pool = stage.pool()
    job = stage.job(poolUuid=pool)
    uuid = stage.submit(profile=None, jobUuid=job)
    shown = stage.cluster.details(uuid)
    assert (shown["poolUuid"], shown["jobUuid"]) == (pool, job)
    assert [each["uuid"] for each in stage.cluster.pool_jobs(pool)] == [job]
    assert [each["uuid"] for each in stage.cluster.pool_tasks(pool)] == [uuid]
    assert stage.cluster.jobs.of(job)["profile"] == "docker-batch"
    assert refused(stage.submit, jobUuid=job) == (
        400,
        "profile: not together with a pool, and the job has one",
    )
    plain = stage.job()
    assert refused(stage.submit, profile=None, jobUuid=plain) == (
        400,
        "profile: missing, and the job has no pool",
    )


def test_a_job_needs_a_pool_that_is_open() -> None:
    stage = Stage(slots=1)
    stranger = "01234567-89ab-cdef-0123-456789abcdef"
    assert refused(stage.job, poolUuid=stranger) == (404, f"No such pool: {stranger}")
    pool = stage.pool()
    stage.cluster.close_pool(pool)
    assert refused(stage.job, poolUuid=pool)[0] == 400
    assert refused(stage.submit, jobUuid=stranger) == (400, f"jobUuid: no such job: {stranger}")
    assert refused(stage.job, maxWallTime="-00:00:01") == (
        400,
        "maxWallTime: -00:00:01 is negative",
    )


def test_a_job_without_tasks_is_complete_as_soon_as_it_is_terminated() -> None:
    stage = Stage(slots=1)
    job = stage.job()
    stage.cluster.terminate_job(job)
    assert job_states(stage, job) == ["Active", "Terminating", "Completed"]
    assert stage.cluster.jobs.of(job)["endDate"] != "0001-01-01T00:00:00Z"
    stage.cluster.delete_job(job, force=False)
    assert refused(stage.cluster.terminate_job, job) == (404, f"No such job: {job}")


def test_a_job_stays_active_when_its_tasks_have_ended() -> None:
    stage = Stage(slots=1)
    job = stage.job(maxWallTime="00:01:00")
    stage.finish(stage.submit(jobUuid=job), 0)
    stage.clock.go(59)
    assert stage.cluster.jobs.of(job)["state"] == "Active"
    stage.clock.go(1)
    assert stage.cluster.jobs.of(job)["state"] == "Completed"


def test_the_time_of_a_job_that_was_ended_before_is_over() -> None:
    stage = Stage(slots=1)
    ended, deleted = (stage.job(maxWallTime="00:01:00") for _ in range(2))
    stage.cluster.terminate_job(ended)
    stage.cluster.delete_job(deleted, force=False)
    stage.clock.go(60)
    stage.cluster.tick()
    assert job_states(stage, ended) == ["Active", "Terminating", "Completed"]
    assert job_states(stage, deleted) == ["Active", "Deleting"]


def test_a_job_that_is_deleted_while_it_ends_does_not_complete() -> None:
    stage = Stage(slots=1)
    job = stage.job(completionTimeToLive="00:01:00")
    uuid = stage.submit(jobUuid=job)
    stage.cluster.started(uuid, 0)
    stage.cluster.terminate_job(job)
    stage.cluster.delete_job(job, force=True)
    stage.cluster.ended(uuid, 0, "killed")
    stage.cluster.collected(uuid, uploaded=False, error=None)
    stage.clock.go(3600)
    stage.cluster.tick()
    assert job_states(stage, job) == ["Active", "Terminating", "Deleting"]


def test_a_job_is_kept_when_it_has_no_time_to_live() -> None:
    stage = Stage(slots=1)
    job = stage.job(completionTimeToLive="00:00:00")
    stage.cluster.terminate_job(job)
    stage.clock.go(10**8)
    assert stage.cluster.jobs.of(job)["state"] == "Completed"


def test_a_job_whose_pool_has_closed_takes_no_tasks_and_can_be_ended() -> None:
    stage = Stage(slots=1)
    pool = stage.pool()
    job = stage.job(poolUuid=pool)
    stage.cluster.close_pool(pool)
    assert refused(stage.submit, profile=None, jobUuid=job) == (
        400,
        f"jobUuid: the pool {pool} takes no tasks: its state is Closed",
    )
    stage.cluster.delete_pool(pool)
    assert stage.cluster.jobs.of(job)["poolUuid"] == pool
    stage.cluster.terminate_job(job)
    assert job_states(stage, job)[-1] == "Completed"


@pytest.mark.parametrize("may_go", [True, False])
def test_there_are_no_more_jobs_than_there_may_be(may_go: bool) -> None:
    stage = Stage(slots=1, max_jobs=2)
    first, _ = stage.job(autoDeleteOnCompletion=may_go), stage.job()
    assert refused(stage.job) == (403, "Maximum number of jobs reached")
    stage.cluster.terminate_job(first)
    if may_go:
        stage.job()
        assert job_states(stage, first)[-1] == "Deleting"
    else:
        assert refused(stage.job)[0] == 403
