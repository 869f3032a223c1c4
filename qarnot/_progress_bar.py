"""Progress that is shown: in bars when the ``progress`` extra is there to draw them."""

from __future__ import annotations

import contextlib
import inspect
import itertools
import os
import sys
import time
import warnings
from collections.abc import Callable, Collection, Iterator
from importlib.util import find_spec
from typing import Any, Self, TextIO

from qarnot._checks import shown
from qarnot._tally import Tally
from qarnot.exceptions import InvalidValue

__all__ = ["Progress", "TaskBar", "TransferDisplay", "telling"]

Progress = Callable[[float, float, str], object]

MOST_FILES = 4
LONGEST_NAME = 24
USUAL_HEIGHT = 24
OTHER_LINES = 3
"""Of a terminal: the bar for all files, and the two that tqdm leaves free."""
EMPTY = " "


def _bar(**settings: Any) -> Any:
    """Make a bar; ``None``, with a warning, when the extra is missing."""
    try:
        from tqdm.auto import tqdm
    except ImportError:
        warnings.warn(
            "progress needs tqdm: pip install 'qarnot-client[progress]'", UserWarning, stacklevel=5
        )
        return None
    # None asks whether the stream is a terminal, which that of a notebook is not.
    disable = False if "ipykernel" in sys.modules else None
    return tqdm(disable=disable, leave=False, **settings)


class TaskBar:
    """Shows the state and the percentage of one task."""

    def __init__(self) -> None:
        self._bar = _bar(total=100, unit="%")

    @property
    def is_drawn(self) -> bool:
        """Whether there is a terminal, or a notebook, to draw it on."""
        return self._bar is not None and not self._bar.disable

    def show(self, state: str, percent: float) -> None:
        """Show where the task stands."""
        if self._bar is not None:
            self._bar.set_description(state, refresh=False)
            self._bar.n = percent
            self._bar.refresh()

    def step_aside(self) -> None:
        """Make room for a line; the next look draws the bar below it."""
        if self._bar is not None:
            self._bar.clear()

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()


@contextlib.contextmanager
def telling(
    progress: bool | Progress | None, clock: Callable[[], float] = time.monotonic
) -> Iterator[Progress | None]:
    """Give the callback that a transfer tells of its progress.

    :param progress: a callback; ``True`` to show it on the standard error, see
        :class:`TransferDisplay`; ``None`` or ``False`` for none.
    :param clock: gives seconds.
    :raises InvalidValue: it is something else, or an async function, which nobody would await.
    """
    if callable(progress):
        if _is_async(progress):
            raise InvalidValue(
                "progress: a function that is not async was expected, because it is called from "
                f"other threads and not awaited, not {shown(progress)}"
            )
        yield progress
    elif progress is None or progress is False:
        yield None
    elif progress is True:
        with TransferDisplay(clock) as display:
            yield display
    else:
        raise InvalidValue(
            f"progress: True, False, None or a function was expected, not {shown(progress)}"
        )


def _is_async(function: Callable[..., Any]) -> bool:
    return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(
        getattr(function, "__call__", None)  # noqa: B004 - of an object, it may be async
    )


class TransferDisplay:
    """Shows how far a transfer is: of all files, and of those under way.

    On a terminal and in a notebook it draws bars; without tqdm, and elsewhere, it writes lines. At
    the end, one line says what was done. Where it cannot write, the transfer goes on all the same.

    :param clock: gives seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tally: Tally | None = None
        self._form: _Bars | _Lines | None = None
        self._next = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._tally is not None and self._form is not None:
            with contextlib.suppress(OSError, ValueError):
                self._form.end(self._tally)

    def expect(self, files: int, size: int) -> None:
        """Take how many files are to come, and their bytes in all."""
        if files:
            self._begun().expect(files, size)

    def __call__(self, done: float, total: float, key: str) -> None:
        """Take how far a file is."""
        tally = self._begun()
        tally(done, total, key)
        now = self._clock()
        if self._form is not None and now >= self._next:
            self._next = now + self._form.interval
            with contextlib.suppress(OSError, ValueError):
                self._form.draw(tally)

    def _begun(self) -> Tally:
        if self._tally is None:
            self._tally = Tally(self._clock)
            with contextlib.suppress(OSError, ValueError):
                self._form = _suitable_form()
                self._next = self._clock() + self._form.interval
        return self._tally


def _suitable_form() -> _Bars | _Lines:
    with contextlib.suppress(ImportError):
        if "ipykernel" in sys.modules and find_spec("ipywidgets") is not None:
            from tqdm.notebook import tqdm as notebook_bar

            return _Bars(notebook_bar, MOST_FILES)
        if sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
            from tqdm import tqdm as terminal_bar

            return _Bars(terminal_bar, max(0, min(MOST_FILES, _height(sys.stderr) - OTHER_LINES)))
    return _Lines(sys.stderr)


def _height(terminal: TextIO) -> int:
    """Count the lines of a terminal; some do not tell."""
    try:
        return os.get_terminal_size(terminal.fileno()).lines or USUAL_HEIGHT
    except (OSError, ValueError):
        return USUAL_HEIGHT


class _Lines:
    """Shows a transfer in plain lines."""

    interval = 10.0

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream

    def draw(self, tally: Tally) -> None:
        self._write(f"{_printable(tally.title)}: {tally.figures()}")

    def end(self, tally: Tally) -> None:
        self._write(f"{_printable(tally.title)}: {tally.summary()}")

    def _write(self, line: str) -> None:
        if self._stream is not None:
            self._stream.write(f"{line}\n")
            self._stream.flush()


class _Bars:
    """Shows a transfer in a bar for all files and a few bars for those under way.

    :param bar: a class of tqdm.
    :param lines: how many files have a bar of their own, at most.
    """

    interval = 0.1

    def __init__(self, bar: Any, lines: int) -> None:
        self._bar = bar
        self._overall = self._new_bar(leave=True)
        self._lines = lines
        self._bars: list[Any] = []
        self._keys: list[str | None] = []

    def draw(self, tally: Tally) -> None:
        _show(self._overall, f"{_short(tally.title)}: {tally.figures()}", tally.percent)
        if tally.files > 1:
            self._assign(tally.under_way)
        for bar, key in zip(self._bars, self._keys, strict=True):
            if key is None:
                _show(bar, "", 0.0)
            else:
                text = f"  {_short(key):<{LONGEST_NAME}} {tally.figures_of(key)}"
                _show(bar, text, tally.percent_of(key))

    def end(self, tally: Tally) -> None:
        for bar in reversed(self._bars):
            bar.n = bar.total  # or else a notebook would keep it, as one that failed
            bar.close()
        self._overall.bar_format = "{desc}"
        self._overall.set_description_str(f"{_short(tally.title)}: {tally.summary()}", False)
        self._overall.n = 100 if tally.is_complete else tally.percent
        self._overall.close()

    def _assign(self, under_way: Collection[str]) -> None:
        """Give files bars that are free; a file keeps its bar until it is done."""
        self._keys = [key if key in under_way else None for key in self._keys]
        waiting = iter([key for key in under_way if key not in self._keys])
        self._keys = [key or next(waiting, None) for key in self._keys]
        for key in itertools.islice(waiting, self._lines - len(self._keys)):
            self._keys.append(key)
            self._bars.append(self._new_bar(leave=False))

    def _new_bar(self, leave: bool) -> Any:
        return self._bar(total=100, leave=leave, dynamic_ncols=True, bar_format=EMPTY)


def _show(bar: Any, text: str, percent: float) -> None:
    bar.bar_format = "{desc} |{bar}|" if text else EMPTY
    bar.set_description_str(text, False)
    bar.n = percent
    bar.refresh()


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in text)


def _short(name: str) -> str:
    """Make a name printable and cut its beginning, which tells least, when it is long."""
    name = _printable(name)
    return name if len(name) <= LONGEST_NAME else f"...{name[3 - LONGEST_NAME :]}"
