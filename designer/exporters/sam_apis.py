"""Which HTTP APIs ``AWS::Serverless::HttpApi`` says, with the events of the functions that answer.

SAM writes an OpenAPI document: an integration of payload format 2.0 for each event, the authorizers as
security schemes, CORS and tags as extensions. Beside it, it makes the ``$default`` stage, deployed by
itself, and for each event a permission whose SourceArn names the method and the path, with a star for
every path parameter, and nothing but a star for ``$default``. Where the graph says all of that, and
nothing else, the API is SAM's; otherwise everything about it is spelt.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from designer.exporters.sam_targets import Targets
from designer.graph import Attribute, Join, Parameter, Ref, Resource, ResourceGraph, Text, walk
from designer.graph.compute import Permission
from designer.graph.http import Cors, HttpApi, HttpAuthorizer, HttpIntegration, HttpRoute, HttpStage
from designer.graph.http_access import FunctionAuthorizer

DEFAULT = "$default"
"""The key of the route that takes what no other route does."""

_RESERVED = ("AWS_IAM", "NONE")
"""Names of authorizers that mean something else to SAM."""


@dataclass(frozen=True, slots=True)
class ServerlessApi:
    """An API, and all that SAM makes for it."""

    api: HttpApi
    stage: HttpStage
    authorizers: tuple[HttpAuthorizer, ...]
    routes: tuple[HttpRoute, ...]
    others: tuple[Resource, ...]
    """Integrations and permissions."""

    @property
    def parts(self) -> tuple[Resource, ...]:
        """What is not spelt by itself."""
        return (self.stage, *self.authorizers, *self.routes, *self.others)


def serverless_apis(graph: ResourceGraph, targets: Targets) -> dict[str, ServerlessApi]:
    """The APIs that SAM's construct says, by id."""
    found = (_Candidate(each, graph, targets) for each in graph.resources if isinstance(each, HttpApi))
    return {each.api.id: each.whole() for each in found if each.is_said()}


class _Candidate:
    """An API, and everything in the graph that belongs to it."""

    def __init__(self, api: HttpApi, graph: ResourceGraph, targets: Targets) -> None:
        self.api = api
        self._graph = graph
        self._targets = targets
        own = [each for each in graph.resources if getattr(each, "api", None) == Ref(api.id, Attribute.ID)]
        self._stages = [each for each in own if isinstance(each, HttpStage)]
        self._authorizers = [each for each in own if isinstance(each, HttpAuthorizer)]
        self._integrations = [each for each in own if isinstance(each, HttpIntegration)]
        self._asks = any(isinstance(each, FunctionAuthorizer) for each in own)
        self._routes = [each for each in own if isinstance(each, HttpRoute)]
        execution = Ref(api.id, Attribute.EXECUTION_ARN)
        permissions = (each for each in graph.resources if isinstance(each, Permission))
        self._permissions = [each for each in permissions if execution in walk(each.source_arn)]

    def whole(self) -> ServerlessApi:
        """Everything as one."""
        others = (*self._integrations, *self._permissions)
        authorizers, routes = tuple(self._authorizers), tuple(self._routes)
        return ServerlessApi(self.api, self._stages[0], authorizers, routes, others)

    def is_said(self) -> bool:
        """Whether SAM's construct expands to just this."""
        functions = [self._targets.of_route(each) for each in self._routes]
        return (
            bool(functions)
            and None not in functions
            and all(all(method_and_path(each.key)) for each in self._routes)
            and self._has_its_stage()
            and _is_cors(self.api.cors)
            and self.api.disable_execute_api is None
            and not self._asks
            and self._has_its_authorizers()
            and {each.id for each in self._integrations} == {each.integration.target for each in self._routes}
            and Counter(self._permissions_said()) == Counter(map(_essence, self._permissions))
            and self.api.id not in self._reachable({each for each in functions if each})
        )

    def _has_its_stage(self) -> bool:
        """One stage, which SAM gives the tags of the API."""
        return len(self._stages) == 1 and set(self._stages[0].tags) == set(self.api.tags)

    def _has_its_authorizers(self) -> bool:
        """Each with a name of its own, and a route that wants it: no other becomes one."""
        names = {each.name for each in self._authorizers}
        used = {each.authorizer.target for each in self._routes if each.authorizer is not None}
        return (
            len(names) == len(self._authorizers)
            and not names.intersection(_RESERVED)
            and used == {each.id for each in self._authorizers}
            and all((each.authorizer is not None) == (each.authorization == "JWT") for each in self._routes)
        )

    def _permissions_said(self) -> Iterator[Permission]:
        """What SAM lets the API invoke.

        A function that takes ``$default`` and publishes no alias gets no other permission.
        """
        takes_all = {self._targets.of_route(each) for each in self._routes if each.key == DEFAULT}
        for route in self._routes:
            function = self._targets.of_route(route)
            if function in takes_all - set(self._targets.aliases) and route.key != DEFAULT:
                continue
            integration = self._graph.resource(route.integration.target)
            if isinstance(integration, HttpIntegration):
                yield Permission(
                    id="",
                    label="",
                    function=integration.function,
                    principal="apigateway.amazonaws.com",
                    source_arn=Join((Ref(self.api.id, Attribute.EXECUTION_ARN), source_pattern(route.key))),
                )

    def _reachable(self, start: set[str]) -> set[str]:
        """The ids of everything that ``start`` refers to, over however many steps.

        SAM's document of an API refers to the functions, so what these refer to cannot refer to the API.
        """
        answering: dict[Text, set[str]] = {}
        for route in self._graph.resources:
            if isinstance(route, HttpRoute):
                answering.setdefault(route.api, set()).add(self._targets.of_route(route) or "")
        found: set[str] = set()
        waiting = set(start)
        while waiting:
            identifier = waiting.pop()
            found.add(identifier)
            refs = {each.target for each in walk(self._graph.resource(identifier)) if isinstance(each, Ref)}
            waiting |= (refs | answering.get(Ref(identifier, Attribute.ID), set())) - found
        return found


def method_and_path(key: str) -> tuple[str, str]:
    """A route's key as SAM's events spell it; one of the two is empty where the key is no route's."""
    method, _, path = key.partition(" ")
    return ("ANY", DEFAULT) if key == DEFAULT else (method, path)


def source_pattern(key: str) -> str:
    """What stands behind the API in the SourceArn of SAM's permission for the route ``key``."""
    method, path = method_and_path(key)
    if key == DEFAULT:
        return "/*/*"
    path = re.sub(r"^(.+)/$", r"\1", path)
    path = re.sub(r"{([a-zA-Z0-9._-]+|proxy\+)}", "*", path)
    return f"/*/{'*' if method == 'ANY' else method}{path}"


def _essence(permission: Permission) -> Permission:
    """``permission`` without what only readers see."""
    return replace(permission, id="", label="", because="", implied_by=None, after=())


def _is_cors(cors: Cors | None) -> bool:
    """Whether SAM passes it on: it drops credentials that it does not see to be allowed.

    A number out of a mapping would be a text in the OpenAPI document.
    """
    told = (cors.allow_credentials, cors.max_age) if cors else ()
    return not any(isinstance(each, Parameter) for each in told)
