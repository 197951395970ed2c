"""What APIs of every type have: CORS, limits, access logs, and functions that decide who may call."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from designer import graph
from designer.blueprint.base import Advanced, Bool, Int, Limits, OneOf, Part, RefersTo, SameInAllStages, Texts
from designer.blueprint.references import Reference
from designer.blueprint.resources.base import Thing
from designer.graph import Attribute, Context, Join, Output, Piece, Ref, Resource, Text, Variable

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint


class Cors(Part):
    """Which pages of other origins may call the API from a browser."""

    allow_origins: Annotated[Texts, SameInAllStages()] = Field(
        title="Origins", description="Such as https://shop.example; * for every page."
    )
    allow_methods: Annotated[Texts, SameInAllStages()] = Field(
        (), title="Methods", description="HTTP methods, such as GET; * for all."
    )
    allow_headers: Annotated[Texts, SameInAllStages()] = Field(
        (), title="Headers", description="Request headers that pages may send."
    )
    expose_headers: Annotated[Texts, SameInAllStages()] = Field(
        (), title="Exposed headers", description="Response headers that pages may read."
    )
    max_age: Annotated[Int | None, Limits("http_api.cors_max_age")] = Field(
        None, title="Max age", description="Seconds that a browser remembers the answer."
    )
    allow_credentials: Bool = Field(
        False, title="Credentials", description="Cookies and authorization may be sent along."
    )


class Throttling(Part):
    """How many requests an API takes before it answers 429."""

    rate: Annotated[Int, Limits("http_api.rate")] = Field(
        title="Rate", description="Requests per second in the long run."
    )
    burst: Annotated[Int, Limits("http_api.burst")] = Field(
        title="Burst", description="Requests at once that are still taken."
    )


class AccessLogs(Part):
    """A line in a log group of its own for each request."""

    retention_days: Annotated[Int, OneOf("logs.retention_days")] = Field(
        30, title="Log retention", description="Days after which CloudWatch deletes the lines."
    )


class Served(Thing):
    """What an API of any type is: it may be reached under a domain as well, or only."""

    TOLD: ClassVar[str] = "url"
    SCHEMES: ClassVar[Mapping[Attribute, str]] = MappingProxyType({Attribute.URL: "https://"})
    """How each of its addresses begins."""

    domain: Annotated[str | None, RefersTo(("domains",)), Advanced()] = Field(
        None, title="Domain", description="Domain under which it is reached as well."
    )
    base_path: Annotated[str, Advanced()] = Field(
        "", title="Base path", description="Path of the domain below which it is reached; empty for all."
    )
    only_domain: Annotated[Bool, Advanced()] = Field(
        False,
        title="Only by domain",
        description="Requests to the address that AWS gives the API are refused.",
    )

    def closed(self) -> bool | None:
        """Whether AWS's own address is closed; ``None`` where nothing is said."""
        return (self.domain is not None and self.only_domain) or None

    def answers(self) -> bool:
        """Not where AWS's own address is closed."""
        return not self.closed()

    def by_domain(self, attribute: str) -> str:
        """The text that says one of its addresses, such as ``url``, under its domain."""
        path = f"/{self.base_path}" if self.base_path else ""
        return (
            f"{self.SCHEMES[self.ATTRIBUTES[attribute]]}{Reference(self.domain or '', 'name').written}{path}"
        )

    def told(self, name: str, blueprint: Blueprint) -> tuple[str, str] | None:
        """An address that is not closed."""
        if self.closed() and self.domain in blueprint.domains:
            return self.TOLD, self.by_domain(self.TOLD)
        return super().told(name, blueprint)

    def outputs(self, name: str, blueprint: Blueprint) -> Iterator[Output]:
        """Its address under its domain."""
        if self.domain is not None:
            path = f"/{self.base_path}" if self.base_path else ""
            host = blueprint.attribute(self.domain, Attribute.NAME)
            parts = host.parts if isinstance(host, Join) else (host,)
            address = Join((self.SCHEMES[Attribute.URL], *parts, path))
            said = f"{name}_api_domain_url".replace("-", "_").lower()
            yield Output(
                said, address, f"Base URL of the {name} API under its own domain, the one to give to clients."
            )

    def given_attribute(self, arn: Variable, attribute: Attribute) -> Text:
        """The same as of one whose ARN is known, with Region and id cut out at deployment."""
        return self._of_existing(Piece(arn, ":", _REGION), Piece(arn, "/", _ID), attribute)

    def existing_attribute(self, arn: str, attribute: Attribute) -> Text:
        """Id, address or execution ARN of an existing one; its stage is not in its ARN, so both lack it."""
        parts = arn.split(":")
        region = parts[_REGION] if len(parts) > _REGION else ""
        return self._of_existing(region, arn.rsplit("/", 1)[-1], attribute)

    def _of_existing(self, region: str | Piece, identifier: str | Piece, attribute: Attribute) -> Text:
        if attribute is Attribute.EXECUTION_ARN:
            place = ("arn:", Context.PARTITION, ":execute-api:", region, ":", Context.ACCOUNT)
            return Join((*place, ":", identifier))
        if attribute in self.SCHEMES:
            address = (self.SCHEMES[attribute], identifier, ".execute-api.", region, ".amazonaws.com")
            return Join(address) if isinstance(region, Piece) else "".join(map(str, address))
        return identifier

    def mapped(self, name: str, api: Ref, stage: Ref, blueprint: Blueprint) -> Iterator[Resource]:
        """What leads from the domain to the API called ``name``: its id, and the name of its stage."""
        if self.domain is not None:
            yield graph.domains.ApiMapping(
                id=f"api_mapping.{name}",
                label=name,
                implied_by=api.target,
                api=api,
                stage=stage,
                domain=blueprint.attribute(self.domain, Attribute.NAME),
                path=self.base_path or None,
            )


def log_group(name: str, logs: AccessLogs, blueprint: Blueprint) -> graph.compute.LogGroup:
    """The log group of the API called ``name``."""
    return graph.compute.LogGroup(
        id=f"log_group.{name}",
        label=name,
        because=f"A line for each request to {name}.",
        name=Join((f"/aws/apigateway/{blueprint.name}-", Context.STAGE, f"-{name}")),
        retention_days=logs.retention_days,
    )


def access_log(name: str, fields: Mapping[str, str]) -> graph.http.AccessLog:
    """What an API writes into its log group: ``fields`` as JSON."""
    return graph.http.AccessLog(
        Ref(f"log_group.{name}", Attribute.ARN), json.dumps(dict(fields), separators=(",", ":"))
    )


def invoked(function: str, blueprint: Blueprint) -> Ref:
    """What is invoked of a function: its alias, or itself; also where there is no such function."""
    found = blueprint.function(function)
    kind = "alias" if found and found.value.alias else "function"
    return Ref(f"{kind}.{function}", Attribute.ARN)


def authorizer_permission(
    function: str, authorizer: Ref, source: Ref, blueprint: Blueprint
) -> graph.compute.Permission:
    """An authorizer (its id) of an API (its execution ARN) may invoke the function that decides."""
    return graph.compute.Permission(
        id=f"permission.{function}.{authorizer.target}",
        label=f"{function} for {authorizer.target.partition('.')[2].replace('.', ' ')}",
        implied_by=authorizer.target,
        function=invoked(function, blueprint),
        principal="apigateway.amazonaws.com",
        source_arn=Join((source, "/authorizers/", authorizer)),
    )


_REGION, _ID = 3, 2
"""Where ``arn:aws:apigateway:REGION::/apis/ID`` has its Region, split at colons, and its id, at slashes."""
