# Made from qarnot/_async/task_dependencies.py by `make sync`: edit that file, not this one.
"""What a task waits for before it runs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from qarnot import _checks
from qarnot.dependency import AdvancedDependency, AdvancedDependencyOutput, TaskDependencies
from qarnot.exceptions import InvalidValue, ReadOnlyAttribute

from .task_fields import TaskFields

__all__ = ["TaskWithDependencies"]


class TaskWithDependencies(TaskFields):
    """A task that may wait for others; the cluster takes that in jobs that use dependencies."""

    def set_task_dependencies_from_uuids(self, uuids: Iterable[str]) -> None:
        """Let the task wait for the success of others, besides those that are set already.

        :param uuids: their uuids.
        :raises InvalidValue: one is no uuid, or dependencies by final state are set.
        :raises ReadOnlyAttribute: the task was submitted.
        """
        self._add([_checks.object_uuid("uuids", uuid) for uuid in _listed("uuids", uuids)])

    def set_task_dependencies_from_tasks(self, tasks: Iterable[Any]) -> None:
        """Let the task wait for the success of others, besides those that are set already.

        :param tasks: the tasks, submitted.
        :raises InvalidValue: one was not submitted, or dependencies by final state are set.
        :raises ReadOnlyAttribute: this task was submitted.

        >>> first = connection.create_task("first", image="library/ubuntu", command="true")
        >>> first.submit()
        >>> task.set_task_dependencies_from_tasks([first])
        """
        self._add([_checks.object_uuid("tasks", task) for task in _listed("tasks", tasks)])

    def set_task_advanced_dependencies(self, dependencies: Iterable[AdvancedDependency]) -> None:
        """Let the task wait for others to end in certain states, besides those that are set.

        :param dependencies: the others, each with the final states that are waited for.
        :raises InvalidValue: one is no such thing, goes against one that is set, or dependencies
            without a final state are set.
        :raises ReadOnlyAttribute: the task was submitted.
        """
        known = self._dependencies()
        if known.depends_on:
            raise InvalidValue(
                f"dependencies: either simple or advanced ones were expected; {known.depends_on} "
                "are set"
            )
        found = {each.task_uuid: each for each in known.advanced_depends_on or ()}
        for each in _listed("dependencies", dependencies):
            if not isinstance(each, AdvancedDependency):
                raise InvalidValue(
                    f"dependencies: AdvancedDependency was expected, not {_checks.shown(each)}"
                )
            wanted = each.task_final_state_condition
            new = AdvancedDependencyOutput(str(each.task_uuid), wanted, None)
            before = found.setdefault(each.task_uuid, new)
            if _conditions(before) != _conditions(new):
                raise InvalidValue(
                    f"dependencies: one set of final states of {each.task_uuid} was expected, not "
                    f"{_conditions(before)} and {_conditions(new)}"
                )
        self._set(TaskDependencies(advanced_depends_on=list(found.values())))

    def remove_task_dependency(self, uuid: str) -> None:
        """Let the task no longer wait for another; it need not have.

        :param uuid: the uuid of the other.
        :raises ReadOnlyAttribute: the task was submitted.
        """
        known, gone = self._dependencies(), str(uuid).lower()
        simple = [each for each in known.depends_on or () if each.lower() != gone]
        advanced = [
            each for each in known.advanced_depends_on or () if str(each.task_uuid).lower() != gone
        ]
        self._set(TaskDependencies(simple or None, advanced or None))

    def clear_task_dependencies(self) -> None:
        """Let the task wait for no other.

        :raises ReadOnlyAttribute: the task was submitted.
        """
        self._set(TaskDependencies())

    def _add(self, uuids: list[str]) -> None:
        known = self._dependencies()
        if known.advanced_depends_on:
            raise InvalidValue(
                "dependencies: either simple or advanced ones were expected; advanced ones are set"
            )
        self._set(TaskDependencies(list(dict.fromkeys([*(known.depends_on or ()), *uuids]))))

    def _dependencies(self) -> TaskDependencies:
        if self.is_submitted:
            raise ReadOnlyAttribute("Task.dependencies cannot be set any more: it was submitted")
        return TaskFields.dependencies.peek(self) or TaskDependencies()

    def _set(self, dependencies: TaskDependencies) -> None:
        self._dependencies()
        TaskFields.dependencies.live(self).fill(dependencies)


def _conditions(dependency: AdvancedDependencyOutput) -> list[str]:
    return sorted(str(each) for each in dependency.task_final_state_condition or ())


def _listed(what: str, value: Any) -> list[Any]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise InvalidValue(f"{what}: a list was expected, not {_checks.shown(value)}")
    return list(value)
