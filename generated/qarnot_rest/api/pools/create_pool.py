from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.object_identifier import ObjectIdentifier
from ...models.pool_creation_input import PoolCreationInput
from ...types import Response


def _get_kwargs(
    *,
    body: PoolCreationInput,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/pools",
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
    *,
    client: AuthenticatedClient | Client,
    body: PoolCreationInput,
) -> Response[ObjectIdentifier]:
    """Open a pool.

     402 means that credits are missing, 403 that a quota is reached or that the token
    may not do this, 404 that a bucket does not exist.

    Args:
        body (PoolCreationInput): A pool to open. Resource buckets are given in one of the two
            lists, not in both.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ObjectIdentifier]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: PoolCreationInput,
) -> ObjectIdentifier | None:
    """Open a pool.

     402 means that credits are missing, 403 that a quota is reached or that the token
    may not do this, 404 that a bucket does not exist.

    Args:
        body (PoolCreationInput): A pool to open. Resource buckets are given in one of the two
            lists, not in both.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ObjectIdentifier
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: PoolCreationInput,
) -> Response[ObjectIdentifier]:
    """Open a pool.

     402 means that credits are missing, 403 that a quota is reached or that the token
    may not do this, 404 that a bucket does not exist.

    Args:
        body (PoolCreationInput): A pool to open. Resource buckets are given in one of the two
            lists, not in both.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ObjectIdentifier]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: PoolCreationInput,
) -> ObjectIdentifier | None:
    """Open a pool.

     402 means that credits are missing, 403 that a quota is reached or that the token
    may not do this, 404 that a bucket does not exist.

    Args:
        body (PoolCreationInput): A pool to open. Resource buckets are given in one of the two
            lists, not in both.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ObjectIdentifier
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
