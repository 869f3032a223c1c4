"""How a pool grows and shrinks: read, replaced and checked on its own."""

from __future__ import annotations

from typing import Any

from qarnot_rest.api.pools import (
    check_pool_scaling,
    get_pool_scaling,
    replace_pool_scaling,
    update_pool,
)
from qarnot_rest.models import PoolUpdateInput, ScalingInput

from qarnot import _checks
from qarnot._live import HeldField
from qarnot._replies import Answer, any_reply, nothing
from qarnot._requests import request
from qarnot.exceptions import InvalidValue, UnreadableReply
from qarnot.scaling import Scaling

from .pool_fields import PoolFields

__all__ = ["PoolScaling"]


class PoolScaling(PoolFields):
    """A pool whose scaling can be read, replaced and checked."""

    async def read_scaling(self) -> Scaling:
        """Read how the pool grows and shrinks (API ``GET /pools/{poolUuid}/scaling``).

        The pool itself stays as it was received, and ``scaling`` as it was set.

        :return: the scaling, with the name of the policy that decides now; without policies when
            the pool has none.
        :raises NotSubmitted: it was never submitted, or was deleted.
        :raises MissingPoolException: the pool is gone.

        >>> name = (await pool.read_scaling()).active_policy_name
        """
        identifier = self.identifier("read the scaling of")
        await self.until_seen()
        arguments = get_pool_scaling._get_kwargs(identifier)
        return await self.connection.wire.read(request(get_pool_scaling, arguments, _scaling_of))

    async def replace_scaling(self, scaling: Scaling) -> None:
        """Replace how the pool grows and shrinks (API ``PUT /pools/{poolUuid}/scaling``).

        Nothing else that was set is sent. A scaling that was set on the pool, and not committed, is
        forgotten; so are elastic settings, unless there are no policies. A pool that is elastic on
        the cluster is told to be so no more (API ``PUT /pools/{poolUuid}``).

        :param scaling: the policies that count from now on, all of them; without any, the pool has
            no scaling any more.
        :raises NotSubmitted: it was never submitted, or was deleted.
        :raises InvalidValue: it is no scaling; nothing was sent.
        :raises RejectedValue: the platform does not take it, and says why.
        :raises MissingPoolException: the pool is gone.

        >>> from qarnot.scaling import FixedScalingPolicy, Scaling
        >>> await pool.replace_scaling(Scaling([FixedScalingPolicy(2)]))
        """
        identifier = self.identifier("replace the scaling of")
        body = _checked(scaling).to_json()
        await self.until_seen()
        arguments = _arguments(replace_pool_scaling._get_kwargs(identifier, body=_empty()), body)
        await self.connection.wire.ask(request(replace_pool_scaling, arguments, nothing))
        self._take_as_sent(PoolScaling.scaling, scaling)
        elastic = PoolScaling.elastic_property
        if scaling.policies:
            self._take_as_sent(elastic, elastic.received(self))
        await self.update(True)
        if scaling.policies and elastic.peek(self).is_elastic:
            self.leave_elastic()
            await self.send(frozenset({elastic.name}), update_pool, PoolUpdateInput)
            await self.update(True)

    def _take_as_sent(self, field: HeldField[Any], value: Any) -> None:
        """Forget what was set of a field."""
        held = field.live(self)
        held.fill(value)
        self.settle({field.name: held})

    async def check_scaling(self, scaling: Scaling | None = None) -> None:
        """Ask the platform whether a scaling could be used, before it is.

        Nothing is changed; the pool need not be submitted. API ``POST
        /sanity-checks/pools/scaling``.

        :param scaling: what to check; what is set on the pool when ``None``.
        :raises InvalidValue: there is nothing to check, or it is no scaling; nothing was sent.
        :raises RejectedValue: it could not be used: ``message`` says why, and ``details`` has what
            is wrong with each field, as far as the platform says.

        >>> from qarnot.scaling import FixedScalingPolicy, Scaling
        >>> await pool.check_scaling(Scaling([FixedScalingPolicy(2)]))
        """
        checked = _checked(self.scaling if scaling is None else scaling)
        if not checked.policies:
            raise InvalidValue(f"scaling: at least one policy was expected, not {checked!r}")
        arguments = _arguments(check_pool_scaling._get_kwargs(body=_empty()), checked.to_json())
        await self.connection.wire.ask(request(check_pool_scaling, arguments, nothing))


def _checked(scaling: Any) -> Scaling:
    if not isinstance(scaling, Scaling):
        raise InvalidValue(f"scaling: a Scaling was expected, not {_checks.shown(scaling)}")
    return scaling


def _empty() -> ScalingInput:
    return ScalingInput()


def _arguments(built: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    """Put in the body as it is: the models drop what this library does not know."""
    return {**built, "json": body}


def _scaling_of(answer: Answer) -> Scaling:
    """Read a scaling; a pool that has none may have an answer that says nothing."""
    found = any_reply(answer)
    if found is not None and not isinstance(found, dict):
        raise UnreadableReply(f"a scaling was expected, a {type(found).__name__} came")
    return Scaling.from_json(found)
