"""The blueprint's collections of things; a thing's module is imported when a design has one.

To add a collection: write the module of its things, add its line to ``_MODULES`` and its type below, and
its field to ``Blueprint``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, SerializeAsAny
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from designer.blueprint.base import Named
from designer.blueprint.resources.base import Thing

_MODULES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "apis": ("api", "Api"),
        "rest_apis": ("rest_api", "RestApi"),
        "websocket_apis": ("websocket_api", "WebSocketApi"),
        "domains": ("domain", "Domain"),
        "queues": ("queue", "Queue"),
        "topics": ("topic", "Topic"),
        "streams": ("stream", "Stream"),
        "event_buses": ("event_bus", "EventBus"),
        "tables": ("table", "Table"),
        "buckets": ("bucket", "Bucket"),
        "workflows": ("workflow", "Workflow"),
        "secrets": ("secret", "Secret"),
        "networks": ("network", "Network"),
        "file_systems": ("file_system", "FileSystem"),
        "capacity_providers": ("capacity_provider", "CapacityProvider"),
        "layers": ("layer", "Layer"),
        "code_signing": ("code_signing", "CodeSigning"),
        "parameters": ("parameter", "Parameter"),
        "repositories": ("repository", "Repository"),
        "keys": ("key", "Key"),
        "user_pools": ("user_pool", "UserPool"),
        "graphql_apis": ("graphql_api", "GraphqlApi"),
    }
)
"""Each collection's module in ``designer.blueprint.resources`` and the class of its things."""


class _Collections(Mapping[str, type[Thing]]):
    """The class of each collection's things, imported when it is asked for."""

    def __getitem__(self, collection: str) -> type[Thing]:
        module, kind = _MODULES[collection]
        found: type[Thing] = getattr(import_module(f"designer.blueprint.resources.{module}"), kind)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)


COLLECTIONS: Mapping[str, type[Thing]] = _Collections()
"""The blueprint's collections of things, and what each holds."""


class _Of:
    """Pydantic's view of a collection's things: their class is imported to validate the first one."""

    def __init__(self, collection: str) -> None:
        self._collection = collection

    def __get_pydantic_core_schema__(
        self, _source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:  # pydantic's
        return core_schema.no_info_plain_validator_function(self._validate)

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return handler(COLLECTIONS[self._collection].__pydantic_core_schema__)

    def _validate(self, value: object) -> Thing:
        return COLLECTIONS[self._collection].model_validate(value)


if TYPE_CHECKING:
    from designer.blueprint.resources.api import Api
    from designer.blueprint.resources.bucket import Bucket
    from designer.blueprint.resources.capacity_provider import CapacityProvider
    from designer.blueprint.resources.code_signing import CodeSigning
    from designer.blueprint.resources.domain import Domain
    from designer.blueprint.resources.event_bus import EventBus
    from designer.blueprint.resources.file_system import FileSystem
    from designer.blueprint.resources.graphql_api import GraphqlApi
    from designer.blueprint.resources.key import Key
    from designer.blueprint.resources.layer import Layer
    from designer.blueprint.resources.network import Network
    from designer.blueprint.resources.parameter import Parameter
    from designer.blueprint.resources.queue import Queue
    from designer.blueprint.resources.repository import Repository
    from designer.blueprint.resources.rest_api import RestApi
    from designer.blueprint.resources.secret import Secret
    from designer.blueprint.resources.stream import Stream
    from designer.blueprint.resources.table import Table
    from designer.blueprint.resources.topic import Topic
    from designer.blueprint.resources.user_pool import UserPool
    from designer.blueprint.resources.websocket_api import WebSocketApi
    from designer.blueprint.resources.workflow import Workflow

    Apis: TypeAlias = Named[Api]
    RestApis: TypeAlias = Named[RestApi]
    WebSocketApis: TypeAlias = Named[WebSocketApi]
    Domains: TypeAlias = Named[Domain]
    Queues: TypeAlias = Named[Queue]
    Topics: TypeAlias = Named[Topic]
    Streams: TypeAlias = Named[Stream]
    EventBuses: TypeAlias = Named[EventBus]
    Tables: TypeAlias = Named[Table]
    Buckets: TypeAlias = Named[Bucket]
    Workflows: TypeAlias = Named[Workflow]
    Secrets: TypeAlias = Named[Secret]
    Networks: TypeAlias = Named[Network]
    FileSystems: TypeAlias = Named[FileSystem]
    CapacityProviders: TypeAlias = Named[CapacityProvider]
    Layers: TypeAlias = Named[Layer]
    CodeSignings: TypeAlias = Named[CodeSigning]
    Parameters: TypeAlias = Named[Parameter]
    Repositories: TypeAlias = Named[Repository]
    Keys: TypeAlias = Named[Key]
    UserPools: TypeAlias = Named[UserPool]
    GraphqlApis: TypeAlias = Named[GraphqlApi]
else:

    def _named(collection: str) -> Any:
        return Named[Annotated[SerializeAsAny[Thing], _Of(collection)]]

    Apis = _named("apis")
    RestApis = _named("rest_apis")
    WebSocketApis = _named("websocket_apis")
    Domains = _named("domains")
    Queues = _named("queues")
    Topics = _named("topics")
    Streams = _named("streams")
    EventBuses = _named("event_buses")
    Tables = _named("tables")
    Buckets = _named("buckets")
    Workflows = _named("workflows")
    Secrets = _named("secrets")
    Networks = _named("networks")
    FileSystems = _named("file_systems")
    CapacityProviders = _named("capacity_providers")
    Layers = _named("layers")
    CodeSignings = _named("code_signing")
    Parameters = _named("parameters")
    Repositories = _named("repositories")
    Keys = _named("keys")
    UserPools = _named("user_pools")
    GraphqlApis = _named("graphql_apis")
