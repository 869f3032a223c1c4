"""A filter of Swift's proxy, which runs in Swift's own environment: any text as an access key.

The users of Swift's tempauth are called ``account:user``, and so are their access keys. An account
of the platform has its email there. What checks the signatures is left as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["filter_factory"]

Application = Callable[[dict[str, Any], Any], Any]

DETAILS = "s3api.auth_details"
PATH = "PATH_INFO"


def filter_factory(
    _settings: dict[str, str], account: str, **_: str
) -> Callable[[Application], Application]:
    """Make the filter that puts all access keys into an account; stands before tempauth."""

    def around(application: Application) -> Application:
        def answer(environ: dict[str, Any], start_response: Any) -> Any:
            details = environ.get(DETAILS)
            if details is not None:
                key = details["access_key"]
                user = f"{account}:{key}"
                # The details are shared with requests to come, the rest is this request's own.
                environ[DETAILS] = {**details, "access_key": user}
                _, version, owner, *rest = environ[PATH].split("/", 3)
                environ[PATH] = "/".join(["", version, user if owner == key else owner, *rest])
            return application(environ, start_response)

        return answer

    return around
