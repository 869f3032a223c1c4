"""Pages of a listing that stay right while items come and go."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from qarnot.emulator.core.filters import Condition
from qarnot.emulator.core.refusals import Refusal
from qarnot.emulator.core.tasks import Task

__all__ = ["USUAL_PAGE", "cut_page"]

USUAL_PAGE = 50
"""How many items a page has when the request does not say."""


def cut_page(
    tasks: Iterable[Task],
    condition: Condition,
    *,
    token: str | None,
    maximum: int | None,
    newest: int,
) -> tuple[list[Task], str | None]:
    """Cut a page out of tasks in the order of their creation.

    A token names the task after which the next page begins, by its place among all tasks that
    ever were, so that no task is left out or shown twice when others come or go between pages.

    :param tasks: the tasks that exist, oldest first.
    :param condition: which of them are listed.
    :param token: token of the page, ``None`` for the first.
    :param maximum: most items of the page, :data:`USUAL_PAGE` when ``None``.
    :param newest: sequence number of the newest task that ever was.
    :returns: the page, and the token of the next one if there is one.
    :raises Refusal: 400 for a token that was never given out.
    """
    start = _position(token, newest)
    listed = (task for task in tasks if task.sequence > start and condition(task))
    page = list(islice(listed, min(int(maximum or USUAL_PAGE), newest)))
    has_more = next(listed, None) is not None
    return page, f"after-{page[-1].sequence}" if has_more else None


def _position(token: str | None, newest: int) -> int:
    if token is None:
        return 0
    match = re.fullmatch(r"after-([1-9][0-9]{0,17})", token, re.ASCII)
    if match is None or int(match[1]) > newest:
        raise Refusal(400, f"token: no page has the token {token!r}")
    return int(match[1])
