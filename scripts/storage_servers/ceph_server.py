"""Ceph's object gateway on a monitor and a store in memory, from Debian's packages."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from uuid import uuid4

from storage_servers import HOST
from storage_servers.sites import Site, Unavailable, free_ports, is_open

__all__ = ["find_place", "start"]

PROGRAMS = (
    *("ceph", "ceph-authtool", "ceph-mon", "ceph-osd", "monmaptool", "radosgw", "radosgw-admin"),
)
GIB = 1 << 30


def find_place() -> Path:
    """Give the folder for what it keeps.

    :raises Unavailable: it is not installed, or this is not root.
    """
    missing = [each for each in PROGRAMS if shutil.which(each) is None]
    if missing:
        raise Unavailable(
            f"Ceph is not installed, as {', '.join(missing)} cannot be found; "
            "on Debian: bash scripts/install_debian.sh ceph"
        )
    if os.geteuid() != 0:
        raise Unavailable("Ceph can be started by root only")
    return Path(tempfile.gettempdir())


def start(site: Site) -> None:
    """Start it, and wait until it answers."""
    run = site.processes.run
    monitor = free_ports(2)
    addresses = f"[v2:{HOST}:{monitor[0]},v1:{HOST}:{monitor[1]}]"
    cluster, store = str(uuid4()), str(uuid4())
    settings, map_file = site.folder / "ceph.conf", site.folder / "monmap"
    settings.write_text(_settings(site, cluster, addresses), encoding="utf-8")
    for name in ("run", "mon", "osd", "rgw"):
        (site.folder / name).mkdir()
    keys = _make_keys(site)
    ceph = ("--conf", settings)
    run("monmaptool", "--create", "--fsid", cluster, "--addv", "a", addresses, map_file)
    run("ceph-mon", *ceph, "--mkfs", "-i", "a", "--monmap", map_file, "--keyring", keys)
    site.processes.start("ceph-mon", "ceph-mon", *ceph, "-f", "-i", "a")
    site.processes.wait_until(lambda: is_open(monitor[0]), "the monitor")
    run("ceph", *ceph, "osd", "new", store, "0")
    run("ceph-osd", *ceph, "-i", "0", "--mkfs", "--osd-uuid", store)
    site.processes.start("ceph-osd", "ceph-osd", *ceph, "-f", "-i", "0")
    # Waits for the store, as it makes the pools that the gateway needs.
    run(
        *("radosgw-admin", *ceph, "--name", "client.rgw", "user", "create"),
        *("--uid", "tests", "--display-name", "tests"),
        *("--access-key", site.access_key, "--secret-key", site.secret),
    )
    site.processes.start("radosgw", "radosgw", *ceph, "--name", "client.rgw", "-f")
    site.wait_until_it_answers()


def _make_keys(site: Site) -> Path:
    """Write the keys by which the parts know each other: without, the gateway does not start."""
    keys = site.folder / "keyring"
    may = {
        "mon.": {"mon": "allow *"},
        "client.admin": {"mon": "allow *", "osd": "allow *"},
        "client.rgw": {"mon": "allow rwx", "osd": "allow rwx"},
        "osd.0": {"mon": "allow profile osd", "osd": "allow *"},
    }
    for name, rights in may.items():
        caps = [part for whom, what in rights.items() for part in ("--cap", whom, what)]
        create = [] if keys.exists() else ["--create-keyring"]
        site.processes.run("ceph-authtool", keys, *create, "--gen-key", "--name", name, *caps)
    return keys


def _settings(site: Site, cluster: str, addresses: str) -> str:
    if site.certificate is None:
        endpoint = f"endpoint={HOST}:{site.port}"
    else:
        endpoint = (
            f"ssl_endpoint={HOST}:{site.port} ssl_certificate={site.certificate.chain} "
            f"ssl_private_key={site.certificate.key}"
        )
    folder = site.folder
    sections = {
        "global": {
            "fsid": cluster,
            "mon initial members": "a",
            "mon host": addresses,
            "public addr": HOST,
            "cluster addr": HOST,
            "keyring": folder / "keyring",
            "run dir": folder / "run",
            "crash dir": folder / "run",
            "admin socket": folder / "run" / "$name.asok",
            "pid file": folder / "run" / "$name.pid",
            "log file": folder / "$name.log",
            "osd pool default size": 1,
            "osd pool default min size": 1,
            "osd pool default pg num": 8,
            "osd pool default pgp num": 8,
            "osd pool default pg autoscale mode": "off",
            "osd crush chooseleaf type": 0,
            "mon allow pool size one": "true",
            "mon max pg per osd": 1000,
            # Each of the gateway's pools is another proposal, and this is how long one waits.
            "paxos propose interval": 0.05,
            # The place of the folder says nothing of who they run as.
            "setuser match path": "",
        },
        "mon": {
            "mon data": folder / "mon",
            "mon allow pool delete": "true",
            # A disk that is rather full is no reason to stop.
            "mon data avail warn": 1,
            "mon data avail crit": 1,
        },
        "osd": {
            "osd data": folder / "osd",
            "osd objectstore": "memstore",
            "memstore device bytes": 4 * GIB,
            "osd memory target": GIB,
            "osd class default list": "*",
            "osd class load list": "*",
        },
        "client.rgw": {
            "rgw data": folder / "rgw",
            "rgw frontends": f"beast {endpoint} tcp_nodelay=1",
            "rgw multipart min part size": site.least_part,
            "rgw thread pool size": 64,
            "rgw rados pool pg num min": 8,
            "rgw run sync thread": "false",
            "rgw enable usage log": "false",
            "rgw enable ops log": "false",
            "rgw dynamic resharding": "false",
        },
    }
    return "".join(
        f"[{name}]\n" + "".join(f"{key} = {value}\n" for key, value in section.items())
        for name, section in sections.items()
    )
