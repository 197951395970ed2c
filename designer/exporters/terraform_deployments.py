"""What starts a deployment by CodeDeploy, which Terraform itself has no word for.

Terraform publishes the version and leaves the alias where it is. An output is the whole request that
moves it: the application, the group, and an AppSpec from the alias's version to the newest one.
"""

from __future__ import annotations

from collections.abc import Iterator

from designer.exporters.base import Note, snake_case
from designer.exporters.hcl import Argument, Block, Call, Expression, List, Object, arguments
from designer.exporters.terraform_values import Values
from designer.graph import Attribute, Ref, ResourceGraph
from designer.graph.compute import Alias, Shift

_FORMAT = "0.0"
"""The only version that AppSpec files have."""


def outputs(graph: ResourceGraph, values: Values) -> Iterator[Block]:
    """The request that starts a deployment, for each alias that CodeDeploy moves."""
    for alias in graph.resources:
        if isinstance(alias, Alias) and alias.shift:
            says = f"Input of aws deploy create-deployment: moves {alias.label} to its newest version."
            body = arguments(description=says, value=_request(alias, alias.shift, values))
            yield Block("output", (_name(alias),), (body,))


def notes(graph: ResourceGraph) -> Iterator[Note]:
    """How to start a deployment, for each of them."""
    for alias in graph.resources:
        if isinstance(alias, Alias) and alias.shift:
            yield Note(
                f"{alias.label}.deployment",
                "Terraform publishes the new version and leaves the alias where it is; CodeDeploy moves it. "
                "Start that after each apply that published one: aws deploy create-deployment --region "
                f'{graph.region} --cli-input-json "$(terraform output -raw {_name(alias)})".',
            )


def _name(alias: Alias) -> str:
    return snake_case(f"{alias.label}_deployment")


def _request(alias: Alias, shift: Shift, values: Values) -> Expression:
    content = arguments(content=_encoded(_appspec(alias, shift, values)))
    revision = arguments(revisionType="AppSpecContent", appSpecContent=Object(content))
    return _encoded(
        arguments(
            applicationName=values.spell(shift.application),
            deploymentGroupName=values.spell(shift.group),
            revision=Object(revision),
        )
    )


def _appspec(alias: Alias, shift: Shift, values: Values) -> tuple[Argument, ...]:
    moved = arguments(
        Name=values.spell(alias.function),
        Alias=values.address(alias).attribute("name"),
        CurrentVersion=values.address(alias).attribute("function_version"),
        TargetVersion=values.spell(Ref(alias.function.target, Attribute.VERSION)),
    )
    resource = Object(arguments(Type="AWS::Lambda::Function", Properties=Object(moved)))
    named = Object((Argument(snake_case(alias.label), resource),))
    checks = {"BeforeAllowTraffic": shift.before, "AfterAllowTraffic": shift.after}
    hooks = tuple(
        Object((Argument(event, values.spell(check)),))
        for event, check in checks.items()
        if check is not None
    )
    return arguments(version=_FORMAT, Resources=List((named,)), Hooks=List(hooks) if hooks else None)


def _encoded(entries: tuple[Argument, ...]) -> Call:
    return Call("jsonencode", (Object(entries),))
