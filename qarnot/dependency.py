"""Tasks that a task waits for, and how they must have ended."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from qarnot._checks import shown
from qarnot._fields import Field
from qarnot._readers import items, text, texts
from qarnot._values import Made, Term, find_term, known_term
from qarnot.exceptions import InvalidValue

__all__ = [
    "AdvancedDependency",
    "AdvancedDependencyOutput",
    "DependencyState",
    "DependencyStateConditionsFulfilled",
    "DependencyStateConditionsNotFulfilled",
    "DependencyStateWaiting",
    "TaskDependencies",
    "TaskFinalState",
    "TaskFinalStateCancelled",
    "TaskFinalStateFailure",
    "TaskFinalStateSuccess",
]

T = TypeVar("T")
K = TypeVar("K", bound=Term)
_UUID = re.compile("[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")


class TaskFinalState(Term):
    """How a task ended, or must have ended.

    Use one of the classes below; this one stands for an end that this version does not know.
    """

    value: str = ""
    """The text of the API, such as ``"success"``."""

    _family = "a final state of a task"

    @classmethod
    def from_string(cls, value: str | None) -> TaskFinalState | None:
        """Make a final state from the text of the API.

        :param value: such as ``"success"``; the case does not matter. A text that this version does
            not know is kept as it is.
        :return: ``None`` for ``None``.
        """
        return find_term(value, TaskFinalState, _FINAL_STATES)

    @classmethod
    def from_json(cls, json: str | None) -> TaskFinalState | None:
        """Do the same as :meth:`from_string`."""
        return cls.from_string(json)

    def to_json(self) -> str:
        """Give the text of the API."""
        return self.value

    def __lt__(self, other: TaskFinalState) -> bool:
        if not isinstance(other, TaskFinalState):
            return NotImplemented
        return self.value < other.value


class TaskFinalStateSuccess(TaskFinalState):
    """The task succeeded."""

    value = "success"

    def __init__(self) -> None:
        pass


class TaskFinalStateFailure(TaskFinalState):
    """The task failed."""

    value = "failure"

    def __init__(self) -> None:
        pass


class TaskFinalStateCancelled(TaskFinalState):
    """The task was cancelled."""

    value = "cancelled"

    def __init__(self) -> None:
        pass


_FINAL_STATES = (TaskFinalStateSuccess, TaskFinalStateFailure, TaskFinalStateCancelled)


class DependencyState(Term):
    """Whether what a task waits for has come about.

    One of the classes below; this one stands for a state that this version does not know.
    """

    value: str = ""
    """The text of the API, such as ``"waiting"``."""

    _family = "a state of a dependency"

    @classmethod
    def from_string(cls, value: str | None) -> DependencyState | None:
        """Make a state from the text of the API.

        :param value: such as ``"waiting"``; the case does not matter. A text that this version does
            not know is kept as it is.
        :return: ``None`` for ``None``.
        """
        return find_term(value, DependencyState, _STATES)

    @classmethod
    def from_json(cls, json: str | None) -> DependencyState | None:
        """Do the same as :meth:`from_string`."""
        return cls.from_string(json)

    def to_json(self) -> str:
        """Give the text of the API."""
        return self.value


class DependencyStateWaiting(DependencyState):
    """A task that is waited for has not ended yet."""

    value = "waiting"

    def __init__(self) -> None:
        pass


class DependencyStateConditionsFulfilled(DependencyState):
    """What was waited for ended as it had to."""

    value = "dependencyConditionsFulfilled"

    def __init__(self) -> None:
        pass


class DependencyStateConditionsNotFulfilled(DependencyState):
    """What was waited for ended in another way."""

    value = "dependencyConditionsNotFulfilled"

    def __init__(self) -> None:
        pass


_STATES = (
    DependencyStateWaiting,
    DependencyStateConditionsFulfilled,
    DependencyStateConditionsNotFulfilled,
)


def _uuid(what: str, value: Any) -> str:
    if isinstance(value, uuid.UUID):
        return str(value)
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        advice = "; submit the task first" if value is None else ""
        raise InvalidValue(f"{what}: the uuid of a task was expected, not {shown(value)}{advice}")
    return value


def _present(read: Callable[[Any], T | None]) -> Callable[[Any], list[T]]:
    listed = items(read)
    return lambda raw: [each for each in listed(raw) if each is not None]


def _conditions(raw: Any) -> list[TaskFinalState] | None:
    return _present(TaskFinalState.from_string)(raw) if isinstance(raw, list) else None


def _checked_conditions(what: str, value: Any) -> list[TaskFinalState] | None:
    if value is None:
        return None
    if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
        raise InvalidValue(
            f"{what}: a list of final states of a task was expected, not {shown(value)}"
        )
    found = [known_term(what, each, TaskFinalState, _FINAL_STATES) for each in value]
    return list(dict.fromkeys(found))


def _texts_of(terms: Iterable[Term] | None) -> list[str] | None:
    return None if terms is None else list(map(str, terms))


def _text_of(term: Term | None) -> str | None:
    return None if term is None else str(term)


def _term(kind: type[K]) -> Callable[[str, Any], K | None]:
    def check(what: str, value: Any) -> K | None:
        if value is not None and not isinstance(value, kind):
            raise InvalidValue(f"{what}: {kind._family} was expected, not {shown(value)}")
        return value

    return check


class AdvancedDependency(Made):
    """A task that a task waits for, and how it must have ended.

    Stands for the schema ``AdvancedDependencyInput``. It cannot be changed, and is equal to another
    with the same task and the same ends, in whatever order.

    :param task_uuid: the uuid of the task that is waited for.
    :param task_final_state_condition: the ends of which one must come about; ``None`` and an empty
        list mean any end. Default ``None``.
    :raises InvalidValue: it is no uuid, or there is something else in the list.

    >>> AdvancedDependency("01234567-89ab-cdef-0123-456789abcdef", [TaskFinalStateSuccess()])
    AdvancedDependency('01234567-89ab-cdef-0123-456789abcdef', [TaskFinalStateSuccess()])
    """

    task_uuid = Field("taskUuid", text, "The uuid of the task.", check=_uuid)
    task_final_state_condition = Field[list[TaskFinalState] | None](
        "taskFinalStateCondition",
        _conditions,
        "The ends that are wanted; any end when ``None`` or empty.",
        check=_checked_conditions,
        write=_texts_of,
    )

    def __init__(
        self,
        task_uuid: str,
        task_final_state_condition: Iterable[TaskFinalState] | None = None,
    ) -> None:
        super().__init__({})
        self._put(AdvancedDependency.task_uuid, task_uuid)
        self._put(AdvancedDependency.task_final_state_condition, task_final_state_condition)

    def _content(self) -> Any:
        wanted = frozenset(self.task_final_state_condition or ())
        return {**super()._content(), "taskFinalStateCondition": wanted}

    def __repr__(self) -> str:
        return f"AdvancedDependency({self.task_uuid!r}, {self.task_final_state_condition!r})"


class AdvancedDependencyOutput(Made):
    """A task that a task waits for, and what has come of it.

    Stands for the schema ``AdvancedDependencyOutput``.

    :param task_uuid: the uuid of the task that is waited for.
    :param task_final_state_condition: the ends of which one must come about; ``None`` and an empty
        list mean any end.
    :param state: whether it has come about.
    :param actual_final_state: how the task ended. Default ``None``, while it has not.
    :raises InvalidValue: a value is of another kind.
    """

    task_uuid = Field("taskUuid", text, "The uuid of the task.", check=_uuid)
    task_final_state_condition = Field[list[TaskFinalState] | None](
        "taskFinalStateCondition",
        _conditions,
        "The ends that are wanted; any end when ``None`` or empty.",
        check=_checked_conditions,
        write=_texts_of,
    )
    state = Field[DependencyState | None](
        "state",
        DependencyState.from_string,
        "Whether a wanted end has come about.",
        check=_term(DependencyState),
        write=_text_of,
    )
    actual_final_state = Field[TaskFinalState | None](
        "actualFinalState",
        TaskFinalState.from_string,
        "How the task ended; ``None`` while it has not.",
        check=_term(TaskFinalState),
        write=_text_of,
    )

    def __init__(
        self,
        task_uuid: str,
        task_final_state_condition: Iterable[TaskFinalState] | None,
        state: DependencyState | None,
        actual_final_state: TaskFinalState | None = None,
    ) -> None:
        super().__init__({})
        kind = AdvancedDependencyOutput
        self._put(kind.task_uuid, task_uuid)
        self._put(kind.task_final_state_condition, task_final_state_condition)
        self._put(kind.state, state)
        self._put(kind.actual_final_state, actual_final_state)


def _checked_uuids(what: str, value: Any) -> list[str]:
    if value is None:
        return []
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise InvalidValue(f"{what}: a list of uuids was expected, not {shown(value)}")
    return [_uuid(what, each) for each in value]


def _checked_outputs(what: str, value: Any) -> list[AdvancedDependencyOutput]:
    if value is None:
        return []
    found = list(value) if isinstance(value, Iterable) else [value]
    for each in found:
        if not isinstance(each, AdvancedDependencyOutput):
            raise InvalidValue(
                f"{what}: a list of AdvancedDependencyOutput was expected, not {shown(value)}"
            )
    return found


def _read_outputs(raw: Any) -> list[AdvancedDependencyOutput]:
    found = raw if isinstance(raw, list) else []
    return [AdvancedDependencyOutput.from_json(each) for each in found if each is not None]


class TaskDependencies(Made):
    """The tasks that a task waits for, as the API tells it (schema ``DependenciesOutput``).

    :param depends_on: the uuids of tasks that must have succeeded. Default none.
    :param advanced_depends_on: the tasks that must have ended in a stated way. Default none.
    :param state: whether all of it has come about. Default ``None``.
    :raises InvalidValue: a value is of another kind.
    """

    depends_on = Field(
        "dependsOn",
        texts,
        "The uuids of the tasks that must have succeeded.",
        check=_checked_uuids,
    )
    advanced_depends_on = Field(
        "advancedDependsOn",
        _read_outputs,
        "The tasks that must have ended in a stated way.",
        check=_checked_outputs,
        write=lambda found: [each.to_json() for each in found],
    )
    state = Field[DependencyState | None](
        "state",
        DependencyState.from_string,
        "Whether all of it has come about.",
        check=_term(DependencyState),
        write=_text_of,
    )

    def __init__(
        self,
        depends_on: Iterable[str] | None = None,
        advanced_depends_on: Iterable[AdvancedDependencyOutput] | None = None,
        state: DependencyState | None = None,
    ) -> None:
        super().__init__({})
        self._put(TaskDependencies.depends_on, depends_on)
        self._put(TaskDependencies.advanced_depends_on, advanced_depends_on)
        self._put(TaskDependencies.state, state)

    @classmethod
    def from_json(  # type: ignore[override] # None is documented
        cls, json: Mapping[str, Any] | None
    ) -> TaskDependencies | None:
        """Make the dependencies from JSON as the API sends it.

        :param json: the JSON object, which is copied.
        :return: ``None`` for ``None``.
        """
        return None if json is None else cls._of(json)

    def _content(self) -> Any:
        return {key: value for key, value in super()._content().items() if value != []}
