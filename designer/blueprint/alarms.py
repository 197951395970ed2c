"""Alarms: who is told, of what, and from when on. What each one watches follows from the design."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from designer import catalog
from designer.blueprint.base import Advanced, Bool, Int, Limits, Part, RefersTo, SameInAllStages, Texts
from designer.blueprint.collections import COLLECTIONS
from designer.graph import Attribute, Condition, Context, Join, Principal, Statement

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint


class Thresholds(Part):
    """From when on it is an alarm."""

    errors: Annotated[Int, Limits("cloudwatch.count")] = Field(
        1, title="Errors", description="Failures of a function or a workflow in one period."
    )
    throttles: Annotated[Int, Limits("cloudwatch.count")] = Field(
        1, title="Throttles", description="Refused invocations of a function in one period."
    )
    duration: Annotated[Int, Limits("cloudwatch.percentage")] = Field(
        80, title="Duration", description="Percent of a function's timeout that its slowest 1 % may take."
    )
    concurrency: Annotated[Int, Limits("cloudwatch.percentage")] = Field(
        80, title="Concurrency", description="Percent of a function's reserved concurrency."
    )
    iterator_age: Annotated[Int, Limits("cloudwatch.age")] = Field(
        600, title="Iterator age", description="Seconds that a function may be behind its stream."
    )
    queue_age: Annotated[Int | None, Limits("cloudwatch.age")] = Field(
        None,
        title="Queue age",
        description="Seconds that a message may wait; unset is the time in which it is received in vain as "
        "often as it may be, or half of its retention.",
    )
    api_errors: Annotated[Int, Limits("cloudwatch.percentage")] = Field(
        1, title="API errors", description="Percent of requests that an API answers with 5xx."
    )
    api_latency: Annotated[Int, Limits("cloudwatch.latency")] = Field(
        3000, title="API latency", description="Milliseconds that the slowest 1 % of requests may take."
    )


class Alarms(Part):
    """Alarms on everything that the design creates, family by family."""

    topic: Annotated[str, RefersTo(("topics",))] = Field(
        title="Topic", description="Name of the topic (standard) that is told."
    )
    email: Annotated[Texts, SameInAllStages()] = Field(
        (), title="E-mail", description="Addresses that the topic writes to; each has to confirm it once."
    )
    enabled: Bool = Field(True, title="Enabled", description="Off keeps the alarms and tells nobody.")
    recovery: Annotated[Bool, SameInAllStages(), Advanced()] = Field(
        False, title="Recovery", description="On also tells when an alarm is over."
    )
    period: Annotated[Int, Limits("cloudwatch.period"), SameInAllStages(), Advanced()] = Field(
        300, title="Period", description="Seconds over which a metric is summed up; a multiple of 60."
    )
    functions: Annotated[Bool, SameInAllStages()] = Field(
        True, title="Functions", description="Errors, throttles, duration, concurrency, lost events."
    )
    streams: Annotated[Bool, SameInAllStages()] = Field(
        True, title="Streams", description="Functions that fall behind their streams."
    )
    queues: Annotated[Bool, SameInAllStages()] = Field(
        True, title="Queues", description="Messages that wait too long for a function."
    )
    dead_letters: Annotated[Bool, SameInAllStages()] = Field(
        True, title="Dead letters", description="Anything in a queue that holds what failed."
    )
    apis: Annotated[Bool, SameInAllStages()] = Field(
        True, title="APIs", description="Server errors, and slow answers."
    )
    workflows: Annotated[Bool, SameInAllStages()] = Field(
        True, title="Workflows", description="Executions that fail or time out."
    )
    without: Annotated[Texts, RefersTo(("functions", *COLLECTIONS)), SameInAllStages(), Advanced()] = Field(
        (), title="Without", description="Functions and things that have no alarms."
    )
    thresholds: Thresholds = Field(
        default_factory=lambda: Thresholds(),
        title="Thresholds",
        description="When it is an alarm.",
    )

    def elsewhere(self, blueprint: Blueprint) -> Iterator[tuple[str, Statement]]:
        """CloudWatch may publish to the topic, for the alarms of this design only."""
        place = (Context.PARTITION, ":cloudwatch:", Context.REGION, ":", Context.ACCOUNT, ":alarm:")
        alarms = Join(("arn:", *place, f"{blueprint.name}-", Context.STAGE, "-*"))
        yield (
            self.topic,
            Statement(
                principal=Principal("Service", "cloudwatch.amazonaws.com"),
                actions=catalog.grant("publish_to_topic").actions,
                resources=(blueprint.attribute(self.topic, Attribute.ARN),),
                conditions=(
                    Condition("ArnLike", "aws:SourceArn", (alarms,)),
                    Condition("StringEquals", "aws:SourceAccount", (Context.ACCOUNT,)),
                ),
                because="Alarms of this design tell the topic.",
            ),
        )
