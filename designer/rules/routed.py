"""What rules on APIs share: the APIs that a design creates, and who may use their routes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from designer.blueprint.base import Node
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.resources.api import Api
from designer.blueprint.resources.rest_api import RestApi
from designer.blueprint.resources.websocket_api import WebSocketApi
from designer.blueprint.triggers.base import Consumer
from designer.blueprint.triggers.http_api import HttpApiTrigger
from designer.blueprint.triggers.rest_api import RestApiTrigger
from designer.blueprint.triggers.websocket import CONNECT, WebSocketTrigger

AnyApi: TypeAlias = Api | RestApi | WebSocketApi
Routed: TypeAlias = HttpApiTrigger | RestApiTrigger | WebSocketTrigger
"""A trigger with routes of an API."""


def new_apis(blueprint: Blueprint) -> Iterator[Node[AnyApi]]:
    """The APIs that the design creates; those that exist are not ours to judge."""
    for name, api in blueprint.apis.items():
        if api.existing is None:
            yield Node(("apis", name), api)
    for name, rest in blueprint.rest_apis.items():
        if rest.existing is None:
            yield Node(("rest_apis", name), rest)
    for name, socket in blueprint.websocket_apis.items():
        if socket.existing is None:
            yield Node(("websocket_apis", name), socket)


def api_of(trigger: Routed, blueprint: Blueprint) -> AnyApi | None:
    """The API that a trigger has routes of; ``None`` where there is none of that name and kind."""
    if isinstance(trigger, HttpApiTrigger):
        return blueprint.apis.get(trigger.api)
    if isinstance(trigger, RestApiTrigger):
        return blueprint.rest_apis.get(trigger.api)
    return blueprint.websocket_apis.get(trigger.api)


def routed(blueprint: Blueprint) -> Iterator[tuple[Node[Function], Node[Routed]]]:
    """Every trigger with routes, with its function."""
    for function, http in blueprint.each_trigger(HttpApiTrigger):
        yield function, Node(http.path, http.value)
    for function, rest in blueprint.each_trigger(RestApiTrigger):
        yield function, Node(rest.path, rest.value)
    for function, socket in blueprint.each_trigger(WebSocketTrigger):
        yield function, Node(socket.path, socket.value)


@dataclass(frozen=True, slots=True)
class Access:
    """A trigger, with who may use its routes."""

    function: Node[Function]
    trigger: Node[Routed]
    authorization: str
    """``jwt``, ``iam``, ``none`` or an authorizer's name."""
    api: AnyApi | None

    @property
    def authorizers(self) -> tuple[str, ...]:
        """What the trigger may name of the API's own authorizers."""
        if self.api is None or self.api.existing is not None:
            return ()
        tokens = ("jwt",) if isinstance(self.api, Api) and self.api.authorizer else ()
        return (*tokens, *self.api.authorizers)

    @property
    def checks_tokens(self) -> bool:
        """Whether a JSON web token, which has scopes, is what lets callers in."""
        if isinstance(self.api, Api) and self.authorization == "jwt":
            return True
        if self.api is None or isinstance(self.api, WebSocketApi):
            return False
        named = self.api.authorizers.get(self.authorization)
        return named is not None and named.type in ("jwt", "cognito")


def accesses(blueprint: Blueprint) -> Iterator[Access]:
    """Every trigger with routes that check callers, with who may use them."""
    for function, trigger in routed(blueprint):
        if isinstance(trigger.value, WebSocketTrigger) and CONNECT not in trigger.value.routes:
            continue
        effective = trigger.value.effective_authorization(Consumer(blueprint, function))
        yield Access(function, trigger, effective, api_of(trigger.value, blueprint))
