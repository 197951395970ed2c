"""Every rule there is, by id."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType

from designer.rules.base import Rule

MODULES = (
    "design",
    "names",
    "references",
    "existing",
    "variables",
    "stages",
    "suppressions",
    "ranges",
    "forms",
    "texts",
    "tags",
    "function",
    "shape",
    "runtime",
    "aging",
    "starts",
    "assurance",
    "running",
    "instances",
    "images",
    "repositories",
    "layers",
    "signing",
    "capacity_providers",
    "networks",
    "ways_out",
    "egress",
    "file_systems",
    "environment",
    "alias",
    "deployments",
    "custom_resources",
    "concurrency",
    "provisioned",
    "scaling",
    "surroundings",
    "savings",
    "stage_settings",
    "whole_size",
    "asynchronous",
    "losses",
    "schedule",
    "events",
    "event_targets",
    "event_buses",
    "pipes",
    "api",
    "api_routes",
    "rest",
    "rest_access",
    "rest_requests",
    "websocket",
    "domains",
    "function_urls",
    "load_balancers",
    "graphql",
    "graphql_access",
    "callers",
    "user_pools",
    "user_pool_logins",
    "sign_in",
    "chains",
    "waits",
    "payloads",
    "policies",
    "logs",
    "sqs",
    "sqs_visibility",
    "sqs_queue",
    "queues",
    "sharing",
    "dead_letter",
    "filters",
    "streams",
    "stream_failures",
    "stream_scaling",
    "brokers",
    "kafka_schemas",
    "kafka_retries",
    "topics",
    "topic_filters",
    "fan_out",
    "recursion",
    "keys",
    "subscriptions",
    "parameters",
    "buckets",
    "bucket_events",
    "table",
    "table_indexes",
    "lifetimes",
    "workflows",
    "workflow_tasks",
    "workflow_types",
    "workflow_style",
    "deduplication",
    "workflow_maps",
    "alarms",
    "unwatched",
    "scopes",
    "iam",
    "iam_access",
    "iam_danger",
    "iam_reference",
    "iam_scopes",
    "iam_excess",
    "iam_roles",
    "security",
    "audits",
    "unused",
)
"""The modules that hold rules, in the order in which findings of equal severity are listed."""


@cache
def _by_id() -> Mapping[str, Rule]:
    found: dict[str, Rule] = {}
    for name in MODULES:
        for kind in vars(import_module(f"designer.rules.{name}")).values():
            # An abstract class asked about a stranger asks all of its subclasses; few classes have an id.
            if isinstance(kind, type) and "id" in vars(kind) and issubclass(kind, Rule):
                found[kind.id] = kind()
    return MappingProxyType(found)


def rules() -> tuple[Rule, ...]:
    """Every rule, in a stable order."""
    return tuple(_by_id().values())


def rule(identifier: str) -> Rule | None:
    """The rule of that id."""
    return _by_id().get(identifier)
