"""What the cluster and its runner tell each other about running instances."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Usage:
    """
    What an instance uses now, or used until it ended.

    :param cpu_seconds: CPU time of all its processes, in seconds.
    :param memory_mb: Memory that is resident now, in MB.
    :param peak_memory_mb: The most memory that was resident at a time, in MB.
    :param ports: TCP ports that its processes listen on.
    """

    cpu_seconds: float = 0.0
    memory_mb: int = 0
    peak_memory_mb: int = 0
    ports: tuple[int, ...] = ()


@dataclass(frozen=True)
class FileSelection:
    """
    Which files of the instances go to a bucket.

    :param bucket: Name of the bucket.
    :param prefix: What the keys in the bucket start with.
    :param whitelist: Regular expression on the path: only files that match are taken.
    :param blacklist: Regular expression on the path: files that match stay out.
    """

    bucket: str
    prefix: str = ""
    whitelist: str | None = None
    blacklist: str | None = None


@dataclass(frozen=True)
class Machine:
    """
    The machine that all instances run on; what is not known of it is shown as null.

    :param specification_key: The name of its kind.
    :param cpu_model: The model of its processor.
    :param memory_mb: Its memory, in MB.
    """

    specification_key: str = "emulator"
    cpu_model: str | None = None
    memory_mb: int | None = None
