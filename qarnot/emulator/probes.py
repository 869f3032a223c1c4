"""What the processes of jobs use: processor time, memory and ports, read from ``/proc``."""

from __future__ import annotations

import os
import resource
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from qarnot.emulator.core.running import Usage

__all__ = [
    "Memory",
    "ProcessMeter",
    "ProcessStat",
    "parse_listening",
    "parse_memory",
    "parse_socket",
    "parse_stat",
]

_LOOK_SECONDS = 0.2
_FRESH_SECONDS = 0.02
_LISTENING = b"0A"
_MEGABYTE = 1 << 20


@dataclass(frozen=True)
class ProcessStat:
    """A process, as ``/proc/PID/stat`` shows it.

    :ivar cpu_ticks: clock ticks of its own, and of the children that it waited for.
    """

    pid: int
    group: int
    cpu_ticks: int


@dataclass(frozen=True)
class Memory:
    """The memory of a process, in bytes: what is resident now, and the most that ever was."""

    resident: int = 0
    peak: int = 0


def parse_stat(content: bytes) -> ProcessStat:
    """Read a ``/proc/PID/stat``; the name of the program in it may hold anything.

    :raises ValueError: when it is none.
    """
    head, found, tail = content.rpartition(b")")
    fields = tail.split()
    if not found or len(fields) < 15:
        raise ValueError(f"expected the content of a /proc/PID/stat, not {content!r}")
    return ProcessStat(
        pid=int(head.partition(b" ")[0]),
        group=int(fields[2]),
        cpu_ticks=sum(map(int, fields[11:15])),
    )


def parse_memory(content: bytes) -> Memory:
    """Read the memory in a ``/proc/PID/status``; a process that has ended has none."""
    sizes = {b"VmRSS": 0, b"VmHWM": 0}
    for line in content.splitlines():
        name, _, value = line.partition(b":")
        if name in sizes:
            sizes[name] = int(value.split()[0]) * 1024
    return Memory(sizes[b"VmRSS"], sizes[b"VmHWM"])


def parse_listening(content: bytes) -> dict[int, int]:
    """Read a ``/proc/net/tcp`` or ``tcp6``: the sockets that listen, and on which port each does.

    :return: ports by the inode of their socket.
    """
    ports = {}
    for line in content.splitlines()[1:]:
        fields = line.split()
        if len(fields) > 9 and fields[3] == _LISTENING:
            ports[int(fields[9])] = int(fields[1].rpartition(b":")[2], 16)
    return ports


def parse_socket(link: str) -> int | None:
    """Read where a link of ``/proc/PID/fd`` leads: the inode of a socket, or ``None``."""
    inode = link.removeprefix("socket:[").removesuffix("]")
    return int(inode) if link.startswith("socket:[") and inode.isdecimal() else None


@dataclass
class _Tally:
    """What was seen of one process group.

    :ivar inherited_peak: the emulator's own peak when the group's first process was started, which
        Linux counts as that process's.
    """

    inherited_peak: int
    cpu_seconds: float = 0.0
    resident: int = 0
    peak: int = 0
    pids: list[int] = field(default_factory=list)

    def note(self, cpu_seconds: float, memory: list[Memory]) -> None:
        """Take in one look at the group; processes that ended since keep their share."""
        self.cpu_seconds = max(self.cpu_seconds, cpu_seconds)
        self.resident = sum(each.resident for each in memory)
        self.peak = max(self.peak, self.resident, *(each.peak for each in memory), 0)


class ProcessMeter:
    """Measures process groups, with one thread that looks at all of them while there are any.

    The memory of a group is the sum over its processes, which counts what they share more than
    once. A peak between two looks is seen when one process alone reached it.

    Without a ``/proc`` only :meth:`final` tells anything, and no ports.

    :param proc: where the system shows its processes.
    :param interval: seconds from one look to the next.
    """

    def __init__(self, proc: Path = Path("/proc"), interval: float = _LOOK_SECONDS) -> None:
        self._proc = str(proc)
        self._interval = interval
        self._can_look = os.path.exists(f"{self._proc}/self/stat")
        self._ticks_per_second = os.sysconf("SC_CLK_TCK")
        self._tallies: dict[int, _Tally] = {}
        self._looked = float("-inf")
        self._thread: threading.Thread | None = None
        self._changed = threading.Condition()

    def watch(self, group: int) -> None:
        """Measure a group from now on; its first process was just started by this process."""
        tally = _Tally(_peak_bytes(resource.getrusage(resource.RUSAGE_SELF)))
        with self._changed:
            self._tallies[group] = tally
            if self._can_look:
                tally.pids = [group]
                tally.note(0.0, [self._memory(group)])
                if self._thread is None:
                    self._thread = threading.Thread(
                        target=self._keep_looking, name="qarnot-emulator-meter", daemon=True
                    )
                    self._thread.start()

    def usage(self, group: int) -> Usage:
        """Tell what a group uses now, or nothing when it is not watched."""
        with self._changed:
            if time.monotonic() - self._looked > _FRESH_SECONDS:
                self._look()
            tally = self._tallies.get(group)
            if tally is None:
                return Usage()
            cpu_seconds, resident, peak = tally.cpu_seconds, tally.resident, tally.peak
            pids = tuple(tally.pids)
        return Usage(cpu_seconds, _megabytes(resident), _megabytes(peak), self._ports(pids))

    def look(self, group: int) -> None:
        """Look at a group now, as before its last processes are ended."""
        with self._changed:
            self._look_at({group: self._tallies[group]})

    def final(self, group: int, used: resource.struct_rusage) -> Usage:
        """Tell what a group used from start to end.

        :param used: what the system counted for its first process, and for those that it waited
            for.
        """
        with self._changed:
            tally = self._tallies[group]
            peak = _peak_bytes(used)
            if self._can_look and peak <= tally.inherited_peak:
                peak = 0
            return Usage(
                cpu_seconds=max(tally.cpu_seconds, used.ru_utime + used.ru_stime),
                peak_memory_mb=_megabytes(max(tally.peak, peak)),
            )

    def forget(self, group: int) -> None:
        """Measure a group no more."""
        with self._changed:
            del self._tallies[group]
            self._changed.notify_all()

    def _keep_looking(self) -> None:
        with self._changed:
            while not self._changed.wait_for(lambda: not self._tallies, self._interval):
                self._look()
            self._thread = None

    def _look(self) -> None:
        self._look_at(self._tallies)
        self._looked = time.monotonic()

    def _look_at(self, tallies: Mapping[int, _Tally]) -> None:
        if not self._can_look or not tallies:
            return
        members = defaultdict[int, list[ProcessStat]](list)
        for stat in self._processes_of(tallies):
            members[stat.group].append(stat)
        for group, tally in tallies.items():
            tally.pids = [each.pid for each in members[group]]
            ticks = sum(each.cpu_ticks for each in members[group])
            tally.note(ticks / self._ticks_per_second, [self._memory(pid) for pid in tally.pids])

    def _processes_of(self, groups: Container[int]) -> Iterator[ProcessStat]:
        for name in _names(self._proc):
            if name.isdecimal() and _group_of(int(name)) in groups:
                content = _read(f"{self._proc}/{name}/stat")
                if content:
                    yield parse_stat(content)

    def _memory(self, pid: int) -> Memory:
        return parse_memory(_read(f"{self._proc}/{pid}/status"))

    def _ports(self, pids: Iterable[int]) -> tuple[int, ...]:
        sockets = {inode for pid in pids for inode in self._sockets(pid)}
        if not sockets:
            return ()
        listening = {
            **parse_listening(_read(f"{self._proc}/net/tcp")),
            **parse_listening(_read(f"{self._proc}/net/tcp6")),
        }
        return tuple(sorted({listening[inode] for inode in sockets & listening.keys()}))

    def _sockets(self, pid: int) -> Iterator[int]:
        folder = f"{self._proc}/{pid}/fd"
        for name in _names(folder):
            try:
                inode = parse_socket(os.readlink(f"{folder}/{name}"))
            except OSError:
                continue
            if inode is not None:
                yield inode


def _read(path: str) -> bytes:
    """Read a file of ``/proc``; nothing when its process is gone."""
    try:
        with open(path, "rb", buffering=0) as file:
            return file.read()
    except OSError:
        return b""


def _names(folder: str) -> list[str]:
    """List a folder of ``/proc``; nothing when its process is gone, or is another user's."""
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _group_of(pid: int) -> int | None:
    try:
        return os.getpgid(pid)
    except OSError:
        return None


def _peak_bytes(used: resource.struct_rusage) -> int:
    return used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _megabytes(size: int) -> int:
    return round(size / _MEGABYTE)
