"""Start a task, and come back to it later by its shortname.

    python examples/reattach.py [SHORTNAME]

Started for the first time, it submits the task and leaves. Started again, it finds the task, waits
for its end, and prints what it said. The address and the token come from the environment
(QARNOT_CLUSTER_URL, QARNOT_CLIENT_TOKEN).
"""

import sys

import qarnot
from qarnot.exceptions import MissingTaskException


def main() -> None:
    shortname = sys.argv[1] if len(sys.argv) > 1 else "example-of-reattaching"
    with qarnot.Connection() as connection:
        try:
            task = connection.retrieve_task(shortname)
        except MissingTaskException:
            connection.create_task(
                "long computation",
                shortname=shortname,
                image="library/ubuntu:24.04",
                command="echo the answer is 42",
            ).submit()
            print(f"submitted {shortname}; start this script again for the result")
            return
        with task:
            print(f"found {task.shortname}")
            task.wait()
            task.raise_for_state()
            print(task.stdout(0).strip())


if __name__ == "__main__":
    main()
