"""Functions behind an Application Load Balancer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from designer.graph.resource import Resource
from designer.graph.values import Entry, Ref, Switch, Text, Whole


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """Requests by which a load balancer tries a function; times in seconds."""

    path: Text
    interval: Whole
    timeout: Whole
    healthy: Whole
    """Good answers in a row after which the function counts as healthy."""
    unhealthy: Whole
    """Bad ones after which it does not."""
    matcher: Text
    """Status codes of a healthy answer, such as ``200`` or ``200-299``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TargetGroup(Resource):
    """A target group with one function in it, which the group must be allowed to invoke first."""

    KIND: ClassVar[str] = "target_group"

    name: Text
    function: Ref
    """The function's or the alias's ARN."""
    multi_value_headers: Switch | None = None
    health_check: HealthCheck | None = None
    tags: tuple[Entry, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ListenerRule(Resource):
    """Which requests a listener forwards to a target group: those that meet every condition."""

    KIND: ClassVar[str] = "listener_rule"

    listener: Text
    """The listener's ARN."""
    priority: Whole
    target: Ref
    """The target group's ARN."""
    paths: tuple[Text, ...] = ()
    hosts: tuple[Text, ...] = ()
    methods: tuple[Text, ...] = ()
    headers: tuple[tuple[str, tuple[Text, ...]], ...] = ()
    """A header's name, and the values of which it has one."""
    tags: tuple[Entry, ...] = ()
