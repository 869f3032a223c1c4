from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.credit_amount import CreditAmount
from ...types import Response


def _get_kwargs(
    pool_uuid: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/credits/v1/pools/{pool_uuid}/credits".format(
            pool_uuid=quote(str(pool_uuid), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> CreditAmount | None:
    if response.status_code == 200:
        response_200 = CreditAmount.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[CreditAmount]:
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
) -> Response[CreditAmount]:
    """Read how many credits a pool has used.

     The amount is in euros. Only the SDKs know of this operation.

    Args:
        pool_uuid (str): The uuid of the pool, or its shortname.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreditAmount]
    """

    kwargs = _get_kwargs(
        pool_uuid=pool_uuid,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    pool_uuid: str,
    *,
    client: AuthenticatedClient | Client,
) -> CreditAmount | None:
    """Read how many credits a pool has used.

     The amount is in euros. Only the SDKs know of this operation.

    Args:
        pool_uuid (str): The uuid of the pool, or its shortname.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreditAmount
    """

    return sync_detailed(
        pool_uuid=pool_uuid,
        client=client,
    ).parsed


async def asyncio_detailed(
    pool_uuid: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[CreditAmount]:
    """Read how many credits a pool has used.

     The amount is in euros. Only the SDKs know of this operation.

    Args:
        pool_uuid (str): The uuid of the pool, or its shortname.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreditAmount]
    """

    kwargs = _get_kwargs(
        pool_uuid=pool_uuid,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    pool_uuid: str,
    *,
    client: AuthenticatedClient | Client,
) -> CreditAmount | None:
    """Read how many credits a pool has used.

     The amount is in euros. Only the SDKs know of this operation.

    Args:
        pool_uuid (str): The uuid of the pool, or its shortname.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreditAmount
    """

    return (
        await asyncio_detailed(
            pool_uuid=pool_uuid,
            client=client,
        )
    ).parsed
