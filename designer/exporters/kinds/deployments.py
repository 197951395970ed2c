"""CodeDeploy's applications and deployment groups, for functions."""

from __future__ import annotations

from designer.exporters.shapes import (
    REF,
    CloudFormation,
    Kind,
    Made,
    Shape,
    Terraform,
    block,
    group,
    made,
    shape,
)
from designer.graph import Attribute
from designer.graph.deployments import DeploymentApplication, DeploymentGroup

_PLATFORM = "Lambda"
_BACK = ("DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST")
"""When the alias is moved back; the same that SAM says."""
_TYPE, _OPTION = "BLUE_GREEN", "WITH_TRAFFIC_CONTROL"


def _application(_: DeploymentApplication) -> Shape:
    return shape("Application", ComputePlatform=_PLATFORM)


def _application_block(application: DeploymentApplication) -> tuple[Made, ...]:
    return (made("aws_codedeploy_app", group(name=application.name, compute_platform=_PLATFORM)),)


def _group(deployed: DeploymentGroup) -> Shape:
    alarms = tuple(shape("Alarm", Name=each) for each in deployed.alarms)
    return shape(
        "DeploymentGroup",
        ApplicationName=deployed.application,
        ServiceRoleArn=deployed.role,
        DeploymentConfigName=deployed.steps,
        DeploymentStyle=shape("DeploymentStyle", DeploymentType=_TYPE, DeploymentOption=_OPTION),
        AlarmConfiguration=shape("AlarmConfiguration", Enabled=True, Alarms=alarms) if alarms else None,
        AutoRollbackConfiguration=shape("AutoRollbackConfiguration", Enabled=True, Events=_BACK),
    )


def _group_block(deployed: DeploymentGroup) -> tuple[Made, ...]:
    named = group(
        app_name=deployed.application,
        deployment_group_name=deployed.name,
        service_role_arn=deployed.role,
        deployment_config_name=deployed.steps,
    )
    style = block("deployment_style", deployment_type=_TYPE, deployment_option=_OPTION)
    back = block("auto_rollback_configuration", enabled=True, events=_BACK)
    watched = block("alarm_configuration", enabled=True, alarms=deployed.alarms) if deployed.alarms else None
    return (made("aws_codedeploy_deployment_group", named, style, watched, back),)


KINDS = (
    Kind(
        DeploymentApplication,
        CloudFormation("AWS::CodeDeploy::Application", _application, {Attribute.NAME: REF}, tags=None),
        Terraform(
            "aws_codedeploy_app",
            _application_block,
            "deployments.tf",
            {Attribute.NAME: "name"},
        ),
    ),
    Kind(
        DeploymentGroup,
        CloudFormation("AWS::CodeDeploy::DeploymentGroup", _group, {Attribute.NAME: REF}, tags=None),
        Terraform(
            "aws_codedeploy_deployment_group",
            _group_block,
            "deployments.tf",
            {Attribute.ARN: "arn", Attribute.NAME: "deployment_group_name"},
        ),
    ),
)
"""How what moves aliases is spelt."""
