from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.secret_keys import SecretKeys
from ...types import Response


def _get_kwargs(
    prefix: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/secrets-manager/search/{prefix}".format(
            prefix=quote(str(prefix), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> SecretKeys | None:
    if response.status_code == 200:
        response_200 = SecretKeys.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[SecretKeys]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    prefix: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[SecretKeys]:
    """List the keys of secrets and folders in one folder.

     Does not look into the folders of the folder. Only the SDKs know of this operation.

    Args:
        prefix (str): The folder to look into, with slashes as they are and none at either end;
            empty for
            the topmost one.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[SecretKeys]
    """

    kwargs = _get_kwargs(
        prefix=prefix,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    prefix: str,
    *,
    client: AuthenticatedClient | Client,
) -> SecretKeys | None:
    """List the keys of secrets and folders in one folder.

     Does not look into the folders of the folder. Only the SDKs know of this operation.

    Args:
        prefix (str): The folder to look into, with slashes as they are and none at either end;
            empty for
            the topmost one.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        SecretKeys
    """

    return sync_detailed(
        prefix=prefix,
        client=client,
    ).parsed


async def asyncio_detailed(
    prefix: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[SecretKeys]:
    """List the keys of secrets and folders in one folder.

     Does not look into the folders of the folder. Only the SDKs know of this operation.

    Args:
        prefix (str): The folder to look into, with slashes as they are and none at either end;
            empty for
            the topmost one.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[SecretKeys]
    """

    kwargs = _get_kwargs(
        prefix=prefix,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    prefix: str,
    *,
    client: AuthenticatedClient | Client,
) -> SecretKeys | None:
    """List the keys of secrets and folders in one folder.

     Does not look into the folders of the folder. Only the SDKs know of this operation.

    Args:
        prefix (str): The folder to look into, with slashes as they are and none at either end;
            empty for
            the topmost one.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        SecretKeys
    """

    return (
        await asyncio_detailed(
            prefix=prefix,
            client=client,
        )
    ).parsed
