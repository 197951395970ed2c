"""Alarms and dashboards."""

from __future__ import annotations

from designer.exporters.shapes import (
    REF,
    CloudFormation,
    Got,
    JsonText,
    Kind,
    Made,
    Named,
    Shape,
    Terraform,
    group,
    made,
    shape,
)
from designer.graph import Attribute
from designer.graph.documents import nested
from designer.graph.monitoring import Alarm, Dashboard


def _alarm(alarm: Alarm) -> Shape:
    return shape(
        "Alarm",
        AlarmName=alarm.name,
        AlarmDescription=alarm.description,
        Namespace=alarm.namespace,
        MetricName=alarm.metric,
        Dimensions=tuple(shape("Dimension", Name=each.key, Value=each.value) for each in alarm.dimensions),
        Statistic=alarm.statistic,
        ExtendedStatistic=alarm.percentile,
        Period=alarm.period,
        EvaluationPeriods=alarm.evaluation_periods,
        Threshold=alarm.threshold,
        ComparisonOperator=alarm.comparison,
        TreatMissingData=alarm.missing_data,
        ActionsEnabled=alarm.enabled,
        AlarmActions=alarm.actions,
        OKActions=alarm.recovery_actions,
    )


def _alarm_block(alarm: Alarm) -> tuple[Made, ...]:
    naming = group(alarm_name=alarm.name, alarm_description=alarm.description)
    metric = group(
        namespace=alarm.namespace,
        metric_name=alarm.metric,
        dimensions=Named(tuple((each.key, each.value) for each in alarm.dimensions)),
        statistic=alarm.statistic,
        extended_statistic=alarm.percentile,
    )
    limit = group(
        period=alarm.period,
        evaluation_periods=alarm.evaluation_periods,
        threshold=alarm.threshold,
        comparison_operator=alarm.comparison,
        treat_missing_data=alarm.missing_data,
    )
    told = group(
        actions_enabled=alarm.enabled,
        alarm_actions=alarm.actions,
        ok_actions=alarm.recovery_actions,
    )
    return (made("aws_cloudwatch_metric_alarm", naming, metric, limit, told),)


def _dashboard(dashboard: Dashboard) -> Shape:
    body = JsonText(nested(dashboard.body))
    return shape("Dashboard", DashboardName=dashboard.name, DashboardBody=body)


def _dashboard_block(dashboard: Dashboard) -> tuple[Made, ...]:
    body = JsonText(nested(dashboard.body))
    named = group(dashboard_name=dashboard.name)
    return (made("aws_cloudwatch_dashboard", named, group(dashboard_body=body)),)


KINDS = (
    Kind(
        Alarm,
        CloudFormation("AWS::CloudWatch::Alarm", _alarm, {Attribute.ARN: Got("Arn"), Attribute.NAME: REF}),
        Terraform(
            "aws_cloudwatch_metric_alarm",
            _alarm_block,
            "alarms.tf",
            {Attribute.ARN: "arn", Attribute.NAME: "alarm_name"},
        ),
    ),
    Kind(
        Dashboard,
        CloudFormation("AWS::CloudWatch::Dashboard", _dashboard, tags=None),
        Terraform("aws_cloudwatch_dashboard", _dashboard_block, "dashboard.tf"),
    ),
)
"""How alarms and dashboards are spelt."""
