"""Requests that a listener of an Application Load Balancer forwards to the function.

The load balancer exists already. It waits, and hands over at most 1 MB of a request or an answer. Its target
group must be allowed to invoke the function before the function is put into it, so the permission names the
group by its name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from designer import graph
from designer.blueprint.base import (
    Advanced,
    Bool,
    FrozenDict,
    Int,
    Limits,
    Named,
    Part,
    SameInAllStages,
    Texts,
)
from designer.blueprint.triggers.base import SAMPLE_ACCOUNT, Consumer, Invocation, Trigger
from designer.graph import Attribute, Context, Join, Ref, Resource, Statement


class HealthCheck(Part):
    """Requests by which the load balancer tries the function; each one is an invocation."""

    path: str = Field("/", title="Path", description="Path that is asked for.")
    interval: Annotated[Int, Limits("alb.health_interval")] = Field(
        35, title="Interval", description="Seconds from one to the next."
    )
    timeout: Annotated[Int, Limits("alb.health_timeout")] = Field(
        30, title="Timeout", description="Seconds to wait for an answer; less than the interval."
    )
    healthy: Annotated[Int, Limits("alb.health_count")] = Field(
        5, title="Healthy after", description="Good answers in a row after which it counts as healthy."
    )
    unhealthy: Annotated[Int, Limits("alb.health_count")] = Field(
        2, title="Unhealthy after", description="Bad answers in a row after which it does not."
    )
    matcher: str = Field(
        "200", title="Status codes", description="Codes of a healthy answer: 200, 200,204 or 200-299."
    )


class AlbTrigger(Trigger):
    """A listener of an Application Load Balancer."""

    LABEL: ClassVar[str] = "Application Load Balancer"
    INVOCATION: ClassVar[Invocation] = Invocation.SYNCHRONOUS
    HANDLER: ClassVar[str] = "event"
    EVENT_CLASS: ClassVar[str | None] = "ALBEvent"
    NAME_LENGTH: ClassVar[str | None] = "alb.name_length"

    type: Annotated[Literal["alb"], SameInAllStages()] = Field(
        "alb", title="Type", description="A listener of an Application Load Balancer."
    )
    listener: str = Field(title="Listener", description="ARN of the listener, which exists already.")
    priority: Annotated[Int, Limits("alb.priority")] = Field(
        title="Priority", description="Place among the listener's rules; the lowest number is asked first."
    )
    paths: Annotated[Texts, SameInAllStages()] = Field(
        (), title="Paths", description="Paths such as /orders/*; * is any text, ? any character."
    )
    hosts: Annotated[Texts, SameInAllStages()] = Field(
        (), title="Hosts", description="Host names such as *.example.com."
    )
    methods: Annotated[Texts, SameInAllStages(), Advanced()] = Field(
        (), title="Methods", description="HTTP methods, such as GET."
    )
    headers: Annotated[Named[Texts], SameInAllStages(), Advanced()] = Field(
        default_factory=FrozenDict,
        title="Headers",
        description="Name of a header to values of which it has one.",
    )
    multi_value_headers: Annotated[Bool, SameInAllStages(), Advanced()] = Field(
        False,
        title="Multi-value headers",
        description="Hand over, and take, lists of values for headers and query parameters.",
    )
    health_check: Annotated[HealthCheck | None, SameInAllStages(), Advanced()] = Field(
        None, title="Health check", description="None unless told: each check invokes the function."
    )

    @property
    def values(self) -> int:
        """How many values the conditions have together."""
        lists = (self.paths, self.hosts, self.methods, *self.headers.values())
        return sum(map(len, lists))

    def resources(self, name: str, consumer: Consumer) -> Iterator[Resource]:
        """The permission, then the target group that has it, then the listener's rule."""
        label, key = f"{consumer.name}-{name}", f"{consumer.name}.{name}"
        # Target groups have hyphens only.
        head, tail = (text.replace("_", "-") for text in (consumer.blueprint.name, label))
        physical = (f"{head}-", Context.STAGE, f"-{tail}")
        yield self._permission(key, label, physical, consumer)
        yield graph.load_balancing.TargetGroup(
            id=f"target_group.{key}",
            label=label,
            implied_by=f"function.{consumer.name}",
            after=(f"permission.{key}",),
            name=Join(physical),
            function=consumer.ref,
            multi_value_headers=self.multi_value_headers or None,
            health_check=_check(self.health_check) if self.health_check else None,
        )
        yield graph.load_balancing.ListenerRule(
            id=f"listener_rule.{key}",
            label=label,
            implied_by=f"function.{consumer.name}",
            listener=self.listener,
            priority=self.priority,
            target=Ref(f"target_group.{key}", Attribute.ARN),
            paths=self.paths,
            hosts=self.hosts,
            methods=self.methods,
            headers=tuple(self.headers.items()),
        )

    def _permission(
        self, key: str, label: str, name: tuple[str | Context, ...], consumer: Consumer
    ) -> graph.compute.Permission:
        here = (":elasticloadbalancing:", Context.REGION, ":", Context.ACCOUNT, ":targetgroup/")
        return graph.compute.Permission(
            id=f"permission.{key}",
            label=label,
            implied_by=f"function.{consumer.name}",
            because="By name, since a target group takes only a function that it may invoke already.",
            function=consumer.ref,
            principal="elasticloadbalancing.amazonaws.com",
            source_arn=Join(("arn:", Context.PARTITION, *here, *name, "/*")),
        )

    def grants(self, name: str, consumer: Consumer) -> Iterator[Statement]:
        """Nothing: the load balancer invokes the function, by the function's own policy."""
        del name, consumer
        yield from ()

    def sample_event(self, consumer: Consumer) -> Mapping[str, Any]:
        """A request to the first path."""
        region = consumer.blueprint.region
        group = f"arn:aws:elasticloadbalancing:{region}:{SAMPLE_ACCOUNT}:targetgroup/{consumer.name}/0"
        path = self.paths[0].replace("*", "1").replace("?", "1") if self.paths else "/"
        headers = {"host": "shop.example", "content-type": "application/json"}
        several = {
            "multiValueHeaders": {name: [value] for name, value in headers.items()},
            "multiValueQueryStringParameters": {"page": ["1"]},
        }
        single = {"headers": headers, "queryStringParameters": {"page": "1"}}
        return {
            "requestContext": {"elb": {"targetGroupArn": group}},
            "httpMethod": self.methods[0] if self.methods else "GET",
            "path": path,
            **(several if self.multi_value_headers else single),
            "body": json.dumps({"number": 1}),
            "isBase64Encoded": False,
        }


def _check(check: HealthCheck) -> graph.load_balancing.HealthCheck:
    return graph.load_balancing.HealthCheck(
        check.path, check.interval, check.timeout, check.healthy, check.unhealthy, check.matcher
    )
