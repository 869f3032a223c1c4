# Made from qarnot/_async/catalogue_methods.py by `make sync`: edit that file, not this one.
"""The catalogue of the platform: profiles, conditions on machines, and the secrets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from qarnot_rest.api.hardware import list_hardware_constraints, search_cpu_model_constraints
from qarnot_rest.api.profiles import get_profile, list_profiles
from qarnot_rest.types import UNSET

from qarnot import _checks
from qarnot._account import Profile
from qarnot._colour.parallel import in_threads
from qarnot._listing import flaw_of_object, items_of, shifted, warn_of
from qarnot._readers import whole_number
from qarnot._replies import Answer, list_reply, object_reply
from qarnot._requests import request
from qarnot.exceptions import InvalidValue, MissingProfileException, UnreadableReply
from qarnot.hardware_constraint import CpuModelHardware, HardwareConstraint
from qarnot.paginate import OffsetResponse

from .connection_part import ConnectionPart
from .secrets_client import Secrets

__all__ = ["CatalogueMethods"]

MOST_AT_ONCE: Final = 8
LARGEST_PAGE: Final = 50
MOST_CONSTRAINTS: Final = 100_000
CPU_MODEL: Final = "CpuModelHardwareConstraint"
CONSTRAINT: Final = "hardware constraint"


class CatalogueMethods(ConnectionPart):
    """What a connection does with profiles, conditions on machines, and secrets."""

    def profiles_names(self) -> list[str]:
        """List the names of the profiles that the account may use (API ``GET /profiles``).

        :return: the names, from one request.
        :raises UnauthorizedException: the token is wrong or may not do this.
        """
        ask = request(list_profiles, list_profiles._get_kwargs(), list_reply)
        return [str(name) for name in self.wire.read(ask) if name is not None]

    def profiles(self) -> list[Profile]:
        """List the profiles that the account may use, with their details.

        This is one request for the names (API ``GET /profiles``) and one for each profile (API
        ``GET /profiles/{name}``), at most 8 at once. Where names are enough,
        :meth:`profiles_names` is quicker.

        :return: the profiles, in the order of their names' list. One that was taken away meanwhile
            is left out, and its name logged as a warning.
        :raises UnauthorizedException: the token is wrong or may not do this.

        >>> for profile in connection.profiles():
        ...     constants = dict(profile.constants)
        """
        names = self.profiles_names()
        found = in_threads(self._profile_or_warn, names, MOST_AT_ONCE)
        return [each for each in found if each is not None]

    def _profile_or_warn(self, name: str) -> Profile | None:
        try:
            found = self.profile_details(name)
        except InvalidValue:
            found = None
        if found is None:
            self.logger.warning("profile %r is listed, but cannot be found", name)
        return found

    def profile_details(self, profile_name: str) -> Profile | None:
        """Read a profile that may not exist (API ``GET /profiles/{name}``).

        :param profile_name: its name.
        :return: the profile; ``None`` when there is none of this name.
        :raises InvalidValue: it is no name.
        :raises UnauthorizedException: the token is wrong or may not do this.
        """
        try:
            return self._profile("profile_name", profile_name)
        except MissingProfileException:
            return None

    def retrieve_profile(self, name: str) -> Profile:
        """Retrieve a profile (API ``GET /profiles/{name}``).

        :param name: its name.
        :return: the profile.
        :raises InvalidValue: it is no name.
        :raises MissingProfileException: there is no such profile.
        :raises UnauthorizedException: the token is wrong or may not do this.
        """
        return self._profile("name", name)

    def _profile(self, what: str, name: str) -> Profile:
        arguments = get_profile._get_kwargs(_checks.identifier(what, name))
        return Profile(self.wire.read(request(get_profile, arguments, object_reply)))

    def hardware_constraints_page(
        self, limit: int | None = 50, offset: int | None = 0
    ) -> OffsetResponse[HardwareConstraint]:
        """Read one page of the conditions that can be set on machines.

        API ``GET /hardware-constraints``.

        :param limit: how many conditions the page may have, from 1 to 50; the platform decides
            when ``None``. Default 50.
        :param offset: how many conditions to leave out at the beginning. Default 0.
        :return: the page. Kinds that this version does not know come as plain
            :class:`~qarnot.hardware_constraint.HardwareConstraint`. Where the platform does not
            give a figure, the offset and the limit are as they were asked for, and the total is
            what is known of at least. ``bad_items`` has what came in it and is no condition.
        :raises InvalidValue: a value cannot be right.
        :raises UnauthorizedException: the token is wrong or may not do this.

        >>> page = connection.hardware_constraints_page(limit=20, offset=40)
        """
        wanted = None if limit is None else _page_size(limit)
        start = _checks.optional_number("offset", offset)
        page = self._constraints_page(wanted, start)
        data = page["data"]
        items, bad_items = items_of(data, flaw_of_object)
        warn_of(self.logger, CONSTRAINT, bad_items)
        before = _figure(page, "offset", start or 0)
        return OffsetResponse(
            total=_figure(page, "total", before + len(data)),
            offset=before,
            limit=_figure(page, "limit", wanted or LARGEST_PAGE),
            page_data=_constraints(items),
            bad_items=bad_items,
        )

    def _constraints_page(self, limit: int | None, offset: int | None) -> dict[str, Any]:
        arguments = list_hardware_constraints._get_kwargs(
            limit=UNSET if limit is None else limit, offset=UNSET if offset is None else offset
        )
        return self.wire.read(request(list_hardware_constraints, arguments, _page_reply))

    def all_hardware_constraints(self) -> Iterator[HardwareConstraint]:
        """Go through all conditions that can be set on machines, page by page.

        API ``GET /hardware-constraints``. Each condition comes once. When the platform gives one
        again, or less than the total that it tells, that is logged as a warning. What comes in a
        page and is no condition is left out, with an ``UnreadableItemWarning``.

        :return: an iterator; each page is read when it is needed.
        :raises UnauthorizedException: the token is wrong or may not do this.
        :raises UnreadableReply: the pages do not come to an end.

        >>> for constraint in connection.all_hardware_constraints():
        ...     kind = constraint.discriminator
        """
        seen: set[str] = set()
        received = 0
        while True:
            page = self._constraints_page(LARGEST_PAGE, received)
            data = page["data"]
            new = [each for each in data if _is_first(each, seen)]
            if (data and not new) or received >= MOST_CONSTRAINTS:
                raise UnreadableReply(
                    "the pages of hardware constraints do not come to an end: "
                    f"after {received} of them there was nothing new"
                )
            _, bad_items = items_of(data, flaw_of_object)
            warn_of(self.logger, CONSTRAINT, shifted(bad_items, received))
            for constraint in _constraints([each for each in new if isinstance(each, dict)]):
                yield constraint
            received += len(data)
            total = whole_number(page.get("total"))
            # A total that is passed already tells nothing of the end.
            if not data or received == total:
                break
        if total not in (None, received):
            self.logger.warning(
                "hardware constraints: the platform tells of %s, and gave %d", total, received
            )
        if received > len(seen):
            self.logger.warning(
                "hardware constraints: %d came more than once", received - len(seen)
            )

    def search_cpu_model_constraints(self, cpu_model: str) -> list[CpuModelHardware]:
        """Find models of processors by a part of their name.

        API ``GET /hardware-constraints/cpu-model-constraints/search``.

        :param cpu_model: the name of a processor, or a part of it.
        :return: conditions that can be set on tasks and pools, the best fitting one first. What
            comes and is no model is left out, with an ``UnreadableItemWarning``.
        :raises InvalidValue: it is no text, or empty.
        :raises UnauthorizedException: the token is wrong or may not do this.

        >>> found = connection.search_cpu_model_constraints("Ryzen")
        >>> task = connection.create_task("hello world", "docker-batch")
        >>> task.hardware_constraints = found[:1]
        """
        arguments = search_cpu_model_constraints._get_kwargs(
            cpu_model=_checks.name("cpu_model", cpu_model)
        )
        ask = request(search_cpu_model_constraints, arguments, list_reply)
        models, bad_items = items_of(self.wire.read(ask), _flaw_of_cpu_model)
        warn_of(self.logger, CONSTRAINT, bad_items)
        found = _constraints([{**each, "discriminator": CPU_MODEL} for each in models])
        return [each for each in found if isinstance(each, CpuModelHardware)]

    @property
    def secrets(self) -> Secrets:
        """The secrets of the account, as a :class:`Secrets`; nothing is asked.

        >>> keys = connection.secrets.list_secrets("database", recursive=True)
        """
        return Secrets(self._whole)


def _page_size(limit: Any) -> int:
    size = _checks.whole_number("limit", limit, least=1)
    if size > LARGEST_PAGE:
        raise InvalidValue(f"limit: at most {LARGEST_PAGE} was expected, not {size}")
    return size


def _page_reply(answer: Answer) -> dict[str, Any]:
    page = object_reply(answer)
    data = page.get("data")
    if data is not None and not isinstance(data, list):
        raise UnreadableReply("the reply is no page of a listing: it has no list of items")
    return {**page, "data": data or []}


def _figure(page: dict[str, Any], name: str, absent: int) -> int:
    found = whole_number(page.get(name))
    return absent if found is None else found


def _constraints(items: list[dict[str, Any]]) -> list[HardwareConstraint]:
    return [HardwareConstraint.from_json(each) for each in items]


def _flaw_of_cpu_model(item: Any) -> str | None:
    """Say why an item is no model of a processor; the platform may leave out what it is."""
    if not isinstance(item, dict):
        return flaw_of_object(item)
    kind = item.get("discriminator")
    return None if kind in (None, CPU_MODEL) else f"its kind is {_checks.shown(kind)}"


def _is_first(item: Any, seen: set[str]) -> bool:
    text = json.dumps(item, sort_keys=True)
    is_first = text not in seen
    seen.add(text)
    return is_first
