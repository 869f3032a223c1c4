"""Requests over plain HTTP on loopback, without the certificates that they do not need.

Reading those takes twenty times as long as such a request.
"""

from __future__ import annotations

from functools import partial

import httpx

__all__ = ["request"]

request = partial(httpx.request, verify=False, trust_env=False)
