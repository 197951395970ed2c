"""CloudFormation templates in normal form: SAM's expanded by its translator, CDK's synthesised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.conformance.normal.defaults import filled
from tests.conformance.normal.form import (
    DEPLOYMENT,
    Deployment,
    Identity,
    Place,
    Settings,
    UnreadableError,
    arn,
    function_name,
    gathered,
    output,
    queue_url,
)
from tests.conformance.normal.intrinsics import Evaluator
from tests.conformance.normal.policies import document
from tests.conformance.normal.values import (
    Reader,
    each,
    entries,
    flag,
    members,
    nested,
    only,
    pairs,
    pattern,
    read_all,
    text,
    whole,
)

KINDS = {
    "AWS::SQS::Queue": ("queue", "QueueName"),
    "AWS::SQS::QueuePolicy": ("queue_policy", None),
    "AWS::DynamoDB::Table": ("table", "TableName"),
    "AWS::SecretsManager::Secret": ("secret", "Name"),
    "AWS::Logs::LogGroup": ("log_group", "LogGroupName"),
    "AWS::IAM::Role": ("role", "RoleName"),
    "AWS::Lambda::Function": ("function", "FunctionName"),
    "AWS::Lambda::EventSourceMapping": ("event_source_mapping", None),
}
"""Type to kind, and to the property that holds the physical name."""


def _keys(value: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    for key in value:
        yield ("key", key["KeyType"]), key["AttributeName"]


def _attributes(value: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    for attribute in value:
        yield ("attribute", attribute["AttributeName"]), attribute["AttributeType"]


def _time_to_live(value: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    if value["Enabled"] is not True:
        raise UnreadableError("a time to live that is off")
    yield ("ttl",), value["AttributeName"]


def _policies(value: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    for policy in value:
        yield from document("policy", policy["PolicyName"])(policy["PolicyDocument"])


PROPERTIES: dict[str, dict[str, Reader]] = {
    "queue": {
        "FifoQueue": flag("fifo"),
        "VisibilityTimeout": whole("visibility_timeout"),
        "MessageRetentionPeriod": whole("message_retention"),
        "DelaySeconds": whole("delay"),
        "ReceiveMessageWaitTimeSeconds": whole("receive_wait_time"),
        "MaximumMessageSize": whole("maximum_message_size"),
        "ContentBasedDeduplication": flag("content_based_deduplication"),
        "DeduplicationScope": text("deduplication_scope"),
        "FifoThroughputLimit": text("throughput_limit"),
        "SqsManagedSseEnabled": flag("managed_encryption"),
        "RedrivePolicy": nested(
            {
                "deadLetterTargetArn": text("redrive", "target"),
                "maxReceiveCount": whole("redrive", "receives"),
            }
        ),
        "Tags": pairs("tags"),
    },
    "queue_policy": {"PolicyDocument": document("policy")},
    "table": {
        "BillingMode": text("billing_mode"),
        "KeySchema": _keys,
        "AttributeDefinitions": _attributes,
        "TimeToLiveSpecification": _time_to_live,
        "PointInTimeRecoverySpecification": nested(
            {"PointInTimeRecoveryEnabled": flag("point_in_time_recovery")}
        ),
        "DeletionProtectionEnabled": flag("deletion_protection"),
        "Tags": pairs("tags"),
    },
    "secret": {"Description": text("description"), "Tags": pairs("tags")},
    "log_group": {"RetentionInDays": whole("retention_days"), "Tags": pairs("tags")},
    "role": {
        "Description": text("description"),
        "Path": text("path"),
        "MaxSessionDuration": whole("session_duration"),
        "AssumeRolePolicyDocument": document("trust"),
        "Policies": _policies,
        "Tags": pairs("tags"),
    },
    "function": {
        "Description": text("description"),
        "Role": text("role"),
        "Code": nested({"S3Bucket": lambda _: iter(()), "S3Key": text("code")}),
        "Handler": text("handler"),
        "Runtime": text("runtime"),
        "Architectures": only(text("architecture")),
        "MemorySize": whole("memory_size"),
        "Timeout": whole("timeout"),
        "EphemeralStorage": nested({"Size": whole("ephemeral_storage")}),
        "ReservedConcurrentExecutions": whole("reserved_concurrency"),
        "TracingConfig": nested({"Mode": text("tracing")}),
        "LoggingConfig": nested(
            {
                "LogGroup": text("log_group"),
                "LogFormat": text("log_format"),
                "ApplicationLogLevel": text("application_level"),
                "SystemLogLevel": text("system_level"),
            }
        ),
        "Environment": nested({"Variables": entries("environment")}),
        "PackageType": text("package_type"),
        "Tags": pairs("tags"),
    },
    "event_source_mapping": {
        "Enabled": flag("enabled"),
        "BatchSize": whole("batch_size"),
        "MaximumBatchingWindowInSeconds": whole("batching_window"),
        "ScalingConfig": nested({"MaximumConcurrency": whole("maximum_concurrency")}),
        "FunctionResponseTypes": members("response_types"),
        "FilterCriteria": nested({"Filters": each(nested({"Pattern": pattern("filters")}))}),
        "Tags": pairs("tags"),
    },
}

_SECTIONS = {"Type", "Properties", "Condition", "DeletionPolicy", "UpdateReplacePolicy"}
_WITHOUT_EFFECT = {"DependsOn", "Metadata"}
"""Order of creation, and notes of tools to themselves."""


class Template:
    """One template, deployed to one place."""

    def __init__(self, template: Mapping[str, Any], parameters: Mapping[str, str], place: Place) -> None:
        self._resources: Mapping[str, Any] = template.get("Resources", {})
        self._outputs: Mapping[str, Any] = template.get("Outputs", {})
        self._place = place
        self._asked: set[str] = set()
        self._evaluator = Evaluator(template, parameters, place, self._attribute)

    def deployment(self) -> Deployment:
        """What it deploys. ``UnreadableError`` where it says what nobody has taught us to read."""
        found = [*map(self._resource, self._deployed()), *map(self._output, self._outputs.items())]
        found.append((DEPLOYMENT, {("region",): self._place.region}))
        return {key: filled(key.kind, settings) for key, settings in gathered(found).items()}

    def _deployed(self) -> Iterator[str]:
        for name, resource in self._resources.items():
            if "Condition" not in resource or self._evaluator.condition(resource["Condition"]):
                yield name

    def _resource(self, name: str) -> tuple[Identity, Settings]:
        resource = self._resources[name]
        strange = set(resource) - _SECTIONS - _WITHOUT_EFFECT
        if strange:
            raise UnreadableError(f"{name}: {sorted(strange)}")
        said = self._properties(name)
        identity, settings = self._identity(name), {}
        for key in _NAMING.get(identity.kind, ()) or (str(KINDS[resource["Type"]][1]),):
            said.pop(key, None)
        try:
            settings = dict(read_all(PROPERTIES[identity.kind], said))
        except (UnreadableError, TypeError, KeyError) as error:
            raise UnreadableError(f"{name}: {error}") from None
        settings[("on_delete",)] = resource.get("DeletionPolicy", "Delete")
        settings[("on_replace",)] = resource.get("UpdateReplacePolicy", "Delete")
        return identity, settings

    def _output(self, named: tuple[str, Any]) -> tuple[Identity, Settings]:
        name, said = named
        strange = set(said) - {"Value", "Description"}
        if strange:
            raise UnreadableError(f"output {name}: {sorted(strange)}")
        settings: Settings = {("value",): self._evaluator.value(said.get("Value"))}
        if "Description" in said:
            settings[("description",)] = said["Description"]
        return output(name), settings

    def _properties(self, name: str) -> dict[str, Any]:
        return dict(self._evaluator.value(self._resources[name].get("Properties", {})))

    def _identity(self, name: str) -> Identity:
        if name not in self._resources:
            raise UnreadableError(f"no resource {name}")
        type_ = self._resources[name].get("Type")
        if type_ not in KINDS:
            raise UnreadableError(f"{name} is of type {type_}")
        kind, property_ = KINDS[type_]
        if property_ is None:
            return Identity(kind, _COMPOSED[kind](self._properties(name), self._place))
        # Only the name is evaluated: everything else may refer to other resources.
        physical = self._evaluator.value(self._resources[name].get("Properties", {}).get(property_))
        if not isinstance(physical, str):
            raise UnreadableError(f"{name} has no name of its own")
        return Identity(kind, physical)

    def _attribute(self, name: str, attribute: str | None) -> str:
        if name in self._asked:
            raise UnreadableError(f"{name} depends on itself")
        self._asked.add(name)
        try:
            return self._answer(name, attribute)
        finally:
            self._asked.remove(name)

    def _answer(self, name: str, attribute: str | None) -> str:
        identity = self._identity(name)
        known = {
            ("queue", None): queue_url(identity.name, self._place),
            ("queue", "QueueUrl"): queue_url(identity.name, self._place),
            ("queue", "QueueName"): identity.name,
            ("secret", "Id"): None,
            ("secret", None): None,
            ("table", None): identity.name,
            ("function", None): identity.name,
            ("role", None): identity.name,
            ("log_group", None): identity.name,
        }
        found = known.get((identity.kind, attribute))
        if found is not None:
            return found
        if attribute != "Arn" and (identity.kind, attribute) not in known:
            raise UnreadableError(f"{name}.{attribute}")
        suffix = ":*" if identity.kind == "log_group" else ""
        return arn(identity, self._place) + suffix


def _policy_name(said: dict[str, Any], place: Place) -> str:
    queues = said.get("Queues", [])
    if len(queues) != 1:
        raise UnreadableError(f"a policy of the queues {queues}")
    return str(queues[0]).removeprefix(queue_url("", place))


def _mapping_name(said: dict[str, Any], place: Place) -> str:
    return f"{function_name(str(said.get('FunctionName')), place)} < {said.get('EventSourceArn')}"


_COMPOSED = {"queue_policy": _policy_name, "event_source_mapping": _mapping_name}
_NAMING = {"queue_policy": ("Queues",), "event_source_mapping": ("FunctionName", "EventSourceArn")}
"""Properties that say which resource it is, rather than how it is set."""
