"""Run one task for each value of a parameter, and take the results as they come.

    python examples/parameter_sweep.py

All tasks are submitted in one request. The address and the token come from the environment
(QARNOT_CLUSTER_URL, QARNOT_CLIENT_TOKEN).
"""

import uuid

import qarnot
from qarnot.filters import Field

SIDES = [2, 3, 5, 7]


def main() -> None:
    sweep = f"sweep-{uuid.uuid4().hex[:8]}"
    with qarnot.Connection() as connection:
        tasks = [
            connection.create_task(
                f"square of {side}",
                image="library/ubuntu:24.04",
                command=["sh", "-c", "echo $((SIDE * SIDE))"],
                env={"SIDE": side},
                tags=[sweep],
            )
            for side in SIDES
        ]
        try:
            connection.submit_tasks(tasks)
            areas = {}
            for task in qarnot.as_completed(tasks, timeout=3600):
                task.raise_for_state()
                areas[int(task.constants["SIDE"])] = int(task.stdout(0))
                print(f"{len(areas)} of {len(tasks)} are here")
        finally:
            connection.delete_tasks(Field.tags == sweep)
        for side, area in sorted(areas.items()):
            print(f"{side} x {side} = {area}")


if __name__ == "__main__":
    main()
