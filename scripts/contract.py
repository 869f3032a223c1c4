"""Hold an API against the document: the emulator, or with --url another.

python scripts/contract.py                     an emulator of its own, with --write
python scripts/contract.py --url https://...   that API; the token is QARNOT_CLIENT_TOKEN

All options of ``python -m qarnot.contract`` may be given as well.
"""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Sequence

from qarnot.contract.command import main as hold

SLOTS = 8


def main(arguments: Sequence[str]) -> int:
    if any(each.partition("=")[0] in ("--url", "--help", "-h") for each in arguments):
        return hold(arguments)
    from qarnot.emulator import Emulator

    # A token of its own, so that it is seen that another one is refused.
    os.environ["QARNOT_CLIENT_TOKEN"] = token = secrets.token_hex(16)
    with Emulator(token=token, slots=SLOTS) as cluster:
        return hold(["--url", cluster.cluster_url, "--write", *arguments])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
