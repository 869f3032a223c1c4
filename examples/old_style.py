"""A script for the official SDK, as users write them; it runs here as it is.

    python examples/old_style.py

The address and the token come from the environment (QARNOT_CLUSTER_URL, QARNOT_CLIENT_TOKEN).
"""

import os
import shutil
import sys
import tempfile

import qarnot

conn = qarnot.connection.Connection(client_token=os.getenv("QARNOT_CLIENT_TOKEN"))
task = conn.create_task("old style", "docker-batch", 2)

folder = tempfile.mkdtemp()
with open(os.path.join(folder, "names.txt"), "w") as names:
    names.write("Ada\nGrace\n")

error_happened = False
try:
    input_bucket = conn.create_bucket("old-style-in")
    input_bucket.sync_directory(folder)
    task.resources.append(input_bucket)
    task.results = conn.create_bucket("old-style-out")

    task.constants["DOCKER_REPO"] = "library/ubuntu"
    task.constants["DOCKER_TAG"] = "24.04"
    task.constants["DOCKER_CMD"] = (
        "sh -c 'sed s/^/hello,/ names.txt > greetings-${INSTANCE_ID}.txt; echo greeted'"
    )
    task.submit()

    last_state = ""
    done = False
    while not done:
        if task.state != last_state:
            last_state = task.state
            print("**", last_state)

        done = task.wait(1)

        sys.stdout.write(task.fresh_stdout())
        sys.stderr.write(task.fresh_stderr())

        if task.state == "Failure":
            print("** Errors:", task.errors[0])
            error_happened = True

    if task.state == "Success":
        task.download_results(folder)
        for name in sorted(os.listdir(folder)):
            print(name, os.path.getsize(os.path.join(folder, name)))
finally:
    task.delete(purge_resources=True, purge_results=True)
    shutil.rmtree(folder)
    if error_happened:
        sys.exit(1)
