"""The services that a function itself calls while it runs: what it must be able to reach from a network.

What Lambda does for it needs no way from there: logs, traces, polling a source, handing events to
dead-letter queues and destinations.
Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from designer import catalog
from designer.blueprint.base import Node
from designer.blueprint.scopes import scopes
from designer.blueprint.triggers.types import SECRET_ROTATION

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint
    from designer.blueprint.function import Function

_ENDPOINTS = {"ecr": "ecr.api", "kinesis": "kinesis-streams"}
"""Services whose endpoint has another name than their actions."""
_APART = {"states:StartSyncExecution": "sync-states"}
"""Actions with an endpoint of their own."""


def called(function: Node[Function], blueprint: Blueprint) -> tuple[str, ...]:
    """The endpoints of those services: of its scopes, of secrets that it renews, of its own durable state."""
    found = [
        action for scope in scopes(function, blueprint) if scope.access for action in scope.access.actions
    ]
    if any(SECRET_ROTATION.holds(each) for each in function.value.triggers.values()):
        found += catalog.grant("rotate_secret").actions
    services = _endpoints(found)
    # A durable function reports each of its steps to Lambda.
    return (*services, *(["lambda"] if function.value.durable and "lambda" not in services else []))


def _endpoints(actions: Iterable[str]) -> tuple[str, ...]:
    named = ((action, action.partition(":")[0]) for action in actions)
    return tuple(
        dict.fromkeys(_APART.get(action) or _ENDPOINTS.get(service, service) for action, service in named)
    )
