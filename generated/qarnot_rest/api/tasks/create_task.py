from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.object_identifier import ObjectIdentifier
from ...models.task_creation_input import TaskCreationInput
from ...models.task_creation_outcome import TaskCreationOutcome
from ...types import Response


def _get_kwargs(
    *,
    body: list[TaskCreationInput] | TaskCreationInput,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/tasks",
    }

    if isinstance(body, TaskCreationInput):
        _kwargs["json"] = body.to_dict()
    else:
        _kwargs["json"] = []
        for body_type_1_item_data in body:
            body_type_1_item = body_type_1_item_data.to_dict()
            _kwargs["json"].append(body_type_1_item)

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> list[TaskCreationOutcome] | list[TaskCreationOutcome] | ObjectIdentifier | None:
    if response.status_code == 200:

        def _parse_response_200(data: object) -> list[TaskCreationOutcome] | ObjectIdentifier:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                response_200_type_0 = ObjectIdentifier.from_dict(data)

                return response_200_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, list):
                raise TypeError()
            response_200_type_1 = []
            _response_200_type_1 = data
            for response_200_type_1_item_data in _response_200_type_1:
                response_200_type_1_item = TaskCreationOutcome.from_dict(
                    response_200_type_1_item_data
                )

                response_200_type_1.append(response_200_type_1_item)

            return response_200_type_1

        response_200 = _parse_response_200(response.json())

        return response_200

    if response.status_code == 207:
        response_207 = []
        _response_207 = response.json()
        for response_207_item_data in _response_207:
            response_207_item = TaskCreationOutcome.from_dict(response_207_item_data)

            response_207.append(response_207_item)

        return response_207

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[list[TaskCreationOutcome] | list[TaskCreationOutcome] | ObjectIdentifier]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: list[TaskCreationInput] | TaskCreationInput,
) -> Response[list[TaskCreationOutcome] | list[TaskCreationOutcome] | ObjectIdentifier]:
    """Submit one task, or a list of tasks.

     One task is answered with its identifier. A list is answered with one outcome for
    each task, in the order of the list: status 200 when all were accepted, 207 when
    some were not.

    402 means that credits are missing, 403 that a quota is reached or that the token
    may not do this, 404 that a bucket does not exist.

    Args:
        body (list[TaskCreationInput] | TaskCreationInput):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[list[TaskCreationOutcome] | list[TaskCreationOutcome] | ObjectIdentifier]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: list[TaskCreationInput] | TaskCreationInput,
) -> list[TaskCreationOutcome] | list[TaskCreationOutcome] | ObjectIdentifier | None:
    """Submit one task, or a list of tasks.

     One task is answered with its identifier. A list is answered with one outcome for
    each task, in the order of the list: status 200 when all were accepted, 207 when
    some were not.

    402 means that credits are missing, 403 that a quota is reached or that the token
    may not do this, 404 that a bucket does not exist.

    Args:
        body (list[TaskCreationInput] | TaskCreationInput):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        list[TaskCreationOutcome] | list[TaskCreationOutcome] | ObjectIdentifier
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: list[TaskCreationInput] | TaskCreationInput,
) -> Response[list[TaskCreationOutcome] | list[TaskCreationOutcome] | ObjectIdentifier]:
    """Submit one task, or a list of tasks.

     One task is answered with its identifier. A list is answered with one outcome for
    each task, in the order of the list: status 200 when all were accepted, 207 when
    some were not.

    402 means that credits are missing, 403 that a quota is reached or that the token
    may not do this, 404 that a bucket does not exist.

    Args:
        body (list[TaskCreationInput] | TaskCreationInput):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[list[TaskCreationOutcome] | list[TaskCreationOutcome] | ObjectIdentifier]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: list[TaskCreationInput] | TaskCreationInput,
) -> list[TaskCreationOutcome] | list[TaskCreationOutcome] | ObjectIdentifier | None:
    """Submit one task, or a list of tasks.

     One task is answered with its identifier. A list is answered with one outcome for
    each task, in the order of the list: status 200 when all were accepted, 207 when
    some were not.

    402 means that credits are missing, 403 that a quota is reached or that the token
    may not do this, 404 that a bucket does not exist.

    Args:
        body (list[TaskCreationInput] | TaskCreationInput):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        list[TaskCreationOutcome] | list[TaskCreationOutcome] | ObjectIdentifier
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
