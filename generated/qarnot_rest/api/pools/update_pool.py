from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.pool_update_input import PoolUpdateInput
from ...types import Response


def _get_kwargs(
    pool_uuid: str,
    *,
    body: PoolUpdateInput,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/pools/{pool_uuid}".format(
            pool_uuid=quote(str(pool_uuid), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | None:
    if response.status_code == 200:
        return None

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    pool_uuid: str,
    *,
    client: AuthenticatedClient | Client,
    body: PoolUpdateInput,
) -> Response[Any]:
    """Change what may be changed in a submitted pool.

     Only constants, tags and the rules of growth can be changed. The official SDKs send
    the whole pool; the platform seems to ignore the rest.

    Args:
        pool_uuid (str): The uuid of the pool, or its shortname.
        body (PoolUpdateInput): What may be changed in a pool after its submission.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any]
    """

    kwargs = _get_kwargs(
        pool_uuid=pool_uuid,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


async def asyncio_detailed(
    pool_uuid: str,
    *,
    client: AuthenticatedClient | Client,
    body: PoolUpdateInput,
) -> Response[Any]:
    """Change what may be changed in a submitted pool.

     Only constants, tags and the rules of growth can be changed. The official SDKs send
    the whole pool; the platform seems to ignore the rest.

    Args:
        pool_uuid (str): The uuid of the pool, or its shortname.
        body (PoolUpdateInput): What may be changed in a pool after its submission.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any]
    """

    kwargs = _get_kwargs(
        pool_uuid=pool_uuid,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)
