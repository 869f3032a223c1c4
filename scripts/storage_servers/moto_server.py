"""moto: an imitation in memory, quick to start. It checks no signature and no digest."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from storage_servers.sites import Site

__all__ = ["find_place", "start"]

SCRIPTS = Path(__file__).resolve().parents[1]


def find_place() -> Path:
    """Give the folder for what it keeps."""
    return Path(tempfile.gettempdir())


def start(site: Site) -> None:
    """Start it, and wait until it answers."""
    files = () if site.certificate is None else (site.certificate.chain, site.certificate.key)
    site.processes.start(
        *("moto", sys.executable, "-m", "storage_servers.moto_process", str(site.port), *files),
        environment={"PYTHONPATH": str(SCRIPTS), "S3_UPLOAD_PART_MIN_SIZE": str(site.least_part)},
    )
    site.wait_until_it_answers()
