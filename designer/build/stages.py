"""Stages merged into one graph: what differs becomes a parameter, what AWS does anyway is left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

from designer import catalog
from designer.graph import Entry, Parameter, Resource, ResourceGraph, Scalar
from designer.graph.documents import Member

_IN_CATALOG: Mapping[str, Mapping[str, str]] = {
    "queue": {
        "visibility_timeout": "sqs.visibility_timeout",
        "message_retention": "sqs.message_retention",
        "delay": "sqs.delay",
        "receive_wait_time": "sqs.receive_wait_time",
    },
    "function": {"ephemeral_storage": "lambda.ephemeral_storage"},
    "event_invoke_config": {
        "maximum_retries": "lambda.async_retries",
        "maximum_event_age": "lambda.async_event_age",
    },
    "schedule": {"maximum_retries": "scheduler.retries", "maximum_event_age": "scheduler.event_age"},
    "event_source_mapping": {
        "batching_window": "sqs.batching_window",
        "parallelization": "polling.parallelization",
        "tumbling_window": "polling.tumbling_window",
        "retries": "polling.retries",
        "maximum_record_age": "polling.record_age",
    },
    "table": {"recovery_days": "dynamodb.recovery_days"},
    "key": {"rotation_period": "kms.rotation_period", "deletion_window": "kms.deletion_window"},
    "event_archive": {"retention_days": "events.archive_retention"},
    "stream": {"retention": "kinesis.retention"},
}
"""Kind to setting to the catalog's range, which knows AWS's own default."""

_WORDS: Mapping[str, Mapping[str, Scalar]] = {
    "queue": {"content_based_deduplication": False},
    "function": {"recursive_loop": "Terminate"},
    "topic": {"content_based_deduplication": False, "tracing": "PassThrough"},
    "subscription": {"raw": False},
    "event_rule": {"state": "ENABLED"},
    "pipe": {"state": "RUNNING", "invocation": "REQUEST_RESPONSE"},
    "schedule": {"enabled": True},
    "event_source_mapping": {"enabled": True, "bisect": False},
    "table": {"table_class": "STANDARD"},
    "parameter": {"tier": "Standard"},
    "state_machine": {"type": "STANDARD", "log_data": False, "tracing": False},
    "workflow_schedule": {"state": "ENABLED"},
    "user_pool": {"administrators_only": False},
    "alarm": {"enabled": True},
    "graphql_api": {"introspection": "ENABLED"},
    "function_authorizer": {"simple": False},
}
"""Kind to setting to AWS's own default, where that is no number."""


@cache
def aws_defaults() -> Mapping[str, Mapping[str, Scalar | None]]:
    """Kind to setting to AWS's own default: what says only that is not restated in an export."""
    numbers = {
        kind: {setting: catalog.limits(key).default for setting, key in settings.items()}
        for kind, settings in _IN_CATALOG.items()
    }
    return {
        kind: {**numbers.get(kind, {}), **_WORDS.get(kind, {})}
        for kind in dict.fromkeys((*_IN_CATALOG, *_WORDS))
    }


def merged(graphs: list[ResourceGraph], stages: tuple[str, ...]) -> ResourceGraph:
    """One graph for all stages, each stage's graph given in their order."""
    result: ResourceGraph = _Merger(stages).merge("", graphs)
    return result


class _Merger:
    """Merges the values of the stages; what differs gets a name of its own."""

    def __init__(self, stages: tuple[str, ...]) -> None:
        self._stages = stages
        self._taken: dict[str, Parameter] = {}

    def merge(self, name: str, values: list[Any]) -> Any:  # equal types on every level
        """One value for all stages: a parameter where scalars differ, else the same all the way down."""
        first = values[0]
        if all(value == first and type(value) is type(first) for value in values[1:]):
            return first
        if is_dataclass(first) and all(type(value) is type(first) for value in values):
            name = _name_of(first, name)
            shared = dict(getattr(first, "shared", ()))
            changed = {
                each.name: self.merge(
                    shared.get(each.name) or f"{name} {each.name}",
                    [getattr(value, each.name) for value in values],
                )
                for each in fields(first)
                if each.init and each.name != "because"  # a comment is the same in all stages
            }
            return replace(first, **changed)  # type: ignore[type-var]  # a dataclass instance, not a class
        if isinstance(first, tuple) and all(
            isinstance(value, tuple) and len(value) == len(first) for value in values
        ):
            return tuple(self.merge(name, list(items)) for items in zip(*values, strict=True))
        if all(value is None or isinstance(value, (str, int, float, bool)) for value in values):
            return self._parameter(_parameter_name(name), values)
        return first

    def _parameter(self, base: str, values: list[Scalar | None]) -> Parameter:
        """The values under ``base``, or under a name with a number where others have that name."""
        by_stage = tuple(zip(self._stages, values, strict=True))
        name, number = base, 2
        while self._taken.setdefault(name, Parameter(name, by_stage)).values != by_stage:
            name, number = f"{base}_{number}", number + 1
        return self._taken[name]


def _name_of(value: object, name: str) -> str:
    """What a parameter inside ``value`` is named after: the resource, or the entry's key."""
    if isinstance(value, Resource):
        return value.label
    return f"{name} {value.key}" if isinstance(value, Entry | Member) else name


_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SAID_BY_NONE = {"value", "members", "logging", "definition", "States", "ItemProcessor"}
"""Words of a path that tell nobody what a parameter is about."""


def _parameter_name(name: str) -> str:
    words = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in name).split()
    kept = [word for word in words if word not in _SAID_BY_NONE]
    return "_".join(_HUMP.sub("_", word) for word in kept).lower()


def pruned(graph: ResourceGraph) -> ResourceGraph:
    """``graph`` without settings that say only what AWS does anyway."""
    return replace(graph, resources=tuple(map(_without_defaults, graph.resources)))


def _without_defaults(resource: Resource) -> Resource:
    """``resource`` without the settings that say only what AWS does anyway."""
    dropped: dict[str, Any] = {  # every one of these fields may be None
        name: None
        for name, default in aws_defaults().get(resource.KIND, {}).items()
        if _says_only(getattr(resource, name), default)
    }
    return replace(resource, **dropped) if dropped else resource


def _says_only(value: object, default: Scalar | None) -> bool:
    """Whether ``value`` is AWS's own, in every stage that sets it at all."""
    if isinstance(value, Parameter):
        return all(each in (None, default) for _, each in value.values)
    return value == default
