"""Routes of a REST API that a function answers.

The caller waits: API Gateway invokes the function synchronously and gives up after 29 seconds, unless
the quota was raised. Nothing is retried, and the function's asynchronous settings never act.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from designer import graph
from designer.blueprint.base import (
    Advanced,
    Bool,
    Int,
    Limits,
    RefersTo,
    SameInAllStages,
    Texts,
    freeze,
)
from designer.blueprint.triggers.base import SAMPLE_ACCOUNT, Consumer, Invocation, Trigger
from designer.graph import Attribute, Context, Join, Ref, Resource, Statement

_AUTHORIZATION: Mapping[str, Literal["CUSTOM", "COGNITO_USER_POOLS"]] = {"cognito": "COGNITO_USER_POOLS"}
_MILLISECONDS = 1000


def _mapping(value: object) -> object:
    if value is not None and not isinstance(value, Mapping):
        raise ValueError("a schema is a mapping, such as {type: object, required: [id]}")
    return value


Schema = Annotated[Mapping[str, Any] | None, BeforeValidator(_mapping), AfterValidator(freeze)]
"""A JSON Schema, draft 4."""


class RestApiTrigger(Trigger):
    """Routes of a REST API."""

    LABEL: ClassVar[str] = "REST API"
    INVOCATION: ClassVar[Invocation] = Invocation.SYNCHRONOUS
    HANDLER: ClassVar[str] = "rest_api"

    type: Annotated[Literal["rest_api"], SameInAllStages()] = Field(
        "rest_api", title="Type", description="Routes of a REST API."
    )
    api: Annotated[str, RefersTo(("rest_apis",))] = Field(title="API", description="Name of the API.")
    routes: Annotated[Texts, SameInAllStages()] = Field(
        ("ANY /", "ANY /{proxy+}"),
        title="Routes",
        description="Method and path, such as GET /orders/{id}; ANY is every method, {proxy+} all below.",
    )
    authorization: Annotated[str | None, SameInAllStages()] = Field(
        None,
        title="Authorization",
        description="Who may use the routes: an authorizer of the API by name, iam or none (all). Unset: "
        "as the API says.",
    )
    scopes: Annotated[Texts, SameInAllStages(), Advanced()] = Field(
        (), title="OAuth scopes", description="With user pools: scopes, one of which the token must have."
    )
    api_key_required: Annotated[Bool, SameInAllStages()] = Field(
        False,
        title="API key required",
        description="Callers send a key of the API's usage plan, by which they are counted and limited.",
    )
    timeout: Annotated[Int | None, Limits("rest_api.integration_timeout"), Advanced()] = Field(
        None, title="Timeout", description="Seconds that the caller waits; AWS takes 29."
    )
    required: Annotated[Texts, SameInAllStages(), Advanced()] = Field(
        (),
        title="Required parameters",
        description="Without which a request is refused, such as querystring.page or header.x-tenant.",
    )
    body: Annotated[Schema, SameInAllStages(), Advanced()] = Field(
        None, title="Body", description="JSON Schema (draft 4) of JSON bodies; others are refused."
    )

    def effective_authorization(self, consumer: Consumer) -> str:
        """An authorizer's name, ``iam`` or ``none``, also where the trigger leaves it to the API."""
        api = consumer.blueprint.rest_apis.get(self.api)
        return self.authorization or (api.authorizer if api else None) or "none"

    def resources(self, name: str, consumer: Consumer) -> Iterator[Resource]:
        """A method and a permission for each route; nothing on an API that exists or is not there."""
        api = consumer.blueprint.rest_apis.get(self.api)
        if api is None or api.existing is not None:
            return
        if self.required or self.body is not None:
            yield from self._validation(name, consumer)
        for number, key in enumerate(self.routes, 1):
            yield from self._route(f"{consumer.name}.{name}", number, key, consumer)

    def _validation(self, name: str, consumer: Consumer) -> Iterator[Resource]:
        owner = f"function.{consumer.name}"
        api, label = Ref(f"rest_api.{self.api}", Attribute.ID), f"{consumer.name}-{name}"
        if self.body is not None:
            yield graph.rest_access.RestModel(
                id=f"rest_model.{consumer.name}.{name}",
                label=label,
                implied_by=owner,
                api=api,
                name="".join(letter for letter in label.title() if letter.isalnum()),
                schema=json.dumps(self.body, ensure_ascii=False),
            )
        yield graph.rest_access.RestValidator(
            id=f"rest_validator.{consumer.name}.{name}",
            label=label,
            implied_by=owner,
            because="What is malformed is refused before the function is invoked.",
            api=api,
            name=label,
            body=self.body is not None,
            parameters=bool(self.required),
        )

    def _route(self, owner: str, number: int, key: str, consumer: Consumer) -> Iterator[Resource]:
        method, path = method_and_path(key)
        checked = bool(self.required) or self.body is not None
        yield graph.rest.RestMethod(
            id=f"rest_method.{owner}.{number}",
            label=f"{consumer.name} {key}",
            implied_by=f"function.{consumer.name}",
            api=Ref(f"rest_api.{self.api}", Attribute.ID),
            resource=path_id(self.api, path),
            method=method,
            function=consumer.ref,
            timeout=self.timeout * _MILLISECONDS if self.timeout is not None else None,
            **self._authorized(consumer),
            api_key_required=self.api_key_required,
            required=tuple(f"method.request.{each}" for each in self.required),
            model=Ref(f"rest_model.{owner}", Attribute.NAME) if self.body is not None else None,
            validator=Ref(f"rest_validator.{owner}", Attribute.ID) if checked else None,
        )
        yield graph.compute.Permission(
            id=f"permission.{owner}.{number}",
            label=f"{consumer.name} {key}",
            implied_by=f"rest_method.{owner}.{number}",
            function=consumer.ref,
            principal="apigateway.amazonaws.com",
            source_arn=self._source(key),
        )

    def _source(self, key: str) -> Join:
        """What a route is called in the ARN of a request, in the stage that is deployed."""
        execution = Ref(f"rest_api.{self.api}", Attribute.EXECUTION_ARN)
        return Join((execution, "/", Context.STAGE, source_pattern(key)))

    def _authorized(self, consumer: Consumer) -> dict[str, Any]:  # settings of a method
        wanted = self.effective_authorization(consumer)
        if wanted in ("iam", "none"):
            return {"authorization": "AWS_IAM" if wanted == "iam" else "NONE"}
        api = consumer.blueprint.rest_apis[self.api]
        known = api.authorizers.get(wanted)
        by_pools = known is not None and known.type == "cognito"
        return {
            "authorization": _AUTHORIZATION.get(known.type if known else "", "CUSTOM"),
            "authorizer": Ref(f"rest_authorizer.{self.api}.{wanted}", Attribute.ID),
            "scopes": self.scopes if by_pools else (),
        }

    def sample_event(self, consumer: Consumer) -> Mapping[str, Any]:
        """A request for the first route, as proxied (payload format 1.0)."""
        method, path = method_and_path(self.routes[0] if self.routes else "ANY /")
        names = re.findall(r"\{([^}+]*)\+?\}", path)
        real = re.sub(r"\{[^}]*\}", "1", path) or "/"
        verb = "GET" if method == "ANY" else method
        stage = consumer.blueprint.stage_names[0]
        sent = json.dumps({"name": f"from {consumer.blueprint.name}"})
        return {
            "resource": path,
            "path": real,
            "httpMethod": verb,
            "headers": _HEADERS,
            "multiValueHeaders": {name: [value] for name, value in _HEADERS.items()},
            "queryStringParameters": None,
            "multiValueQueryStringParameters": None,
            "pathParameters": dict.fromkeys(names, "1") or None,
            "stageVariables": None,
            "requestContext": _context(verb, path, real, stage),
            "body": sent if verb in ("POST", "PUT", "PATCH") else None,
            "isBase64Encoded": False,
        }

    def grants(self, name: str, consumer: Consumer) -> Iterator[Statement]:
        """Nothing: the API invokes the function, by the function's own policy."""
        del name, consumer
        yield from ()


_HEADERS = {"content-type": "application/json", "host": "api.example"}


def _context(method: str, path: str, real: str, stage: str) -> dict[str, Any]:  # part of an event
    """What API Gateway tells of a sample request."""
    return {
        "accountId": SAMPLE_ACCOUNT,
        "apiId": "api",
        "httpMethod": method,
        "identity": {"sourceIp": "192.0.2.1", "userAgent": "sample"},
        "path": f"/{stage}{real}",
        "protocol": "HTTP/1.1",
        "requestId": "id",
        "resourcePath": path,
        "stage": stage,
    }


def method_and_path(key: str) -> tuple[str, str]:
    """The method and the path of a route; a path alone is of every method."""
    method, space, path = key.partition(" ")
    return (method, path) if space else ("ANY", key)


def steps(path: str) -> tuple[str, ...]:
    """What stands between the slashes of a path."""
    return tuple(step for step in path.split("/") if step)


def path_id(api: str, path: str) -> Ref:
    """The id of the resource at a path of an API: the last step's, or the root's."""
    found = steps(path)
    if not found:
        return Ref(f"rest_api.{api}", Attribute.ROOT_ID)
    return Ref(f"rest_resource.{api}./{'/'.join(found)}", Attribute.ID)


def source_pattern(key: str) -> str:
    """What a route is called in the ARN of a request, behind the stage; a parameter is any text there."""
    method, path = method_and_path(key)
    where = "/".join(re.sub(r"{[^}]*}", "*", step) for step in steps(path))
    return f"/{'*' if method == 'ANY' else method}/{where}"
