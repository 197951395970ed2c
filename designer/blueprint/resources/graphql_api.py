"""GraphQL APIs of AppSync: a schema whose fields functions answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from designer import graph
from designer.blueprint.base import (
    Advanced,
    Bool,
    FrozenDict,
    Int,
    Limits,
    Named,
    Node,
    RefersTo,
    SameInAllStages,
    SeveralLines,
)
from designer.blueprint.resources.base import Thing
from designer.blueprint.resources.graphql_parts import ApiKey, RequestLog
from designer.graph import Attribute, Ref, Resource

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint

_AUTHENTICATION: Mapping[str, str] = {
    "iam": "AWS_IAM",
    "user_pool": "AMAZON_COGNITO_USER_POOLS",
    "api_key": "API_KEY",
}


class GraphqlApi(Thing):
    """A GraphQL API."""

    KIND: ClassVar[str] = "graphql_api"
    LABEL: ClassVar[str] = "GraphQL API"
    TOLD: ClassVar[str] = "url"
    OUTPUT: ClassVar[tuple[Attribute, str] | None] = (
        Attribute.URL,
        "URL of the {} GraphQL API, to which clients post their queries.",
    )
    NAME_LENGTH: ClassVar[str | None] = "appsync.name_length"
    ARN: ClassVar[str] = "appsync.arn"
    ATTRIBUTES: ClassVar[Mapping[str, Attribute]] = MappingProxyType(
        {"url": Attribute.URL, "id": Attribute.ID, "arn": Attribute.ARN}
    )

    definition: Annotated[str, SameInAllStages(), SeveralLines()] = Field(
        "", title="Schema", description="The schema in GraphQL's own language."
    )
    authentication: Annotated[Literal["iam", "user_pool", "api_key"], SameInAllStages()] = Field(
        "iam",
        title="Authentication",
        description="Who may call: who signs requests, users of a pool, or whoever has an API key.",
    )
    user_pool: Annotated[str | None, RefersTo(("user_pools",))] = Field(
        None, title="User pool", description="With user_pool: the pool whose users may call."
    )
    api_keys: Annotated[Named[ApiKey], Advanced()] = Field(
        default_factory=FrozenDict,
        title="API keys",
        description="With api_key: keys by name, such as page: {expires: 2027-06-30}.",
    )
    introspection: Annotated[Bool, Advanced()] = Field(
        True, title="Introspection", description="Whether callers may ask for the schema."
    )
    query_depth: Annotated[Int | None, Limits("appsync.query_depth"), Advanced()] = Field(
        None, title="Query depth", description="Levels that a query may be nested; any number unless told."
    )
    resolver_count: Annotated[Int | None, Limits("appsync.resolver_count"), Advanced()] = Field(
        None, title="Resolvers", description="Resolvers that one query may ask; any number unless told."
    )
    tracing: Annotated[Bool, SameInAllStages()] = Field(
        True, title="Tracing", description="Sample requests for X-Ray."
    )
    logging: Annotated[RequestLog | None, Advanced()] = Field(
        None, title="Logging", description="What it logs of requests; nothing when unset."
    )

    def resources(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[Resource]:
        """The API and its schema."""
        if self.logging is not None:
            yield self.logging.role(node.name, blueprint)
        yield self._api(node.name, blueprint)
        yield graph.graphql.GraphqlSchema(
            id=f"graphql_schema.{node.name}",
            label=node.name,
            implied_by=f"graphql_api.{node.name}",
            api=Ref(f"graphql_api.{node.name}", Attribute.ID),
            definition=self.definition.rstrip("\n"),
        )
        if self.logging is not None:
            yield self.logging.group(node.name)
        yield from self._keys(node.name)

    def _api(self, name: str, blueprint: Blueprint) -> graph.graphql.GraphqlApi:
        by_users = self.authentication == "user_pool" and self.user_pool
        return graph.graphql.GraphqlApi(
            id=f"graphql_api.{name}",
            label=name,
            because=self.description,
            name=blueprint.physical_name(name),
            authentication=_AUTHENTICATION[self.authentication],
            user_pool=blueprint.attribute(self.user_pool or "", Attribute.ID) if by_users else None,
            schema=self.definition.rstrip("\n"),
            introspection="ENABLED" if self.introspection else "DISABLED",
            query_depth=self.query_depth,
            resolver_count=self.resolver_count,
            tracing=self.tracing or None,
            log_level=self.logging.level if self.logging else None,
            log_concise=not self.logging.verbose if self.logging else None,
            log_role=Ref(f"role.{name}.logs", Attribute.ARN) if self.logging else None,
        )

    def _keys(self, api: str) -> Iterator[Resource]:
        for name, key in self.api_keys.items():
            yield graph.graphql.GraphqlApiKey(
                id=f"graphql_api_key.{api}.{name}",
                label=f"{api}-{name}",
                implied_by=f"graphql_api.{api}",
                api=Ref(f"graphql_api.{api}", Attribute.ID),
                description=key.description or name,
                expires=key.seconds,
            )
