"""GraphQL APIs of AppSync: a schema whose fields functions answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from designer.blueprint.base import Advanced, Bool, Int, Limits, Node, RefersTo, SameInAllStages
from designer.blueprint.resources.base import Thing
from designer.graph import Attribute, Ref, Resource
from designer.graph.graphql import GraphqlApi as GraphqlApiResource
from designer.graph.graphql import GraphqlSchema

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint

_AUTHENTICATION: Mapping[str, str] = {"iam": "AWS_IAM", "user_pool": "AMAZON_COGNITO_USER_POOLS"}


class GraphqlApi(Thing):
    """A GraphQL API."""

    KIND: ClassVar[str] = "graphql_api"
    LABEL: ClassVar[str] = "GraphQL API"
    OUTPUT: ClassVar[tuple[Attribute, str] | None] = (Attribute.ID, "GraphQL API {}.")
    NAME_LENGTH: ClassVar[str | None] = "appsync.name_length"
    ARN: ClassVar[str] = "appsync.arn"
    ATTRIBUTES: ClassVar[Mapping[str, Attribute]] = MappingProxyType(
        {"id": Attribute.ID, "arn": Attribute.ARN}
    )

    definition: Annotated[str, SameInAllStages()] = Field(
        "", title="Schema", description="The schema in GraphQL's own language."
    )
    authentication: Annotated[Literal["iam", "user_pool"], SameInAllStages()] = Field(
        "iam", title="Authentication", description="Who may call: who signs requests, or users of a pool."
    )
    user_pool: Annotated[str | None, RefersTo(("user_pools",))] = Field(
        None, title="User pool", description="With user_pool: the pool whose users may call."
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

    def resources(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[Resource]:
        """The API and its schema."""
        by_users = self.authentication == "user_pool" and self.user_pool
        yield GraphqlApiResource(
            id=f"graphql_api.{node.name}",
            label=node.name,
            because=self.description,
            name=blueprint.physical_name(node.name),
            authentication=_AUTHENTICATION[self.authentication],
            user_pool=blueprint.attribute(self.user_pool or "", Attribute.ID) if by_users else None,
            schema=self.definition.rstrip("\n"),
            introspection="ENABLED" if self.introspection else "DISABLED",
            query_depth=self.query_depth,
            resolver_count=self.resolver_count,
            tracing=self.tracing or None,
        )
        yield GraphqlSchema(
            id=f"graphql_schema.{node.name}",
            label=node.name,
            implied_by=f"graphql_api.{node.name}",
            api=Ref(f"graphql_api.{node.name}", Attribute.ID),
            definition=self.definition.rstrip("\n"),
        )
