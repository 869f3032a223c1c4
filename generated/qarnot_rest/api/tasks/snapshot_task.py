from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.snapshot import Snapshot
from ...models.snapshot_input import SnapshotInput
from ...types import Response


def _get_kwargs(
    task_uuid: str,
    *,
    body: SnapshotInput,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/tasks/{task_uuid}/snapshot".format(
            task_uuid=quote(str(task_uuid), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
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
    *,
    client: AuthenticatedClient | Client,
    body: SnapshotInput,
) -> Response[Snapshot]:
    """Save the files of a running task once.

     Gives the snapshot that was begun; follow it with `get_task_snapshot`. Each call
    begins another one.

    Args:
        task_uuid (str): The uuid of the task, or its shortname.
        body (SnapshotInput): What to save of a running task.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Snapshot]
    """

    kwargs = _get_kwargs(
        task_uuid=task_uuid,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    task_uuid: str,
    *,
    client: AuthenticatedClient | Client,
    body: SnapshotInput,
) -> Snapshot | None:
    """Save the files of a running task once.

     Gives the snapshot that was begun; follow it with `get_task_snapshot`. Each call
    begins another one.

    Args:
        task_uuid (str): The uuid of the task, or its shortname.
        body (SnapshotInput): What to save of a running task.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Snapshot
    """

    return sync_detailed(
        task_uuid=task_uuid,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    task_uuid: str,
    *,
    client: AuthenticatedClient | Client,
    body: SnapshotInput,
) -> Response[Snapshot]:
    """Save the files of a running task once.

     Gives the snapshot that was begun; follow it with `get_task_snapshot`. Each call
    begins another one.

    Args:
        task_uuid (str): The uuid of the task, or its shortname.
        body (SnapshotInput): What to save of a running task.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Snapshot]
    """

    kwargs = _get_kwargs(
        task_uuid=task_uuid,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    task_uuid: str,
    *,
    client: AuthenticatedClient | Client,
    body: SnapshotInput,
) -> Snapshot | None:
    """Save the files of a running task once.

     Gives the snapshot that was begun; follow it with `get_task_snapshot`. Each call
    begins another one.

    Args:
        task_uuid (str): The uuid of the task, or its shortname.
        body (SnapshotInput): What to save of a running task.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Snapshot
    """

    return (
        await asyncio_detailed(
            task_uuid=task_uuid,
            client=client,
            body=body,
        )
    ).parsed
