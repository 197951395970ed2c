"""The paths of a REST API, as the routes of its functions need them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from designer import graph
from designer.blueprint.resources.serving import Cors
from designer.blueprint.triggers.rest_api import RestApiTrigger, method_and_path, path_id, steps
from designer.graph import Attribute, Ref, Resource

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint

_ERRORS = {"DEFAULT_4XX": "client errors", "DEFAULT_5XX": "server errors"}
"""API Gateway's own answers, and whose fault they are."""
_METHODS = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")
"""What * stands for: API Gateway's mock answers without a list would allow nothing."""


def paths(api: str, blueprint: Blueprint) -> tuple[str, ...]:
    """The path of every route of the API called ``api``, each once."""
    keys = (
        key
        for _, trigger in blueprint.each_trigger(RestApiTrigger)
        if trigger.value.api == api
        for key in trigger.value.routes
    )
    return tuple(dict.fromkeys("/" + "/".join(steps(method_and_path(key)[1])) for key in keys))


def tree(api: str, blueprint: Blueprint) -> Iterator[graph.rest.RestResource]:
    """A resource for each step of each path, those above first."""
    seen: set[str] = set()
    for path in paths(api, blueprint):
        above: tuple[str, ...] = ()
        for step in steps(path):
            here = (*above, step)
            if "/".join(here) not in seen:
                seen.add("/".join(here))
                yield graph.rest.RestResource(
                    id=f"rest_resource.{api}./{'/'.join(here)}",
                    label=f"{api} {' '.join(here)}",
                    api=Ref(f"rest_api.{api}", Attribute.ID),
                    parent=path_id(api, "/".join(above)),
                    part=step,
                )
            above = here


def preflights(api: str, cors: Cors, blueprint: Blueprint) -> Iterator[Resource]:
    """Answers to preflight requests, and what API Gateway's own errors need to be read by pages."""
    if not cors.allow_origins:
        return
    owner = Ref(f"rest_api.{api}", Attribute.ID)
    answered = set(_answered_by_functions(api, blueprint))
    for path in paths(api, blueprint):
        if path not in answered:
            yield graph.rest.RestPreflight(
                id=f"rest_preflight.{api}.{path}",
                label=f"{api} OPTIONS {path}",
                api=owner,
                resource=path_id(api, path),
                origins=cors.allow_origins,
                headers=tuple(_headers(cors)),
            )
    if len(cors.allow_origins) == 1:
        for kind, fault in _ERRORS.items():
            yield graph.rest.RestGatewayResponse(
                id=f"rest_gateway_response.{api}.{kind}",
                label=f"{api} {fault}",
                because="Pages of other origins may read what went wrong.",
                api=owner,
                type=kind,
                headers=(("Access-Control-Allow-Origin", f"'{cors.allow_origins[0]}'"),),
            )


def _answered_by_functions(api: str, blueprint: Blueprint) -> Iterator[str]:
    """The paths whose preflight requests a function answers itself."""
    for _, trigger in blueprint.each_trigger(RestApiTrigger):
        for key in trigger.value.routes if trigger.value.api == api else ():
            method, path = method_and_path(key)
            if method == "OPTIONS":
                yield "/" + "/".join(steps(path))


def _headers(cors: Cors) -> Iterator[tuple[str, str]]:
    """What a preflight answer says besides the origin, quoted as literals."""
    methods = _METHODS if "*" in cors.allow_methods else cors.allow_methods
    listed = {
        "Methods": (*methods, *(["OPTIONS"] if methods and "OPTIONS" not in methods else [])),
        "Headers": cors.allow_headers,
    }
    for name, values in listed.items():
        if values:
            yield f"Access-Control-Allow-{name}", f"'{','.join(values)}'"
    if cors.expose_headers:
        yield "Access-Control-Expose-Headers", f"'{','.join(cors.expose_headers)}'"
    if cors.max_age is not None:
        yield "Access-Control-Max-Age", f"'{cors.max_age}'"
    if cors.allow_credentials:
        yield "Access-Control-Allow-Credentials", "'true'"
    if len(cors.allow_origins) > 1:
        yield "Vary", "'Origin'"
