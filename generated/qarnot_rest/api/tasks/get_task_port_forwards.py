from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.port_forwards_by_instance import PortForwardsByInstance
from ...types import Response


def _get_kwargs(
    task_uuid: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/network/tasks/{task_uuid}/port-forward".format(
            task_uuid=quote(str(task_uuid), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> PortForwardsByInstance | None:
    if response.status_code == 200:
        response_200 = PortForwardsByInstance.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[PortForwardsByInstance]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    task_uuid: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[PortForwardsByInstance]:
    """Read the ways into the instances of a task over the network.

     Only the Node SDK knows of this operation.

    Args:
        task_uuid (str): The uuid of the task, or its shortname.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PortForwardsByInstance]
    """

    kwargs = _get_kwargs(
        task_uuid=task_uuid,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    task_uuid: str,
    *,
    client: AuthenticatedClient | Client,
) -> PortForwardsByInstance | None:
    """Read the ways into the instances of a task over the network.

     Only the Node SDK knows of this operation.

    Args:
        task_uuid (str): The uuid of the task, or its shortname.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PortForwardsByInstance
    """

    return sync_detailed(
        task_uuid=task_uuid,
        client=client,
    ).parsed


async def asyncio_detailed(
    task_uuid: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[PortForwardsByInstance]:
    """Read the ways into the instances of a task over the network.

     Only the Node SDK knows of this operation.

    Args:
        task_uuid (str): The uuid of the task, or its shortname.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PortForwardsByInstance]
    """

    kwargs = _get_kwargs(
        task_uuid=task_uuid,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    task_uuid: str,
    *,
    client: AuthenticatedClient | Client,
) -> PortForwardsByInstance | None:
    """Read the ways into the instances of a task over the network.

     Only the Node SDK knows of this operation.

    Args:
        task_uuid (str): The uuid of the task, or its shortname.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PortForwardsByInstance
    """

    return (
        await asyncio_detailed(
            task_uuid=task_uuid,
            client=client,
        )
    ).parsed
