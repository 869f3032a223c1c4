from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.carbon_facts_in_camel_case import CarbonFactsInCamelCase
from ...models.carbon_facts_in_snake_case import CarbonFactsInSnakeCase
from ...types import UNSET, Response, Unset


def _get_kwargs(
    task_uuid: str,
    *,
    comparison_datacenter: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["comparisonDatacenter"] = comparison_datacenter

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/carbon/v1/tasks/{task_uuid}/carbon-facts".format(
            task_uuid=quote(str(task_uuid), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> CarbonFactsInCamelCase | CarbonFactsInSnakeCase | None:
    if response.status_code == 200:

        def _parse_response_200(data: object) -> CarbonFactsInCamelCase | CarbonFactsInSnakeCase:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_carbon_facts_type_0 = CarbonFactsInCamelCase.from_dict(data)

                return componentsschemas_carbon_facts_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_carbon_facts_type_1 = CarbonFactsInSnakeCase.from_dict(data)

            return componentsschemas_carbon_facts_type_1

        response_200 = _parse_response_200(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[CarbonFactsInCamelCase | CarbonFactsInSnakeCase]:
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
    comparison_datacenter: str | Unset = UNSET,
) -> Response[CarbonFactsInCamelCase | CarbonFactsInSnakeCase]:
    """Read what a task cost the climate.

     Compares it with what the same work would have cost in another data center. Answers
    404 when there is no such task.

    Args:
        task_uuid (str): The uuid of the task, or its shortname.
        comparison_datacenter (str | Unset): The data center to compare with, such as
            `european_dc`; the platform chooses when
            absent.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CarbonFactsInCamelCase | CarbonFactsInSnakeCase]
    """

    kwargs = _get_kwargs(
        task_uuid=task_uuid,
        comparison_datacenter=comparison_datacenter,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    task_uuid: str,
    *,
    client: AuthenticatedClient | Client,
    comparison_datacenter: str | Unset = UNSET,
) -> CarbonFactsInCamelCase | CarbonFactsInSnakeCase | None:
    """Read what a task cost the climate.

     Compares it with what the same work would have cost in another data center. Answers
    404 when there is no such task.

    Args:
        task_uuid (str): The uuid of the task, or its shortname.
        comparison_datacenter (str | Unset): The data center to compare with, such as
            `european_dc`; the platform chooses when
            absent.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CarbonFactsInCamelCase | CarbonFactsInSnakeCase
    """

    return sync_detailed(
        task_uuid=task_uuid,
        client=client,
        comparison_datacenter=comparison_datacenter,
    ).parsed


async def asyncio_detailed(
    task_uuid: str,
    *,
    client: AuthenticatedClient | Client,
    comparison_datacenter: str | Unset = UNSET,
) -> Response[CarbonFactsInCamelCase | CarbonFactsInSnakeCase]:
    """Read what a task cost the climate.

     Compares it with what the same work would have cost in another data center. Answers
    404 when there is no such task.

    Args:
        task_uuid (str): The uuid of the task, or its shortname.
        comparison_datacenter (str | Unset): The data center to compare with, such as
            `european_dc`; the platform chooses when
            absent.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CarbonFactsInCamelCase | CarbonFactsInSnakeCase]
    """

    kwargs = _get_kwargs(
        task_uuid=task_uuid,
        comparison_datacenter=comparison_datacenter,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    task_uuid: str,
    *,
    client: AuthenticatedClient | Client,
    comparison_datacenter: str | Unset = UNSET,
) -> CarbonFactsInCamelCase | CarbonFactsInSnakeCase | None:
    """Read what a task cost the climate.

     Compares it with what the same work would have cost in another data center. Answers
    404 when there is no such task.

    Args:
        task_uuid (str): The uuid of the task, or its shortname.
        comparison_datacenter (str | Unset): The data center to compare with, such as
            `european_dc`; the platform chooses when
            absent.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CarbonFactsInCamelCase | CarbonFactsInSnakeCase
    """

    return (
        await asyncio_detailed(
            task_uuid=task_uuid,
            client=client,
            comparison_datacenter=comparison_datacenter,
        )
    ).parsed
