"""HTTP APIs, schedules and asynchronous functions at the edges: parameters everywhere, hostile texts."""

from __future__ import annotations

from dataclasses import replace

from designer.graph import Attribute, Condition, Context, Ref, Resource, ResourceGraph, Role, Statement
from designer.graph.compute import Alias, EventInvokeConfig, Network, Permission, Schedule
from designer.graph.event_sources import EventSourceMapping
from designer.graph.http import (
    AccessLog,
    Cors,
    HttpApi,
    HttpAuthorizer,
    HttpIntegration,
    HttpRoute,
    HttpStage,
)
from tests.exporters.extremes import HOSTILE, varied, with_texts
from tests.exporters.samples_http import HTTP_CRUD, NIGHTLY, function

QUEUE = "arn:aws:sqs:eu-west-1:111122223333:theirs"
API = Ref("http_api.front", Attribute.ID)
ALIAS = Ref("alias.items", Attribute.ARN)

EVERYTHING = ResourceGraph(
    name="shop",
    description="",
    region="eu-west-1",
    stages=("dev", "prod"),
    resources=(
        HttpApi(
            id="http_api.front",
            label="front",
            name="front",
            description=varied("described", None, "Items."),
            cors=Cors(
                allow_origins=(varied("origin", "https://dev.example", "https://shop.example"),),
                max_age=varied("max_age", None, 60),
                allow_credentials=varied("credentials", None, True),
            ),
        ),
        HttpApi(id="http_api.back", label="back", name="back"),
        HttpStage(
            id="http_stage.front",
            label="front",
            api=API,
            rate=varied("rate", None, 0.5),
            burst=varied("burst", None, 1),
        ),
        HttpStage(id="http_stage.back", label="back", api=Ref("http_api.back", Attribute.ID)),
        HttpAuthorizer(
            id="http_authorizer.front",
            label="front",
            api=API,
            name="jwt",
            issuer=varied("issuer", "https://dev.example/", "https://login.example/"),
            audience=(varied("audience", "dev", "shop"), "both"),
        ),
        *function(
            "items",
            layers=(
                varied(
                    "layer",
                    "arn:aws:lambda:eu-west-1:111122223333:layer:a:1",
                    "arn:aws:lambda:eu-west-1:111122223333:layer:a:2",
                ),
            ),
            network=Network((varied("subnet", "subnet-0a", "subnet-0b"),), ()),
            dead_letter=varied("dead_letter", None, QUEUE),
        ),
        Alias(
            id="alias.items",
            label="items",
            function=Ref("function.items", Attribute.NAME),
            name="live",
            provisioned_concurrency=3,
        ),
        EventInvokeConfig(
            id="event_invoke_config.items",
            label="items",
            function=ALIAS,
            maximum_retries=varied("retries", None, 0),
            maximum_event_age=varied("age", None, 60),
            on_failure=varied("failed", None, QUEUE),
        ),
        EventInvokeConfig(
            id="event_invoke_config.other", label="other", function=Ref("function.items", Attribute.ARN)
        ),
        EventSourceMapping(
            id="event_source_mapping.items.theirs", label="items-theirs", function=ALIAS, source=QUEUE
        ),
        HttpIntegration(id="http_integration.items", label="items", api=API, function=ALIAS),
        HttpIntegration(
            id="http_integration.bare", label="bare", api=API, function=Ref("function.items", Attribute.ARN)
        ),
        HttpRoute(
            id="http_route.items",
            label="items",
            api=API,
            key="GET /items",
            integration=Ref("http_integration.items", Attribute.ID),
            authorization="JWT",
            authorizer=Ref("http_authorizer.front", Attribute.ID),
            scopes=(varied("oauth", "dev/read", "items/read"),),
        ),
        Permission(
            id="permission.items",
            label=f"items-{'x' * 100}-1",
            function=Ref("function.items", Attribute.ARN),
            principal="s3.amazonaws.com",
            source_arn="arn:aws:s3:::theirs",
            source_account=Context.ACCOUNT,
        ),
        Role(
            id="role.nightly",
            label="nightly",
            name="nightly",
            service="scheduler.amazonaws.com",
            statements=(Statement(actions=("lambda:InvokeFunction",), resources=(ALIAS,)),),
            trust_conditions=(
                Condition("StringEquals", "aws:SourceAccount", (Context.ACCOUNT,)),
                Condition("StringEquals", "aws:SourceOrgID", ("o-1", "o-2")),
                Condition("ArnLike", "aws:SourceArn", ("arn:aws:scheduler:*:*:schedule/*",)),
            ),
        ),
        Schedule(
            id="schedule.items.nightly",
            label="nightly",
            name="nightly",
            function=ALIAS,
            role=Ref("role.nightly", Attribute.ARN),
            expression=varied("expression", "rate(1 day)", "rate(1 hour)"),
            timezone=varied("timezone", None, "Europe/Berlin"),
            start=varied("start", None, "2027-01-01T00:00:00Z"),
            flexible_window=varied("flexible", None, 5),
            maximum_retries=varied("attempts", None, 0),
            maximum_event_age=varied("schedule_age", None, 60),
            dead_letter=varied("schedule_dead_letter", None, QUEUE),
            input='{"run": "<aws.scheduler.execution-id>", "of": "${x}"}',
            enabled=varied("enabled", None, False),
        ),
        Schedule(
            id="schedule.items.off",
            label="off",
            name="off",
            function=ALIAS,
            role="arn:aws:iam::111122223333:role/theirs",  # type: ignore[arg-type]
            expression="at(2027-01-01T00:00:00)",
            enabled=False,
        ),
    ),
)
"""Every setting that the samples leave out, and a parameter wherever there may be one."""


def half(rate: object, burst: object) -> ResourceGraph:
    """An API whose stage limits the rate or the burst, and perhaps not both."""
    stage = HttpStage(id="http_stage.front", label="front", api=API, rate=rate, burst=burst)  # type: ignore[arg-type]
    return ResourceGraph(
        name="shop",
        description="",
        region="eu-west-1",
        stages=("dev", "prod"),
        resources=(HttpApi(id="http_api.front", label="front", name="front"), stage),
    )


def hostile(resource: Resource) -> Resource:
    """``resource`` with a hostile text where AWS takes any, behind what Terraform checks."""
    changes: dict[type[Resource], dict[str, object]] = {
        HttpApi: {"cors": Cors((HOSTILE,), (HOSTILE,), (HOSTILE,), (HOSTILE,))},
        HttpAuthorizer: {"name": HOSTILE, "issuer": HOSTILE, "audience": (HOSTILE,)},
        HttpStage: {"access_log": AccessLog(Ref("log_group.front", Attribute.ARN), HOSTILE)},
        HttpRoute: {"scopes": (HOSTILE,)},
        Schedule: {"expression": HOSTILE, "input": HOSTILE},
        Role: {"trust_conditions": (Condition("StringLike", HOSTILE, (HOSTILE, HOSTILE)),)},
    }
    return replace(resource, **changes.get(type(resource), {}))  # type: ignore[arg-type]


def made_hostile(graph: ResourceGraph) -> ResourceGraph:
    """``graph`` with a hostile text wherever there may be one."""
    changed: ResourceGraph = with_texts(graph, HOSTILE)
    return replace(changed, resources=tuple(map(hostile, changed.resources)))


HOSTILE_HTTP = made_hostile(HTTP_CRUD)
HOSTILE_NIGHTLY = made_hostile(NIGHTLY)
