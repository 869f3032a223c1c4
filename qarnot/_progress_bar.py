"""Progress on the terminal, when the ``progress`` extra is there to draw it."""

from __future__ import annotations

import contextlib
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from qarnot._checks import shown
from qarnot.exceptions import InvalidValue

__all__ = ["Progress", "TaskBar", "telling"]

Progress = Callable[[float, float, str], object]


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
def telling(progress: bool | Progress | None) -> Iterator[Progress | None]:
    """Give the callback that a transfer tells of its progress.

    :param progress: a callback; ``True`` for a bar of all bytes; ``None`` or ``False`` for none.
    :raises InvalidValue: it is something else.
    """
    if callable(progress):
        yield progress
    elif progress is None or progress is False:
        yield None
    elif progress is True:
        bar = _bar(unit="B", unit_scale=True, total=0)
        try:
            yield None if bar is None else _adding_up(bar)
        finally:
            if bar is not None:
                bar.close()
    else:
        raise InvalidValue(
            f"progress: True, False, None or a function was expected, not {shown(progress)}"
        )


def _adding_up(bar: Any) -> Progress:
    """Show all files of a transfer in one bar."""
    seen: dict[str, float] = {}

    def tell(done: float, total: float, key: str) -> None:
        if key not in seen:
            bar.total += total
        bar.set_description(key)
        bar.update(max(0.0, done - seen.get(key, 0.0)))
        seen[key] = done

    return tell
