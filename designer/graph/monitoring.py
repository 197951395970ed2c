"""Alarms and dashboards of CloudWatch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from designer.graph.documents import Document
from designer.graph.resource import Resource
from designer.graph.values import Entry, Parameter, Switch, Text

Figure: TypeAlias = int | float | Parameter
"""A number, with a fraction or without."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Alarm(Resource):
    """An alarm on one metric; ``period`` in seconds, ``threshold`` in the metric's own unit.

    ``statistic`` is Sum, Maximum or Average, or else ``percentile`` is such as p99.
    """

    KIND: ClassVar[str] = "alarm"

    name: Text
    description: Text
    namespace: str
    metric: str
    dimensions: tuple[Entry, ...]
    statistic: str | None = None
    percentile: str | None = None
    period: int
    evaluation_periods: int
    threshold: Figure
    comparison: str
    missing_data: str
    actions: tuple[Text, ...]
    recovery_actions: tuple[Text, ...] = ()
    enabled: Switch | None = None
    shared: tuple[tuple[str, str], ...] = ()
    """Fields that alarms have in common, each with what it is called where stages differ."""
    tags: tuple[Entry, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Dashboard(Resource):
    """A dashboard; ``body`` is in CloudWatch's dashboard structure."""

    KIND: ClassVar[str] = "dashboard"

    name: Text
    body: Document
