"""Fields of a GraphQL API that the function answers, without templates in between.

The caller waits: AppSync gives up after 30 seconds. It invokes the function by a role of its own, so that
the function's policy says nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from designer import catalog, graph
from designer.blueprint.base import Advanced, Int, Limits, RefersTo, SameInAllStages, Texts
from designer.blueprint.triggers.base import Consumer, Invocation, Trigger
from designer.graph import Attribute, Condition, Context, Ref, Resource, Role, Statement


class AppSyncTrigger(Trigger):
    """Fields of a GraphQL API."""

    LABEL: ClassVar[str] = "GraphQL API"
    INVOCATION: ClassVar[Invocation] = Invocation.SYNCHRONOUS
    HANDLER: ClassVar[str] = "event"
    EVENT_CLASS: ClassVar[str | None] = "AppSyncResolverEvent"
    SOURCE: ClassVar[str | None] = "api"
    NAME_LENGTH: ClassVar[str | None] = "iam.role_name_length"
    OWN_ROLE: ClassVar[bool] = True

    type: Annotated[Literal["appsync"], SameInAllStages()] = Field(
        "appsync", title="Type", description="Fields of a GraphQL API."
    )
    api: Annotated[str, RefersTo(("graphql_apis",))] = Field(title="API", description="Name of the API.")
    fields: Annotated[Texts, SameInAllStages()] = Field(
        title="Fields", description="Type and field, such as Query.order or Order.lines."
    )
    batch_size: Annotated[Int | None, Limits("appsync.batch_size"), Advanced()] = Field(
        None,
        title="Batch size",
        description="Requests for a field that one event may hold: the function then gets and answers lists.",
    )

    def resources(self, name: str, consumer: Consumer) -> Iterator[Resource]:
        """The way to the function with its role, and a resolver for each field."""
        key, label = f"{consumer.name}.{name}", f"{consumer.name}-{name}"
        blueprint = consumer.blueprint
        api = blueprint.attribute(self.api, Attribute.ID)
        yield self._role(key, name, consumer)
        yield graph.graphql.GraphqlDataSource(
            id=f"graphql_data_source.{key}",
            label=label,
            implied_by=f"function.{consumer.name}",
            api=api,
            name=label.replace("-", "_"),
            function=consumer.ref,
            role=Ref(f"role.{key}", Attribute.ARN),
        )
        thing = blueprint.graphql_apis.get(self.api)
        new = thing is not None and thing.existing is None
        for number, field in enumerate(self.fields, 1):
            of, _, what = field.partition(".")
            yield graph.graphql.GraphqlResolver(
                id=f"graphql_resolver.{key}.{number}",
                label=f"{consumer.name} {field}",
                implied_by=f"function.{consumer.name}",
                after=(f"graphql_schema.{self.api}",) if new else (),
                api=api,
                type=of,
                field=what,
                data_source=Ref(f"graphql_data_source.{key}", Attribute.NAME),
                batch_size=self.batch_size,
            )

    def _role(self, key: str, name: str, consumer: Consumer) -> Role:
        api = consumer.blueprint.attribute(self.api, Attribute.ARN)
        statement = Statement(
            sid="Invoke",
            actions=catalog.grant("invoke").actions,
            resources=(consumer.ref,),
            because=f"{self.api} asks {consumer.name} for fields.",
        )
        return Role(
            id=f"role.{key}",
            label=f"{consumer.name}-{name}",
            because=f"What AppSync may do for {self.api}.",
            name=consumer.blueprint.physical_name(f"{consumer.name}-{name}"),
            service="appsync.amazonaws.com",
            trust_conditions=(
                Condition("StringEquals", "aws:SourceAccount", (Context.ACCOUNT,)),
                Condition("ArnLike", "aws:SourceArn", (api,)),
            ),
            statements=(statement,),
        )

    def grants(self, name: str, consumer: Consumer) -> Iterator[Statement]:
        """Nothing: AppSync invokes the function by a role of its own."""
        del name, consumer
        yield from ()

    def sample_event(self, consumer: Consumer) -> Mapping[str, Any]:
        """A request for the first field."""
        del consumer
        of, _, what = (self.fields[0] if self.fields else "Query.field").partition(".")
        return {
            "arguments": {"id": "1"},
            "identity": {"sub": "00000000-0000-0000-0000-000000000001", "username": "user"},
            "source": None if of in ("Query", "Mutation") else {"id": "1"},
            "request": {"headers": {"host": "api.example"}, "domainName": None},
            "prev": None,
            "info": {
                "parentTypeName": of,
                "fieldName": what,
                "variables": {},
                "selectionSetList": ["id"],
                "selectionSetGraphQL": "{ id }",
            },
            "stash": {},
        }
