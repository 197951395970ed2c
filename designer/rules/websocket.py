"""Rules on WebSocket APIs: their routes, who may connect, who may be sent to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Node
from designer.blueprint.document import Blueprint
from designer.blueprint.resources.websocket_api import WebSocketApi
from designer.blueprint.triggers.websocket import CONNECT, WebSocketTrigger
from designer.rules.base import LASTING, Finding, Rule, Severity, remove, set_value
from designer.rules.settings import quoted

_ROUTES = "https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-routes.html"
_CONNECT = (
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html"
)
_SELECTION = "$request.body.action"


def _example(routes: str, api: str = "") -> str:
    settings = f"throttling: {{rate: 20, burst: 40}}, authorization: iam{', ' if api else ''}{api}"
    socket = f"{{type: websocket, api: chat, routes: {routes}}}"
    functions = f"{{talk: {{timeout: 10, triggers: {{socket: {socket}}}}}}}"
    return f"name: shop\nfunctions: {functions}\nwebsocket_apis: {{chat: {{{settings}}}}}\n"


class WebSocketRouteValid(Rule):
    """A route of a WebSocket API is none that API Gateway knows.

    The deployment fails: a route is what messages name, or $connect, $disconnect or $default.
    """

    id = "websocket-route-valid"
    severity = Severity.ERROR
    topic = "api"
    source = _ROUTES
    bad = _example("[$connect, $other]")
    good = _example("[$connect, other]")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every route without the form."""
        del today
        form = catalog.pattern("websocket_api.route_key")
        for _, trigger in blueprint.each_trigger(WebSocketTrigger):
            if not trigger.value.routes:
                message = f"{trigger.name} has no route, so no message reaches the function."
                yield self.finding(trigger / "routes", message, None, Severity.WARNING)
            for index, key in enumerate(trigger.value.routes):
                if not form.matches(key):
                    at, wanted = (*trigger.path, "routes", index), "".join(key.split()).lstrip("$")
                    fix = set_value(f"Use {wanted}", at, wanted, safe=False) if form.matches(wanted) else None
                    yield self.finding(at, f"{quoted(key)} has to be {form.says}.", fix)


class WebSocketSelectionValid(Rule):
    """What is to find the route in a message is no part of it.

    The deployment fails, or every message goes to $default.
    """

    id = "websocket-selection-valid"
    severity = Severity.ERROR
    topic = "api"
    source = _ROUTES
    bad = _example("[$connect, say]", "route_selection: action")
    good = _example("[$connect, say]", "route_selection: $request.body.type")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every route selection and every identity source without the form."""
        del today
        form = catalog.pattern("websocket_api.route_selection")
        source = catalog.pattern("websocket_api.identity_source")
        for api in _new(blueprint):
            at, said = api / "route_selection", api.value.route_selection
            if not form.matches(said):
                wanted = f"$request.body.{said}" if form.matches(f"$request.body.{said}") else _SELECTION
                fix = set_value(f"Use {wanted}", at, wanted, safe=False)
                yield self.finding(at, f"{quoted(said)} has to be {form.says}.", fix)
            for name, each in api.value.authorizers.items():
                for index, text in enumerate(each.identity_sources):
                    if not source.matches(text):
                        where = (*api.path, "authorizers", name, "identity_sources", index)
                        yield self.finding(where, f"{quoted(text)} has to be {source.says}.")


class WebSocketWithoutConnect(Rule):
    """Nobody looks at who connects to a WebSocket API.

    Only $connect checks callers, and only its function can note whom to send to; without the route,
    everybody may connect and send.
    """

    id = "websocket-without-connect"
    severity = Severity.WARNING
    topic = "api"
    source = _CONNECT
    profiles = LASTING
    bad = _example("[$default]")
    good = _example("[$connect, $default]")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new API with routes among which $connect is not."""
        del today
        routes: dict[str, set[str]] = {}
        first: dict[str, Node[WebSocketTrigger]] = {}
        for _, trigger in blueprint.each_trigger(WebSocketTrigger):
            routes.setdefault(trigger.value.api, set()).update(trigger.value.routes)
            first.setdefault(trigger.value.api, trigger)
        for api in _new(blueprint):
            if api.name in routes and CONNECT not in routes[api.name]:
                message = f"{api.name} has no route {CONNECT}, so everybody may connect and send."
                added = (CONNECT, *first[api.name].value.routes)
                fix = set_value(
                    "Ask a function who may connect", first[api.name] / "routes", added, safe=False
                )
                yield self.finding(api.path, message, fix)


class WebSocketApiExisting(Rule):
    """A function is to answer routes of a WebSocket API that exists.

    Its routes are deployed where it was made, so nothing is exported for them; sending to its clients
    is possible.
    """

    id = "websocket-api-existing"
    severity = Severity.ERROR
    topic = "api"
    source = _ROUTES
    bad = (
        "{name: shop, "
        "functions: {talk: {triggers: {socket: {type: websocket, api: chat, authorization: iam}}}}, "
        "websocket_apis: {chat: {existing: 'arn:aws:apigateway:us-east-1::/apis/a1b2c3d4e5'}}}"
    )
    good = _example("[$connect, say]")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger on a WebSocket API that exists."""
        del today
        for _, trigger in blueprint.each_trigger(WebSocketTrigger):
            api = blueprint.websocket_apis.get(trigger.value.api)
            if api is not None and api.existing is not None:
                message = f"{trigger.value.api} exists; its routes are deployed where it was made."
                fix = remove("Remove the trigger", trigger.path, safe=False)
                yield self.finding(trigger / "api", message, fix)


def _new(blueprint: Blueprint) -> Iterator[Node[WebSocketApi]]:
    for name, api in blueprint.websocket_apis.items():
        if api.existing is None:
            yield Node(("websocket_apis", name), api)
