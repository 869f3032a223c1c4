"""Run the instances of a task that have failed once more.

    python examples/retry_failed.py

One of three instances fails, because it needs a setting that is missing. The others need not run
again. The address and the token come from the environment (QARNOT_CLUSTER_URL,
QARNOT_CLIENT_TOKEN).
"""

import qarnot
from qarnot.task import Outcome

COMMAND = 'test $INSTANCE_ID != 1 || test -n "$REPAIRED" || exit 1; echo part $INSTANCE_ID is done'


def main() -> None:
    with qarnot.Connection() as connection:
        task = connection.create_task(
            "three parts",
            instancecount_or_range=3,
            image="library/ubuntu:24.04",
            command=["sh", "-c", COMMAND],
        )
        with task:
            task.run()
            show(task)
            if task.outcome is Outcome.FAILURE:
                with task.retry(constants={**task.constants, "REPAIRED": "yes"}) as again:
                    again.wait()
                    show(again)


def show(task: qarnot.Task) -> None:
    """Print how a task has ended, and each of its instances."""
    print(f"the task: {task.outcome}")
    for instance in task.instances:
        print(f"  instance {instance.number}: {instance.state}")


if __name__ == "__main__":
    main()
