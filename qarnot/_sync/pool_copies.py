# Made from qarnot/_async/pool_copies.py by `make sync`: edit that file, not this one.
"""Opening a new pool like one that is there."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from types import ModuleType
from typing import Any, Final, Self

from qarnot_rest.api.pools import clone_pool
from qarnot_rest.models import PoolCloneInput

from qarnot import _checks
from qarnot._elastic import ElasticProperty
from qarnot.exceptions import InvalidValue
from qarnot.scaling import Scaling

from .copying import WithCopies
from .pool_fields import ELASTIC_PARTS, PoolFields, check_size

__all__ = ["PoolCopies"]

ELASTIC_NAMES: Final = frozenset({"elastic_property", *ELASTIC_PARTS})
SIZE_NAMES: Final = ELASTIC_NAMES | {"instancecount", "scaling"}
SIZE_KEYS: Final = frozenset({"elasticProperty", "instanceCount", "scaling"})


class PoolCopies(WithCopies, PoolFields):
    """A pool of which there can be copies."""

    def clone(self, **changes: Any) -> Self:
        """Submit a copy of the pool (API ``POST /pools/{poolUuid}/clone``).

        It is created at most once, whatever happens on the way, as with ``submit``. Of the three
        ways to say its size, the one that is given takes the place of that of this pool; elastic
        settings that are not given stay as they are here. An empty ``Scaling()`` takes the scaling
        away.

        :param changes: attributes that the copy has in another way, such as ``name``,
            ``shortname``, ``instancecount``, ``scaling`` or ``elastic_maximum_slots``. Mappings and
            lists replace those of this pool, also empty ones; the values of secret constants, which
            the API does not show, have to be given anew.
        :return: the new pool; what the cluster says of it is read when it is needed, in async code
            by ``update`` or ``wait_until_ready``.
        :raises InvalidValue: a value cannot be right, a copy cannot have it in another way, or its
            size is said in two ways, or as none.
        :raises NotSubmitted: this pool was never submitted, or was deleted.
        :raises MissingPoolException: this pool is gone.
        :raises MaxPoolException: the account has as many pools as it may have.
        :raises ShortnameConflict: the shortname belongs to another pool.
        :raises SubmissionUnknown: whether it was created could not be found out in time.

        >>> larger = pool.clone(name="a larger pool", instancecount=4)
        """
        self.identifier("run again")
        whole = self._with_size(changes) if SIZE_NAMES & changes.keys() else changes
        return self._again(clone_pool, PoolCloneInput, whole)

    def _with_size(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Add what takes away the way in which this pool says its size, if there is another."""
        self.read_in_full()
        before = PoolFields.elastic_property.received(self)
        given = changes.get("elastic_property", before)
        if not isinstance(given, ElasticProperty):
            raise InvalidValue(
                f"elastic_property: an ElasticProperty was expected, not {_checks.shown(given)}"
            )
        elastic = copy.copy(given)
        for name in ELASTIC_PARTS.keys() & changes.keys():
            setattr(elastic, ELASTIC_PARTS[name], changes[name])
        whole = {name: value for name, value in changes.items() if name not in ELASTIC_NAMES}
        gives_elastic = bool(ELASTIC_NAMES & changes.keys())
        is_elastic = gives_elastic and elastic.is_elastic
        if len(whole.keys() & SIZE_NAMES) + is_elastic > 1:
            raise InvalidValue(
                "instancecount, scaling or elastic settings: one of them was expected"
            )
        if before.is_elastic and not is_elastic and whole.keys() & SIZE_NAMES:
            elastic.is_elastic, gives_elastic = False, True
        if gives_elastic:
            whole["elastic_property"] = elastic
        scaling = PoolFields.scaling.received(self)
        if scaling is not None and scaling.policies and (is_elastic or "instancecount" in whole):
            whole["scaling"] = Scaling()
        return whole

    def _changes_json(
        self, operation: ModuleType, model: Any, changes: Mapping[str, Any]
    ) -> dict[str, Any]:
        body = super()._changes_json(operation, model, changes)
        if SIZE_KEYS & body.keys():
            check_size({**self._received, **body})
        return body
