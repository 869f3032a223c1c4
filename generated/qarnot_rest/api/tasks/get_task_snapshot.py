from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.snapshot import Snapshot
from ...types import Response


def _get_kwargs(
    task_uuid: str,
    snapshot_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/tasks/{task_uuid}/snapshot/{snapshot_id}".format(
            task_uuid=quote(str(task_uuid), safe=""),
            snapshot_id=quote(str(snapshot_id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Snapshot | None:
    if response.status_code == 200:
        response_200 = Snapshot.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Snapshot]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    task_uuid: str,
    snapshot_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[Snapshot]:
    """Read how far a snapshot is.

     Answers 404 when there is no such task or snapshot. Only the SDKs know of this
    operation.

    Args:
        task_uuid (str): The uuid of the task, or its shortname.
        snapshot_id (str): The `id` that `snapshot_task` gave.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Snapshot]
    """

    kwargs = _get_kwargs(
        task_uuid=task_uuid,
        snapshot_id=snapshot_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    task_uuid: str,
    snapshot_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Snapshot | None:
    """Read how far a snapshot is.

     Answers 404 when there is no such task or snapshot. Only the SDKs know of this
    operation.

    Args:
        task_uuid (str): The uuid of the task, or its shortname.
        snapshot_id (str): The `id` that `snapshot_task` gave.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Snapshot
    """

    return sync_detailed(
        task_uuid=task_uuid,
        snapshot_id=snapshot_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    task_uuid: str,
    snapshot_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[Snapshot]:
    """Read how far a snapshot is.

     Answers 404 when there is no such task or snapshot. Only the SDKs know of this
    operation.

    Args:
        task_uuid (str): The uuid of the task, or its shortname.
        snapshot_id (str): The `id` that `snapshot_task` gave.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Snapshot]
    """

    kwargs = _get_kwargs(
        task_uuid=task_uuid,
        snapshot_id=snapshot_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    task_uuid: str,
    snapshot_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Snapshot | None:
    """Read how far a snapshot is.

     Answers 404 when there is no such task or snapshot. Only the SDKs know of this
    operation.

    Args:
        task_uuid (str): The uuid of the task, or its shortname.
        snapshot_id (str): The `id` that `snapshot_task` gave.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Snapshot
    """

    return (
        await asyncio_detailed(
            task_uuid=task_uuid,
            snapshot_id=snapshot_id,
            client=client,
        )
    ).parsed
