"""Follow what several instances print, while they run.

    python examples/follow_output.py

Each state of the task and each line of each instance comes once. The address and the token come
from the environment (QARNOT_CLUSTER_URL, QARNOT_CLIENT_TOKEN).
"""

import qarnot
from qarnot.task import StateChange

COMMAND = "for step in 1 2 3; do echo step $step; sleep 0.2; done; echo finished >&2"


def main() -> None:
    with qarnot.Connection() as connection:
        task = connection.create_task(
            "three instances",
            instancecount_or_range=3,
            image="library/ubuntu:24.04",
            command=["sh", "-c", COMMAND],
        )
        with task:
            task.submit()
            for event in task.follow():
                if isinstance(event, StateChange):
                    print(f"state: {event.state}", flush=True)
                else:
                    print(f"instance {event.instance}, {event.stream}: {event.text}", flush=True)


if __name__ == "__main__":
    main()
