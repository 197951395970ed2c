"""Every rule there is, by id."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import import_module
from types import MappingProxyType

from designer.rules.base import Rule

SUBJECTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        name: tuple(about.split())
        for name, about in {
            "design": "",
            "names": "",
            "references": "",
            "existing": "",
            "variables": "",
            "stages": "",
            "suppressions": "suppress severities",
            "ranges": "",
            "forms": "",
            "texts": "",
            "tags": "tags",
            "function": "",
            "shape": "",
            "runtime": "",
            "aging": "",
            "starts": "",
            "assurance": "regulated",
            "running": (
                "snap_start runtime_updates recursive_loop file_system durable tenant_isolation capacity role"
            ),
            "instances": "capacity",
            "images": "image",
            "repositories": "repositories",
            "layers": "layers",
            "signing": "code_signing",
            "capacity_providers": "capacity_providers capacity",
            "networks": "networks",
            "ways_out": "network msk kafka mq documentdb",
            "egress": "",
            "file_systems": "file_systems file_system",
            "environment": "",
            "alias": "alias concurrency",
            "deployments": "deployment routing",
            "custom_resources": "custom_resource",
            "concurrency": "",
            "provisioned": "concurrency",
            "scaling": "concurrency",
            "surroundings": "",
            "savings": "",
            "stage_settings": "",
            "whole_size": "",
            "asynchronous": "",
            "losses": "",
            "schedule": "schedule eventbridge",
            "clocks": "timezone",
            "events": "eventbridge event_buses",
            "event_targets": "eventbridge",
            "event_buses": "event_buses",
            "pipes": "pipe",
            "api": "apis rest_apis websocket_apis",
            "api_routes": "http_api rest_api websocket",
            "rest": "rest_api rest_apis",
            "rest_access": "rest_api rest_apis",
            "rest_requests": "rest_api",
            "websocket": "websocket websocket_apis",
            "domains": "domains",
            "function_urls": "function_url",
            "load_balancers": "alb",
            "graphql": "graphql_apis appsync",
            "graphql_access": "graphql_apis",
            "callers": "direct alexa",
            "user_pools": "user_pools cognito",
            "user_pool_logins": "user_pools",
            "sign_in": "user_pools",
            "chains": "",
            "waits": "alb alexa http_api rest_api websocket appsync apis workflows",
            "payloads": "queues workflows",
            "policies": "",
            "logs": "logging",
            "sqs": "sqs",
            "sqs_visibility": "queues sqs",
            "sqs_queue": "queues",
            "queues": "queues",
            "sharing": "queues",
            "dead_letter": "queues",
            "filters": "filters",
            "streams": "kinesis dynamodb_stream msk kafka mq documentdb pipe",
            "stream_failures": "kinesis dynamodb_stream msk kafka mq documentdb pipe",
            "stream_scaling": "kinesis",
            "brokers": "msk kafka mq documentdb pollers",
            "kafka_schemas": "msk kafka",
            "kafka_retries": "msk kafka",
            "topics": "topics sns",
            "topic_filters": "topics sns",
            "fan_out": "s3 topics sns eventbridge",
            "recursion": "",
            "keys": "keys statements secrets regulated",
            "subscriptions": "logs iot",
            "parameters": "",
            "buckets": "buckets",
            "bucket_events": "s3",
            "table": "tables",
            "table_indexes": "tables streams",
            "lifetimes": "tables",
            "workflows": "workflows",
            "workflow_tasks": "workflows",
            "workflow_types": "workflows",
            "workflow_style": "workflows",
            "deduplication": "workflows",
            "workflow_maps": "workflows",
            "alarms": "",
            "unwatched": "alarms",
            "scopes": "scopes",
            "iam": "statements",
            "iam_access": "statements",
            "iam_danger": "statements",
            "iam_reference": "statements",
            "iam_scopes": "",
            "iam_excess": "",
            "iam_roles": "",
            "security": "",
            "audits": "regulated",
            "unused": "",
        }.items()
    }
)
"""The modules that hold rules, in the order in which findings of equal severity are listed, and what their
rules are about: the settings and types, or the profile, of which a design needs one to break any of them.
A module without subjects judges every design."""

_EVERY_SUBJECT = frozenset(word for about in SUBJECTS.values() for word in about)

_JUDGED = frozenset({"suppress", "severities"})
"""What a design says of rules, of which any may be meant."""


@cache
def _of_module(name: str) -> tuple[Rule, ...]:
    module = import_module(f"designer.rules.{name}")
    own = (each for each in vars(module).values() if getattr(each, "__module__", "") == module.__name__)
    # An abstract class asked about a stranger asks all of its subclasses; few classes have an id.
    return tuple(
        each() for each in own if isinstance(each, type) and "id" in vars(each) and issubclass(each, Rule)
    )


@cache
def _by_id() -> Mapping[str, Rule]:
    return MappingProxyType({rule.id: rule for name in SUBJECTS for rule in _of_module(name)})


@lru_cache(maxsize=64)
def _about(words: frozenset[str]) -> tuple[Rule, ...]:
    asked = (name for name, about in SUBJECTS.items() if not about or not words.isdisjoint(about))
    return tuple(rule for name in asked for rule in _of_module(name))


def rules() -> tuple[Rule, ...]:
    """Every rule, in a stable order."""
    return tuple(_by_id().values())


def rules_about(words: frozenset[str]) -> tuple[Rule, ...]:
    """The rules that a design with these ``subjects`` may break, in the order of ``rules``.

    The modules of the others are not imported, nor the parts of a design that they judge.
    """
    return rules() if words & _JUDGED else _about(words & _EVERY_SUBJECT)


def rule(identifier: str) -> Rule | None:
    """The rule of that id."""
    return _by_id().get(identifier)
