"""A progress bar on the terminal, when the ``progress`` extra is there to draw it."""

from __future__ import annotations

import warnings
from typing import Any

__all__ = ["ProgressBar"]


class ProgressBar:
    """Shows the state and percentage of a task; without the extra, warns and shows nothing."""

    def __init__(self) -> None:
        self._bar: Any = None
        try:
            from tqdm import tqdm
        except ImportError:
            warnings.warn(
                "live_progress needs tqdm: pip install 'qarnot-client[progress]'", stacklevel=4
            )
        else:
            self._bar = tqdm(total=100, unit="%", disable=None, leave=False)

    def show(self, state: str, percent: Any) -> None:
        """Show where the task stands."""
        if self._bar is not None:
            self._bar.set_description(state)
            self._bar.n = percent if isinstance(percent, int | float) else 0
            self._bar.refresh()

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()
