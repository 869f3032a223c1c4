from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.organization_computing_quotas import OrganizationComputingQuotas
from ...types import Response


def _get_kwargs() -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/quotas/computing-quotas/organization",
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> OrganizationComputingQuotas | None:
    if response.status_code == 200:
        response_200 = OrganizationComputingQuotas.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[OrganizationComputingQuotas]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
) -> Response[OrganizationComputingQuotas]:
    """Read what the account's organization may run, and what it runs.

     Tells, to those who may see it, what each user runs. Fails when the account belongs
    to no organization with quotas. Only the SDKs know of this operation.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OrganizationComputingQuotas]
    """

    kwargs = _get_kwargs()

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
) -> OrganizationComputingQuotas | None:
    """Read what the account's organization may run, and what it runs.

     Tells, to those who may see it, what each user runs. Fails when the account belongs
    to no organization with quotas. Only the SDKs know of this operation.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OrganizationComputingQuotas
    """

    return sync_detailed(
        client=client,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
) -> Response[OrganizationComputingQuotas]:
    """Read what the account's organization may run, and what it runs.

     Tells, to those who may see it, what each user runs. Fails when the account belongs
    to no organization with quotas. Only the SDKs know of this operation.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OrganizationComputingQuotas]
    """

    kwargs = _get_kwargs()

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
) -> OrganizationComputingQuotas | None:
    """Read what the account's organization may run, and what it runs.

     Tells, to those who may see it, what each user runs. Fails when the account belongs
    to no organization with quotas. Only the SDKs know of this operation.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OrganizationComputingQuotas
    """

    return (
        await asyncio_detailed(
            client=client,
        )
    ).parsed
