"""GraphQL APIs of AppSync, and the functions that answer their fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from designer.graph.resource import Resource
from designer.graph.values import Entry, Ref, Switch, Text, Whole


@dataclass(frozen=True, kw_only=True, slots=True)
class GraphqlApi(Resource):
    """A GraphQL API; ``authentication`` is ``AWS_IAM``, ``AMAZON_COGNITO_USER_POOLS`` or ``API_KEY``."""

    KIND: ClassVar[str] = "graphql_api"

    name: Text
    authentication: str
    user_pool: Text | None = None
    """The id of the pool whose users may call."""
    schema: str
    introspection: Text | None = None
    """``ENABLED`` or ``DISABLED``."""
    query_depth: Whole | None = None
    """Levels that a query may be nested at most."""
    resolver_count: Whole | None = None
    """Resolvers that a query may ask at most."""
    tracing: Switch | None = None
    log_level: Text | None = None
    """Of which fields something is logged; ``None`` where nothing is."""
    log_concise: Switch | None = None
    """Whether headers, arguments and results are left out of the log."""
    log_role: Ref | None = None
    """The ARN of the role by which AppSync writes the log."""
    tags: tuple[Entry, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class GraphqlApiKey(Resource):
    """A key that lets callers in; ``expires`` in seconds since 1970 (UTC), ``None`` is after seven days."""

    KIND: ClassVar[str] = "graphql_api_key"

    api: Ref
    """The API's id."""
    description: str
    expires: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class GraphqlSchema(Resource):
    """The schema of an API, where a format keeps it apart."""

    KIND: ClassVar[str] = "graphql_schema"

    api: Ref
    """The API's id."""
    definition: str


@dataclass(frozen=True, kw_only=True, slots=True)
class GraphqlDataSource(Resource):
    """An API's way to one function, which it invokes by a role of its own."""

    KIND: ClassVar[str] = "graphql_data_source"

    api: Text
    """The API's id."""
    name: str
    function: Ref
    """The function's or the alias's ARN."""
    role: Ref
    """The ARN of the role that AppSync assumes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GraphqlResolver(Resource):
    """One field of a type that a data source answers, without templates in between."""

    KIND: ClassVar[str] = "graphql_resolver"

    api: Text
    """The API's id."""
    type: str
    field: str
    data_source: Ref
    """The data source's name."""
    batch_size: Whole | None = None
    """Requests that are handed over in one event at most."""
