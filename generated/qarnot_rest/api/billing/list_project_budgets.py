from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.project_budgets import ProjectBudgets
from ...types import UNSET, Response, Unset


def _get_kwargs(
    project_uuid: str,
    *,
    active_only: bool | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["activeOnly"] = active_only

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/credits/v1/projects/{project_uuid}/budgets".format(
            project_uuid=quote(str(project_uuid), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ProjectBudgets | None:
    if response.status_code == 200:
        response_200 = ProjectBudgets.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ProjectBudgets]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    project_uuid: str,
    *,
    client: AuthenticatedClient | Client,
    active_only: bool | Unset = UNSET,
) -> Response[ProjectBudgets]:
    """List the budgets of a project.

     Projects are listed by `get_user_info`. Only the SDKs know of this operation.

    Args:
        project_uuid (str): The uuid of the project.
        active_only (bool | Unset): Whether to leave out budgets that are not in use. The SDKs
            always send it; what
            holds when it is absent is not known.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ProjectBudgets]
    """

    kwargs = _get_kwargs(
        project_uuid=project_uuid,
        active_only=active_only,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    project_uuid: str,
    *,
    client: AuthenticatedClient | Client,
    active_only: bool | Unset = UNSET,
) -> ProjectBudgets | None:
    """List the budgets of a project.

     Projects are listed by `get_user_info`. Only the SDKs know of this operation.

    Args:
        project_uuid (str): The uuid of the project.
        active_only (bool | Unset): Whether to leave out budgets that are not in use. The SDKs
            always send it; what
            holds when it is absent is not known.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ProjectBudgets
    """

    return sync_detailed(
        project_uuid=project_uuid,
        client=client,
        active_only=active_only,
    ).parsed


async def asyncio_detailed(
    project_uuid: str,
    *,
    client: AuthenticatedClient | Client,
    active_only: bool | Unset = UNSET,
) -> Response[ProjectBudgets]:
    """List the budgets of a project.

     Projects are listed by `get_user_info`. Only the SDKs know of this operation.

    Args:
        project_uuid (str): The uuid of the project.
        active_only (bool | Unset): Whether to leave out budgets that are not in use. The SDKs
            always send it; what
            holds when it is absent is not known.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ProjectBudgets]
    """

    kwargs = _get_kwargs(
        project_uuid=project_uuid,
        active_only=active_only,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    project_uuid: str,
    *,
    client: AuthenticatedClient | Client,
    active_only: bool | Unset = UNSET,
) -> ProjectBudgets | None:
    """List the budgets of a project.

     Projects are listed by `get_user_info`. Only the SDKs know of this operation.

    Args:
        project_uuid (str): The uuid of the project.
        active_only (bool | Unset): Whether to leave out budgets that are not in use. The SDKs
            always send it; what
            holds when it is absent is not known.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ProjectBudgets
    """

    return (
        await asyncio_detailed(
            project_uuid=project_uuid,
            client=client,
            active_only=active_only,
        )
    ).parsed
