"""CodeDeploy's applications and deployment groups, and what each says of the alias that it moves.

CloudFormation makes their names up where SAM makes them, so an application is the only one of its
deployment, and a group is known by the role that only it has. CloudFormation says of the alias how it is
moved; Terraform cannot, and has an output that is the request which moves it: that says the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from tests.conformance.normal.exemption import argument
from tests.conformance.normal.form import Identity, Place, Settings, UnreadableError
from tests.conformance.normal.identification import composed
from tests.conformance.normal.kind import Kind, Spelling, arn
from tests.conformance.normal.values import block, fixed, flag, members, nested, text

_ONLY = "functions"
_SAYS = re.compile(r"Input of aws deploy create-deployment: moves [a-z-]+ to its newest version\.")
_ASKED = {"applicationName", "deploymentGroupName", "revision"}


def _only(_: Mapping[str, Any], __: Place) -> str:
    return _ONLY


def _by_role(said: Mapping[str, Any], _: Place) -> str:
    role = said["ServiceRoleArn"] if "ServiceRoleArn" in said else said["service_role_arn"]
    return str(role).rpartition("/")[2]


def _alarms(value: Any) -> Any:
    yield from members("alarm")([each["Name"] for each in value])


def _of_aliases(groups: list[Identity], resources: dict[Identity, Settings]) -> None:
    """Terraform's outputs that start deployments are said of the aliases, and names of its own forgotten."""
    called: dict[str, str] = {}
    for each in [Identity("deployment_application", _ONLY), *groups]:
        name = resources.get(each, {}).pop(("called",), None)
        called |= {f"{each.kind} {name}": each.name} if name else {}
    try:
        for group in groups:
            application = str(resources[group][("application",)])
            known = called.get(f"deployment_application {application}", application)
            resources[group][("application",)] = known
        for each in [
            each for each in resources if each.kind == "output" and each.name.endswith("deployment")
        ]:
            said = resources.pop(each)
            if not _SAYS.fullmatch(str(said[("description",)])):
                raise UnreadableError(f"an output that says {said}")
            _of_alias(json.loads(str(said[("value",)])), called, resources)
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableError(f"a deployment by CodeDeploy: {error!r}") from None


def _of_alias(request: Any, called: Mapping[str, str], resources: dict[Identity, Settings]) -> None:
    """What one such output says."""
    revision = request["revision"]
    if revision["revisionType"] != "AppSpecContent" or len(request) != len(
        ("application", "group", "revision")
    ):
        raise UnreadableError(f"a deployment of {request}")
    content = json.loads(revision["appSpecContent"]["content"])
    (named,) = content["Resources"]
    (resource,) = named.values()
    moved = resource["Properties"]
    alias = resources[Identity("alias", f"{moved['Name']}:{moved['Alias']}")]
    if content["version"] != "0.0" or resource["Type"] != "AWS::Lambda::Function":
        raise UnreadableError(f"an AppSpec {content}")
    if {moved["CurrentVersion"], moved["TargetVersion"]} != {alias[("version",)]}:
        raise UnreadableError(f"an alias that is moved from or to another version: {moved}")
    alias[("shift", "application")] = called[f"deployment_application {request['applicationName']}"]
    alias[("shift", "group")] = called[f"deployment_group {request['deploymentGroupName']}"]
    words = {"BeforeAllowTraffic": "before", "AfterAllowTraffic": "after"}
    for hook in content.get("Hooks", []):
        for event, function in hook.items():
            alias[("shift", words[event])] = function


_APPLICATION = Spelling(
    "AWS::CodeDeploy::Application",
    composed(_only),
    {"ComputePlatform": text("platform")},
    asked={"Ref": "name"},
)

_AWS_APPLICATION = Spelling(
    "aws_codedeploy_app",
    composed(_only),
    {"name": text("called"), "compute_platform": text("platform")},
    told_back=frozenset({"application_id", "github_account_name", "linked_to_github"}),
)

_GROUP = Spelling(
    "AWS::CodeDeploy::DeploymentGroup",
    composed(_by_role, "ServiceRoleArn"),
    {
        "ApplicationName": text("application"),
        "DeploymentConfigName": text("steps"),
        "DeploymentStyle": nested({"DeploymentType": text("type"), "DeploymentOption": text("option")}),
        "AlarmConfiguration": nested({"Enabled": flag("watches"), "Alarms": _alarms}),
        "AutoRollbackConfiguration": nested({"Enabled": flag("moves_back"), "Events": members("back_on")}),
    },
    asked={"Ref": "name"},
)

_AWS_GROUP = Spelling(
    "aws_codedeploy_deployment_group",
    composed(_by_role, "service_role_arn"),
    {
        "app_name": text("application"),
        "deployment_group_name": text("called"),
        "deployment_config_name": text("steps"),
        "deployment_style": block({"deployment_type": text("type"), "deployment_option": text("option")}),
        "alarm_configuration": block(
            {
                "enabled": flag("watches"),
                "alarms": members("alarm"),
                "ignore_poll_alarm_failure": fixed(expected=False),
            }
        ),
        "auto_rollback_configuration": block({"enabled": flag("moves_back"), "events": members("back_on")}),
        "outdated_instances_strategy": fixed(expected="UPDATE"),
        "termination_hook_enabled": fixed(expected=False),
    },
    asked={"arn": "arn"},
    told_back=frozenset({"compute_platform", "deployment_group_id"}),
    unnoticed=(
        argument("outdated_instances_strategy", "UPDATE"),
        argument("termination_hook_enabled", False),
        argument("alarm_configuration/#/ignore_poll_alarm_failure", False),
    ),
)

KINDS = (
    Kind(
        name="deployment_application",
        cloudformation=(_APPLICATION,),
        terraform=(_AWS_APPLICATION,),
        answers={"name": "{name}"},
    ),
    Kind(
        name="deployment_group",
        cloudformation=(_GROUP,),
        terraform=(_AWS_GROUP,),
        answers={"name": "{name}", "arn": arn("codedeploy", f"deploymentgroup:{_ONLY}/{{name}}")},
        assemble=_of_aliases,
    ),
)
