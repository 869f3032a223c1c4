from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.object_identifier import ObjectIdentifier
from ...models.pool_clone_input import PoolCloneInput
from ...types import Response


def _get_kwargs(
    pool_uuid: str,
    *,
    body: PoolCloneInput,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/pools/{pool_uuid}/clone".format(
            pool_uuid=quote(str(pool_uuid), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ObjectIdentifier | None:
    if response.status_code == 200:
        response_200 = ObjectIdentifier.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ObjectIdentifier]:
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
    body: PoolCloneInput,
) -> Response[ObjectIdentifier]:
    """Open a copy of a pool.

     The body may change what the copy has in another way, and may be an empty object,
    but not absent.

    Args:
        pool_uuid (str): The uuid of the pool, or its shortname.
        body (PoolCloneInput): What a copy of a pool has in another way; what is absent is as in
            the first pool.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ObjectIdentifier]
    """

    kwargs = _get_kwargs(
        pool_uuid=pool_uuid,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    pool_uuid: str,
    *,
    client: AuthenticatedClient | Client,
    body: PoolCloneInput,
) -> ObjectIdentifier | None:
    """Open a copy of a pool.

     The body may change what the copy has in another way, and may be an empty object,
    but not absent.

    Args:
        pool_uuid (str): The uuid of the pool, or its shortname.
        body (PoolCloneInput): What a copy of a pool has in another way; what is absent is as in
            the first pool.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ObjectIdentifier
    """

    return sync_detailed(
        pool_uuid=pool_uuid,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    pool_uuid: str,
    *,
    client: AuthenticatedClient | Client,
    body: PoolCloneInput,
) -> Response[ObjectIdentifier]:
    """Open a copy of a pool.

     The body may change what the copy has in another way, and may be an empty object,
    but not absent.

    Args:
        pool_uuid (str): The uuid of the pool, or its shortname.
        body (PoolCloneInput): What a copy of a pool has in another way; what is absent is as in
            the first pool.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ObjectIdentifier]
    """

    kwargs = _get_kwargs(
        pool_uuid=pool_uuid,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    pool_uuid: str,
    *,
    client: AuthenticatedClient | Client,
    body: PoolCloneInput,
) -> ObjectIdentifier | None:
    """Open a copy of a pool.

     The body may change what the copy has in another way, and may be an empty object,
    but not absent.

    Args:
        pool_uuid (str): The uuid of the pool, or its shortname.
        body (PoolCloneInput): What a copy of a pool has in another way; what is absent is as in
            the first pool.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ObjectIdentifier
    """

    return (
        await asyncio_detailed(
            pool_uuid=pool_uuid,
            client=client,
            body=body,
        )
    ).parsed
