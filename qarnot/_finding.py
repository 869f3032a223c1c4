"""Which requests find what a creation makes, and by what the object is known."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from attrs import frozen

from qarnot import _checks
from qarnot._adoption import describes
from qarnot._batch import Batch
from qarnot._creation import SETTLE_WAIT, Creation
from qarnot._operations import OPERATIONS
from qarnot._replies import Answer, Request, list_reply, object_reply
from qarnot._requests import checked_path
from qarnot.exceptions import InvalidValue, SubmissionUnknown, UnreadableReply

__all__ = ["batch_of", "creation_of", "go_on_with"]


@frozen
class _Kind:
    """A kind of objects.

    :ivar path: where they are; below it, each is found by its shortname.
    :ivar find: the operation that reads one.
    :ivar search: the operation that finds some.
    """

    path: str
    find: str
    search: str


_TASK: Final = _Kind("/tasks", "get_task", "search_tasks")
_POOL: Final = _Kind("/pools", "get_pool", "search_pools")
_JOB: Final = _Kind("/jobs", "get_job", "search_jobs")
_KINDS: Final[Mapping[str, _Kind]] = {
    "create_task": _TASK,
    "clone_task": _TASK,
    "retry_task": _TASK,
    "recover_task": _TASK,
    "resume_task": _TASK,
    "create_pool": _POOL,
    "clone_pool": _POOL,
    "create_job": _JOB,
}
# Below the path of the objects there is this besides them.
_NO_SHORTNAMES: Final = frozenset({"summaries"})


def creation_of(
    post: Request[Any], *, is_continued: bool = False, settle_wait: float = SETTLE_WAIT
) -> Creation:
    """Make the creation that a request stands for; it gets a shortname when it has none.

    :param post: creates one object.
    :param is_continued: an earlier call of the same creation ended without an outcome.
    :param settle_wait: as in :class:`~qarnot._creation.Creation`.
    :raises InvalidValue: the shortname cannot be one, or the request creates several objects.
    """
    body = post.arguments["json"]
    if not isinstance(body, Mapping):
        raise InvalidValue(f"{post.operation.name}: one object was expected, not a list")
    kind = _KINDS[post.operation.name]
    given = _checks.shortname("shortname", body.get("shortname"))
    if given is not None and given.lower() in _NO_SHORTNAMES:
        raise InvalidValue(f"shortname: {given!r} cannot be one, it has a meaning of its own")
    name = given or f"q{uuid.uuid4().hex}"
    whole = {**body, "shortname": name}
    path = checked_path(f"{kind.path}/{quote(name, safe='')}", post.operation.name)
    return Creation(
        post=Request(post.operation, {**post.arguments, "json": whole}, _uuid_of),
        find=Request(OPERATIONS[kind.find], {"method": "get", "url": path}, _identified),
        search=_search(kind, {"operator": "Equal", "field": "Shortname", "value": name}),
        shortname=name,
        is_ours=partial(describes, whole),
        must_be_free=given is not None,
        is_continued=is_continued,
        settle_wait=settle_wait,
    )


def batch_of(creations: Sequence[Creation]) -> Batch:
    """Join creations of tasks into one batch.

    :raises InvalidValue: two of them have the same shortname.
    """
    counts = Counter(each.shortname for each in creations)
    twice = [name for name, count in counts.items() if count > 1]
    if twice:
        raise InvalidValue(f"shortname: two tasks of a list have the same one: {twice}")
    return Batch(tuple(creations), _post_all, _search_all)


def go_on_with(error: SubmissionUnknown, *, settle_wait: float = SETTLE_WAIT) -> Creation:
    """Make the creation anew whose outcome an error says is not known.

    :raises InvalidValue: the error is not one of a creation.
    """
    name = error.operation or ""
    if name not in _KINDS or error.path is None or not isinstance(error.body, Mapping):
        raise InvalidValue(f"error: one that a creation has raised was expected, not {error!r}")
    arguments = {
        "method": "post",
        "url": checked_path(error.path, name),
        "json": dict(error.body),
    }
    post: Request[Any] = Request(OPERATIONS[name], arguments, object_reply)
    return creation_of(post, is_continued=True, settle_wait=settle_wait)


def _post_all(creations: Sequence[Creation]) -> Request[list[Any]]:
    first = creations[0].post
    bodies = [dict(each.body) for each in creations]
    return Request(first.operation, {**first.arguments, "json": bodies}, list_reply)


def _search_all(creations: Sequence[Creation]) -> Request[list[Any]]:
    names = [each.shortname for each in creations]
    return _search(_TASK, {"operator": "In", "field": "Shortname", "values": names})


def _search(kind: _Kind, condition: Mapping[str, Any]) -> Request[list[Any]]:
    arguments = {"method": "post", "url": f"{kind.path}/search", "json": {"filter": condition}}
    return Request(OPERATIONS[kind.search], arguments, list_reply)


def _identified(answer: Answer) -> dict[str, Any]:
    """Read an object, which is none without a uuid."""
    found = object_reply(answer)
    if not isinstance(found.get("uuid"), str) or not found["uuid"]:
        raise UnreadableReply("the reply names no uuid")
    return found


def _uuid_of(answer: Answer) -> str:
    return str(_identified(answer)["uuid"])
