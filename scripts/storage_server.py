"""Start a storage server for tests on the loopback address, and end it with this process.

When it answers, one line of JSON says where it is and who may use it: url, ca_file (the authority
of its certificate, null with --no-tls), access_key, secret and server. It ends on SIGINT, SIGTERM
and when standard input closes, and leaves nothing. The status is 3 when the server cannot be had
on this machine, and standard error says what is missing.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence

from storage_servers import HOST, ceph_server, moto_server, seaweed_server, swift_server
from storage_servers.processes import Processes, ServerFailed, Stopped
from storage_servers.sites import Certificate, Site, Unavailable, free_ports, is_open

SERVERS = {
    "moto": moto_server,
    "swift": swift_server,
    "ceph": ceph_server,
    "seaweed": seaweed_server,
}
UNAVAILABLE_STATUS = 3
LEAST_PART = 5 << 20
# Not all that they could be, but what can be written into the settings of each server.
PLAIN_TEXT = re.compile(r"[A-Za-z0-9._@+-]+")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("server", choices=SERVERS)
    parser.add_argument(
        "--port",
        type=int,
        choices=range(1 << 16),
        metavar="PORT",
        default=0,
        help="a free one by default",
    )
    parser.add_argument("--access-key", type=_plain_text, default="user@example.com")
    parser.add_argument("--secret", type=_plain_text, default="storage-secret")
    parser.add_argument(
        "--least-part",
        type=int,
        default=LEAST_PART,
        help="size of the smallest part of an upload but the last, in bytes; 5 MiB, and seaweed "
        "has no other",
    )
    parser.add_argument("--no-tls", action="store_true", help="plain http")
    try:
        _serve(parser.parse_args(arguments))
    except Unavailable as error:
        sys.stderr.write(f"{error}\n")
        return UNAVAILABLE_STATUS
    except ServerFailed as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except Stopped:
        pass
    return 0


def _serve(chosen: argparse.Namespace) -> None:
    """Start a server, and keep watch over it until an error or a wish to stop ends that."""
    if chosen.port and is_open(chosen.port):
        raise ServerFailed(f"port {chosen.port} of {HOST} is in use")
    server = SERVERS[chosen.server]
    with Processes(server.find_place()) as processes:
        certificate = None if chosen.no_tls else Certificate.made_in(processes.folder)
        site = Site(
            port=chosen.port or free_ports(1)[0],
            access_key=chosen.access_key,
            secret=chosen.secret,
            least_part=chosen.least_part,
            certificate=certificate,
            processes=processes,
        )
        server.start(site)
        ready = {
            "url": site.url,
            "ca_file": str(certificate.authority) if certificate else None,
            "access_key": site.access_key,
            "secret": site.secret,
            "server": chosen.server,
        }
        sys.stdout.write(f"{json.dumps(ready)}\n")
        sys.stdout.flush()
        while True:
            processes.watch()


def _plain_text(text: str) -> str:
    if not PLAIN_TEXT.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r} has signs other than letters, digits, ._@+-")
    return text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
