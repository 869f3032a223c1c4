from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.hardware_constraint_page import HardwareConstraintPage
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    qarnot_read_only_request_for_account: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(qarnot_read_only_request_for_account, Unset):
        headers["QarnotReadOnlyRequestForAccount"] = qarnot_read_only_request_for_account

    params: dict[str, Any] = {}

    params["Limit"] = limit

    params["Offset"] = offset

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/hardware-constraints",
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> HardwareConstraintPage | None:
    if response.status_code == 200:
        response_200 = HardwareConstraintPage.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[HardwareConstraintPage]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    qarnot_read_only_request_for_account: str | Unset = UNSET,
) -> Response[HardwareConstraintPage]:
    """Read one page of the conditions that the account may set on machines.

     Pages are counted by `Offset`; the parameters are read without regard to case.

    Args:
        limit (int | Unset): How many items the page may have.
        offset (int | Unset): How many items to leave out at the beginning.
        qarnot_read_only_request_for_account (str | Unset): Another account to read, for tokens
            that may, going by its name: no SDK sends it.
            The token's own account when absent.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[HardwareConstraintPage]
    """

    kwargs = _get_kwargs(
        limit=limit,
        offset=offset,
        qarnot_read_only_request_for_account=qarnot_read_only_request_for_account,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    qarnot_read_only_request_for_account: str | Unset = UNSET,
) -> HardwareConstraintPage | None:
    """Read one page of the conditions that the account may set on machines.

     Pages are counted by `Offset`; the parameters are read without regard to case.

    Args:
        limit (int | Unset): How many items the page may have.
        offset (int | Unset): How many items to leave out at the beginning.
        qarnot_read_only_request_for_account (str | Unset): Another account to read, for tokens
            that may, going by its name: no SDK sends it.
            The token's own account when absent.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        HardwareConstraintPage
    """

    return sync_detailed(
        client=client,
        limit=limit,
        offset=offset,
        qarnot_read_only_request_for_account=qarnot_read_only_request_for_account,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    qarnot_read_only_request_for_account: str | Unset = UNSET,
) -> Response[HardwareConstraintPage]:
    """Read one page of the conditions that the account may set on machines.

     Pages are counted by `Offset`; the parameters are read without regard to case.

    Args:
        limit (int | Unset): How many items the page may have.
        offset (int | Unset): How many items to leave out at the beginning.
        qarnot_read_only_request_for_account (str | Unset): Another account to read, for tokens
            that may, going by its name: no SDK sends it.
            The token's own account when absent.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[HardwareConstraintPage]
    """

    kwargs = _get_kwargs(
        limit=limit,
        offset=offset,
        qarnot_read_only_request_for_account=qarnot_read_only_request_for_account,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    qarnot_read_only_request_for_account: str | Unset = UNSET,
) -> HardwareConstraintPage | None:
    """Read one page of the conditions that the account may set on machines.

     Pages are counted by `Offset`; the parameters are read without regard to case.

    Args:
        limit (int | Unset): How many items the page may have.
        offset (int | Unset): How many items to leave out at the beginning.
        qarnot_read_only_request_for_account (str | Unset): Another account to read, for tokens
            that may, going by its name: no SDK sends it.
            The token's own account when absent.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        HardwareConstraintPage
    """

    return (
        await asyncio_detailed(
            client=client,
            limit=limit,
            offset=offset,
            qarnot_read_only_request_for_account=qarnot_read_only_request_for_account,
        )
    ).parsed
