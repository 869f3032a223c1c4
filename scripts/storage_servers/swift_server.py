"""OpenStack Swift with its S3 interface, from PyPI, in a virtual environment of its own."""

from __future__ import annotations

import base64
import configparser
import os
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from storage_servers import HOST
from storage_servers.environments import ROOT, Environment
from storage_servers.sites import Site, Unavailable, free_ports, is_open

__all__ = ["find_place", "start"]

HERE = Path(__file__).resolve().parent
ENVIRONMENT = Environment(
    server="Swift",
    package="swift",
    folder=ROOT / ".venv-swift",
    constraints="swift-constraints.txt",
)
# Memory first, as Swift has each file written through to the disk.
PLACES = ("/dev/shm", tempfile.gettempdir(), "/var/tmp", str(ROOT))  # noqa: S108
LEAST_FREE_BYTES = 2 << 30
ATTRIBUTE_BYTES = 1024
ACCOUNT = "storage"
DEVICE = "disk"
# An answer within a second, as is usual, is too much to ask of a busy machine. What is late is
# left to a process that is not started here: it would miss in listings for ever.
PATIENCE = {"node_timeout": "30", "conn_timeout": "10"}
PIPELINE = (
    *("catch_errors", "gatekeeper", "listing_formats", "bulk", "s3api", "access_keys", "tempauth"),
    *("copy", "slo", "dlo", "versioned_writes", "symlink"),
)
KINDS = ("account", "container", "object")


def find_place() -> Path:
    """Give the folder for what it keeps: one whose files can have attributes of users.

    :raises Unavailable: there is none.
    """
    for place in map(Path, PLACES):
        if _takes_attributes(place) and shutil.disk_usage(place).free >= LEAST_FREE_BYTES:
            return place
    raise Unavailable(
        "Swift needs a file system with extended attributes of users and 2 GiB of free space, "
        f"and none of {', '.join(PLACES)} is on one"
    )


def start(site: Site) -> None:
    """Install it unless it is installed, start it, and wait until it answers.

    :raises Unavailable: it cannot be installed.
    """
    ENVIRONMENT.install(site.processes)
    settings = site.folder / "swift"
    for folder in (settings, site.folder / DEVICE / DEVICE, site.folder / "cache"):
        folder.mkdir(parents=True)
    ports = dict(zip(KINDS, free_ports(len(KINDS)), strict=True))
    salts = {f"swift_hash_path_{name}": secrets.token_hex(8) for name in ("prefix", "suffix")}
    _write(settings / "swift.conf", {"swift-hash": salts})
    common = {
        "bind_ip": HOST,
        "workers": "0",
        "swift_dir": str(settings),
        "user": _user_name(),
        # There is no such socket; what is said goes to the console.
        "log_address": str(site.folder / "log.socket"),
        "log_level": "WARNING",
    }
    for kind, port in ports.items():
        _make_ring(site, settings / f"{kind}.builder", port)
        _write(settings / f"{kind}.conf", _node_settings(site, common, kind, port))
    _write(settings / "proxy.conf", _proxy_settings(site, common))
    for kind in KINDS:
        program = ENVIRONMENT.program(f"swift-{kind}-server")
        site.processes.start(f"swift-{kind}", program, settings / f"{kind}.conf", "--verbose")
    program = ENVIRONMENT.program("swift-proxy-server")
    # For the filter that is ours.
    path = {"PYTHONPATH": str(HERE.parent)}
    command = (program, settings / "proxy.conf", "--verbose")
    site.processes.start("swift-proxy", *command, environment=path)
    site.processes.wait_until(lambda: all(map(is_open, ports.values())), "the nodes of Swift")
    site.wait_until_it_answers()


def _takes_attributes(place: Path) -> bool:
    try:
        with tempfile.NamedTemporaryFile(dir=place) as file:
            os.setxattr(file.name, "user.qarnot.test", bytes(ATTRIBUTE_BYTES))
    except OSError:
        return False
    return True


def _make_ring(site: Site, builder: Path, port: int) -> None:
    """Say where the one node of a kind is."""
    command = (ENVIRONMENT.program("swift-ring-builder"), builder)
    site.processes.run(*command, "create", "4", "1", "1")
    site.processes.run(*command, "add", f"r1z1-{HOST}:{port}/{DEVICE}", "1")
    site.processes.run(*command, "rebalance")


def _node_settings(
    site: Site, common: Mapping[str, str], kind: str, port: int
) -> dict[str, Mapping[str, str]]:
    name = f"{kind}-server"
    return {
        "DEFAULT": {
            **common,
            **PATIENCE,
            "bind_port": str(port),
            "devices": str(site.folder / DEVICE),
            "mount_check": "false",
            "disable_fallocate": "true",
            "container_update_timeout": PATIENCE["node_timeout"],
        },
        "pipeline:main": {"pipeline": name},
        f"app:{name}": {
            "use": f"egg:swift#{kind}",
            "recon_cache_path": str(site.folder / "cache"),
        },
    }


def _proxy_settings(site: Site, common: Mapping[str, str]) -> dict[str, Mapping[str, str]]:
    certificate = site.certificate
    files = (
        {}
        if certificate is None
        else {"cert_file": str(certificate.chain), "key_file": str(certificate.key)}
    )
    options: dict[str, dict[str, str]] = {
        "s3api": {
            "location": "us-east-1",
            "s3_acl": "false",
            "dns_compliant_bucket_names": "true",
            "check_bucket_owner": "false",
            "allow_multipart_uploads": "true",
            "min_segment_size": str(site.least_part),
        },
        "access_keys": {
            "paste.filter_factory": "storage_servers.swift_access_keys:filter_factory",
            "account": ACCOUNT,
        },
        "tempauth": {
            f"user64_{_base64(ACCOUNT)}_{_base64(site.access_key)}": f"{site.secret} .admin"
        },
        "versioned_writes": {"allow_object_versioning": "true"},
    }
    sections: dict[str, Mapping[str, str]] = {
        "DEFAULT": {**common, **files, "bind_port": str(site.port)},
        "pipeline:main": {"pipeline": " ".join([*PIPELINE, "proxy-server"])},
        "app:proxy-server": {
            "use": "egg:swift#proxy",
            "account_autocreate": "true",
            "allow_account_management": "true",
            **PATIENCE,
        },
    }
    for name in PIPELINE:
        use = {} if name == "access_keys" else {"use": f"egg:swift#{name}"}
        sections[f"filter:{name}"] = use | options.get(name, {})
    return sections


def _write(path: Path, sections: Mapping[str, Mapping[str, str]]) -> None:
    settings = configparser.RawConfigParser(default_section="")
    settings.optionxform = str  # type: ignore[method-assign, assignment]
    settings.read_dict(sections)
    with path.open("w", encoding="utf-8") as file:
        settings.write(file)


def _base64(text: str) -> str:
    """Write a name as tempauth reads it, which fills the end up itself."""
    return base64.b64encode(text.encode()).decode().rstrip("=")


def _user_name() -> str:
    import pwd

    return pwd.getpwuid(os.geteuid()).pw_name
