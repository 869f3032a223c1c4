from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.task import Task
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    tag: list[str] | Unset = UNSET,
    qarnot_read_only_request_for_account: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(qarnot_read_only_request_for_account, Unset):
        headers["QarnotReadOnlyRequestForAccount"] = qarnot_read_only_request_for_account

    params: dict[str, Any] = {}

    json_tag: list[str] | Unset = UNSET
    if not isinstance(tag, Unset):
        json_tag = tag

    params["tag"] = json_tag

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/tasks",
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> list[Task] | None:
    if response.status_code == 200:
        response_200 = []
        _response_200 = response.json()
        for response_200_item_data in _response_200:
            response_200_item = Task.from_dict(response_200_item_data)

            response_200.append(response_200_item)

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[list[Task]]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    tag: list[str] | Unset = UNSET,
    qarnot_read_only_request_for_account: str | Unset = UNSET,
) -> Response[list[Task]]:
    """List all tasks of the account in full.

     The list is not cut into pages and may be long; `paginate_tasks` is.

    Args:
        tag (list[str] | Unset): Lists only what has one of these tags, as the C# SDK reads it;
            the vendor's
            document does not say one or all. Everything when absent.
        qarnot_read_only_request_for_account (str | Unset): Another account to read, for tokens
            that may, going by its name: no SDK sends it.
            The token's own account when absent.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[list[Task]]
    """

    kwargs = _get_kwargs(
        tag=tag,
        qarnot_read_only_request_for_account=qarnot_read_only_request_for_account,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    tag: list[str] | Unset = UNSET,
    qarnot_read_only_request_for_account: str | Unset = UNSET,
) -> list[Task] | None:
    """List all tasks of the account in full.

     The list is not cut into pages and may be long; `paginate_tasks` is.

    Args:
        tag (list[str] | Unset): Lists only what has one of these tags, as the C# SDK reads it;
            the vendor's
            document does not say one or all. Everything when absent.
        qarnot_read_only_request_for_account (str | Unset): Another account to read, for tokens
            that may, going by its name: no SDK sends it.
            The token's own account when absent.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        list[Task]
    """

    return sync_detailed(
        client=client,
        tag=tag,
        qarnot_read_only_request_for_account=qarnot_read_only_request_for_account,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    tag: list[str] | Unset = UNSET,
    qarnot_read_only_request_for_account: str | Unset = UNSET,
) -> Response[list[Task]]:
    """List all tasks of the account in full.

     The list is not cut into pages and may be long; `paginate_tasks` is.

    Args:
        tag (list[str] | Unset): Lists only what has one of these tags, as the C# SDK reads it;
            the vendor's
            document does not say one or all. Everything when absent.
        qarnot_read_only_request_for_account (str | Unset): Another account to read, for tokens
            that may, going by its name: no SDK sends it.
            The token's own account when absent.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[list[Task]]
    """

    kwargs = _get_kwargs(
        tag=tag,
        qarnot_read_only_request_for_account=qarnot_read_only_request_for_account,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    tag: list[str] | Unset = UNSET,
    qarnot_read_only_request_for_account: str | Unset = UNSET,
) -> list[Task] | None:
    """List all tasks of the account in full.

     The list is not cut into pages and may be long; `paginate_tasks` is.

    Args:
        tag (list[str] | Unset): Lists only what has one of these tags, as the C# SDK reads it;
            the vendor's
            document does not say one or all. Everything when absent.
        qarnot_read_only_request_for_account (str | Unset): Another account to read, for tokens
            that may, going by its name: no SDK sends it.
            The token's own account when absent.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        list[Task]
    """

    return (
        await asyncio_detailed(
            client=client,
            tag=tag,
            qarnot_read_only_request_for_account=qarnot_read_only_request_for_account,
        )
    ).parsed
