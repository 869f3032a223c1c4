"""Run tasks one after another: each waits for the success of those that it depends on.

    python examples/pipeline.py

The first task makes numbers, two others compute something of them at the same time. All belong to
a job, and are deleted with it. The address and the token come from the environment
(QARNOT_CLUSTER_URL, QARNOT_CLIENT_TOKEN).
"""

import uuid

import qarnot

IMAGE = "library/ubuntu:24.04"


def main() -> None:
    with qarnot.Connection() as connection:
        job = connection.create_job("numbers", useDependencies=True)
        job.submit()
        numbers = connection.create_bucket(f"numbers-{uuid.uuid4().hex[:8]}")

        def task_of_job(name: str, command: str) -> qarnot.Task:
            words = ["sh", "-c", command]
            return connection.create_task(name, "docker-batch", job=job, image=IMAGE, command=words)

        make = task_of_job("make", "seq 1 10 > numbers.txt")
        make.results = numbers
        count = task_of_job("count", "wc -l < numbers.txt")
        greatest = task_of_job("greatest", "sort -n numbers.txt | tail -n 1")
        try:
            make.submit()
            for task in (count, greatest):
                task.resources.append(numbers)
                task.set_task_dependencies_from_tasks([make])
            connection.submit_tasks([count, greatest])

            for task in qarnot.as_completed(job.tasks, timeout=3600):
                task.raise_for_state()
            for task in (count, greatest):
                print(f"{task.name}: {task.stdout(0).strip()}")
        finally:
            job.delete(forceAbort=True)
            numbers.delete()


if __name__ == "__main__":
    main()
