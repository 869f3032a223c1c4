from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...types import UNSET, Response, Unset


def _get_kwargs(
    pool_uuid: str,
    instance_id: int,
    *,
    qarnot_read_only_request_for_account: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(qarnot_read_only_request_for_account, Unset):
        headers["QarnotReadOnlyRequestForAccount"] = qarnot_read_only_request_for_account

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/pools/{pool_uuid}/stderr/{instance_id}".format(
            pool_uuid=quote(str(pool_uuid), safe=""),
            instance_id=quote(str(instance_id), safe=""),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> str | None:
    if response.status_code == 200:
        response_200 = response.text
        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[str]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    pool_uuid: str,
    instance_id: int,
    *,
    client: AuthenticatedClient | Client,
    qarnot_read_only_request_for_account: str | Unset = UNSET,
) -> Response[str]:
    """Read all that the platform keeps of one instance's standard error.

     Answers 404 when there is no such pool or instance.

    Args:
        pool_uuid (str): The uuid of the pool, or its shortname.
        instance_id (int): The number of the instance.
        qarnot_read_only_request_for_account (str | Unset): Another account to read, for tokens
            that may, going by its name: no SDK sends it.
            The token's own account when absent.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[str]
    """

    kwargs = _get_kwargs(
        pool_uuid=pool_uuid,
        instance_id=instance_id,
        qarnot_read_only_request_for_account=qarnot_read_only_request_for_account,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    pool_uuid: str,
    instance_id: int,
    *,
    client: AuthenticatedClient | Client,
    qarnot_read_only_request_for_account: str | Unset = UNSET,
) -> str | None:
    """Read all that the platform keeps of one instance's standard error.

     Answers 404 when there is no such pool or instance.

    Args:
        pool_uuid (str): The uuid of the pool, or its shortname.
        instance_id (int): The number of the instance.
        qarnot_read_only_request_for_account (str | Unset): Another account to read, for tokens
            that may, going by its name: no SDK sends it.
            The token's own account when absent.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        str
    """

    return sync_detailed(
        pool_uuid=pool_uuid,
        instance_id=instance_id,
        client=client,
        qarnot_read_only_request_for_account=qarnot_read_only_request_for_account,
    ).parsed


async def asyncio_detailed(
    pool_uuid: str,
    instance_id: int,
    *,
    client: AuthenticatedClient | Client,
    qarnot_read_only_request_for_account: str | Unset = UNSET,
) -> Response[str]:
    """Read all that the platform keeps of one instance's standard error.

     Answers 404 when there is no such pool or instance.

    Args:
        pool_uuid (str): The uuid of the pool, or its shortname.
        instance_id (int): The number of the instance.
        qarnot_read_only_request_for_account (str | Unset): Another account to read, for tokens
            that may, going by its name: no SDK sends it.
            The token's own account when absent.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[str]
    """

    kwargs = _get_kwargs(
        pool_uuid=pool_uuid,
        instance_id=instance_id,
        qarnot_read_only_request_for_account=qarnot_read_only_request_for_account,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    pool_uuid: str,
    instance_id: int,
    *,
    client: AuthenticatedClient | Client,
    qarnot_read_only_request_for_account: str | Unset = UNSET,
) -> str | None:
    """Read all that the platform keeps of one instance's standard error.

     Answers 404 when there is no such pool or instance.

    Args:
        pool_uuid (str): The uuid of the pool, or its shortname.
        instance_id (int): The number of the instance.
        qarnot_read_only_request_for_account (str | Unset): Another account to read, for tokens
            that may, going by its name: no SDK sends it.
            The token's own account when absent.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        str
    """

    return (
        await asyncio_detailed(
            pool_uuid=pool_uuid,
            instance_id=instance_id,
            client=client,
            qarnot_read_only_request_for_account=qarnot_read_only_request_for_account,
        )
    ).parsed
