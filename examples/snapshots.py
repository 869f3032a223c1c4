r"""Save the files of a long computation while it runs.

    python examples/snapshots.py

The cluster saves the checkpoints once a minute. When the computation has come far enough, they are
saved once more, at once; then it is stopped, and the last checkpoint is printed. The address and
the token come from the environment (QARNOT_CLUSTER_URL, QARNOT_CLIENT_TOKEN).
"""

import tempfile
import uuid

import qarnot

COMMAND = """
n=1
while true; do
  echo value $n > state.ckpt
  echo step $n
  sleep 0.2
  n=$((n + 1))
done
"""


def main() -> None:
    with qarnot.Connection() as connection:
        bucket = connection.create_bucket(f"checkpoints-{uuid.uuid4().hex[:8]}")
        task = connection.create_task(
            "endless",
            image="library/ubuntu:24.04",
            command=["sh", "-c", COMMAND],
            outputs=bucket,
        )
        task.snapshot(60, whitelist=r"\.ckpt$")
        try:
            with task.abort_on_exit():
                task.submit()
                for line in task.lines():
                    if line.text == "step 3":
                        break
                name = task.instant(whitelist=r"\.ckpt$", bucket_prefix="saved/")
                task.wait_snapshot(name, timeout=600)
                print(f"snapshot: {task.snapshot_status(name).status}")
            for file in bucket.list_files():
                print(f"in the bucket: {file.key}")
            with tempfile.TemporaryDirectory() as folder:
                path = bucket.get_file("saved/state.ckpt", f"{folder}/")
                with open(path) as checkpoint:
                    print(f"the computation can go on from: {checkpoint.read().strip()}")
        finally:
            task.delete(purge_results=True)


if __name__ == "__main__":
    main()
