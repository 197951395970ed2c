"""Terraform modules in normal form, from the plans that ``terraform test`` prints.

A plain plan hides every text that a reference stands in, so the modules are planned twice in one
test: once as they are, which shows what the provider makes of each argument, its defaults included;
and once with every reference overridden by a symbol, which shows the hidden texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.conformance.normal.answers import answer, function_name, queue_name
from tests.conformance.normal.assembly import assembled
from tests.conformance.normal.form import (
    DEPLOYMENT,
    Deployment,
    Identity,
    Place,
    Settings,
    UnreadableError,
    output,
)
from tests.conformance.normal.terraform_arguments import ANSWERS, ARGUMENTS, KINDS, TOLD_BACK
from tests.conformance.normal.values import read_all

_ARN_HEAD = "arn:aws:symbol:eu-west-1:111122223333:"
_SYMBOL = re.compile(rf"(?:{_ARN_HEAD})?symbol/(\w+)\.(\w+)/({'|'.join(ANSWERS)})")
_DESCRIBED = re.compile(r'^output "(\w+)" \{\n  description = "([^"\\$%]*)"$', re.MULTILINE)
_ABSENT = object()
REGION_OUTPUT = "planned_region"
"""The output that the tests add to a module, to see where it deploys to."""

Change = Mapping[str, Any]
"""A planned resource: ``type``, ``name``, and the ``change`` to be made."""


class Plan:
    """What one module deploys: its planned resources, bare and with symbols, and its outputs.

    ``bare`` and ``symbolic`` hold resources by ``type.label``; ``outputs`` come from the latter.
    No plan shows what outputs are described as, so that is read from the module's source.
    """

    def __init__(
        self,
        bare: Mapping[str, Change],
        symbolic: Mapping[str, Change],
        outputs: Mapping[str, Any],
        source: str,
    ) -> None:
        values = dict(outputs)
        region = values.pop(REGION_OUTPUT, None)
        if not isinstance(region, str):
            raise UnreadableError("the module does not say its region")
        self.place = Place(region)
        self.said = {address: _said(bare[address], symbolic[address]) for address in symbolic}
        described = dict(_DESCRIBED.findall(source))
        self.outputs = {
            name: {"value": value} | ({"description": described[name]} if name in described else {})
            for name, value in values.items()
        }

    def deployment(self) -> Deployment:
        """What it deploys. ``UnreadableError`` where it says what nobody has taught us to read."""
        return deployment(self.said, self.outputs, self.place)


def deployment(said: Mapping[str, dict[str, Any]], outputs: Mapping[str, Any], place: Place) -> Deployment:
    """The deployment of resources, given by ``type.label`` with the arguments that they say."""
    resolved = _Resolver(said, place)
    found = [_resource(address, resolved) for address in said]
    for name, parts in outputs.items():
        found.append((output(name), {(word,): resolved.text(value) for word, value in parts.items()}))
    found.append((DEPLOYMENT, {("region",): place.region}))
    return assembled(found)


def _said(bare: Change, symbolic: Change) -> dict[str, Any]:
    """The arguments of a resource that mean something: the author's, and the provider's defaults."""
    before, after = bare["change"], symbolic["change"]
    merged = _merged(before["after"], before.get("after_unknown"), after["after"])
    told = {name: value for name, value in merged.items() if name not in TOLD_BACK}
    return {name: _without_unset(value) for name, value in told.items() if value not in (None, [], {}, "")}


def _without_unset(value: Any) -> Any:
    """A block without the arguments and the blocks in it that nobody set."""
    if isinstance(value, list):
        return [_without_unset(each) for each in value]
    if isinstance(value, dict):
        return {name: _without_unset(each) for name, each in value.items() if each not in (None, [])}
    return value


def _merged(bare: Any, unknown: Any, symbolic: Any) -> Any:
    """What is known as it is; what is hidden as the symbolic plan shows it, if the author said it.

    What nobody said is unknown, too: the symbolic plan then has an invented value, without a symbol.
    """
    if unknown is True:
        return symbolic if _SYMBOL.search(str(symbolic)) else _ABSENT
    if isinstance(unknown, dict) and isinstance(symbolic, dict):
        names = dict.fromkeys([*(bare or {}), *unknown])
        found = {
            name: _merged((bare or {}).get(name), unknown.get(name), symbolic.get(name)) for name in names
        }
        return {name: value for name, value in found.items() if value is not _ABSENT}
    if isinstance(unknown, list) and isinstance(symbolic, list) and unknown:
        return [_merged(*each) for each in zip(bare, unknown, symbolic, strict=True)]
    return bare


class _Resolver:
    """Puts what a symbol stands for in its place."""

    def __init__(self, said: Mapping[str, dict[str, Any]], place: Place) -> None:
        self.said = said
        self.place = place

    def identity(self, address: str) -> Identity:
        type_ = address.partition(".")[0]
        if address not in self.said or type_ not in KINDS:
            raise UnreadableError(f"resource {address}")
        kind, argument = KINDS[type_]
        if argument is None:
            return Identity(kind, self._composed(address, type_))
        name = self.said[address].get(argument)
        if not isinstance(name, str):
            raise UnreadableError(f"{address} has no name of its own")
        return Identity(kind, name)

    def _composed(self, address: str, type_: str) -> str:
        if type_ == "aws_apigatewayv2_integration":  # has no name, and needs none: routes refer to it
            return address
        said = self.said[address]
        try:
            naming = {each: self.text(said.get(each)) for each in NAMING[type_]}
            return _COMPOSED[type_](naming, self.place)
        except (AttributeError, TypeError) as error:
            raise UnreadableError(f"{address} does not say what it belongs to: {error}") from None

    def resolved(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.resolved(each) for each in value]
        if isinstance(value, dict):
            return {self.text(name): self.resolved(each) for name, each in value.items()}
        return value

    def text(self, value: Any) -> Any:
        return _SYMBOL.sub(self._symbol, value) if isinstance(value, str) else value

    def _symbol(self, match: re.Match[str]) -> str:
        type_, label, attribute = match.groups()
        identity = self.identity(f"{type_}.{label}")
        return answer(identity, ANSWERS[attribute].get(identity.kind, attribute), self.place)


def _resource(address: str, resolver: _Resolver) -> tuple[Identity, Settings]:
    identity = resolver.identity(address)
    type_ = address.partition(".")[0]
    said = resolver.resolved(resolver.said[address])
    naming = NAMING.get(type_) or (str(KINDS[type_][1]),)
    rest = {name: value for name, value in said.items() if name not in naming}
    try:
        settings = dict(read_all(ARGUMENTS[type_], rest))
        if type_ == "aws_iam_role_policy":
            settings = {("policy", said["name"], *path): value for path, value in settings.items()}
    except (UnreadableError, TypeError, KeyError) as error:
        raise UnreadableError(f"{address}: {error}") from None
    return identity, settings


def _mapping_name(said: Mapping[str, Any], place: Place) -> str:
    return f"{function_name(said['function_name'], place)} < {said['event_source_arn']}"


def _permission_name(said: Mapping[str, Any], place: Place) -> str:
    invoked = function_name(said["function_name"], place, said["qualifier"])
    return f"{invoked} < {said['principal']} {said['source_arn']}"


def _qualified_name(said: Mapping[str, Any], place: Place) -> str:
    qualifier = said["qualifier"] if "qualifier" in said else said["name"]
    name = function_name(said["function_name"], place, qualifier)
    return name if ":" in name else f"{name}:$LATEST"


_COMPOSED: dict[str, Callable[[Mapping[str, Any], Place], str]] = {
    "aws_sqs_queue_policy": lambda said, place: queue_name(said["queue_url"], place),
    "aws_iam_role_policy": lambda said, _: str(said["role"]),
    "aws_lambda_event_source_mapping": _mapping_name,
    "aws_lambda_alias": _qualified_name,
    "aws_lambda_provisioned_concurrency_config": _qualified_name,
    "aws_lambda_function_event_invoke_config": _qualified_name,
    "aws_lambda_permission": _permission_name,
    "aws_apigatewayv2_stage": lambda said, _: f"{said['api_id']} {said['name']}",
    "aws_apigatewayv2_authorizer": lambda said, _: f"{said['api_id']} {said['name']}",
    "aws_apigatewayv2_route": lambda said, _: f"{said['api_id']} {said['route_key']}",
}
NAMING = {
    "aws_sqs_queue_policy": ("queue_url",),
    "aws_iam_role_policy": ("role", "name"),
    "aws_lambda_event_source_mapping": ("function_name", "event_source_arn"),
    "aws_lambda_alias": ("function_name", "name"),
    "aws_lambda_provisioned_concurrency_config": ("function_name", "qualifier"),
    "aws_lambda_function_event_invoke_config": ("function_name", "qualifier"),
    "aws_lambda_permission": ("function_name", "qualifier", "principal", "source_arn"),
    "aws_apigatewayv2_stage": ("api_id", "name"),
    "aws_apigatewayv2_authorizer": ("api_id", "name"),
    "aws_apigatewayv2_route": ("api_id", "route_key"),
}
"""Arguments that say which resource it is, rather than how it is set."""


def symbol(address: str, attribute: str) -> str:
    """What stands for an attribute that only the deployment knows; providers want ARNs to look like one."""
    head = _ARN_HEAD if attribute.endswith("arn") else ""
    return f"{head}symbol/{address}/{attribute}"


def addresses(source: str) -> Iterator[str]:
    """``type.label`` of every resource that a file declares."""
    for type_, label in re.findall(r'^resource "(\w+)" "(\w+)"', source, re.MULTILINE):
        yield f"{type_}.{label}"
