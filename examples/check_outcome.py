"""Run a command on the cluster and check how it has ended.

    python examples/check_outcome.py

Runs two tasks: one that succeeds, and one that fails, whose error says why. The address and the
token come from the environment (QARNOT_CLUSTER_URL, QARNOT_CLIENT_TOKEN).
"""

import qarnot
from qarnot.exceptions import TaskFailed

IMAGE = "library/ubuntu:24.04"


def main() -> None:
    with qarnot.Connection() as connection:
        good = connection.create_task("good", image=IMAGE, command="echo all is well")
        with good:
            good.run(check=True)
            print(f"{good.name}: {good.outcome}, it said: {good.stdout(0).strip()}")

        bad = connection.create_task(
            "bad", image=IMAGE, command=["sh", "-c", "echo no such data >&2; exit 3"]
        )
        with bad:
            try:
                bad.run(check=True)
            except TaskFailed as error:
                print(f"{bad.name}: {bad.outcome}, {error.errors[0].message}")
                print(f"its standard error ends with: {error.stderr.strip()}")


if __name__ == "__main__":
    main()
