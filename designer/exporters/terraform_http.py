"""HTTP APIs in Terraform: the API, its stage and authorizer, and the routes to functions."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TypeAlias

from designer.exporters.base import Note
from designer.exporters.hcl import Block, Call, Expression, List, Reference, arguments, flat, template
from designer.exporters.terraform_blocks import Blocks, dynamic, inner
from designer.exporters.terraform_json import json_template
from designer.graph import Parameter, ResourceGraph
from designer.graph.compute import Alias, Function
from designer.graph.http import HttpApi, HttpAuthorizer, HttpIntegration, HttpRoute, HttpStage, RouteLimits

Limit: TypeAlias = int | float | Parameter | None

THROTTLING = "default_route_settings"
HALF_A_LIMIT = (
    "Terraform's AWS provider sends 0 for an unset rate or burst beside one that is set, and 0 lets no "
    "request through. So where only one is set, the export sets the other to the same number."
)

METRICS_NEED_LIMITS = (
    "Terraform's AWS provider sends a limit of 0 with detailed metrics, and 0 lets no request through. So "
    "the export leaves them out: give the API a rate and a burst as well."
)


def api(made: HttpApi, to: Blocks) -> Block:
    """The API and which pages may call it."""
    naming = arguments(
        name=to.of(made.name),
        description=to.of(made.description),
        protocol_type="HTTP",
        disable_execute_api_endpoint=to.of(made.disable_execute_api),
    )
    return to.resource(made, naming, _cors(made, to), to.values.tags(made.tags))


def stage(made: HttpStage, to: Blocks) -> Block:
    """The stage: its access log and how much it lets through."""
    log = made.access_log
    return to.resource(
        made,
        arguments(api_id=to.of(made.api), name="$default", auto_deploy=True),
        inner("access_log_settings", destination_arn=to.of(log.group), format=json_template(log.format))
        if log
        else None,
        _throttling(made, to),
        *(_route_limits(each, to) for each in made.routes),
        to.values.tags(made.tags),
        to.after(made),
    )


def authorizer(made: HttpAuthorizer, to: Blocks) -> Block:
    """Who issues the tokens that are let through, and for whom."""
    return to.resource(
        made,
        arguments(
            api_id=to.of(made.api),
            name=made.name,
            authorizer_type="JWT",
            identity_sources=List(("$request.header.Authorization",)),
        ),
        inner("jwt_configuration", issuer=to.of(made.issuer), audience=to.listed(made.audience)),
    )


def integration(made: HttpIntegration, to: Blocks) -> Block:
    """The way to a function or its alias."""
    invoked = to.graph.resource(made.function.target)
    uri = to.of(made.function)
    if isinstance(invoked, Function | Alias):
        uri = to.values.address(invoked).attribute("invoke_arn")
    return to.resource(
        made,
        arguments(
            api_id=to.of(made.api),
            integration_type="AWS_PROXY",
            integration_uri=uri,
            payload_format_version="2.0",
        ),
    )


def route(made: HttpRoute, to: Blocks) -> Block:
    """A route, where it leads and who may take it."""
    return to.resource(
        made,
        arguments(
            api_id=to.of(made.api),
            route_key=made.key,
            target=template("integrations/", to.of(made.integration)),
        ),
        arguments(
            authorization_type=None if made.authorization == "NONE" else made.authorization,
            authorizer_id=to.of(made.authorizer),
            authorization_scopes=to.listed(made.scopes),
        ),
    )


def notes(graph: ResourceGraph) -> Iterator[Note]:
    """A note for each stage of an API that limits only the rate or only the burst, or measures unlimited."""
    for each in graph.resources:
        if isinstance(each, HttpStage) and (
            _lacks(each.burst, each.rate, graph) or _lacks(each.rate, each.burst, graph)
        ):
            yield Note(each.id, HALF_A_LIMIT)
        if isinstance(each, HttpStage) and each.detailed_metrics and each.rate is None and each.burst is None:
            yield Note(each.id, METRICS_NEED_LIMITS)


def _cors(made: HttpApi, to: Blocks) -> Block | None:
    cors = made.cors
    if cors is None:
        return None
    return inner(
        "cors_configuration",
        allow_origins=to.listed(cors.allow_origins),
        allow_methods=to.listed(cors.allow_methods),
        allow_headers=to.listed(cors.allow_headers),
        expose_headers=to.listed(cors.expose_headers),
        max_age=to.of(cors.max_age),
        allow_credentials=to.of(cors.allow_credentials),
    )


def _throttling(made: HttpStage, to: Blocks) -> Block | None:
    """Both limits or none: the provider sends 0 for the one that is unset, and 0 lets nothing through."""
    limits = (made.rate, made.burst)
    if limits == (None, None):
        return None
    settings = arguments(
        throttling_rate_limit=_limit(made.rate, made.burst, to.of(made.burst), to),
        throttling_burst_limit=_limit(made.burst, made.rate, _whole(made.rate, to), to),
        detailed_metrics_enabled=to.of(made.detailed_metrics),
    )
    if all(any(_in_stage(each, stage) is not None for each in limits) for stage in _stages(to.graph)):
        return Block(THROTTLING, (), (settings,))
    unset = " && ".join(f"{flat(to.of(each))} == null" for each in limits if each is not None)
    return dynamic(THROTTLING, Reference(f"{unset} ? [] : [true]"), settings)


def _route_limits(route: RouteLimits, to: Blocks) -> Block | None:
    return inner(
        "route_settings",
        route_key=route.key,
        throttling_rate_limit=to.of(route.rate),
        throttling_burst_limit=to.of(route.burst),
        detailed_metrics_enabled=to.of(route.detailed_metrics),
    )


def _limit(own: Limit, other: Limit, instead: Expression, to: Blocks) -> Expression:
    """``own``, or ``instead`` wherever only ``other`` is set."""
    if own is None:
        return instead
    spelt = to.of(own)
    if not _lacks(own, other, to.graph):
        return spelt
    return Reference(f"{flat(spelt)} == null ? {flat(instead)} : {flat(spelt)}")


def _whole(rate: Limit, to: Blocks) -> Expression:
    """A rate as a burst: whole requests, and none too few."""
    if isinstance(rate, float):
        return math.ceil(rate) if math.isfinite(rate) else rate
    spelt = to.of(rate)
    fractional = isinstance(rate, Parameter) and any(isinstance(each, float) for _, each in rate.values)
    return Call("ceil", (spelt,)) if fractional else spelt


def _lacks(own: Limit, other: Limit, graph: ResourceGraph) -> bool:
    """Whether some stage sets ``other`` without ``own``."""
    return any(
        _in_stage(own, stage) is None and _in_stage(other, stage) is not None for stage in _stages(graph)
    )


def _in_stage(limit: Limit, stage: str) -> object:
    return limit.value_for(stage) if isinstance(limit, Parameter) else limit


def _stages(graph: ResourceGraph) -> tuple[str, ...]:
    return graph.stages or ("",)
