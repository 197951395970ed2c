"""Graphs made by hand for what HTTP APIs, schedules and asynchronous functions are made of."""

from __future__ import annotations

import re

from designer.graph import (
    Attribute,
    Condition,
    Context,
    Entry,
    Join,
    Output,
    Parameter,
    Ref,
    Resource,
    ResourceGraph,
    Role,
    Statement,
)
from designer.graph.compute import (
    Alias,
    EventInvokeConfig,
    Function,
    LogGroup,
    LogSettings,
    Network,
    Permission,
    Schedule,
)
from designer.graph.http import (
    AccessLog,
    Cors,
    HttpApi,
    HttpAuthorizer,
    HttpIntegration,
    HttpRoute,
    HttpStage,
)
from designer.graph.messaging import Queue
from tests.exporters.samples import physical, tls_only

RATE = Parameter("front_rate", (("dev", 10), ("prod", 100)))
PROVISIONED = Parameter("items_provisioned_concurrency", (("dev", None), ("prod", 5)))


def function(name: str, **settings: object) -> tuple[Resource, ...]:
    """A function with its role and log group."""
    group = LogGroup(
        id=f"log_group.{name}",
        label=name,
        name=Join(("/aws/lambda/shop-", Context.STAGE, f"-{name}")),
        retention_days=30,
    )
    role = Role(
        id=f"role.{name}",
        label=name,
        name=physical(name),
        service="lambda.amazonaws.com",
        statements=(
            Statement(
                sid="WriteLogs",
                actions=("logs:CreateLogStream", "logs:PutLogEvents"),
                resources=(Ref(group.id, Attribute.STREAMS_ARN),),
            ),
        ),
    )
    made = Function(
        id=f"function.{name}",
        label=name,
        name=physical(name),
        role=Ref(role.id, Attribute.ARN),
        package=name,
        handler="app.handler",
        runtime="python3.13",
        architecture="arm64",
        memory_size=512,
        timeout=10,
        tracing="Active",
        logging=LogSettings(Ref(group.id, Attribute.NAME), "JSON"),
        **settings,  # type: ignore[arg-type]
    )
    return group, role, made


def route(key: str, number: int, **settings: object) -> tuple[Resource, ...]:
    """A route to items, with the permission that goes with it."""
    method, _, path = key.partition(" ")
    # A parameter of the path is a star, and so is everything about $default: as SAM has it.
    stars = re.sub(r"{[^}]*}", "*", path)
    pattern = f"/*/{'*' if method == 'ANY' else method}{stars}" if path else "/*/*"
    made = HttpRoute(
        id=f"http_route.items.http.{number}",
        label=f"items-http-{number}",
        implied_by="function.items",
        api=Ref("http_api.front", Attribute.ID),
        key=key,
        integration=Ref("http_integration.items.http", Attribute.ID),
        **settings,  # type: ignore[arg-type]
    )
    permission = Permission(
        id=f"permission.items.http.{number}",
        label=f"items-http-{number}",
        implied_by=made.id,
        because=f"front invokes items for {key}.",
        function=Ref("alias.items", Attribute.ARN),
        principal="apigateway.amazonaws.com",
        source_arn=Join((Ref("http_api.front", Attribute.EXECUTION_ARN), pattern)),
    )
    return made, permission


HTTP_CRUD = ResourceGraph(
    name="shop",
    description="Items over HTTP.",
    region="eu-west-1",
    stages=("dev", "prod"),
    tags=(Entry("service", "shop"),),
    resources=(
        LogGroup(
            id="log_group.front",
            label="front",
            name=Join(("/aws/apigateway/shop-", Context.STAGE, "-front")),
            retention_days=30,
            because="A line for each request.",
        ),
        HttpApi(
            id="http_api.front",
            label="front",
            name=physical("front"),
            description="Items.",
            cors=Cors(
                allow_origins=("https://shop.example",),
                allow_methods=("GET", "PUT"),
                allow_headers=("authorization", "content-type"),
                expose_headers=("etag",),
                max_age=600,
                allow_credentials=True,
            ),
        ),
        HttpAuthorizer(
            id="http_authorizer.front",
            label="front",
            api=Ref("http_api.front", Attribute.ID),
            name="jwt",
            issuer="https://login.example/",
            audience=("shop",),
        ),
        HttpStage(
            id="http_stage.front",
            label="front",
            implied_by="http_api.front",
            api=Ref("http_api.front", Attribute.ID),
            access_log=AccessLog(
                Ref("log_group.front", Attribute.ARN),
                '{"id":"$context.requestId","status":"$context.status","error":"$context.error.message"}',
            ),
            rate=RATE,
            burst=200,
        ),
        *function(
            "items",
            layers=("arn:aws:lambda:eu-west-1:111122223333:layer:tools:3",),
            network=Network(("subnet-0a", "subnet-0b"), ("sg-0c1d2e3f",)),
        ),
        Alias(
            id="alias.items",
            label="items",
            implied_by="function.items",
            because="Provisioned concurrency needs a published version.",
            function=Ref("function.items", Attribute.NAME),
            name="live",
            provisioned_concurrency=PROVISIONED,
        ),
        HttpIntegration(
            id="http_integration.items.http",
            label="items-http",
            implied_by="function.items",
            api=Ref("http_api.front", Attribute.ID),
            function=Ref("alias.items", Attribute.ARN),
        ),
        *route(
            "GET /items/{id}", 1, authorization="JWT", authorizer=Ref("http_authorizer.front", Attribute.ID)
        ),
        *route(
            "PUT /items/{id}",
            2,
            authorization="JWT",
            authorizer=Ref("http_authorizer.front", Attribute.ID),
            scopes=("items/write",),
        ),
        *route("ANY /internal/{proxy+}", 3, authorization="AWS_IAM"),
        *route("$default", 4),
    ),
    outputs=(Output("front_url", Ref("http_api.front", Attribute.URL), "API front."),),
)
"""An HTTP API over a function with provisioned concurrency: every setting that the slice knows."""

NIGHTLY = ResourceGraph(
    name="shop",
    description="A report every night.",
    region="eu-west-1",
    stages=("dev", "prod"),
    resources=(
        Queue(id="queue.failed", label="failed", name=physical("failed"), message_retention=1209600),
        tls_only("failed"),
        *function("report", dead_letter=Ref("queue.failed", Attribute.ARN)),
        EventInvokeConfig(
            id="event_invoke_config.report",
            label="report",
            implied_by="function.report",
            function=Ref("function.report", Attribute.ARN),
            maximum_retries=1,
            maximum_event_age=3600,
            on_failure=Ref("queue.failed", Attribute.ARN),
            on_success=Ref("queue.failed", Attribute.ARN),
        ),
        Role(
            id="role.report-nightly",
            label="report-nightly",
            because="What the scheduler may do for this schedule.",
            name=physical("report-nightly"),
            service="scheduler.amazonaws.com",
            trust_conditions=(Condition("StringEquals", "aws:SourceAccount", (Context.ACCOUNT,)),),
            statements=(
                Statement(
                    sid="InvokeReport",
                    actions=("lambda:InvokeFunction",),
                    resources=(Ref("function.report", Attribute.ARN),),
                ),
                Statement(
                    sid="SendToFailed",
                    actions=("sqs:SendMessage",),
                    resources=(Ref("queue.failed", Attribute.ARN),),
                ),
            ),
        ),
        Schedule(
            id="schedule.report.nightly",
            label="report-nightly",
            implied_by="function.report",
            name=physical("report-nightly"),
            description="Every night.",
            function=Ref("function.report", Attribute.ARN),
            role=Ref("role.report-nightly", Attribute.ARN),
            expression="cron(0 3 * * ? *)",
            timezone="Europe/Berlin",
            start="2027-01-01T00:00:00Z",
            end="2028-01-01T00:00:00Z",
            flexible_window=15,
            maximum_retries=2,
            maximum_event_age=3600,
            dead_letter=Ref("queue.failed", Attribute.ARN),
            input='{"kind": "daily", "of": "${yesterday}"}',
            enabled=Parameter("report_nightly_enabled", (("dev", False), ("prod", True))),
        ),
        Schedule(
            id="schedule.report.hourly",
            label="report-hourly",
            implied_by="function.report",
            name=physical("report-hourly"),
            function=Ref("function.report", Attribute.ARN),
            role=Ref("role.report-nightly", Attribute.ARN),
            expression="rate(1 hour)",
        ),
    ),
)
"""A scheduled function with retries, a dead-letter queue and destinations."""
