"""Start a web server on the cluster, and send it a request.

    python examples/web_service.py [PORT [ADDRESS]]

The server listens on the port and the address of the instance, by default on port 8000 of all its
addresses. It is stopped when its answer is here. The address of the cluster and the token come from
the environment (QARNOT_CLUSTER_URL, QARNOT_CLIENT_TOKEN).
"""

import sys
import urllib.request

import qarnot

COMMAND = """
echo hello from instance $INSTANCE_ID > index.html
exec python3 -m http.server --bind $ADDRESS $PORT
"""


def main() -> None:
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
    address = sys.argv[2] if len(sys.argv) > 2 else "0.0.0.0"  # noqa: S104 - in a container
    with qarnot.Connection() as connection:
        task = connection.create_task(
            "web service",
            "docker-network",
            image="library/python:3.11",
            command=["sh", "-c", COMMAND],
            env={"PORT": port, "ADDRESS": address},
        )
        with task:
            task.submit()
            forward = task.wait_for_forward(port, timeout=600)
            print(f"port {forward.application_port} of instance {forward.instance} is open")
            with urllib.request.urlopen(f"http://{forward.host}:{forward.port}/") as reply:
                print(f"status {reply.status}: {reply.read().decode().strip()}")


if __name__ == "__main__":
    main()
