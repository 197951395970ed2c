"""The dashboard: a row for each family of things, a line in each graph for each thing of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from designer.blueprint.dead_letters import failure_queues
from designer.blueprint.document import Blueprint
from designer.graph import Attribute, Context, Ref, Text
from designer.graph.documents import document
from designer.graph.monitoring import Dashboard

_PERIOD = 300
_WIDTH, _HEIGHT, _TITLE = 24, 6, 1
"""Columns of a dashboard, and rows of a graph and of a title."""


@dataclass(frozen=True, slots=True)
class _Graph:
    """One graph: a metric of each of several things."""

    title: str
    namespace: str
    metrics: tuple[str, ...]
    statistic: str
    dimension: str
    lines: Sequence[Text]
    """The value of the dimension for each thing."""


def dashboard(blueprint: Blueprint) -> Iterator[Dashboard]:
    """The dashboard of a design that wants one and has anything to show."""
    widgets = list(_widgets(blueprint)) if blueprint.dashboard else []
    if widgets:
        yield Dashboard(
            id="dashboard.overview",
            label="overview",
            because=f"The metrics of {blueprint.name} at a glance.",
            name=blueprint.physical_name("overview"),
            body=document({"widgets": widgets}),
        )


def _widgets(blueprint: Blueprint) -> Iterator[Mapping[str, Any]]:  # CloudWatch's dashboard structure
    row = 0
    for title, graphs in _sections(blueprint).items():
        drawn = [each for each in graphs if each.lines]
        if not drawn:
            continue
        heading = {"markdown": f"## {title}"}
        yield {"type": "text", "x": 0, "y": row, "width": _WIDTH, "height": _TITLE, "properties": heading}
        row += _TITLE
        width = _WIDTH // len(drawn)
        for column, graph in enumerate(drawn):
            place = {"x": column * width, "y": row, "width": width, "height": _HEIGHT}
            yield {"type": "metric", **place, "properties": _properties(graph)}
        row += _HEIGHT


def _properties(graph: _Graph) -> Mapping[str, Any]:  # CloudWatch's dashboard structure
    # CloudWatch labels each line by what differs between the lines.
    metrics = [
        [graph.namespace, metric, graph.dimension, value] for value in graph.lines for metric in graph.metrics
    ]
    return {
        "title": graph.title,
        "view": "timeSeries",
        "region": Context.REGION,
        "period": _PERIOD,
        "stat": graph.statistic,
        "metrics": metrics,
    }


def _sections(blueprint: Blueprint) -> Mapping[str, tuple[_Graph, ...]]:
    return {
        "Functions": _functions(blueprint),
        "Queues": _queues(blueprint),
        "HTTP APIs": _http_apis(blueprint),
        "REST APIs": _rest_apis(blueprint),
        "Workflows": _workflows(blueprint),
    }


def _functions(blueprint: Blueprint) -> tuple[_Graph, ...]:
    lines = [Ref(f"function.{name}", Attribute.NAME) for name in blueprint.functions]

    def graph(title: str, statistic: str, *metrics: str) -> _Graph:
        return _Graph(title, "AWS/Lambda", metrics, statistic, "FunctionName", lines)

    return (
        graph("Invocations", "Sum", "Invocations"),
        graph("Errors and throttles", "Sum", "Errors", "Throttles"),
        graph("Duration, slowest 1 % (ms)", "p99", "Duration"),
        graph("Concurrent executions", "Maximum", "ConcurrentExecutions"),
    )


def _new(blueprint: Blueprint, kind: str) -> list[str]:
    things = (each for each in blueprint.each_thing() if kind == each.value.KIND)
    return [each.name for each in things if each.value.existing is None]


def _queues(blueprint: Blueprint) -> tuple[_Graph, ...]:
    failed, names = failure_queues(blueprint), _new(blueprint, "queue")
    holding = [Ref(f"queue.{name}", Attribute.NAME) for name in names if name in failed]
    working = [Ref(f"queue.{name}", Attribute.NAME) for name in names if name not in failed]

    def graph(title: str, metric: str, lines: Sequence[Text]) -> _Graph:
        return _Graph(title, "AWS/SQS", (metric,), "Maximum", "QueueName", lines)

    return (
        graph("Waiting messages", "ApproximateNumberOfMessagesVisible", working),
        graph("Age of the oldest message (s)", "ApproximateAgeOfOldestMessage", working),
        graph("Failed messages", "ApproximateNumberOfMessagesVisible", holding),
    )


def _http_apis(blueprint: Blueprint) -> tuple[_Graph, ...]:
    lines = [Ref(f"http_api.{name}", Attribute.ID) for name in _new(blueprint, "http_api")]
    return _apis("ApiId", "4xx", "5xx", lines)


def _rest_apis(blueprint: Blueprint) -> tuple[_Graph, ...]:
    lines = [blueprint.physical_name(name) for name in _new(blueprint, "rest_api")]
    return _apis("ApiName", "4XXError", "5XXError", lines)


def _apis(dimension: str, client: str, server: str, lines: Sequence[Text]) -> tuple[_Graph, ...]:
    def graph(title: str, statistic: str, *metrics: str) -> _Graph:
        return _Graph(title, "AWS/ApiGateway", metrics, statistic, dimension, lines)

    return (
        graph("Requests", "Sum", "Count"),
        graph("Errors", "Sum", client, server),
        graph("Latency, slowest 1 % (ms)", "p99", "Latency"),
    )


def _workflows(blueprint: Blueprint) -> tuple[_Graph, ...]:
    lines = [Ref(f"state_machine.{name}", Attribute.ARN) for name in _new(blueprint, "state_machine")]

    def graph(title: str, statistic: str, *metrics: str) -> _Graph:
        return _Graph(title, "AWS/States", metrics, statistic, "StateMachineArn", lines)

    return (
        graph("Executions", "Sum", "ExecutionsStarted", "ExecutionsSucceeded"),
        graph("Failures", "Sum", "ExecutionsFailed", "ExecutionsTimedOut"),
        graph("Duration, slowest 1 % (ms)", "p99", "ExecutionTime"),
    )
