"""CloudFormation templates in normal form: SAM's expanded by its translator, CDK's synthesised."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.conformance.normal.answers import answer, function_name, queue_name
from tests.conformance.normal.assembly import assembled
from tests.conformance.normal.cloudformation_http import OpenApi
from tests.conformance.normal.cloudformation_properties import PROPERTIES
from tests.conformance.normal.form import (
    DEPLOYMENT,
    Deployment,
    Identity,
    Place,
    Settings,
    UnreadableError,
    output,
)
from tests.conformance.normal.intrinsics import Evaluator
from tests.conformance.normal.values import Found, read_all

KINDS = {
    "AWS::SQS::Queue": ("queue", "QueueName"),
    "AWS::SQS::QueuePolicy": ("queue_policy", None),
    "AWS::DynamoDB::Table": ("table", "TableName"),
    "AWS::SecretsManager::Secret": ("secret", "Name"),
    "AWS::Logs::LogGroup": ("log_group", "LogGroupName"),
    "AWS::IAM::Role": ("role", "RoleName"),
    "AWS::Lambda::Function": ("function", "FunctionName"),
    "AWS::Lambda::EventSourceMapping": ("event_source_mapping", None),
    "AWS::Lambda::Version": ("version", None),
    "AWS::Lambda::Alias": ("alias", None),
    "AWS::Lambda::EventInvokeConfig": ("event_invoke_config", None),
    "AWS::Lambda::Permission": ("permission", None),
    "AWS::Scheduler::Schedule": ("schedule", "Name"),
    "AWS::ApiGatewayV2::Api": ("api", "Name"),
    "AWS::ApiGatewayV2::Stage": ("stage", None),
    "AWS::ApiGatewayV2::Authorizer": ("authorizer", None),
    "AWS::ApiGatewayV2::Integration": ("integration", None),
    "AWS::ApiGatewayV2::Route": ("route", None),
}
"""Type to kind, and to the property that holds the physical name."""

ATTRIBUTES: dict[str, dict[str | None, str]] = {
    "queue": {None: "url", "QueueUrl": "url", "QueueName": "name", "Arn": "arn"},
    "secret": {None: "arn", "Id": "arn"},
    "table": {None: "name", "Arn": "arn"},
    "function": {None: "name", "Arn": "arn"},
    "role": {None: "name", "Arn": "arn"},
    "log_group": {None: "name", "Arn": "streams_arn"},
    "version": {"Version": "version"},
    "alias": {None: "arn", "AliasArn": "arn"},
    "api": {None: "id", "ApiId": "id", "ApiEndpoint": "url"},
    "authorizer": {None: "id", "AuthorizerId": "id"},
    "integration": {None: "id", "IntegrationId": "id"},
}
"""Kind to what Ref (``None``) and Fn::GetAtt ask of it."""


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
        found = [each for name in self._deployed() for each in self._said(name)]
        found += map(self._output, self._outputs.items())
        found.append((DEPLOYMENT, {("region",): self._place.region}))
        return assembled(found)

    def _deployed(self) -> Iterator[str]:
        for name, resource in self._resources.items():
            if "Condition" not in resource or self._evaluator.condition(resource["Condition"]):
                yield name

    def _said(self, name: str) -> Iterator[tuple[Identity, Settings]]:
        """The resource of that logical id, and what is made of a document in it."""
        resource = self._resources[name]
        strange = set(resource) - _SECTIONS - _WITHOUT_EFFECT
        if strange:
            raise UnreadableError(f"{name}: {sorted(strange)}")
        identity = self._identity(name)
        deletion = {
            ("on_delete",): resource.get("DeletionPolicy", "Delete"),
            ("on_replace",): resource.get("UpdateReplacePolicy", "Delete"),
        }
        try:
            document = self._document(name)
            settings = document.settings() if document else self._settings(name, identity.kind)
            yield identity, {**dict(settings), **deletion}
            yield from document.resources() if document else ()
        except (UnreadableError, TypeError, KeyError) as error:
            raise UnreadableError(f"{name}: {error}") from None

    def _settings(self, name: str, kind: str) -> Found:
        said = self._properties(name)
        for key in (*_NAMING.get(kind, ()), KINDS[self._resources[name]["Type"]][1]):
            said.pop(key, None)
        yield from read_all(PROPERTIES[kind], said)

    def _document(self, name: str) -> OpenApi | None:
        """The document that an API is imported from, if it is; then the API says nothing else."""
        resource = self._resources[name]
        if resource["Type"] != "AWS::ApiGatewayV2::Api" or "Body" not in resource["Properties"]:
            return None
        said = self._properties(name)
        if set(said) != {"Body"}:
            raise UnreadableError(f"{sorted(said)} beside a document")
        return OpenApi(said["Body"], self._place)

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
            return Identity(kind, self._composed(name, kind))
        # Only the name is evaluated: everything else may refer to other resources.
        said = self._resources[name].get("Properties", {})
        document = self._evaluator.value(said.get("Body", {}).get("info", {}))
        physical = self._evaluator.value(said.get(property_, document.get("title")))
        if not isinstance(physical, str):
            raise UnreadableError(f"{name} has no name of its own")
        return Identity(kind, physical)

    def _composed(self, name: str, kind: str) -> str:
        if kind == "integration":  # has none, and needs none: routes refer to it
            return name
        said = self._resources[name].get("Properties", {})
        naming = {each: self._evaluator.value(said.get(each)) for each in _NAMING[kind]}
        return _COMPOSED[kind](naming, self._place)

    def _attribute(self, name: str, attribute: str | None) -> str:
        if name in self._asked:
            raise UnreadableError(f"{name} depends on itself")
        self._asked.add(name)
        try:
            identity = self._identity(name)
            question = ATTRIBUTES.get(identity.kind, {}).get(attribute)
            if question is None:
                raise UnreadableError(f"{name}.{attribute}")
            return answer(identity, question, self._place)
        finally:
            self._asked.remove(name)


def _policy_name(said: dict[str, Any], place: Place) -> str:
    queues = said["Queues"] or []
    if len(queues) != 1:
        raise UnreadableError(f"a policy of the queues {queues}")
    return queue_name(str(queues[0]), place)


def _mapping_name(said: dict[str, Any], place: Place) -> str:
    return f"{function_name(str(said['FunctionName']), place)} < {said['EventSourceArn']}"


def _permission_name(said: dict[str, Any], place: Place) -> str:
    return f"{function_name(str(said['FunctionName']), place)} < {said['Principal']} {said['SourceArn']}"


def _qualified_name(said: dict[str, Any], place: Place) -> str:
    qualifier = said.get("Qualifier", said.get("Name"))
    return function_name(str(said["FunctionName"]), place, str(qualifier))


_COMPOSED: dict[str, Callable[[dict[str, Any], Place], str]] = {
    "queue_policy": _policy_name,
    "event_source_mapping": _mapping_name,
    "version": lambda said, place: function_name(str(said["FunctionName"]), place),
    "alias": _qualified_name,
    "event_invoke_config": _qualified_name,
    "permission": _permission_name,
    "stage": lambda said, _: f"{said['ApiId']} {said['StageName']}",
    "authorizer": lambda said, _: f"{said['ApiId']} {said['Name']}",
    "route": lambda said, _: f"{said['ApiId']} {said['RouteKey']}",
}
_NAMING = {
    "queue_policy": ("Queues",),
    "event_source_mapping": ("FunctionName", "EventSourceArn"),
    "version": ("FunctionName",),
    "alias": ("FunctionName", "Name"),
    "event_invoke_config": ("FunctionName", "Qualifier"),
    "permission": ("FunctionName", "Principal", "SourceArn"),
    "stage": ("ApiId", "StageName"),
    "authorizer": ("ApiId", "Name"),
    "route": ("ApiId", "RouteKey"),
}
"""Properties that say which resource it is, rather than how it is set."""
