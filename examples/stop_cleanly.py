"""Leave nothing running behind, however the script is left.

    python examples/stop_cleanly.py [SECONDS]

Counts on the cluster, for ten minutes by default. Ctrl-C stops the task on the cluster as well. The
address and the token come from the environment (QARNOT_CLUSTER_URL, QARNOT_CLIENT_TOKEN).
"""

import sys

import qarnot

COMMAND = "for n in $(seq $SECONDS_TO_COUNT); do echo $n; sleep 1; done"


def main() -> None:
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    with qarnot.Connection() as connection:
        task = connection.create_task(
            "count",
            image="library/ubuntu:24.04",
            command=["sh", "-c", COMMAND],
            env={"SECONDS_TO_COUNT": seconds},
        )
        with task:
            try:
                with task.abort_on_exit():
                    task.submit()
                    for line in task.lines():
                        print(line.text, flush=True)
            except KeyboardInterrupt:
                task.wait(60)
                print("stopped by Ctrl-C")
            print(f"the task: {task.outcome}")


if __name__ == "__main__":
    main()
