"""Aliases that CodeDeploy moves, and aliases with weights: what is deployed, and how formats say it."""

from __future__ import annotations

import pytest

from designer.build import build_graph
from designer.exporters import exporter
from designer.exporters.base import Export
from designer.graph import Attribute, Ref, Role
from designer.graph.compute import Alias, Share, Shift
from designer.graph.deployments import DeploymentGroup
from tests.rules.judging import design, found, places

CHECKED = """
  name: shop
  alarms: {topic: alerts}
  topics: {alerts: {}}
  functions:
    worker: {alias: live, deployment: {alarms: slow, before: check, after: check}}
    check: {environment: {VERSION: "${worker.version}"}}
"""
WEIGHED = '{name: shop, functions: {worker: {alias: live, routing: {version: "3", weight: 10}}}}'


def exported(text: str, format_name: str) -> Export:
    return exporter(format_name).export(build_graph(design(text)))


def file(text: str, format_name: str, ending: str) -> str:
    return next(each.text for each in exported(text, format_name).files if each.path.endswith(ending))


def test_the_group_watches_the_functions_own_alarm_and_the_named_ones() -> None:
    graph = build_graph(design(CHECKED))
    group, alias = graph.resource("deployment_group.worker"), graph.resource("alias.worker")
    assert isinstance(group, DeploymentGroup)
    assert isinstance(alias, Alias)
    assert group.alarms == (Ref("alarm.worker.errors", Attribute.NAME), "slow")
    assert group.steps == "CodeDeployDefault.LambdaCanary10Percent5Minutes"
    hook = Ref("function.check", Attribute.NAME)
    application = Ref("deployment_application.functions", Attribute.NAME)
    assert alias.shift == Shift(application, Ref("deployment_group.worker", Attribute.NAME), hook, hook)


def test_a_design_without_alarms_has_none_to_watch() -> None:
    graph = build_graph(design("{name: a, functions: {f: {alias: live, deployment: {}}}}"))
    group, role = graph.resource("deployment_group.f"), graph.resource("role.f.deployment")
    assert isinstance(group, DeploymentGroup)
    assert isinstance(role, Role)
    assert group.alarms == ()
    assert [each.sid for each in role.statements] == ["MoveAlias", "SeeProvisioned"]


def test_what_checks_tells_the_result_and_is_invoked_by_name() -> None:
    graph = build_graph(design(CHECKED))
    check, codedeploy = graph.resource("role.check"), graph.resource("role.worker.deployment")
    assert isinstance(check, Role)
    assert isinstance(codedeploy, Role)
    told = next(each for each in check.statements if each.sid == "TellResultOfWorker")
    assert told.resources == (Ref("deployment_group.worker", Attribute.ARN, by_name=True),)
    invoked = next(each for each in codedeploy.statements if each.sid == "Check")
    assert not any(isinstance(each, Ref) for each in invoked.resources)


def test_terraform_leaves_the_alias_to_codedeploy_and_says_how_to_start_it() -> None:
    code = file(CHECKED, "terraform", "function_worker.tf")
    assert "ignore_changes = [function_version, routing_config]" in code
    outputs = file(CHECKED, "terraform", "outputs.tf")
    assert "CurrentVersion = aws_lambda_alias.worker.function_version" in outputs
    assert "TargetVersion  = aws_lambda_function.worker.version" in outputs
    (note,) = exported(CHECKED, "terraform").notes
    assert "aws deploy create-deployment" in note.message
    assert "terraform output -raw worker_deployment" in note.message


def test_sam_says_it_as_its_own_preference() -> None:
    template = file(CHECKED, "sam", "template.yaml")
    assert "Type: Canary10Percent5Minutes" in template
    assert "PreTraffic: !Ref CheckFunction" in template
    assert "AWS::CodeDeploy" not in template


def test_weights_are_on_the_alias_and_a_note_where_sam_has_none() -> None:
    alias = build_graph(design(WEIGHED)).resource("alias.worker")
    assert isinstance(alias, Alias)
    assert alias.share == Share("3", 0.1)
    assert 'additional_version_weights = { "3" = 0.1 }' in file(WEIGHED, "terraform", "function_worker.tf")
    assert "function_weight=0.1" in file(WEIGHED, "cdk-python", "stack.py")
    assert [each.setting for each in exported(WEIGHED, "sam").notes] == ["alias.worker", "worker.routing"]


def test_a_stage_may_name_another_version() -> None:
    stages = 'stages: {a: {}, b: {functions: {worker: {routing: {version: "7"}}}}}'
    text = f"{WEIGHED[:-1]}, {stages}}}"
    assert "{ (local.settings.worker_share_version) = 0.1 }" in file(text, "terraform", "function_worker.tf")
    note = exported(text, "sam").notes[-1].message
    assert "AdditionalVersionWeights={(a: 3, b: 7)=0.1}" in note
    assert "Mappings:" not in file(text, "sam", "template.yaml")


@pytest.mark.parametrize(
    ("check", "circle"),
    [
        ("environment: {VERSION: '${worker.version}'}", False),
        ("environment: {NAME: '${worker.name}'}", False),
        ("environment: {ARN: '${worker.arn}'}", True),
        ("scopes: {worker: invoke}", True),
    ],
)
def test_what_checks_may_name_the_version_and_not_the_alias_that_waits_for_it(
    check: str, circle: bool
) -> None:
    text = f"{{name: a, functions: {{worker: {{alias: live, deployment: {{before: c}}}}, c: {{{check}}}}}}}"
    assert bool(found(text, "reference-cycle")) is circle


@pytest.mark.parametrize(("count", "findings"), [(10, 0), (11, 1)])
def test_codedeploy_takes_ten_alarms(count: int, findings: int) -> None:
    alarms = ", ".join(f"a{number}" for number in range(count))
    text = f"{{name: a, functions: {{f: {{alias: live, deployment: {{alarms: [{alarms}]}}}}}}}}"
    assert len(found(text, "deployment-alarm-count")) == findings


def test_the_functions_own_alarm_counts() -> None:
    alarms = ", ".join(f"a{number}" for number in range(10))
    text = f"""
      name: a
      alarms: {{topic: t}}
      topics: {{t: {{}}}}
      functions: {{f: {{alias: live, deployment: {{alarms: [{alarms}]}}}}}}
    """
    assert len(found(text, "deployment-alarm-count")) == 1


def test_a_stage_that_is_done_at_once_needs_no_steps_elsewhere() -> None:
    dev = "dev: {functions: {f: {deployment: {steps: AllAtOnce}}}}"
    text = f"{{name: a, functions: {{f: {{alias: live, deployment: {{}}}}}}, stages: {{{dev}%s}}}}"
    assert found(text % "", "deployment-without-steps")
    assert not found(text % ", prod: {}", "deployment-without-steps")


def test_the_role_that_deploys_has_a_name_of_its_own() -> None:
    text = "{name: a, functions: {f: {alias: live, deployment: {}}, %s}}"
    assert places(text % "f-deployment: {}", "resource-id-unique") == ["functions.f-deployment"]
    assert places(text % "g: {}", "resource-id-unique") == []
    trigger = "{type: schedule, expression: rate(1 day)}"
    clashing = f"alias: live, deployment: {{}}, triggers: {{deployment: {trigger}}}"
    clashing = f"{{name: a, functions: {{f: {{{clashing}}}}}}}"
    assert places(clashing, "resource-id-unique") == ["functions.f.triggers.deployment"]


@pytest.mark.parametrize(("length", "findings"), [(49, 0), (50, 1)])
def test_the_role_that_deploys_has_a_name_that_fits(length: int, findings: int) -> None:
    text = (
        f"{{name: a, stages: {{b: {{}}}}, functions: {{{'x' * length}: {{alias: live, deployment: {{}}}}}}}}"
    )
    assert len(found(text, "physical-name-length")) == findings
