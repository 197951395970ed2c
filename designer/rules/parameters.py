"""Rules on parameters: names and values that Systems Manager takes, and nothing secret in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from designer import catalog
from designer.blueprint.base import Node, Part, Path
from designer.blueprint.document import Blueprint
from designer.rules.base import Finding, Rule, Severity, set_value
from designer.rules.plaintext import credential_in, credentials_in
from designer.rules.settings import quoted

if TYPE_CHECKING:
    from designer.blueprint.resources.parameter import Parameter

_PUT = "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html"


def _example(parameter: str) -> str:
    keys = "keys: {data: {}}"
    function = "f: {environment_key: data, scopes: {text: read}}"
    return f"{{name: shop, functions: {{{function}}}, parameters: {{{parameter}}}, {keys}}}"


def _new(blueprint: Blueprint) -> Iterator[Node[Parameter]]:
    for name, parameter in blueprint.parameters.items():
        if parameter.existing is None:
            yield Node(("parameters", name), parameter)


class ParameterNameValid(Rule):
    """A parameter's name would begin with a word that AWS keeps for itself.

    It begins with the blueprint's name, and Systems Manager refuses names that begin with aws or ssm.
    """

    id = "parameter-name-valid"
    severity = Severity.ERROR
    topic = "parameters"
    source = _PUT
    whole = True
    bad = "{name: aws-shop, functions: {f: {scopes: {rate: read}}}, parameters: {rate: {}}}"
    good = "{name: shop, functions: {f: {scopes: {rate: read}}}, parameters: {rate: {}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new parameter of a design with such a name."""
        del today
        form = catalog.pattern("ssm.blueprint_name")
        for parameter in _new(blueprint) if not form.matches(blueprint.name) else ():
            message = f"Its name begins with {quoted(blueprint.name)}, which has to be {form.says}."
            yield self.finding(parameter.path, message)


class ParameterValueLength(Rule):
    """A parameter's value is empty, or larger than its tier holds.

    The deployment fails.
    """

    id = "parameter-value-length"
    severity = Severity.ERROR
    topic = "parameters"
    source = "https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html"
    bad = _example(f"text: {{value: {'x' * 4097}}}")
    good = _example("text: {value: '3'}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every value that does not fit; a larger tier is a fix where one takes it."""
        del today
        large = catalog.limits("ssm.advanced_value_length")
        for parameter in _new(blueprint):
            value, small = parameter.value.value, parameter.value.tier == "Standard"
            allowed = catalog.limits("ssm.standard_value_length") if small else large
            length = len((value or "").encode(errors="replace"))
            if value is not None and length not in allowed:
                at = parameter / "tier"
                fix = (
                    set_value("Take the advanced tier", at, "Advanced", safe=False)
                    if length in large
                    else None
                )
                message = f"{length:,} bytes is outside {allowed}."
                yield self.finding(parameter / "value", message, fix)


class ParameterPlaintextSecret(Rule):
    """A parameter, a workflow or a trigger holds a credential in plain text.

    It stands in the design, in every export, and in the history of each, for everybody who may read any
    of them. Leave the value of a parameter out; elsewhere name a secret that a function reads.
    """

    id = "secret-value-in-template"
    severity = Severity.ERROR
    topic = "security"
    source = (
        "https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-securestring.html"
    )
    bad = _example(f"text: {{value: {'AKIA' + 'Z' * 16}}}")
    good = _example("text: {}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every value that looks like a credential, and every text of a workflow or a trigger."""
        del today
        for parameter in _new(blueprint):
            looks = credential_in(parameter.value.value or "")
            if looks is not None:
                at = parameter / "value"
                fix = set_value("Put it there by hand", at, None, safe=False)
                yield self.finding(
                    at, f"It looks like a credential ({looks}); it has to stay out of files.", fix
                )
        for path, part in _spelt_out(blueprint):
            for below, looks in credentials_in(part):
                message = f"It looks like a credential ({looks}); have a function read a secret instead."
                yield self.finding((*path, *below), message)


def _spelt_out(blueprint: Blueprint) -> Iterator[tuple[Path, Part]]:
    """What holds texts of the author's that exports repeat word for word, with its path."""
    for name, workflow in blueprint.workflows.items():
        yield ("workflows", name), workflow
    for _, trigger in blueprint.every_trigger():
        yield trigger.path, trigger.value


class ParameterKeyIneffective(Rule):
    """A parameter in plain text names a key.

    Only a SecureString is encrypted with a key, and a new parameter is none: neither CloudFormation
    nor a file of yours should know its value.
    """

    id = "parameter-key-ineffective"
    severity = Severity.WARNING
    topic = "parameters"
    source = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-parameter.html"
    bad = _example("text: {kms_key: data}")
    good = _example("text: {}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new parameter with a key."""
        del today
        for parameter in _new(blueprint):
            if parameter.value.kms_key is not None:
                at = parameter / "kms_key"
                message = "A new parameter is plain text; name an existing SecureString, or use a secret."
                yield self.finding(at, message, set_value("Do without it", at, None, safe=False))
