"""What processes use: texts of the system, and real processes."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from qarnot.emulator.core.running import Usage
from qarnot.emulator.probes import (
    Memory,
    ProcessMeter,
    ProcessStat,
    parse_listening,
    parse_memory,
    parse_socket,
    parse_stat,
)

from .support import until

needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")

HEADING = b"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n"
REST = b"00000000:00000000 00:00000000 00000000     0        0"
TCP = b"".join(
    (
        HEADING,
        b"   0: 0100007F:1F90 00000000:0000 0A %s 1573 1 0000 100 0 0 10 0\n" % REST,
        b"   1: 0100007F:C350 0100007F:1F90 01 %s 1600 1 0000 20 4 30 10 -1\n" % REST,
        b"   2: 00000000:0016 00000000:0000 0A %s 1700 1 0000 100 0 0 10 0\n" % REST,
    )
)
TCP6 = HEADING + b"   0: %032d:0050 %032d:0000 0A %s 42 1 0000 100 0 0 10 0\n" % (1, 0, REST)


@given(
    pid=st.integers(1, 1 << 22),
    name=st.binary(max_size=15),
    group=st.integers(1, 1 << 22),
    ticks=st.lists(st.integers(0, 1 << 40), min_size=4, max_size=4),
)
def test_a_stat_is_read_whatever_the_program_is_called(
    pid: int, name: bytes, group: int, ticks: list[int]
) -> None:
    shown = b" ".join(b"%d" % each for each in ticks)
    content = b"%d (%s) S 1 %d %d 0 -1 4194304 1 2 3 4 %s 20 0\n" % (pid, name, group, group, shown)
    assert parse_stat(content) == ProcessStat(pid, group, sum(ticks))


@pytest.mark.parametrize("content", [b"", b"12 (sh", b"12 (sh) S 1 2 3", b"x (sh) S" + b" 1" * 20])
def test_what_is_no_stat_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"/proc/PID/stat|invalid literal"):
        parse_stat(content)


def test_memory_is_read_in_bytes() -> None:
    content = b"Name:\tVmRSS: 7\nVmPeak:\t  900 kB\nVmHWM:\t  300 kB\nVmRSS:\t  200 kB\n"
    assert parse_memory(content) == Memory(resident=200 * 1024, peak=300 * 1024)


def test_a_process_that_has_ended_has_no_memory() -> None:
    assert parse_memory(b"Name:\tsh\nState:\tZ (zombie)\n") == Memory()


def test_only_sockets_that_listen_have_a_port() -> None:
    assert parse_listening(TCP) == {1573: 8080, 1700: 22}
    assert parse_listening(TCP6) == {42: 80}
    assert parse_listening(b"") == {}


@given(st.text(max_size=30) | st.integers(0).map(lambda inode: f"socket:[{inode}]"))
def test_a_link_leads_to_a_socket_or_it_does_not(link: str) -> None:
    inode = parse_socket(link)
    assert inode is None or link == f"socket:[{link[8:-1]}]"
    assert (inode is None) == (not (link.startswith("socket:[") and link[8:-1].isdecimal()))


def test_sockets_are_told_from_pipes() -> None:
    assert parse_socket("socket:[1573]") == 1573
    assert parse_socket("pipe:[1573]") is None
    assert parse_socket("/tmp/socket:[1573]") is None


class Child:
    """A Python program in a process group of its own; each line that it prints is a step."""

    def __init__(self, program: str, meter: ProcessMeter) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(program)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        self.group = self._process.pid
        self._meter = meter
        meter.watch(self.group)

    def step(self) -> str:
        """Wait for the next line."""
        assert self._process.stdout is not None
        return self._process.stdout.readline().decode().strip()

    def go_on(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(b"\n")
        self._process.stdin.flush()

    def end(self) -> Usage:
        """Let the program end, and tell what it used."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.read()
        self._process.stdout.close()
        _, status, used = os.wait4(self.group, 0)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        return self._meter.final(self.group, used)


@contextmanager
def child(program: str, meter: ProcessMeter | None = None) -> Iterator[tuple[Child, ProcessMeter]]:
    meter = meter or ProcessMeter()
    made = Child(program, meter)
    try:
        yield made, meter
    finally:
        if made._process.returncode is None:
            made._process.kill()
            made.end()
        meter.forget(made.group)


BURN = """
    import sys, time
    def burn(seconds):
        while time.process_time() < seconds:
            pass
"""


@needs_proc
def test_processor_time_is_that_of_all_processes() -> None:
    program = (
        BURN
        + """
    import os
    if os.fork() == 0:
        burn(0.3)
        os._exit(0)
    burn(0.2)
    print("burnt", flush=True)
    sys.stdin.readline()
    os.wait()
    print("waited", flush=True)
    sys.stdin.readline()
    """
    )
    with child(program) as (process, meter):
        assert process.step() == "burnt"
        until(lambda: meter.usage(process.group).cpu_seconds >= 0.45, what="both to burn")
        process.go_on()
        assert process.step() == "waited"
        waited = meter.usage(process.group).cpu_seconds
        assert waited >= 0.45
        final = process.end().cpu_seconds
    assert waited - 0.05 <= final < 5


@needs_proc
def test_a_process_that_nobody_waits_for_still_counts() -> None:
    program = (
        BURN
        + """
    import os, signal
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    reading, writing = os.pipe()
    if (pid := os.fork()) == 0:
        burn(0.3)
        os.write(writing, b"x")
        signal.pause()
    os.read(reading, 1)
    print("burnt", flush=True)
    sys.stdin.readline()
    os.kill(pid, signal.SIGKILL)
    try:
        os.wait()
    except ChildProcessError:
        pass
    print("gone", flush=True)
    sys.stdin.readline()
    """
    )
    with child(program) as (process, meter):
        assert process.step() == "burnt"
        meter.look(process.group)
        process.go_on()
        assert process.step() == "gone"
        assert meter.usage(process.group).cpu_seconds >= 0.25
        assert process.end().cpu_seconds >= 0.25


@needs_proc
def test_memory_now_and_at_its_peak() -> None:
    program = """
    import sys
    taken = bytearray(b"x") * (80 << 20)
    print("taken", flush=True)
    sys.stdin.readline()
    del taken
    print("given back", flush=True)
    sys.stdin.readline()
    """
    with child(program) as (process, meter):
        process.step()
        full = meter.usage(process.group)
        assert 80 <= full.memory_mb <= full.peak_memory_mb < 200
        process.go_on()
        process.step()
        until(lambda: meter.usage(process.group).memory_mb < 80, what="the memory to be free")
        empty = meter.usage(process.group)
        assert empty.peak_memory_mb >= 80
        final = process.end()
    assert final.peak_memory_mb >= 80
    assert (final.memory_mb, final.ports) == (0, ())


@needs_proc
def test_the_emulators_own_memory_is_not_taken_for_that_of_a_job() -> None:
    ballast = b"x" * (100 << 20)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    with child("pass") as (process, _):
        final = process.end()
    assert own >= len(ballast) >> 20
    assert final.peak_memory_mb < 60


@needs_proc
def test_a_peak_between_two_looks_is_seen() -> None:
    program = """
    import sys
    taken = bytearray(b"x") * (80 << 20)
    del taken
    print("given back", flush=True)
    sys.stdin.readline()
    """
    with child(program, ProcessMeter(interval=3600)) as (process, meter):
        process.step()
        assert meter.usage(process.group).peak_memory_mb >= 80


@needs_proc
def test_memory_is_looked_at_while_nobody_asks() -> None:
    program = """
    import sys
    taken = bytearray(b"x") * (80 << 20)
    print("taken", flush=True)
    sys.stdin.readline()
    """

    class Watched(ProcessMeter):
        looked = threading.Semaphore(0)

        def _look(self) -> None:
            super()._look()
            self.looked.release()

    ballast = b"x" * (120 << 20)
    meter = Watched(interval=0.01)
    with child(program, meter) as (process, _):
        process.step()
        while meter.looked.acquire(blocking=False):
            pass
        for _ in range(2):
            assert meter.looked.acquire(timeout=20)
        final = process.end()
    assert 80 <= final.peak_memory_mb < len(ballast) >> 20


LISTEN = """
    import os, socket, sys
    listening = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    if os.fork() == 0:
        listening.append(socket.create_server(("127.0.0.1", 0)))
        print(f"{listening[2].getsockname()[1]}\\n", end="", flush=True)
        sys.stdin.readline()
        os._exit(0)
    connected = socket.create_connection(listening[0].getsockname())
    first, second = (each.getsockname()[1] for each in listening)
    print(f"{first} {second}\\n", end="", flush=True)  # in one piece, as both write at once
    sys.stdin.readline()
"""


@needs_proc
def test_ports_are_those_that_any_process_listens_on() -> None:
    with child(LISTEN) as (process, meter):
        ports = {int(each) for _ in range(2) for each in process.step().split()}
        assert len(ports) == 3
        assert meter.usage(process.group).ports == tuple(sorted(ports))


@needs_proc
def test_groups_are_kept_apart_and_the_thread_ends_with_the_last() -> None:
    program = (
        BURN
        + """
    burn(float(sys.stdin.readline()  or 0.2))
    print("burnt", flush=True)
    sys.stdin.readline()
    """
    )
    meter = ProcessMeter(interval=3600)
    with child(program, meter) as (idle, _):
        with child(LISTEN, meter) as (listener, _):
            listener.step()
            listener.step()
            assert meter.usage(idle.group).ports == ()
            assert len(meter.usage(listener.group).ports) == 3
        assert meter.usage(listener.group) == Usage()
        thread = meter._thread
        assert thread is not None
    thread.join(20)
    assert not thread.is_alive()
    assert meter._thread is None


def test_without_a_proc_the_end_tells_what_was_used(tmp_path: Path) -> None:
    program = (
        BURN
        + """
    burn(0.2)
    taken = bytearray(b"x") * (40 << 20)
    print("burnt", flush=True)
    sys.stdin.readline()
    """
    )
    with child(program, ProcessMeter(tmp_path)) as (process, meter):
        process.step()
        assert meter.usage(process.group) == Usage()
        assert meter._thread is None
        final = process.end()
    assert 0.2 <= final.cpu_seconds < 5
    assert final.peak_memory_mb >= 40


def test_odd_entries_of_proc_are_passed_over(tmp_path: Path) -> None:
    own = str(os.getpid())
    content = b"%d (a) R 0 %d 7 0 0 0 0 0 0 0 100 0 0 0 0\n" % (os.getpid(), os.getpgrp())
    for name, stat in (("self", content), (own, content), (str(os.getppid()), b""), ("fs", b"")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "stat").write_bytes(stat)
    (tmp_path / "uptime").write_bytes(b"1 1\n")
    (tmp_path / str(1 << 22)).mkdir()
    meter = ProcessMeter(tmp_path, interval=3600)
    meter.watch(os.getpgrp())
    assert meter.usage(os.getpgrp()).cpu_seconds == 100 / os.sysconf("SC_CLK_TCK")
    meter.forget(os.getpgrp())
