"""Alarms and dashboards of CloudWatch."""

from __future__ import annotations

from tests.conformance.normal.exemption import CDK, argument, property_
from tests.conformance.normal.form import Json
from tests.conformance.normal.identification import named
from tests.conformance.normal.kind import Kind, Spelling, arn
from tests.conformance.normal.structures import encoded, keyed, numeral, tags, tree
from tests.conformance.normal.values import Found, entries, flag, members, text, whole

_ALARM = Spelling(
    "AWS::CloudWatch::Alarm",
    named("AlarmName"),
    {
        "ActionsEnabled": flag("enabled"),
        "AlarmActions": members("on_alarm"),
        "AlarmDescription": text("description"),
        "ComparisonOperator": text("comparison"),
        "DatapointsToAlarm": whole("datapoints"),
        "Dimensions": keyed("Name", {"Value": text("value")}, "dimension"),
        "EvaluationPeriods": whole("evaluation_periods"),
        "ExtendedStatistic": text("percentile"),
        "MetricName": text("metric"),
        "Namespace": text("namespace"),
        "OKActions": members("on_ok"),
        "Period": whole("period"),
        "Statistic": text("statistic"),
        "Tags": tags(),
        "Threshold": numeral("threshold"),
        "TreatMissingData": text("missing_data"),
    },
    asked={"Ref": "name", "Arn": "arn"},
    unnoticed=(property_("ActionsEnabled", True, CDK),),
)


def _dimensions(value: Json) -> Found:
    for path, leaf in entries("dimension")(value):
        yield path, True
        yield (*path, "value"), leaf


_AWS_ALARM = Spelling(
    "aws_cloudwatch_metric_alarm",
    named("alarm_name"),
    {
        "actions_enabled": flag("enabled"),
        "alarm_actions": members("on_alarm"),
        "alarm_description": text("description"),
        "comparison_operator": text("comparison"),
        "datapoints_to_alarm": whole("datapoints"),
        "dimensions": _dimensions,
        "evaluation_periods": whole("evaluation_periods"),
        "extended_statistic": text("percentile"),
        "metric_name": text("metric"),
        "namespace": text("namespace"),
        "ok_actions": members("on_ok"),
        "period": whole("period"),
        "statistic": text("statistic"),
        "tags": tags(),
        "threshold": numeral("threshold"),
        "treat_missing_data": text("missing_data"),
    },
    asked={"arn": "arn", "id": "name"},
    unnoticed=(argument("actions_enabled", True),),
)

_DASHBOARD = Spelling(
    "AWS::CloudWatch::Dashboard", named("DashboardName"), {"DashboardBody": encoded(tree("body"))}
)

_AWS_DASHBOARD = Spelling(
    "aws_cloudwatch_dashboard", named("dashboard_name"), {"dashboard_body": encoded(tree("body"))}
)

KINDS = (
    Kind(
        name="alarm",
        cloudformation=(_ALARM,),
        terraform=(_AWS_ALARM,),
        answers={"arn": arn("cloudwatch", "alarm:{name}"), "name": "{name}"},
        defaults={("enabled",): True, ("missing_data",): "missing"},
    ),
    Kind(name="dashboard", cloudformation=(_DASHBOARD,), terraform=(_AWS_DASHBOARD,)),
)
