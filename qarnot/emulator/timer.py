"""What keeps the time of a cluster that nobody asks anything."""

from __future__ import annotations

import logging
import threading

from qarnot.emulator.core.cluster import Cluster
from qarnot.emulator.core.times import now_utc

__all__ = ["ClusterTimer"]

_LONGEST_WAIT_SECONDS = 3600.0
_JOIN_SECONDS = 5.0

_log = logging.getLogger("qarnot.emulator")


class ClusterTimer:
    """A thread that calls :meth:`Cluster.tick` whenever something is due.

    :param cluster: a cluster that goes by the clock of this machine.
    """

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._has_changed = threading.Event()
        self._is_stopping = False
        self._thread = threading.Thread(
            target=self._keep_time, name="qarnot-emulator-timer", daemon=True
        )

    def start(self) -> None:
        """Begin to keep the time."""
        self._cluster.wake = self._has_changed.set
        self._thread.start()

    def stop(self) -> None:
        """End the thread, and wait for it."""
        self._is_stopping = True
        self._has_changed.set()
        self._thread.join(_JOIN_SECONDS)

    def _keep_time(self) -> None:
        while not self._is_stopping:
            self._has_changed.wait(self._seconds_to_wait())
            self._has_changed.clear()
            if not self._is_stopping:
                self._tick()

    def _tick(self) -> None:
        try:
            self._cluster.tick()
        except Exception:  # noqa: BLE001 - the time of all others goes on
            _log.exception("Something that was due has failed")

    def _seconds_to_wait(self) -> float:
        due = self._cluster.next_due()
        if due is None:
            return _LONGEST_WAIT_SECONDS
        seconds = (due - now_utc()).total_seconds()
        return min(max(seconds, 0.0), _LONGEST_WAIT_SECONDS)
