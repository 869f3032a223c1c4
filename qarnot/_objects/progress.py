"""How far a transfer is."""

from __future__ import annotations

import threading
from collections.abc import Callable

__all__ = ["Progress", "Teller"]

Progress = Callable[[float, float, str], object]
"""Called with the bytes done, the bytes in all (0 when not known) and the key.

Of each file, the first call tells 0 bytes done and the last one all of them. The bytes done may
fall in between, when some are sent again. When the callable has a method ``expect(files, size)``,
it is called before the files of a plan with how many they are and their bytes in all.
"""


class Teller:
    """Tells a callback of progress, from many threads but never twice at once.

    An error of the callback is kept, so that the transfer can end in good order and raise it;
    nothing is told after it.

    :param progress: whom to tell, or ``None``.
    :ivar error: what the callback raised, or ``None``.
    """

    def __init__(self, progress: Progress | None) -> None:
        self.error: BaseException | None = None
        self._progress = progress
        self._told: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def expect(self, files: int, size: int) -> None:
        """Tell what is to come.

        :param files: how many files.
        :param size: their bytes in all.
        """
        expect = getattr(self._progress, "expect", None)
        if callable(expect):
            self._call(lambda: expect(files, size))

    def tell(self, done: float, total: float, key: str) -> None:
        """Tell how far one file is; what would repeat the last call is not told.

        :param done: its bytes done, which may fall.
        :param total: its bytes in all; 0 when not known.
        :param key: its key.
        """
        progress = self._progress
        if progress is not None:
            self._call(lambda: self._tell(progress, float(done), float(total), key))

    def _call(self, call: Callable[[], object]) -> None:
        with self._lock:
            if self.error is None:
                try:
                    call()
                except BaseException as error:  # noqa: BLE001 - the transfer raises it when it ends
                    self.error = error

    def _tell(self, progress: Progress, done: float, total: float, key: str) -> None:
        done = max(0.0, min(done, total) if total else done)
        if key not in self._told and done:
            progress(0.0, total, key)
        if self._told.get(key) != (done, total):
            self._told[key] = done, total
            progress(done, total, key)
