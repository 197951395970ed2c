"""Routes of an HTTP API that a function answers.

The caller waits: API Gateway invokes the function synchronously and gives up after 30 seconds. Nothing
is retried, and the function's asynchronous settings never act; a caller that needs its request to
survive a failure puts it into a queue.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from designer import graph
from designer.blueprint.base import Advanced, RefersTo, SameInAllStages, Texts
from designer.blueprint.resources.serving import Throttling
from designer.blueprint.triggers.base import SAMPLE_ACCOUNT, Consumer, Invocation, Trigger
from designer.graph import Attribute, Join, Ref, Resource, Statement, Text

_PLAIN: Mapping[str, Literal["NONE", "AWS_IAM"]] = {"none": "NONE", "iam": "AWS_IAM"}


class HttpApiTrigger(Trigger):
    """Routes of an HTTP API."""

    LABEL: ClassVar[str] = "HTTP API"
    SOURCE: ClassVar[str | None] = "api"
    INVOCATION: ClassVar[Invocation] = Invocation.SYNCHRONOUS
    HANDLER: ClassVar[str] = "http_api"

    type: Annotated[Literal["http_api"], SameInAllStages()] = Field(
        "http_api", title="Type", description="Routes of an HTTP API."
    )
    api: Annotated[str, RefersTo(("apis",))] = Field(title="API", description="Name of the API.")
    routes: Annotated[Texts, SameInAllStages()] = Field(
        ("$default",),
        title="Routes",
        description="Method and path, such as GET /orders/{id}; ANY is every method, $default all the rest.",
    )
    authorization: Annotated[str | None, SameInAllStages()] = Field(
        None,
        title="Authorization",
        description="Who may use the routes: jwt (the API's authorizer), another authorizer of the API by "
        "name, iam or none (all). Unset: as the API says.",
    )
    scopes: Annotated[Texts, SameInAllStages(), Advanced()] = Field(
        (), title="OAuth scopes", description="With tokens: scopes, one of which the token must have."
    )
    throttling: Annotated[Throttling | None, Advanced()] = Field(
        None, title="Throttling", description="How many requests each of the routes takes."
    )

    def effective_authorization(self, consumer: Consumer) -> str:
        """``jwt``, an authorizer's name, ``iam`` or ``none``, also where the trigger leaves it to the API."""
        if self.authorization:
            return self.authorization
        api = consumer.blueprint.apis.get(self.api)
        if api is None or api.existing is not None:
            return "none"
        return api.authorization or ("jwt" if api.authorizer else "none")

    def checks_tokens(self, consumer: Consumer) -> bool:
        """Whether a JSON web token, which has scopes, is what lets callers in."""
        wanted = self.effective_authorization(consumer)
        api = consumer.blueprint.apis.get(self.api)
        named = api.authorizers.get(wanted) if api else None
        return wanted == "jwt" or (named is not None and named.type != "function")

    def resources(self, name: str, consumer: Consumer) -> Iterator[Resource]:
        """The way to the function, and a route and a permission for each route."""
        api = consumer.blueprint.attribute(self.api, Attribute.ID)
        integration = f"http_integration.{consumer.name}.{name}"
        yield graph.http.HttpIntegration(
            id=integration,
            label=f"{consumer.name}-{name}",
            implied_by=f"function.{consumer.name}",
            api=api,
            function=consumer.ref,
        )
        for number, key in enumerate(self.routes, 1):
            yield from self._route(f"{consumer.name}.{name}.{number}", key, api, integration, consumer)

    def _route(
        self, id_: str, key: str, api: Text, integration: str, consumer: Consumer
    ) -> Iterator[Resource]:
        authorization, authorizer = self._authorized(consumer)
        yield graph.http.HttpRoute(
            id=f"http_route.{id_}",
            label=f"{consumer.name} {key}",
            implied_by=f"function.{consumer.name}",
            api=api,
            key=key,
            integration=Ref(integration, Attribute.ID),
            authorization=authorization,
            authorizer=authorizer,
            scopes=self.scopes if authorization == "JWT" else (),
        )
        execution = consumer.blueprint.attribute(self.api, Attribute.EXECUTION_ARN)
        parts = execution.parts if isinstance(execution, Join) else (execution,)
        yield graph.compute.Permission(
            id=f"permission.{id_}",
            label=f"{consumer.name} {key}",
            implied_by=f"http_route.{id_}",
            function=consumer.ref,
            principal="apigateway.amazonaws.com",
            source_arn=Join((*parts, source_pattern(key))),
        )

    def _authorized(
        self, consumer: Consumer
    ) -> tuple[Literal["NONE", "JWT", "AWS_IAM", "CUSTOM"], Ref | None]:
        """How callers are checked, and the id of the authorizer that does it."""
        wanted = self.effective_authorization(consumer)
        if wanted in _PLAIN:
            return _PLAIN[wanted], None
        if wanted == "jwt":
            return "JWT", Ref(f"http_authorizer.{self.api}", Attribute.ID)
        if self.checks_tokens(consumer):
            return "JWT", Ref(f"http_authorizer.{self.api}.{wanted}", Attribute.ID)
        return "CUSTOM", Ref(f"function_authorizer.{self.api}.{wanted}", Attribute.ID)

    def sample_event(self, consumer: Consumer) -> Mapping[str, Any]:
        """A request for the first route, in payload format 2.0."""
        key = self.routes[0] if self.routes else "$default"
        method, _, path = key.partition(" ")
        names = re.findall(r"\{([^}+]*)\+?\}", path)
        real = re.sub(r"\{[^}]*\}", "1", path) or "/"
        http = {"method": "GET" if method in ("ANY", "$default") else method, "path": real}
        where = {"accountId": SAMPLE_ACCOUNT, "apiId": "api", "domainName": "api.example", "requestId": "id"}
        sent = {"protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "sample"}
        event: dict[str, Any] = {
            "version": "2.0",
            "routeKey": key,
            "rawPath": real,
            "rawQueryString": "",
            "headers": {"content-type": "application/json", "host": "api.example"},
            "requestContext": {**where, "routeKey": key, "stage": "$default", "http": {**http, **sent}},
            "isBase64Encoded": False,
        }
        if names:
            event["pathParameters"] = dict.fromkeys(names, "1")
        if http["method"] in ("POST", "PUT", "PATCH"):
            event["body"] = json.dumps({"name": f"from {consumer.blueprint.name}"})
        return event

    def grants(self, name: str, consumer: Consumer) -> Iterator[Statement]:
        """Nothing: the API invokes the function, by the function's own policy."""
        del name, consumer
        yield from ()


def source_pattern(key: str) -> str:
    """What a route is called in the ARN of a request, behind the API's: any stage, method, path.

    A path parameter is any text there.
    """
    method, _, path = key.partition(" ")
    if not path:
        return f"/*/{key}"
    return f"/*/{'*' if method == 'ANY' else method}{re.sub(r'{[^}]*}', '*', path)}"
