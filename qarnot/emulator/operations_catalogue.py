"""The operations on conditions on machines and on secrets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from qarnot.emulator.calls import Call, Handler, Reply
from qarnot.emulator.core.cluster import Cluster
from qarnot.emulator.core.hardware import constraints_page, find_cpu_models
from qarnot.emulator.core.refusals import Refusal
from qarnot.emulator.core.secrets import SecretStore

__all__ = ["hardware_handlers", "secret_handlers"]


def hardware_handlers(cluster: Cluster) -> Mapping[str, Handler]:
    """Give the handlers of the operations on conditions on machines, by ``operationId``."""

    def page(call: Call) -> Reply:
        limit, offset = call.parameters.get("Limit"), call.parameters.get("Offset")
        return Reply(json=constraints_page(cluster.machine, limit, offset))

    def models(call: Call) -> Reply:
        return Reply(json=find_cpu_models(cluster.machine, call.parameters["cpuModel"]))

    return {"list_hardware_constraints": page, "search_cpu_model_constraints": models}


def secret_handlers() -> Mapping[str, Handler]:
    """Give the handlers of the operations on secrets, of which there are none at first."""
    store = SecretStore()
    return {
        "get_secret": _of_secrets(200, lambda call: {"value": store.value(_key(call))}),
        "create_secret": _of_secrets(201, lambda call: store.create(_key(call), _value(call))),
        "update_secret": _of_secrets(204, lambda call: store.update(_key(call), _value(call))),
        "delete_secret": _of_secrets(204, lambda call: store.delete(_key(call))),
        "list_secrets": _of_secrets(
            200, lambda call: {"keys": store.names_in(call.parameters["prefix"].strip("/"))}
        ),
    }


def _of_secrets(status: int, action: Callable[[Call], Any]) -> Handler:
    """Make a handler whose refusals have the form of the secrets manager.

    :param status: of an answer.
    :param action: gives the JSON of an answer.
    """

    def handler(call: Call) -> Reply:
        try:
            return Reply(status, action(call))
        except Refusal as refusal:
            return Reply(refusal.status, {"error": refusal.message})

    return handler


def _key(call: Call) -> str:
    return str(call.parameters["key"])


def _value(call: Call) -> str:
    return str(call.body["Value"])
