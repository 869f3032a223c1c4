from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.object_identifier import ObjectIdentifier
from ...models.task_rerun_input import TaskRerunInput
from ...types import Response


def _get_kwargs(
    task_uuid: str,
    *,
    body: TaskRerunInput,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/tasks/{task_uuid}/recover".format(
            task_uuid=quote(str(task_uuid), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ObjectIdentifier | None:
    if response.status_code == 200:
        response_200 = ObjectIdentifier.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ObjectIdentifier]:
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
    body: TaskRerunInput,
) -> Response[ObjectIdentifier]:
    """Run the failed and the cancelled instances of an ended task in a new task.

     The body may change what the new task has in another way, and may be an empty
    object, but not absent. Answers 403 also when the state of the task does not allow
    it.

    Args:
        task_uuid (str): The uuid of the task, or its shortname.
        body (TaskRerunInput): What a second run of a task has in another way; what is absent is
            as in the first
            run. The instances cannot be chosen.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ObjectIdentifier]
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
    body: TaskRerunInput,
) -> ObjectIdentifier | None:
    """Run the failed and the cancelled instances of an ended task in a new task.

     The body may change what the new task has in another way, and may be an empty
    object, but not absent. Answers 403 also when the state of the task does not allow
    it.

    Args:
        task_uuid (str): The uuid of the task, or its shortname.
        body (TaskRerunInput): What a second run of a task has in another way; what is absent is
            as in the first
            run. The instances cannot be chosen.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ObjectIdentifier
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
    body: TaskRerunInput,
) -> Response[ObjectIdentifier]:
    """Run the failed and the cancelled instances of an ended task in a new task.

     The body may change what the new task has in another way, and may be an empty
    object, but not absent. Answers 403 also when the state of the task does not allow
    it.

    Args:
        task_uuid (str): The uuid of the task, or its shortname.
        body (TaskRerunInput): What a second run of a task has in another way; what is absent is
            as in the first
            run. The instances cannot be chosen.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ObjectIdentifier]
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
    body: TaskRerunInput,
) -> ObjectIdentifier | None:
    """Run the failed and the cancelled instances of an ended task in a new task.

     The body may change what the new task has in another way, and may be an empty
    object, but not absent. Answers 403 also when the state of the task does not allow
    it.

    Args:
        task_uuid (str): The uuid of the task, or its shortname.
        body (TaskRerunInput): What a second run of a task has in another way; what is absent is
            as in the first
            run. The instances cannot be chosen.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ObjectIdentifier
    """

    return (
        await asyncio_detailed(
            task_uuid=task_uuid,
            client=client,
            body=body,
        )
    ).parsed
