"""What is deployed: AWS resources, in no format's spelling.

A graph is built once from a blueprint and then spelt by each exporter. Resources are frozen
dataclasses, one per AWS resource kind. Values are plain Python scalars, or one of

- ``Ref``: an attribute that another resource of the graph has only once it is deployed,
- ``Join``: text made of parts, some of which are known only at deployment,
- ``Parameter``: a scalar that differs between stages,
- ``Context``: the stage, region, account or partition that the export is deployed to.

``None`` in a resource always means "not set: AWS decides"; an exporter then prints nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import TYPE_CHECKING

from designer.graph.iam import Condition, Principal, Role, Statement
from designer.graph.resource import Resource
from designer.graph.values import (
    TEXTS,
    Attribute,
    Context,
    Entry,
    Join,
    Parameter,
    Part,
    Piece,
    Ref,
    Said,
    Scalar,
    Switch,
    Text,
    Value,
    Variable,
    Whole,
    said,
    walk,
)

__all__ = [
    "TEXTS",
    "Attribute",
    "Condition",
    "Context",
    "Entry",
    "Join",
    "Output",
    "Parameter",
    "Part",
    "Piece",
    "Principal",
    "Ref",
    "Resource",
    "ResourceGraph",
    "Role",
    "Said",
    "Scalar",
    "Statement",
    "Switch",
    "Text",
    "Value",
    "Variable",
    "Whole",
    "every_kind",
    "said",
    "walk",
]

if TYPE_CHECKING:  # what __getattr__ below imports
    from designer.graph import (  # noqa: F401
        buckets,
        compute,
        custom,
        data,
        deployments,
        documents,
        domains,
        event_sources,
        events,
        file_systems,
        function_urls,
        graphql,
        http,
        http_access,
        images,
        instances,
        keys,
        layers,
        load_balancing,
        messaging,
        monitoring,
        networks,
        parameters,
        pipes,
        rest,
        rest_access,
        rotation,
        scaling,
        signing,
        streams,
        subscriptions,
        tables,
        topics,
        user_pools,
        websocket,
        workflows,
    )


def __getattr__(name: str) -> ModuleType:
    """A module beside this one, imported when something of it is built: to judge needs few of them."""
    if name.startswith("_"):
        raise AttributeError(name)
    try:
        return import_module(f"{__name__}.{name}")
    except ModuleNotFoundError:
        raise AttributeError(name) from None


def every_kind() -> tuple[type[Resource], ...]:
    """Every kind there is; a test asks each exporter for a spelling of each."""
    modules = [import_module(f"{__name__}.{each.name}") for each in iter_modules(__path__)]
    found = {each for module in modules for each in vars(module).values() if _is_kind(each)}
    return tuple(sorted(found, key=lambda kind: kind.KIND))


def _is_kind(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, Resource) and value is not Resource


@dataclass(frozen=True, slots=True)
class Output:
    """What a deployment tells its operator, in ``snake_case``."""

    name: str
    value: Text
    description: str


@dataclass(frozen=True, slots=True)
class Purpose:
    """What the value of a variable is and what needs it, in a sentence; and whether it is an ARN."""

    variable: str
    sentence: str
    is_arn: bool = False


@dataclass(frozen=True, slots=True)
class ResourceGraph:
    """Everything one blueprint deploys, in reading order.

    ``tags`` are on every resource that can carry tags, beside the resource's own; ``purposes`` say
    what the variables are for.
    """

    name: str
    description: str
    region: str
    stages: tuple[str, ...]
    resources: tuple[Resource, ...]
    outputs: tuple[Output, ...] = ()
    tags: tuple[Entry, ...] = ()
    purposes: tuple[Purpose, ...] = ()
    _by_id: dict[str, Resource] = field(init=False, default_factory=dict, compare=False, repr=False)
    _implied: dict[str, list[Resource]] = field(init=False, default_factory=dict, compare=False, repr=False)
    _said: dict[int, tuple[Said, ...]] = field(init=False, default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        for resource in self.resources:
            self._by_id[resource.id] = resource
            if resource.implied_by:
                self._implied.setdefault(resource.implied_by, []).append(resource)

    def resource(self, identifier: str) -> Resource | None:
        """The resource of that id, or ``None``."""
        return self._by_id.get(identifier)

    def implied_by(self, identifier: str) -> tuple[Resource, ...]:
        """The resources that the resource of that id entails, in order."""
        return tuple(self._implied.get(identifier, ()))

    def variables(self) -> tuple[str, ...]:
        """The name of every text that whoever deploys has to say, in order of first use."""
        return tuple(dict.fromkeys(each.name for each in self.said() if isinstance(each, Variable)))

    def purpose(self, variable: str) -> Purpose:
        """What a variable is for; an empty sentence where nobody knows."""
        return next((each for each in self.purposes if each.variable == variable), Purpose(variable, ""))

    def parameters(self) -> tuple[Parameter, ...]:
        """Every scalar that differs between stages, once, in order of first use."""
        return tuple(dict.fromkeys(each for each in self.said() if isinstance(each, Parameter)))

    def refs(self, resource: Resource) -> tuple[Ref, ...]:
        """What a resource of the graph refers to, in order."""
        return tuple(each for each in self._said_by(resource) if isinstance(each, Ref))

    def said(self) -> Iterator[Said]:
        """Everything in the graph that only the deployment knows, in order."""
        for resource in self.resources:
            yield from self._said_by(resource)
        yield from said((self.outputs, self.tags))

    def _said_by(self, resource: Resource) -> tuple[Said, ...]:
        key = id(resource)  # two resources with one id are an error in the design, not here
        if key not in self._said:
            self._said[key] = said(resource)
        return self._said[key]
