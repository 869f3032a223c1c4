from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.pool import Pool
from ...models.search_request import SearchRequest
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: SearchRequest,
    qarnot_read_only_request_for_account: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(qarnot_read_only_request_for_account, Unset):
        headers["QarnotReadOnlyRequestForAccount"] = qarnot_read_only_request_for_account

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/pools/search",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> list[Pool] | None:
    if response.status_code == 200:
        response_200 = []
        _response_200 = response.json()
        for response_200_item_data in _response_200:
            response_200_item = Pool.from_dict(response_200_item_data)

            response_200.append(response_200_item)

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[list[Pool]]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: SearchRequest,
    qarnot_read_only_request_for_account: str | Unset = UNSET,
) -> Response[list[Pool]]:
    """Find pools of the account.

     Changes nothing. Gives one list that is not cut into pages. Fields that were not
    selected are left out.

    Args:
        qarnot_read_only_request_for_account (str | Unset): Another account to read, for tokens
            that may, going by its name: no SDK sends it.
            The token's own account when absent.
        body (SearchRequest): Which items to find.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[list[Pool]]
    """

    kwargs = _get_kwargs(
        body=body,
        qarnot_read_only_request_for_account=qarnot_read_only_request_for_account,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: SearchRequest,
    qarnot_read_only_request_for_account: str | Unset = UNSET,
) -> list[Pool] | None:
    """Find pools of the account.

     Changes nothing. Gives one list that is not cut into pages. Fields that were not
    selected are left out.

    Args:
        qarnot_read_only_request_for_account (str | Unset): Another account to read, for tokens
            that may, going by its name: no SDK sends it.
            The token's own account when absent.
        body (SearchRequest): Which items to find.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        list[Pool]
    """

    return sync_detailed(
        client=client,
        body=body,
        qarnot_read_only_request_for_account=qarnot_read_only_request_for_account,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: SearchRequest,
    qarnot_read_only_request_for_account: str | Unset = UNSET,
) -> Response[list[Pool]]:
    """Find pools of the account.

     Changes nothing. Gives one list that is not cut into pages. Fields that were not
    selected are left out.

    Args:
        qarnot_read_only_request_for_account (str | Unset): Another account to read, for tokens
            that may, going by its name: no SDK sends it.
            The token's own account when absent.
        body (SearchRequest): Which items to find.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[list[Pool]]
    """

    kwargs = _get_kwargs(
        body=body,
        qarnot_read_only_request_for_account=qarnot_read_only_request_for_account,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: SearchRequest,
    qarnot_read_only_request_for_account: str | Unset = UNSET,
) -> list[Pool] | None:
    """Find pools of the account.

     Changes nothing. Gives one list that is not cut into pages. Fields that were not
    selected are left out.

    Args:
        qarnot_read_only_request_for_account (str | Unset): Another account to read, for tokens
            that may, going by its name: no SDK sends it.
            The token's own account when absent.
        body (SearchRequest): Which items to find.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        list[Pool]
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            qarnot_read_only_request_for_account=qarnot_read_only_request_for_account,
        )
    ).parsed
