"""What the tests of faults share: how much of a matrix is run, and the figures that are printed.

`make test` runs a slice of every matrix, drawn by a seed that is printed; `make test-faults` runs
the whole of it. A slice can be drawn again with `--fault-seed`. Property tests that do not say how
many examples they want have fewer in a slice.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import pytest
from attrs import frozen
from hypothesis import HealthCheck, settings

T = TypeVar("T")

FIGURES = pytest.StashKey[list[str]]()
SEED = pytest.StashKey[int]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--faults", choices=("slice", "all"), default="slice")
    parser.addoption("--fault-seed", type=int, default=None)


# The clock is no judge: the first draw in a new checkout builds tables for a second, and a busy
# machine is slow at any time. Each test has its time limit from pytest-timeout.
EXAMPLES = {"slice": 40, "all": 100}
for _name in EXAMPLES:
    settings.register_profile(
        _name,
        max_examples=EXAMPLES[_name],
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )


def examples(whole: int) -> settings:
    """Give settings for so many examples in all, or for their share in a slice."""
    share = EXAMPLES[settings.get_current_profile_name()] / EXAMPLES["all"]
    return settings(max_examples=max(1, round(whole * share)))


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile(config.getoption("--faults"))
    seed = getattr(config, "workerinput", {}).get("fault_seed", config.getoption("--fault-seed"))
    config.stash[SEED] = random.SystemRandom().randrange(2**32) if seed is None else seed
    figures: list[str] = []
    config.stash[FIGURES] = figures


# With pytest-xdist, several processes share the tests: one seed for all, and all their figures.


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["fault_seed"] = node.config.stash[SEED]


def pytest_sessionfinish(session: pytest.Session) -> None:
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["fault_figures"] = session.config.stash[FIGURES]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    node.config.stash[FIGURES].extend(getattr(node, "workeroutput", {}).get("fault_figures", []))


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if config.stash[FIGURES]:
        terminalreporter.section(f"faults ({config.getoption('--faults')})")
        terminalreporter.line(f"seed {config.stash[SEED]}")
        figures: list[str] = config.stash[FIGURES]
        for line in sorted(figures):
            terminalreporter.line(line)


@frozen
class Scale:
    """How much is run: a slice, or all of it.

    :ivar is_whole: all of it.
    :ivar seed: draws the slice.
    """

    is_whole: bool
    seed: int

    def pick(self, cells: Iterable[T], slice_size: int) -> list[T]:
        """Give all cells of a matrix, or so many of them."""
        every = list(cells)
        if self.is_whole or len(every) <= slice_size:
            return every
        return random.Random(self.seed).sample(every, slice_size)

    def count(self, whole: int, part: int) -> int:
        """Give how often something is done: so often in all, or so often in a slice."""
        return whole if self.is_whole else part


@pytest.fixture
def scale(request: pytest.FixtureRequest) -> Scale:
    config = request.config
    return Scale(config.getoption("--faults") == "all", config.stash[SEED])


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Print a line at the end of the run."""
    figures: list[str] = request.config.stash[FIGURES]
    return figures.append
