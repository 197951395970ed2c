"""A function URL: an address of the function's own, without an API in front.

The caller waits. The URL is for whoever AWS knows (``iam``), or for everyone (``none``). Since October 2025
a caller needs two permissions: to call the URL, and to invoke the function by it. Callers of the same
account have them by their own policies; everyone, other accounts and CloudFront get them here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from designer import graph
from designer.blueprint.base import Advanced, SameInAllStages, Texts
from designer.blueprint.resources.serving import Cors
from designer.blueprint.triggers.base import SAMPLE_ACCOUNT, Consumer, Invocation, Trigger
from designer.graph import Attribute, Output, Ref, Resource, Statement

EVERYONE = "*"
_AUTHORIZATION: Mapping[str, str] = {"iam": "AWS_IAM", "none": "NONE"}


class FunctionUrlTrigger(Trigger):
    """An HTTPS address of the function's own."""

    LABEL: ClassVar[str] = "Function URL"
    INVOCATION: ClassVar[Invocation] = Invocation.SYNCHRONOUS
    HANDLER: ClassVar[str] = "event"
    EVENT_CLASS: ClassVar[str | None] = "LambdaFunctionUrlEvent"

    type: Annotated[Literal["function_url"], SameInAllStages()] = Field(
        "function_url", title="Type", description="An HTTPS address of the function's own."
    )
    authorization: Annotated[Literal["iam", "none"], SameInAllStages()] = Field(
        "iam",
        title="Authorization",
        description="Who may call: iam is whoever signs the request and is allowed to, none is everyone.",
    )
    callers: Annotated[Texts, SameInAllStages(), Advanced()] = Field(
        (),
        title="Callers",
        description="With iam: accounts, roles or users elsewhere (id or ARN) and CloudFront distributions "
        "(ARN) that may call. Callers of this account need a policy of their own instead.",
    )
    cors: Annotated[Cors | None, Advanced()] = Field(
        None, title="CORS", description="Which pages of other origins may call it from a browser."
    )
    invoke_mode: Annotated[Literal["BUFFERED", "RESPONSE_STREAM"] | None, SameInAllStages(), Advanced()] = (
        Field(
            None,
            title="Invoke mode",
            description="RESPONSE_STREAM sends the answer while it is made; BUFFERED (as unless told) "
            "when it is whole.",
        )
    )

    def resources(self, name: str, consumer: Consumer) -> Iterator[Resource]:
        """The URL, and both permissions for everyone who has none by a policy of their own."""
        identifier, label = f"function_url.{consumer.name}.{name}", f"{consumer.name}-{name}"
        authorization = _AUTHORIZATION[self.authorization]
        alias = consumer.function.value.alias
        yield graph.function_urls.FunctionUrl(
            id=identifier,
            label=label,
            implied_by=f"function.{consumer.name}",
            function=Ref(f"function.{consumer.name}", Attribute.NAME),
            alias=Ref(f"alias.{consumer.name}", Attribute.NAME) if alias else None,
            authorization=authorization,
            cors=_cors(self.cors) if self.cors else None,
            invoke_mode=self.invoke_mode,
        )
        callers = (EVERYONE,) if self.authorization == "none" else self.callers
        for number, caller in enumerate(callers, 1):
            suffix = f".{number}" if len(callers) > 1 else ""
            yield from self._permissions(f"{consumer.name}.{name}{suffix}", caller, identifier, consumer)

    def _permissions(
        self, id_: str, caller: str, url: str, consumer: Consumer
    ) -> Iterator[graph.compute.Permission]:
        cloudfront = is_distribution(caller)
        label, who = id_.replace(".", "-"), "Everyone" if caller == EVERYONE else "The caller"
        yield graph.compute.Permission(
            id=f"permission.{id_}.url",
            label=f"{label}-url",
            because=f"{who} may call the URL ...",
            implied_by=url,
            function=consumer.ref,
            action="lambda:InvokeFunctionUrl",
            principal="cloudfront.amazonaws.com" if cloudfront else caller,
            source_arn=caller if cloudfront else None,
            function_url_auth_type=_AUTHORIZATION[self.authorization],
        )
        yield graph.compute.Permission(
            id=f"permission.{id_}.invoke",
            label=f"{label}-invoke",
            because="... and invoke the function by it, but in no other way.",
            implied_by=url,
            function=consumer.ref,
            principal="cloudfront.amazonaws.com" if cloudfront else caller,
            source_arn=caller if cloudfront else None,
            invoked_via_function_url=True,
        )

    def outputs(self, name: str, consumer: Consumer) -> Iterator[Output]:
        """The URL."""
        ref = Ref(f"function_url.{consumer.name}.{name}", Attribute.URL)
        said = f"{consumer.name}_function_url".replace("-", "_").lower()
        yield Output(
            said, ref, f"URL of the {consumer.name} function, at which callers invoke it over HTTPS."
        )

    def grants(self, name: str, consumer: Consumer) -> Iterator[Statement]:
        """Nothing: callers invoke the function, by policies of their own or the function's."""
        del name, consumer
        yield from ()

    def sample_event(self, consumer: Consumer) -> Mapping[str, Any]:
        """A request, in payload format 2.0."""
        domain = f"url-id.lambda-url.{consumer.blueprint.region}.on.aws"
        http = {"method": "POST", "path": "/", "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1"}
        return {
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": "/",
            "rawQueryString": "",
            "headers": {"content-type": "application/json", "host": domain},
            "requestContext": {
                "accountId": SAMPLE_ACCOUNT if self.authorization == "iam" else "anonymous",
                "apiId": "url-id",
                "domainName": domain,
                "domainPrefix": "url-id",
                "http": {**http, "userAgent": "sample"},
                "requestId": "id",
                "routeKey": "$default",
                "stage": "$default",
                "time": "04/Nov/2026:00:00:00 +0000",
                "timeEpoch": 1793750400000,
            },
            "body": json.dumps({"number": 1}),
            "isBase64Encoded": False,
        }


def is_distribution(caller: str) -> bool:
    """Whether ``caller`` is the ARN of a CloudFront distribution."""
    return re.match(r"arn:[^:]*:cloudfront:", caller) is not None


def _cors(cors: Cors) -> graph.http.Cors:
    return graph.http.Cors(
        cors.allow_origins,
        cors.allow_methods,
        cors.allow_headers,
        cors.expose_headers,
        cors.max_age,
        cors.allow_credentials or None,
    )
